"""Looks at all blocks of a native heap without the run-time library: what each one is, and whether the accounts agree."""

import ctypes

from motet.jit.layout import DESCRIPTORS, ITEM, KEY, KIND, KINDS, SIZE

MARK = 1 << 30
BYTES = (0, 8, 8, 1, 8, 16)
NODE_KEYS, NODE_PLACES = 30, 32


def word(address):
    return ctypes.c_int64.from_address(address).value


def half(address):
    return ctypes.c_uint32.from_address(address).value


def whole(size):
    return (size + 7) & -8


def block_size(size):
    """As `motet.runtime.heap.block_size`."""
    if size <= 128:
        return whole(size)
    if size <= 131072:
        step = 1 << (size - 1).bit_length() - 3
        return (size + step - 1) & -step
    return ((size + 32 + 4095) & -4096) - 32


def _text(o, row):
    return 24 + half(o + 12)


def _list(o, row):
    return word(o + 24) - o


def _anys(o, row):
    return 16 + 16 * word(o + 8)


def _node(o, row):
    key, item = row[KEY], row[ITEM]
    content = 8 * (NODE_KEYS + 1) if half(o + 12) else max(NODE_KEYS * BYTES[item], 16)
    return whole(24 + NODE_KEYS * BYTES[key] + content) + (16 * NODE_PLACES if BYTES[key] == 8 and key == 4 else 0)


def _table(o, row):
    bits = half(o + 12)
    entries = (1 << bits) * 5 // 8
    entry = whole(BYTES[row[KEY]]) + whole(BYTES[row[ITEM]])
    return 24 + entries * entry + whole(4 * entries) + (8 << bits)


SIZES = {"TEXT": _text, "LIST": _list, "ANYS": _anys, "WIDE": _anys, "NODE": _node, "TABLE": _table}
OF_KIND = {number: SIZES.get(name, lambda o, row: row[SIZE]) for name, number in KINDS.items()}


def object_size(o):
    """Bytes of an object, which must be one."""
    number = half(o + 4)
    assert 0 < number < len(DESCRIPTORS.described), f"descriptor {number:#x}"
    assert 0 < half(o) < 1 << 31, f"count {half(o)}"
    row = DESCRIPTORS.row(number)
    return OF_KIND[row[KIND]](o, row)


def free_lists(heap):
    """Sizes of the blocks in free lists, by address."""
    first = heap._context.address + 8 * (heap._field["walk_left"] + 1)
    found = {}
    for index in range(64):
        block = word(first + 8 * index)
        while block:
            assert block not in found
            assert half(block + 4) == 0
            found[block] = half(block)
            block = word(block + 8)
    return found


def check(heap):
    """Every block is an object or in a free list, none overlaps another, and the accounts are exact. The objects."""
    get = heap._get
    assert not get("damaged")
    assert not get("pending")
    free = free_lists(heap)
    objects, live, mapped, current = [], 0, 0, True
    chunk = get("chunks")
    while chunk:
        at, end = chunk + 32, get("bump") if current else word(chunk + 16)
        assert at <= end <= chunk + word(chunk + 8)
        while at < end:
            if half(at + 4) == 0:
                size = half(at)
                assert free.pop(at) == size
            else:
                size = block_size(object_size(at))
                objects.append(at)
                live += size
            assert size >= 16
            at += size
        assert at == end
        mapped += word(chunk + 8)
        chunk, current = word(chunk), False
    assert not free
    large = get("large")
    while large:
        size = block_size(object_size(large + 32))
        assert size + 32 <= word(large + 16)
        objects.append(large + 32)
        live += size
        mapped += word(large + 16)
        large = word(large)
    assert (get("objects"), get("live")) == (len(objects), live)
    areas = get("spare_size") + get("area_size") + get("table_size") + (65536 if get("text") else 0)
    assert get("mapped") == mapped + areas
    return objects
