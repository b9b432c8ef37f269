"""Equality by structure, also of values with cycles.

Two vectors are equal if they have the same length and equal items, where a pair that is met again counts as equal. Each
comparison of two vectors joins two classes of vectors that are assumed to be equal, so there are fewer comparisons than
vectors, however much is shared (Hopcroft and Karp's algorithm for the equivalence of automata). The classes are disjoint
sets in a hash table by address. They are not kept before as many pairs were compared as there are objects, which is
enough for everything that is neither cyclic nor much shared.
"""

from __future__ import annotations

from motet.bytecode.types import FIRST_COUNTED_TAG
from motet.runtime.heap import FIRST_CHUNK, drop_areas, give_back, heap, reserve_area, take
from motet.runtime.language import (
    AnyValue,
    Object,
    Ptr,
    Struct,
    address,
    array,
    cold,
    inline,
    noinline,
    number_of,
    poll,
    raw,
    shift_right,
    view,
    wrap_mul,
)
from motet.runtime.objects import Sequence

BOOL_TAG = 2
FLOAT_TAG = 1
UNIT_TAG = 3
"""Tags of `motet.bytecode.types.TAGS`."""

NODE_BYTES = 32
"""Bytes of the table for each node: itself and two slots."""

FIRST_TABLE = 131072
SPREAD = -7046029254386353131
"""Multiplier of Fibonacci hashing: 2**64 divided by the golden ratio."""


class Pair(Struct):
    """Two vectors that are still to be compared."""

    left: Object
    right: Object


class Node(Struct):
    """One vector in the table, and another one (or the same) of its class, by its index."""

    vector: Object
    parent: int


@raw
@noinline
def deep_equal(a: AnyValue, b: AnyValue, where: int) -> bool:
    """Whether two values are equal by structure. Traps only on limits."""
    if a.tag != b.tag:
        return False
    if a.tag < FIRST_COUNTED_TAG:
        return scalars_equal(a, b)
    result = vectors_equal(a.obj, b.obj, where)
    drop_areas(FIRST_CHUNK)
    return result


@raw
@inline
def scalars_equal(a: AnyValue, b: AnyValue) -> bool:
    """Equality of two values with the same tag that are no objects."""
    if a.tag == FLOAT_TAG:
        return a.real == b.real
    if a.tag == BOOL_TAG:
        return (a.integer ^ b.integer) & 1 == 0
    return a.tag == UNIT_TAG or a.integer == b.integer


@raw
@noinline
def vectors_equal(left: Object, right: Object, where: int) -> bool:
    """Compare pairs of vectors until none is left or two differ."""
    depth = push_pair(left, right, 0, where)
    compared = 0
    without_classes = heap.objects
    while depth > 0:
        poll(where)
        depth -= 1
        pair = array(Pair, heap.area)[depth]
        a, b = view(Sequence, pair.left), view(Sequence, pair.right)
        compared += 1
        if compared <= without_classes or join(a, b, where):
            if a.length != b.length:
                return False
            depth = push_items(a, b, depth, where)
            if depth < 0:
                return False
    return True


@raw
@noinline
def push_items(a: Sequence, b: Sequence, depth: int, where: int) -> int:
    """Compare the scalars of two vectors of the same length and push the pairs of vectors; -1 if scalars differ."""
    for i in range(a.length):
        x, y = a.items[i], b.items[i]
        if x.tag != y.tag:
            return -1
        if x.tag < FIRST_COUNTED_TAG:
            if not scalars_equal(x, y):
                return -1
        elif x.obj != y.obj:
            depth = push_pair(x.obj, y.obj, depth, where)
    return depth


@raw
@inline
def push_pair(left: Object, right: Object, depth: int, where: int) -> int:
    """Append to the pairs that wait in the work area; their new number."""
    used = depth * 16
    if used + 16 > heap.area_size:
        reserve_area(used + 16, used, where)
    pair = array(Pair, heap.area)[depth]
    pair.left = left
    pair.right = right
    return depth + 1


# ---- classes of vectors that are assumed to be equal


@raw
@noinline
def join(a: Sequence, b: Sequence, where: int) -> bool:
    """Assume that two vectors are equal. False if that was assumed already."""
    first = node_of(a, where)
    one, other = root(first), root(node_of(b, where))
    if one == other:
        return False
    array(Node, heap.table)[other].parent = one
    return True


@raw
@inline
def root(index: int) -> int:
    """The node that stands for the class of a node; shortens the way to it."""
    nodes = array(Node, heap.table)
    while nodes[index].parent != index:
        parent = nodes[index].parent
        nodes[index].parent = nodes[parent].parent
        index = nodes[index].parent
    return index


@raw
@noinline
def node_of(vector: Object, where: int) -> int:
    """Index of the node of a vector, a new one if it has none."""
    if heap.table_used * NODE_BYTES >= heap.table_size:
        grow_table(where)
    place = find_slot(vector)
    slots = table_slots()
    if slots[place] == 0:
        node = array(Node, heap.table)[heap.table_used]
        node.vector = vector
        node.parent = heap.table_used
        heap.table_used += 1
        slots[place] = heap.table_used
    return slots[place] - 1


@raw
@inline
def table_slots() -> Ptr[int]:
    """The hash table behind the nodes: two slots to each; a slot is empty (0) or holds the index of a node plus 1."""
    return array(int, heap.table + (heap.table_size >> 1))


@raw
@inline
def find_slot(vector: Object) -> int:
    """The slot that has the node of a vector, or the empty one where it belongs."""
    mask = (heap.table_size >> 4) - 1
    slots = table_slots()
    nodes = array(Node, heap.table)
    place = shift_right(wrap_mul(number_of(address(vector)), SPREAD), 20) & mask
    while slots[place] != 0 and nodes[slots[place] - 1].vector != vector:
        place = (place + 1) & mask
    return place


@raw
@cold
def grow_table(where: int) -> None:
    """Make room for twice as many nodes."""
    old, old_size = heap.table, heap.table_size
    size = FIRST_TABLE if old_size == 0 else old_size * 2
    pages = take(size, where)
    if old_size == 0:
        heap.table_used = 0
    heap.table = pages
    heap.table_size = size
    nodes, old_nodes = array(Node, pages), array(Node, old)
    slots = table_slots()
    for i in range(heap.table_used):
        nodes[i].vector = old_nodes[i].vector
        nodes[i].parent = old_nodes[i].parent
        slots[find_slot(nodes[i].vector)] = i + 1
    if old_size > 0:
        give_back(old, old_size)
