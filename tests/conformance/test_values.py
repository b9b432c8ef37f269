"""Every engine gives the results and traps that the programs of `value_programs` say."""

import pytest

from conformance.instructions import shape
from conformance.value_programs import VALUE_PROGRAMS, Stops
from motet.bytecode import Trap
from motet.bytecode.text import load
from motet.policy import Limits


def outcome(machine, program, arguments):
    """Shapes of the results, or what stopped the run."""
    try:
        results = machine.call(program.index("main"), list(arguments))
    except Trap as trap:
        name = program.functions[trap.function].name if trap.function >= 0 else ""
        return Stops(trap.kind, name, trap.pc, trap.message, trap.workers)
    return tuple(map(shape, results))


@pytest.mark.parametrize("case", VALUE_PROGRAMS, ids=lambda case: case.name.replace(" ", "-"))
def test_values(make_machine, case):
    program = load(case.text, case.name)
    machine = make_machine(program, limits=Limits(**{"stack": "16MB", **(case.limits or {})}))
    expected = case.expected if isinstance(case.expected, Stops) else tuple(map(shape, case.expected))
    assert outcome(machine, program, case.arguments) == expected
    assert machine.live_objects == 0


def test_names_of_programs_are_unique():
    names = [case.name for case in VALUE_PROGRAMS]
    assert sorted(set(names)) == sorted(names)
