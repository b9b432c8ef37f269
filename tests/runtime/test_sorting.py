"""Stable sorting by keys against the Python body, in both worlds."""

import random

import pytest

from motet.stdlib.lists import sort_by_keys

NAN = float("nan")
WORDS = ["", "a", "ab", "abcdefgh", "abcdefgh1", "abcdefgh0", "ä", "z" * 20]
KEYS = {
    "Int": lambda rng: rng.choice([rng.randrange(9), rng.randrange(-(1 << 63), 1 << 63)]),
    "Float": lambda rng: rng.choice([0.0, -0.0, 1.5, -1.5, rng.random(), float("inf"), -float("inf"), -1e-300]),
    "Nan": lambda rng: rng.choice([NAN, 0.0, 1.0, -1.0, rng.random()]),
    "Bool": lambda rng: rng.random() < 0.5,
    "Ref": lambda rng: rng.choice(WORDS),
    "Mixed": lambda rng: rng.choice([1, 2.0, "x", True]),
}


def keys_for(world, cls, keys):
    """A list of keys as a list of a memory class."""
    xs = world.empty(cls)
    for k in keys:
        if isinstance(k, str):
            text = world.text(k)
            k = world.any(5, world.address(text)) if cls == "Any" else text
        elif cls == "Any":
            from runtime.values import TAGS, bits

            k = world.any(TAGS[type(k)], bits(k))
        xs = world.call("list_push", (cls,), xs, k, 0)
    return xs


@pytest.mark.parametrize(("kind", "cls"), [("Int", "Int"), ("Int", "Any"), ("Float", "Float"), ("Float", "Any"), ("Nan", "Float"), ("Nan", "Any"), ("Bool", "Bool"), ("Bool", "Any"), ("Ref", "Ref"), ("Ref", "Any"), ("Mixed", "Any")])  # fmt: skip
def test_sorting_by_keys(world, kind, cls):
    rng = random.Random(8)
    before = world.objects, world.live
    for size in (0, 1, 2, 16, 17, 33, 200):
        keys = [KEYS[kind](rng) for _ in range(size)]
        model = [rng.randrange(100) for _ in range(size)]
        items = rng.choice(["Int", "Ref", "Any"])
        xs, ks = world.list_of(items, model), keys_for(world, cls, keys)
        shared = world.keep(xs) if rng.random() < 0.5 else None
        result = world.call("list_sort_by_keys", (items, cls), xs, ks, 0)
        assert world.items(items, result) == sort_by_keys(model, keys)
        for o in (result, ks) if shared is None else (result, ks, shared):
            world.drop(o)
    assert (world.objects, world.live) == before
