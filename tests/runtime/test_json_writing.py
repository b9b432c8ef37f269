"""JSON of values of all kinds against the Python body, in all worlds."""

import math
import random

import pytest

from motet.bytecode import values
from motet.runtime import growing
from motet.stdlib.json_writer import json_text
from runtime.values import Encoder, Made, Map, Record, Variant, random_value


@pytest.fixture(autouse=True)
def nothing_is_left(world):
    before = world.objects, world.live
    yield
    assert (world.objects, world.live) == before


@pytest.fixture
def encoder(world):
    return Encoder(world, random.Random(9))


def plain(value):
    """A value as the Python body takes it."""
    if isinstance(value, Variant):
        return values.Variant(value[0], tuple(map(plain, value[1:])))
    if isinstance(value, Map):
        entries = {k: plain(v) for k, v in value.items()}
        return values.SortedMap({k: entries[k] for k in values.sorted_keys(entries)})
    if isinstance(value, Record):
        names = tuple(sorted(value))
        return values.Record(names, tuple(plain(value[name]) for name in names))
    return type(value)(map(plain, value)) if isinstance(value, (list, tuple)) else value


def written(world, encoder, value):
    cls = encoder.class_for([value])
    given = encoder.given(cls, value)
    text = world.call("json_text", (cls,), world.str, given, 0)
    found = world.string(text)
    world.drop(text)
    if cls in ("Ref", "Any"):
        world.call("release_any" if cls == "Any" else "release", (), given)
    return found


def test_any_value(world, encoder):
    rng = random.Random(7)
    for _ in range(40 if world.name == "simulation" else 400):
        value = random_value(rng)
        assert written(world, encoder, value) == json_text(plain(value))


SCALARS = [
    0,
    -1,
    7,
    10**18,
    -(1 << 63),
    (1 << 63) - 1,
    0.0,
    -0.0,
    1.5,
    1e16,
    1e-6,
    5e-324,
    math.nan,
    math.inf,
    -math.inf,
    True,
    False,
    None,
]
TEXTS = ["", "a", '"', "\\", 'say "hi"', "".join(map(chr, range(0x20))), "\x7f\x80é€𝄞", "x" * 7 + '"', "x" * 8 + "\n", "x" * 15 + "\x1f" + "y" * 9, "\u2028", "é" * 40 + "\\" + "é" * 40]  # fmt: skip


@pytest.mark.parametrize("value", [*SCALARS, *TEXTS, [*SCALARS], [*TEXTS], [], [[]], Map(), Map({2: "x", "a": "y"}), Map({1: [2]}), Map({"a": [[]]}), (), Record(), Variant(("None",))], ids=lambda value: repr(value)[:30])  # fmt: skip
def test_special_values(world, encoder, value):
    if value == ():
        value = None
    for _ in range(3):
        assert written(world, encoder, value) == json_text(plain(value))


def test_bytes(world):
    for data in (b"", b"hi", bytes(range(256))):
        given = world.text(data)
        text = world.call("json_text", ("Ref",), world.str, given, 0)
        assert world.string(text) == json_text(data)
        world.drop(text)
        world.drop(given)


def test_long_texts_and_lists(world, encoder):
    rng = random.Random(3)
    for size in (50, 130, 3000):
        text = "".join(rng.choice('ab"\\\n\x01é') for _ in range(size))
        assert written(world, encoder, text) == json_text(text)
        assert written(world, encoder, list(range(size))) == json_text(list(range(size)))


@pytest.mark.parametrize("nest", [lambda v: [v], lambda v: (v, 1), lambda v: Record(a=1, b=v), lambda v: Variant(("N", 0.5, v)), lambda v: Map({1: v}), lambda v: Map({"k": v})])  # fmt: skip
def test_deep_values(world, encoder, nest):
    depth = 60 if world.name == "simulation" else 5000
    value = [1]
    tag, payload = encoder.value(value)
    for _ in range(depth):
        value = nest(value)
        tag, payload = encoder.value(nest(Made(tag, payload)))
    x = world.any(tag, payload)
    text = world.call("json_text", ("Any",), world.str, x, 0)
    assert world.string(text) == json_text(shallow(nest, depth))
    world.drop(text)
    world.call("release_any", (), x)


def shallow(nest, depth):
    """A deep value, made plain level by level."""
    value = [1]
    for _ in range(depth):
        made = plain(nest(None))
        value = replaced(made, value)
    return value


def replaced(made, value):
    """A value in which something stands in place of None."""
    if isinstance(made, values.SortedMap):
        return values.SortedMap(dict.fromkeys(made.entries, value))
    if isinstance(made, values.Record):
        return values.Record(made.fields, tuple(value if v is None else v for v in made.values))
    if isinstance(made, values.Variant):
        return values.Variant(made.name, tuple(value if v is None else v for v in made.values))
    return type(made)(value if v is None else v for v in made)


def test_the_result_wastes_little(world, encoder):
    for size in (1, 100, 1000):
        x = encoder.any("x" * size)
        text = world.call("json_text", ("Any",), world.str, x, 0)
        assert int.from_bytes(world.octets(text, 12, 4), "little") - size <= growing.MOST_WASTED + size // 4
        world.drop(text)
        world.call("release_any", (), x)


def test_what_only_the_host_can_spell_leaves_nothing(world, encoder):
    closure = world.object(world.add((1, 16, 0, 0, 0, 0, 11, 0)), 16, bytes(8))
    world.add_shape(int.from_bytes(world.octets(closure, 4, 4), "little"), (1 << 40, 0, 16, 0))
    x = encoder.any([1, (2, Made(11, world.address(closure)))])
    assert world.call("json_text", ("Any",), world.str, x, 0) is None
    world.call("release_any", (), x)
