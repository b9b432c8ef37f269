"""Room for the recursion of the front end.

Trees of valid programs are of bounded depth (the parser sees to that), but deeper than Python's own limit allows.
Functions that walk them call each other directly, never through a generator, `map` or a method of a built-in type:
such calls would use the host's stack.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

LIMIT: Final = 400_000
"""Calls that may be active at once while the front end runs."""


class _Users:
    """How many are inside, and the limit that was there before the first of them."""

    count = 0
    before = 0


_lock = Lock()


@contextmanager
def deep() -> Iterator[None]:
    """Python's recursion limit is `LIMIT` inside, in all threads; the last one to leave restores it."""
    with _lock:
        if not _Users.count:
            _Users.before = sys.getrecursionlimit()
            sys.setrecursionlimit(max(LIMIT, _Users.before))
        _Users.count += 1
    try:
        yield
    finally:
        with _lock:
            _Users.count -= 1
            if not _Users.count:
                sys.setrecursionlimit(_Users.before)
