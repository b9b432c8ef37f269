"""Small loops are copied: several rounds for one poll, with the same values, traps and places."""

from __future__ import annotations

from harness import Jit, functions

from differential.engines import ENGINES, observe
from motet.bytecode.types import ANY, INT
from motet.jit.lower.unroll import COPIES
from motet.policy import Limits

SUBTRACT = """
again:
load 0
load 1
int_compare eq
branch_unless go_on
load 0
return
go_on:
load 0
load 1
int_compare lt
branch_unless larger
load 1
load 0
int_sub trap63
store 1
jump again
larger:
load 0
load 1
int_sub trap63
store 0
jump again
"""
DOUBLE = """
again:
load 1
const 0
int_compare eq
branch_unless go_on
load 0
return
go_on:
load 0
load 0
int_add trap63
store 0
load 1
const 1
int_sub trap63
store 1
jump again
"""


def program(code: str):
    return functions(("f", (ANY, ANY), (ANY,), code))


def same_everywhere(code: str, arguments: list[int]):
    made = program(code)
    made.entry = 0
    metered = {observe(engine, made, 0, arguments, Limits(fuel=1000)) for engine in ENGINES}
    outcomes = {observe(engine, made, 0, arguments, Limits())._replace(fuel=0) for engine in ENGINES}
    assert len(metered) == len(outcomes) == 1
    return outcomes.pop()


def test_values_agree_for_every_number_of_rounds():
    for a in range(1, 12):
        for b in range(1, 12):
            same_everywhere(SUBTRACT, [a, b])
            same_everywhere(DOUBLE, [a, b])


def test_a_trap_in_any_round_is_in_its_place():
    for k in range(8):
        outcome = same_everywhere(DOUBLE, [1 << 61 - k, 9])
        assert outcome.trap == ("overflow", 0, 8)


def test_only_the_last_copy_polls():
    jit = Jit(program(SUBTRACT), 2)
    text = jit.compile([jit.inference.unit(0, (INT, INT))], 2).text
    assert text.count("load volatile") == 2  # one for each way back
    assert text.count("icmp eq i64") >= COPIES


def test_tier_1_has_one_copy():
    jit = Jit(program(SUBTRACT), 1)
    text = jit.compile([jit.inference.unit(0, (INT, INT))], 1).text
    assert text.count("icmp slt i64 %v") == 1
