"""Work that waits until the program is done: it makes later processes faster, and must cost this one nothing before."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from contextlib import suppress
from typing import Final

_WAITING: Final[list[Callable[[], None]]] = []


def later(action: Callable[[], None]) -> None:
    """Do something at the end of the process."""
    if not _WAITING:
        atexit.register(finish)
    _WAITING.append(action)


def finish() -> None:
    """Do what waits. Who loses patience and presses Ctrl-C ends it."""
    with suppress(KeyboardInterrupt):
        while _WAITING:
            _WAITING.pop()()
