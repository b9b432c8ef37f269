"""Values that know the type they were made as: here a class for each type of the bytecode, derived from the class of its kind.

So comparing types is comparing classes, for values of all types alike. Plain lists, tuples, records ... come from outside;
they count as values of generic types (`docs/engine.md`, Types of values at run time).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from motet.bytecode.program import Value
from motet.bytecode.types import (
    ANY,
    BOOL,
    BYTES,
    FLOAT,
    INT,
    STR,
    UNIT,
    VECTOR,
    Ty,
    deque_of,
    list_of,
    lone_variant,
    record_of,
    sorted_map_of,
    sorted_set_of,
    tuple_of,
)
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant, Vector, derived, kind_of

__all__ = [
    "ANYTHING", "ATOMS", "BASES", "PLAIN", "SCALARS", "Maker", "class_of", "fits", "kind_of", "part_classes", "type_of", "type_of_class",
]  # fmt: skip

Maker = Callable[..., Value]
"""A class of values with parts, as what makes one."""

ANYTHING: Final = object
"""Stands for the type Any where a class is wanted."""

BASES: Final[dict[str, type]] = {
    "List": list, "Tuple": tuple, "Record": Record, "Union": Variant, "Fn": Closure,
    "SortedMap": SortedMap, "SortedSet": SortedSet, "Deque": Deque,
}  # fmt: skip
"""Class of the values of each kind of type that has classes of its own."""

PLAIN: Final = frozenset(BASES.values())

SCALARS: Final = frozenset((int, float, bool, type(None)))

ATOMS: Final = SCALARS | {str, bytes}
"""Classes of the values that have nothing inside."""

_classes: Final[dict[Ty, type]] = {
    ANY: ANYTHING, INT: int, FLOAT: float, BOOL: bool, UNIT: type(None), STR: str, BYTES: bytes, VECTOR: Vector,
}  # fmt: skip
_types: Final[dict[type, Ty]] = {found: t for t, found in _classes.items() if t is not ANY}
_part_classes: Final[dict[type, tuple[type, ...]]] = {}


def class_of(t: Ty) -> type:
    """The class of the values of a type; `ANYTHING` for Any."""
    found = _classes.get(t)
    if found is None:
        found = _classes[t] = derived(BASES[t.kind])
        _types[found] = t
    return found


def type_of_class(value_class: type) -> Ty | None:
    """The type of all values of a class; None for classes of plain values with parts."""
    return _types.get(value_class)


def type_of(value: Value) -> Ty | None:
    """The type of a value that has parts; None for a plain function, whose type only its program knows."""
    found = type(value)
    if found in PLAIN:
        return _GENERIC[found](value)
    return _types[found]


_GENERIC: Final[dict[type, Callable[[Any], Ty | None]]] = {
    list: lambda value: list_of(ANY),
    tuple: lambda value: tuple_of(*(ANY,) * len(value)),
    Record: lambda value: record_of(tuple((name, ANY) for name in value.fields), value.name),
    Variant: lambda value: lone_variant(value.name, len(value.values)),
    Closure: lambda value: None,
    SortedMap: lambda value: sorted_map_of(ANY, ANY),
    SortedSet: lambda value: sorted_set_of(ANY),
    Deque: lambda value: deque_of(ANY),
}


def part_classes(value_class: type) -> tuple[type, ...]:
    """Classes of the parts of a type: the element, the items, the fields."""
    found = _part_classes.get(value_class)
    if found is None:
        found = _part_classes[value_class] = tuple(class_of(part) for part in _types[value_class].parts)
    return found


def fits(value: Value, wanted: type) -> bool:
    """Whether a value is of a type, given by its class."""
    found = type(value)
    if found is wanted or wanted is ANYTHING:
        return True
    return found in PLAIN and _classes.get(type_of(value) or ANY) is wanted and found is not Closure
