"""The watcher: one thread of the process that stops native runs from outside, at deadlines and for signals.

A run that wants attention at a time makes an appointment; the watcher sleeps until the earliest one. It holds no
lock while it calls a machine, and a run that has ended ignores the call (runs have numbers).

Signals: CPython runs signal handlers in the main thread only, between bytecodes, so native code must return to
Python for them. While calls are made in the main thread the watcher ticks; a run that it meets at two ticks is asked
for attention and then takes the process's wakeup descriptor (`SignalHook`) until it ends, so that each signal
wakes the watcher, which asks the run for attention. Short calls never get that far and pay nothing. Whoever
had the descriptor before (an event loop) gets what arrives.
"""

from __future__ import annotations

import heapq
import os
import select
import signal
import threading
from time import monotonic
from typing import Final, Protocol

TICK: Final = 0.004
"""Seconds between two looks at the main thread, so the longest that a signal waits in a run's first moments."""

SLOW_TICK: Final = 0.1
"""The same while the run has the wakeup descriptor, in case that a host function has taken it away."""


class Watched(Protocol):
    """A machine that runs something."""

    def ask(self, number: int, reason: str) -> bool:
        """Ask the run with this number for attention, for a reason of `context.REASONS`. False when it has ended."""


_Run = tuple[Watched, int]


class Watcher:
    """Deadlines and signals of all runs. There is one: `WATCHER`.

    Attributes:
        main_thread: identity of the thread in which Python runs signal handlers.
    """

    def __init__(self) -> None:
        self.main_thread = threading.main_thread().ident
        self._lock: Final = threading.Lock()
        self._asking: Final = threading.Lock()
        self._thread: threading.Thread | None = None
        self._pipe: tuple[int, int] | None = None
        self._appointments: list[tuple[float, int, Watched]] = []
        self._planned = 0.0
        self._main: list[_Run] = []
        self._entered = 0
        self._ticking = False
        self._hook: SignalHook | None = None
        os.register_at_fork(before=self._before_fork, after_in_parent=self._release, after_in_child=self._after_fork)

    def appoint(self, when: float, target: Watched, number: int) -> None:
        """Ask a run for attention, reason `deadline`, at a time of `time.monotonic`."""
        with self._lock:
            heapq.heappush(self._appointments, (when, number, target))
            if when < self._planned or self._thread is None:
                self._wake()

    def dismiss(self, number: int) -> None:
        """Forget a run's appointment."""
        with self._lock:
            self._appointments = [entry for entry in self._appointments if entry[1] != number]
            heapq.heapify(self._appointments)

    def enter_main(self, target: Watched, number: int) -> None:
        """A run starts in the main thread, maybe inside of another one."""
        self._main.append((target, number))
        self._entered += 1
        if not self._ticking:
            with self._lock:
                self._ticking = True
                self._wake()

    def leave_main(self, number: int) -> None:
        """A run in the main thread has ended."""
        while self._main and self._main[-1][1] >= number:
            self._main.pop()
        if not self._main and self._hook is not None:
            self._hook.release()
            self._hook = None
            self._wake()  # from its slow tick

    def hook_signals(self) -> None:
        """In the main thread: from now on signals wake the watcher at once, until the outermost run ends."""
        assert self._pipe is not None
        hook = self._hook or SignalHook(self._pipe[1])
        self._hook = hook
        hook.take()

    def _start(self) -> None:
        if self._pipe is None:
            self._pipe = os.pipe()
            for end in self._pipe:
                os.set_blocking(end, False)
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="motet watcher", daemon=True)
            self._thread.start()

    def _wake(self) -> None:
        self._start()
        assert self._pipe is not None
        send(self._pipe[1], b"\0")

    def _before_fork(self) -> None:
        """A child must not find a lock held by a thread that it does not have."""
        self._asking.acquire()
        self._lock.acquire()

    def _release(self) -> None:
        self._lock.release()
        self._asking.release()

    def _after_fork(self) -> None:
        """In a child there is no watcher, and the pipe is the parent's; its number may be the wakeup descriptor."""
        self._release()
        self.main_thread = threading.get_ident()
        self._thread = None
        if self._pipe is not None:
            renew_pipe(self._pipe)
        self._ticking = bool(self._main)
        if self._appointments or self._ticking:
            with self._lock:
                self._start()

    def _serve(self) -> None:
        assert self._pipe is not None
        read_end = self._pipe[0]
        poll = select.poll()
        poll.register(read_end, select.POLLIN)
        last: _Run | None = None
        entered = -1
        while True:
            ready = poll.poll(self._delay())
            signals = _receive(read_end).replace(b"\0", b"") if ready else b""
            hook = self._hook
            if signals and hook is not None:
                hook.forward(signals)
            innermost = self._main[-1:]  # one step, as the main thread goes on meanwhile
            main = innermost[0] if innermost else None
            with self._asking:
                for number, target in self._due():
                    target.ask(number, "deadline")
                if main is not None and (signals or main is last):
                    main[0].ask(main[1], "signal")
            entered, last = self._rest(entered), main

    def _rest(self, entered: int) -> int:
        """Stop ticking when no run was in the main thread since the last tick. Its order is that of `enter_main`, reversed."""
        if not self._main and self._entered == entered:
            self._ticking = False
            if self._entered != entered:
                self._ticking = True
        return self._entered

    def _delay(self) -> float | None:
        """Milliseconds to sleep; None: until somebody writes to the pipe."""
        with self._lock:
            now = monotonic()
            self._planned = self._appointments[0][0] if self._appointments else now + 1e9
            if self._ticking:
                self._planned = min(self._planned, now + (TICK if self._hook is None else SLOW_TICK))
            return None if self._planned > now + 1e8 else max(0.0, 1000 * (self._planned - now))

    def _due(self) -> list[tuple[int, Watched]]:
        due = []
        with self._lock:
            now = monotonic()
            while self._appointments and self._appointments[0][0] <= now:
                _, number, target = heapq.heappop(self._appointments)
                due.append((number, target))
        return due


class SignalHook:
    """The process's wakeup descriptor, borrowed from whoever had it."""

    def __init__(self, descriptor: int) -> None:
        self._ours: Final = descriptor
        self._theirs = -1

    def take(self) -> None:
        """Make signals write to our descriptor. May be called again, when others may have taken it away."""
        before = signal.set_wakeup_fd(self._ours, warn_on_full_buffer=False)
        if before != self._ours:
            self._theirs = before

    def release(self) -> None:
        """Give the descriptor back, unless somebody else has it meanwhile."""
        now = signal.set_wakeup_fd(-1)
        try:
            signal.set_wakeup_fd(self._theirs if now == self._ours else now)
        except (OSError, ValueError):
            signal.set_wakeup_fd(-1)

    def forward(self, signals: bytes) -> None:
        """Hand on the bytes that arrived to whoever had the descriptor before."""
        if self._theirs >= 0:
            send(self._theirs, signals)


def renew_pipe(pipe: tuple[int, int]) -> None:
    """Put a new pipe under the numbers of an old one that is shared with another process."""
    fresh = os.pipe()
    for new, old in zip(fresh, pipe, strict=True):
        blocking = os.get_blocking(old)
        os.dup2(new, old, inheritable=False)
        os.set_blocking(old, blocking)
        os.close(new)


def send(descriptor: int, data: bytes) -> None:
    """Write to a pipe or socket; what does not fit, or has no reader any more, is lost."""
    try:
        os.write(descriptor, data)
    except OSError:
        return


def _receive(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except BlockingIOError:
        return b""


WATCHER: Final = Watcher()
