"""What is made piece by piece: it is counted against the limit of memory while it grows, and can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap

_PIECES_A_POLL: Final = 16_384
_STEPS_A_POLL: Final = 1024
WINDOW: Final = 1 << 16
"""Characters that are looked at at once, between two polls."""

_SLOT: Final = 8
_NUMBER: Final = 32
_TEXT: Final = 56
_HOLDER: Final = 72
"""Bytes of a reference, of a number that is not small, of an empty text, and of an empty list or record, about."""

_SMALL: Final = range(-5, 257)
"""Ints that Python has only once."""


def _go_on() -> None:
    """Nobody wants to stop it."""


class Ledger:
    """The values that a reader makes of a text.

    Args:
        limit: bytes that they may take in all; None is no limit.
        poll: is called now and then.
    """

    def __init__(self, limit: int | None = None, poll: Callable[[], None] = _go_on) -> None:
        self._left = float("inf") if limit is None else limit
        self._poll: Final = poll
        self._steps = 0

    def take(self, size: int) -> None:
        """So many bytes are made. Trap `memory` when they are more than there may be, and what `poll` traps."""
        self._left -= size
        if self._left < 0:
            raise Trap("memory")
        self.step()

    def step(self) -> None:
        """Some work was done."""
        self._steps += 1
        if self._steps == _STEPS_A_POLL:
            self._steps = 0
            self._poll()

    def window(self) -> None:
        """Much work was done, such as looking at `WINDOW` characters."""
        self._poll()

    def scalar(self, value: Value) -> Value:
        """A value that holds nothing was made, for a place in another one."""
        kind = type(value)
        if kind is str:
            self.text(value)
        else:
            self.take(_SLOT if kind is not float and (kind is not int or value in _SMALL) else _SLOT + _NUMBER)
        return value

    def text(self, text: str) -> str:
        """A text was made, for a place in a value."""
        self.take(_SLOT + _TEXT + (len(text) if text.isascii() else 4 * len(text)))
        return text

    def holder(self, count: int = 0) -> None:
        """A list or record was made, for a place in another one. `count`: of its entries, that are found by name."""
        self.take(_SLOT + _HOLDER + 12 * _SLOT * count)

    def split(self, text: str, separators: str) -> list[str]:
        """The parts between single characters that are separators, each of which is a place in a value."""
        parts: list[str] = []
        at = 0
        while True:
            end = max(text.rfind(each, at, at + WINDOW) for each in separators)
            if end < 0:
                end = min(_index(text, each, at + WINDOW) for each in separators)
            window = text[at:end]
            for each in separators[1:]:
                window = window.replace(each, separators[0])
            parts += (found := window.split(separators[0]))
            self.take((_SLOT + _TEXT) * len(found) + len(window))
            self._poll()
            if end == len(text):
                return parts
            at = end + 1

    def skip(self, text: str, at: int, characters: str) -> int:
        """Index of the first of a text, from an index on, that is none of these characters."""
        while True:
            window = text[at : at + WINDOW]
            rest = window.lstrip(characters)
            at += len(window) - len(rest)
            if rest or not window:
                return at
            self._poll()


def _index(text: str, wanted: str, start: int) -> int:
    """Index of a character from an index on; the length of the text if there is none."""
    found = text.find(wanted, start)
    return found if found >= 0 else len(text)


class Finder:
    """Finds the next of some characters in a text, for a reader that goes on from there.

    Args:
        text: the text.
        characters: what is looked for.
    """

    def __init__(self, text: str, characters: str) -> None:
        self._text: Final = text
        self._next: Final = dict.fromkeys(characters, -1)

    def next(self, start: int) -> int:
        """Index of the first of the characters from an index on. If it is not among the next `WINDOW` characters, that of one
        behind which it must be looked for, or of the end of the text."""
        found = end = min(start + WINDOW, len(self._text))
        for character, known in self._next.items():
            at = known
            if at < start or (at == start and self._text[at : at + 1] != character):
                at = self._text.find(character, start, end)
                at = self._next[character] = at if at >= 0 else end
            found = min(found, at)
        return found


class Gatherer:
    """The pieces of one text.

    Args:
        limit: characters that the text may have; None is no limit.
        poll: is called now and then.
    """

    def __init__(self, limit: int | None = None, poll: Callable[[], None] = _go_on) -> None:
        self._pieces: Final[list[str]] = []
        self._left = limit
        self._poll: Final = poll

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def append(self, piece: str) -> None:
        """Add a piece. Trap `memory` when the text becomes longer than the limit."""
        pieces = self._pieces
        if len(pieces) % _PIECES_A_POLL == 0:
            self._poll()
        if self._left is not None:
            self._left -= len(piece)
            if self._left < 0:
                raise Trap("memory")
        pieces.append(piece)

    def extend(self, pieces: Iterable[str]) -> None:
        """Add some pieces, as `append` does."""
        for piece in pieces:
            self.append(piece)

    def text(self) -> str:
        """The whole."""
        return "".join(self._pieces)
