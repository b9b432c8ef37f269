"""Values of the bytecode in memory: pairs of a tag and a payload of 8 bytes each (`motet.bytecode.types.TAGS`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import BOOL, FLOAT, INT, TAGS, UNIT, VECTOR, Ty
from motet.bytecode.values import Vector
from motet.jit.context import SIZE

TYPE_OF: Final[Mapping[type, Ty]] = {int: INT, float: FLOAT, bool: BOOL, type(None): UNIT, Vector: VECTOR}
"""The type of a Python value."""

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

    def to_native(self, vector: Vector) -> int:
        """Address of a native copy, with one count that belongs to the caller."""

    def to_python(self, address: int) -> Vector:
        """A Python copy. The native one keeps its count."""


class Words:
    """Memory seen as words: `ints[k]` and `floats[k]` are the 8 bytes at offset 8 k, `octets[k]` is the byte at k."""

    def __init__(self, address: int, size: int) -> None:
        import ctypes

        self.address: Final = address
        self.octets: Final = memoryview((ctypes.c_ubyte * size).from_address(address)).cast("B")
        self.ints: Final = self.octets.cast("q")
        self.floats: Final = self.octets.cast("d")


def type_of(value: Value) -> Ty:
    """The type of a Python value. TypeError if it is none of the bytecode's."""
    found = TYPE_OF.get(type(value))
    if found is None:
        raise TypeError(f"{type(value).__name__} is no type of value that a program knows")
    return found


def store(words: Words, index: int, value: Value, heap: HeapBridge | None, least: int = _MIN, end: int = _END) -> None:
    """Write a value as the pair at words `index` and `index` + 1.

    Raises:
        Trap: `overflow`, an Int out of range `least` ... `end` - 1.
        TypeError: a value of a type that the bytecode does not have.
    """
    type_ = type_of(value)
    words.ints[index] = TAGS[type_]
    if type_ is INT:
        if not least <= value < end:
            raise Trap("overflow")
        words.ints[index + 1] = value
    elif type_ is FLOAT:
        words.floats[index + 1] = value
    elif type_ is VECTOR:
        assert heap is not None
        words.ints[index + 1] = heap.to_native(value)
    else:
        words.ints[index + 1] = 1 if value else 0


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
    assert heap is not None
    return heap.to_python(words.ints[index + 1])


CONTEXT_WORDS: Final = SIZE // 8
