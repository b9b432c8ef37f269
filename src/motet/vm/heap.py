"""What vectors use, against the limits of the program's own heap and of the run's memory.

Python keeps and reclaims the vectors; this counts them. What is live is only found out when the total of everything
allocated since the last time would exceed a limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.bytecode.values import Vector
from motet.policy import Limits

HEADER_WORDS: Final = 2
"""Words of a vector besides its elements, in Snek's own heap."""

_WORD: Final = 8
_OBJECT_BYTES: Final = 112
"""Bytes of an empty vector in Python, about."""


class Heap:
    """Accounting of one machine's vectors.

    Attributes:
        words: words of the vectors that were live when last looked at, and of all since.
        objects: their number.
    """

    def __init__(self, limits: Limits, roots: Callable[[], Iterable[Value]]) -> None:
        self._roots: Final = roots
        self._limit_words: Final = limits.heap_words
        self._limit_bytes: Final = limits.memory_bytes
        self._unknown = False
        self.words = 0
        self.objects = 0

    def reserve(self, length: int) -> None:
        """Make room for a vector. Traps `heap`, `memory`."""
        if self._unknown or self._exceeded(length):
            self.collect()
            kind = self._exceeded(length)
            if kind:
                raise Trap(kind)
        self.words += length + HEADER_WORDS
        self.objects += 1

    def forget(self) -> None:
        """Vectors came from outside: what is live must be found out before the next one is made."""
        self._unknown = True

    def collect(self) -> None:
        """Find out what is live."""
        self.words = self.objects = 0
        self._unknown = False
        for vector in reachable(self._roots()):
            self.words += len(vector.items) + HEADER_WORDS
            self.objects += 1

    def _exceeded(self, length: int) -> str:
        words = self.words + length + HEADER_WORDS
        if self._limit_words is not None and words > self._limit_words:
            return "heap"
        return "memory" if words * _WORD + self.objects * _OBJECT_BYTES > self._limit_bytes else ""


def reachable(roots: Iterable[Value]) -> Iterator[Vector]:
    """Each vector that the values lead to, once."""
    seen: set[int] = set()
    waiting = list(roots)
    while waiting:
        value = waiting.pop()
        if type(value) is Vector and id(value) not in seen:
            seen.add(id(value))
            yield value
            waiting.extend(value.items)
