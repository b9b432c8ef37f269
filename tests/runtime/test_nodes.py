"""Maps that are written from outside are as those that routines make."""

import random
import struct

import pytest

from motet.jit.layout import MEMORY_CLASSES
from motet.jit.typed_python.nodes import NODE_BYTES, node_descriptor, node_layout, plan_nodes, text_prefix
from runtime.worlds import native


def write_node(world, plan, made, keys, values, key):
    """A node with Int values."""
    layout = node_layout(key, "Int", plan.height)
    words = [keys[k] for k in plan.keys]
    texts = [world.text(w) for w in words] if key == "Ref" else words
    content = [made[c] for c in plan.children] or [values[k] for k in plan.keys]
    data = bytearray(layout.size)
    struct.pack_into("<IIIIq", data, 0, 1, node_descriptor(key, "Int"), len(words), plan.height, 0)
    struct.pack_into(f"<{len(texts)}q", data, NODE_BYTES, *texts)
    struct.pack_into(f"<{len(content)}q", data, layout.content, *content)
    if layout.prefixes:
        prefixes = [text_prefix(w.encode()) for w in words]
        struct.pack_into(f"<{len(words)}q", data, layout.prefixes, *prefixes)
    return world.object(1, layout.size, bytes(layout.size - 8)), bytes(data)


@pytest.mark.parametrize("key", ["Int", "Ref"])
@pytest.mark.parametrize("count", [1, 30, 31, 900, 931, 2000, 30000])
def test_maps_written_from_outside(key, count):
    world = native(0)
    before = world.objects, world.live
    keys = list(range(count)) if key == "Int" else sorted((f"k{k * 37:x}" for k in range(count)), key=str.encode)
    values = [random.Random(1).randrange(100) + k for k in range(count)]
    made = []
    for plan in plan_nodes(count):
        o, data = write_node(world, plan, made, keys, values, key)
        world.write(o, 0, data)
        made.append(o)
    number = world.add((6, 24, 2, 0, MEMORY_CLASSES["Int"], MEMORY_CLASSES[key], 12, 0))
    m = world.object(number, 24, struct.pack("<qq", made[-1], count))
    other = world.call("tree_new", (key, "Int"), number, 0)
    for k, v in random.Random(2).sample(list(zip(keys, values, strict=True)), count):
        other = world.call("tree_set", (key, "Int"), other, world.text(k) if key == "Ref" else k, v, 0)
    assert world.call("deep_equal", (), (12, m), (12, other), 0)
    for k in keys[:: max(count // 50, 1)]:
        found = world.text(k) if key == "Ref" else k
        m = world.call("tree_delete", (key, "Int"), m, found, 0)
        assert not world.call("tree_has", (key, "Int"), m, found)
        if key == "Ref":
            world.drop(found)
    world.drop(m)
    world.drop(other)
    assert (world.objects, world.live) == before
