"""What native code must know of the parts of records, tuples, variants and closures to compare and spell them whatever their types.

The shape of a descriptor is a row of words: a number for what must be the same in equal values besides the parts (names of
fields, name of a constructor, function), how many parts there are, the offset of the first one in bytes, and the memory
class of each. Parts follow each other in whole words of 8 bytes. Then comes how JSON spells what stands around the parts:
the address of all these pieces in a row (0 if only the host knows them), where each begins, and where the last one ends.
"""

from __future__ import annotations

import ctypes
from collections.abc import Hashable, Iterator, Sequence
from itertools import accumulate
from typing import Final

from motet.bytecode.types import Ty
from motet.jit.layout import CLOSURE_START, DESCRIPTORS, HEADER, MEMORY_CLASSES, MOST_DESCRIPTORS, layout, memory_class
from motet.jit.memory import reserve
from motet.jit.values import Words

NAME, COUNT, START, CLASSES = range(4)
"""Words of a shape; the class of part k is at CLASSES + k."""


class Shapes:
    """The shapes of the process: `SHAPES`.

    Attributes:
        address: of a table with the address of the shape of each descriptor, or 0.
    """

    def __init__(self) -> None:
        self.address: Final = reserve(8 * MOST_DESCRIPTORS)
        self._table: Final = Words(self.address, 8 * MOST_DESCRIPTORS)
        self._names: Final[dict[Hashable, int]] = {}
        self._buffers: Final[list[ctypes.Array[ctypes.c_char]]] = []
        self._kept: Final[list[ctypes.Array[ctypes.c_int64]]] = []

    def watch(self) -> None:
        """Make the shapes of all descriptors, and from now on of each new one."""
        DESCRIPTORS.observers.append(self._describe)
        for number in range(len(DESCRIPTORS.described)):
            self._describe(number)

    def add(self, number: int, words: Sequence[int]) -> None:
        """Give a descriptor a shape."""
        array = (ctypes.c_int64 * len(words))(*words)
        self._kept.append(array)
        self._table.ints[number] = ctypes.addressof(array)

    def _describe(self, number: int) -> None:
        t, constructor, _, _ = DESCRIPTORS.described[number]
        if t is None or t.kind not in ("Record", "Tuple", "Union", "Closure"):
            return
        if t.kind == "Union" and not t.constructors:
            return
        parts = layout(t, constructor).parts
        classes = [MEMORY_CLASSES[memory_class(part.type)] for part in parts]
        name = self._names.setdefault(_name(t, constructor), len(self._names) + 1)
        start = CLOSURE_START if t.kind == "Closure" else HEADER
        self.add(number, (name, len(parts), start, *classes, *self._spelling(_pieces(t, constructor))))

    def _spelling(self, pieces: Sequence[str]) -> Iterator[int]:
        """The words for pieces of text, which are kept."""
        if not pieces:
            yield 0
            return
        encoded = [piece.encode() for piece in pieces]
        buffer = ctypes.create_string_buffer(b"".join(encoded))
        self._buffers.append(buffer)
        yield ctypes.addressof(buffer)
        yield from accumulate(map(len, encoded), initial=0)


def _name(t: Ty, constructor: int) -> Hashable:
    if t.kind == "Union":
        return "variant", t.constructors[constructor].name
    if t.kind == "Record":
        return "record", t.fields
    return t.kind, t.function


def _pieces(t: Ty, constructor: int) -> list[str]:
    """What JSON has in front of each part, and behind the last one (`motet.stdlib.json_writer`); nothing for closures."""
    from motet.stdlib.json_writer import json_string  # once something has names

    if t.kind == "Tuple":
        return _between("[", [""] * len(t.parts), "]")
    if t.kind == "Record":
        opening = '{"$f64_array":true,' if t.name == "Matrix" else "{"
        return _between(opening, [json_string(field) + ":" for field in t.fields], "}")
    if t.kind == "Union":
        found = t.constructors[constructor]
        return _between(f'{{"$variant":{json_string(found.name)},"args":[', [""] * len(found.payload), "]}")
    return []


def _between(opening: str, names: list[str], closing: str) -> list[str]:
    """Opening, names with commas between them, and closing."""
    if not names:
        return [opening + closing]
    return [opening + names[0], *("," + name for name in names[1:]), closing]


SHAPES: Final = Shapes()
SHAPES.watch()
