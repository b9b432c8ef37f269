"""The words of units at absolute addresses: slot, counter, and what tier 1 saw. One table for the process."""

from __future__ import annotations

import threading
from typing import Final

from motet.jit.memory import reserve
from motet.jit.values import Words

CHUNK: Final = 4096
"""Units in one piece of memory; pieces never move."""

_WORDS: Final = 3
_SLOT, _COUNTER, _SEEN = range(_WORDS)


class UnitTable:
    """Three words for each unit of the process, zero in the beginning."""

    def __init__(self) -> None:
        self._chunks: Final[list[Words]] = []
        self._lock: Final = threading.Lock()
        self._count = 0

    def add(self) -> int:
        """The number of a new unit."""
        with self._lock:
            number = self._count
            if number == len(self._chunks) * CHUNK:
                size = CHUNK * _WORDS * 8
                self._chunks.append(Words(reserve(size), size))
            self._count += 1
        return number

    def _at(self, number: int, word: int) -> tuple[Words, int]:
        chunk, index = divmod(number, CHUNK)
        return self._chunks[chunk], _WORDS * index + word

    def _address(self, number: int, word: int) -> int:
        chunk, index = self._at(number, word)
        return chunk.address + 8 * index

    def slot_address(self, number: int) -> int:
        """Address of the word that holds the unit's code."""
        return self._address(number, _SLOT)

    def counter_address(self, number: int) -> int:
        """Address of the word that counts entries."""
        return self._address(number, _COUNTER)

    def seen_address(self, number: int) -> int:
        """Address of the word for tags that were seen."""
        return self._address(number, _SEEN)

    def seen(self, number: int) -> int:
        """The tags that were seen, packed; 0 when none were recorded."""
        chunk, index = self._at(number, _SEEN)
        return chunk.ints[index]

    def count(self, number: int) -> int:
        """How often tier 1 entered the unit."""
        chunk, index = self._at(number, _COUNTER)
        return chunk.ints[index]

    def set_count(self, number: int, count: int) -> None:
        """Let tier 1 count on from here."""
        chunk, index = self._at(number, _COUNTER)
        chunk.ints[index] = count

    def set_code(self, number: int, address: int) -> None:
        """Let calls of the unit go to this code from now on. One store, so running code may look at any time."""
        chunk, index = self._at(number, _SLOT)
        chunk.ints[index] = address


UNITS: Final = UnitTable()
