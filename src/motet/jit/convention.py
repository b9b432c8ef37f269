"""The calling convention of native code, above `motet.jit.context`: words of types, and what is too large for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from motet.bytecode.program import Program
from motet.bytecode.table import OPS
from motet.bytecode.types import NEVER, Ty
from motet.jit.context import MAX_ARGS, MAX_MORE, MAX_SPILL

MAX_VALUES: Final = min(MAX_ARGS, MAX_MORE // 2, MAX_SPILL // 2)
"""The most parameters, results, or values at a loop header that native code passes; each may have two words."""

LEAST_63: Final = -(1 << 62)
END_63: Final = 1 << 62
RANGE_63: Final = f"range(i64 {LEAST_63}, {END_63})"
"""Attribute of Int words in programs whose Ints have 63 bits."""

_WIDE_OPS: Final = frozenset(("int_shl", "int_shr", "float_to_int"))


def words_of(types: Iterable[Ty]) -> list[str]:
    """The machine words of values of these types, one after the other."""
    return [word for t in types for word in t.words]


def result_words(results: tuple[Ty, ...]) -> list[str]:
    """The machine words of a function's results; none if it never returns."""
    return [] if NEVER in results else words_of(results)


def refusal(program: Program) -> str:
    """Why native code cannot run the program, or an empty string."""
    for function in program.functions:
        if max(function.arity, len(function.results)) > MAX_VALUES:
            return f"function {function.name} has more than {MAX_VALUES} parameters or results"
        for instruction in function.code:
            if instruction[0] == "host_call" and instruction[2] > MAX_VALUES:
                return f"function {function.name} passes more than {MAX_VALUES} values to the host"
    return ""


def ints_have_63_bits(program: Program) -> bool:
    """Whether no instruction of the program can make an Int outside of -2**62 ... 2**62 - 1."""
    for value in program.constants:
        if type(value) is int and not LEAST_63 <= value < END_63:
            return False
    for function in program.functions:
        for instruction in function.code:
            if instruction[0] in _WIDE_OPS:
                return False
            if OPS[instruction[0]].operands == ("rule",) and instruction[1] != "trap63":
                return False
    return True
