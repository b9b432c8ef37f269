"""Locals that never hold a negative Int, and what loops entered in the middle make of it."""

from __future__ import annotations

import pytest
from harness import Jit, functions

from motet.bytecode.types import ANY, INT
from motet.jit.lower.signs import non_negative_locals
from motet.jit.units import Unit

COUNT = (
    "const 0\nstore 1\nagain:\nload 1\nload 0\nint_compare eq\nbranch_unless go_on\nload 1\nreturn\ngo_on:\nload 1\n"
)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("const 1\nint_add trap63\nstore 1", {1}),
        ("load 1\nint_add trap64\nstore 1", {1}),
        ("dup\nint_mul trap63\nstore 1", {1}),
        ("const 1\nint_add wrap64\nstore 1", set()),
        ("const 1\nint_sub trap63\nstore 1", set()),
        ("const -1\nint_add trap63\nstore 1", set()),
        ("load 0\nint_add trap63\nstore 1", set()),
        ("const 1\nint_add trap63\nstore 1\nload 0\nstore 1", set()),
        ("int_neg trap63\nstore 1", set()),
    ],
)
def test_what_is_stored_decides(step, expected):
    program = functions(("f", (ANY,), (ANY,), f"{COUNT}{step}\njump again", 2))
    assert non_negative_locals(program, program.functions[0]) == expected


def test_one_local_that_may_be_negative_takes_others_along():
    code = "const 0\nstore 1\nconst 5\nstore 2\nagain:\nload 1\nload 2\nint_add trap63\nstore 1\nload 0\nstore 2\njump again"
    program = functions(("f", (ANY,), (ANY,), code, 2))
    assert non_negative_locals(program, program.functions[0]) == set()


@pytest.mark.parametrize(
    ("rule", "attribute"),
    [("trap63", "range(i64 0, 4611686018427387904)"), ("trap64", "range(i64 0, -9223372036854775808)")],
)
def test_the_unit_of_a_loop_says_so(rule, attribute):
    program = functions(("f", (ANY,), (ANY,), f"{COUNT}const 1\nint_add {rule}\nstore 1\njump again", 2))
    jit = Jit(program, 2)
    header = min(program.functions[0].facts.headers)
    inst = jit.inference.loop(0, header, (INT, INT))
    text = jit.compile([Unit("loop", 0, header, (INT, INT), inst.result)], 2).text
    assert text.count(attribute) == 1
