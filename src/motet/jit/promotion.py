"""Compilation in the background: native code writes the numbers of hot units to a pipe, one thread compiles them.

LLVM releases the interpreter's lock, so the program goes on meanwhile.
"""

from __future__ import annotations

import atexit
import os
import select
import threading
import weakref
from typing import Final, Protocol

from motet.jit.llvm import LOCK
from motet.jit.watch import renew_pipe

_STOP: Final = (1 << 64) - 1
_MESSAGE: Final = 8


class Owner(Protocol):
    """Whoever knows what a unit is."""

    def promote_in_background(self, number: int) -> None:
        """Compile the unit in tier 2. Must not raise what a wrong compiler raises."""

    def is_urgent(self, number: int) -> bool:
        """Whether it is compiled before others: nothing else will make the code that runs now faster."""


class Promoter:
    """The compiler thread. There is one: `PROMOTER`."""

    def __init__(self) -> None:
        self._owners: Final[dict[int, weakref.ref[Owner]]] = {}
        self._start_lock: Final = threading.Lock()
        self._job: Final = threading.Lock()
        self._pipe: tuple[int, int] | None = None
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._waiting: list[int] = []
        os.register_at_fork(before=self._before_fork, after_in_parent=self._release, after_in_child=self._after_fork)

    def descriptor(self) -> int:
        """Where native code writes numbers of units; the thread runs from now on."""
        if self._thread is None:
            with self._start_lock:
                self._start()
        assert self._pipe is not None
        return self._pipe[1]

    def register(self, number: int, owner: Owner) -> None:
        """Say who compiles a unit."""
        self._owners[number] = weakref.ref(owner)

    def forget(self, number: int) -> None:
        """Nobody compiles this unit any more."""
        self._owners.pop(number, None)

    def stop(self) -> None:
        """Wait for the compilation that is running, and end the thread. Nothing is promoted afterwards."""
        self._stopping = True
        thread = self._thread
        if thread is not None and self._pipe is not None:
            os.set_blocking(self._pipe[1], True)
            os.write(self._pipe[1], _STOP.to_bytes(_MESSAGE, "little"))
            thread.join()

    def wait_until_idle(self) -> None:
        """Return when everything that has been asked for so far is compiled. For tests and measurements."""
        if self._thread is not None and self._pipe is not None:
            poll = _readable(self._pipe[0])
            while poll.poll(0) or self._waiting or self._job.locked():
                threading.Event().wait(0.0002)

    def _start(self) -> None:
        if self._pipe is None:
            self._pipe = os.pipe()
            os.set_blocking(self._pipe[1], False)
            atexit.register(self.stop)
        if self._thread is None and not self._stopping:
            self._thread = threading.Thread(target=self._serve, name="motet compiler", daemon=True)
            self._thread.start()

    def _serve(self) -> None:
        assert self._pipe is not None
        read_end = self._pipe[0]
        poll = _readable(read_end)
        while not self._stopping:
            if not self._waiting:
                poll.poll()
            with self._job:
                if poll.poll(0):
                    data = os.read(read_end, _MESSAGE * 512)
                    self._waiting += [int.from_bytes(data[at : at + 8], "little") for at in range(0, len(data), 8)]
                self._promote_next()

    def _promote_next(self) -> None:
        waiting = [(number, owner) for number in self._waiting if (owner := self._owner(number)) is not None]
        if waiting and not self._stopping:
            number, owner = next((each for each in waiting if each[1].is_urgent(each[0])), waiting[0])
            owner.promote_in_background(number)
            waiting.remove((number, owner))
        self._waiting = [number for number, _ in waiting]

    def _owner(self, number: int) -> Owner | None:
        known = self._owners.get(number)
        return None if known is None else known()

    def _before_fork(self) -> None:
        """A child must find no lock of a thread that it does not have; the order of locks is that of `_serve`."""
        self._start_lock.acquire()
        self._job.acquire()
        LOCK.acquire()

    def _release(self) -> None:
        LOCK.release()
        self._job.release()
        self._start_lock.release()

    def _after_fork(self) -> None:
        """In a child the thread is gone, and the pipe is the parent's; runs that go on know its number."""
        self._release()
        if self._thread is not None and self._pipe is not None:
            renew_pipe(self._pipe)
            self._waiting = []
            self._thread = None
            with self._start_lock:
                self._start()


def _readable(descriptor: int) -> select.poll:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return poll


PROMOTER: Final = Promoter()
