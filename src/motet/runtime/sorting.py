"""Stable sorting by keys: runs are sorted by insertion, then merged, in the work area.

What is sorted are pairs of an ordinal and an index. The ordinal of an Int is the Int, that of a Float has its bits in such a
form that they are in order, that of a Str is its first 8 bytes; where ordinals of Strs are equal the texts are compared.
"""

from __future__ import annotations

from motet.runtime.counts import release, retain_items
from motet.runtime.heap import FIRST_CHUNK, NOWHERE, drop_areas, heap, reserve_area
from motet.runtime.keys import prefix, text_less
from motet.runtime.language import (
    AnyValue,
    K,
    Object,
    Own,
    Ptr,
    Struct,
    T,
    array,
    descriptor_word,
    inline,
    noinline,
    poll,
    raw,
    real_bits,
    view,
)
from motet.runtime.lists import list_alloc
from motet.runtime.objects import TAG, List, Text, list_descriptor
from motet.runtime.parts import FLOAT_TAG, STR_TAG

RUN = 16
"""Entries that are sorted by insertion."""

POLLED_ENTRIES = 65536
ENTRY_BYTES = 40
"""Bytes of the work area for each item: two entries and a place."""

NO_KIND = -1
INT_TAG = 0
MOST_INT = 9223372036854775807


class Entry(Struct):
    """What is sorted: the ordinal of a key, and its index."""

    ordinal: int
    index: int


@raw
@noinline
def list_sort_by_keys(xs: Own[List[T]], keys: List[K], where: int) -> List[T]:
    """The items in the order of their keys, equal ones as they were. Traps `memory`.

    Keys that are all Ints, all Strs or all Floats are ordered; NaNs stay where they are. Others are all equal.
    """
    kind = kind_of_keys(keys)
    n = xs.length
    if kind == NO_KIND or n < 2 or keys.length != n:
        return xs
    if n * ENTRY_BYTES > heap.area_size:
        reserve_area(n * ENTRY_BYTES, 0, where)
    entries = view(Ptr[Entry], heap.area)
    places = array(int, heap.area + n * 32)
    count = 0
    for i in range(n):
        if i & (POLLED_ENTRIES - 1) == POLLED_ENTRIES - 1:
            poll(where)
        if not is_nan(keys.items[i]):
            entries[count].ordinal = ordinal_of(keys.items[i])
            entries[count].index = i
            places[count] = i
            count += 1
    sorted_entries = sort_entries(keys, kind == STR_TAG, entries, entries + n, count, where)
    ys = list_alloc(List[T], list_descriptor(xs), n, where)
    if count < n:
        for i in range(n):
            ys.items[i] = xs.items[i]
    for i in range(count):
        ys.items[places[i]] = xs.items[sorted_entries[i].index]
    drop_areas(FIRST_CHUNK)
    retain_items(ys.items, n)
    release(xs)
    return ys


# ---- keys


@raw
@noinline
def kind_of_keys(keys: List[K]) -> int:
    """The tag that all keys have; NO_KIND if they have several, or one of values without order."""
    kind = NO_KIND
    for i in range(keys.length):
        tag = tag_of_key(keys.items[i])
        if tag not in (INT_TAG, FLOAT_TAG, STR_TAG) or (i > 0 and tag != kind):
            return NO_KIND
        kind = tag
    return kind


@raw
@inline
def tag_of_key(k: K) -> int:
    """The tag of a value of any memory class; NO_KIND for Bool and Unit."""
    if isinstance(k, AnyValue):
        return k.tag
    if isinstance(k, Object):
        return descriptor_word(k.descriptor, TAG)
    if isinstance(k, float):
        return FLOAT_TAG
    if isinstance(k, bool):
        return NO_KIND
    return INT_TAG if isinstance(k, int) else NO_KIND


@raw
@inline
def is_nan(k: K) -> bool:
    """Whether a key is a Float that is no number."""
    if isinstance(k, float):
        return k != k
    if isinstance(k, AnyValue):
        return k.tag == FLOAT_TAG and k.real != k.real
    return False


@raw
@inline
def ordinal_of(k: K) -> int:
    """A number in whose order keys come, of Strs only as far as it goes."""
    if isinstance(k, float):
        return ordinal_of_bits(real_bits(k))
    if isinstance(k, Object):
        return prefix(view(Text, k))
    if isinstance(k, AnyValue):
        if k.tag == STR_TAG:
            return prefix(view(Text, k.obj))
        return ordinal_of_bits(k.integer) if k.tag == FLOAT_TAG else k.integer
    return k if isinstance(k, int) else 0


@raw
@inline
def ordinal_of_bits(bits: int) -> int:
    """The bits of a Float that is a number as an Int in the order of the Floats; both zeros are 0."""
    return bits if bits >= 0 else 0 - (bits & MOST_INT)


@raw
@inline
def text_key(k: K) -> Text:
    """A key that is a Str."""
    if isinstance(k, AnyValue):
        return view(Text, k.obj)
    if isinstance(k, Object):
        return view(Text, k)
    return view(Text, heap.pending)


# ---- entries


@raw
@inline
def entry_less(keys: List[K], are_texts: bool, a: Entry, b: Entry) -> bool:
    """Whether the key of an entry comes before that of another."""
    if a.ordinal != b.ordinal:
        return a.ordinal < b.ordinal
    return are_texts and key_text_less(text_key(keys.items[a.index]), text_key(keys.items[b.index]))


@raw
@noinline
def key_text_less(a: Text, b: Text) -> bool:
    """Whether a text comes before another with the same ordinal. They may be long, and there may be many of them."""
    poll(NOWHERE)
    return text_less(a, b)


@raw
@inline
def put_entry(target: Entry, source: Entry) -> None:
    """Copy an entry."""
    target.ordinal = source.ordinal
    target.index = source.index


@raw
@noinline
def sort_entries(
    keys: List[K], are_texts: bool, entries: Ptr[Entry], other: Ptr[Entry], count: int, where: int
) -> Ptr[Entry]:
    """Sort entries; the result lies where they are, or in the other place."""
    start = 0
    while start < count:
        poll(where)
        end = start + RUN if start + RUN < count else count
        sort_run(keys, are_texts, entries, start, end)
        start = end
    width = RUN
    while width < count:
        start = 0
        while start < count:
            poll(where)
            middle = start + width if start + width < count else count
            end = middle + width if middle + width < count else count
            merge_runs(keys, are_texts, entries, other, start, middle, end)
            start = end
        entries, other = other, entries
        width = width * 2
    return entries


@raw
@noinline
def sort_run(keys: List[K], are_texts: bool, entries: Ptr[Entry], start: int, end: int) -> None:
    """Sort a few entries by insertion."""
    for i in range(start + 1, end):
        ordinal, index = entries[i].ordinal, entries[i].index
        at = i
        while at > start and comes_before(keys, are_texts, ordinal, index, entries[at - 1]):
            put_entry(entries[at], entries[at - 1])
            at -= 1
        entries[at].ordinal = ordinal
        entries[at].index = index


@raw
@inline
def comes_before(keys: List[K], are_texts: bool, ordinal: int, index: int, b: Entry) -> bool:
    """`entry_less` of an entry that is not in memory."""
    if ordinal != b.ordinal:
        return ordinal < b.ordinal
    return are_texts and key_text_less(text_key(keys.items[index]), text_key(keys.items[b.index]))


@raw
@noinline
def merge_runs(
    keys: List[K], are_texts: bool, source: Ptr[Entry], target: Ptr[Entry], start: int, middle: int, end: int
) -> None:
    """Merge two neighbouring runs into the other place."""
    left, right = start, middle
    for at in range(start, end):
        if left < middle and (right >= end or not entry_less(keys, are_texts, source[right], source[left])):
            put_entry(target[at], source[left])
            left += 1
        else:
            put_entry(target[at], source[right])
            right += 1
