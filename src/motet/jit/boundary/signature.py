"""What direct calls can pass, and what they need to know of a machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from motet.bytecode.types import ANY, BOOL, FLOAT, INT, STR, UNIT, Ty, list_of
from motet.jit.memory import Stack
from motet.jit.services import Entry

OBJECTS: Final = frozenset((STR, list_of(INT), list_of(FLOAT)))
"""Types of the heap's objects that are passed directly."""

_SIMPLE: Final = frozenset((INT, FLOAT, BOOL, UNIT)) | OBJECTS
_RESULTS: Final = _SIMPLE | {ANY}


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
    if not objects and not OBJECTS.isdisjoint((*types, *results)):
        return False
    return len(results) <= 1 and _SIMPLE.issuperset(types) and _RESULTS.issuperset(results)
