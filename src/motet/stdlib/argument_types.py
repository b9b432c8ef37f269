"""Tests whether arguments are of declared types, however bodies get them: from typed values, from Python, from wrong programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.types import Ty
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant, Vector, kind_of

Test = Callable[[Value], bool]

BY_KIND: Final[Mapping[str, type]] = {
    "Int": int,
    "Float": float,
    "Bool": bool,
    "Unit": type(None),
    "Str": str,
    "Bytes": bytes,
    "Vector": Vector,
    "List": list,
    "Tuple": tuple,
    "Record": Record,
    "Union": Variant,
    "SortedMap": SortedMap,
    "SortedSet": SortedSet,
    "Deque": Deque,
    "Fn": Closure,
}
"""Python type of the values of each kind of type that can be tested."""


def test_of(declared: Ty) -> Test | None:
    """What tests values for a declared type; None if every value is of it. Type variables stand for every type."""
    kind = BY_KIND.get(declared.kind)
    if kind is None:
        return None
    within = _WITHIN.get(declared.kind)
    inside = None if within is None else within(declared)
    if inside is None:
        return lambda value: type(value) is kind or kind_of(value) is kind
    return lambda value: kind_of(value) is kind and inside(value)


def _all(declared: Ty) -> Callable[[Iterable[Value]], bool] | None:
    """What tests the items of a collection."""
    test = test_of(declared)
    if test is None:
        return None
    kinds = {BY_KIND[declared.kind]} if declared.kind in _ATOMS else set()
    return lambda items: set(map(type, items)) <= kinds if kinds else all(map(test, items))


_ATOMS: Final = frozenset(("Int", "Float", "Bool", "Unit", "Str", "Bytes"))


def _list(declared: Ty) -> Test | None:
    return _all(declared.parts[0])


def _deque(declared: Ty) -> Test | None:
    items = _all(declared.parts[0])
    return None if items is None else lambda value: items(value.items)


def _set(declared: Ty) -> Test | None:
    items = _all(declared.parts[0])
    return None if items is None else lambda value: items(value.table)


def _map(declared: Ty) -> Test | None:
    keys, values = map(_all, declared.parts)
    if keys is None and values is None:
        return None
    return lambda value: (keys is None or keys(value.table)) and (values is None or values(value.table.values()))


def _each(types: Iterable[Ty]) -> Callable[[tuple[Value, ...]], bool]:
    """What tests values side by side with types."""
    tests = [test_of(t) for t in types]
    count = len(tests)
    if not any(tests):
        return lambda values: len(values) == count

    def test(values: tuple[Value, ...]) -> bool:
        if len(values) != count:
            return False
        return all(test is None or test(value) for test, value in zip(tests, values, strict=True))

    return test


def _tuple(declared: Ty) -> Test | None:
    return _each(declared.parts)


def _record(declared: Ty) -> Test | None:
    values = _each(declared.parts)
    return lambda value: value.fields == declared.fields and values(value.values)


def _union(declared: Ty) -> Test | None:
    payloads = {one.name: _each(one.payload) for one in declared.constructors}
    return lambda value: value.name in payloads and payloads[value.name](value.values)


_WITHIN: Final[Mapping[str, Callable[[Ty], Test | None]]] = {
    "List": _list,
    "Deque": _deque,
    "SortedSet": _set,
    "SortedMap": _map,
    "Tuple": _tuple,
    "Record": _record,
    "Union": _union,
}
"""What tests the inside of values of a kind."""
