"""Meaning of arithmetic on Ints: overflow rules, comparison, bits."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from motet.bytecode.program import Program
from motet.bytecode.traps import Trap
from motet.vm.frame import Frame
from motet.vm.registry import meaning

if TYPE_CHECKING:
    from motet.vm.machine import VirtualMachine

MASK: Final = 2**64 - 1
LEAST: Final = -(2**63)
GREATEST: Final = 2**63 - 1


def wrap(value: int) -> int:
    """The Int that has the low 64 bits of a whole number."""
    if LEAST <= value <= GREATEST:
        return value
    return ((value - LEAST) & MASK) + LEAST


def _fit64(value: int) -> int:
    if LEAST <= value <= GREATEST:
        return value
    raise Trap("overflow")


def _fit63(value: int) -> int:
    if -(2**62) <= value < 2**62:
        return value
    raise Trap("overflow")


FIT: Final[dict[str, Callable[[int], int]]] = {"wrap64": wrap, "trap64": _fit64, "trap63": _fit63}
"""What an overflow rule makes of an exact result."""

RELATION: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
}


def pop_int(frame: Frame) -> int:
    """Pop an Int. Trap `type` for another value."""
    value = frame.stack.pop()
    if type(value) is not int:
        raise Trap("type")
    return value


def _pop_ints(frame: Frame) -> tuple[int, int]:
    right = frame.stack.pop()
    left = frame.stack.pop()
    if type(left) is not int or type(right) is not int:
        raise Trap("type")
    return left, right


def quotient(a: int, b: int, rule: str) -> int:
    """Quotient truncated towards zero. Traps `division_by_zero`, `overflow`."""
    if b == 0:
        raise Trap("division_by_zero")
    magnitude = abs(a) // abs(b)
    return FIT[rule](magnitude if (a < 0) == (b < 0) else -magnitude)


def remainder(a: int, b: int, rule: str) -> int:
    """Remainder with the sign of the dividend. Traps `division_by_zero`, `overflow`."""
    if b == 0:
        raise Trap("division_by_zero")
    if rule == "trap64" and a == LEAST and b == -1:
        raise Trap("overflow")
    magnitude = abs(a) % abs(b)
    return FIT[rule](-magnitude if a < 0 else magnitude)


def _fitting(program: Program, rule: str) -> tuple[object, ...]:
    return (FIT[rule],)


def _declare_exact(name: str, compute: Callable[[int, int], int]) -> None:
    @meaning(name, _fitting)
    def handler(machine: VirtualMachine, frame: Frame, fit: Callable[[int], int]) -> None:
        a, b = _pop_ints(frame)
        frame.stack.append(fit(compute(a, b)))


_declare_exact("int_add", operator.add)
_declare_exact("int_sub", operator.sub)
_declare_exact("int_mul", operator.mul)


def _declare_division(name: str, compute: Callable[[int, int, str], int]) -> None:
    @meaning(name)
    def handler(machine: VirtualMachine, frame: Frame, rule: str) -> None:
        a, b = _pop_ints(frame)
        frame.stack.append(compute(a, b, rule))


_declare_division("int_div", quotient)
_declare_division("int_rem", remainder)


@meaning("int_neg")
def int_neg(machine: VirtualMachine, frame: Frame, rule: str) -> None:
    """Negation."""
    frame.stack.append(FIT[rule](-pop_int(frame)))


def _relation(program: Program, relation: str) -> tuple[object, ...]:
    return (RELATION[relation],)


@meaning("int_compare", _relation)
def int_compare(machine: VirtualMachine, frame: Frame, compare: Callable[[int, int], bool]) -> None:
    """Signed comparison."""
    a, b = _pop_ints(frame)
    frame.stack.append(compare(a, b))


def _shift_left(a: int, count: int) -> int:
    return wrap(a << count) if 0 <= count <= 63 else 0


def _shift_right(a: int, count: int) -> int:
    return wrap((a & MASK) >> count) if 0 <= count <= 63 else 0


_BITS2: Final[dict[str, Callable[[int, int], int]]] = {
    "int_and": operator.and_,
    "int_or": operator.or_,
    "int_xor": operator.xor,
    "int_shl": _shift_left,
    "int_shr": _shift_right,
}

_BITS1: Final[dict[str, Callable[[int], int]]] = {
    "int_not": operator.invert,
    "int_popcount": lambda a: (a & MASK).bit_count(),
    "int_clz": lambda a: 64 - (a & MASK).bit_length(),
    "int_ctz": lambda a: (a & -a).bit_length() - 1 if a else 64,
}


def _declare_bits2(name: str, compute: Callable[[int, int], int]) -> None:
    @meaning(name)
    def handler(machine: VirtualMachine, frame: Frame) -> None:
        frame.stack.append(compute(*_pop_ints(frame)))


def _declare_bits1(name: str, compute: Callable[[int], int]) -> None:
    @meaning(name)
    def handler(machine: VirtualMachine, frame: Frame) -> None:
        frame.stack.append(compute(pop_int(frame)))


for _name, _two in _BITS2.items():
    _declare_bits2(_name, _two)
for _name, _one in _BITS1.items():
    _declare_bits1(_name, _one)
