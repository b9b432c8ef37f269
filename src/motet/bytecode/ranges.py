"""How large the Ints of a program can be."""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Program
from motet.bytecode.table import OPS

LEAST_63: Final = -(1 << 62)
END_63: Final = 1 << 62

_WIDE_OPS: Final = frozenset(("int_shl", "int_shr", "float_to_int"))
_RULED: Final = frozenset(op.name for op in OPS.values() if op.operands == ("rule",))
_TELLING: Final = _WIDE_OPS | _RULED


def ints_have_63_bits(program: Program) -> bool:
    """Whether the Ints of a program are those of -2**62 ... 2**62 - 1: all its overflow rules, of which there is one
    at least, are `trap63`, and no other instruction can make a larger one.

    Both engines then answer a larger Int from outside with the trap `overflow`, before they enter a function.
    """
    for value in program.constants:
        if type(value) is int and not LEAST_63 <= value < END_63:
            return False
    rules = {ins[-1] for function in program.functions for ins in function.code if ins[0] in _TELLING}
    return rules == {"trap63"}
