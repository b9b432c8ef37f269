"""Work that cannot be asked now and then whether it is to go on, such as a parser of Python's own library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_PATIENCE: Final = 0.005
"""Seconds between two polls."""


class _StopError(SystemExit):
    """Ends the thread of work that nobody waits for; threads say nothing about exceptions of this kind."""


def interruptible(action: Callable[[], T], poll: Callable[[], None]) -> T:
    """Do something in a thread of its own, while this one polls.

    What `poll` raises is raised here at once; the thread is told to stop, which it does at its next instruction of Python.

    Args:
        action: has no effect but its result.
        poll: is called every few milliseconds.
    """
    from threading import Thread  # for long work only

    work = _Work(action)
    thread = Thread(target=work.run, name="motet work", daemon=True)
    try:
        thread.start()
    except RuntimeError:  # the system allows no more threads
        return action()
    try:
        while not work.is_done.wait(_PATIENCE):
            poll()
    except BaseException:
        _stop(thread.ident)
        raise
    return work.outcome()


class _Work(Generic[T]):
    def __init__(self, action: Callable[[], T]) -> None:
        from threading import Event

        self._action: Final = action
        self._results: Final[list[T]] = []
        self._error: BaseException | None = None
        self.is_done: Final = Event()

    def run(self) -> None:
        """In the thread."""
        try:
            self._results.append(self._action())
        except Exception as error:
            self._error = error
        except _StopError:
            return
        self.is_done.set()

    def outcome(self) -> T:
        """The result; raises what the action raised."""
        if self._error is not None:
            raise self._error
        return self._results[0]


def _stop(thread: int | None) -> None:
    """Raise an exception in a thread."""
    import ctypes

    if thread is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(_StopError))
