"""What bodies of shared operations make becomes values of their declared types, without a look at what they did not make.

A body that takes a `List[T]` and gives a `List[(Int, T)]` makes the list and its tuples, as plain values; their items are
those it was given, which have their types. So only what the declaration spells out is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import islice
from typing import Any, Final

from motet.bytecode.program import Value
from motet.bytecode.types import Ty
from motet.bytecode.values import Deque, Record, SortedMap, SortedSet, Variant
from motet.vm.heap import ENTRY_WORDS, object_bytes, value_bytes
from motet.vm.objects import class_of

Dress = Callable[[Any], Value]
"""Takes what a body made, gives a value of the type."""

_ITEMS_A_POLL: Final = 65_536


def bind(declared: Ty, actual: Ty, found: dict[str, Ty]) -> bool:
    """Learn what type variables stand for; false if a type is no instance of the declared one."""
    if declared.kind == "Variable":
        return found.setdefault(declared.name, actual) is actual
    if declared is actual:
        return True
    same = declared.kind == actual.kind and declared.name == actual.name and len(declared.parts) == len(actual.parts)
    return same and all(bind(d, a, found) for d, a in zip(declared.parts, actual.parts, strict=True))


class Dresser:
    """Makes values of instances of declared types, for one machine.

    Args:
        take: asks for bytes of memory.
        poll: is called now and then.
    """

    def __init__(self, take: Callable[[int], None], poll: Callable[[], None]) -> None:
        self._take: Final = take
        self._poll: Final = poll

    def dress(self, declared: Ty, actual: Ty) -> Dress | None:
        """What makes values of an instance of a declared type; None if they need nothing."""
        make = _OF_KIND.get(declared.kind)
        return None if make is None else make(self, declared, actual)

    def _parts(
        self, declared: tuple[Ty, ...], actual: tuple[Ty, ...]
    ) -> Callable[[tuple[Value, ...]], tuple[Value, ...]] | None:
        """What dresses each of some values; None if none of them needs it."""
        wanted = [self.dress(d, a) for d, a in zip(declared, actual, strict=True)]
        if not any(wanted):
            return None
        pairs = [dress or _as_it_is for dress in wanted]
        return lambda values: tuple([dress(value) for dress, value in zip(pairs, values, strict=True)])

    def _all(self, items: Collection[Value], inner: Dress) -> list[Value]:
        made: list[Value] = []
        rest = iter(items)
        while len(made) < len(items):
            self._poll()
            made.extend(map(inner, islice(rest, _ITEMS_A_POLL)))
        return made

    def _text(self, declared: Ty, actual: Ty) -> Dress:
        def dress(value: str | bytes) -> Value:
            self._take(value_bytes(value))
            return value

        return dress

    def _list(self, declared: Ty, actual: Ty) -> Dress:
        made_by, inner = class_of(actual), self.dress(declared.parts[0], actual.parts[0])

        def dress(value: list[Value]) -> Value:
            if type(value) is made_by:
                return value
            self._take(object_bytes(len(value)))
            return made_by(value if inner is None else self._all(value, inner))

        return dress

    def _deque(self, declared: Ty, actual: Ty) -> Dress:
        made_by, inner = class_of(actual), self.dress(declared.parts[0], actual.parts[0])

        def dress(value: Deque) -> Value:
            if type(value) is made_by:
                return value
            self._take(object_bytes(len(value.items)))
            return made_by(value.items if inner is None else self._all(value.items, inner))

        return dress

    def _map(self, declared: Ty, actual: Ty) -> Dress:
        made_by, inner = class_of(actual), self.dress(declared.parts[1], actual.parts[1])

        def dress(value: SortedMap) -> Value:
            if type(value) is made_by:
                return value
            self._take(object_bytes(ENTRY_WORDS * len(value.table)))
            if inner is None:
                return value.remade(made_by)
            return made_by(dict(zip(value.entries, self._all(value.entries.values(), inner), strict=True)))

        return dress

    def _set(self, declared: Ty, actual: Ty) -> Dress:
        made_by = class_of(actual)

        def dress(value: SortedSet) -> Value:
            if type(value) is made_by:
                return value
            self._take(object_bytes(ENTRY_WORDS * len(value.table)))
            return value.remade(made_by)

        return dress

    def _tuple(self, declared: Ty, actual: Ty) -> Dress:
        made_by, parts = class_of(actual), self._parts(declared.parts, actual.parts)
        size = object_bytes(len(actual.parts))

        def dress(value: tuple[Value, ...]) -> Value:
            if type(value) is made_by:
                return value
            self._take(size)
            return made_by(value if parts is None else parts(value))

        return dress

    def _record(self, declared: Ty, actual: Ty) -> Dress:
        made_by, parts = class_of(actual), self._parts(declared.parts, actual.parts)
        size = object_bytes(len(actual.parts))

        def dress(value: Record) -> Value:
            if type(value) is made_by:
                return value
            self._take(size)
            values = value.values if parts is None else parts(value.values)
            return made_by(actual.fields, values, actual.name)

        return dress

    def _variant(self, declared: Ty, actual: Ty) -> Dress:
        made_by = class_of(actual)
        pairs = zip(declared.constructors, actual.constructors, strict=True)
        parts = {one.name: self._parts(one.payload, other.payload) for one, other in pairs}

        def dress(value: Variant) -> Value:
            if type(value) is made_by:
                return value
            self._take(object_bytes(len(value.values)))
            of_constructor = parts[value.name]
            return made_by(value.name, value.values if of_constructor is None else of_constructor(value.values))

        return dress


def _as_it_is(value: Value) -> Value:
    return value


_OF_KIND: Final[dict[str, Callable[[Dresser, Ty, Ty], Dress]]] = {
    "Str": Dresser._text,
    "Bytes": Dresser._text,
    "List": Dresser._list,
    "Deque": Dresser._deque,
    "SortedMap": Dresser._map,
    "SortedSet": Dresser._set,
    "Tuple": Dresser._tuple,
    "Record": Dresser._record,
    "Union": Dresser._variant,
}
"""What a body of a declared type makes itself. Nothing for scalars, and for what a type variable stands for."""
