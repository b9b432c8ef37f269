"""The threads that run closures at the same time: made when first needed, as many as there are processors, kept for good."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Final

VARIABLE: Final = "LEX_PAR_MAX_CONCURRENCY"
"""Environment variable that replaces the number of processors."""

MOST: Final = 64
"""The most threads, whatever the variable says."""


def concurrency() -> int:
    """How many closures may run at the same time."""
    text = os.environ.get(VARIABLE, "").strip()
    if text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text):
        return min(int(text), MOST)
    return min(_processors(), MOST)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool:
    """Daemon threads that take jobs in the order in which they were submitted. There is one pool: `POOL`."""

    def __init__(self) -> None:
        self._forget()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        """A child has none of its parent's threads."""
        self._lock = threading.Lock()
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._threads: set[int] = set()
        self._count = 0

    @property
    def is_worker(self) -> bool:
        """Whether this thread belongs to the pool. Who waits here for other jobs may wait for ever."""
        return threading.get_ident() in self._threads

    def grow(self, count: int) -> int:
        """See to it that there are so many threads; how many there are, if the system allows no more."""
        with self._lock:
            while self._count < count:
                try:
                    threading.Thread(target=self._serve, name="motet parallel", daemon=True).start()
                except RuntimeError:
                    break
                self._count += 1
            return self._count

    def submit(self, job: Callable[[], None]) -> None:
        """Let a thread do a job, which must not raise."""
        self._jobs.put(job)

    def _serve(self) -> None:
        jobs = self._jobs
        self._threads.add(threading.get_ident())
        while True:
            job = jobs.get()
            job()
            del job  # nothing is kept alive by a thread that waits


POOL: Final = Pool()
