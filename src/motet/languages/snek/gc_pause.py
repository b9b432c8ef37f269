"""Pausing Python's cycle collector while trees are built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """No collections inside, unless they are off anyway or another thread turns them on.

    Tokens, trees and code are many objects that all live on and form no cycles: looking through them again and again
    costs more than making them.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
