"""Sorted maps and sets against dicts, in both worlds; at the end nothing may be left."""

import random

import pytest

from runtime.maps import Maps


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
    return maps.call("from_pairs", maps.descriptor, xs, 0)


def test_whole_maps(world):
    before = world.objects, world.live
    maps = Maps(world, "Int", "Int", random.Random(3))
    rng = random.Random(4)
    few, many = (10, 90) if world.name == "simulation" else (10, 300)
    for sizes in ((0, 0), (0, 5), (5, 0), (100, 90), (few, many), (many, few)):
        lists = [[(rng.randrange(400), rng.randrange(9)) for _ in range(size)] for size in sizes]
        trees = []
        for entries in lists:
            xs, tuples = pairs(maps, entries)
            assert pairs_in(world, xs) == entries
            trees.append(from_pairs(maps, xs))
            world.drop(xs)
            maps.check(trees[-1], dict(entries))
            xs = maps.call("entries", world.lists["Ref"], tuples, trees[-1], 0)
            assert pairs_in(world, xs) == sorted(dict(entries).items())
            world.drop(xs)
        a, b = map(dict, lists)
        for name, expected in (
            ("merge", a | b),
            ("intersection", {k: v for k, v in a.items() if k in b}),
            ("difference", {k: v for k, v in a.items() if k not in b}),
        ):
            result = maps.call(name, world.keep(trees[0]), trees[1], 0)
            maps.check(result, expected)
            assert bool(maps.call("is_subset", result, trees[0], 0)) is (expected.keys() <= a.keys())
            assert bool(maps.call("is_subset", trees[1], result, 0)) is (b.keys() <= expected.keys())
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
