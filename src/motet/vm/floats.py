"""Meaning of arithmetic on Floats (IEEE 754 binary64) and of Bools."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from motet.bytecode.traps import Trap
from motet.vm.frame import Frame
from motet.vm.integers import GREATEST, LEAST, RELATION, pop_int
from motet.vm.registry import meaning

if TYPE_CHECKING:
    from motet.vm.machine import VirtualMachine


def _pop_float(frame: Frame) -> float:
    value = frame.stack.pop()
    if type(value) is not float:
        raise Trap("type")
    return value


def _pop_floats(frame: Frame) -> tuple[float, float]:
    right = _pop_float(frame)
    return _pop_float(frame), right


def quotient(a: float, b: float) -> float:
    """IEEE quotient: Python's, with infinities and NaN for a divisor of zero."""
    if b != 0.0:
        return a / b
    if a == 0.0 or math.isnan(a):
        return math.nan
    return math.copysign(math.inf, math.copysign(1.0, a) * math.copysign(1.0, b))


def remainder(a: float, b: float) -> float:
    """C's fmod: Python's raises where it is a NaN."""
    if math.isinf(a) or b == 0.0:
        return math.nan
    return math.fmod(a, b)


_ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "float_add": operator.add,
    "float_sub": operator.sub,
    "float_mul": operator.mul,
    "float_div": quotient,
    "float_rem": remainder,
}


def _declare_arithmetic(name: str, compute: Callable[[float, float], float]) -> None:
    @meaning(name)
    def handler(machine: VirtualMachine, frame: Frame) -> None:
        frame.stack.append(compute(*_pop_floats(frame)))


for _name, _compute in _ARITHMETIC.items():
    _declare_arithmetic(_name, _compute)


@meaning("float_neg")
def float_neg(machine: VirtualMachine, frame: Frame) -> None:
    """Flip the sign."""
    frame.stack.append(-_pop_float(frame))


@meaning("float_compare")
def float_compare(machine: VirtualMachine, frame: Frame, relation: str) -> None:
    """IEEE comparison."""
    a, b = _pop_floats(frame)
    frame.stack.append(RELATION[relation](a, b))


@meaning("int_to_float")
def int_to_float(machine: VirtualMachine, frame: Frame) -> None:
    """The nearest Float, ties to even."""
    frame.stack.append(float(pop_int(frame)))


@meaning("float_to_int")
def float_to_int(machine: VirtualMachine, frame: Frame) -> None:
    """Truncated and saturated; 0 for a NaN."""
    value = _pop_float(frame)
    if math.isnan(value):
        frame.stack.append(0)
    elif math.isinf(value):
        frame.stack.append(GREATEST if value > 0 else LEAST)
    else:
        frame.stack.append(max(LEAST, min(GREATEST, int(value))))


def _pop_bool(frame: Frame) -> bool:
    value = frame.stack.pop()
    if type(value) is not bool:
        raise Trap("type")
    return value


@meaning("bool_not")
def bool_not(machine: VirtualMachine, frame: Frame) -> None:
    """Negation."""
    frame.stack.append(not _pop_bool(frame))


@meaning("bool_and")
def bool_and(machine: VirtualMachine, frame: Frame) -> None:
    """Conjunction."""
    right = _pop_bool(frame)
    frame.stack.append(_pop_bool(frame) and right)


@meaning("bool_or")
def bool_or(machine: VirtualMachine, frame: Frame) -> None:
    """Disjunction."""
    right = _pop_bool(frame)
    frame.stack.append(_pop_bool(frame) or right)
