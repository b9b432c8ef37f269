"""The watcher: stops native runs from outside, at deadlines and for signals, without Python's lock.

A run that is to stop finds it out by two words of its context (`poll`, `limit`). They are only *hints*: whoever has a
reason first makes it true (the time has passed, the runner is marked as cancelled, Python has noted a signal), then
stores the words (`motet_ask`: byte of `poll`, fence, `limit`). The run leaves native code, the host clears `poll`
(`motet_acknowledge`, a full fence) and then looks up *every* reason. So no reason is lost: one that comes after the
clearing finds `poll` clear and sets it again; and none hits the wrong run: a hint that arrives late, when the context
has gone on to another run, makes that one look, find nothing, and go on.

The table of runs has an entry for each context and is never unmapped; every word of it has one writer at a time.

* The run's thread writes `deadline` and `main`, fence, then `run` = its number (`start`, in native code), and -number
  when the run is over. Numbers are never used again.
* The watcher reads `run`, `deadline`, `run`: when both are the same number, the deadline belongs to it. It asks the
  context of a run whose deadline has passed, by the clock that the host compares with, and remembers the number.

The watcher is a thread made by `pthread_create` whose body is LLVM text (`motet.jit.attention`); signals are blocked in
it. It sleeps on a futex until the next time that matters, and publishes that time (`planned`, `ticking`). Neither side
misses the other: a run writes its entry, fence, and reads what is published, rousing the watcher when it would come too
late; the watcher publishes, fence, and looks at all entries again before it sleeps. In the same way it ends: `alive` = 0,
fence, a last look; if that shows work, the watcher goes on, unless a run has started another one meanwhile. Which of
them does is one compare-and-swap. It ends when there was nothing to do for `LINGER`, so that a process that makes no calls
has no thread of ours; a run that needs a watcher and finds none comes back from `start`, and the host starts one.

Where `pthread_create` cannot be had (not among the process's symbols, or refused) a Python thread runs the same body.

Signals: CPython runs signal handlers in the main thread only, between bytecodes, so native code must return to Python
for them. A run in the main thread that lasts longer than a tick is asked for attention by the watcher; its host loop
then puts `motet_on_signal` before CPython's handler of every signal that Python handles, so that from now on a signal
itself asks the runs of the main thread, then does what it did before. When the outermost of these runs ends, the former
handlers are put back, unless somebody else has changed them; that happens in the main thread only, as all changes by
`signal.signal` do. A handler that comes back later through others still works: it goes on to the former one.
Short calls never get that far and pay nothing.

Fork: the child has no watcher, and no runs but those of the thread that forked. It forgets the others and starts a
watcher if it needs one. No lock is held by the watcher, so none can stay locked.
"""

from __future__ import annotations

import ctypes
import os
import signal
import threading
from collections.abc import Callable, Mapping
from typing import Final

from motet.jit.attention import ENTRY, ENTRY_SIZE, HEADER, MAX_SIGNAL
from motet.jit.memory import reserve
from motet.jit.values import Words

MAX_CONTEXTS: Final = 1 << 18
"""Contexts of a process; address space for their entries is reserved once."""

_ALIVE: Final = HEADER.index("alive")
_COUNT: Final = HEADER.index("count")
_HOOKED: Final = HEADER.index("hooked")
_CONTEXT: Final = ENTRY.index("context")
_MAIN: Final = ENTRY.index("main")
_RUN: Final = ENTRY.index("run")
_THREAD: Final = ENTRY.index("thread")


_UNCLAIMED: Final = 1
"""For `motet_watch`: it is not known to be the only one."""


class Watcher:
    """Deadlines and signals of all runs. There is one: `WATCHER`.

    Attributes:
        main_thread: identity of the thread in which Python runs signal handlers.
    """

    def __init__(self) -> None:
        self.main_thread = threading.main_thread().ident
        self._adding = threading.Lock()
        self._entries: Final[list[Words]] = []
        self._header: Words | None = None
        self._native: Routines | None = None
        self._main: list[int] = []
        os.register_at_fork(after_in_child=self._after_fork)

    def add(self, context: int) -> Words:
        """The entry of a new context. MemoryError when there are too many."""
        with self._adding:
            table = self._table()
            number = len(self._entries)
            if number == MAX_CONTEXTS:
                raise MemoryError("too many machines")
            entry = Words(table.address + ENTRY_SIZE * (1 + number), ENTRY_SIZE)
            entry.ints[_CONTEXT] = context
            self._entries.append(entry)
            table.ints[_COUNT] = len(self._entries)
            return entry

    @property
    def table_address(self) -> int:
        """Address of the table of runs."""
        with self._adding:
            return self._table().address

    def connect(self, addresses: Mapping[str, int]) -> None:
        """Take over the routines of `motet.jit.attention`, by symbol."""
        with self._adding:
            ctypes.c_int64.from_address(addresses["motet_table"]).value = self._table().address
            self._native = Routines(addresses)

    def enter(self, entry: Words, number: int) -> bool:
        """A run is about to start in this thread. Whether it is the main thread."""
        thread = threading.get_ident()
        entry.ints[_THREAD] = thread
        if thread != self.main_thread:
            return False
        self._main.append(number)
        return True

    def leave(self, entry: Words, number: int) -> None:
        """A run has ended, in the thread that it ran in."""
        entry.ints[_RUN] = -number
        if number in self._main:
            del self._main[self._main.index(number) :]
            self._unhook()

    def start(self) -> None:
        """Start the watcher, unless there is one.

        Raises:
            MemoryError: the system allows no more threads.
        """
        assert self._native is not None
        if self._native.start_watcher() != 0:
            try:
                threading.Thread(target=self._native.serve, name="motet watcher", daemon=True).start()
            except RuntimeError:
                raise MemoryError("the system allows no thread that watches the time") from None

    def ask(self, context: int, reason: int) -> None:
        """Store the attention words of a context, for a reason of `context.REASONS`."""
        assert self._native is not None
        self._native.ask(context, reason)

    def acknowledge(self, context: int) -> None:
        """Clear the poll word of a context, before all reasons are looked up."""
        assert self._native is not None
        self._native.acknowledge(context)

    def hook_signals(self) -> None:
        """In the main thread: from now on signals ask its runs for attention, until the outermost one ends."""
        assert self._native is not None
        assert self._header is not None
        self._header.ints[_HOOKED] = 1
        self._native.hook(_handled_signals())

    def _unhook(self) -> None:
        """Put the former signal handlers back when the main thread has no more runs."""
        header, native = self._header, self._native
        if not self._main and header is not None and native is not None and header.ints[_HOOKED]:
            native.hook(0)
            header.ints[_HOOKED] = 0

    def _table(self) -> Words:
        if self._header is None:
            self._header = Words(reserve(ENTRY_SIZE * (1 + MAX_CONTEXTS)), ENTRY_SIZE)
        return self._header

    def _after_fork(self) -> None:
        """In a child: the thread that forked is the main thread, and the only one."""
        self.main_thread = threading.get_ident()
        self._adding = threading.Lock()
        if self._header is None:
            return
        self._header.ints[_ALIVE] = 0
        active = [entry.ints for entry in self._entries if entry.ints[_RUN] > 0]
        for entry in active:
            if entry[_THREAD] == self.main_thread:
                entry[_MAIN] = 1
            else:
                entry[_RUN] = -entry[_RUN]
        self._main = sorted(entry[_RUN] for entry in active if entry[_RUN] > 0)
        self._unhook()
        if self._main:
            self.start()


class Routines:
    """What Python calls of `motet.jit.attention`. None of them takes long, so all but `serve` keep Python's lock."""

    def __init__(self, addresses: Mapping[str, int]) -> None:
        word, pointer = ctypes.c_int64, ctypes.c_void_p
        library = ctypes.CDLL(None)
        self._create: Final = _address(library, "pthread_create")
        self._detach: Final = _address(library, "pthread_detach")
        self._start: Final = ctypes.PYFUNCTYPE(word, pointer, pointer)(addresses["motet_start_watcher"])
        self._watch: Final = ctypes.CFUNCTYPE(pointer, pointer)(addresses["motet_watch"])
        self.ask: Final[Callable[[int, int], None]] = ctypes.PYFUNCTYPE(None, pointer, word)(addresses["motet_ask"])
        self.acknowledge: Final[Callable[[int], None]] = ctypes.PYFUNCTYPE(None, pointer)(
            addresses["motet_acknowledge"]
        )
        self.hook: Final[Callable[[int], None]] = ctypes.PYFUNCTYPE(None, ctypes.c_uint64)(addresses["motet_hook"])

    def start_watcher(self) -> int:
        """Start the watcher in a thread of the C library: 0, also when there was one, or an error number."""
        if self._create is None or self._detach is None:
            return -1
        error: int = self._start(self._create, self._detach)
        return error

    def serve(self) -> None:
        """Be the watcher, in a thread of Python."""
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        self._watch(_UNCLAIMED)


def _address(library: ctypes.CDLL, name: str) -> int | None:
    """Address of a function of the C library, None if it is not there."""
    return ctypes.cast(getattr(library, name), ctypes.c_void_p).value if hasattr(library, name) else None


def _handled_signals() -> int:
    """Bit k: Python has a handler for signal k + 1."""
    numbers = range(1, min(signal.NSIG, MAX_SIGNAL + 1))
    return sum(1 << number - 1 for number in numbers if callable(signal.getsignal(number)))


def renew_pipe(pipe: tuple[int, int]) -> None:
    """Put a new pipe under the numbers of an old one that is shared with another process."""
    fresh = os.pipe()
    for new, old in zip(fresh, pipe, strict=True):
        blocking = os.get_blocking(old)
        os.dup2(new, old, inheritable=False)
        os.set_blocking(old, blocking)
        os.close(new)


WATCHER: Final = Watcher()
