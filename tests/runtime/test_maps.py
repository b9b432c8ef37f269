"""Maps of both kinds against dicts, in both worlds; at the end nothing may be left."""

import random

import pytest

from runtime.maps import HashMaps, Maps


@pytest.mark.parametrize("kind", [Maps, HashMaps])
@pytest.mark.parametrize("classes", [("Int", "Int"), ("Int", "Ref"), ("Int", "Unit"), ("Ref", "Any"), ("Ref", "Bool"), ("Any", "Any"), ("Any", "Float")])  # fmt: skip
def test_maps_do_what_dicts_do(world, kind, classes):
    before = world.objects, world.live
    maps = kind(world, *classes, random.Random(11))
    for _ in range(14 if world.name == "simulation" else 150):
        maps.step()
    maps.end()
    assert (world.objects, world.live) == before
