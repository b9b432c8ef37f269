"""Golden programs of Lex on every engine."""

import pytest
from lex_golden import FOLDER, PROGRAMS, compile_golden, machine_for, read_golden, run_case

from motet.engine.choose import jit_gap
from motet.languages.lex.checker import CheckError


def name(path):
    return str(path.relative_to(FOLDER).with_suffix(""))


def programs(*, refused):
    return [path for path in PROGRAMS if (read_golden(path).static_error is not None) == refused]


def test_there_are_enough():
    cases = [case for path in PROGRAMS for case in read_golden(path).cases]
    assert len(cases) > 150
    assert all(case.function for case in cases)


@pytest.mark.parametrize("path", programs(refused=True), ids=name)
def test_static_error(path):
    golden = read_golden(path)
    with pytest.raises(CheckError) as caught:
        compile_golden(golden)
    assert golden.static_error in [error.kind for error in caught.value.errors]


@pytest.mark.parametrize("path", programs(refused=False), ids=name)
def test_run(path, machine_class):
    golden = read_golden(path)
    assert golden.cases
    program = compile_golden(golden)
    if machine_class.__name__ == "NativeMachine" and (gap := jit_gap(program.functions, program.constants)):
        pytest.skip(gap)
    machine, out = machine_for(machine_class, program)
    try:
        for case in golden.cases:
            lines, result, error = run_case(machine, out, program, case)
            where = f"{case.function}({', '.join(case.args)})"
            if case.error is not None:
                assert case.error in (error or ""), f"{where}: {result} {error}"
            else:
                assert error is None, f"{where}: {error}"
                assert result == case.expect, where
            assert lines == case.output, where
    finally:
        machine.close()
