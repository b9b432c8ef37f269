"""Sorted maps and sets against dicts, in both worlds; at the end nothing may be left."""

import random

import pytest

from motet.jit.layout import MEMORY_CLASSES
from motet.runtime.language import AnyValue, Object
from runtime.worlds import PYTHON, TEXT_TAG, random_value

KEYS = {
    "Int": lambda rng: rng.randrange(-40, 160),
    "Ref": lambda rng: "".join(rng.choice("abä") for _ in range(rng.choice([0, 1, 2, 7, 8, 9, 12]))),
}
KEYS["Any"] = lambda rng: KEYS[rng.choice(["Int", "Ref"])](rng)


def order(key):
    return (isinstance(key, int), key.encode() if isinstance(key, str) else key)


class Maps:
    """Maps that are held, some by several holders, beside dicts."""

    def __init__(self, world, key, value, rng):
        self.world, self.key, self.value, self.rng = world, key, value, rng
        self.classes = (key, value)
        self.descriptor = world.add((6, 24, 1 << 1, 0, MEMORY_CLASSES[value], MEMORY_CLASSES[key], 12, 0))
        self.held = []

    def call(self, name, *arguments):
        return self.world.call(name, self.classes, *arguments)

    def make_key(self, k):
        if self.key == "Int":
            return k
        if self.key == "Ref":
            return self.world.text(k)
        if isinstance(k, int):
            return self.any(0, k)
        text = self.world.text(k)
        return self.any(TEXT_TAG, text if self.world.name == "native" else text._at)

    def any(self, tag, payload):
        return (tag, payload) if self.world.name == "native" else AnyValue(tag, payload)

    def drop_key(self, k):
        if self.key == "Ref":
            self.world.drop(k)
        if self.key == "Any":
            self.world.call("release_any", (), k)

    def read_key(self, k):
        if self.key == "Int":
            return k
        if self.key == "Ref":
            return self.world.string(k)
        tag, payload = k if isinstance(k, tuple) else (k.tag, k.payload)
        if tag == 0:
            return payload
        return self.world.string(payload if self.world.name == "native" else Object(payload))

    def keys_of(self, xs):
        return [self.read_key(self.world.item(self.key, xs, i)) for i in range(self.world.field(xs, 16))]

    def check(self, m, model):
        assert self.call("tree_len", m) == len(model)
        for name, cls, read, expected in (
            ("tree_keys", self.key, self.keys_of, sorted(model, key=order)),
            ("tree_values", self.value, lambda xs: self.world.items(self.value, xs),
             [model[k] for k in sorted(model, key=order)]),
        ):  # fmt: skip
            xs = self.call(name, self.world.lists[cls], m, 0)
            assert read(xs) == expected
            self.world.drop(xs)
        cursor, found = self.call("tree_first", m), []
        while cursor >= 0:
            found.append(self.read_key(self.call("tree_key", m, cursor)))
            if self.value != "Unit":
                assert self.world.model(self.value, self.call("tree_value", m, cursor)) == model[found[-1]]
            cursor = self.call("tree_next", m, cursor)
        assert found == sorted(model, key=order)

    def new(self):
        if self.world.name == "simulation":
            from motet.runtime.objects import Tree
            from motet.runtime.trees import tree_new

            return tree_new(Tree[PYTHON[self.key], PYTHON[self.value]], self.descriptor, 0)
        return self.call("tree_new", self.descriptor, 0)

    def take(self):
        if not self.held or (len(self.held) < 6 and self.rng.random() < 0.1):
            return self.new(), {}
        k = self.rng.randrange(len(self.held))
        if self.rng.random() < 0.7:
            return self.held.pop(k)
        m, model = self.held[k]
        return self.world.keep(m), model

    def step(self):
        rng = self.rng
        m, model = self.take()
        model = dict(model)
        action = rng.choice(["set", "set", "ascending", "delete", "delete", "find", "forget"])
        if action == "set":
            for _ in range(rng.choice([1, 30, 120])):
                m = self.set(m, model, KEYS[self.key](rng))
        elif action == "ascending":
            for k in sorted({KEYS[self.key](rng) for _ in range(80)}, key=order):
                m = self.set(m, model, k)
        elif action == "delete":
            for _ in range(rng.choice([1, 30, 150])):
                m = self.delete(m, model, KEYS[self.key](rng))
        elif action == "find":
            for _ in range(20):
                self.find(m, model, KEYS[self.key](rng))
        elif len(self.held) > 3:
            self.world.drop(m)
            return
        self.held.append((m, model))

    def set(self, m, model, k):
        model[k] = random_value(self.rng, self.value)
        return self.call("tree_set", m, self.make_key(k), self.world.value(self.value, model[k]), 0)

    def delete(self, m, model, k):
        key = self.make_key(k)
        m = self.call("tree_delete", m, key, 0)
        self.drop_key(key)
        model.pop(k, None)
        return m

    def find(self, m, model, k):
        key = self.make_key(k)
        assert bool(self.call("tree_has", m, key)) is (k in model)
        place = self.call("tree_find", m, key)
        is_null = place is None if self.world.name == "native" else place.is_null
        assert is_null is (k not in model)
        if not is_null and self.value == "Int":
            assert self.world.number(place) == model[k]
        self.drop_key(key)

    def end(self):
        for m, model in self.held:
            self.check(m, model)
        for m, _ in self.held:
            self.world.drop(m)


@pytest.mark.parametrize("classes", [("Int", "Int"), ("Int", "Ref"), ("Int", "Unit"), ("Ref", "Any"), ("Ref", "Bool"), ("Any", "Any"), ("Any", "Float")])  # fmt: skip
def test_maps_do_what_dicts_do(world, classes):
    before = world.objects, world.live
    maps = Maps(world, *classes, random.Random(11))
    for _ in range(14 if world.name == "simulation" else 150):
        maps.step()
    maps.end()
    assert (world.objects, world.live) == before


@pytest.mark.parametrize("backwards", [False, True])
def test_many_keys_in_order_and_all_taken_out_again(world, backwards):
    maps = Maps(world, "Int", "Int", random.Random(1))
    before = world.objects, world.live
    count = 500 if world.name == "simulation" else 20000
    m, model, order = maps.new(), {}, list(range(count))
    for k in reversed(order) if backwards else order:
        m = maps.set(m, model, k)
    maps.check(m, model)
    random.Random(2).shuffle(order)
    for k in order[: count * 3 // 4]:
        m = maps.delete(m, model, k)
    maps.check(m, model)
    old, old_model = world.keep(m), dict(model)
    for k in order:
        m = maps.delete(m, model, k)
    maps.check(m, {})
    maps.check(old, old_model)
    world.drop(m)
    world.drop(old)
    assert (world.objects, world.live) == before


def pairs(maps, entries):
    """A list of tuples of an Int and an Int."""
    world = maps.world
    keys, values = world.list_of("Int", [k for k, _ in entries]), world.list_of("Int", [v for _, v in entries])
    tuples = world.add((1, 24, 0, 0, 0, 0, 8, 0))
    xs = world.call("list_zip", ("Int", "Int"), world.lists["Ref"], tuples, keys, values, 0)
    world.drop(keys)
    world.drop(values)
    return xs, tuples


def pairs_in(world, xs):
    found = [world.item("Ref", xs, i) for i in range(world.field(xs, 16))]
    return [(world.field(o, 8), world.field(o, 16)) for o in found]


def from_pairs(maps, xs):
    if maps.world.name == "simulation":
        from motet.runtime.objects import Tree
        from motet.runtime.tree_operations import tree_from_pairs

        return tree_from_pairs(Tree[int, int], maps.descriptor, xs, 0)
    return maps.call("tree_from_pairs", maps.descriptor, xs, 0)


def test_whole_maps(world):
    before = world.objects, world.live
    maps = Maps(world, "Int", "Int", random.Random(3))
    rng = random.Random(4)
    for sizes in ((0, 0), (0, 5), (5, 0), (100, 90), (10, 300), (300, 10)):
        lists = [[(rng.randrange(400), rng.randrange(9)) for _ in range(size)] for size in sizes]
        trees = []
        for entries in lists:
            xs, tuples = pairs(maps, entries)
            assert pairs_in(world, xs) == entries
            trees.append(from_pairs(maps, xs))
            world.drop(xs)
            maps.check(trees[-1], dict(entries))
            xs = maps.call("tree_entries", world.lists["Ref"], tuples, trees[-1], 0)
            assert pairs_in(world, xs) == sorted(dict(entries).items())
            world.drop(xs)
        a, b = map(dict, lists)
        for name, expected in (
            ("tree_merge", a | b),
            ("tree_intersection", {k: v for k, v in a.items() if k in b}),
            ("tree_difference", {k: v for k, v in a.items() if k not in b}),
        ):
            result = maps.call(name, world.keep(trees[0]), trees[1], 0)
            maps.check(result, expected)
            assert bool(maps.call("tree_is_subset", result, trees[0], 0)) is (expected.keys() <= a.keys())
            assert bool(maps.call("tree_is_subset", trees[1], result, 0)) is (b.keys() <= expected.keys())
            world.drop(result)
            maps.check(trees[0], a)
            maps.check(trees[1], b)
        for m in trees:
            world.drop(m)
    assert (world.objects, world.live) == before


def test_sets_of_items(world):
    before = world.objects, world.live
    maps = Maps(world, "Ref", "Unit", random.Random(3))
    words = ["b", "a", "", "a", "abcdefghi", "abcdefgh"]
    items = world.texts(words)
    m = world.call("tree_from_items", ("Ref",), maps.descriptor, items, 0)
    world.drop(items)
    maps.check(m, dict.fromkeys(words))
    world.drop(m)
    assert (world.objects, world.live) == before


def test_values_that_can_be_no_keys(world):
    before = world.objects, world.live
    maps = Maps(world, "Any", "Unit", random.Random(3))
    items = world.empty("Any")
    for tag, payload in ((0, 5), (2, 1)):
        items = world.call("list_push", ("Any",), items, maps.any(tag, payload), 0)
    assert world.call("tree_from_items", ("Any",), maps.descriptor, items, 0) is None
    world.drop(items)
    assert (world.objects, world.live) == before
