"""Maps and sets in the order of insertion: hash tables.

A map holds a table, an object of its own: entries in the order in which they were added (keys, values, hashes), and
slots that find them by hash, with linear probing. An entry that was deleted has the hash 0 and stays until the table is
made anew. A map that is shared is copied when it changes.
"""

from __future__ import annotations

from motet.runtime.counts import (
    free_object,
    release,
    release_item,
    retain_item,
)
from motet.runtime.equality import deep_equal
from motet.runtime.hashing import value_hash, zero_bits
from motet.runtime.heap import alloc
from motet.runtime.keys import INT_TAG, STR_TAG
from motet.runtime.language import (
    AnyValue,
    Borrowed,
    K,
    Object,
    Own,
    Ptr,
    V,
    array,
    descriptor_word,
    fail,
    fields_size,
    inline,
    item_size,
    new,
    noinline,
    null,
    poll,
    raw,
    real_bits,
    set_bytes,
    shift_left,
    shift_right,
    u8,
    u32,
    unlikely,
    view,
    wrap_mul,
)
from motet.runtime.lists import list_alloc
from motet.runtime.objects import KIND, OF_TEXT, List, Map, Table, Text, table_entries, whole_words
from motet.runtime.parts import as_any
from motet.runtime.texts import text_equal, text_hash

FIRST_BITS = 3
MOST_BITS = 30
SPREAD = -7046029254386353131
"""Multiplier of Fibonacci hashing: 2**64 divided by the golden ratio."""

SLOT_SPREAD = 2654435761
HALF = 4294967295
POLLED_ITEMS = 4096

# ---- keys


@raw
@inline
def key_hash(k: K, where: int) -> int:
    """A number of 32 bits, not 0, that equal keys have in common. Traps `memory`."""
    if isinstance(k, Object):
        return text_hash(view(Text, k)) if is_text(k) else value_hash(as_any(k), where)
    if isinstance(k, AnyValue):
        if k.tag == STR_TAG:
            return text_hash(view(Text, k.obj))
        return number_hash(k.integer) if k.tag == INT_TAG else value_hash(k, where)
    if isinstance(k, float):
        return number_hash(zero_bits(real_bits(k)))
    return number_hash(k) if isinstance(k, int) else 1


@raw
@inline
def number_hash(bits: int) -> int:
    """A number of 32 bits, not 0, of a number of 64."""
    return shift_right(wrap_mul(bits, SPREAD), 32) | 1


@raw
@inline
def is_text(o: Object) -> bool:
    """Whether an object is a Str or Bytes."""
    return descriptor_word(o.descriptor, KIND) == OF_TEXT


@raw
@inline
def key_equal(a: K, b: K, where: int) -> bool:
    """Whether two keys are the same. Traps `memory`."""
    if isinstance(a, Object) and isinstance(b, Object):
        if is_text(a) and is_text(b):
            return text_equal(view(Text, a), view(Text, b))
        return deep_equal(as_any(a), as_any(b), where)
    if isinstance(a, AnyValue) and isinstance(b, AnyValue):
        if a.tag != b.tag:
            return False
        if a.tag == STR_TAG:
            return text_equal(view(Text, a.obj), view(Text, b.obj))
        return a.integer == b.integer if a.tag == INT_TAG else deep_equal(a, b, where)
    if isinstance(a, float) and isinstance(b, float):
        return a == b
    if isinstance(a, int) and isinstance(b, int):
        return a == b
    return True


# ---- tables


@raw
@inline
def entry_bytes(of: type[Table[K, V]]) -> int:
    """Bytes of an entry; a constant."""
    return whole_words(item_size(Ptr[K])) + whole_words(item_size(Ptr[V]))


@raw
@inline
def key_place(t: Table[K, V], entry: int) -> Ptr[K]:
    """Where the key of an entry lies."""
    return view(Ptr[K], t.entries + entry * entry_bytes(Table[K, V]))


@raw
@inline
def value_place(t: Table[K, V], entry: int) -> Ptr[V]:
    """Where the value of an entry lies."""
    return view(Ptr[V], t.entries + (entry * entry_bytes(Table[K, V]) + whole_words(item_size(Ptr[K]))))


@raw
@inline
def hashes_in(t: Table[K, V]) -> Ptr[u32]:
    """The hashes of the keys of a table; 0 of those that were deleted."""
    return array(u32, t.entries + table_entries(t.bits) * entry_bytes(Table[K, V]))


@raw
@inline
def slots_in(t: Table[K, V]) -> Ptr[int]:
    """The slots of a table: 0, or a hash in the upper half and the number of an entry plus 1 in the lower one."""
    return array(int, array(u8, hashes_in(t)) + whole_words(table_entries(t.bits) * 4))


@raw
@noinline
def table_new(of: type[Table[K, V]], bits: int, where: int) -> Table[K, V]:
    """A table with 2**bits slots and without entries. Traps `memory`."""
    if bits > MOST_BITS:
        fail("memory", where)
    entries = table_entries(bits)
    size = fields_size(Table[K, V]) + entries * entry_bytes(Table[K, V]) + whole_words(entries * 4) + (8 << bits)
    t = new(Table[K, V], alloc(size, where))
    t.used = 0
    t.bits = bits
    t.link = None
    set_bytes(array(u8, slots_in(t)), 0, 8 << bits)
    return t


@raw
@inline
def first_slot(t: Table[K, V], h: int) -> int:
    """Where the search for a hash begins."""
    return shift_right(wrap_mul(h, SLOT_SPREAD) & HALF, 32 - t.bits)


@raw
@inline
def find_entry(t: Table[K, V], k: K, h: int, where: int) -> int:
    """The number of the entry of a key; -1 if there is none."""
    mask = (1 << t.bits) - 1
    at = first_slot(t, h)
    slots = slots_in(t)
    while slots[at] != 0:
        slot = slots[at]
        if shift_right(slot, 32) == h and key_equal(key_place(t, (slot & HALF) - 1)[0], k, where):
            return (slot & HALF) - 1
        at = (at + 1) & mask
    return -1


@raw
@inline
def add_slot(t: Table[K, V], h: int, entry: int) -> None:
    """Let an entry be found."""
    mask = (1 << t.bits) - 1
    at = first_slot(t, h)
    slots = slots_in(t)
    while slots[at] != 0:
        at = (at + 1) & mask
    slots[at] = shift_left(h, 32) | (entry + 1)


@raw
@noinline
def table_copy(t: Table[K, V], bits: int, moves: bool, where: int) -> Table[K, V]:
    """A table with the same entries, without holes, whose references are moved to it, or retained. Traps `memory`."""
    c = table_new(Table[K, V], bits, where)
    count = 0
    hashes = hashes_in(t)
    for i in range(t.used):
        if i & (POLLED_ITEMS - 1) == POLLED_ITEMS - 1:
            poll(where)
        if hashes[i] != 0:
            k, v = key_place(t, i)[0], value_place(t, i)[0]
            if not moves:
                retain_item(k)
                retain_item(v)
            key_place(c, count)[0] = k
            value_place(c, count)[0] = v
            hashes_in(c)[count] = hashes[i]
            add_slot(c, hashes[i], count)
            count += 1
    c.used = count
    return c


# ---- maps


@raw
@inline
def map_new(of: type[Map[K, V]], descriptor: int, where: int) -> Map[K, V]:
    """The empty map. Traps `memory`."""
    m = new(Map[K, V], alloc(fields_size(Map[K, V]), where), descriptor)
    m.table = None
    m.length = 0
    return m


@raw
@inline
def map_len(m: Map[K, V]) -> int:
    """Number of entries."""
    return m.length


@raw
@noinline
def map_find(m: Map[K, V], k: K, where: int) -> Ptr[V]:
    """The address of the value of a key, which lies in the map; null if there is none. Traps `memory`."""
    t = m.table
    if t is not None:
        entry = find_entry(t, k, key_hash(k, where), where)
        if entry >= 0:
            return value_place(t, entry)
    return view(Ptr[V], null(u8))


@raw
@inline
def map_has(m: Map[K, V], k: K, where: int) -> bool:
    """Whether there is an entry of the key. Traps `memory`."""
    return not map_find(m, k, where).is_null


@raw
@noinline
def map_own(m: Own[Map[K, V]], where: int) -> Map[K, V]:
    """The map, not shared, and its table neither. Traps `memory`."""
    t = m.table
    if m.count != 1:
        c = map_new(Map[K, V], m.descriptor, where)
        c.length = m.length
        if t is not None:
            c.table = table_copy(t, t.bits, False, where)
        release(m)
        return c
    if t is not None and t.count != 1:
        m.table = table_copy(t, t.bits, False, where)
        release(t)
    return m


@raw
@noinline
def map_set(m: Own[Map[K, V]], k: Own[K], v: Own[V], where: int) -> Map[K, V]:
    """The map with a value for a key, in place of the one it had, or at the end. Traps `memory`."""
    if unlikely(m.count != 1):
        m = map_own(m, where)
    h = key_hash(k, where)
    t = m.table
    if t is None:
        t = table_new(Table[K, V], FIRST_BITS, where)
        m.table = t
    entry = find_entry(t, k, h, where)
    if entry >= 0:
        place = value_place(t, entry)
        old = place[0]
        place[0] = v
        release_item(k)
        release_item(old)
        return m
    if unlikely(t.used == table_entries(t.bits)):
        t = grown(m, t, where)
    n = t.used
    key_place(t, n)[0] = k
    value_place(t, n)[0] = v
    hashes_in(t)[n] = h
    add_slot(t, h, n)
    t.used = n + 1
    m.length += 1
    return m


@raw
@noinline
def grown(m: Map[K, V], t: Own[Table[K, V]], where: int) -> Table[K, V]:
    """A table with room for more in place of a full one: of the same size if a quarter of it or more are holes."""
    bits = t.bits
    if m.length * 4 > t.used * 3:
        bits += 1
    c = table_copy(t, bits, True, where)
    m.table = c
    free_object(t)
    return c


@raw
@noinline
def map_delete(m: Own[Map[K, V]], k: K, where: int) -> Map[K, V]:
    """The map without the entry of a key, if there is one. Traps `memory`."""
    if map_find(m, k, where).is_null:
        return m
    m = map_own(m, where)
    t = m.table
    if t is None:
        return m
    h = key_hash(k, where)
    entry = find_entry(t, k, h, where)
    remove_slot(t, h, entry)
    old_key, old = key_place(t, entry)[0], value_place(t, entry)[0]
    hashes_in(t)[entry] = 0
    m.length -= 1
    if m.length == 0:
        t.used = 0
    release_item(old_key)
    release_item(old)
    return m


@raw
@noinline
def remove_slot(t: Table[K, V], h: int, entry: int) -> None:
    """Let an entry be found no more, and those behind it still (Knuth's algorithm R)."""
    mask = (1 << t.bits) - 1
    slots = slots_in(t)
    at = first_slot(t, h)
    while slots[at] & HALF != entry + 1:
        at = (at + 1) & mask
    following = (at + 1) & mask
    while slots[following] != 0:
        home = first_slot(t, shift_right(slots[following], 32))
        if ((following - home) & mask) >= ((following - at) & mask):
            slots[at] = slots[following]
            at = following
        following = (following + 1) & mask
    slots[at] = 0


# ---- cursors


@raw
@inline
def map_first(m: Map[K, V]) -> int:
    """The cursor of the first entry; -1 if there is none."""
    return map_next(m, -1)


@raw
@noinline
def map_next(m: Map[K, V], cursor: int) -> int:
    """The cursor of the entry behind another one; -1 if that was the last."""
    t = m.table
    if t is None:
        return -1
    hashes = hashes_in(t)
    for i in range(cursor + 1, t.used):
        if hashes[i] != 0:
            return i
    return -1


@raw
@inline
def map_key(m: Map[K, V], cursor: int) -> Borrowed[K]:
    """The key of an entry."""
    t: Table[K, V] = view(Table[K, V], m.table)
    return key_place(t, cursor)[0]


@raw
@inline
def map_value(m: Map[K, V], cursor: int) -> Borrowed[V]:
    """The value of an entry."""
    t: Table[K, V] = view(Table[K, V], m.table)
    return value_place(t, cursor)[0]


@raw
@noinline
def map_keys(descriptor: int, m: Map[K, V], where: int) -> List[K]:
    """The keys in order, as a list. Traps `memory`."""
    xs = list_alloc(List[K], descriptor, m.length, where)
    cursor, i = map_first(m), 0
    while cursor >= 0:
        k = map_key(m, cursor)
        retain_item(k)
        xs.items[i] = k
        cursor = map_next(m, cursor)
        i += 1
    return xs


@raw
@noinline
def map_values(descriptor: int, m: Map[K, V], where: int) -> List[V]:
    """The values in the order of their keys, as a list. Traps `memory`."""
    xs = list_alloc(List[V], descriptor, m.length, where)
    cursor, i = map_first(m), 0
    while cursor >= 0:
        v = map_value(m, cursor)
        retain_item(v)
        xs.items[i] = v
        cursor = map_next(m, cursor)
        i += 1
    return xs
