"""Python's collector, while the compiler runs."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Hardly anything that the compiler makes is garbage before its end, but the collector would look at all of it
    again and again: that takes as long as the rest. Afterwards it counts as old, as if it had been looked at."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
