"""Hashes of values of all kinds, and such values as keys of maps in the order of insertion."""

import random

import pytest

from motet.jit.layout import MEMORY_CLASSES
from motet.runtime import hashing, tables
from motet.runtime.objects import Map
from runtime.values import TAGS, Encoder, Record, Variant, changed, kind, random_value, same
from runtime.worlds import PYTHON


@pytest.fixture(autouse=True)
def nothing_is_left(world):
    before = world.objects, world.live
    yield
    assert (world.objects, world.live) == before


@pytest.fixture
def encoder(world):
    return Encoder(world, random.Random(9))


def hash_of(world, encoder, value):
    x = encoder.any(value)
    found = world.call("value_hash", (), x, 0)
    world.call("release_any", (), x)
    return found


def test_equal_values_have_equal_hashes_whatever_their_types(world, encoder):
    rng = random.Random(5)
    alike = differ = 0
    for _ in range(25 if world.name == "simulation" else 200):
        a = random_value(rng)
        hashes = {hash_of(world, encoder, a) for _ in range(4)}
        assert len(hashes) == 1
        b = changed(rng, a)
        if same(a, b):
            assert hash_of(world, encoder, b) in hashes
            alike += 1
        else:
            differ += hash_of(world, encoder, b) not in hashes
    assert differ > 4 * alike


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (0.0, -0.0),
        ([0.0, 1], [-0.0, 1]),
        (Record(a=0.0, b=None), Record(a=-0.0, b=None)),
        (Variant(("A", (1, "x"))), Variant(("A", (1, "x")))),
    ],
)
def test_zeros_are_alike(world, encoder, a, b):
    for _ in range(3):
        assert hash_of(world, encoder, a) == hash_of(world, encoder, b) != 0


DIFFERENT = [1, 1.0, True, None, "1", [1], (1,), [[1]], [1, 1], [None], [], Record(a=1), Record(b=1), Variant(("A", 1)), Variant(("B", 1)), Variant(("A",)), [[], [1]], [[1], []]]  # fmt: skip


def test_what_differs_in_one_respect_differs_in_its_hash(world, encoder):
    assert len({hash_of(world, encoder, value) for value in DIFFERENT}) == len(DIFFERENT)


def tower(world, height, bottom):
    """Lists in each other, the innermost one with an Int."""
    x = world.any(0, bottom)
    for _ in range(height):
        xs = world.call("list_push", ("Any",), world.empty("Any"), x, 0)
        x = world.any(TAGS[list], world.address(xs))
    return x


def test_deep_values_and_values_that_are_shared_over_and_over(world, monkeypatch):
    height = 300 if world.name == "simulation" else 100_000
    monkeypatch.setattr(hashing, "MOST_OBJECTS", 1000)
    towers = [tower(world, height, bottom) for bottom in (1, 1, 2)]
    first, second, third = (world.call("value_hash", (), x, 0) for x in towers)
    assert first == second
    assert (first != third) is (world.name == "simulation")
    for x in towers:
        world.call("release_any", (), x)
    shared = tower(world, 1, 7)
    for _ in range(90):
        xs = world.empty("Any")
        for _ in range(2):
            world.call("retain_any", (), shared)
            xs = world.call("list_push", ("Any",), xs, shared, 0)
        world.call("release_any", (), shared)
        shared = world.any(TAGS[list], world.address(xs))
    assert world.call("value_hash", (), shared, 0) == world.call("value_hash", (), shared, 0)
    world.call("release_any", (), shared)


def new_map(world, key):
    descriptor = world.add((9, 24, 1 << 1, 0, MEMORY_CLASSES["Int"], MEMORY_CLASSES[key], 15, 0))
    if world.name == "simulation":
        return tables.map_new(Map[PYTHON[key], int], descriptor, 0)
    return world.call("map_new", (key, "Int"), descriptor, 0)


@pytest.mark.parametrize("cls", ["Ref", "Any"])
def test_values_as_keys(world, encoder, cls):
    """A list of pairs that is searched by equality is the model."""
    rng, model, classes = random.Random(8), [], (cls, "Int")
    m = new_map(world, cls)
    for number in range(60 if world.name == "simulation" else 300):
        key = random_value(rng, 3)
        if cls == "Ref" and kind(key) in (int, float, bool, type(None)):
            continue
        if model and rng.random() < 0.3:
            key = rng.choice(model)[0]
        at = next((k for k, (known, _) in enumerate(model) if same(known, key)), None)
        given = encoder.given(cls, key)
        assert bool(world.call("map_has", classes, m, given, 0)) is (at is not None)
        if at is not None:
            assert world.number(world.call("map_find", classes, m, given, 0)) == model[at][1]
        if at is not None and rng.random() < 0.5:
            m = world.call("map_delete", classes, m, given, 0)
            model.pop(at)
            world.call("release_any" if cls == "Any" else "release", (), given)
            continue
        m = world.call("map_set", classes, m, given, number, 0)
        if at is None:
            model.append((key, number))
        else:
            model[at] = (model[at][0], number)
        assert world.call("map_len", classes, m) == len(model)
    world.drop(m)
