"""Nodes of sorted maps: their parts, copies of them, and the search in one node.

A node with Ints as keys is searched by comparing all places at once with vector instructions. Strs have numbers beside them
(`motet.runtime.keys`), so that they are searched in the same way, and looked at only where the numbers are equal.
"""

from __future__ import annotations

from motet.runtime.counts import release, retain_items
from motet.runtime.heap import alloc
from motet.runtime.keys import is_short, key_less, prefix, second
from motet.runtime.language import (
    K,
    Object,
    Own,
    Ptr,
    V,
    array,
    copy_bytes,
    fields_size,
    inline,
    item_size,
    move_bytes,
    new,
    noinline,
    null,
    raw,
    u8,
    unlikely,
    view,
)
from motet.runtime.objects import LEAST_CONTENT, NODE_KEYS, NODE_PLACES, Node, Text

# ---- nodes


@raw
@inline
def values_of(n: Node[K, V]) -> Ptr[V]:
    """The values of a leaf."""
    return view(Ptr[V], n.keys + NODE_KEYS)


@raw
@inline
def children_of(n: Node[K, V]) -> Ptr[Node[K, V]]:
    """The children of a node that is no leaf."""
    return view(Ptr[Node[K, V]], n.keys + NODE_KEYS)


@raw
@inline
def bytes_behind(of: type[Node[K, V]], height: int) -> int:
    """Bytes of the keys and of the values or children of a node, up to the next whole word."""
    content = (NODE_KEYS + 1) * 8 if height > 0 else NODE_KEYS * item_size(Ptr[V])
    if content < LEAST_CONTENT:
        content = LEAST_CONTENT
    return (NODE_KEYS * item_size(Ptr[K]) + content + 7) & -8


@raw
@inline
def prefix_bytes(of: type[Node[K, V]]) -> int:
    """Bytes of the prefixes of a node: only Strs, of memory class Ref, have them."""
    keys = view(Ptr[K], null(u8))
    if keys.is_counted:
        return 2 * NODE_PLACES * 8 if item_size(Ptr[K]) == 8 else 0
    return 0


@raw
@inline
def prefixes_of(n: Node[K, V], height: int) -> Ptr[int]:
    """The prefixes of the keys of a node of this height."""
    return array(int, array(u8, n.keys) + bytes_behind(Node[K, V], height))


@raw
@inline
def node_bytes(of: type[Node[K, V]], height: int) -> int:
    """Bytes of a node of this height."""
    return fields_size(Node[K, V]) + bytes_behind(Node[K, V], height) + prefix_bytes(Node[K, V])


@raw
@noinline
def node_new(of: type[Node[K, V]], height: int, where: int) -> Node[K, V]:
    """A node without keys. Traps `memory`."""
    n = new(Node[K, V], alloc(node_bytes(Node[K, V], height), where))
    n.length = 0
    n.height = height
    n.link = None
    return n


@raw
@noinline
def node_copy(n: Own[Node[K, V]], where: int) -> Node[K, V]:
    """A node with the same content that is not shared. Traps `memory`."""
    c = node_new(Node[K, V], n.height, where)
    copy_bytes(array(u8, c.keys), array(u8, n.keys), node_bytes(Node[K, V], n.height) - fields_size(Node[K, V]))
    c.length = n.length
    retain_items(n.keys, n.length)
    if n.height == 0:
        retain_items(values_of(n), n.length)
    else:
        retain_items(children_of(n), n.length + 1)
    release(n)
    return c


@raw
@inline
def own_child(n: Node[K, V], i: int, where: int) -> Node[K, V]:
    """A child of an unshared node, not shared either."""
    c = children_of(n)[i]
    if unlikely(c.count != 1):
        c = node_copy(c, where)
        children_of(n)[i] = c
    return c


@raw
@inline
def count_less(numbers: Ptr[int], count: int, value: int) -> int:
    """How many of the first `count` numbers of a node are less.

    Looking at all places, used or not, is faster than jumping among them: it is done with a few vector instructions.
    """
    found = 0
    for i in range(NODE_PLACES):
        found += (1 if numbers[i] < value else 0) & (1 if i < count else 0)
    return found


@raw
@inline
def count_not_greater(numbers: Ptr[int], count: int, value: int) -> int:
    """How many of the first `count` numbers of a node are not greater."""
    found = 0
    for i in range(NODE_PLACES):
        found += (1 if numbers[i] <= value else 0) & (1 if i < count else 0)
    return found


@raw
@inline
def end_of_less(numbers: Ptr[int], start: int, end: int, value: int) -> int:
    """Where numbers of a range end that are less than one."""
    while start < end and numbers[start] < value:
        start += 1
    return start


@raw
@inline
def end_of_equal(numbers: Ptr[int], start: int, end: int, value: int) -> int:
    """Where numbers end that are equal to one, from the first place where they may be."""
    while start < end and numbers[start] == value:
        start += 1
    return start


@raw
@inline
def position(n: Node[K, V], k: K) -> int:
    """How many keys of a leaf come before a key."""
    if isinstance(k, int):
        return count_less(array(int, n.keys), n.length, k)
    low, high = 0, n.length
    if isinstance(k, Object):
        text, prefixes = view(Text, k), prefixes_of(n, 0)
        low = count_less(prefixes, n.length, prefix(text))
        high = end_of_equal(prefixes, low, n.length, prefix(text))
        if low < high:
            low = end_of_less(prefixes + NODE_PLACES, low, high, second(text))
            if is_short(second(text)):
                return low
            high = end_of_equal(prefixes + NODE_PLACES, low, high, second(text))
    keys = n.keys
    while low < high:
        middle = (low + high) >> 1
        if key_less(keys[middle], k):
            low = middle + 1
        else:
            high = middle
    return low


@raw
@inline
def is_at(n: Node[K, V], i: int, k: K) -> bool:
    """Whether a key is at its position in a leaf."""
    if i >= n.length:
        return False
    if isinstance(k, Object):
        prefixes = prefixes_of(n, 0) + i
        if prefixes[0] != prefix(view(Text, k)) or prefixes[NODE_PLACES] != second(view(Text, k)):
            return False
        if is_short(second(view(Text, k))):
            return True
    return not key_less(k, n.keys[i])


@raw
@inline
def child_position(n: Node[K, V], k: K) -> int:
    """The index of the child that has a key: how many keys of a node, which is no leaf, do not come after it."""
    if isinstance(k, int):
        return count_not_greater(array(int, n.keys), n.length, k)
    low, high = 0, n.length
    if isinstance(k, Object):
        text, prefixes = view(Text, k), prefixes_of(n, 1)
        low = count_less(prefixes, n.length, prefix(text))
        high = end_of_equal(prefixes, low, n.length, prefix(text))
        if low < high:
            low = end_of_less(prefixes + NODE_PLACES, low, high, second(text))
            high = end_of_equal(prefixes + NODE_PLACES, low, high, second(text))
            if is_short(second(text)):
                return high
    keys = n.keys
    while low < high:
        middle = (low + high) >> 1
        if key_less(k, keys[middle]):
            high = middle
        else:
            low = middle + 1
    return low


# ---- the keys of nodes, with their prefixes


@raw
@inline
def move_keys(n: Node[K, V], start: int, by: int) -> None:
    """Move the keys from one place on by one place."""
    count = n.length - start
    shift_items(n.keys, start, count, by)
    if prefix_bytes(Node[K, V]) > 0:
        prefixes = prefixes_of(n, n.height)
        shift_items(prefixes, start, count, by)
        shift_items(prefixes + NODE_PLACES, start, count, by)


@raw
@inline
def copy_keys(target: Node[K, V], to: int, source: Node[K, V], start: int, count: int) -> None:
    """Copy keys to another node."""
    copy_items(target.keys + to, source.keys + start, count)
    if prefix_bytes(Node[K, V]) > 0:
        there, here = prefixes_of(target, target.height) + to, prefixes_of(source, source.height) + start
        copy_items(there, here, count)
        copy_items(there + NODE_PLACES, here + NODE_PLACES, count)


@raw
@inline
def put_key(n: Node[K, V], i: int, k: K) -> None:
    """Write a key."""
    n.keys[i] = k
    if isinstance(k, Object):
        prefixes = prefixes_of(n, n.height) + i
        prefixes[0] = prefix(view(Text, k))
        prefixes[NODE_PLACES] = second(view(Text, k))


@raw
@inline
def shift_items(items: Ptr[K], start: int, count: int, by: int) -> None:
    """Move `count` items from `start` on by some places."""
    move_bytes(array(u8, items + (start + by)), array(u8, items + start), count * items.width)


@raw
@inline
def copy_items(target: Ptr[K], source: Ptr[K], count: int) -> None:
    """Copy items to another node."""
    copy_bytes(array(u8, target), array(u8, source), count * target.width)
