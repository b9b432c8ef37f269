"""Room for the front end: deep recursion, and no search for cycles meanwhile.

Trees of valid programs are of bounded depth (the parser sees to that), but deeper than Python's own limit allows.
Functions that walk them call each other directly, never through a generator, `map` or a method of a built-in type:
such calls would use the host's stack.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

LIMIT: Final = 400_000
"""Calls that may be active at once while the front end runs."""


class _Users:
    """How many are inside, and what was there before the first of them."""

    count = 0
    limit = 0
    collects = False


_lock = Lock()


@contextmanager
def deep() -> Iterator[None]:
    """Python's recursion limit is `LIMIT` inside, in all threads, and cycles are not looked for.

    Tokens and trees are many objects that live on and form no cycles: looking through them again and again would cost
    more than making them. The last one to leave restores both.
    """
    with _lock:
        if not _Users.count:
            _Users.limit = sys.getrecursionlimit()
            _Users.collects = gc.isenabled()
            sys.setrecursionlimit(max(LIMIT, _Users.limit))
            gc.disable()
        _Users.count += 1
    try:
        yield
    finally:
        with _lock:
            _Users.count -= 1
            if not _Users.count:
                sys.setrecursionlimit(_Users.limit)
                if _Users.collects:
                    gc.enable()
