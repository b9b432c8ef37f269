"""Equality by structure and the order of keys, for values however deep."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any, Final

from motet.bytecode.program import Value
from motet.bytecode.values import (
    Closure,
    Deque,
    Record,
    SortedMap,
    SortedSet,
    Variant,
    Vector,
    key_order,
    kind_of,
    sorted_keys,
)

__all__ = ["equal", "is_key", "key_order", "sorted_keys"]

_ATOMS: Final = frozenset({int, float, bool, str, bytes, type(None)})

_FEW: Final = 1000
"""Comparisons before it is remembered what has been compared: values may share
parts, over and over, and contain themselves."""

_STEPS_A_POLL: Final = 4096

_Pairs = list[tuple[Value, Value]]


def _go_on() -> None:
    """Nobody wants to stop a short comparison."""


def equal(a: Value, b: Value, poll: Callable[[], None] = _go_on) -> bool:
    """Whether two values are equal: of one kind, scalars equal, others with equally many, equal parts.

    A NaN is unequal to everything, itself included; closures are equal when they are of the same function with equal
    captures; a vector equals itself. Vectors may contain themselves: a pair that is met again is not compared again.
    `poll` is called now and then.
    """
    if type(a) is type(b) and type(a) in _ATOMS:
        return bool(a == b)
    classes = _Classes()
    todo: _Pairs = [(a, b)]
    steps = 0
    while todo:
        steps += 1
        if steps % _STEPS_A_POLL == 0:
            poll()
        a, b = todo.pop()
        kind = kind_of(a)
        if kind is not kind_of(b):
            return False
        if kind in _ATOMS:
            if a != b:
                return False
        elif (
            not (a is b and kind is Vector) and (steps <= _FEW or classes.join(a, b)) and not _OF_KIND[kind](a, b, todo)
        ):
            return False
    return True


class _Classes:
    """Values that are assumed to be equal: disjoint sets (union by size, path halving).

    Each comparison of two values joins two classes, so there are fewer of them than values, however much is shared
    (Hopcroft and Karp's algorithm for the equivalence of automata). A value is compared even with itself, once: it may
    hold a NaN.
    """

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._size: dict[int, int] = {}

    def _root(self, key: int) -> int:
        parent = self._parent
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    def join(self, a: Value, b: Value) -> bool:
        """Assume two values equal. False if that was assumed already."""
        if a is b:
            known = id(a) in self._parent
            self._root(id(a))
            return not known
        one, other = self._root(id(a)), self._root(id(b))
        if one == other:
            return False
        size = self._size
        if size.get(one, 1) < size.get(other, 1):
            one, other = other, one
        self._parent[other] = one
        size[one] = size.get(one, 1) + size.get(other, 1)
        return True


def _sequences(a: Sequence[Value], b: Sequence[Value], todo: _Pairs) -> bool:
    """What is left to compare of two sequences goes to `todo`, so that the first pair is compared first."""
    if len(a) != len(b):
        return False
    if set(map(type, a)) <= _EXACT and set(map(type, b)) <= _EXACT:
        return _same_atoms(a, b)
    todo.extend(zip(reversed(a), reversed(b), strict=True))
    return True


_EXACT: Final = frozenset({int, str, bytes, type(None)})
"""Atoms that Python finds equal only if they are of one class: no Bools beside Ints, no NaNs."""


def _same_atoms(a: Sequence[Value], b: Sequence[Value]) -> bool:
    return all(map(operator.eq, a, b))


def _maps(a: SortedMap, b: SortedMap, todo: _Pairs) -> bool:
    same_keys = list(a.entries) == list(b.entries)
    return same_keys and _sequences(list(a.entries.values()), list(b.entries.values()), todo)


_OF_KIND: Final[dict[type, Callable[[Any, Any, _Pairs], bool]]] = {
    Vector: lambda a, b, todo: _sequences(a.items, b.items, todo),
    list: _sequences,
    tuple: _sequences,
    Deque: lambda a, b, todo: _sequences(a.items, b.items, todo),
    Record: lambda a, b, todo: a.fields == b.fields and _sequences(a.values, b.values, todo),
    Variant: lambda a, b, todo: a.name == b.name and _sequences(a.values, b.values, todo),
    Closure: lambda a, b, todo: a.function == b.function and _sequences(a.captures, b.captures, todo),
    SortedMap: _maps,
    SortedSet: lambda a, b, todo: list(a.items) == list(b.items),
}
"""Pushes the pairs of parts that are left to compare; False if the values are unequal without them."""


def is_key(value: Value) -> bool:
    """Whether a value can be a key of a sorted map: a Str or an Int."""
    kind = type(value)
    return kind is str or kind is int
