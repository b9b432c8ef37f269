"""Texts that are made piece by piece: they are counted against the limit of memory while they grow, and can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from motet.bytecode.traps import Trap

_PIECES_A_POLL: Final = 16_384


class Gatherer:
    """The pieces of one text.

    Args:
        limit: characters that the text may have; None is no limit.
        poll: is called now and then.
    """

    def __init__(self, limit: int | None = None, poll: Callable[[], None] = lambda: None) -> None:
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
