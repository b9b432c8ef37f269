"""Shared operations that change a collection which nobody else has, in place of making another one.

What a collection keeps its items in may be that of another collection, too; then it is not changed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from motet.bytecode.program import Value
from motet.bytecode.values import Deque, SortedMap, SortedSet
from motet.stdlib.structural import is_key
from motet.vm.heap import ENTRY_WORDS, object_bytes

_count: Final[Callable[[object], int]] = getattr(sys, "getrefcount", lambda value: 0)


def _references(value: SortedMap | SortedSet) -> int:
    return _count(value.table)


def _references_of_items(value: Deque) -> int:
    return _count(value.items)


_OWN: Final = _references(SortedMap({})) or -1
"""What is counted when only one collection has the table; -1 where references are not counted."""


class Change(NamedTuple):
    """A change.

    Attributes:
        at: number of the argument that is changed, and is the result.
        apply: takes the arguments; false if it can change nothing.
        growth: bytes by which the argument may grow.
    """

    at: int
    apply: Callable[..., bool]
    growth: Callable[[list[Value]], int] = lambda _: 0


def _list_push(xs: list[Value], value: Value) -> bool:
    xs.append(value)
    return True


def _list_cons(value: Value, xs: list[Value]) -> bool:
    xs.insert(0, value)
    return True


def _list_tail(xs: list[Value]) -> bool:
    del xs[:1]
    return True


def _list_set(xs: list[Value], index: int, value: Value) -> bool:
    if 0 <= index < len(xs):
        xs[index] = value
    return True


def _list_concat(xs: list[Value], others: list[Value]) -> bool:
    xs.extend(others)
    return True


def _map_set(entries: SortedMap, key: Any, value: Value) -> bool:  # noqa: ANN401 - whatever was passed
    if not is_key(key) or _references(entries) != _OWN:
        return False
    entries.put(key, value)
    return True


def _map_delete(entries: SortedMap, key: Value) -> bool:
    if not is_key(key) or _references(entries) != _OWN:
        return False
    entries.table.pop(key, None)
    return True


def _set_add(items: SortedSet, item: Any) -> bool:  # noqa: ANN401 - whatever was passed
    if not is_key(item) or _references(items) != _OWN:
        return False
    items.put(item)
    return True


def _set_delete(items: SortedSet, item: Value) -> bool:
    if not is_key(item) or _references(items) != _OWN:
        return False
    items.table.pop(item, None)
    return True


def _push_back(queue: Deque, item: Value) -> bool:
    own = _references_of_items(queue) == _OWN
    if own:
        queue.items.append(item)
    return own


def _push_front(queue: Deque, item: Value) -> bool:
    own = _references_of_items(queue) == _OWN
    if own:
        queue.items.insert(0, item)
    return own


def _one(_: list[Value]) -> int:
    return object_bytes(1) - object_bytes(0)


def _entry(_: list[Value]) -> int:
    return object_bytes(ENTRY_WORDS) - object_bytes(0)


CHANGES: Final[Mapping[str, Change]] = {
    "list.push": Change(0, _list_push, _one),
    "list.cons": Change(1, _list_cons, _one),
    "list.tail": Change(0, _list_tail),
    "list.set": Change(0, _list_set),
    "list.concat": Change(0, _list_concat, lambda arguments: object_bytes(len(arguments[1])) - object_bytes(0)),
    "map.set": Change(0, _map_set, _entry),
    "map.delete": Change(0, _map_delete),
    "set.add": Change(0, _set_add, _entry),
    "set.delete": Change(0, _set_delete),
    "deque.push_back": Change(0, _push_back, _one),
    "deque.push_front": Change(0, _push_front, _one),
}
"""By name of the declaration."""
