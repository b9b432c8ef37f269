"""How values lie in memory: descriptors of objects, places of their parts, memory classes of elements.

Every object begins with its count and the number of its descriptor. The table of descriptors is one for the process; a row
is `ROW_WORDS` words, so that native code that knows only an object can release, compare, copy or convert it. Rows
never change, and are there before code that mentions their numbers runs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, NamedTuple

from motet.bytecode.types import ANY, BOOL, FLOAT, HEAP_TAGS, INT, TAGS, UNIT, Ty
from motet.jit.memory import reserve
from motet.jit.values import Words

KIND, SIZE, REFS, ANYS, ITEM, KEY, TAG, SHAPE = range(8)
"""Words of a row: kind (`KINDS`); bytes of the fixed part, header included; mask of the words (from the header on, which is
word 0) that are references; mask of the words that are tags of an Any whose payload is the next word; memory class of
elements; of keys; tag in an Any; of closures the number of the type `Fn` whose convention their code has, otherwise 0."""

ROW_WORDS: Final = 8
ROW_BYTES: Final = 8 * ROW_WORDS

KINDS: Final = {
    "FIELDS": 1,  # only the fixed part
    "ANYS": 2,  # a vector: length, and that many Anys
    "LIST": 3,  # items, length, end: owns its storage
    "VIEW": 4,  # items, length, base: part of another list
    "TEXT": 5,  # Str and Bytes
    "TREE": 6,  # SortedMap and SortedSet: root (a reference, or null), length
    "WIDE": 7,  # as ANYS: a record, tuple or variant of more than MOST_WORDS words, its parts as Anys
    "NODE": 8,  # of a TREE: number of keys u32, height u32, a word, room for 30 keys, then values or (height > 0) nodes
    "MAP": 9,  # in the order of insertion: a table (a reference, or null), length
    "TABLE": 10,  # of a MAP: `motet.runtime.objects.Table`
}
"""Kinds of objects, by name."""

MEMORY_CLASSES: Final = {"Unit": 0, "Int": 1, "Float": 2, "Bool": 3, "Ref": 4, "Any": 5}
"""Numbers of memory classes in `ITEM` and `KEY`."""

ITEM_BYTES: Final = {"Unit": 0, "Int": 8, "Float": 8, "Bool": 1, "Ref": 8, "Any": 16}
"""Bytes of an element."""

HEADER: Final = 8
MOST_WORDS: Final = 60
"""The most words of an object of kind FIELDS: its masks have one word each."""

LIST_BYTES: Final = 32
TEXT_BYTES: Final = 24
TREE_BYTES: Final = 24
WIDE_BYTES: Final = 16
"""Bytes of the fixed parts."""

MOST_DESCRIPTORS: Final = 1 << 20

_CLASS: Final = {INT: "Int", FLOAT: "Float", BOOL: "Bool", UNIT: "Unit", ANY: "Any"}


def tag_of(t: Ty) -> int:
    """Tag of a value of a type in an Any."""
    return TAGS[t] if t in TAGS else HEAP_TAGS["Fn" if t.kind == "Closure" else t.kind]


def memory_class(t: Ty) -> str:
    """Memory class of a part or element of this type: a key of `MEMORY_CLASSES`."""
    return _CLASS.get(t, "Ref")


class Part(NamedTuple):
    """A part of an object: its type, and its offset in bytes from the object's address."""

    type: Ty
    offset: int


class Layout(NamedTuple):
    """The parts of an object.

    Attributes:
        parts: in order; of a wide one each is a tag and a payload at its offset, whatever its type.
        size: bytes.
        refs, anys: the masks of its row.
        is_wide: of kind WIDE.
    """

    parts: tuple[Part, ...]
    size: int
    refs: int
    anys: int
    is_wide: bool = False


_WORDS: Final = {"Unit": 0, "Any": 2}


def layout_of(types: tuple[Ty, ...], start: int = HEADER) -> Layout:
    """Where parts of these types lie, one after the other, from a byte of the object on."""
    parts, at, refs, anys = [], start, 0, 0
    for t in types:
        cls = memory_class(t)
        parts.append(Part(t, at))
        if cls == "Ref":
            refs |= 1 << at // 8
        elif cls == "Any":
            anys |= 1 << at // 8
        at += 8 * _WORDS.get(cls, 1)
    if at > 8 * MOST_WORDS and start == HEADER:
        places = tuple(Part(t, WIDE_BYTES + 16 * k) for k, t in enumerate(types))
        return Layout(places, WIDE_BYTES + 16 * len(types), 0, 0, is_wide=True)
    return Layout(tuple(parts), max(at, 16), refs, anys)


CLOSURE_START: Final = HEADER + 8
"""Captures lie behind the address of the slot whose code is called."""

_layouts: Final[dict[tuple[Ty, int], Layout]] = {}


def layout(t: Ty, constructor: int = -1) -> Layout:
    """The parts of a record, a tuple, what a constructor of a union holds, or the captures of a closure."""
    found = _layouts.get((t, constructor))
    if found is None:
        parts = t.constructors[constructor].payload if constructor >= 0 else t.parts
        found = layout_of(parts, CLOSURE_START if t.kind == "Closure" else HEADER)
        _layouts[t, constructor] = found
    return found


def is_shared(t: Ty, constructor: int) -> bool:
    """Whether a constructor holds nothing, so that there is one object of it in a run."""
    return all(not part.words for part in t.constructors[constructor].payload)


class Described(NamedTuple):
    """What objects a descriptor is for.

    Attributes:
        type: their type; None for classes of the run-time library.
        constructor: of a union; otherwise -1.
        is_view: it is for the views of a list type.
        name: for reports.
    """

    type: Ty | None
    constructor: int
    is_view: bool
    name: str


Row = tuple[int, int, int, int, int, int, int, int]


class Descriptors:
    """The table of the process: `DESCRIPTORS`. Numbers begin at 1; 0 in a header says that the block is free.

    Attributes:
        address: where row 0 lies.
        described: what each number means, from 0.
        observers: are called with each new number, when its row is there.
    """

    def __init__(self) -> None:
        self.address: Final = reserve(MOST_DESCRIPTORS * ROW_BYTES)
        self.described: Final[list[Described]] = [Described(None, -1, False, "")]
        self._words: Final = Words(self.address, MOST_DESCRIPTORS * ROW_BYTES)
        self.observers: Final[list[Callable[[int], None]]] = []
        self._numbers: Final[dict[tuple[Ty, Ty | None], int]] = {}
        self._lock: Final = threading.RLock()

    def number(self, t: Ty, constructor: int = -1) -> int:
        """Number of a type's descriptor; of a union the one of a constructor, the first one's if -1.

        That of the views of a list or deque follows that of the type itself. Types without objects have numbers, too.
        """
        found = self._numbers.get((t, None))
        if found is None:
            found = self._add_type(t, None)
        return found + max(constructor, 0)

    def closure(self, t: Ty, fn: Ty) -> int:
        """Number for closures of a function, with captures as declared, whose code has the convention of `fn`."""
        found = self._numbers.get((t, fn))
        return self._add_type(t, fn) if found is None else found

    def add(self, name: str, row: Row) -> int:
        """The number of a new descriptor, for a class of the run-time library."""
        with self._lock:
            return self._append(Described(None, -1, False, name), row)

    def count(self, t: Ty) -> int:
        """How many consecutive numbers a type has."""
        if t.kind == "Union":
            return max(len(t.constructors), 1)
        return 2 if t.kind in ("List", "Deque") else 1

    def row(self, number: int) -> Row:
        """The words of a row."""
        at = number * ROW_WORDS
        a, b, c, d, e, f, g, h = self._words.ints[at : at + ROW_WORDS].tolist()
        return a, b, c, d, e, f, g, h

    def _append(self, described: Described, row: Row) -> int:
        number = len(self.described)
        if number == MOST_DESCRIPTORS:
            raise MemoryError("there are too many types of objects")
        for k, word in enumerate(row):
            self._words.ints[number * ROW_WORDS + k] = word
        self.described.append(described)
        for observe in self.observers:
            observe(number)
        return number

    def _add_type(self, t: Ty, fn: Ty | None) -> int:
        with self._lock:
            found = self._numbers.get((t, fn))
            if found is not None:
                return found
            shape = 0 if fn is None else self.number(fn)
            rows = _rows(t, shape)
            first = len(self.described)
            for described, row in rows:
                self._append(described, row)
            self._numbers[t, fn] = first
            return first


def _rows(t: Ty, shape: int) -> list[tuple[Described, Row]]:
    tag = HEAP_TAGS.get("Fn" if t.kind == "Closure" else t.kind, 0)
    if t.kind == "Union":
        named = [f"{t}.{c.name}" for c in t.constructors] or [str(t)]
        layouts = [layout(t, k) for k in range(len(t.constructors))] or [layout_of(())]
        return [
            (Described(t, k, False, name), _fields(each, tag))
            for k, (name, each) in enumerate(zip(named, layouts, strict=True))
        ]
    if t.kind in ("List", "Deque"):
        item = MEMORY_CLASSES[memory_class(t.parts[0])]
        return [
            (Described(t, -1, False, str(t)), (KINDS["LIST"], LIST_BYTES, 0, 0, item, 0, tag, 0)),
            (Described(t, -1, True, f"view of {t}"), (KINDS["VIEW"], LIST_BYTES, 1 << 3, 0, item, 0, tag, 0)),
        ]
    if t.kind in ("SortedMap", "SortedSet"):
        key, item = MEMORY_CLASSES[memory_class(t.parts[0])], MEMORY_CLASSES[memory_class(t.parts[-1])]
        item = item if t.kind == "SortedMap" else MEMORY_CLASSES["Unit"]
        return [(Described(t, -1, False, str(t)), (KINDS["TREE"], TREE_BYTES, 1 << 1, 0, item, key, tag, 0))]
    if t.kind in ("Str", "Bytes"):
        return [(Described(t, -1, False, str(t)), (KINDS["TEXT"], TEXT_BYTES, 0, 0, 0, 0, tag, 0))]
    if t.kind in ("Record", "Tuple", "Closure"):
        return [(Described(t, -1, False, str(t)), _fields(layout(t), tag, shape))]
    return [(Described(t, -1, False, str(t)), _fields(layout_of(()), tag))]


def _fields(found: Layout, tag: int, shape: int = 0) -> Row:
    if found.is_wide:
        return KINDS["WIDE"], WIDE_BYTES, 0, 0, MEMORY_CLASSES["Any"], 0, tag, shape
    return KINDS["FIELDS"], found.size, found.refs, found.anys, 0, 0, tag, shape


DESCRIPTORS: Final = Descriptors()
