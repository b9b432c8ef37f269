"""What native code must know of a type to read values of it from a document.

The reader of a descriptor is a row of words: first what its values are written as, then

* a list or deque: memory class and descriptor of the items;
* a tuple: how many parts, then memory class and descriptor of each;
* a record: how many fields, then six words for each (`motet.runtime.json_reading`), behind all of them the names;
* an Option: memory class and descriptor of the value, the descriptors of `None` and `Some`;
* a sorted map with Strs as keys: memory class and descriptor of the values;
* another union: how many constructors, then five words for each, behind all of them the parts, then the names.

Descriptors are 0 where the memory class is not Ref.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from motet.bytecode.types import STR, Ty, option_of
from motet.jit.layout import DESCRIPTORS, MEMORY_CLASSES, MOST_DESCRIPTORS, layout, memory_class
from motet.jit.memory import reserve
from motet.jit.values import Words

OF_STR, OF_ITEMS, OF_PARTS, OF_NAMES, OF_OPTION, OF_ENTRIES, OF_VARIANT = range(1, 8)
"""The first word of a reader."""

FIELD_WORDS: Final = 6
CONSTRUCTOR_WORDS: Final = 5


def is_option(t: Ty) -> bool:
    """Whether a type is `Option`."""
    return t.kind == "Union" and bool(t.parts) and t is option_of(t.parts[0])


class Readers:
    """The readers of the process: `READERS`.

    Attributes:
        address: of a table with the address of the reader of each descriptor, or 0.
    """

    def __init__(self) -> None:
        self.address: Final = reserve(8 * MOST_DESCRIPTORS)
        self._table: Final = Words(self.address, 8 * MOST_DESCRIPTORS)
        self._kept: Final[list[ctypes.Array[ctypes.c_char]]] = []
        self._known: Final[dict[Ty, bool]] = {}

    def prepare(self, t: Ty) -> bool:
        """Make the readers of a type of objects and of all that it is made of. False if there is none."""
        if t in self._known:
            return self._known[t]
        found, waiting = dict[Ty, None](), [t]
        while waiting:
            each = waiting.pop()
            if each not in found and self._known.get(each) is not True:
                if not _is_readable(each):
                    self._known[t] = False
                    return False
                found[each] = None
                waiting += [part for part in _parts(each) if memory_class(part) == "Ref"]
        for each in found:
            self.add(DESCRIPTORS.number(each), row(each, DESCRIPTORS.number))
            self._known[each] = True
        return True

    def add(self, number: int, data: bytes) -> None:
        """Give a descriptor a reader; of a union all constructors have it."""
        buffer = ctypes.create_string_buffer(data, len(data))
        self._kept.append(buffer)
        self._table.ints[number] = ctypes.addressof(buffer)


def _parts(t: Ty) -> Sequence[Ty]:
    if t.kind == "Union" and not is_option(t):
        return [part for constructor in t.constructors for part in constructor.payload]
    return t.parts[1:] if t.kind == "SortedMap" else t.parts


def _is_readable(t: Ty) -> bool:
    """Whether there is a reader of a type, if there are readers of its parts."""
    if t.kind in ("Tuple", "Record"):
        return t.name != "Matrix" and not layout(t).is_wide
    if t.kind == "SortedMap":
        return t.parts[0] is STR and memory_class(t.parts[1]) != "Unit"
    if t.kind == "Union":
        return (
            bool(t.constructors)
            and not any(layout(t, k).is_wide for k in range(len(t.constructors)))
            and not _is_ambiguous(t)
        )
    return t is STR or t.kind in ("List", "Deque")


def _is_ambiguous(t: Ty) -> bool:
    """Whether it is an Option of something that is written like a variant of Option."""
    return (
        is_option(t) and t.parts[0].kind == "Union" and any(c.name in ("None", "Some") for c in t.parts[0].constructors)
    )


Numbers: TypeAlias = Callable[[Ty, int], int]
"""The number of the descriptor of a type; of a union that of a constructor, the first one's if it is -1."""


def row(t: Ty, number: Numbers) -> bytes:
    """The reader of a type."""
    if t.kind == "Record":
        return _record(t, number)
    if t.kind == "Union" and not is_option(t):
        return _union(t, number)
    return _packed(_words(t, number))


def _words(t: Ty, number: Numbers) -> list[int]:
    if t is STR:
        return [OF_STR]
    if t.kind in ("List", "Deque"):
        return [OF_ITEMS, *_part(t.parts[0], number)]
    if t.kind == "Tuple":
        return [OF_PARTS, len(t.parts), *(word for part in t.parts for word in _part(part, number))]
    if t.kind == "SortedMap":
        return [OF_ENTRIES, *_part(t.parts[1], number)]
    return [OF_OPTION, *_part(t.parts[0], number), *(number(t, t.constructor(name)) for name in ("None", "Some"))]


def _part(t: Ty, number: Numbers) -> tuple[int, int]:
    """Memory class and descriptor of a part."""
    cls = memory_class(t)
    return MEMORY_CLASSES[cls], number(t, -1) if cls == "Ref" else 0


def _record(t: Ty, number: Numbers) -> bytes:
    names = [name.encode() for name in t.fields]
    at = 8 * (2 + FIELD_WORDS * len(names))
    words = [OF_NAMES, len(names)]
    for name, part in zip(names, layout(t).parts, strict=True):
        none = number(part.type, part.type.constructor("None")) if is_option(part.type) else 0
        words += [at, len(name), *_part(part.type, number), part.offset, none]
        at += len(name)
    return _packed(words) + b"".join(names)


def _union(t: Ty, number: Numbers) -> bytes:
    parts = [[word for part in constructor.payload for word in _part(part, number)] for constructor in t.constructors]
    start = 2 + CONSTRUCTOR_WORDS * len(parts)
    names = [constructor.name.encode() for constructor in t.constructors]
    at = 8 * (start + sum(map(len, parts)))
    words = [OF_VARIANT, len(parts)]
    for index, (name, held) in enumerate(zip(names, parts, strict=True)):
        words += [at, len(name), number(t, index), len(held) // 2, start]
        at += len(name)
        start += len(held)
    return _packed([*words, *(word for held in parts for word in held)]) + b"".join(names)


def _packed(words: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(words)}q", *words)


READERS: Final = Readers()
