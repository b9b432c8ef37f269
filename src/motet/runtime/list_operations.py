"""Operations on whole lists: joining, turning round, parts, pairs."""

from __future__ import annotations

from motet.runtime.counts import release, release_item, retain_item, retain_items
from motet.runtime.heap import NOWHERE, alloc
from motet.runtime.language import (
    K,
    Object,
    Own,
    Ptr,
    T,
    V,
    address,
    array,
    below,
    copy_bytes,
    descriptor_word,
    inline,
    item_size,
    new,
    noinline,
    null,
    poll,
    raw,
    u8,
    view,
    wrap_add,
)
from motet.runtime.lists import (
    list_alloc,
    list_own,
    list_part,
    list_pop,
    list_tail,
    list_with_capacity,
    new_view,
    room_behind,
)
from motet.runtime.objects import SIZE, List, is_view, list_descriptor

MOST_INT = 9223372036854775807
POLLED_ITEMS = 65536
"""Items that a loop goes through between two polls: a power of two."""


@raw
@noinline
def list_concat(a: Own[List[T]], b: List[T], where: int) -> List[T]:
    """The items of one list, then those of another. Traps `memory`."""
    count = b.length
    if count == 0:
        return a
    a = room_behind(a, count, where)
    copy_bytes(array(u8, a.items + a.length), array(u8, b.items), count * b.items.width)
    retain_items(b.items, count)
    a.length += count
    return a


@raw
@noinline
def list_reverse(xs: Own[List[T]], where: int) -> List[T]:
    """The items in the other order. Traps `memory`."""
    xs = list_own(xs, where)
    items = xs.items
    low, high = 0, xs.length - 1
    while low < high:
        if low & (POLLED_ITEMS - 1) == POLLED_ITEMS - 1:
            poll(where)
        x = items[low]
        items[low] = items[high]
        items[high] = x
        low += 1
        high -= 1
    return xs


@raw
@inline
def list_at(xs: List[T], index: int) -> Ptr[T]:
    """The address of an item, which lies in the list; null if there is none."""
    if below(index, xs.length):
        return xs.items + index
    return view(Ptr[T], null(u8))


@raw
@inline
def list_first(xs: List[T]) -> Ptr[T]:
    """The address of the first item; null if there is none."""
    return list_at(xs, 0)


@raw
@inline
def list_last(xs: List[T]) -> Ptr[T]:
    """The address of the last item; null if there is none."""
    return list_at(xs, xs.length - 1)


@raw
@inline
def clamped(value: int, most: int) -> int:
    """The number in 0 ... most that is nearest."""
    if value < 0:
        return 0
    return value if value < most else most


@raw
@noinline
def list_slice(xs: Own[List[T]], low: int, high: int, where: int) -> List[T]:
    """The items from index `low` up to, but without, `high`; indices outside of the list mean its ends. Traps `memory`."""
    start = clamped(low, xs.length)
    end = clamped(high, xs.length)
    if start == 0 and end == xs.length:
        return xs
    return list_part(xs, start, end - start if end > start else 0, where)


@raw
@noinline
def list_take(xs: Own[List[T]], count: int, where: int) -> List[T]:
    """The first `count` items; all if there are less, none for a negative number. Traps `memory`."""
    return list_slice(xs, 0, count, where)


@raw
@noinline
def list_drop(xs: Own[List[T]], count: int, where: int) -> List[T]:
    """The list without its first `count` items. Traps `memory`."""
    return list_slice(xs, count, xs.length, where)


@raw
@noinline
def list_range(descriptor: int, low: int, high: int, where: int) -> List[int]:
    """The Ints from `low` up to, but without, `high`. Traps `memory`."""
    length = 0
    if low < high:
        length = high - low if low >= 0 or high < 0 or low >= high - MOST_INT else -1
    xs = list_alloc(List[int], descriptor, length, where)
    items = xs.items
    start = 0
    while start < length:
        poll(where)
        end = start + POLLED_ITEMS if start + POLLED_ITEMS < length else length
        for i in range(start, end):
            items[i] = low + i
        start = end
    return xs


@raw
@noinline
def list_repeat(descriptor: int, x: Own[T], count: int, where: int) -> List[T]:
    """`count` times the same item. Traps `memory`."""
    length = count if count > 0 else 0
    xs = list_alloc(List[T], descriptor, length, where)
    items = xs.items
    start = 0
    while start < length:
        poll(where)
        end = start + POLLED_ITEMS if start + POLLED_ITEMS < length else length
        for i in range(start, end):
            items[i] = x
        retain_items(items + start, end - start)
        start = end
    release_item(x)
    return xs


@raw
@inline
def list_as(xs: Own[List[T]], descriptor: int, where: int) -> List[T]:
    """The same items as a value of another type with the same memory class: a list as a deque. Traps `memory`."""
    if list_descriptor(xs) == descriptor:
        return xs
    return list_converted(xs, descriptor, where)


@raw
@noinline
def list_converted(xs: Own[List[T]], descriptor: int, where: int) -> List[T]:
    """`list_as`."""
    if xs.count != 1:
        xs = new_view(xs, 0, xs.length, where)
    xs.descriptor = descriptor + 1 if is_view(xs) else descriptor
    return xs


@raw
@inline
def list_is_empty(xs: List[T]) -> bool:
    """Whether there are no items."""
    return xs.length == 0


@raw
@noinline
def list_sum(xs: List[int]) -> int:
    """The sum of Ints modulo 2**64."""
    total = 0
    start = 0
    while start < xs.length:
        poll(NOWHERE)
        end = start + POLLED_ITEMS if start + POLLED_ITEMS < xs.length else xs.length
        for i in range(start, end):
            total = wrap_add(total, xs.items[i])
        start = end
    return total


@raw
@noinline
def list_flatten(of: type[List[T]], descriptor: int, lists: List[Object], where: int) -> List[T]:
    """The items of all lists in a list, in order. Traps `memory`."""
    length = 0
    for i in range(lists.length):
        length += view(List[T], lists.items[i]).length
    ys = list_with_capacity(List[T], descriptor, length, where)
    for i in range(lists.length):
        poll(where)
        xs = view(List[T], lists.items[i])
        copy_bytes(array(u8, ys.items + ys.length), array(u8, xs.items), xs.length * xs.items.width)
        ys.length += xs.length
    retain_items(ys.items, length)
    return ys


# ---- pairs


@raw
@inline
def pair(descriptor: int, a: K, b: V, where: int) -> Object:
    """A tuple of two values, which are retained: parts lie in words of 8 bytes. Traps `memory`."""
    o = new(Object, alloc(descriptor_word(descriptor, SIZE), where), descriptor)
    place = address(o) + 8
    array(int, place)[0] = 0
    view(Ptr[K], place)[0] = a
    retain_item(a)
    place = place + ((item_size(Ptr[K]) + 7) & -8)
    if item_size(Ptr[V]) == 1:
        array(int, place)[0] = 0
    view(Ptr[V], place)[0] = b
    retain_item(b)
    return o


@raw
@noinline
def list_pop_front(pair_descriptor: int, xs: Own[List[T]], where: int) -> Object | None:
    """A pair of the first item and the other ones; None if there is none. Traps `memory`."""
    if xs.length == 0:
        release(xs)
        return None
    x = xs.items[0]
    retain_item(x)
    return given_pair(pair_descriptor, x, list_tail(xs, where), where)


@raw
@noinline
def list_pop_back(pair_descriptor: int, xs: Own[List[T]], where: int) -> Object | None:
    """A pair of the last item and the other ones; None if there is none. Traps `memory`."""
    if xs.length == 0:
        release(xs)
        return None
    x = xs.items[xs.length - 1]
    retain_item(x)
    return given_pair(pair_descriptor, x, list_pop(xs, where), where)


@raw
@inline
def given_pair(descriptor: int, x: Own[T], xs: Own[Object], where: int) -> Object:
    """A tuple of an item and a list."""
    made = pair(descriptor, x, xs, where)
    release_item(x)
    release(xs)
    return made


@raw
@noinline
def list_enumerate(list_descriptor: int, pair_descriptor: int, xs: List[T], where: int) -> List[Object]:
    """A list of pairs of an index and the item there. Traps `memory`."""
    ys = list_alloc(List[Object], list_descriptor, xs.length, where)
    for i in range(xs.length):
        if i & (POLLED_ITEMS - 1) == POLLED_ITEMS - 1:
            poll(where)
        ys.items[i] = pair(pair_descriptor, i, xs.items[i], where)
    return ys


@raw
@noinline
def list_zip(list_descriptor: int, pair_descriptor: int, a: List[K], b: List[V], where: int) -> List[Object]:
    """A list of pairs of the items at the same index, as long as the shorter list. Traps `memory`."""
    length = a.length if a.length < b.length else b.length
    ys = list_alloc(List[Object], list_descriptor, length, where)
    for i in range(length):
        if i & (POLLED_ITEMS - 1) == POLLED_ITEMS - 1:
            poll(where)
        ys.items[i] = pair(pair_descriptor, a.items[i], b.items[i], where)
    return ys
