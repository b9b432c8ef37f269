"""Maps in the order of insertion against dicts, in both worlds; at the end nothing may be left."""

import random

from runtime.maps import HashMaps


def test_many_entries_come_and_go(world):
    before = world.objects, world.live
    maps = HashMaps(world, "Int", "Int", random.Random(1))
    count = 400 if world.name == "simulation" else 30000
    m, model = maps.new(), {}
    for k in range(count):
        m = maps.set(m, model, k * 8)
        if k % 3:
            m = maps.delete(m, model, (k - 2) * 8)
    maps.check(m, model)
    old, old_model = world.keep(m), dict(model)
    for k in list(model):
        m = maps.delete(m, model, k)
    maps.check(m, {})
    maps.check(old, old_model)
    world.drop(m)
    world.drop(old)
    assert (world.objects, world.live) == before


def test_a_table_in_the_memory_of_another_begins_empty(world):
    count = 300 if world.name == "simulation" else 9000
    for least in (0, count):
        maps = HashMaps(world, "Int", "Int", random.Random(1))
        m, model = maps.new(), {}
        for k in range(least, least + count):
            m = maps.set(m, model, k)
        maps.check(m, model)
        world.drop(m)


def test_floats_as_keys(world):
    if world.name == "simulation":
        return
    m = world.call("map_new", ("Float", "Unit"), world.add((9, 24, 2, 0, 0, 2, 16, 0)), 0)
    for k in (0.0, -0.0, 1.5, 1.5):
        m = world.call("map_set", ("Float", "Unit"), m, k, 0)
    assert world.call("map_len", ("Float", "Unit"), m) == 2
    world.drop(m)
