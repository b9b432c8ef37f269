"""What direct calls can pass, and what they need to know of a machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from motet.bytecode.types import ANY, BOOL, FLOAT, INT, STR, UNIT, Ty, list_of
from motet.jit.layout import layout
from motet.jit.memory import Stack
from motet.jit.services import Entry

OBJECTS: Final = frozenset((STR, list_of(INT), list_of(FLOAT)))
"""Types of the heap's objects that are passed directly."""

FLAT: Final = frozenset((INT, FLOAT, BOOL, UNIT, STR))
"""Types of values that have no parts."""

_SIMPLE: Final = frozenset((INT, FLOAT, BOOL, UNIT)) | OBJECTS
_MOST_TYPES: Final = 64
"""Types that a structure is made of, at most."""


class Objects(NamedTuple):
    """What objects need of a heap; the same for all.

    Attributes:
        make: address of the routine that makes `number` objects, of which `area` has sizes and descriptors; it leaves addresses there.
        release: address of the routine that gives up one count of `object`.
        area, number, object: offsets of these fields in the context.
    """

    make: int
    release: int
    area: int
    number: int
    object: int


class Direct(NamedTuple):
    """What a direct call needs.

    Attributes:
        entry: the way into the function.
        types: of the arguments.
        results: of the results.
        bits: of an Int.
        context: address of the machine's context.
        watch: address of its entry in the watcher's table.
        stack: stack of direct calls.
        cycles: address of the word that says that the heap may have cycles; 0: no heap.
        mapped: address of the word with the bytes that the heap has from the system; 0: no heap.
        most_mapped: how many of them an idle machine keeps.
        objects: what objects need of the heap; None where there is none.
    """

    entry: Entry
    types: tuple[Ty, ...]
    results: tuple[Ty, ...]
    bits: int
    context: int
    watch: int
    stack: Stack
    cycles: int = 0
    mapped: int = 0
    most_mapped: int = 0
    objects: Objects | None = None


def can_link(types: Sequence[Ty], results: Sequence[Ty], *, objects: bool) -> bool:
    """Whether direct calls are there for these types; `objects`: the heap's objects may be among them."""
    values = (*types, *(t for t in results if t is not ANY))
    if not objects and any(t in OBJECTS or t not in _SIMPLE for t in values):
        return False
    return len(results) <= 1 and all(t in _SIMPLE or is_structure(t) for t in values)


def is_structure(t: Ty) -> bool:
    """Whether `structures` copies values of a type."""
    return t not in _SIMPLE and 0 < _types_in(t, (), in_list=False) <= _MOST_TYPES


def _types_in(t: Ty, above: tuple[Ty, ...], *, in_list: bool) -> int:
    """How many types a type is made of; 0 if its values are not copied."""
    if t in FLAT:
        return 1
    if t in above or t.kind not in ("List", "Tuple", "Record", "Union") or (t.kind == "List" and in_list):
        return 0
    if any(layout(t, c).is_wide for c in constructors_of(t)):
        return 0
    total = 1
    for part in parts_of(t):
        inner = _types_in(part, (*above, t), in_list=in_list or t.kind == "List")
        if not inner or total > _MOST_TYPES:
            return 0
        total += inner
    return total


def constructors_of(t: Ty) -> range:
    """Numbers of the constructors of a union; -1 for a tuple or record; none of a list."""
    if t.kind == "List":
        return range(0)
    return range(len(t.constructors)) if t.kind == "Union" else range(-1, 0)


def parts_of(t: Ty) -> Iterator[Ty]:
    """The types that a type is made of."""
    if t.kind == "Union":
        yield from (part for constructor in t.constructors for part in constructor.payload)
    else:
        yield from t.parts
