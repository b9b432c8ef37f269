"""The dialogue."""

import pytest

import motet


@pytest.fixture
def session():
    with motet.session("lex", engine="vm") as opened:
        yield opened


def answer(session, text):
    found = session.enter(text)
    return found.text if found.shows else None


def test_items_are_added_and_expressions_shown(session):
    assert answer(session, "fn f(x :: Int) -> Int { x + 1 }") is None
    assert answer(session, "f(41)") == "42"
    assert answer(session, "type T = A | B(Int)") is None
    assert answer(session, "[A, B(f(1))]") == '[{"$variant":"A","args":[]},{"$variant":"B","args":[2]}]'


def test_later_entries_see_imports(session):
    assert answer(session, 'import "std.list" as list') is None
    assert answer(session, "fn g(xs :: List[Int]) -> Int { list.len(xs) }") is None
    assert answer(session, "g([1, 2])") == "2"
    assert answer(session, "let xs := [1]\nlist.map(xs, fn (x :: Int) -> Int { x * 5 })") == "[5]"


def test_an_item_takes_the_place_of_its_namesake(session):
    answer(session, "fn f() -> Int { 1 }")
    answer(session, 'fn f() -> Str { "one" }')
    assert answer(session, "f()") == '"one"'


def test_wrong_entries_change_nothing(session):
    answer(session, "fn f() -> Int { 1 }")
    for wrong in ("fn f() -> Int { true }", "f(1)", "f() f()", "}", "nothing", 'fn g() -> Int { f() + "a" }'):
        with pytest.raises(motet.SourceError):
            session.enter(wrong)
    assert answer(session, "f()") == "1"


def test_failed_entries_leave_the_dialogue_alive(session):
    with pytest.raises(motet.RunError, match="integer division by zero"):
        session.enter("1 / 0")
    assert answer(session, "2 + 2") == "4"


def test_expressions_may_begin_as_items_do(session):
    assert answer(session, "(fn (x :: Int) -> Int { x })(3)") == "3"
    assert answer(session, "fn (x :: Int) -> Int { x }(3)") == "3"
    assert answer(session, "{ a: 1 }") == '{"a":1}'


def test_nothing_is_entered(session):
    assert answer(session, "  # only a remark\n") is None


def test_errors_point_into_the_entry(session):
    with pytest.raises(motet.SourceError) as caught:
        session.enter("1 +\n  true")
    diagnostic = caught.value.diagnostics[0]
    assert diagnostic.source.text == "1 +\n  true"
    assert diagnostic.span is not None


def test_effects_of_all_kinds_may_be_used(session):
    answer(session, 'import "std.time" as time')
    answer(session, "fn wait(ms :: Int) -> [time] Unit { time.sleep_ms(ms) }")
    assert answer(session, "wait(0)") == "null"
