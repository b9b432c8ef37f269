import re

import pytest
from harness import Jit, functions
from programs import COUNT_DOWN, DYNAMIC_FIB, FIB, SUM

from motet.bytecode.types import ANY, FLOAT, INT
from motet.jit import ir_ops
from motet.jit.emit import slow_paths
from motet.jit.emit.module import WRITERS
from motet.jit.emit.runtime import DECLARATIONS
from motet.jit.llvm import Compiler


def module(program, types=(INT,), tier=2, **settings):
    jit = Jit(program, tier, **settings)
    return jit.compile([jit.inference.unit(0, types)], tier)


def optimised(program, types=(INT,), **settings):
    return Compiler.shared().optimised_text(module(program, types, **settings).text)


def source_ops():
    with open(ir_ops.__file__) as file:
        text = file.read()
    return set(re.findall(r'declare\(\s*"(\w+)"', text))


def test_every_op_has_a_writer():
    assert source_ops() <= set(WRITERS)
    assert {"int_add", "dyn_mul", "float_rem"} <= set(WRITERS)


def test_the_slow_paths_are_declared_as_they_are_defined():
    defined = set(re.findall(r"define .*? @(\w+)\(", slow_paths.TEXT))
    assert defined == set(slow_paths.DECLARATIONS)
    assert defined <= set(DECLARATIONS)


def test_only_routines_that_are_called_are_declared():
    text = module(functions(("f", (ANY,), (ANY,), "load 0\nreturn"))).text
    assert "@motet" not in text


@pytest.mark.parametrize("code", [SUM.replace("RULE", "wrap64"), COUNT_DOWN])
def test_vectorisable_loops_stay_vectorised_and_poll(code):
    program = functions(("f", (ANY,), (ANY,), code, 2))
    text = optimised(program)
    assert "vector.body" in text
    assert "load volatile" in text
    assert "vector.body" not in optimised(program, strip=0)


def test_float_sums_keep_their_order():
    code = (
        SUM.replace("int_add RULE", "float_add", 1)
        .replace("load 1\nfloat_add", "const 0.5\nfloat_add")
        .replace("RULE", "wrap64")
    )
    code = code.replace("const 0\nstore 2", "const 0.0\nstore 2")
    text = optimised(functions(("f", (ANY,), (ANY,), code, 2)))
    assert "fadd double" in text
    assert "fast" not in text
    assert "reassoc" not in text


def test_plain_calls_are_never_tail_calls():
    text = module(functions(("f", (ANY,), (ANY,), FIB.replace("RULE", "trap63")))).text
    calls = [line for line in text.splitlines() if "call tailcc" in line]
    assert calls
    assert all("notail call tailcc" in line for line in calls)


def test_recursive_functions_are_inlined_into_themselves():
    program = functions(("f", (ANY,), (ANY,), FIB.replace("RULE", "trap63")))
    text = module(program).text
    assert text.count("define internal tailcc") == 2
    assert "define internal tailcc" not in module(program, tier=1).text
    assert "define internal tailcc" not in module(program, clone_levels=0).text
    assert "define internal" not in optimised(program)


def test_ranges_of_63_bit_ints():
    assert (
        "range(i64 -4611686018427387904, 4611686018427387904)"
        in module(functions(("f", (ANY,), (ANY,), FIB.replace("RULE", "trap63")))).text
    )
    assert "range(" not in module(functions(("f", (ANY,), (ANY,), FIB.replace("RULE", "trap64")))).text


def test_the_induction_variable_needs_no_overflow_check():
    for rule in ("trap63", "trap64"):
        program = functions(("f", (ANY,), (ANY,), SUM.replace("RULE", rule), 2))
        assert optimised(program).count("call void @motet_trap") == 1  # of the sum


def test_words_beyond_the_registers_are_no_stack_arguments():
    program = functions(
        ("f", (ANY,) * 4, (ANY,) * 4, "load 0\nload 1\nload 2\nload 3\ntail_call 1"),
        ("g", (ANY,) * 4, (ANY,) * 4, "load 3\nload 2\nload 1\nload 0\nreturn"),
    )
    text = module(program, (ANY,) * 4, dispatch=False).text
    for line in text.splitlines():
        if "define" in line:
            assert line.count(" i64 ") + line.count(" ptr ") <= 6
            assert "tailcc {i64, ptr, i64} @" in line


def test_dispatch_tests_tags_once():
    text = module(functions(("f", (ANY,), (ANY,), DYNAMIC_FIB.replace("RULE", "trap63"))), (ANY,)).text
    assert text.count("musttail call") == 1


def test_an_unknown_float_uses_the_float_version():
    program = functions(("f", (ANY,), (ANY,), DYNAMIC_FIB.replace("RULE", "trap63")))
    jit = Jit(program, 2)
    unit = jit.inference.unit(0, (ANY,))
    jit.services.words[2 * 4096 + jit.services.number(unit)] = 1
    jit.compile([unit], 2)
    assert any(u.types == (FLOAT,) for u in jit.modules[0].symbols)
