from __future__ import annotations

import ctypes
import os
import signal
import socket
import threading

import pytest
from units import FOREVER, Harness

from motet.bytecode.traps import Trap
from motet.jit.context import OFFSETS, REASONS
from motet.jit.watch import _HOOKED, WATCHER

POLL = OFFSETS["poll"]


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


def hooked():
    return bool(WATCHER._header.ints[_HOOKED])


def c_handler(number):
    """The first word of what `sigaction` tells."""
    action = (ctypes.c_int64 * 32)()
    assert ctypes.CDLL(None).sigaction(number, None, action) == 0
    return action[0]


@pytest.fixture
def usr1():
    """Python handles SIGUSR1: the numbers that arrived."""
    seen = []
    before = signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))
    yield seen
    signal.signal(signal.SIGUSR1, before)


def test_the_wakeup_descriptor_is_left_alone():
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    before = signal.set_wakeup_fd(theirs.fileno())
    try:
        thread = when(hooked, send(signal.SIGINT))
        with pytest.raises(Trap) as caught:
            Harness(seconds=60).run("loop", FOREVER)
        thread.join()
        assert caught.value.kind == "interrupted"
        ours.setblocking(True)
        assert ours.recv(1) == bytes([signal.SIGINT])
    finally:
        assert signal.set_wakeup_fd(before) == theirs.fileno()
        ours.close()
        theirs.close()


def test_a_signal_itself_asks_for_attention(usr1):
    asked = []

    def host(value):
        octets = harness.runner.region.context.octets
        for hook in (lambda: None, WATCHER.hook_signals, WATCHER.hook_signals):
            hook()
            octets[POLL] = 0
            signal.raise_signal(signal.SIGUSR1)
            asked.append(octets[POLL])
        return value

    harness = Harness(host)
    assert harness.run("host", 5) == (5,)
    assert asked == [0, 1, 1]
    assert usr1 == [signal.SIGUSR1] * 3


def test_handlers_are_put_back_after_the_run(usr1):
    def host(value):
        WATCHER.hook_signals()
        during.append(c_handler(signal.SIGUSR1))
        inner.run("deep", 3)
        during.append(c_handler(signal.SIGUSR1))
        return value

    during = []
    inner = Harness()
    before = c_handler(signal.SIGUSR1)
    Harness(host).run("host", 1)
    assert before not in during
    assert during[0] == during[1]
    assert c_handler(signal.SIGUSR1) == before
    assert not hooked()


def test_a_handler_that_was_changed_meanwhile_stays(usr1):
    def host(value):
        WATCHER.hook_signals()
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        return value

    Harness(host).run("host", 1)
    assert c_handler(signal.SIGUSR1) == int(signal.SIG_IGN)


def test_a_handler_that_was_installed_meanwhile_is_found(usr1):
    """The run hears of a signal that nobody handled when it began."""

    class AlarmError(Exception):
        pass

    def second(number, frame):
        raise AlarmError

    def first(number, frame):
        signal.signal(signal.SIGUSR2, second)
        os.kill(os.getpid(), signal.SIGUSR2)

    before = signal.getsignal(signal.SIGUSR2)
    signal.signal(signal.SIGUSR1, first)
    try:
        when(hooked, send(signal.SIGUSR1))
        with pytest.raises(AlarmError):
            Harness(seconds=60).run("loop", FOREVER)
    finally:
        signal.signal(signal.SIGUSR2, before)


def test_attention_without_a_reason_stops_nothing(monkeypatch):
    """What was meant for an earlier run of the same context."""
    harness = Harness(seconds=60)
    context = harness.runner.region.context.address
    enter, acknowledge = WATCHER.enter, WATCHER.acknowledge
    heard = []

    def enter_and_ask(entry, number):
        for reason in REASONS.values():
            WATCHER.ask(context, reason)
        return enter(entry, number)

    monkeypatch.setattr(WATCHER, "enter", enter_and_ask)
    monkeypatch.setattr(WATCHER, "acknowledge", lambda address: (heard.append(address), acknowledge(address)))
    assert harness.run("loop", 1000) == (1000,)
    assert harness.run("deep", 4) == (10,)
    assert context in heard


def test_signals_reach_an_inner_run():
    inner = Harness(seconds=60)
    thread = when(running(inner), send(signal.SIGINT))
    with pytest.raises(Trap) as caught:
        Harness(lambda value: inner.run("loop", value)[0]).run("host", FOREVER)
    thread.join()
    assert caught.value.kind == "interrupted"
    assert WATCHER._main == []
    assert not hooked()


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
