"""What each instruction does, as data: every engine runs these rows.

A row is one instruction, the values it takes (deepest first), and the values it leaves or the trap it raises.
`text_programs` has what needs more than one instruction.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from motet.bytecode import FunctionBuilder, Program, Vector, verify
from motet.bytecode.types import ANY, BOOL, FLOAT, INT, UNIT, VECTOR
from motet.bytecode.values import Closure, Record, SortedMap, SortedSet, Variant

MIN, MAX = -(2**63), 2**63 - 1
MIN63, MAX63 = -(2**62), 2**62 - 1
INF, NAN = math.inf, math.nan
TINY = 5e-324


class Row(NamedTuple):
    """One instruction on given values; `expected` is a tuple of results or the name of a trap."""

    instruction: tuple[Any, ...]
    values: tuple[Any, ...]
    expected: tuple[Any, ...] | str

    def __str__(self) -> str:
        return f"{' '.join(map(str, self.instruction))} {self.values}"


def rows(instruction: str, *table: tuple[Any, ...]) -> list[Row]:
    """Rows of one instruction: its operands in the text; the last value of each line is what is expected."""
    name, *operands = instruction.split()
    whole = (name, *(int(word) if word.isdigit() else word for word in operands))
    out = []
    for line in table:
        expected = line[-1]
        wrapped = expected if isinstance(expected, str | tuple) else (expected,)
        out.append(Row(whole, line[:-1], wrapped))
    return out


def every_rule(name: str, *table: tuple[Any, ...]) -> list[Row]:
    """Rows that hold under each overflow rule."""
    return [row for rule in ("wrap64", "trap64", "trap63") for row in rows(f"{name} {rule}", *table)]


def comparisons(name: str, *pairs: tuple[Any, Any, str]) -> list[Row]:
    """Rows of a comparison: the third item names the relations that hold."""
    out = []
    for a, b, holding in pairs:
        for relation in ("lt", "le", "gt", "ge", "eq", "ne"):
            out += rows(f"{name} {relation}", (a, b, relation in holding.split()))
    return out


LESS, EQUAL, GREATER, UNORDERED = "lt le ne", "le ge eq", "gt ge ne", "ne"

_STACK = [
    *rows("pop", (1, 2, (1,)), (None, True, (None,))),
    *rows("dup", (7, (7, 7)), (1.5, (1.5, 1.5)), (None, (None, None))),
    *rows("swap", (1, 2, (2, 1)), (True, 2.5, (2.5, True))),
    *rows("over", (1, 2, (1, 2, 1)), (None, 2, (None, 2, None))),
    *rows("rot", (1, 2, 3, (2, 3, 1)), (1.5, True, 3, (True, 3, 1.5))),
    *rows("pick 0", (5, (5, 5))),
    *rows("pick 2", (1, 2, 3, (1, 2, 3, 1))),
    *rows("roll 0", (5, (5,))),
    *rows("roll 1", (1, 2, (2, 1))),
    *rows("roll 3", (1, 2.5, True, None, (2.5, True, None, 1))),
]

_INTEGERS = [
    *every_rule("int_add", (2, 3, 5), (-2, 2, 0), (MAX63 - 1, 1, MAX63), (MIN63 + 1, -1, MIN63)),
    *rows("int_add wrap64", (MAX, 1, MIN), (MIN, -1, MAX), (MAX, MAX, -2), (MIN, MIN, 0), (MAX63, 1, 2**62)),
    *rows("int_add trap64", (MAX, 1, "overflow"), (MIN, -1, "overflow"), (MAX63, 1, 2**62), (MAX - 1, 1, MAX)),
    *rows("int_add trap63", (MAX63, 1, "overflow"), (MIN63, -1, "overflow"), (MAX, MIN, -1), (MAX, 1, "overflow")),
    *every_rule("int_sub", (2, 3, -1), (0, MAX63, -MAX63), (MIN63 + 1, 1, MIN63)),
    *rows("int_sub wrap64", (MIN, 1, MAX), (0, MIN, MIN), (MAX, -1, MIN)),
    *rows("int_sub trap64", (MIN, 1, "overflow"), (0, MIN, "overflow"), (-1, MIN, MAX)),
    *rows("int_sub trap63", (MIN63, 1, "overflow"), (0, MIN63, "overflow"), (MAX, MAX, 0)),
    *every_rule("int_mul", (6, -7, -42), (0, MAX63, 0), (-1, MAX63, -MAX63), (2**31, 2**30, 2**61)),
    *rows("int_mul wrap64", (MAX, 2, -2), (MIN, -1, MIN), (2**32, 2**32, 0), (2**32 + 1, 2**32 + 1, 2**33 + 1)),
    *rows("int_mul trap64", (MAX, 2, "overflow"), (MIN, -1, "overflow"), (MIN, 1, MIN), (2**31, 2**31, 2**62)),
    *rows("int_mul trap63", (2**31, 2**31, "overflow"), (-(2**31), 2**31, MIN63), (MIN63, -1, "overflow")),
    *every_rule("int_div", (7, 2, 3), (-7, 2, -3), (7, -2, -3), (-7, -2, 3), (1, 0, "division_by_zero"), (0, 5, 0)),
    *every_rule("int_div", (0, 0, "division_by_zero"), (MIN63, 1, MIN63), (MAX63, -1, -MAX63)),
    *rows("int_div wrap64", (MIN, -1, MIN), (MIN, 1, MIN), (MIN, 2, MIN63)),
    *rows("int_div trap64", (MIN, -1, "overflow"), (MIN, 1, MIN), (MIN63, -1, 2**62)),
    *rows("int_div trap63", (MIN63, -1, "overflow"), (MIN, -1, "overflow"), (MIN, 2, MIN63), (MAX, 1, "overflow")),
    *every_rule("int_rem", (7, 2, 1), (-7, 2, -1), (7, -2, 1), (-7, -2, -1), (1, 0, "division_by_zero"), (0, 5, 0)),
    *every_rule("int_rem", (MIN63, -1, 0), (5, MAX, 5), (-6, 3, 0)),
    *rows("int_rem wrap64", (MIN, -1, 0), (MIN, MAX, -1), (MIN, 3, -2), (5, MIN, 5)),
    *rows("int_rem trap64", (MIN, -1, "overflow"), (MIN, 1, 0), (MAX, -1, 0)),
    *rows("int_rem trap63", (MIN, -1, 0), (MIN, 3, -2), (MAX, MIN, "overflow")),
    *every_rule("int_neg", (5, -5), (0, 0), (MAX63, -MAX63)),
    *rows("int_neg wrap64", (MIN, MIN), (MAX, -MAX), (MIN63, 2**62)),
    *rows("int_neg trap64", (MIN, "overflow"), (MIN63, 2**62)),
    *rows("int_neg trap63", (MIN63, "overflow"), (MIN, "overflow")),
    *comparisons(
        "int_compare",
        (1, 2, LESS),
        (2, 2, EQUAL),
        (2, 1, GREATER),
        (-1, 1, LESS),
        (MIN, MAX, LESS),
        (MAX, MIN, GREATER),
        (MIN, MIN, EQUAL),
    ),
]

_BITS = [
    *rows("int_and", (0b1100, 0b1010, 0b1000), (-1, MAX, MAX), (MIN, -1, MIN)),
    *rows("int_or", (0b1100, 0b1010, 0b1110), (MIN, MAX, -1), (0, 0, 0)),
    *rows("int_xor", (0b1100, 0b1010, 0b0110), (-1, -1, 0), (MIN, -1, MAX)),
    *rows("int_not", (0, -1), (-1, 0), (MAX, MIN), (5, -6)),
    *rows("int_shl", (1, 0, 1), (1, 63, MIN), (1, 62, 2**62), (1, 64, 0), (1, -1, 0), (3, 63, MIN), (-1, 1, -2)),
    *rows("int_shl", (1, MAX, 0), (1, MIN, 0), (5, 65, 0)),
    *rows("int_shr", (-1, 0, -1), (-1, 1, MAX), (-1, 63, 1), (-1, 64, 0), (-1, -1, 0), (MIN, 63, 1), (8, 3, 1)),
    *rows("int_shr", (7, 65, 0), (-1, MAX, 0), (-1, MIN, 0)),
    *rows("int_popcount", (0, 0), (-1, 64), (MIN, 1), (MAX, 63), (0b1011, 3)),
    *rows("int_clz", (0, 64), (1, 63), (-1, 0), (MAX, 1), (MIN, 0)),
    *rows("int_ctz", (0, 64), (1, 0), (-1, 0), (MIN, 63), (8, 3)),
]

_FLOATS = [
    *rows("float_add", (0.1, 0.2, 0.30000000000000004), (INF, -INF, NAN), (1e308, 1e308, INF), (-0.0, 0.0, 0.0)),
    *rows("float_add", (NAN, 1.0, NAN), (-0.0, -0.0, -0.0), (1e16, 1.0, 1e16)),
    *rows("float_sub", (0.3, 0.1, 0.19999999999999998), (INF, INF, NAN), (0.0, 0.0, 0.0), (-0.0, 0.0, -0.0)),
    *rows("float_mul", (1e200, 1e200, INF), (INF, 0.0, NAN), (TINY, 0.5, 0.0), (-TINY, 0.5, -0.0), (3.0, -2.0, -6.0)),
    *rows("float_div", (1.0, 3.0, 0.3333333333333333), (1.0, 0.0, INF), (-1.0, 0.0, -INF), (1.0, -0.0, -INF)),
    *rows("float_div", (0.0, 0.0, NAN), (NAN, 0.0, NAN), (INF, INF, NAN), (1.0, INF, 0.0), (INF, 0.0, INF)),
    *rows("float_rem", (7.5, 2.0, 1.5), (-7.5, 2.0, -1.5), (7.5, -2.0, 1.5), (1.0, 0.0, NAN), (INF, 1.0, NAN)),
    *rows("float_rem", (5.0, INF, 5.0), (NAN, 1.0, NAN), (-0.0, 1.0, -0.0), (1e300, 7.0, 1.0), (0.0, 0.0, NAN)),
    *rows("float_neg", (1.5, -1.5), (0.0, -0.0), (-0.0, 0.0), (INF, -INF), (NAN, NAN)),
    *comparisons(
        "float_compare",
        (1.0, 2.0, LESS),
        (2.0, 2.0, EQUAL),
        (2.0, 1.0, GREATER),
        (0.0, -0.0, EQUAL),
        (NAN, 1.0, UNORDERED),
        (1.0, NAN, UNORDERED),
        (NAN, NAN, UNORDERED),
        (-INF, INF, LESS),
        (INF, INF, EQUAL),
    ),
    *rows("int_to_float", (0, 0.0), (-5, -5.0), (2**53 + 1, 2.0**53), (2**53 + 3, 2.0**53 + 4), (MAX, 2.0**63)),
    *rows("int_to_float", (MIN, -(2.0**63))),
    *rows("float_to_int", (1.9, 1), (-1.9, -1), (NAN, 0), (INF, MAX), (-INF, MIN), (1e300, MAX), (-1e300, MIN)),
    *rows("float_to_int", (2.0**63, MAX), (-(2.0**63), MIN), (2.0**62, 2**62), (-0.0, 0), (9007199254740993.0, 2**53)),
]

_BOOLS = [
    *rows("bool_not", (True, False), (False, True)),
    *rows("bool_and", *((a, b, a and b) for a in (True, False) for b in (True, False))),
    *rows("bool_or", *((a, b, a or b) for a in (True, False) for b in (True, False))),
]

_SAMPLES = {"Unit": None, "Bool": False, "Int": 0, "Float": 0.0}

_DYNAMIC = [
    *(
        row
        for wanted in (*_SAMPLES, "Vector")
        for name, value in _SAMPLES.items()
        for row in rows(f"is_type {wanted}", (value, name == wanted))
    ),
    *(
        row
        for wanted in (*_SAMPLES, "Vector")
        for name, value in _SAMPLES.items()
        for row in rows(f"cast {wanted} bad_cast", (value, (value,) if name == wanted else "bad_cast"))
    ),
    *rows("cast Int index", (True, "index"), (3, 3)),
    *rows("is_false", (False, True), (True, False), (0, False), (None, False), (0.0, False)),
    *every_rule("dyn_add", (2, 3, 5), (2, 0.5, 2.5), (0.5, 2, 2.5), (0.5, 0.25, 0.75), (True, 1, "type")),
    *every_rule("dyn_add", (None, None, "type"), (1, None, "type"), (1.5, False, "type"), (2**53 + 1, 0.0, 2.0**53)),
    *rows("dyn_add trap63", (MAX63, 1, "overflow")),
    *rows("dyn_add trap64", (MAX, 1, "overflow"), (MAX63, 1, 2**62)),
    *rows("dyn_add wrap64", (MAX, 1, MIN)),
    *every_rule("dyn_sub", (2, 3, -1), (2, 0.5, 1.5), (0.5, 2, -1.5), (INF, INF, NAN), (1, True, "type")),
    *rows("dyn_sub trap63", (MIN63, 1, "overflow")),
    *every_rule("dyn_mul", (6, 7, 42), (2, 0.5, 1.0), (1e200, 1e200, INF), (False, 2.0, "type")),
    *rows("dyn_mul trap63", (2**31, 2**31, "overflow")),
    *rows("dyn_mul wrap64", (MIN, -1, MIN)),
    *comparisons(
        "dyn_compare",
        (1, 2, LESS),
        (2, 2, EQUAL),
        (1, 1.0, EQUAL),
        (1.5, 1, GREATER),
        (2**53 + 1, 2.0**53, EQUAL),
        (NAN, 1, UNORDERED),
        (MIN, -INF, GREATER),
    ),
    *(
        row
        for a, b, equal in (
            (True, True, True),
            (True, False, False),
            (None, None, True),
            (None, False, False),
            (True, 1, False),
            (False, 0.0, False),
            (1, None, False),
        )
        for row in (
            *rows("dyn_compare eq", (a, b, equal)),
            *rows("dyn_compare ne", (a, b, not equal)),
            *rows("dyn_compare lt", (a, b, "type")),
            *rows("dyn_compare ge", (a, b, "type")),
        )
    ),
    *rows("same", (1, 1, True), (1, 2, False), (True, True, True), (True, False, False), (None, None, True)),
    *rows("same", (1.5, 1.5, True), (NAN, NAN, False), (0.0, -0.0, True)),
    *rows("same", (1, True, "type"), (1, 1.0, "type"), (None, False, "type"), (0, None, "type")),
    *rows("deep_equal", (1, 1, True), (1, 2, False), (1, True, False), (1, 1.0, False), (None, None, True)),
    *rows("deep_equal", (True, True, True), (NAN, NAN, False), (0.0, -0.0, True), (None, 0, False)),
]

_MISTYPED = [
    *(
        row
        for name in ("int_and", "int_or", "int_xor", "int_shl", "int_shr")
        for row in rows(name, (1, True, "type"), (1.0, 1, "type"))
    ),
    *(
        row
        for name in ("int_not", "int_popcount", "int_clz", "int_ctz", "int_to_float")
        for row in rows(name, (True, "type"), (1.0, "type"), (None, "type"))
    ),
    *(
        row
        for name in ("int_add", "int_sub", "int_mul", "int_div", "int_rem")
        for row in every_rule(name, (1, True, "type"), (None, 1, "type"), (1.0, 2, "type"), (1.0, 0, "type"))
    ),
    *every_rule("int_neg", (True, "type"), (1.0, "type")),
    *rows("int_compare lt", (1, False, "type"), (1.0, 1, "type")),
    *(
        row
        for name in ("float_add", "float_sub", "float_mul", "float_div", "float_rem")
        for row in rows(name, (1.0, 1, "type"), (1, 1.0, "type"), (None, 1.0, "type"))
    ),
    *rows("float_compare eq", (1.0, 1, "type")),
    *rows("float_neg", (1, "type")),
    *rows("float_to_int", (1, "type"), (None, "type")),
    *rows("bool_not", (0, "type"), (None, "type")),
    *rows("bool_and", (True, 1, "type"), (1, True, "type")),
    *rows("bool_or", (True, 1, "type"), (None, False, "type")),
    *rows("vector_get", (1, 0, "type")),
    *rows("vector_set", (None, 0, 1, "type")),
    *rows("vector_len", (0, "type"), (None, "type")),
    *rows("vector_make", (True, 1, "type"), (1.0, 1, "type"), (-1, 1, "size"), (MIN, None, "size")),
]

ROWS = [*_STACK, *_INTEGERS, *_BITS, *_FLOATS, *_BOOLS, *_DYNAMIC, *_MISTYPED]

TYPES = {int: INT, float: FLOAT, bool: BOOL, type(None): UNIT, Vector: VECTOR}

FORMS = ("any", "typed", "constant")
"""How a row's values come: as parameters of type Any, as parameters of their own types, as constants."""


def program_of(row: Row, form: str) -> tuple[Program, list[Any], int]:
    """A program that runs a row, the arguments for its function 0, and the index of the row's instruction."""
    program = Program()
    constant = form == "constant"
    parameters = () if constant else tuple(TYPES[type(v)] if form == "typed" else ANY for v in row.values)
    count = len(row.expected) if isinstance(row.expected, tuple) else _pushes(row.instruction)
    builder = FunctionBuilder(program, "row", parameters, (ANY,) * count)
    for at, value in enumerate(row.values):
        if constant:
            builder.const(value)
        else:
            builder.emit("load", at)
    pc = builder.emit(*row.instruction)
    builder.emit("return")
    builder.finish()
    verify(program)
    return program, [] if constant else list(row.values), pc


def expected_of(row: Row, form: str) -> tuple[tuple[Any, ...] | str, bool]:
    """What a row gives in a form, and whether a trap comes before the program is entered.

    A program whose Ints have 63 bits takes no larger ones from outside.
    """
    ranged = form != "constant" and row.instruction[-1] == "trap63"
    if ranged and any(type(value) is int and not MIN63 <= value <= MAX63 for value in row.values):
        return "overflow", True
    return row.expected, False


def _pushes(instruction: tuple[Any, ...]) -> int:
    from motet.bytecode import OPS

    pushes = OPS[instruction[0]].pushes
    assert pushes is not None
    return len(pushes)


def shape(value: Any) -> Any:
    """Something that is equal for equal values only: types, signs of zeros and NaN included."""
    if type(value) is Vector:
        from motet.stdlib import text_form

        return "".join(text_form(value))
    inside = _INSIDE.get(type(value))
    if inside is not None:
        return type(value).__name__, *map(shape, inside(value))
    return type(value).__name__, repr(value)


_INSIDE = {
    list: iter,
    tuple: iter,
    Record: lambda value: (*value.fields, *value.values, value.name),
    Variant: lambda value: (value.name, *value.values),
    Closure: lambda value: (value.function, *value.captures),
    SortedMap: lambda value: (item for pair in value.entries.items() for item in pair),
    SortedSet: lambda value: value.items,
}
