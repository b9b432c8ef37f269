"""The watcher: without Python's lock, in every kind of thread, across forks."""

from __future__ import annotations

import signal
import threading
from time import monotonic_ns

import pytest
from native_programs import FIB, Loaded
from test_process import in_child, python
from test_signals import hooked, send, when
from units import FOREVER, Harness

from motet.bytecode.traps import Trap
from motet.bytecode.values import Vector
from motet.jit.attention import HEADER
from motet.jit.context import OFFSETS, REASONS
from motet.jit.watch import WATCHER

ALIVE = HEADER.index("alive")
PLANNED = HEADER.index("planned")

HOLDING = """
import ctypes, os, signal
from units import *
from motet.bytecode.traps import Trap
from motet.jit.watch import WATCHER
shared = Native.shared()
pointer = ctypes.c_void_p
shared.start = ctypes.PYFUNCTYPE(ctypes.c_int64, pointer, pointer)(shared.addresses["start"])
shared.enter = ctypes.PYFUNCTYPE(ctypes.c_int64, pointer, pointer)(shared.addresses["enter"])
shared.resume = ctypes.PYFUNCTYPE(ctypes.c_int64, pointer)(shared.addresses["resume"])
"""

NO_PTHREADS = """
import threading
from units import *
from motet.bytecode.traps import Trap
from motet.jit.watch import WATCHER
Native.shared()
WATCHER._native._create = None
"""

REFUSED = """
import ctypes, threading
from units import *
from motet.bytecode.traps import Trap
from motet.jit.watch import WATCHER
Native.shared()
refuse = ctypes.CFUNCTYPE(ctypes.c_int, *4 * [ctypes.c_void_p])(lambda *arguments: 11)
WATCHER._native._create = ctypes.cast(refuse, ctypes.c_void_p)
"""

DEADLINE = """
for _ in range(3):
    try: Harness(seconds=0.02).run('loop', FOREVER)
    except Trap as trap: assert trap.kind == 'deadline'
    else: assert False
"""

CTRL_C = """
import os, signal
ready, hooked = os.pipe()
if os.fork() == 0:
    os.read(ready, 1)
    os.kill(os.getppid(), signal.SIGINT)
    os._exit(0)
hook = WATCHER.hook_signals
WATCHER.hook_signals = lambda: (hook(), os.write(hooked, b'x'))
try: Harness().run('loop', FOREVER)
except Trap as trap: assert trap.kind == 'interrupted'
else: assert False
os.wait()
"""


@pytest.mark.parametrize(
    "code",
    [
        HOLDING + DEADLINE,
        HOLDING + CTRL_C,
        NO_PTHREADS + DEADLINE + "assert 'motet watcher' in [thread.name for thread in threading.enumerate()]",
        NO_PTHREADS + CTRL_C,
        REFUSED + DEADLINE + "assert 'motet watcher' in [thread.name for thread in threading.enumerate()]",
    ],
    ids=["deadline holding the lock", "ctrl-c holding the lock", "no pthreads", "no pthreads ctrl-c", "refused"],
)
def test_runs_end(code):
    """Native code that never gives Python's lock away can only be stopped by what does not need it."""
    done = python(code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_native_thread_is_none_of_python():
    done = python(
        "import threading\nfrom units import *\nfrom motet.bytecode.traps import Trap\n"
        + DEADLINE
        + "assert threading.active_count() == 1"
    )
    assert (done.returncode, done.stderr) == (0, "")


NO_THREADS = """
def refuse_thread(self): raise RuntimeError("can't start new thread")
for name in ("deep", "loop"): entry(name)
threading.Thread.start = refuse_thread
"""


def test_without_any_thread_a_deadline_is_an_error():
    done = python(
        NO_PTHREADS
        + NO_THREADS
        + "try: Harness(seconds=5).run('deep', 3)\nexcept Trap as trap: assert trap.kind == 'memory'\nelse: assert False"
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_without_any_thread_signals_are_hooked_at_once():
    done = python(NO_PTHREADS + NO_THREADS + CTRL_C)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_watcher_ends_and_comes_back():
    for _ in range(3):
        with pytest.raises(Trap) as caught:
            Harness(seconds=0.01).run("loop", FOREVER)
        assert caught.value.kind == "deadline"
        ended = threading.Event()
        when(lambda: WATCHER._header.ints[ALIVE] == 0, ended.set)
        assert ended.wait(60)


def sleeps():
    """Whether the watcher looks again in ten seconds at the earliest."""
    return WATCHER._header.ints[PLANNED] > monotonic_ns() + 10**10


def end_of(harness, kinds):
    """A thread that runs for ever, and adds how it ended."""

    def run():
        try:
            harness.run("loop", FOREVER)
        except Trap as trap:
            kinds.append(trap.kind)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_new_runs_rouse_the_watcher():
    """It sleeps for half a minute, and another run wants it in 10 ms, or has to be reached by signals."""
    patient, kinds, short = Harness(seconds=30), [], []
    thread = end_of(patient, kinds)
    for _ in range(3):
        when(lambda: sleeps() or kinds, lambda: None).join()
        end_of(Harness(seconds=0.01), short).join()
    when(lambda: sleeps() or kinds, lambda: None).join()
    sender = when(hooked, send(signal.SIGINT))
    with pytest.raises(Trap) as caught:
        Harness(seconds=60).run("loop", FOREVER)
    sender.join()
    assert caught.value.kind == "interrupted"
    while thread.is_alive():
        patient.runner.cancel()
        thread.join(0.001)
    assert short == ["deadline"] * 3
    assert kinds == ["cancelled"]


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_forgets_the_runs_of_other_threads():
    other = Harness(seconds=60)

    def run():
        with pytest.raises(Trap):
            other.run("loop", FOREVER)

    thread = threading.Thread(target=run)
    thread.start()
    entry = other.runner.region.watch.ints
    when(lambda: entry[0] > 0, lambda: None).join()

    def forgotten():
        if entry[0] > 0 or WATCHER._main:
            return False
        try:
            Harness(seconds=0.02).run("loop", FOREVER)
        except Trap as trap:
            return trap.kind == "deadline"

    assert in_child(forgotten) == 0
    while thread.is_alive():
        other.runner.cancel()
        thread.join(0.001)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_the_run_of_a_thread_that_forks_keeps_its_deadline():
    """In the child that thread is the main thread, and nothing calls `start` again for the run under way."""
    import os

    children, states = [], []

    def host(value):
        child = os.fork()
        if child:
            children.append(child)
            return value
        os._exit(0 if WATCHER._header.ints[ALIVE] and WATCHER._main == [harness.runner._number] else 1)

    harness = Harness(host, seconds=60)
    thread = threading.Thread(target=lambda: states.append(harness.run("host", 3)))
    thread.start()
    thread.join()
    assert states == [(3,)]
    assert os.waitstatus_to_exitcode(os.waitpid(children[0], 0)[1]) == 0


def test_contexts_run_out(monkeypatch):
    monkeypatch.setattr("motet.jit.watch.MAX_CONTEXTS", len(WATCHER._entries))
    with pytest.raises(MemoryError, match="too many machines"):
        WATCHER.add(0)


def test_attention_that_a_heap_routine_met_is_left_to_the_run():
    loaded = Loaded(FIB)
    loaded.machine._make_heap(counted=True)
    heap = loaded.machine.heap
    words = loaded.machine._runner.region.context
    address = words.address
    WATCHER.ask(address, REASONS["signal"])
    words.ints[OFFSETS["limit"] // 8] = 0
    heap.release(heap.to_native(Vector([1, 2]))[1])
    assert words.ints[OFFSETS["limit"] // 8] == -1
    assert loaded.run(10) == 55
