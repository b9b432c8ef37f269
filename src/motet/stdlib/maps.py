"""Sorted maps and sets of Strs and Ints: first the Strs in the order of their bytes, then the Ints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from motet.bytecode.program import Value
from motet.bytecode.values import SortedMap, SortedSet, Variant
from motet.stdlib.debug_form import debug_text
from motet.stdlib.declare import host
from motet.stdlib.optional import NONE, some
from motet.stdlib.outcomes import KeyKindError
from motet.stdlib.structural import is_key, sorted_keys

_SEARCH = "8 + 4 * log2(map.length + 2)"
_COPY = "96 * map.length + 256"


def _sorted_map(entries: dict[Any, Any]) -> SortedMap:
    return SortedMap({key: entries[key] for key in sorted_keys(entries)})


def _not_a_key(value: Value) -> KeyKindError:
    return KeyKindError("kind", debug=debug_text(value))


def _first_wrong(keys: list[Any]) -> KeyKindError | None:
    if set(map(type, keys)) <= _KEYS:
        return None
    return next(_not_a_key(key) for key in keys if not is_key(key))


_KEYS: Final = frozenset((str, int))


@host("map.new() -> SortedMap[K, V]", fuel="2", memory="64", pure=True)
def new() -> SortedMap:
    """The empty map."""
    return SortedMap({})


@host("map.size(map: SortedMap[K, V]) -> Int", fuel="1", pure=True)
def size(map: SortedMap) -> int:
    """Number of entries."""
    return len(map.table)


@host("map.is_empty(map: SortedMap[K, V]) -> Bool", fuel="2", pure=True)
def is_empty(map: SortedMap) -> bool:
    """Whether it has no entries."""
    return not map.table


@host("map.has(map: SortedMap[K, V], key: K) -> Bool", errors=KeyKindError, fuel=_SEARCH, pure=True)
def has(map: SortedMap, key: Value) -> bool | KeyKindError:
    """Whether there is an entry of the key."""
    return key in map.table if is_key(key) else _not_a_key(key)


@host("map.get(map: SortedMap[K, V], key: K) -> Option[V]", errors=KeyKindError, fuel=_SEARCH, memory="64", pure=True)
def get(map: SortedMap, key: Value) -> Variant | KeyKindError:
    """The value of the key."""
    if not is_key(key):
        return _not_a_key(key)
    return some(map.table[key]) if key in map.table else NONE


@host(
    "map.set(map: SortedMap[K, V], key: K, value: V) -> SortedMap[K, V]",
    errors=KeyKindError,
    fuel=_SEARCH,
    memory=_COPY,
    pure=True,
)
def set_entry(map: SortedMap, key: Value, value: Value) -> SortedMap | KeyKindError:
    """With the value for the key, in place of the one it had."""
    if not is_key(key):
        return _not_a_key(key)
    made = SortedMap(map.entries.copy())
    made.put(key, value)
    return made


@host(
    "map.delete(map: SortedMap[K, V], key: K) -> SortedMap[K, V]",
    errors=KeyKindError,
    fuel=_SEARCH,
    memory=_COPY,
    pure=True,
)
def delete(map: SortedMap, key: Value) -> SortedMap | KeyKindError:
    """Without the entry of the key, if there is one."""
    if not is_key(key):
        return _not_a_key(key)
    if key not in map.table:
        return map
    entries = map.entries.copy()
    del entries[key]
    return SortedMap(entries)


@host("map.keys(map: SortedMap[K, V]) -> List[K]", fuel="4 + map.length", memory="16 * map.length + 64", pure=True)
def keys(map: SortedMap) -> list[Any]:
    """The keys, in order."""
    return list(map.entries)


@host("map.values(map: SortedMap[K, V]) -> List[V]", fuel="4 + map.length", memory="16 * map.length + 64", pure=True)
def values(map: SortedMap) -> list[Any]:
    """The values, in the order of their keys."""
    return list(map.entries.values())


@host("map.entries(map: SortedMap[K, V]) -> List[(K, V)]", fuel="4 + 2 * map.length", memory=_COPY, pure=True)
def entries(map: SortedMap) -> list[tuple[Any, Any]]:
    """Pairs of key and value, in the order of the keys."""
    return list(map.entries.items())


@host(
    "map.from_list(pairs: List[(K, V)]) -> SortedMap[K, V]",
    errors=KeyKindError,
    fuel="8 + 8 * pairs.length * log2(pairs.length + 2)",
    memory="96 * pairs.length + 256",
    pure=True,
)
def from_list(pairs: list[tuple[Any, Any]]) -> SortedMap | KeyKindError:
    """The map of these pairs; of two with the same key the later one counts."""
    wrong = _first_wrong([key for key, _ in pairs])
    return _sorted_map(dict(pairs)) if wrong is None else wrong


@host(
    "map.merge(a: SortedMap[K, V], b: SortedMap[K, V]) -> SortedMap[K, V]",
    fuel="8 + 4 * (a.length + b.length)",
    memory="96 * (a.length + b.length) + 256",
    pure=True,
)
def merge(a: SortedMap, b: SortedMap) -> SortedMap:
    """The entries of both; where both have a key the second counts."""
    return _sorted_map(a.entries | b.entries)


_ITEMS = "96 * set.length + 256"


@host("set.new() -> SortedSet[K]", fuel="2", memory="64", pure=True)
def set_new() -> SortedSet:
    """The empty set."""
    return SortedSet({})


@host(
    "set.from_list(items: List[K]) -> SortedSet[K]",
    errors=KeyKindError,
    fuel="8 + 8 * items.length * log2(items.length + 2)",
    memory="96 * items.length + 256",
    pure=True,
)
def set_from_list(items: list[Any]) -> SortedSet | KeyKindError:
    """The set of these items."""
    wrong = _first_wrong(items)
    return _sorted_set(items) if wrong is None else wrong


def _sorted_set(items: Iterable[Any]) -> SortedSet:
    return SortedSet(dict.fromkeys(sorted_keys(dict.fromkeys(items))))


@host("set.to_list(set: SortedSet[K]) -> List[K]", fuel="4 + set.length", memory="16 * set.length + 64", pure=True)
def set_to_list(set: SortedSet) -> list[Any]:
    """The items, in order."""
    return list(set.items)


@host("set.size(set: SortedSet[K]) -> Int", fuel="1", pure=True)
def set_size(set: SortedSet) -> int:
    """Number of items."""
    return len(set.table)


@host("set.is_empty(set: SortedSet[K]) -> Bool", fuel="2", pure=True)
def set_is_empty(set: SortedSet) -> bool:
    """Whether it has no items."""
    return not set.table


@host(
    "set.has(set: SortedSet[K], item: K) -> Bool", errors=KeyKindError, fuel="8 + 4 * log2(set.length + 2)", pure=True
)
def set_has(set: SortedSet, item: Value) -> bool | KeyKindError:
    """Whether the item is in it."""
    return item in set.table if is_key(item) else _not_a_key(item)


@host(
    "set.add(set: SortedSet[K], item: K) -> SortedSet[K]",
    errors=KeyKindError,
    fuel="8 + 4 * log2(set.length + 2)",
    memory=_ITEMS,
    pure=True,
)
def set_add(set: SortedSet, item: Value) -> SortedSet | KeyKindError:
    """With the item."""
    if not is_key(item):
        return _not_a_key(item)
    if item in set.table:
        return set
    made = SortedSet(set.items.copy())
    made.put(item)
    return made


@host(
    "set.delete(set: SortedSet[K], item: K) -> SortedSet[K]",
    errors=KeyKindError,
    fuel="8 + 4 * log2(set.length + 2)",
    memory=_ITEMS,
    pure=True,
)
def set_delete(set: SortedSet, item: Value) -> SortedSet | KeyKindError:
    """Without the item."""
    if not is_key(item):
        return _not_a_key(item)
    if item not in set.table:
        return set
    items = set.items.copy()
    del items[item]
    return SortedSet(items)


_TWO = "8 + 4 * (a.length + b.length)"
_TWO_SIZE = "96 * (a.length + b.length) + 256"


@host("set.union(a: SortedSet[K], b: SortedSet[K]) -> SortedSet[K]", fuel=_TWO, memory=_TWO_SIZE, pure=True)
def set_union(a: SortedSet, b: SortedSet) -> SortedSet:
    """The items of both."""
    return _sorted_set((*a.items, *b.items))


@host("set.intersection(a: SortedSet[K], b: SortedSet[K]) -> SortedSet[K]", fuel=_TWO, memory=_TWO_SIZE, pure=True)
def set_intersection(a: SortedSet, b: SortedSet) -> SortedSet:
    """The items that are in both."""
    return SortedSet({item: None for item in a.items if item in b.table})


@host("set.difference(a: SortedSet[K], b: SortedSet[K]) -> SortedSet[K]", fuel=_TWO, memory=_TWO_SIZE, pure=True)
def set_difference(a: SortedSet, b: SortedSet) -> SortedSet:
    """The items of the first that are not in the second."""
    return SortedSet({item: None for item in a.items if item not in b.table})


@host("set.is_subset(a: SortedSet[K], b: SortedSet[K]) -> Bool", fuel=_TWO, pure=True)
def set_is_subset(a: SortedSet, b: SortedSet) -> bool:
    """Whether all items of the first are in the second."""
    return a.table.keys() <= b.table.keys()
