"""Native objects as Python values (`motet.bytecode.values`), with lists of work instead of recursion.

With `typed`, values are of the classes that know the type they were made as (`motet.vm.objects`); otherwise they are plain.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.types import ANY, BOOL, FIRST_COUNTED_TAG, FLOAT, INT, UNIT, Ty
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant, Vector
from motet.jit.layout import (
    DESCRIPTORS,
    HEADER,
    ITEM_BYTES,
    KIND,
    KINDS,
    SHAPE,
    WIDE_BYTES,
    Described,
    layout,
    memory_class,
)
from motet.stdlib.gathering import Ledger
from motet.vm.objects import class_of
from motet.vm.rebuilding import Parts, Rebuilding

_TEXT: Final = 24
_SLOT: Final = 8
_NUMBER: Final = 32
_AVERAGE: Final = 12
_ENTRY: Final = 160
_HOLDER: Final = 120
"""Bytes in Python of a reference, of a number, of what a place in a record or vector refers to, of an entry of a map, and of an
empty list, record or text, about."""

_SAMPLES: Final = 64
_SMALL: Final = range(-5, 257)
"""Ints that Python has only once."""

_SHORT: Final = 64
"""Texts of at most so many bytes are read again each time."""

_NODE_KEYS: Final = 30
_NODE: Final = 24


class Ref(int):
    """Address of an object."""

    __slots__ = ()


def descriptor_at(address: int) -> int:
    """Number of an object's descriptor."""
    return ctypes.c_uint32.from_address(address + 4).value


def _word(address: int) -> int:
    return ctypes.c_int64.from_address(address).value


def _half(address: int) -> int:
    return ctypes.c_uint32.from_address(address).value


def real(payload: int) -> float:
    """The Float that a word is."""
    return float(struct.unpack("<d", struct.pack("<q", payload))[0])


_OF_TAG: Final[tuple[Callable[[int], Value], ...]] = (
    lambda payload: payload,
    real,
    lambda payload: bool(payload & 1),
    lambda payload: None,
)


def of_pair(tag: int, payload: int) -> Value:
    """A scalar, or the `Ref` of an object."""
    return Ref(payload) if tag >= FIRST_COUNTED_TAG else _OF_TAG[tag](payload)


def pairs_at(address: int, count: int) -> Iterator[tuple[int, int]]:
    """Tags and payloads from an address on."""
    return struct.iter_unpack("<qq", ctypes.string_at(address, 16 * count))


class Reader:
    """Reads values of one run.

    Args:
        poll: is called now and then.
        typed: values know the types they were made as.
        most: bytes that the values may take. Trap `memory` when that is not enough.

    Attributes:
        vectors: the copies of vectors that were met, by address.
    """

    def __init__(self, poll: Callable[[], None], *, typed: bool = False, most: int | None = None) -> None:
        self._typed: Final = typed
        self._ledger: Final = Ledger(most)
        self._rebuilding: Final = Rebuilding(self._look, poll, self._ledger.take)
        self.vectors: Final[dict[int, Vector]] = {}
        self._waiting: Final[list[int]] = []
        self._texts: Final[dict[int, str | bytes]] = {}
        self._flat: Final[dict[int, Value]] = {}

    def pair(self, tag: int, payload: int) -> Value:
        """The value of a tag and a payload."""
        return self.value(payload) if tag >= FIRST_COUNTED_TAG else _OF_TAG[tag](payload)

    def value(self, address: int) -> Value:
        """The value that an object is, and all that it leads to."""
        result = self._rebuilding.make(Ref(address), None)
        while self._waiting:
            source = self._waiting.pop()
            items = self.vectors[source].items
            self._take(_word(source + HEADER), _AVERAGE)
            for tag, payload in pairs_at(source + WIDE_BYTES, _word(source + HEADER)):
                items.append(self._rebuilding.make(of_pair(tag, payload), None))
        return result

    # ---- one object

    def _look(self, value: Value, t: Ty | None) -> Value | Parts:
        if type(value) is not Ref:
            return value
        number = descriptor_at(value)
        described = DESCRIPTORS.described[number]
        kind = DESCRIPTORS.row(number)[KIND]
        if kind == KINDS["TEXT"]:
            return self._text(value, described)
        if kind == KINDS["ANYS"]:
            return self._vector(value)
        known = self._flat.get(value)
        if known is not None:
            return known
        handler = _OF_KIND[described.type.kind if described.type is not None else ""]
        return handler(self, value, described, number)

    def _text(self, address: int, described: Described) -> Value:
        """A long text that occurs often is read once: many copies would need memory that no limit counts."""
        known = self._texts.get(address)
        if known is None:
            self._ledger.take(_HOLDER + _half(address + 8))
            data = ctypes.string_at(address + _TEXT, _half(address + 8))
            assert described.type is not None
            known = data.decode() if described.type.kind == "Str" else data
            if not known.isascii():
                self._ledger.take(4 * len(known))
            if len(data) > _SHORT:
                self._texts[address] = known
        return known

    def _vector(self, address: int) -> Vector:
        found = self.vectors.get(address)
        if found is None:
            found = self.vectors[address] = Vector([])
            self._waiting.append(address)
        return found

    def _take(self, count: int, each: int) -> None:
        """So many parts of a value are about to be read, which take so many bytes each, besides their places."""
        self._ledger.take(_HOLDER + (_SLOT + each) * count)

    def _made(self, address: int, parts: list[Value], build: Callable[[list[Value]], Value]) -> Value | Parts:
        """The value, if none of its parts is an object that must be made first; what others refer to, too, is made once."""
        if Ref not in set(map(type, parts)):
            made = build(parts)
            if _half(address) > 1:
                self._flat[int(address)] = made
            return made
        return Parts(int(address), zip(parts, repeat(None)), build)

    def _class(self, t: Ty, plain: type) -> Callable[..., Value]:
        found: Callable[..., Value] = class_of(t) if self._typed else plain
        return found

    def _list(self, address: int, described: Described, number: int) -> Value | Parts:
        assert described.type is not None
        t = described.type
        self._take(_word(address + 16), _bytes_of_numbers(address, t.parts[0]))
        items = elements(_word(address + 8), _word(address + 16), t.parts[0])
        made = self._class(t, list if t.kind == "List" else Deque)
        if t.kind == "List" and not self._typed:
            return self._made(address, items, list)
        return self._made(address, items, made)

    def _fields(self, address: int, t: Ty, constructor: int) -> list[Value]:
        found = layout(t, constructor)
        self._take(len(found.parts), _AVERAGE)
        if found.is_wide:
            return [of_pair(*pair) for pair in pairs_at(address + WIDE_BYTES, len(found.parts))]
        data = memoryview(ctypes.string_at(address, found.size))
        ints, reals = data.cast("q"), data.cast("d")
        return [_part(ints, reals, part.type, part.offset >> 3) for part in found.parts]

    def _tuple(self, address: int, described: Described, number: int) -> Value | Parts:
        assert described.type is not None
        return self._made(address, self._fields(address, described.type, -1), self._class(described.type, tuple))

    def _record(self, address: int, described: Described, number: int) -> Value | Parts:
        t = described.type
        assert t is not None
        made = self._class(t, Record)
        return self._made(address, self._fields(address, t, -1), lambda parts: made(t.fields, tuple(parts), t.name))

    def _variant(self, address: int, described: Described, number: int) -> Value | Parts:
        t = described.type
        assert t is not None
        made, name = self._class(t, Variant), t.constructors[described.constructor].name
        parts = self._fields(address, t, described.constructor)
        return self._made(address, parts, lambda parts: made(name, tuple(parts)))

    def _closure(self, address: int, described: Described, number: int) -> Value | Parts:
        t = described.type
        assert t is not None
        fn = DESCRIPTORS.described[DESCRIPTORS.row(number)[SHAPE]].type
        assert fn is not None
        made = self._class(fn, Closure)
        return self._made(address, self._fields(address, t, -1), lambda parts: made(t.function, tuple(parts)))

    def _map(self, address: int, described: Described, number: int) -> Value | Parts:
        t = described.type
        assert t is not None
        made = self._class(t, SortedMap)
        keys, values = self._entries(address, t, t.parts[1])
        return self._made(address, values, lambda parts: made(dict(zip(keys, parts, strict=True))))

    def _set(self, address: int, described: Described, number: int) -> Value | Parts:
        assert described.type is not None
        keys, _ = self._entries(address, described.type, UNIT)
        return self._class(described.type, SortedSet)(dict.fromkeys(keys))

    def _entries(self, address: int, t: Ty, item: Ty) -> tuple[list[Value], list[Value]]:
        """Keys and values of a tree. Keys are texts and Ints, which hold nothing."""
        keys: list[Value] = []
        values: list[Value] = []
        for leaf in leaves(_word(address + 8), ITEM_BYTES[memory_class(t.parts[0])]):
            count = _half(leaf + 8)
            self._take(count, _ENTRY)
            keys += elements(leaf + _NODE, count, t.parts[0])
            values += elements(leaf + _NODE + _NODE_KEYS * ITEM_BYTES[memory_class(t.parts[0])], count, item)
        return [self._rebuilding.make(key, None) for key in keys], values


def _bytes_of_numbers(address: int, t: Ty) -> int:
    """Bytes that each element of a list takes in Python besides its place, if it is a number: of Ints some are looked at."""
    if t is not INT:
        return _NUMBER if t is FLOAT else 0
    items, count = _word(address + 8), _word(address + 16)
    step = count // _SAMPLES + 1
    samples = [_word(items + 8 * k) in _SMALL for k in range(0, count, step)]
    return _NUMBER * samples.count(False) // len(samples) if samples else 0


def leaves(root: int, width: int) -> Iterator[int]:
    """The leaves of a tree whose keys have so many bytes, in order."""
    waiting = [root] if root else []
    while waiting:
        node = waiting.pop()
        if _half(node + 12) == 0:
            yield node
        else:
            count = _half(node + 8) + 1
            children = struct.unpack(f"<{count}q", ctypes.string_at(node + _NODE + _NODE_KEYS * width, 8 * count))
            waiting += reversed(children)


def _part(ints: memoryview[int], reals: memoryview[float], t: Ty, word: int) -> Value:
    if t is INT:
        return ints[word]
    if t is FLOAT:
        return reals[word]
    if t is BOOL:
        return ints[word] != 0
    if t is UNIT:
        return None
    return of_pair(ints[word], ints[word + 1]) if t is ANY else Ref(ints[word])


def elements(address: int, count: int, t: Ty) -> list[Value]:
    """Elements of a memory class from an address on: scalars, and `Ref` of objects."""
    if t is UNIT:
        return [None] * count
    data = memoryview(ctypes.string_at(address, count * ITEM_BYTES[memory_class(t)]))
    if t is INT:
        return data.cast("q").tolist()
    if t is FLOAT:
        return data.cast("d").tolist()
    if t is BOOL:
        return [byte != 0 for byte in data]
    if t is ANY:
        return [of_pair(*pair) for pair in struct.iter_unpack("<qq", data)]
    return [Ref(word) for word in data.cast("q")]


_OF_KIND: Final[dict[str, Callable[[Reader, int, Described, int], Value | Parts]]] = {
    "List": Reader._list,
    "Deque": Reader._list,
    "Tuple": Reader._tuple,
    "Record": Reader._record,
    "Union": Reader._variant,
    "Closure": Reader._closure,
    "SortedMap": Reader._map,
    "SortedSet": Reader._set,
}


def references(address: int) -> Iterable[int]:
    """Addresses of the objects that an object refers to."""
    number = descriptor_at(address)
    kind, size, refs, anys, item, key, _, _ = DESCRIPTORS.row(number)
    if kind in (KINDS["ANYS"], KINDS["WIDE"]):
        found = pairs_at(address + WIDE_BYTES, _word(address + HEADER))
        return [payload for tag, payload in found if tag >= FIRST_COUNTED_TAG]
    result = [_word(address + 8 * k) for k in range(size >> 3) if refs >> k & 1]
    result += [_word(address + 8 * k + 8) for k in range(size >> 3) if anys >> k & 1 and _word(address + 8 * k) >= 4]
    if kind == KINDS["LIST"]:
        result += _references_in(_word(address + 8), _word(address + 16), item)
    elif kind == KINDS["NODE"]:
        result += _of_node(address, item, key)
    return [each for each in result if each]


_CLASS_BYTES: Final = (0, 8, 8, 1, 8, 16)
_REF, _ANY = 4, 5


def _references_in(address: int, count: int, item: int) -> list[int]:
    if item == _REF:
        return list(struct.unpack(f"<{count}q", ctypes.string_at(address, 8 * count)))
    if item == _ANY:
        return [payload for tag, payload in pairs_at(address, count) if tag >= FIRST_COUNTED_TAG]
    return []


def _of_node(address: int, item: int, key: int) -> list[int]:
    count, behind = _half(address + 8), address + _NODE + _NODE_KEYS * _CLASS_BYTES[key]
    keys = _references_in(address + _NODE, count, key)
    if _half(address + 12):
        return keys + _references_in(behind, count + 1, _REF)
    return keys + _references_in(behind, count, item)
