from __future__ import annotations

import os
import signal
import socket
import threading

import pytest
from units import FOREVER, Harness

from motet.bytecode.traps import Trap
from motet.jit.watch import WATCHER


def when(condition, action):
    """A thread that acts as soon as a condition holds."""

    def wait():
        while not condition():
            threading.Event().wait(0.0005)
        action()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def running(harness):
    return lambda: harness.runner._number != 0


def send(number):
    return lambda: os.kill(os.getpid(), number)


@pytest.mark.parametrize("name", ["loop", "deep"])
def test_ctrl_c_interrupts_native_code(name):
    harness = Harness(stack=1 << 33, seconds=60)
    thread = when(running(harness), send(signal.SIGINT))
    with pytest.raises(Trap) as caught:
        harness.run("loop" if name == "loop" else "deep", FOREVER)
    thread.join()
    assert caught.value.kind == "interrupted"
    assert harness.run("deep", 4) == (10,)


def test_a_handler_that_returns_lets_the_run_go_on():
    harness = Harness(seconds=60)
    seen = []

    def handler(number, frame):
        seen.append(number)
        if len(seen) == 3:
            harness.runner.cancel()
        else:
            when(lambda: True, send(signal.SIGUSR1))

    before = signal.signal(signal.SIGUSR1, handler)
    try:
        when(running(harness), send(signal.SIGUSR1))
        with pytest.raises(Trap) as caught:
            harness.run("loop", FOREVER)
        assert caught.value.kind == "cancelled"
        assert seen == [signal.SIGUSR1] * 3
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_an_exception_of_a_handler_passes():
    class AlarmError(Exception):
        pass

    def handler(number, frame):
        raise AlarmError

    harness = Harness(seconds=60)
    before = signal.signal(signal.SIGUSR1, handler)
    try:
        when(running(harness), send(signal.SIGUSR1))
        with pytest.raises(AlarmError):
            harness.run("loop", FOREVER)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert harness.run("deep", 4) == (10,)


def test_the_wakeup_descriptor_is_borrowed():
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    before = signal.set_wakeup_fd(theirs.fileno())
    try:
        harness = Harness(seconds=60)
        thread = when(lambda: WATCHER._hook is not None, send(signal.SIGINT))
        with pytest.raises(Trap) as caught:
            harness.run("loop", FOREVER)
        thread.join()
        assert caught.value.kind == "interrupted"
        ours.setblocking(True)
        assert ours.recv(1) == bytes([signal.SIGINT])
    finally:
        assert signal.set_wakeup_fd(before) == theirs.fileno()
        ours.close()
        theirs.close()


def test_signals_reach_an_inner_run():
    inner = Harness(seconds=60)
    thread = when(running(inner), send(signal.SIGINT))
    with pytest.raises(Trap) as caught:
        Harness(lambda value: inner.run("loop", value)[0]).run("host", FOREVER)
    thread.join()
    assert caught.value.kind == "interrupted"
    assert WATCHER._main == []
    assert WATCHER._hook is None


def test_a_run_in_another_thread_is_left_alone():
    harness = Harness()
    ended = []

    def run():
        try:
            harness.run("loop", FOREVER)
        except Trap as trap:
            ended.append(trap.kind)

    thread = threading.Thread(target=run)
    thread.start()
    while not running(harness)():
        pass
    waiting = threading.Event()
    sender = when(waiting.is_set, send(signal.SIGINT))

    def wait():
        waiting.set()
        threading.Event().wait(60)

    with pytest.raises(KeyboardInterrupt):
        wait()
    sender.join()
    assert ended == []
    while thread.is_alive():
        harness.runner.cancel()
        thread.join(0.001)
    assert ended == ["cancelled"]
