"""Equality by structure on simulated memory."""

import random

import pytest

from motet.runtime import counts, cycles, equality, heap, simulation, vectors
from motet.runtime.simulation import AnyValue
from runtime.test_heap import boxed, integer, make, state


@pytest.fixture(autouse=True)
def fresh_heap():
    simulation.reset()
    heap.heap.limit = heap.heap.words_limit = 1 << 40


def equal(a, b):
    return equality.deep_equal(boxed(a), boxed(b), 0)


def nested(value):
    return boxed(make(*map(nested, value))) if isinstance(value, list) else integer(value)


NOT_A_NUMBER = 0x7FF8 << 48


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((0, 1), (0, 1), True),
        ((0, 1), (0, 2), False),
        ((0, 1), (2, 1), False),
        ((0, 0), (3, 0), False),
        ((3, 0), (3, 1), True),
        ((2, 1), (2, 1), True),
        ((2, 1), (2, 0), False),
        ((1, 0), (1, -(1 << 63)), True),
        ((1, NOT_A_NUMBER), (1, NOT_A_NUMBER), False),
    ],
)
def test_scalars(a, b, expected):
    assert equality.deep_equal(AnyValue(*a), AnyValue(*b), 0) is expected


@pytest.mark.parametrize(
    ("a", "b"),
    [([], []), ([1], [1]), ([1], [2]), ([1], []), ([[1], 2], [[1], 2]), ([[1], 2], [[1], 3]), ([[1]], [[[1]]])],
)
def test_nested_vectors_compare_like_lists(a, b):
    assert equality.deep_equal(nested(a), nested(b), 0) is (a == b)


def ring(length, value=0):
    first = last = make(0, value)
    for _ in range(length - 1):
        last = make(boxed(last), value)
    vectors.vector_set(first, 0, boxed(last), 0)
    return first


def test_rings_of_the_same_values_are_equal_whatever_their_length():
    assert equal(ring(2), ring(3))
    assert equal(ring(37), ring(101))
    assert not equal(ring(37), ring(101, 1))


def test_sharing_is_no_blow_up():
    def tower(height, bottom):
        top = make(bottom)
        for _ in range(height):
            counts.retain(top)
            top = make(boxed(top), boxed(top))
        return top

    assert equal(tower(90, 1), tower(90, 1))
    assert not equal(tower(90, 1), tower(90, 2))


def test_deep_lists_and_growing_tables(monkeypatch):
    monkeypatch.setattr(equality, "FIRST_TABLE", 256)
    monkeypatch.setattr(heap, "FIRST_CHUNK", 4096)

    def chain(length):
        last = make()
        for k in range(length):
            last = make(boxed(last), k)
        return last

    assert equal(chain(500), chain(500))
    assert not equal(chain(500), chain(501))
    assert heap.heap.table_size == 0
    assert heap.heap.area_size <= equality.FIRST_CHUNK


def test_nodes_are_found_again_when_the_table_has_grown(monkeypatch):
    monkeypatch.setattr(equality, "FIRST_TABLE", 256)
    made = [make() for _ in range(100)]
    nodes = [equality.node_of(vector, 0) for vector in made]
    assert nodes == list(range(100))
    assert [equality.node_of(vector, 0) for vector in made] == nodes
    assert heap.heap.table_size >= 100 * equality.NODE_BYTES


def test_random_graphs_agree_with_the_reference_engine():
    from motet.bytecode.values import Vector
    from motet.stdlib.structural import equal as structurally_equal

    rng = random.Random(5)
    for _ in range(60):
        size = rng.randrange(1, 8)
        lengths = [rng.randrange(1, 3) for _ in range(size)]
        native = [vectors.vector_make(n, integer(0), 0) for n in lengths]
        reference = [Vector([0] * n) for n in lengths]
        for k, n in enumerate(lengths):
            for i in range(n):
                if rng.random() < 0.8:
                    target = rng.randrange(size)
                    counts.retain(native[target])
                    vectors.vector_set(native[k], i, boxed(native[target]), 0)
                    reference[k].items[i] = reference[target]
        for a in range(size):
            for b in range(size):
                assert equal(native[a], native[b]) is structurally_equal(reference[a], reference[b])
        for vector in native:
            counts.release(vector)
        cycles.collect(0)
        assert state() == (0, 0, 0)
