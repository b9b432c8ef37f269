"""Meaning of vectors, and of equality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.bytecode.values import Vector
from motet.stdlib.structural import equal
from motet.vm.frame import Frame
from motet.vm.registry import meaning

if TYPE_CHECKING:
    from motet.vm.machine import VirtualMachine


@meaning("vector_new")
def vector_new(machine: VirtualMachine, frame: Frame, count: int) -> None:
    """A vector of the top values, which are live while room is made for it."""
    machine.heap.reserve(count)
    start = len(frame.stack) - count
    frame.stack[start:] = [Vector(frame.stack[start:])]


@meaning("vector_make")
def vector_make(machine: VirtualMachine, frame: Frame) -> None:
    """A vector of one value, many times."""
    count, value = frame.stack[-2:]
    if type(count) is not int:
        raise Trap("type")
    if count < 0:
        raise Trap("size")
    machine.heap.reserve(count)
    frame.stack[-2:] = [Vector([value] * count)]


def _element(vector: Value, index: Value) -> list[Value]:
    if type(vector) is not Vector or type(index) is not int:
        raise Trap("type")
    if not 0 <= index < len(vector.items):
        raise Trap("index")
    return vector.items


@meaning("vector_get")
def vector_get(machine: VirtualMachine, frame: Frame) -> None:
    """Vector index -> element."""
    index = frame.stack.pop()
    items = _element(frame.stack.pop(), index)
    frame.stack.append(items[index])


@meaning("vector_set")
def vector_set(machine: VirtualMachine, frame: Frame) -> None:
    """Vector index value -> the same vector."""
    value = frame.stack.pop()
    index = frame.stack.pop()
    _element(frame.stack[-1], index)[index] = value


@meaning("vector_len")
def vector_len(machine: VirtualMachine, frame: Frame) -> None:
    """Number of elements."""
    vector = frame.stack.pop()
    if type(vector) is not Vector:
        raise Trap("type")
    frame.stack.append(len(vector.items))


@meaning("deep_equal")
def deep_equal(machine: VirtualMachine, frame: Frame) -> None:
    """Equality by structure."""
    right = frame.stack.pop()
    frame.stack.append(equal(frame.stack.pop(), right, machine.poll))


@meaning("collect")
def collect(machine: VirtualMachine, frame: Frame) -> None:
    """Find out what is live now; Python reclaims the rest."""
    machine.heap.collect()
