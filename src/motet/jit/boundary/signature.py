"""What direct calls can pass, and what they need to know of a machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from motet.bytecode.types import ANY, BOOL, FLOAT, INT, STR, UNIT, Ty
from motet.jit.memory import Stack
from motet.jit.run import Entry

SIMPLE: Final = frozenset((INT, FLOAT, BOOL, UNIT, STR))
"""Types of arguments that are passed directly."""

_RESULTS: Final = SIMPLE | {ANY}


class Texts(NamedTuple):
    """What texts need of a heap; the same for all.

    Attributes:
        descriptor: number of the descriptor of Str.
        make: address of the routine that makes `number` objects, of which `area` has sizes and descriptors; it leaves addresses there.
        release: address of the routine that gives up one count of `object`.
        area, number, object: offsets of these fields in the context.
    """

    descriptor: int
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
        texts: what texts need of the heap; None where there is none.
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
    texts: Texts | None = None


def can_link(types: Sequence[Ty], results: Sequence[Ty]) -> bool:
    """Whether direct calls are there for these types."""
    return len(results) <= 1 and SIMPLE.issuperset(types) and _RESULTS.issuperset(results)
