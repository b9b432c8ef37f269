"""Every engine gives the results, traps, places and output that the rows of `instructions` and `text_programs` say."""

import pytest

from conformance.instructions import FORMS, ROWS, expected_of, program_of, shape
from conformance.text_programs import PROGRAMS
from conformance.value_programs import VALUE_PROGRAMS
from motet.bytecode import OPS, Trap
from motet.bytecode.text import load
from motet.policy import Limits


def outcome(machine, function, arguments):
    """Shapes of the results, or kind of the trap; and the place of the trap."""
    try:
        results = machine.call(function, list(arguments))
    except Trap as trap:
        return trap.kind, (trap.function, trap.pc)
    return tuple(map(shape, results)), None


def expected_shape(expected):
    if isinstance(expected, str):
        return expected
    return tuple(value if isinstance(value, str) else shape(value) for value in expected)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", sorted({row.instruction[0] for row in ROWS}))
def test_rows(make_machine, name, form):
    for row in ROWS:
        if row.instruction[0] != name:
            continue
        program, arguments, pc = program_of(row, form)
        expected, outside = expected_of(row, form)
        got, place = outcome(make_machine(program), 0, arguments)
        assert got == expected_shape(expected), str(row)
        assert place in (None, (-1, -1) if outside else (0, pc)), str(row)


@pytest.mark.parametrize("case", PROGRAMS, ids=lambda case: case.name.replace(" ", "-"))
def test_programs(make_machine, case):
    program = load(case.text, case.name)
    output = bytearray()
    limits = Limits(**{"stack": "16MB", **(case.limits or {})})
    machine = make_machine(program, limits=limits, output=output)
    got, place = outcome(machine, program.index("main"), case.arguments)
    machine.host.flush()
    assert got == expected_shape(case.expected)
    if case.place is not None:
        assert place == (program.index(case.place[0]), case.place[1])
    assert output.decode() == case.output
    assert machine.live_objects == 0


def test_every_instruction_has_a_row():
    in_rows = {row.instruction[0] for row in ROWS}
    in_programs = {
        instruction[0]
        for case in (*PROGRAMS, *VALUE_PROGRAMS)
        for function in load(case.text, case.name).functions
        for instruction in function.code
    }
    assert set(OPS) == in_rows | in_programs
