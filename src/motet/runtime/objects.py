"""What objects look like in memory: their kinds, and the classes that the kinds have in common.

A descriptor (`motet.jit.layout`) says of which kind an object is, which of its words are references, and to which memory
classes its elements belong. That is all that release, recovery, equality and conversion need.
"""

from __future__ import annotations

from typing import ClassVar, Generic

from motet.runtime.language import (
    AnyValue,
    K,
    Object,
    Ptr,
    Struct,
    T,
    Tail,
    V,
    address,
    array,
    descriptor_word,
    fields_size,
    inline,
    raw,
    u8,
    u32,
    view,
)

KIND = 0
SIZE = 1
REFS = 2
ANYS = 3
ITEM = 4
KEY = 5
TAG = 6
"""Words of a descriptor, as `motet.jit.layout` describes them."""

OF_FIELDS = 1
OF_VECTOR = 2
OF_LIST = 3
OF_VIEW = 4
OF_TEXT = 5
OF_TREE = 6
OF_WIDE = 7
OF_NODE = 8
OF_MAP = 9
OF_TABLE = 10
"""Kinds of objects, as `motet.jit.layout.KINDS` numbers them."""

UNIT_CLASS = 0
INT_CLASS = 1
FLOAT_CLASS = 2
BOOL_CLASS = 3
REF_CLASS = 4
ANY_CLASS = 5
"""Numbers of memory classes."""

MARK = 1073741824
"""Bit of the descriptor word of an object that a walk has reached."""

NODE_KEYS = 30
"""Most keys of a node of a sorted map."""

NODE_PLACES = 32
"""So many numbers are looked at when a node is searched: whole vectors. What lies behind the keys may be read, too."""

LEAST_CONTENT = 16
"""Bytes behind the keys of a leaf without values."""


class Sequence(Object):
    """A length and that many values of type Any: a vector, or a wide record."""

    kind: ClassVar[int] = 2
    length: int
    items: Tail[AnyValue]


class List(Object, Generic[T]):
    """A list that owns its storage, which lies behind these fields, or a view of a part of another list.

    Of a view `end` is the address of the list that it holds, which lies before the items.
    """

    kind: ClassVar[int] = 3
    items: Ptr[T]
    length: int
    end: Ptr[u8]
    """End of the storage. There may be room at both ends."""


class Text(Object):
    """A Str (UTF-8) or Bytes."""

    kind: ClassVar[int] = 5
    length: u32
    """Bytes."""

    capacity: u32
    hash: u32
    """0: not known."""

    flags: u32
    """Bit 0: known to be ASCII; bit 1: known not to be."""

    bytes: Tail[u8]


class Tree(Object, Generic[K, V]):
    """A sorted map; a sorted set has values of class Unit."""

    kind: ClassVar[int] = 6
    root: Node[K, V] | None
    length: int


class Node(Object, Generic[K, V]):
    """A node of a sorted map: room for 30 keys, then for as many values in a leaf, otherwise for one child more.

    Behind them, on the next whole word, Strs as keys have the numbers `prefix` and, behind these, `second` of
    `motet.runtime.keys`: 32 places each.
    """

    kind: ClassVar[int] = 8
    length: u32
    height: u32
    """0 in a leaf."""

    link: Object | None
    """Only of dead ones."""

    keys: Tail[K]


class Map(Object, Generic[K, V]):
    """A map in the order of insertion; a set has values of class Unit."""

    kind: ClassVar[int] = 9
    table: Table[K, V] | None
    length: int


class Table(Object, Generic[K, V]):
    """The entries of a map, and the slots that find them.

    An entry is a key and a value, each in whole words. Behind the entries come the hashes (u32), then the slots.
    """

    kind: ClassVar[int] = 10
    used: u32
    """Entries, with those that were deleted, whose hash is 0."""

    bits: u32
    """There are 2**bits slots, and room for `table_entries(bits)` entries."""

    link: Object | None
    """Only of dead ones."""

    entries: Tail[u8]


class Link(Struct):
    """A word that holds a reference, or the link of a dead object."""

    target: Object | None


class Word(Struct):
    """A word that holds a number."""

    number: int


@raw
@inline
def width_of(memory_class: int) -> int:
    """Bytes of an element of a memory class."""
    if memory_class == ANY_CLASS:
        return 16
    if memory_class == BOOL_CLASS:
        return 1
    return 0 if memory_class == UNIT_CLASS else 8


@raw
@inline
def word_of(o: Object, index: int) -> Link:
    """A word of an object, counted from its header, as a place of a reference."""
    return view(Link, address(o) + 8 * index)


@raw
@inline
def number_in(o: Object, index: int) -> int:
    """A word of an object as a number."""
    return view(Word, address(o) + 8 * index).number


@raw
@inline
def descriptor_of_object(o: Object) -> int:
    """The number of its descriptor, whether it is marked or not."""
    return o.descriptor & ~MARK


@raw
@inline
def is_view(xs: List[T]) -> bool:
    """Whether the storage of a list belongs to another list."""
    return xs.end < view_end(xs)


@raw
@inline
def view_end(xs: List[T]) -> Ptr[u8]:
    """Address of the first item."""
    return array(u8, xs.items)


@raw
@inline
def base_of(xs: List[T]) -> List[T]:
    """The list that a view holds."""
    return view(List[T], xs.end)


@raw
@inline
def node_values(n: Object, key_class: int) -> Ptr[u8]:
    """Where the values or children of a node lie."""
    return address(n) + (fields_size(Node[int, int]) + NODE_KEYS * width_of(key_class))


@raw
@inline
def node_size(descriptor: int, height: int) -> int:
    """Bytes of a node."""
    key = descriptor_word(descriptor, KEY)
    content = 8 * (NODE_KEYS + 1)
    if height == 0:
        content = NODE_KEYS * width_of(descriptor_word(descriptor, ITEM))
        content = content if content > LEAST_CONTENT else LEAST_CONTENT
    size = (fields_size(Node[int, int]) + NODE_KEYS * width_of(key) + content + 7) & -8
    return size + (2 * NODE_PLACES * 8 if key == REF_CLASS else 0)


@raw
@inline
def list_descriptor(xs: List[T]) -> int:
    """The number of the descriptor of lists that are no views; that of views follows it."""
    return xs.descriptor - 1 if is_view(xs) else xs.descriptor


@raw
@inline
def table_entries(bits: int) -> int:
    """How many entries 2**bits slots are enough for: five eighths of their number."""
    return (1 << bits) - (1 << (bits - 2)) - (1 << (bits - 3))


@raw
@inline
def whole_words(size: int) -> int:
    """Bytes of the words that so many bytes take."""
    return (size + 7) & -8


@raw
@inline
def entry_size(descriptor: int) -> int:
    """Bytes of an entry of a table."""
    key, item = descriptor_word(descriptor, KEY), descriptor_word(descriptor, ITEM)
    return whole_words(width_of(key)) + whole_words(width_of(item))


@raw
@inline
def table_hashes(t: Table[int, int], descriptor: int) -> Ptr[u32]:
    """Where the hashes of a table lie."""
    return array(u32, t.entries + table_entries(t.bits) * entry_size(descriptor))


@raw
@inline
def table_size(descriptor: int, bits: int) -> int:
    """Bytes of a table."""
    entries = table_entries(bits)
    return fields_size(Table[int, int]) + entries * entry_size(descriptor) + whole_words(entries * 4) + (8 << bits)
