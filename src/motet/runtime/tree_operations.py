"""Operations on whole sorted maps and sets."""

from __future__ import annotations

from motet.runtime.counts import release, retain, retain_item, retain_items
from motet.runtime.keys import is_key
from motet.runtime.language import (
    K,
    Object,
    Own,
    Ptr,
    T,
    V,
    address,
    array,
    copy_bytes,
    inline,
    item_size,
    noinline,
    poll,
    raw,
    u8,
    view,
)
from motet.runtime.list_operations import pair
from motet.runtime.lists import list_alloc
from motet.runtime.objects import List, Tree
from motet.runtime.tree_nodes import values_of
from motet.runtime.trees import (
    leaf_at,
    tree_delete,
    tree_find,
    tree_first,
    tree_has,
    tree_key,
    tree_new,
    tree_next,
    tree_set,
    tree_value,
)

FIRST_PART = 8
"""Offset of the first part of a pair."""


@raw
@noinline
def tree_keys(descriptor: int, m: Tree[K, V], where: int) -> List[K]:
    """The keys in order, as a list. Traps `memory`."""
    xs = list_alloc(List[K], descriptor, m.length, where)
    _gather(xs, m, False, where)
    return xs


@raw
@noinline
def tree_values(descriptor: int, m: Tree[K, V], where: int) -> List[V]:
    """The values in the order of their keys, as a list. Traps `memory`."""
    xs = list_alloc(List[V], descriptor, m.length, where)
    _gather(xs, m, True, where)
    return xs


@raw
def _gather(xs: List[T], m: Tree[K, V], values: bool, where: int) -> None:
    """Fill a new list with the keys or the values of a map."""
    cursor, done = tree_first(m), 0
    while cursor >= 0:
        poll(where)
        leaf = leaf_at(m, cursor)
        source = array(u8, values_of(leaf)) if values else array(u8, leaf.keys)
        copy_bytes(array(u8, xs.items + done), source, leaf.length * item_size(Ptr[T]))
        done += leaf.length
        cursor = tree_next(m, cursor + leaf.length - 1)
    retain_items(xs.items, done)


@raw
@noinline
def tree_entries(list_descriptor: int, pair_descriptor: int, m: Tree[K, V], where: int) -> List[Object]:
    """Pairs of key and value in the order of the keys, as a list. Traps `memory`."""
    xs = list_alloc(List[Object], list_descriptor, m.length, where)
    cursor, done = tree_first(m), 0
    while cursor >= 0:
        poll(where)
        leaf = leaf_at(m, cursor)
        for i in range(leaf.length):
            xs.items[done + i] = pair(pair_descriptor, leaf.keys[i], values_of(leaf)[i], where)
        done += leaf.length
        cursor = tree_next(m, cursor + leaf.length - 1)
    return xs


# ---- from lists


@raw
@inline
def key_in(of: type[Ptr[K]], o: Object) -> K:
    """The first part of a pair."""
    place: Ptr[K] = view(Ptr[K], address(o) + FIRST_PART)
    return place[0]


@raw
@inline
def value_in(key: type[Ptr[K]], of: type[Ptr[V]], o: Object) -> V:
    """The second part of a pair whose first is of class K."""
    place: Ptr[V] = view(Ptr[V], address(o) + (FIRST_PART + ((item_size(Ptr[K]) + 7) & -8)))
    return place[0]


@raw
@noinline
def tree_from_pairs(of: type[Tree[K, V]], descriptor: int, pairs: List[Object], where: int) -> Tree[K, V] | None:
    """The map of these pairs; of two with the same key the later one counts. None if a key can be none. Traps `memory`."""
    m = tree_new(Tree[K, V], descriptor, where)
    for i in range(pairs.length):
        poll(where)
        k = key_in(Ptr[K], pairs.items[i])
        if not is_key(k):
            release(m)
            return None
        v = value_in(Ptr[K], Ptr[V], pairs.items[i])
        retain_item(k)
        retain_item(v)
        m = tree_set(m, k, v, where)
    return m


@raw
@noinline
def tree_from_items(descriptor: int, items: List[K], where: int) -> Tree[K, None] | None:
    """The set of these items. None if one of them can be no key. Traps `memory`."""
    m = tree_new(Tree[K, None], descriptor, where)
    for i in range(items.length):
        poll(where)
        k = items.items[i]
        if not is_key(k):
            release(m)
            return None
        retain_item(k)
        m = tree_set(m, k, None, where)
    return m


# ---- two maps


@raw
@noinline
def tree_merge(a: Own[Tree[K, V]], b: Tree[K, V], where: int) -> Tree[K, V]:
    """The entries of both; where both have a key the second counts. Traps `memory`."""
    if a.length == 0:
        release(a)
        retain(b)
        return b
    cursor = tree_first(b)
    while cursor >= 0:
        poll(where)
        k, v = tree_key(b, cursor), tree_value(b, cursor)
        retain_item(k)
        retain_item(v)
        a = tree_set(a, k, v, where)
        cursor = tree_next(b, cursor)
    return a


@raw
@noinline
def tree_difference(a: Own[Tree[K, V]], b: Tree[K, V], where: int) -> Tree[K, V]:
    """The entries of the first whose keys are not in the second. Traps `memory`."""
    if b.length <= a.length:
        cursor = tree_first(b)
        while cursor >= 0 and a.length > 0:
            poll(where)
            a = tree_delete(a, tree_key(b, cursor), where)
            cursor = tree_next(b, cursor)
        return a
    return chosen(a, b, False, where)


@raw
@noinline
def tree_intersection(a: Own[Tree[K, V]], b: Tree[K, V], where: int) -> Tree[K, V]:
    """The entries of the first whose keys are in the second, too. Traps `memory`."""
    return chosen(a, b, True, where)


@raw
@noinline
def chosen(a: Own[Tree[K, V]], b: Tree[K, V], wanted: bool, where: int) -> Tree[K, V]:
    """The entries of a map for which it is as wanted whether another map has the key."""
    m = tree_new(Tree[K, V], a.descriptor, where)
    cursor = tree_first(a)
    while cursor >= 0:
        poll(where)
        k = tree_key(a, cursor)
        if tree_has(b, k) == wanted:
            v = tree_value(a, cursor)
            retain_item(k)
            retain_item(v)
            m = tree_set(m, k, v, where)
        cursor = tree_next(a, cursor)
    release(a)
    return m


@raw
@noinline
def tree_is_subset(a: Tree[K, V], b: Tree[K, V], where: int) -> bool:
    """Whether all keys of the first are in the second."""
    if a.length > b.length:
        return False
    cursor = tree_first(a)
    while cursor >= 0:
        poll(where)
        if tree_find(b, tree_key(a, cursor)).is_null:
            return False
        cursor = tree_next(a, cursor)
    return True
