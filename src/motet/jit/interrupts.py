"""Work that Ctrl-C must not tear apart."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

POLL_SECONDS: Final = 0.004
"""Between two looks at the limits of a run that waits."""


def uninterrupted(action: Callable[[], T], poll: Callable[[], None] | None = None) -> T:
    """Do something that no signal handler interrupts: its result, or what it raises.

    Python runs signal handlers in the main thread only. There the action gets a thread of its own; `KeyboardInterrupt`
    then ends the waiting, while the action is finished. The caller must hold no lock that the action takes.

    Args:
        action: what to do.
        poll: called every few milliseconds meanwhile; what it raises ends the waiting, too.
    """
    if poll is None and threading.get_ident() != threading.main_thread().ident:
        return action()
    job = _Job(action)
    try:
        thread = threading.Thread(target=job.run, name="motet work")
        thread.start()
    except RuntimeError:  # the interpreter is shutting down: there are no new threads, nor much to be torn apart
        return action()
    while not job.done.acquire(timeout=POLL_SECONDS if poll is not None else -1):
        if poll is not None:
            poll()
    return job.result()


class _Job(Generic[T]):
    """An action, and what became of it; `done` is locked until then."""

    def __init__(self, action: Callable[[], T]) -> None:
        self.done = threading.Lock()
        self.done.acquire()
        self._action = action
        self._results: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        """In the thread."""
        try:
            self._results.append(self._action())
        except BaseException as error:  # whatever it is belongs to the thread that waits
            self._error = error
        finally:
            del self._action  # this thread may end later than the caller, who wants nothing kept alive by it
            self.done.release()

    def result(self) -> T:
        """In the thread that waited."""
        if self._error is not None:
            raise self._error
        return self._results[0]
