"""Equality by structure and the order of keys, for values however deep."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant, Vector

_ATOMS: Final = frozenset({int, float, bool, str, bytes, type(None)})

_MANY: Final = 1000
"""Compounds after which pairs that have been compared are remembered: values may share parts, over and over."""

_Pairs = list[tuple[Value, Value]]


def equal(a: Value, b: Value) -> bool:
    """Whether two values are equal.

    Values of different kinds are unequal; a NaN is unequal to everything; closures are equal when they are of the same
    function with equal captures; vectors when they are the same object or equal element by element. Vectors may contain
    themselves: a pair that is met again is not compared again.
    """
    kind = type(a)
    if kind is not type(b):
        return False
    if kind in _ATOMS:
        return bool(a == b)
    todo: _Pairs = [(a, b)]
    seen: set[tuple[int, int]] = set()
    steps = 0
    while todo:
        a, b = todo.pop()
        kind = type(a)
        if kind is not type(b):
            return False
        if kind in _ATOMS:
            if a != b:
                return False
            continue
        steps += 1
        if kind is Vector or steps > _MANY:
            pair = (id(a), id(b))
            if pair in seen or (kind is Vector and a is b):
                continue
            seen.add(pair)
        if not _OF_KIND[kind](a, b, todo):
            return False
    return True


def _sequences(a: list[Value], b: list[Value], todo: _Pairs) -> bool:
    """What is left to compare of two sequences goes to `todo`, so that the first pair is compared first."""
    if len(a) != len(b):
        return False
    todo.extend(zip(reversed(a), reversed(b), strict=True))
    return True


def _tuples(a: tuple[Value, ...], b: tuple[Value, ...], todo: _Pairs) -> bool:
    if len(a) != len(b):
        return False
    todo.extend(zip(a, b, strict=True))
    return True


def _records(a: Record, b: Record, todo: _Pairs) -> bool:
    return a.fields == b.fields and _tuples(a.values, b.values, todo)


def _variants(a: Variant, b: Variant, todo: _Pairs) -> bool:
    return a.name == b.name and _tuples(a.values, b.values, todo)


def _closures(a: Closure, b: Closure, todo: _Pairs) -> bool:
    return a.function == b.function and _tuples(a.captures, b.captures, todo)


def _vectors(a: Vector, b: Vector, todo: _Pairs) -> bool:
    return _sequences(a.items, b.items, todo)


def _deques(a: Deque, b: Deque, todo: _Pairs) -> bool:
    return _sequences(a.items, b.items, todo)


def _maps(a: SortedMap, b: SortedMap, todo: _Pairs) -> bool:
    if list(a.entries) != list(b.entries):
        return False
    todo.extend(zip(a.entries.values(), b.entries.values(), strict=True))
    return True


def _sets(a: SortedSet, b: SortedSet, _: _Pairs) -> bool:
    return list(a.items) == list(b.items)


_OF_KIND: Final[dict[type, Callable[..., bool]]] = {
    list: _sequences,
    tuple: _tuples,
    Record: _records,
    Variant: _variants,
    Closure: _closures,
    Deque: _deques,
    Vector: _vectors,
    SortedMap: _maps,
    SortedSet: _sets,
}


def is_key(value: Value) -> bool:
    """Whether a value can be a key of a sorted map: a Str or an Int."""
    kind = type(value)
    return kind is str or kind is int


def key_order(key: str | int) -> tuple[bool, str | int]:
    """What keys are sorted by: first all Strs by code points (which is the order of their UTF-8), then all Ints."""
    return (type(key) is int, key)


def sorted_keys(keys: Iterable[str | int]) -> list[str | int]:
    """The keys in order."""
    return sorted(keys, key=key_order)
