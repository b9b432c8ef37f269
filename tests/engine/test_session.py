"""Dialogues: what lasts from entry to entry, and what errors leave behind."""

import pytest

import motet


@pytest.fixture
def output():
    return bytearray()


@pytest.fixture(params=["vm", "auto"])
def session(request, output):
    with motet.session("snek", engine=request.param, output=output.extend) as made:
        yield made


def test_definitions_last(session):
    assert session.enter("(define x 4)").shows is False
    assert session.enter("(fun (f n) (+ n x))").shows is False
    answer = session.enter("(f 3)")
    assert (answer.shows, answer.value, answer.text) == (True, 7, "7")


def test_a_failed_entry_keeps_what_it_did(session):
    session.enter("(define k 1)")
    with pytest.raises(motet.RunError) as caught:
        session.enter("(block (set! k true) (+ k 1))")
    assert caught.value.kind == "type"
    assert session.enter("k").value is True


def test_a_failed_define_leaves_its_name_free(session):
    with pytest.raises(motet.RunError):
        session.enter("(define x (+ 1 true))")
    with pytest.raises(motet.SourceError, match="Unbound variable identifier x"):
        session.enter("x")
    session.enter("(define x 5)")
    assert session.enter("x").value == 5


def test_wrong_entries_change_nothing(session):
    for text in ("(+ 1", ")", "(define)", "y", "(let ((x 1) (x 2)) x)", "(fun (f) (g))"):
        with pytest.raises(motet.SourceError):
            session.enter(text)
    assert session.enter("(add1 1)").value == 2


def test_messages_name_the_entry(session):
    session.enter("1")
    with pytest.raises(motet.RunError) as caught:
        session.enter("(add1 true)")
    assert str(caught.value).startswith("<repl:2>:1:1: ")
    with pytest.raises(motet.SourceError) as wrong:
        session.enter("(", name="typed")
    assert wrong.value.diagnostics[0].source.name == "typed"


def test_output_of_an_entry_is_handed_on(session, output):
    session.enter("(print 5)")
    assert output == b"5\n"
    session.show(True)
    assert output == b"5\ntrue\n"


def test_runaway_recursion_leaves_the_session_alive(output):
    session = motet.session("snek", engine="vm", output=output.extend, limits=motet.Limits(stack="64KB"))
    session.enter("(fun (f n) (add1 (f n)))")
    with pytest.raises(motet.LimitError) as caught:
        session.enter("(f 1)")
    assert caught.value.kind == "stack"
    assert session.enter("2").value == 2


def test_the_text_of_a_value_without_end_is_cut(monkeypatch):
    monkeypatch.setattr("motet.engine.session.LONGEST_TEXT", 1000)
    session = motet.session("snek", level="forest-flame", engine="vm")
    session.enter("(define v (vec 1))")
    for _ in range(60):
        session.enter("(set! v (vec v v))")
    text = session.enter("v").text
    assert text.startswith("[" * 61 + "1], [1]], [[1], [1]]], ")
    assert text.endswith("...")
    assert len(text) == 1003
