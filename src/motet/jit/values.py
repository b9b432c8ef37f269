"""Values of the bytecode in memory: pairs of a tag and a payload of 8 bytes each (`motet.bytecode.types.TAGS`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import BOOL, BYTES, FLOAT, INT, STR, TAGS, UNIT, VECTOR, Ty
from motet.bytecode.values import Vector
from motet.jit.context import SIZE

TYPE_OF: Final[Mapping[type, Ty]] = {
    int: INT, float: FLOAT, bool: BOOL, type(None): UNIT, Vector: VECTOR, str: STR, bytes: BYTES,
}  # fmt: skip
"""The type of a Python value whose class says it."""

_MIN: Final = -(1 << 63)
_END: Final = 1 << 63


class HeapBridge(Protocol):
    """What only the heap can do: convert its values, and clean up when a run is over.

    Attributes:
        running: a run is under way, so its stack can be used.
    """

    running: bool

    def end_of_host_call(self) -> None:
        """Vectors that were passed to the host are no longer known by their copies."""

    def finish(self, results: int) -> None:
        """A run is over, and its results, which lie in the context, were read: release them, and free cycles."""

    def recover(self) -> None:
        """A run ended early: keep what globals lead to and free the rest."""

    def to_native(self, value: Value) -> tuple[int, int]:
        """Tag and payload of a value; a new object has one count that belongs to the caller."""

    def to_python(self, address: int) -> Value:
        """A Python copy of an object, which keeps its count."""


class Words:
    """Memory seen as words: `ints[k]` and `floats[k]` are the 8 bytes at offset 8 k, `octets[k]` is the byte at k."""

    def __init__(self, address: int, size: int) -> None:
        import ctypes

        self.address: Final = address
        self.octets: Final = memoryview((ctypes.c_ubyte * size).from_address(address)).cast("B")
        self.ints: Final = self.octets.cast("q")
        self.floats: Final = self.octets.cast("d")


def store(words: Words, index: int, value: Value, heap: HeapBridge | None, least: int = _MIN, end: int = _END) -> None:
    """Write a value as the pair at words `index` and `index` + 1.

    Raises:
        Trap: `overflow`, an Int out of range `least` ... `end` - 1; `memory`.
        TypeError: a value of a type that the bytecode does not have.
    """
    found = type(value)
    if found is int:
        if not least <= value < end:
            raise Trap("overflow")
        words.ints[index] = TAGS[INT]
        words.ints[index + 1] = value
    elif found is float:
        words.ints[index] = TAGS[FLOAT]
        words.floats[index + 1] = value
    elif found is bool or value is None:
        words.ints[index] = TAGS[TYPE_OF[found]]
        words.ints[index + 1] = 1 if value else 0
    else:
        if heap is None:
            raise TypeError(f"{found.__name__} is no type of value that a program knows")
        words.ints[index], words.ints[index + 1] = heap.to_native(value)


_SCALARS: Final[tuple[Callable[[Words, int], Value], ...]] = (
    lambda words, index: words.ints[index],
    lambda words, index: words.floats[index],
    lambda words, index: bool(words.ints[index] & 1),
    lambda words, index: None,
)


def fetch(words: Words, index: int, heap: HeapBridge | None) -> Value:
    """Read the pair at words `index` and `index` + 1."""
    tag = words.ints[index]
    if tag < len(_SCALARS):
        return _SCALARS[tag](words, index + 1)
    assert heap is not None, "an object without a heap"
    return heap.to_python(words.ints[index + 1])


CONTEXT_WORDS: Final = SIZE // 8
