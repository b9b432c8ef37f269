"""Meaning of operations on values of unknown type."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import BY_NAME
from motet.bytecode.values import Vector
from motet.stdlib.host import PYTHON_TYPES
from motet.stdlib.structural import equal
from motet.vm.frame import Frame
from motet.vm.integers import FIT, RELATION
from motet.vm.objects import SCALARS, kind_of
from motet.vm.registry import meaning

if TYPE_CHECKING:
    from motet.vm.machine import VirtualMachine

_NUMBERS: Final = frozenset({int, float})
_REFERENCES: Final = frozenset({Vector, type(None)})


@meaning("is_type")
def is_type(machine: VirtualMachine, frame: Frame, name: str) -> None:
    """Whether the value is of the type."""
    frame.stack.append(type(frame.stack.pop()) is PYTHON_TYPES[BY_NAME[name]])


@meaning("cast")
def cast(machine: VirtualMachine, frame: Frame, name: str, trap: str) -> None:
    """The value if it is of the type, otherwise the trap."""
    if type(frame.stack[-1]) is not PYTHON_TYPES[BY_NAME[name]]:
        raise Trap(trap)


@meaning("is_false")
def is_false(machine: VirtualMachine, frame: Frame) -> None:
    """Whether the value is the Bool false."""
    frame.stack.append(frame.stack.pop() is False)


def _pop_two(frame: Frame) -> tuple[Value, Value]:
    right = frame.stack.pop()
    return frame.stack.pop(), right


def _both_numbers(a: Value, b: Value) -> bool:
    return type(a) in _NUMBERS and type(b) in _NUMBERS


def _declare_arithmetic(name: str, compute: Callable[[Any, Any], Any]) -> None:
    @meaning(name)
    def handler(machine: VirtualMachine, frame: Frame, rule: str) -> None:
        a, b = _pop_two(frame)
        if not _both_numbers(a, b):
            raise Trap("type")
        if type(a) is type(b) is int:
            frame.stack.append(FIT[rule](compute(a, b)))
        else:
            frame.stack.append(compute(float(a), float(b)))


_declare_arithmetic("dyn_add", operator.add)
_declare_arithmetic("dyn_sub", operator.sub)
_declare_arithmetic("dyn_mul", operator.mul)


@meaning("dyn_compare")
def dyn_compare(machine: VirtualMachine, frame: Frame, relation: str) -> None:
    """Comparison of numbers; `eq` and `ne` of all values."""
    a, b = _pop_two(frame)
    compare = RELATION[relation]
    if _both_numbers(a, b):
        as_written = type(a) is type(b)
        frame.stack.append(compare(a, b) if as_written else compare(float(a), float(b)))
    elif relation in ("eq", "ne"):
        same = a is b if kind_of(a) in _REFERENCES else equal(a, b, machine.poll)
        frame.stack.append(same == (relation == "eq"))
    else:
        raise Trap("type")


@meaning("same")
def same(machine: VirtualMachine, frame: Frame) -> None:
    """Equality of two values of one kind."""
    a, b = _pop_two(frame)
    if type(a) in _REFERENCES and type(b) in _REFERENCES:
        frame.stack.append(a is b)
    elif type(a) is type(b) and type(a) in SCALARS:
        frame.stack.append(a == b)
    else:
        raise Trap("type")
