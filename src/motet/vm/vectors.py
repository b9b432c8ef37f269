"""Meaning of vectors, and of equality by structure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.bytecode.values import Vector
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
    frame.stack.append(structurally_equal(frame.stack.pop(), right, machine))


@meaning("collect")
def collect(machine: VirtualMachine, frame: Frame) -> None:
    """Find out what is live now; Python reclaims the rest."""
    machine.heap.collect()


class _Classes:
    """Vectors that are assumed to be equal: disjoint sets (union by size, path halving)."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._size: dict[int, int] = {}

    def _root(self, key: int) -> int:
        parent = self._parent
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    def join(self, a: Vector, b: Vector) -> bool:
        """Assume two vectors equal. False if that was assumed already."""
        one, other = self._root(id(a)), self._root(id(b))
        if one == other:
            return False
        size = self._size
        if size.get(one, 1) < size.get(other, 1):
            one, other = other, one
        self._parent[other] = one
        size[one] = size.get(one, 1) + size.get(other, 1)
        return True


_PAIRS_A_POLL = 4096


def structurally_equal(left: Value, right: Value, machine: VirtualMachine) -> bool:
    """Whether two values are bisimilar: of one type, scalars equal, vectors of equal length with bisimilar elements.

    Each comparison of two vectors joins two classes of vectors, so there are fewer of them than vectors, however much
    is shared (Hopcroft and Karp's algorithm for the equivalence of automata).
    """
    classes = _Classes()
    waiting = [(left, right)]
    count = 0
    while waiting:
        count += 1
        if count % _PAIRS_A_POLL == 0:
            machine.poll()
        a, b = waiting.pop()
        if type(a) is not type(b):
            return False
        if type(a) is not Vector:
            if a != b:
                return False
        elif a is not b and classes.join(a, b):
            if len(a.items) != len(b.items):
                return False
            waiting.extend(zip(a.items, b.items, strict=True))
    return True
