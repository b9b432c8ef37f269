"""What the values of a run use, against the limits of the program's own heap and of the run's memory.

Python keeps and reclaims the values; this counts them. What is live is only found out when the total of everything
allocated since the last time would exceed a limit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Final

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant, Vector
from motet.policy import Limits
from motet.vm.objects import SCALARS, kind_of

HEADER_WORDS: Final = 2
"""Words of a vector besides its elements, in Snek's own heap."""

_WORD: Final = 8
_VECTOR_BYTES: Final = 128
"""Bytes of an empty vector in Python, about."""

_OBJECT_BYTES: Final = 64
"""Bytes of an empty list, record and the like, about."""

_TEXT_BYTES: Final = 56
"""Bytes of an empty Str or Bytes, about."""

ENTRY_WORDS: Final = 4
"""Words of an entry of a map or an item of a set."""

_SLACK: Final = 8
"""When nearly all of the memory is live, this part of the limit is allocated before what is live is looked at again."""

_VALUES_A_POLL: Final = 4096


def object_bytes(count: int) -> int:
    """Bytes of a value that holds others."""
    return _OBJECT_BYTES + _WORD * count


class Heap:
    """Accounting of one machine's values.

    Attributes:
        words: words of the vectors that were live when last looked at, and of all since.
        objects: their number.
        bytes: bytes of all values that were live when last looked at, and of all since.
    """

    def __init__(
        self, limits: Limits, roots: Callable[[], Iterable[Value]], poll: Callable[[], None] = lambda: None
    ) -> None:
        self._roots: Final = roots
        self._poll: Final = poll
        self._limit_words: Final = limits.heap_words
        self._limit_bytes: Final = limits.memory_bytes
        self._look_at: int = self._limit_bytes
        self._unknown = False
        self.words = 0
        self.objects = 0
        self.bytes = 0

    def reserve(self, length: int) -> None:
        """Make room for a vector. Traps `heap`, `memory`."""
        words = length + HEADER_WORDS
        if self._unknown or self._too_many(words):
            self.collect()
            if self._too_many(words):
                raise Trap("heap")
        self.take(_VECTOR_BYTES + _WORD * length)
        self.words += words
        self.objects += 1

    def take(self, size: int) -> None:
        """Make room for so many bytes. Trap `memory`."""
        if self.bytes + size > self._look_at:
            self.collect()
            if self.bytes + size > self._limit_bytes:
                raise Trap("memory")
            self._look_at = max(self._limit_bytes, self.bytes + self._limit_bytes // _SLACK)
        self.bytes += size

    def forget(self) -> None:
        """Vectors came from outside: what is live must be found out before the next one is made."""
        self._unknown = True

    def collect(self) -> None:
        """Find out what is live. Long looks may end with what `poll` traps; then it is unknown."""
        self.words = self.objects = self.bytes = 0
        self._unknown = True
        for count, value in enumerate(reachable(self._roots())):
            if count % _VALUES_A_POLL == 0:
                self._poll()
            self.bytes += value_bytes(value)
            if type(value) is Vector:
                self.words += len(value.items) + HEADER_WORDS
                self.objects += 1
        self._unknown = False

    def _too_many(self, words: int) -> bool:
        return self._limit_words is not None and self.words + words > self._limit_words


def value_bytes(value: Value) -> int:
    """Bytes of one value, without what it holds."""
    kind = kind_of(value)
    if kind is str or kind is bytes:
        return _TEXT_BYTES + len(value)
    if kind is Vector:
        return _VECTOR_BYTES + _WORD * len(value.items)
    if kind is SortedMap or kind is SortedSet:
        return object_bytes(ENTRY_WORDS * len(value.table))
    return 0 if kind in SCALARS else object_bytes(len(_parts(value)))


def _parts(value: Value) -> Collection[Value]:
    """What a value that is no atom holds."""
    return _OF_KIND[kind_of(value)](value)


_OF_KIND: Final[dict[type, Callable[[Any], Collection[Value]]]] = {
    Vector: lambda value: value.items,
    list: lambda value: value,
    tuple: lambda value: value,
    Deque: lambda value: value.items,
    Record: lambda value: value.values,
    Variant: lambda value: value.values,
    Closure: lambda value: value.captures,
    SortedMap: lambda value: [*value.table, *value.table.values()],
    SortedSet: lambda value: value.table,
}


def reachable(roots: Iterable[Value]) -> Iterator[Value]:
    """Each value besides scalars that the values lead to, once."""
    seen: set[int] = set()
    waiting = list(roots)
    while waiting:
        value = waiting.pop()
        kind = type(value)
        if kind not in SCALARS and id(value) not in seen:
            seen.add(id(value))
            yield value
            if kind is not str and kind is not bytes:
                parts = _parts(value)
                if not SCALARS.issuperset(map(type, parts)):
                    waiting.extend(parts)


def reachable_vectors(roots: Iterable[Value]) -> Iterator[Vector]:
    """Each vector that the values lead to, once."""
    return (value for value in reachable(roots) if type(value) is Vector)
