"""Sorted maps and sets: B+ trees of counted nodes.

A node that is shared is copied on the way down, one that is not is changed in place, so old versions stay as they are and
cost little. Full nodes are split, and small ones filled or merged, on the way down, so nothing has to go back up.
A set is a map whose values are of memory class Unit. A cursor is the way to an entry: 6 bits for each height, the
index in the leaf lowest.
"""

from __future__ import annotations

from motet.runtime.counts import free_object, release, release_item, retain, retain_item
from motet.runtime.heap import alloc
from motet.runtime.keys import key_less
from motet.runtime.language import (
    Borrowed,
    K,
    Own,
    Ptr,
    V,
    fields_size,
    inline,
    new,
    noinline,
    null,
    raw,
    u8,
    unlikely,
    view,
)
from motet.runtime.objects import NODE_KEYS, Node, Tree
from motet.runtime.tree_nodes import (
    child_position,
    children_of,
    copy_items,
    copy_keys,
    is_at,
    move_keys,
    node_copy,
    node_new,
    own_child,
    position,
    put_key,
    shift_items,
    values_of,
)

FEW_KEYS = 14
"""A node with no more keys is filled up, or merged with one like it, before a key is taken out of it."""

HALF = 15
MOST_LEFT = 28
"""Keys that stay in a full node when it is split, in the middle or at the end of the map."""

CURSOR_BITS = 6
CURSOR_MASK = 63

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
