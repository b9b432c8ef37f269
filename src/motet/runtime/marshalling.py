"""Objects that the host makes: it says how large they are, gets blocks for all of them at once, and writes their contents.

Also here: the copy of a record, tuple or variant that is to be changed while others have it, too.
"""

from __future__ import annotations

from motet.runtime.counts import retain, retain_any, size_of_object
from motet.runtime.heap import NOWHERE, alloc, block_size, heap
from motet.runtime.language import (
    AnyValue,
    K,
    Object,
    Own,
    Ptr,
    Struct,
    V,
    address,
    array,
    below,
    cold,
    copy_bytes,
    descriptor_word,
    fail,
    fields_size,
    new,
    raw,
    u8,
    unlikely,
    view,
)
from motet.runtime.objects import (
    ANYS,
    KIND,
    OF_LIST,
    OF_TEXT,
    OF_VECTOR,
    OF_WIDE,
    REFS,
    List,
    Sequence,
    Text,
    Tree,
    descriptor_of_object,
    word_of,
)
from motet.runtime.trees import tree_new, tree_set
from motet.runtime.vectors import vector_alloc

MOST = 2147483648
"""Objects of so many bytes or items are refused with `memory`."""


class Wanted(Struct):
    """What the host asks for, and what it gets."""

    size: int
    """Bytes; of a vector its length."""

    descriptor: int
    """Its number. Becomes the address of the object."""


@raw
@cold
def host_objects() -> None:
    """Make `host_number` objects as `Wanted` at `host_area` says, empty as yet, each with one count. Traps `memory`, `heap`."""
    wanted = array(Wanted, heap.host_area)
    for i in range(heap.host_number):
        o = empty_object(wanted[i].size, wanted[i].descriptor)
        made = array(Object, address(wanted[i]) + 8)
        made[0] = o


@raw
@cold
def empty_object(size: int, descriptor: int) -> Object:
    """An object whose size can be told, with nothing in it."""
    kind = descriptor_word(descriptor, KIND)
    if kind == OF_VECTOR:
        return empty_vector(size)
    if unlikely(not below(size, MOST * 16)):
        fail("memory", NOWHERE)
    block = alloc(size, NOWHERE)
    o = new(Object, block, descriptor)
    if kind == OF_TEXT:
        text = view(Text, block)
        text.length = 0
        text.capacity = block_size(size) - fields_size(Text)
    elif kind == OF_LIST:
        xs = view(List[int], block)
        xs.items = view(Ptr[int], block + fields_size(List[int]))
        xs.length = 0
        xs.end = block + block_size(size)
    elif kind == OF_WIDE:
        view(Sequence, block).length = (size - fields_size(Sequence)) >> 4
    return o


@raw
@cold
def empty_vector(length: int) -> Object:
    """A vector of Ints 0."""
    vector = vector_alloc(length, NOWHERE)
    words = array(int, address(vector) + fields_size(Sequence))
    for k in range(2 * length):
        words[k] = 0
    return view(Object, vector)


class Entries(Struct):
    """The entries of a map that the host asks for, in order, and the map."""

    descriptor: int
    count: int
    keys: Ptr[u8]
    values: Ptr[u8]
    made: Object


@raw
@cold
def host_tree(of: type[Tree[K, V]]) -> None:
    """Make a map of the `Entries` at `host_area`, whose counts it takes over. Traps `memory`."""
    wanted = array(Entries, heap.host_area)[0]
    keys, values = view(Ptr[K], wanted.keys), view(Ptr[V], wanted.values)
    m = tree_new(Tree[K, V], wanted.descriptor, NOWHERE)
    for i in range(wanted.count):
        m = tree_set(m, keys[i], values[i], NOWHERE)
    wanted.made = m


@raw
@cold
def copy_object(o: Own[Object], where: int) -> Object:
    """A copy that nobody else has of an object with fields. Traps `memory`."""
    descriptor = descriptor_of_object(o)
    size = size_of_object(o)
    block = alloc(size, where)
    copy_bytes(block, address(o), size)
    copy = new(Object, block, descriptor)
    if descriptor_word(descriptor, KIND) == OF_WIDE:
        items = view(Sequence, copy).items
        for i in range(view(Sequence, copy).length):
            retain_any(items[i])
    else:
        refs, anys = descriptor_word(descriptor, REFS), descriptor_word(descriptor, ANYS)
        for k in range(size >> 3):
            if (refs >> k) & 1 == 1:
                child = word_of(copy, k).target
                if child is not None:
                    retain(child)
            if (anys >> k) & 1 == 1:
                retain_any(array(AnyValue, address(copy) + 8 * k)[0])
    o.count -= 1
    return copy
