"""Hashes of values of all kinds that go by structure as equality does: equal values have equal hashes, whatever their types.

All parts are mixed in an order that only the structure decides: scalars and texts at once, objects wait in the work area, the last one
comes next. Sharing is not seen, so that only so many objects of a value count: a value with cycles has no end.
"""

from __future__ import annotations

from motet.bytecode.types import FIRST_COUNTED_TAG
from motet.runtime.equality import first_part, part_class
from motet.runtime.heap import FIRST_CHUNK, drop_areas, heap, reserve_area
from motet.runtime.language import (
    AnyValue,
    Object,
    Ptr,
    array,
    descriptor_word,
    inline,
    noinline,
    poll,
    raw,
    shape_of,
    shift_right,
    u8,
    view,
    wrap_mul,
)
from motet.runtime.objects import (
    ANY_CLASS,
    ITEM,
    KEY,
    KIND,
    OF_LIST,
    OF_TREE,
    OF_VECTOR,
    OF_VIEW,
    List,
    Sequence,
    Text,
    Tree,
    node_values,
)
from motet.runtime.parts import (
    BOOL_TAG,
    BYTES_TAG,
    COUNT,
    FLOAT_TAG,
    NAME,
    STR_TAG,
    UNIT_TAG,
    any_keys,
    any_leaf,
    any_next,
    value_at,
    words_of,
)
from motet.runtime.texts import HALF, HASH_STEP, text_hash
from motet.runtime.trees import CURSOR_MASK

MOST_OBJECTS = 65536
"""So many objects of a value count, those that it shares several times."""

POLLED_ITEMS = 4096


@raw
@noinline
def value_hash(x: AnyValue, where: int) -> int:
    """A number of 32 bits, not 0, that equal values have in common. Traps `memory`."""
    heap.area_used = 0
    h = with_value(HASH_STEP, x, where)
    left = MOST_OBJECTS
    while heap.area_used > 0 and left > 0:
        poll(where)
        heap.area_used -= 8
        left -= 1
        h = with_object(h, array(Object, heap.area)[heap.area_used >> 3], where)
    drop_areas(FIRST_CHUNK)
    return (h & HALF) | 1


@raw
@inline
def mixed(h: int, word: int) -> int:
    """A hash with one more word."""
    h = wrap_mul(h ^ word, HASH_STEP)
    return h ^ shift_right(h, 32)


@raw
@inline
def zero_bits(bits: int) -> int:
    """The bits of a Float, those of 0.0 for -0.0."""
    return 0 if wrap_mul(bits, 2) == 0 else bits


@raw
@inline
def with_value(h: int, x: AnyValue, where: int) -> int:
    """A hash with a scalar or a text; an object is put off. Traps `memory`."""
    h = mixed(h, x.tag)
    if x.tag == FLOAT_TAG:
        return mixed(h, zero_bits(x.integer))
    if x.tag == BOOL_TAG:
        return mixed(h, x.integer & 1)
    if x.tag < FIRST_COUNTED_TAG:
        return h if x.tag == UNIT_TAG else mixed(h, x.integer)
    if x.tag in (STR_TAG, BYTES_TAG):
        return mixed(h, text_hash(view(Text, x.obj)))
    put_off(x.obj, where)
    return h


@raw
@noinline
def put_off(o: Object, where: int) -> None:
    """Append to the objects that wait. Traps `memory`."""
    used = heap.area_used
    if used == heap.area_size:
        reserve_area(used + 8, used, where)
    array(Object, heap.area)[used >> 3] = o
    heap.area_used = used + 8


# ---- the parts of an object


@raw
@noinline
def with_object(h: int, o: Object, where: int) -> int:
    """A hash with what an object holds. Traps `memory`."""
    kind = descriptor_word(o.descriptor, KIND)
    if kind in (OF_LIST, OF_VIEW):
        xs = view(List[int], o)
        h = mixed(h, xs.length)
        return with_range(h, array(u8, xs.items), descriptor_word(o.descriptor, ITEM), xs.length, where)
    if kind == OF_VECTOR:
        items = view(Sequence, o)
        return with_range(mixed(h, items.length), array(u8, items.items), ANY_CLASS, items.length, where)
    if kind == OF_TREE:
        return with_tree(mixed(h, view(Tree[int, int], o).length), view(Tree[int, int], o), where)
    return with_fields(h, o, where)


@raw
@noinline
def with_range(h: int, items: Ptr[u8], memory_class: int, count: int, where: int) -> int:
    """A hash with so many values of a memory class. Traps `memory`."""
    for i in range(count):
        if i & (POLLED_ITEMS - 1) == POLLED_ITEMS - 1:
            poll(where)
        h = with_value(h, value_at(items, i, memory_class), where)
    return h


@raw
@noinline
def with_tree(h: int, m: Tree[int, int], where: int) -> int:
    """A hash with each key of a sorted map or set and its value. Traps `memory`."""
    key, item = descriptor_word(m.descriptor, KEY), descriptor_word(m.descriptor, ITEM)
    at = 0 if m.length > 0 else -1
    while at >= 0:
        poll(where)
        leaf = any_leaf(m, at)
        keys, values = any_keys(leaf), node_values(leaf, key)
        for i in range(at & CURSOR_MASK, leaf.length):
            h = with_value(h, value_at(keys, i, key), where)
            h = with_value(h, value_at(values, i, item), where)
        at = any_next(m, at - (at & CURSOR_MASK) + leaf.length - 1)
    return h


@raw
@noinline
def with_fields(h: int, o: Object, where: int) -> int:
    """A hash with the name and the parts of a record, tuple, variant or closure. Traps `memory`."""
    shape = shape_of(o.descriptor)
    h = mixed(h, shape[NAME])
    place = first_part(o, shape)
    for i in range(shape[COUNT]):
        cls = part_class(o, shape, i)
        h = with_value(h, value_at(place, 0, cls), where)
        place = place + 8 * words_of(cls)
    return h
