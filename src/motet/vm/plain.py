"""What Python sees of values: lists, tuples, records ... of no type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any, Final

from motet.bytecode.program import Value
from motet.bytecode.types import Ty
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant, Vector
from motet.vm.objects import ATOMS, kind_of
from motet.vm.rebuilding import Parts, Rebuilding


def plain_all(values: Sequence[Value], poll: Callable[[], None]) -> list[Value]:
    """The values with nothing in them that knows its type. Vectors stay the same objects, their elements become plain."""
    if all(type(value) in ATOMS for value in values):
        return list(values)
    return _Plain(poll).all(values)


class _Plain:
    def __init__(self, poll: Callable[[], None]) -> None:
        self._rebuilding: Final = Rebuilding(self._look, poll)
        self._vectors: Final[list[Vector]] = []
        self._seen: Final[set[int]] = set()

    def all(self, values: Sequence[Value]) -> list[Value]:
        made = [self._rebuilding.make(value, None) for value in values]
        while self._vectors:
            items = self._vectors.pop().items
            items[:] = [self._rebuilding.make(item, None) for item in items]
        return made

    def _look(self, value: Value, t: Ty | None) -> Value | Parts:
        kind = kind_of(value)
        if kind in ATOMS:
            return value
        if kind is Vector:
            if id(value) not in self._seen:
                self._seen.add(id(value))
                self._vectors.append(value)
            return value
        parts, build = _OF_KIND[kind](value)
        if all(map(ATOMS.__contains__, map(type, parts))):
            return build(list(parts))
        return Parts(id(value), zip(parts, repeat(None)), build)


def _record(value: Record) -> tuple[Iterable[Value], Callable[[list[Value]], Value]]:
    fields, name = value.fields, value.name
    return value.values, lambda made: Record(fields, tuple(made), name)


def _variant(value: Variant) -> tuple[Iterable[Value], Callable[[list[Value]], Value]]:
    name = value.name
    return value.values, lambda made: Variant(name, tuple(made))


def _closure(value: Closure) -> tuple[Iterable[Value], Callable[[list[Value]], Value]]:
    function = value.function
    return value.captures, lambda made: Closure(function, tuple(made))


def _map(value: SortedMap) -> tuple[Iterable[Value], Callable[[list[Value]], Value]]:
    keys = list(value.entries)
    return value.entries.values(), lambda made: SortedMap(dict(zip(keys, made, strict=True)))


_OF_KIND: Final[dict[type, Callable[[Any], tuple[Iterable[Value], Callable[[list[Value]], Value]]]]] = {
    list: lambda value: (value, lambda made: made),
    tuple: lambda value: (value, tuple),
    Record: _record,
    Variant: _variant,
    Closure: _closure,
    SortedMap: _map,
    SortedSet: lambda value: ((), lambda made: SortedSet(value.items)),
    Deque: lambda value: (value.items, Deque),
}
