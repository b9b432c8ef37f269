"""Sorted maps and sets: B+ trees of counted nodes.

A node that is shared is copied on the way down, one that is not is changed in place, so old versions stay as they are and
cost little. Full nodes are split, and small ones filled or merged, on the way down, so nothing has to go back up.
A set is a map whose values are of memory class Unit. A cursor is the way to an entry: 6 bits for each height, the
index in the leaf lowest.
"""

from __future__ import annotations

from motet.runtime.counts import free_object, release, release_item, retain, retain_item, retain_items
from motet.runtime.heap import alloc
from motet.runtime.keys import is_short, key_less, prefix, second
from motet.runtime.language import (
    Borrowed,
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
from motet.runtime.objects import LEAST_CONTENT, NODE_KEYS, NODE_PLACES, Node, Text, Tree

FEW_KEYS = 14
"""A node with no more keys is filled up, or merged with one like it, before a key is taken out of it."""

HALF = 15
MOST_LEFT = 28
"""Keys that stay in a full node when it is split, in the middle or at the end of the map."""

CURSOR_BITS = 6
CURSOR_MASK = 63

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


# ---- maps


@raw
@inline
def tree_new(of: type[Tree[K, V]], descriptor: int, where: int) -> Tree[K, V]:
    """The empty map. Traps `memory`."""
    m = new(Tree[K, V], alloc(fields_size(Tree[K, V]), where), descriptor)
    m.root = None
    m.length = 0
    return m


@raw
@inline
def tree_len(m: Tree[K, V]) -> int:
    """Number of entries."""
    return m.length


@raw
@inline
def tree_is_empty(m: Tree[K, V]) -> bool:
    """Whether there are no entries."""
    return m.length == 0


@raw
@noinline
def tree_find(m: Tree[K, V], k: K) -> Ptr[V]:
    """The address of the value of a key, which lies in the map; null if there is none."""
    n = m.root
    if n is None:
        return null_of(Ptr[V])
    while n.height > 0:
        n = children_of(n)[child_position(n, k)]
    i = position(n, k)
    if is_at(n, i, k):
        return values_of(n) + i
    return null_of(Ptr[V])


@raw
@inline
def null_of(of: type[Ptr[V]]) -> Ptr[V]:
    """The null pointer."""
    return view(Ptr[V], null(u8))


@raw
@inline
def tree_has(m: Tree[K, V], k: K) -> bool:
    """Whether there is an entry of the key."""
    return not tree_find(m, k).is_null


@raw
@noinline
def tree_own(m: Own[Tree[K, V]], where: int) -> Tree[K, V]:
    """The map, not shared; its nodes may be. Traps `memory`."""
    if m.count == 1:
        return m
    c = tree_new(Tree[K, V], m.descriptor, where)
    c.length = m.length
    root = m.root
    c.root = root
    if root is not None:
        retain(root)
    release(m)
    return c


# ---- setting


@raw
@noinline
def tree_set(m: Own[Tree[K, V]], k: Own[K], v: Own[V], where: int) -> Tree[K, V]:
    """The map with a value for a key, in place of the one it had. Traps `memory`."""
    if unlikely(m.count != 1):
        m = tree_own(m, where)
    n = root_with_room(m, k, where)
    while n.height > 0:
        i = child_position(n, k)
        c = own_child(n, i, where)
        if unlikely(c.length == NODE_KEYS):
            split_child(n, i, left_part(c, k), where)
            if not key_less(k, n.keys[i]):
                c = children_of(n)[i + 1]
        n = c
    i = position(n, k)
    if is_at(n, i, k):
        old = values_of(n)[i]
        values_of(n)[i] = v
        release_item(k)
        release_item(old)
        return m
    move_keys(n, i, 1)
    shift_items(values_of(n), i, n.length - i, 1)
    put_key(n, i, k)
    values_of(n)[i] = v
    n.length += 1
    m.length += 1
    return m


@raw
@noinline
def root_with_room(m: Tree[K, V], k: K, where: int) -> Node[K, V]:
    """The root of an unshared map, not shared and not full."""
    n = m.root
    if n is None:
        n = node_new(Node[K, V], 0, where)
        m.root = n
        return n
    if n.count != 1:
        n = node_copy(n, where)
        m.root = n
    if n.length < NODE_KEYS:
        return n
    top = node_new(Node[K, V], n.height + 1, where)
    children_of(top)[0] = n
    m.root = top
    split_child(top, 0, left_part(n, k), where)
    return top


@raw
@inline
def left_part(c: Node[K, V], k: K) -> int:
    """How many keys stay in a full node: half of them, or more when keys come in order."""
    return MOST_LEFT if key_less(c.keys[NODE_KEYS - 1], k) else HALF


@raw
@noinline
def split_child(n: Node[K, V], i: int, left: int, where: int) -> None:
    """Child i of a node is full: its keys from number `left` on move to a new child behind it."""
    c = children_of(n)[i]
    r = node_new(Node[K, V], c.height, where)
    separator = c.keys[left]
    if c.height == 0:
        r.length = NODE_KEYS - left
        copy_keys(r, 0, c, left, r.length)
        copy_items(values_of(r), values_of(c) + left, r.length)
        retain_item(separator)
    else:
        r.length = NODE_KEYS - left - 1
        copy_keys(r, 0, c, left + 1, r.length)
        copy_items(children_of(r), children_of(c) + (left + 1), r.length + 1)
    c.length = left
    move_keys(n, i, 1)
    shift_items(children_of(n), i + 1, n.length - i, 1)
    put_key(n, i, separator)
    children_of(n)[i + 1] = r
    n.length += 1


# ---- deleting


@raw
@noinline
def tree_delete(m: Own[Tree[K, V]], k: K, where: int) -> Tree[K, V]:
    """The map without the entry of a key, if there is one. Traps `memory`."""
    if tree_find(m, k).is_null:
        return m
    m = tree_own(m, where)
    n = m.root
    if n is None:
        return m
    if n.count != 1:
        n = node_copy(n, where)
        m.root = n
    m.length -= 1
    while n.height > 0:
        c = child_with_more(n, child_position(n, k), where)
        if n.length == 0:
            drop_root(m, n, c)
        n = c
    i = position(n, k)
    key, value = n.keys[i], values_of(n)[i]
    move_keys(n, i + 1, -1)
    shift_items(values_of(n), i + 1, n.length - i - 1, -1)
    n.length -= 1
    if m.length == 0:
        m.root = None
        release(n)
    release_item(key)
    release_item(value)
    return m


@raw
@inline
def drop_root(m: Tree[K, V], n: Node[K, V], child: Node[K, V]) -> None:
    """The root has one child left, which becomes the root."""
    child.count += 1
    m.root = child
    release(n)


@raw
@noinline
def child_with_more(n: Node[K, V], i: int, where: int) -> Node[K, V]:
    """Child i of an unshared node, not shared, and with so many keys that one can be taken out.

    If it has few, it gets one of a neighbour's, or they become one node.
    """
    c = own_child(n, i, where)
    if c.length > FEW_KEYS:
        return c
    if i > 0 and children_of(n)[i - 1].length > FEW_KEYS:
        take_from_left(n, i, own_child(n, i - 1, where), c)
        return c
    if i < n.length and children_of(n)[i + 1].length > FEW_KEYS:
        take_from_right(n, i, c, own_child(n, i + 1, where))
        return c
    left = i - 1 if i > 0 else i
    return merge_children(n, left, own_child(n, left, where), own_child(n, left + 1, where))


@raw
@noinline
def take_from_left(n: Node[K, V], i: int, left: Node[K, V], c: Node[K, V]) -> None:
    """Move the last entry or child of a node to its right neighbour, child i."""
    last = left.length - 1
    move_keys(c, 0, 1)
    if c.height == 0:
        shift_items(values_of(c), 0, c.length, 1)
        put_key(c, 0, left.keys[last])
        values_of(c)[0] = values_of(left)[last]
        set_separator(n, i - 1, c.keys[0])
    else:
        shift_items(children_of(c), 0, c.length + 1, 1)
        put_key(c, 0, n.keys[i - 1])
        children_of(c)[0] = children_of(left)[last + 1]
        put_key(n, i - 1, left.keys[last])
    left.length = last
    c.length += 1


@raw
@noinline
def take_from_right(n: Node[K, V], i: int, c: Node[K, V], right: Node[K, V]) -> None:
    """Move the first entry or child of a node to its left neighbour, child i."""
    end = c.length
    if c.height == 0:
        put_key(c, end, right.keys[0])
        values_of(c)[end] = values_of(right)[0]
        set_separator(n, i, right.keys[1])
        shift_items(values_of(right), 1, right.length - 1, -1)
    else:
        put_key(c, end, n.keys[i])
        children_of(c)[end + 1] = children_of(right)[0]
        put_key(n, i, right.keys[0])
        shift_items(children_of(right), 1, right.length, -1)
    move_keys(right, 1, -1)
    right.length -= 1
    c.length = end + 1


@raw
@inline
def set_separator(n: Node[K, V], i: int, k: K) -> None:
    """Put a key of a leaf between two children."""
    old = n.keys[i]
    retain_item(k)
    put_key(n, i, k)
    release_item(old)


@raw
@noinline
def merge_children(n: Node[K, V], i: int, c: Node[K, V], right: Node[K, V]) -> Node[K, V]:
    """Children i and i + 1 become one."""
    separator = n.keys[i]
    at = c.length
    if c.height == 0:
        copy_items(values_of(c) + at, values_of(right), right.length)
        release_item(separator)
    else:
        put_key(c, at, separator)
        at += 1
        copy_items(children_of(c) + at, children_of(right), right.length + 1)
    copy_keys(c, at, right, 0, right.length)
    c.length = at + right.length
    move_keys(n, i + 1, -1)
    shift_items(children_of(n), i + 2, n.length - i - 1, -1)
    n.length -= 1
    free_object(right)
    return c


# ---- cursors


@raw
@inline
def tree_first(m: Tree[K, V]) -> int:
    """The cursor of the first entry; -1 if there is none."""
    return 0 if m.length > 0 else -1


@raw
@noinline
def tree_next(m: Tree[K, V], cursor: int) -> int:
    """The cursor of the entry behind another one; -1 if that was the last."""
    following = -1
    n = m.root
    if n is None:
        return -1
    while n.height > 0:
        shift = n.height * CURSOR_BITS
        i = (cursor >> shift) & CURSOR_MASK
        if i < n.length:
            following = ((cursor >> shift) + 1) << shift
        n = children_of(n)[i]
    return cursor + 1 if (cursor & CURSOR_MASK) + 1 < n.length else following


@raw
@noinline
def leaf_at(m: Tree[K, V], cursor: int) -> Node[K, V]:
    """The leaf that has an entry."""
    n = view(Node[K, V], m.root)
    while n.height > 0:
        n = children_of(n)[(cursor >> (n.height * CURSOR_BITS)) & CURSOR_MASK]
    return n


@raw
@inline
def tree_key(m: Tree[K, V], cursor: int) -> Borrowed[K]:
    """The key of an entry."""
    return leaf_at(m, cursor).keys[cursor & CURSOR_MASK]


@raw
@inline
def tree_value(m: Tree[K, V], cursor: int) -> Borrowed[V]:
    """The value of an entry."""
    return values_of(leaf_at(m, cursor))[cursor & CURSOR_MASK]
