"""Which engine runs a program when the choice is open, and what is said about it."""

import pytest

import motet
from motet.engine.choose import jit_gap

TEXT = "fn main(n :: Int) -> Int { n * 21 }\nfn other(n :: Int) -> Int { n + 1 }"


@pytest.fixture
def without_multiplication(monkeypatch):
    """Machine code that lacks an instruction."""
    from motet.jit import lower

    known = {name: handler for name, handler in lower.HANDLERS.items() if name != "int_mul"}
    monkeypatch.setattr(lower, "HANDLERS", known)


def test_machine_code_is_taken_where_there_is_some():
    with motet.compile(TEXT, language="lex") as program:
        assert program.main(2) == 42
        assert (program.engine, program.engine_note) == ("jit", "")
        assert jit_gap(program.program.functions, program.program.constants) == ""


def test_a_program_that_machine_code_lacks_something_for_is_left_to_the_vm(without_multiplication):
    with motet.compile(TEXT, language="lex") as program:
        assert program.main(2) == 42
        assert program.engine == "vm"
        assert program.engine_note == "there is no machine code for `int_mul`, so the reference VM runs the program"
        assert program.engine_note in program.explain()


def test_nothing_falls_back_when_machine_code_was_asked_for(without_multiplication):
    program = motet.compile(TEXT, language="lex", engine="jit")
    with pytest.raises(motet.SourceError, match="no machine code for `int_mul`"):
        program.main(2)


def test_a_dialogue_goes_on_in_the_vm(without_multiplication):
    session = motet.session("lex")
    assert session.enter("1 + 2").text == "3"
    assert session.engine == "jit"
    assert session.enter("fn f(n :: Int) -> Int { n * n }").shows is False
    assert session.enter("f(5)").text == "25"
    assert session.engine == "vm"
    session.close()


def test_texts_and_lists_are_looked_for_in_constants_and_signatures(monkeypatch):
    from motet.jit import lower

    plain = {name: handler for name, handler in lower.HANDLERS.items() if not name.startswith("list_")}
    monkeypatch.setattr(lower, "HANDLERS", plain)
    for text in (
        'fn main() -> Int { match "a" == "b" { true => 1, false => 2 } }',
        "fn main(x :: List[Int]) -> Int { 1 }",
    ):
        with motet.compile(text, language="lex") as program:
            assert jit_gap(program.program.functions, program.program.constants)
