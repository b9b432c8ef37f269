"""Golden programs and dialogues of Snek on every engine."""

import pytest
from snek_golden import (
    DIALOGUES,
    FOLDER,
    PROGRAMS,
    Dialogue,
    compile_text,
    read_dialogue,
    read_golden,
    run_golden,
    run_program,
    static_type,
)

from motet.source import DiagnosticError


def name(path):
    return str(path.relative_to(FOLDER).with_suffix(""))


def test_there_are_enough():
    assert len(PROGRAMS) > 150
    assert len(DIALOGUES) > 5


def has(key):
    return [path for path in PROGRAMS if key in read_golden(path).settings]


@pytest.mark.parametrize("path", has("expect static error"), ids=name)
def test_static_error(path):
    golden = read_golden(path)
    with pytest.raises(DiagnosticError) as caught:
        compile_text(golden.text, golden.options)
    messages = [diagnostic.message for diagnostic in caught.value.diagnostics]
    assert any(golden.settings["expect static error"] in message for message in messages), messages
    assert all(message.startswith("compile-time error: ") for message in messages)
    for diagnostic in caught.value.diagnostics:
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(golden.text)


@pytest.mark.parametrize("path", has("expect input error"), ids=name)
def test_input_error(path):
    golden = read_golden(path)
    program = compile_text(golden.text, golden.options)
    with pytest.raises(ValueError, match=golden.settings["expect input error"]):
        run_program(None, program, golden.arguments)


def runnable(path):
    return not {"expect static error", "expect input error"} & read_golden(path).settings.keys()


@pytest.mark.parametrize("path", list(filter(runnable, PROGRAMS)), ids=name)
def test_run(path, machine_class):
    golden = read_golden(path)
    outcome = run_golden(golden, machine_class)
    assert outcome.lines == golden.lines
    expected = golden.settings.get("expect error")
    if expected is None:
        assert outcome.error is None
    else:
        assert expected in (outcome.error or "")
        assert outcome.place is not None
        assert outcome.status == int(golden.settings.get("exit", outcome.status))
        assert outcome.status != 0


@pytest.mark.parametrize("path", has("expect type"), ids=name)
def test_type(path):
    golden = read_golden(path)
    assert static_type(golden) == golden.settings["expect type"]


@pytest.mark.parametrize("path", [path for path in has("typecheck") if runnable(path)], ids=name)
def test_types_change_nothing(path, machine_class):
    """Without the type checker the program does the same."""
    golden = read_golden(path)
    typed = run_golden(golden, machine_class)
    del golden.settings["typecheck"]
    untyped = run_golden(golden, machine_class)
    assert (typed.lines, typed.error) == (untyped.lines, untyped.error)


@pytest.mark.parametrize("path", DIALOGUES, ids=name)
def test_dialogue(path, machine_class):
    settings, turns = read_dialogue(path)
    dialogue = Dialogue(machine_class, settings)
    try:
        for turn in turns:
            found = dialogue.answer(turn.entry)
            assert len(found) == len(turn.answer), (turn.entry, found)
            for line, expected in zip(found, turn.answer, strict=True):
                if expected.startswith("! "):
                    assert line.startswith("! "), (turn.entry, found)
                    assert expected[2:] in line, (turn.entry, found)
                else:
                    assert line == expected, (turn.entry, found)
    finally:
        dialogue.close()
