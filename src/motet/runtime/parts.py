"""The parts of objects whose types only their descriptors know."""

from __future__ import annotations

from motet.runtime.language import (
    AnyValue,
    Object,
    Ptr,
    address,
    any_of,
    any_scalar,
    array,
    descriptor_word,
    fields_size,
    inline,
    noinline,
    raw,
    u8,
)
from motet.runtime.objects import (
    ANY_CLASS,
    BOOL_CLASS,
    KEY,
    REF_CLASS,
    TAG,
    UNIT_CLASS,
    Node,
    Tree,
    descriptor_of_object,
    node_values,
    width_of,
)
from motet.runtime.trees import CURSOR_BITS, CURSOR_MASK

FLOAT_TAG = 1
BOOL_TAG = 2
UNIT_TAG = 3
VECTOR_TAG = 4
STR_TAG = 5
BYTES_TAG = 6
"""Tags of `motet.bytecode.types.TAGS`; those of Int and Float are their memory classes minus 1."""

NAME = 0
COUNT = 1
START = 2
CLASSES = 3
"""Words of a shape (`motet.jit.typed_python.shapes`)."""


@raw
@inline
def as_any(o: Object) -> AnyValue:
    """An object as a value of type Any."""
    return any_of(descriptor_word(descriptor_of_object(o), TAG), o)


@raw
@inline
def value_at(items: Ptr[u8], index: int, memory_class: int) -> AnyValue:
    """An item of an array of values of a memory class."""
    if memory_class == REF_CLASS:
        return as_any(array(Object, items)[index])
    if memory_class == ANY_CLASS:
        return array(AnyValue, items)[index]
    if memory_class == BOOL_CLASS:
        return any_scalar(BOOL_TAG, items[index])
    if memory_class == UNIT_CLASS:
        return any_scalar(UNIT_TAG, 0)
    return any_scalar(memory_class - 1, array(int, items)[index])


@raw
@inline
def words_of(memory_class: int) -> int:
    """Words that a part of a memory class takes in an object of kind FIELDS."""
    return (width_of(memory_class) + 7) >> 3


# ---- sorted maps of any classes


@raw
@noinline
def any_leaf(m: Tree[int, int], cursor: int) -> Node[int, int]:
    """The leaf of a map that is not empty that has an entry."""
    key = descriptor_word(descriptor_of_object(m), KEY)
    n = array(Node[int, int], address(m) + 8)[0]
    while n.height > 0:
        i = (cursor >> (n.height * CURSOR_BITS)) & CURSOR_MASK
        n = array(Node[int, int], node_values(n, key))[i]
    return n


@raw
@noinline
def any_next(m: Tree[int, int], cursor: int) -> int:
    """The cursor of the entry behind another one; -1 if that was the last."""
    key = descriptor_word(descriptor_of_object(m), KEY)
    following = -1
    n = array(Node[int, int], address(m) + 8)[0]
    while n.height > 0:
        shift = n.height * CURSOR_BITS
        i = (cursor >> shift) & CURSOR_MASK
        if i < n.length:
            following = ((cursor >> shift) + 1) << shift
        n = array(Node[int, int], node_values(n, key))[i]
    return cursor + 1 if (cursor & CURSOR_MASK) + 1 < n.length else following


@raw
@inline
def any_keys(n: Node[int, int]) -> Ptr[u8]:
    """Where the keys of a node lie."""
    return address(n) + fields_size(Node[int, int])
