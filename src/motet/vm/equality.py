"""Equality by structure, of values however deep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from motet.bytecode.program import Value
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant, Vector
from motet.vm.objects import ATOMS, kind_of

_PAIRS_A_POLL: Final = 4096

_Pairs = list[tuple[Value, Value]]


class _Classes:
    """Values that are assumed to be equal: disjoint sets (union by size, path halving)."""

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


def structurally_equal(left: Value, right: Value, poll: Callable[[], None]) -> bool:
    """Whether two values are bisimilar: of one kind, scalars equal, others with equally many, bisimilar parts.

    Each comparison of two values joins two classes, so there are fewer of them than values, however much is shared
    (Hopcroft and Karp's algorithm for the equivalence of automata). A NaN is unequal to itself, so a value is compared
    even with itself, once; except for a vector, which equals itself.
    """
    classes = _Classes()
    waiting: _Pairs = [(left, right)]
    count = 0
    while waiting:
        count += 1
        if count % _PAIRS_A_POLL == 0:
            poll()
        a, b = waiting.pop()
        kind = kind_of(a)
        if kind is not kind_of(b):
            return False
        if kind in ATOMS:
            if a != b:
                return False
        elif not (a is b and kind is Vector) and classes.join(a, b) and not _OF_KIND[kind](a, b, waiting):
            return False
    return True


def _sequences(a: Value, b: Value, waiting: _Pairs) -> bool:
    if len(a) != len(b):
        return False
    waiting.extend(zip(a, b, strict=True))
    return True


def _maps(a: SortedMap, b: SortedMap, waiting: _Pairs) -> bool:
    return list(a.entries) == list(b.entries) and _sequences(a.entries.values(), b.entries.values(), waiting)


_OF_KIND: Final[dict[type, Callable[[Any, Any, _Pairs], bool]]] = {
    Vector: lambda a, b, waiting: _sequences(a.items, b.items, waiting),
    list: _sequences,
    tuple: _sequences,
    Deque: lambda a, b, waiting: _sequences(a.items, b.items, waiting),
    Record: lambda a, b, waiting: a.fields == b.fields and _sequences(a.values, b.values, waiting),
    Variant: lambda a, b, waiting: a.name == b.name and _sequences(a.values, b.values, waiting),
    Closure: lambda a, b, waiting: a.function == b.function and _sequences(a.captures, b.captures, waiting),
    SortedMap: _maps,
    SortedSet: lambda a, b, waiting: list(a.items) == list(b.items),
}
"""Pushes the pairs of parts that are left to compare; False if the values are unequal without them."""
