"""Text of vectors, on simulated memory, against the reference."""

import random

import pytest

from motet.bytecode.values import Vector
from motet.runtime import counts, cycles, heap, printing, simulation, vectors
from motet.runtime.simulation import AnyValue
from motet.stdlib import TextStyle, text_form
from runtime.test_heap import boxed, integer, make, state

STYLE = TextStyle(unit="nil")


@pytest.fixture(autouse=True)
def fresh_heap():
    simulation.reset()
    heap.heap.limit = heap.heap.words_limit = 1 << 40
    text = simulation.world.memory.map(16)
    simulation.world.memory.bytes_at(text, 4)[:] = b"nil\n"
    simulation.world.fields.update(unit_text=text, unit_size=4)


def printed(value):
    printing.print_any(value, 0)
    return simulation.world.output.decode()


@pytest.mark.parametrize("number", [0, 7, -1, 10, 99, 100, -100, (1 << 63) - 1, -(1 << 63) + 1])
def test_numbers(number):
    assert printed(boxed(make(number))) == f"[{number}]\n"


def test_scalars_go_to_the_shared_routine():
    assert printed(integer(3)) == ""
    assert [x.payload for x in simulation.world.printed] == [3]


@pytest.mark.parametrize("strange", [(1, 0), (0, -(1 << 63))])
def test_what_cannot_be_done_here_goes_to_the_host_and_leaves_no_mark(strange):
    inner = make(1, AnyValue(*strange))
    outer = make(boxed(inner))
    assert printed(boxed(outer)) == ""
    assert len(simulation.world.printed) == 1
    assert inner.descriptor == outer.descriptor == simulation.descriptor_of(vectors.Vector)


def test_a_long_text_goes_to_the_host():
    assert printed(boxed(vectors.vector_make(printing.TEXT_BYTES, integer(1), 0))) == ""
    assert len(simulation.world.printed) == 1


def test_random_graphs_read_as_the_reference_writes_them():
    rng = random.Random(2)
    for _ in range(40):
        size = rng.randrange(1, 6)
        native = [vectors.vector_make(rng.randrange(4), integer(0), 0) for _ in range(size)]
        reference = [Vector([0] * v.length) for v in native]
        for v, r in zip(native, reference, strict=True):
            for i in range(v.length):
                choice = rng.randrange(5)
                if choice < 2:
                    target = rng.randrange(size)
                    counts.retain(native[target])
                    vectors.vector_set(v, i, boxed(native[target]), 0)
                    r.items[i] = reference[target]
                else:
                    r.items[i] = (None, True, -rng.randrange(2000))[choice - 2]
                    tag = (3, 2, 0)[choice - 2]
                    vectors.vector_set(v, i, AnyValue(tag, int(r.items[i] or 0)), 0)
        simulation.world.output = b""
        assert printed(boxed(native[0])) == "".join(text_form(reference[0], STYLE)) + "\n"
        for v in native:
            counts.release(v)
        cycles.collect(0)
        assert state() == (0, 0, 0)
