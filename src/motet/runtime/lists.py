"""Lists: values that never change for the program, but are changed in place while nobody else has them.

A list owns storage with room at both ends, so that pushing, putting in front and taking off the first item take constant
time on average. A list that is a part of another, shared one is a view of it.

Routines that take a list over (`Own`) give back the changed one, which is the same object when it was not shared. The
descriptor of the views of a type of lists follows that of the type.
"""

from __future__ import annotations

from motet.runtime.counts import release, release_item, release_items, retain_item, retain_items
from motet.runtime.heap import alloc, block_size, free, resize
from motet.runtime.language import (
    Borrowed,
    Own,
    Ptr,
    T,
    address,
    array,
    below,
    copy_bytes,
    fail,
    fields_size,
    inline,
    item_size,
    move_bytes,
    new,
    noinline,
    number_of,
    raw,
    u8,
    unlikely,
    view,
)
from motet.runtime.objects import List, base_of, is_view, list_descriptor

MOST_ITEMS = 2147483648
"""A list of this length or more is refused with `memory`: counts have 32 bits."""

LEAST_STORAGE = 8
"""Bytes of the storage of the smallest list."""

DOUBLED = 4194304
"""Blocks of up to so many bytes are doubled when they grow, larger ones get half as much again."""

# ---- making lists


@raw
@inline
def list_alloc(of: type[List[T]], descriptor: int, length: int, where: int) -> List[T]:
    """A list whose items are not written yet: the caller writes all of them at once. Traps `memory`."""
    xs = list_with_capacity(List[T], descriptor, length, where)
    xs.length = length
    return xs


@raw
@inline
def list_with_capacity(of: type[List[T]], descriptor: int, capacity: int, where: int) -> List[T]:
    """An empty list with room for so many items at its end. Traps `memory`."""
    if unlikely(not below(capacity, MOST_ITEMS)):
        fail("memory", where)
    size = fields_size(List[T]) + capacity * item_size(Ptr[T])
    if capacity * item_size(Ptr[T]) < LEAST_STORAGE:
        size = fields_size(List[T]) + LEAST_STORAGE
    return list_of_bytes(List[T], descriptor, size, where)


@raw
@inline
def list_of_bytes(of: type[List[T]], descriptor: int, size: int, where: int) -> List[T]:
    """An empty list in a block of `size` bytes."""
    block = alloc(size, where)
    xs = new(List[T], block, descriptor)
    xs.items = view(Ptr[T], block + fields_size(List[T]))
    xs.length = 0
    xs.end = block + block_size(size)
    return xs


@raw
@inline
def storage(xs: List[T]) -> Ptr[u8]:
    """Where the storage of a list begins that is no view."""
    return address(xs) + fields_size(List[T])


@raw
@inline
def capacity_bytes(xs: List[T]) -> int:
    """Bytes of the storage of a list that is no view."""
    return number_of(xs.end) - number_of(storage(xs))


# ---- looking


@raw
@inline
def list_len(xs: List[T]) -> int:
    """Number of items."""
    return xs.length


@raw
@inline
def list_peek(xs: List[T], index: int, where: int) -> Borrowed[T]:
    """The item, which lives as long as the list does. Traps `index`."""
    if unlikely(not below(index, xs.length)):
        fail("index", where)
    return xs.items[index]


@raw
@inline
def list_get(xs: List[T], index: int, where: int) -> T:
    """The item. Traps `index`."""
    x = list_peek(xs, index, where)
    retain_item(x)
    return x


# ---- changing


@raw
@inline
def list_set(xs: Own[List[T]], index: int, x: Own[T], where: int) -> List[T]:
    """The list with an item replaced. Traps `index`, `memory`."""
    if unlikely(not below(index, xs.length)):
        fail("index", where)
    if unlikely(xs.count != 1 or is_view(xs)):
        xs = list_own(xs, where)
    old = xs.items[index]
    xs.items[index] = x
    release_item(old)
    return xs


@raw
@inline
def list_replace(xs: Own[List[T]], index: int, x: Own[T], where: int) -> List[T]:
    """As `list_set`; as it is where there is no item."""
    if below(index, xs.length):
        return list_set(xs, index, x, where)
    release_item(x)
    return xs


@raw
@inline
def list_push(xs: Own[List[T]], x: Own[T], where: int) -> List[T]:
    """The list with one item more at its end. Traps `memory`."""
    if unlikely(xs.count != 1 or array(u8, xs.items + xs.length + 1) > xs.end):
        xs = room_behind(xs, 1, where)
    length = xs.length
    xs.items[length] = x
    xs.length = length + 1
    return xs


@raw
@inline
def list_cons(x: Own[T], xs: Own[List[T]], where: int) -> List[T]:
    """The list with one item more in front. Traps `memory`."""
    if unlikely(xs.count != 1 or is_view(xs) or array(u8, xs.items) < storage(xs) + item_size(Ptr[T])):
        xs = room_before(xs, where)
    items = xs.items + -1
    items[0] = x
    xs.items = items
    xs.length += 1
    return xs


@raw
@inline
def list_tail(xs: Own[List[T]], where: int) -> List[T]:
    """The list without its first item; an empty one as it is. Traps `memory`."""
    if unlikely(xs.count != 1 or xs.length == 0):
        return list_part(xs, 1, xs.length - 1, where)
    if is_view(xs):
        if unlikely(base_of(xs).count == 1 or is_small(xs.length * item_size(Ptr[T]), capacity_bytes(base_of(xs)))):
            return list_part(xs, 1, xs.length - 1, where)
        xs.items = xs.items + 1
        xs.length -= 1
        return xs
    first = xs.items[0]
    xs.items = xs.items + 1
    xs.length -= 1
    release_item(first)
    return xs


@raw
@inline
def list_pop(xs: Own[List[T]], where: int) -> List[T]:
    """The list without its last item; an empty one as it is. Traps `memory`."""
    if unlikely(xs.count != 1 or is_view(xs) or xs.length == 0):
        return list_part(xs, 0, xs.length - 1, where)
    xs.length -= 1
    release_item(xs.items[xs.length])
    return xs


# ---- parts


@raw
@noinline
def list_part(xs: Own[List[T]], start: int, length: int, where: int) -> List[T]:
    """`length` items from `start` on, which must lie in the list; nothing is done for a length below 0. Traps `memory`.

    It is a view if the list is shared, unless a copy takes less than a quarter of the memory that the view would keep.
    """
    if length < 0:
        return xs
    if xs.count == 1 and is_view(xs) and base_of(xs).count == 1:
        xs = take_over(xs)
    owner = base_of(xs) if is_view(xs) else xs
    if is_small(length * xs.items.width, capacity_bytes(owner)):
        return list_copy(xs, start, length, length, where)
    if xs.count == 1:
        if not is_view(xs):
            keep_part(xs, xs.items + start, length)
        else:
            xs.items = xs.items + start
            xs.length = length
        return xs
    return new_view(xs, start, length, where)


@raw
@inline
def is_small(part: int, whole: int) -> bool:
    """Whether so many bytes of a storage are better copied than kept."""
    return part * 4 < whole and whole > 64


@raw
@noinline
def new_view(xs: Own[List[T]], start: int, length: int, where: int) -> List[T]:
    """A view of a part of a list."""
    block = alloc(fields_size(List[T]), where)
    ys = new(List[T], block, list_descriptor(xs) + 1)
    ys.items = xs.items + start
    ys.length = length
    if is_view(xs):
        base_of(xs).count += 1
        ys.end = xs.end
        release(xs)
    else:
        ys.end = address(xs)
    return ys


@raw
@inline
def keep_part(xs: List[T], items: Ptr[T], length: int) -> None:
    """Let an unshared list that is no view have a part of its items, and release the others."""
    old, old_length = xs.items, xs.length
    front = 0
    if item_size(Ptr[T]) > 0:
        front = (number_of(items) - number_of(old)) // item_size(Ptr[T])
    xs.items = items
    xs.length = length
    release_items(old, front)
    release_items(items + length, old_length - front - length)


@raw
@noinline
def take_over(xs: Own[List[T]]) -> List[T]:
    """The list that an unshared view alone holds, with only the view's items, as a value of the view's type."""
    base = base_of(xs)
    items, length = xs.items, xs.length
    base.descriptor = list_descriptor(xs)
    free(address(xs), fields_size(List[T]))
    keep_part(base, items, length)
    return base


# ---- room


@raw
@noinline
def list_copy(xs: Own[List[T]], start: int, length: int, capacity: int, where: int) -> List[T]:
    """A new list of a part of another."""
    ys = list_with_capacity(List[T], list_descriptor(xs), capacity, where)
    source = xs.items + start
    copy_bytes(array(u8, ys.items), array(u8, source), length * source.width)
    ys.length = length
    retain_items(source, length)
    release(xs)
    return ys


@raw
@noinline
def list_own(xs: Own[List[T]], where: int) -> List[T]:
    """A list with the same items that is not shared and no view. Traps `memory`."""
    if xs.count == 1 and not is_view(xs):
        return xs
    if xs.count == 1 and base_of(xs).count == 1:
        return take_over(xs)
    return list_copy(xs, 0, xs.length, xs.length, where)


@raw
@noinline
def room_behind(xs: Own[List[T]], count: int, where: int) -> List[T]:
    """The list, not shared and no view, with room for so many items at its end. Traps `memory`."""
    length = xs.length + count
    if not below(length, MOST_ITEMS):
        fail("memory", where)
    if xs.count != 1 or (is_view(xs) and base_of(xs).count != 1):
        return list_copy(xs, 0, xs.length, length + (length >> 1), where)
    if is_view(xs):
        xs = take_over(xs)
    if not array(u8, xs.items + length) > xs.end:
        return xs
    used = xs.length * xs.items.width
    if length * xs.items.width * 2 <= capacity_bytes(xs):
        move_items(xs, (capacity_bytes(xs) - length * xs.items.width) >> 1)
        return xs
    front = number_of(xs.items) - number_of(address(xs))
    size = number_of(xs.end) - number_of(address(xs))
    wanted = larger(size, front + length * xs.items.width)
    block = resize(address(xs), size, wanted, front + used, where)
    ys = view(List[T], block)
    ys.items = view(Ptr[T], block + front)
    ys.end = block + block_size(wanted)
    return ys


@raw
@inline
def larger(size: int, least: int) -> int:
    """Bytes of a block that is to replace one of `size` bytes, so that growth takes constant time for each item."""
    wanted = size * 2 if size < DOUBLED else size + (size >> 1)
    return wanted if wanted > least else least


@raw
@noinline
def room_before(xs: Own[List[T]], where: int) -> List[T]:
    """The list, not shared and no view, with room for one item in front. Traps `memory`."""
    if xs.count == 1 and is_view(xs) and base_of(xs).count == 1:
        xs = take_over(xs)
    each = xs.items.width
    used = xs.length * each
    if xs.count == 1 and not is_view(xs):
        if array(u8, xs.items) > storage(xs) + (each - 1):
            return xs
        if (used + each) * 2 <= capacity_bytes(xs):
            move_items(xs, (capacity_bytes(xs) - used + each) >> 1)
            return xs
    wanted = larger(fields_size(List[T]) + used, fields_size(List[T]) + used + 2 * each + LEAST_STORAGE)
    ys = list_of_bytes(List[T], list_descriptor(xs), wanted, where)
    ys.items = view(Ptr[T], storage(ys) + ((capacity_bytes(ys) - used) & -8))
    ys.length = xs.length
    copy_bytes(array(u8, ys.items), array(u8, xs.items), used)
    if xs.count == 1 and not is_view(xs):
        free(address(xs), number_of(xs.end) - number_of(address(xs)))
    else:
        retain_items(xs.items, xs.length)
        release(xs)
    return ys


@raw
@inline
def move_items(xs: List[T], offset: int) -> None:
    """Let the items lie elsewhere in the storage: room at one end becomes room at both ends."""
    if xs.items.width > 1:
        offset = offset & -8
    place = storage(xs) + offset
    move_bytes(place, array(u8, xs.items), xs.length * xs.items.width)
    xs.items = view(Ptr[T], place)
