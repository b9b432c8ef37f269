"""Fuel travels in a register, is merged where nobody can tell, and ends runs where the reference does."""

import pytest
from harness import Jit, check, functions, outcome
from programs import ACKERMANN, COUNT_DOWN, DYNAMIC_FIB, FIB, SUM
from test_lower import lower

from motet.bytecode.types import ANY, FLOAT, INT
from motet.jit.ir_verify import verify_ir
from motet.jit.lower.charges import merge_charges
from motet.policy import Limits

QUIET = """
load 0
const 3
int_and
const 0
int_compare eq
branch_if third
load 0
const 1
int_and
const 0
int_compare eq
branch_if second
load 0
return
second:
load 1
const 1
int_compare lt
branch_if third
load 0
load 1
int_add trap64
return
third:
load 0
const 1
int_add wrap64
load 1
tail_call 1
"""
"""Tests behind tests, all of them quiet, and a join."""

STEP = "load 0\nconst 0\nint_compare eq\nbranch_if end\nload 0\nconst 1\nint_sub trap64\ntail_call {}\nend:\nconst {}\nreturn"

PROGRAMS = {
    "even and odd": (
        functions(("f", (ANY,), (ANY,), STEP.format(1, "true")), ("odd", (ANY,), (ANY,), STEP.format(0, "false"))),
        [3],
    ),
    "fib": (functions(("f", (ANY,), (ANY,), FIB.replace("RULE", "trap63"))), [5]),
    "fib of any": (functions(("f", (ANY,), (ANY,), DYNAMIC_FIB.replace("RULE", "trap64"))), [4]),
    "ackermann": (functions(("f", (ANY, ANY), (ANY,), ACKERMANN.replace("RULE", "trap64"))), [1, 2]),
    "sum": (functions(("f", (ANY,), (ANY,), SUM.replace("RULE", "trap64"), 2)), [4]),
    "count down": (functions(("f", (ANY,), (ANY,), COUNT_DOWN, 1)), [4]),
    "tests": (
        functions(
            ("f", (ANY, ANY), (ANY,), "load 0\nload 1\ncall 1\nreturn"),
            ("g", (ANY, ANY), (ANY,), QUIET),
        ),
        [2, 0],
    ),
}


def charges(lowering):
    return [ins.data for block in lowering.ir.blocks for ins in block.ins if ins.op == "charge"]


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_trap_is_in_the_same_place_for_every_amount(name):
    program, arguments = PROGRAMS[name]
    seen = [check(program, "f", arguments, limits=Limits(fuel=fuel)) for fuel in (*range(1, 24), 57, 100, 400)]
    assert len(set(seen)) > 2
    assert seen[0][0] == "fuel"
    assert seen[-1][0] != "fuel"


def test_a_header_that_only_tests_is_paid_for_behind_it():
    lowering = lower(PROGRAMS["sum"][0], fuel=True)
    merge_charges(lowering.ir)
    assert sorted(charges(lowering)) == [((0, 4),), ((4, 4), (8, 9)), ((4, 4), (17, 2))]


def test_what_may_trap_is_paid_for_before():
    code = "load 0\nload 0\nint_add trap64\nconst 0\nint_compare lt\nbranch_if no\nload 0\nreturn\nno:\nconst 1\nreturn"
    lowering = lower(functions(("f", (ANY,), (ANY,), code)), fuel=True)
    merge_charges(lowering.ir)
    assert sorted(charges(lowering)) == [((0, 6),), ((6, 2),), ((8, 2),)]


def test_blocks_with_several_ways_into_them_pay_for_themselves():
    code = "load 0\nconst 0\nint_compare lt\nbranch_if b\njump b\nb:\nload 0\nreturn"
    lowering = lower(functions(("f", (ANY,), (ANY,), code)), fuel=True)
    merge_charges(lowering.ir)
    assert ((5, 2),) in charges(lowering)


def test_the_way_to_such_a_block_pays_for_what_was_before():
    code = "load 0\nconst 0\nint_compare lt\nbranch_if b\nload 0\nconst 1\nint_add trap64\nstore 0\nb:\nload 0\nreturn"
    lowering = lower(functions(("f", (ANY,), (ANY,), code)), fuel=True)
    merge_charges(lowering.ir)
    verify_ir(lowering.ir)
    assert sorted(charges(lowering)) == [((0, 4),), ((0, 4), (4, 4)), ((8, 2),)]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6])
@pytest.mark.parametrize("kinds", [(ANY,), (INT,), (FLOAT,), (ANY, INT, FLOAT)])
def test_arguments_and_results_keep_their_values_beside_it(kinds, count):
    kinds = (kinds * count)[:count]
    loads = "\n".join(f"load {i}" for i in range(count))
    back = "\n".join(f"load {i}" for i in reversed(range(count)))
    pops = "pop\n" * count
    program = functions(
        ("f", kinds, (ANY,) * count, f"{loads}\ncall 1\n{pops}{loads}\ncall 1\nreturn"),
        ("middle", (ANY,) * count, (ANY,) * count, f"{back}\ntail_call 2"),
        ("last", (ANY,) * count, (ANY,) * count, f"{back}\nreturn"),
    )
    arguments = [True if t is ANY else 3 * i if t is INT else i + 0.5 for i, t in enumerate(kinds)]
    expected = tuple(f"{type(a).__name__}:{a!r}" for a in arguments)
    assert check(program, "f", arguments, limits=Limits(fuel=1000)) == expected


def test_a_function_without_results_returns_it():
    program = functions(
        ("f", (ANY,), (), "load 0\ncall 1\nload 0\ntail_call 1"),
        ("g", (ANY,), (), "load 0\nconst 1\nint_add wrap64\npop\nreturn"),
    )
    assert check(program, "f", [1], limits=Limits(fuel=100)) == ()
    assert check(program, "f", [True], limits=Limits(fuel=100)) == ("type", 1, 2)


@pytest.mark.parametrize("tier", [1, 2])
def test_code_without_a_limit_knows_nothing_of_it(tier):
    program, arguments = PROGRAMS["fib"]
    plain, counted = Jit(program, tier), Jit(program, tier, Limits(fuel=10**6))
    for jit in (plain, counted):
        assert outcome(jit, 0, arguments) == ("int:5",)
    assert "fuel" not in plain.modules[0].text
    assert "usub" not in plain.modules[0].text
    assert "%fuel" in counted.modules[0].text
    plain.close()
    counted.close()
