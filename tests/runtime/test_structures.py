"""Equality of values of all kinds, whatever their types; and that deep values end."""

import ctypes
import random
import struct

import pytest

from motet.runtime import cycles, simulation
from motet.runtime.language import AnyValue, Ptr
from runtime.values import Encoder, Made, Record, Variant, changed, random_value, same


@pytest.fixture(autouse=True)
def nothing_is_left(world):
    before = world.objects, world.live
    yield
    assert (world.objects, world.live) == before


@pytest.fixture
def encoder(world):
    return Encoder(world, random.Random(9))


def equal(world, encoder, a, b):
    one, other = encoder.any(a), encoder.any(b)
    answers = {bool(world.call("deep_equal", (), x, y, 0)) for x, y in ((one, other), (other, one))}
    for x in (one, other):
        world.call("release_any", (), x)
    (answer,) = answers
    return answer


def test_equality_does_not_ask_for_types(world, encoder):
    rng = random.Random(4)
    for _ in range(25 if world.name == "simulation" else 150):
        a = random_value(rng)
        assert equal(world, encoder, a, a)
        b = changed(rng, a)
        assert equal(world, encoder, a, b) is same(a, b), (a, b)
        c = random_value(rng)
        assert equal(world, encoder, a, c) is same(a, c), (a, c)


NAN = float("nan")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([NAN], [NAN], False),
        ([0.0], [-0.0], True),
        (Record(a=NAN), Record(a=NAN), False),
        (Record(a=0.0), Record(a=-0.0), True),
        ([1], [1.0], False),
        ([True], [1], False),
        ((1,), [1], False),
        (Variant(("A",)), Variant(("B",)), False),
        (Variant(("A", 1)), Variant(("A", 1, 1)), False),
        (Record(a=1), Record(b=1), False),
        (Record(a=1), Record(a=1, b=1), False),
        ([None, None], [None], False),
        ([], [], True),
    ],
)
def test_special_cases(world, encoder, a, b, expected):
    for _ in range(5):
        assert equal(world, encoder, a, b) is expected


@pytest.mark.parametrize("nest", [lambda v: [v], lambda v: (v, 1), lambda v: Record(a=1, b=v), lambda v: Variant(("N", 0.5, v))])  # fmt: skip
def test_deep_values(world, encoder, nest):
    depth = 200 if world.name == "simulation" else 4000
    made = []
    for end in (1, 1, 2):
        encoder.rng.seed(3)
        tag, payload = encoder.value(nest(end))
        for _ in range(depth):
            tag, payload = encoder.value(nest(Made(tag, payload)))
        made.append(world.any(tag, payload))
    assert world.call("deep_equal", (), made[0], made[1], 0)
    assert not world.call("deep_equal", (), made[0], made[2], 0)
    for x in made:
        world.call("release_any", (), x)


def recover(world, roots):
    """What happens after a trap when only these values, pairs of tag and payload, are still held."""
    data = b"".join(struct.pack("<qq", *root) for root in roots)
    if world.name == "simulation":
        place = simulation.world.memory.map(max(len(data), 16))
        simulation.world.memory.bytes_at(place, len(data))[:] = data
        cycles.recover(Ptr(place, AnyValue), len(roots))
    else:
        area = ctypes.create_string_buffer(data, max(len(data), 16))
        world.machine.call("motet.runtime.cycles", "recover", ctypes.addressof(area), len(roots))


def test_recovery_keeps_what_roots_lead_to(world, encoder):
    rng = random.Random(6)
    for _ in range(8 if world.name == "simulation" else 40):
        kept = [random_value(rng) for _ in range(3)]
        roots = [encoder.value(v) for v in kept]
        expected = world.objects, world.live
        for tag, payload in roots:
            if tag > 4:
                world.keep(world.at(payload))
        for _ in range(5):
            encoder.value(random_value(rng))
        recover(world, roots)
        assert (world.objects, world.live) == expected
        for root, value in zip(roots, kept, strict=True):
            other = encoder.any(value)
            assert world.call("deep_equal", (), world.any(*root), other, 0)
            for x in (other, world.any(*root)):
                world.call("release_any", (), x)


def test_views_and_shared_nodes_survive_recovery(world, encoder):
    items = [str(k) for k in range(40)]
    xs = world.texts(items)
    part = world.call("list_slice", ("Ref",), world.keep(xs), 5, 35, 0)
    m = world.call("tree_from_items", ("Ref",), encoder.descriptor("set", (6, 24, 2, 0, 0, 4, 13, 0)), xs, 0)
    text = world.text("50")
    grown = world.call("tree_set", ("Ref", "Unit"), world.keep(m), text, *given_unit(world), 0)
    expected = world.objects, world.live
    recover(
        world, [(7, world.address(part)), (13, world.address(m)), (13, world.address(grown)), (7, world.address(xs))]
    )
    assert (world.objects, world.live) == expected
    recover(world, [(7, world.address(part)), (13, world.address(grown))])
    assert world.strings(part) == items[5:35]
    keys = world.call("tree_keys", ("Ref", "Unit"), world.lists["Ref"], grown, 0)
    assert world.strings(keys) == sorted([*items, "50"])
    for o in (part, grown, keys):
        world.drop(o)


def given_unit(world):
    """The value of class Unit as an argument."""
    return [None] if world.name == "simulation" else []
