"""Python values as native objects, with lists of work instead of recursion.

First everything is planned: an object for each value that has parts, after its parts. Then all objects are allocated at
once, and written. Values must be of their types already (`motet.vm.narrowing`); plain ones count as generic.
"""

from __future__ import annotations

import ctypes
import struct
from array import array
from collections.abc import Callable, Sequence
from typing import Final

from motet.bytecode.program import Program, Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import ANY, BOOL, BYTES, FLOAT, INT, STR, TAGS, UNIT, VECTOR, Ty, closure, fn, list_of
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant, Vector
from motet.jit.layout import (
    DESCRIPTORS,
    HEADER,
    ITEM_BYTES,
    LIST_BYTES,
    TEXT_BYTES,
    TREE_BYTES,
    WIDE_BYTES,
    layout,
    memory_class,
    tag_of,
)
from motet.jit.typed_python.library import NativeLibrary
from motet.vm.objects import kind_of, type_of
from motet.vm.rebuilding import Parts, Rebuilding

_ASCII, _NOT_ASCII = 1, 2
_MOST_TEXT: Final = (1 << 31) - 1

Words = list["int | Planned"]


class Planned:
    """An object that is going to be made.

    Attributes:
        type: of the value.
        number: of its descriptor.
        size: bytes; of a vector its length.
        start: where its content begins.
        content: bytes, or words of which some are other objects, or bytes of Bools.
        head: words in front of the content that replace what the allocator wrote, by offset.
        count: how many references there are to it.
        address: where it lies, once it does.
    """

    __slots__ = ("address", "content", "count", "head", "number", "size", "start", "type")

    def __init__(self, t: Ty, number: int, size: int, start: int, content: bytes | Words) -> None:
        self.type: Final = t
        self.number: Final = number
        self.size: Final = size
        self.start: Final = start
        self.content: bytes | Words = content
        self.head: dict[int, bytes] = {}
        self.count = 0
        self.address = 0


class PlannedTree(Planned):
    """A map or set that is going to be made.

    Attributes:
        keys, values: words of its entries, or bytes of Bools.
        length: number of entries.
    """

    __slots__ = ("keys", "length", "values")
    keys: bytes | Words
    values: bytes | Words
    length: int


_SCALARS: Final = {int: INT, float: FLOAT, bool: BOOL, type(None): UNIT}


def bits(value: float) -> int:
    """The word that a Float is."""
    return int(struct.unpack("<q", struct.pack("<d", value))[0])


class Writer:
    """Writes values of one run.

    Args:
        allocate: makes objects: of pairs of size and descriptor, their addresses.
        make_tree: makes a map or set of the bytes of its keys and values.
        code: address of the slot with the code of closures of a function.
        known: address of a vector that native code passed to the host, or 0.
        poll: is called now and then.
        program: says what closures capture.
        range: of Ints, the end excluded.

    Attributes:
        has_cycles: vectors may lead to themselves.
    """

    def __init__(
        self,
        allocate: Callable[[list[int]], Sequence[int]],
        make_tree: Callable[[PlannedTree, bytes, bytes], int],
        code: Callable[[int], int],
        known: Callable[[Vector], int],
        poll: Callable[[], None],
        program: Program,
        range_: tuple[int, int],
    ) -> None:
        self._allocate: Final = allocate
        self._make_tree: Final = make_tree
        self._code: Final = code
        self._known: Final = known
        self._program: Final = program
        self._range: Final = range_
        self._rebuilding: Final = Rebuilding(self._look, poll)
        self._plan: Final[list[Planned]] = []
        self._vectors: Final[dict[int, Planned]] = {}
        self._waiting: Final[list[tuple[Vector, Planned]]] = []
        self.has_cycles = False

    def pair(self, value: Value) -> tuple[int, int]:
        """Tag and payload of a value; an object has one count that belongs to the caller."""
        tag, payload = self._as_any(self._rebuilding.make(value, None))
        while self._waiting:
            vector, planned = self._waiting.pop()
            items = [self._rebuilding.make(item, None) for item in vector.items]
            planned.content = [word for item in items for word in self._as_any(item)]
        self._make()
        return tag, payload.address if isinstance(payload, Planned) else payload

    # ---- making

    def _make(self) -> None:
        """Allocate and write everything that was planned."""
        if not self._plan:
            return
        for known in (each for each in self._plan if each.address):
            ctypes.c_uint32.from_address(known.address).value += known.count
        new = [each for each in self._plan if not each.address]
        self._allocate_all([each for each in new if not isinstance(each, PlannedTree)])
        for planned in new:
            if isinstance(planned, PlannedTree):
                planned.address = self._make_tree(planned, _bytes_of(planned.keys), _bytes_of(planned.values))
                ctypes.c_uint32.from_address(planned.address).value = planned.count
            elif planned.type is not VECTOR:
                _write(planned)
        vectors = [each for each in new if each.type is VECTOR]
        for planned in vectors:
            _write(planned)
        self.has_cycles = len(vectors) > 1 or any(each.count > 1 for each in vectors)
        self._plan.clear()

    def _allocate_all(self, new: list[Planned]) -> None:
        wanted = [word for each in new for word in (each.size, each.number)]
        addresses: Sequence[int] = self._allocate(wanted) if new else ()
        for planned, address in zip(new, addresses, strict=True):
            planned.address = address

    # ---- planning

    def _look(self, value: Value, t: Ty | None) -> Value | Parts:
        found = type(value)
        if found is int and not self._range[0] <= value < self._range[1]:
            raise Trap("overflow")
        if found in _SCALARS or isinstance(value, Planned):
            return value
        if found is str or found is bytes:
            return self._text(value)
        if found is Vector:
            return self._vector(value)
        if found is array:
            return self._sequence(value, value, list_of(INT if value.typecode == "q" else FLOAT))
        kind = kind_of(value)
        if kind not in _OF_KIND:
            raise TypeError(f"{found.__name__} is no type of value that a program knows")
        return _OF_KIND[kind](self, value, type_of(value))

    def _add(self, planned: Planned) -> Planned:
        self._plan.append(planned)
        return planned

    def _text(self, value: str | bytes) -> Planned:
        t = STR if isinstance(value, str) else BYTES
        data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        if len(data) > _MOST_TEXT:
            raise Trap("memory")
        planned = Planned(t, DESCRIPTORS.number(t), TEXT_BYTES + max(len(data), 1), TEXT_BYTES, data)
        planned.head[8] = struct.pack("<I", len(data))
        planned.head[16] = struct.pack("<II", 0, _ASCII if data.isascii() else _NOT_ASCII if t is STR else 0)
        return self._add(planned)

    def _vector(self, value: Vector) -> Planned:
        found = self._vectors.get(id(value))
        if found is None:
            number = vector_descriptor()
            found = self._vectors[id(value)] = self._add(Planned(VECTOR, number, len(value.items), WIDE_BYTES, []))
            address = self._known(value)
            if address:
                found.address = address
            else:
                self._waiting.append((value, found))
        return found

    def _parts(self, value: Value, parts: Sequence[Value], build: Callable[[list[Value]], Value]) -> Value | Parts:
        if all(type(part) in _SCALARS for part in parts):
            return build(list(parts))
        return Parts(id(value), ((part, None) for part in parts), build)

    def _list(self, value: list[Value], t: Ty) -> Value | Parts:
        return self._sequence(value, value, t)

    def _deque(self, value: Deque, t: Ty) -> Value | Parts:
        return self._sequence(value, value.items, t)

    def _sequence(self, value: Value, items: Sequence[Value], t: Ty) -> Value | Parts:
        element, number, count = t.parts[0], DESCRIPTORS.number(t), len(items)
        size = LIST_BYTES + max(count * ITEM_BYTES[memory_class(element)], 8)

        def planned(content: bytes | Words) -> Planned:
            made = Planned(t, number, size, LIST_BYTES, content)
            made.head[16] = struct.pack("<q", count)
            return self._add(made)

        if element is INT:
            return planned(array("q", items).tobytes())
        if element is FLOAT:
            return planned(array("d", items).tobytes())
        if element is BOOL:
            return planned(bytes(items))
        if element is UNIT:
            return planned(b"")
        return self._parts(value, items, lambda made: planned(self._words(made, (element,) * count)))

    def _words(self, values: Sequence[Value], types: Sequence[Ty]) -> Words:
        """The words of parts."""
        words: Words = []
        for value, t in zip(values, types, strict=True):
            if t is ANY:
                words += self._as_any(value)
            elif isinstance(value, Planned):
                value.count += 1
                words.append(value)
            elif t is FLOAT:
                words.append(bits(value))
            elif t is not UNIT:
                words.append(int(value))
        return words

    def _as_any(self, value: Value) -> tuple[int, int | Planned]:
        if isinstance(value, Planned):
            value.count += 1
            return tag_of(value.type), value
        if type(value) is float:
            return TAGS[FLOAT], bits(value)
        return TAGS[_SCALARS[type(value)]], int(value or 0)

    def _fields(self, t: Ty, constructor: int, number: int, values: Sequence[Value], front: Words) -> Planned:
        found = layout(t, constructor)
        types = [part.type for part in found.parts]
        if found.is_wide:
            words = [word for value in values for word in self._as_any(value)]
            return self._add(Planned(t, number, found.size, WIDE_BYTES, words))
        return self._add(Planned(t, number, found.size, HEADER, front + self._words(values, types)))

    def _tuple(self, value: tuple[Value, ...], t: Ty) -> Value | Parts:
        if not value:
            return None
        number = DESCRIPTORS.number(t)
        return self._parts(value, value, lambda made: self._fields(t, -1, number, made, []))

    def _record(self, value: Record, t: Ty) -> Value | Parts:
        number = DESCRIPTORS.number(t)
        return self._parts(value, value.values, lambda made: self._fields(t, -1, number, made, []))

    def _variant(self, value: Variant, t: Ty) -> Value | Parts:
        constructor = t.constructor(value.name)
        number = DESCRIPTORS.number(t, constructor)
        return self._parts(value, value.values, lambda made: self._fields(t, constructor, number, made, []))

    def _closure(self, value: Closure, t: Ty) -> Value | Parts:
        functions, index = self._program.functions, value.function
        if type(index) is not int or not 0 <= index < len(functions):
            raise Trap("type")
        function = functions[index]
        t = fn(function.parameters, function.results)
        made_of = closure(index, function.captures)
        number, code = DESCRIPTORS.closure(made_of, t), self._code(value.function)

        def build(made: list[Value]) -> Planned:
            return self._fields(made_of, -1, number, made, [code])

        return self._parts(value, value.captures, build)

    def _map(self, value: SortedMap, t: Ty) -> Value | Parts:
        keys, values = list(value.entries), list(value.entries.values())
        return self._parts(value, [*keys, *values], lambda made: self._tree(t, made[: len(keys)], made[len(keys) :]))

    def _set(self, value: SortedSet, t: Ty) -> Value | Parts:
        items = list(value.items)
        return self._parts(value, items, lambda made: self._tree(t, made, [None] * len(made)))

    def _tree(self, t: Ty, keys: list[Value], values: list[Value]) -> Planned:
        item = t.parts[1] if t.kind == "SortedMap" else UNIT
        tree = PlannedTree(t, DESCRIPTORS.number(t), TREE_BYTES, HEADER, [])
        tree.keys = self._words(keys, (t.parts[0],) * len(keys))
        tree.values = bytes(values) if item is BOOL else self._words(values, (item,) * len(values))
        tree.length = len(keys)
        return self._add(tree)


def vector_descriptor() -> int:
    """Number of the descriptor of vectors, a class of the run-time library."""
    return NativeLibrary.shared().vector_descriptor


def _bytes_of(content: bytes | Words) -> bytes:
    """The bytes of words, of which some are objects that lie somewhere already."""
    if isinstance(content, bytes):
        return content
    return struct.pack(f"<{len(content)}q", *[each.address if isinstance(each, Planned) else each for each in content])


def _write(planned: Planned) -> None:
    ctypes.c_uint32.from_address(planned.address).value = planned.count
    for offset, data in planned.head.items():
        ctypes.memmove(planned.address + offset, data, len(data))
    content = _bytes_of(planned.content)
    ctypes.memmove(planned.address + planned.start, content, len(content))


_OF_KIND: Final[dict[type, Callable[..., Value | Parts]]] = {
    list: Writer._list,
    Deque: Writer._deque,
    tuple: Writer._tuple,
    Record: Writer._record,
    Variant: Writer._variant,
    Closure: Writer._closure,
    SortedMap: Writer._map,
    SortedSet: Writer._set,
}
