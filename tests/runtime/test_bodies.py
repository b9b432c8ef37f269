"""The table of native bodies fits the declarations and the routines."""

import pytest

from motet.jit.typed_python.bodies import BODIES, FAILS, HOST, OPTION, VALUE
from motet.jit.typed_python.library import HOME, NativeLibrary
from motet.jit.typed_python.signatures import PREFIX
from motet.stdlib.declare import declaration


@pytest.mark.parametrize("name", sorted(BODIES))
def test_bodies_fit_declarations_and_routines(name):
    body, declared = BODIES[name], declaration(name)
    function = NativeLibrary({}).routines.function(HOME[PREFIX + body.routine], body.routine)
    parameters = [p for p in function.parameters if not p.is_class]
    if parameters and parameters[-1].name == "where":
        parameters.pop()
    classes = [c for c in body.classes if c != "Unit"]
    assert len(body.classes) == len(function.variables)
    assert all(c in str(declared) for c in classes)
    modes = {mode.name for mode in declared.modes}
    unit = len(declared.values) if "tree_set" in body.routine and "Unit" in body.classes else None
    assert len(body.arguments) + (unit is not None) == len(parameters)
    used = []
    for argument, parameter in zip(body.arguments, parameters, strict=False):
        if argument.isdigit():
            used.append(int(argument))
        else:
            what = argument.partition(":")[0].partition("=")[0]
            assert what in ("result", "item", "part1", "") or what in modes
            assert not parameter.owned
    assert sorted(used) == list(range(len(declared.values)))
    assert body.result in (VALUE, OPTION, HOST, FAILS)
    owns = any(p.owned for p in parameters)
    assert not (body.result in (HOST, FAILS) and owns), "the host needs the arguments when the routine gives up"
    assert (body.result == OPTION) is (declared.result.kind == "Union" and declared.result.name == "Option")
    assert not declared.errors or body.result in (HOST, FAILS) or body.key >= 0
