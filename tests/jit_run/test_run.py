from __future__ import annotations

import threading

import pytest
from units import FOREVER, LEVELS, Harness

from motet.bytecode.traps import Trap


@pytest.fixture(params=LEVELS)
def level(request):
    return request.param


def test_a_call_passes_values_and_results(level):
    assert Harness(level=level).run("deep", 1000) == (500500,)
    assert Harness().run("noop", 2.5) == (2.5,)
    assert Harness().run("noop", True) == (True,)
    assert Harness().run("noop", None) == (None,)
    assert Harness().run("noop", -7, results=0) == ()


def test_a_value_out_of_range_is_an_overflow():
    with pytest.raises(Trap) as caught:
        Harness().run("noop", 1 << 63)
    assert caught.value.kind == "overflow"


def test_a_trap_tells_kind_and_place():
    harness = Harness()
    with pytest.raises(Trap) as caught:
        harness.run("trap")
    assert (caught.value.kind, caught.value.function, caught.value.pc) == ("overflow", 5, 9)
    assert harness.run("deep", 3) == (6,)


def test_recursion_to_a_million(level):
    assert Harness(level=level).run("deep", 1_000_000) == (500000500000,)


def test_runaway_recursion_again_and_again(level):
    harness = Harness(level=level, stack=1 << 20)
    for _ in range(200):
        with pytest.raises(Trap) as caught:
            harness.run("deep", FOREVER)
        assert (caught.value.kind, caught.value.pc) == ("stack", 7)
    assert harness.run("deep", 10) == (55,)


def test_the_default_stack_overflows_cleanly():
    harness = Harness()
    with pytest.raises(Trap, match="nested"):
        harness.run("deep", FOREVER)
    assert harness.run("deep", 100_000) == (5000050000,)


def test_a_tiny_stack():
    with pytest.raises(Trap) as caught:
        Harness(stack=1).run("deep", FOREVER)
    assert caught.value.kind == "stack"


@pytest.mark.parametrize("name", ["loop", "deep"])
def test_a_deadline_ends_the_run(name):
    harness = Harness(seconds=0.03, stack=1 << 34)
    with pytest.raises(Trap) as caught:
        harness.run("loop" if name == "loop" else "deep", FOREVER)
    assert caught.value.kind == "deadline"
    assert harness.run("deep", 5) == (15,)


def test_the_deadline_of_a_run_does_not_hit_the_next():
    short, long = Harness(seconds=0.02), Harness(seconds=60)
    with pytest.raises(Trap):
        short.run("loop", FOREVER)
    assert long.run("loop", 1000) == (1000,)
    for _ in range(50):
        assert short.run("loop", 10) == (10,)


def test_cancel_of_an_endless_loop():
    harness = Harness()
    running = threading.Event()
    result = []

    def run():
        try:
            running.set()
            harness.run("loop", FOREVER)
        except Trap as trap:
            result.append(trap.kind)

    thread = threading.Thread(target=run)
    thread.start()
    running.wait(60)
    while thread.is_alive():
        harness.runner.cancel()
        thread.join(0.001)
    assert result == ["cancelled"]


def test_cancel_without_a_run_does_nothing():
    harness = Harness()
    harness.runner.cancel()
    assert harness.run("loop", 10) == (10,)


def test_runs_in_several_threads_at_once():
    barrier = threading.Barrier(4)
    results = []

    def run():
        harness = Harness()
        barrier.wait(60)
        results.extend(harness.run("deep", 2000) for _ in range(50))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [(2001000,)] * 200


def test_two_threads_cannot_use_one_machine_at_once():
    harness = Harness(lambda value: harness.run("noop", value))
    with pytest.raises(RuntimeError, match="running"):
        harness.run("host", 1)
    assert harness.run("noop", 1) == (1,)


def test_nested_machines():
    inner = Harness()
    outer = Harness(lambda depth: inner.run("deep", depth)[0])
    assert outer.run("host", 100) == (5050,)


def test_a_trap_of_an_inner_machine_leaves_the_outer_one_alone():
    inner = Harness(stack=1 << 16)

    def host(depth):
        with pytest.raises(Trap):
            inner.run("deep", depth)
        return 1

    assert Harness(host).run("host", FOREVER) == (1,)


def test_unlimited_nesting_of_machines_is_a_recursion_error():
    machines = []

    def nest(value):
        if value == len(machines):
            machines.append(Harness(nest, stack=1 << 16))
        return machines[value].run("host", value + 1)[0]

    with pytest.raises(RecursionError):
        nest(0)


def test_promotion_by_the_host():
    harness = Harness()
    harness.around.notify = -2
    harness.run("promote", 0)
    assert harness.around.promoted == [41]


def test_nobody_promotes():
    harness = Harness()
    assert harness.run("promote", 0) == (0,)
    assert harness.around.promoted == []


def test_fuel_of_host_functions():
    harness = Harness(lambda value: harness.host.meter.charge(value), fuel=10)
    harness.run("host", 3)
    assert harness.runner.fuel_left == 7
    with pytest.raises(Trap) as caught:
        harness.run("host", 11)
    assert caught.value.kind == "fuel"
    assert harness.host.meter is None
