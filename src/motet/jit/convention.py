"""The calling convention of native code, above `motet.jit.context`: words of types, and what is too large for it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from motet.bytecode.program import Function, Program
from motet.bytecode.ranges import END_63, LEAST_63, ints_have_63_bits
from motet.bytecode.types import NEVER, Ty
from motet.jit.context import MAX_ARGS, MAX_MORE, MAX_SPILL, RESULT_REGISTERS, in_registers, return_type
from motet.jit.layout import CLOSURE_START, MOST_WORDS, layout_of

__all__ = [
    "END_63",
    "LEAST_63",
    "MAX_CARRIED",
    "MAX_VALUES",
    "NON_NEGATIVE_63",
    "NON_NEGATIVE_64",
    "RANGE_63",
    "ints_have_63_bits",
    "passed",
    "refusal",
    "result_registers",
    "result_words",
    "returned_type",
    "words_of",
]

MAX_VALUES: Final = min(MAX_ARGS, MAX_MORE // 2, MAX_SPILL // 2)
"""The most parameters, results, or values at a loop header that native code passes; each may have two words."""

MAX_CARRIED: Final = 4_000_000
"""The most values that all blocks of a function together are entered with. In code that branches deep inside of
operands their number grows with the square of the depth; compilation looks at each, for up to a second at this bound."""

RANGE_63: Final = f"range(i64 {LEAST_63}, {END_63})"
"""Attribute of Int words in programs whose Ints have 63 bits."""
NON_NEGATIVE_63: Final = f"range(i64 0, {END_63})"
NON_NEGATIVE_64: Final = "range(i64 0, -9223372036854775808)"
"""Attributes of Int words that are never negative. A range may wrap: the second one ends behind the largest Int."""


def words_of(types: Iterable[Ty]) -> list[str]:
    """The machine words of values of these types, one after the other."""
    return [word for t in types for word in t.words]


@cache
def passed(types: tuple[Ty, ...], fuel: int) -> tuple[tuple[str, bool], ...]:
    """The machine words of a call's arguments, each with whether it goes in a register (`fuel` as `in_registers`)."""
    words = words_of(types)
    return tuple(zip(words, in_registers(words, fuel), strict=True))


@cache
def result_words(results: tuple[Ty, ...]) -> tuple[str, ...]:
    """The machine words of a function's results; none if it never returns."""
    return () if NEVER in results else tuple(words_of(results))


def result_registers(fuel: int) -> int:
    """How many result words go in registers, when the fuel takes `fuel` (0 or 1) of them."""
    return RESULT_REGISTERS - fuel


@cache
def returned_type(results: tuple[Ty, ...], fuel: int) -> str:
    """LLVM type of what a function with these results returns: with `fuel` (0 or 1) first what is left of it."""
    return return_type([*("i64",) * (fuel and NEVER not in results), *result_words(results)])


def refusal(program: Program) -> str:
    """Why native code cannot run the program, or an empty string."""
    for function in program.functions:
        if max(function.arity, len(function.results)) > MAX_VALUES:
            return f"function {function.name} has more than {MAX_VALUES} parameters or results"
        if _carried(function) > MAX_CARRIED:
            return f"function {function.name} branches too often below a deep stack"
        if layout_of(function.captures, CLOSURE_START).size > 8 * MOST_WORDS:
            return f"function {function.name} captures too many values"
        for instruction in function.code:
            if instruction[0] in ("host_call", "library") and instruction[2] > MAX_VALUES:
                return f"function {function.name} passes more than {MAX_VALUES} values to the host"
    return ""


def _carried(function: Function) -> int:
    """Number of live locals and stacked values at the starts of all blocks; only an upper bound if that is allowed."""
    facts = function.facts
    most: int = len(facts.leaders) * (facts.max_depth + function.local_count)
    if most <= MAX_CARRIED:
        return most
    return sum(facts.depth[leader] + facts.live[leader].bit_count() for leader in facts.leaders)
