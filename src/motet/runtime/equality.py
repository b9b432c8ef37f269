"""Equality by structure, whatever the types of the values are, also of values with cycles.

Objects are equal if they are of the same kind, have the same names and equal parts, where a pair that is met again counts as
equal. Each comparison of two objects joins two classes of objects that are assumed to be equal, so there are fewer comparisons than
objects, however much is shared (Hopcroft and Karp's algorithm for the equivalence of automata). The classes are disjoint
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
    compare_bytes,
    descriptor_word,
    fields_size,
    inline,
    noinline,
    number_of,
    poll,
    raw,
    shape_of,
    shift_right,
    u8,
    view,
    wrap_mul,
)
from motet.runtime.objects import (
    ANY_CLASS,
    BOOL_CLASS,
    INT_CLASS,
    ITEM,
    KEY,
    KIND,
    OF_LIST,
    OF_TEXT,
    OF_TREE,
    OF_VECTOR,
    OF_VIEW,
    OF_WIDE,
    TAG,
    UNIT_CLASS,
    List,
    Sequence,
    Text,
    Tree,
    node_values,
    width_of,
)
from motet.runtime.objects import Node as TreeNode
from motet.runtime.parts import (
    BOOL_TAG,
    BYTES_TAG,
    CLASSES,
    COUNT,
    FLOAT_TAG,
    NAME,
    START,
    STR_TAG,
    UNIT_TAG,
    VECTOR_TAG,
    any_keys,
    any_leaf,
    any_next,
    value_at,
    words_of,
)
from motet.runtime.texts import text_equal
from motet.runtime.trees import CURSOR_MASK

POLLED_ITEMS = 4096
"""Items that are compared between two polls: a power of two."""

NODE_BYTES = 32
"""Bytes of the table for each node: itself and two slots."""

FIRST_TABLE = 131072
SPREAD = -7046029254386353131
"""Multiplier of Fibonacci hashing: 2**64 divided by the golden ratio."""


class Pair(Struct):
    """Two objects that are still to be compared."""

    left: Object
    right: Object


class Node(Struct):
    """One object in the table, and another one (or the same) of its class, by its index."""

    item: Object
    parent: int


@raw
@noinline
def deep_equal(a: AnyValue, b: AnyValue, where: int) -> bool:
    """Whether two values are equal by structure. Traps only on limits."""
    if a.tag != b.tag:
        return False
    if a.tag < FIRST_COUNTED_TAG:
        return scalars_equal(a, b)
    if a.tag in (STR_TAG, BYTES_TAG):
        return text_equal(view(Text, a.obj), view(Text, b.obj))
    result = objects_equal(a.obj, b.obj, where)
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
def objects_equal(left: Object, right: Object, where: int) -> bool:
    """Compare pairs of objects until none is left or two differ."""
    depth = push_pair(left, right, 0, where)
    compared = 0
    without_classes = heap.objects
    while depth > 0:
        poll(where)
        depth -= 1
        pair = array(Pair, heap.area)[depth]
        a, b = pair.left, pair.right
        compared += 1
        if compared <= without_classes or join(a, b, where):
            depth = push_parts(a, b, depth, where)
            if depth < 0:
                return False
    return True


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


# ---- the parts of two objects: scalars and texts are compared, pairs of other objects wait; -1 if something differs


@raw
@noinline
def push_parts(a: Object, b: Object, depth: int, where: int) -> int:
    """The parts of two objects of any kind."""
    d, e = a.descriptor, b.descriptor
    if descriptor_word(d, TAG) != descriptor_word(e, TAG):
        return -1
    kind, other = descriptor_word(d, KIND), descriptor_word(e, KIND)
    if kind in (OF_LIST, OF_VIEW):
        return push_lists(view(List[int], a), view(List[int], b), depth, where)
    if kind == OF_VECTOR and other == kind:
        return push_items(view(Sequence, a), view(Sequence, b), depth, where)
    if kind == OF_TREE:
        return push_trees(view(Tree[int, int], a), view(Tree[int, int], b), depth, where)
    if kind == OF_TEXT:
        return depth if text_equal(view(Text, a), view(Text, b)) else -1
    return push_fields(a, b, depth, where)


@raw
@inline
def push_values(x: AnyValue, y: AnyValue, depth: int, where: int) -> int:
    """Two parts."""
    if x.tag != y.tag:
        return -1
    if x.tag < FIRST_COUNTED_TAG:
        return depth if scalars_equal(x, y) else -1
    if x.tag in (STR_TAG, BYTES_TAG):
        return depth if text_equal(view(Text, x.obj), view(Text, y.obj)) else -1
    if x.tag == VECTOR_TAG and x.obj == y.obj:
        return depth
    return push_pair(x.obj, y.obj, depth, where)


@raw
@noinline
def push_items(a: Sequence, b: Sequence, depth: int, where: int) -> int:
    """The items of two vectors."""
    if a.length != b.length:
        return -1
    for i in range(a.length):
        depth = push_values(a.items[i], b.items[i], depth, where)
        if depth < 0:
            return -1
    return depth


@raw
@noinline
def push_lists(a: List[int], b: List[int], depth: int, where: int) -> int:
    """The items of two lists."""
    if a.length != b.length:
        return -1
    one, other = descriptor_word(a.descriptor, ITEM), descriptor_word(b.descriptor, ITEM)
    return push_range(array(u8, a.items), one, array(u8, b.items), other, a.length, depth, where)


@raw
@noinline
def push_range(a: Ptr[u8], a_class: int, b: Ptr[u8], b_class: int, count: int, depth: int, where: int) -> int:
    """So many items of two memory classes."""
    if a_class == b_class and a_class in (INT_CLASS, BOOL_CLASS, UNIT_CLASS):
        return depth if compare_bytes(a, b, count * width_of(a_class)) == 0 else -1
    for i in range(count):
        if i & (POLLED_ITEMS - 1) == POLLED_ITEMS - 1:
            poll(where)
        depth = push_values(value_at(a, i, a_class), value_at(b, i, b_class), depth, where)
        if depth < 0:
            return -1
    return depth


@raw
@noinline
def push_trees(a: Tree[int, int], b: Tree[int, int], depth: int, where: int) -> int:
    """The keys and values of two sorted maps or sets, leaf by leaf; the leaves may have different sizes."""
    if a.length != b.length:
        return -1
    at = 0 if a.length > 0 else -1
    place = at
    while at >= 0:
        poll(where)
        one, other = any_leaf(a, at), any_leaf(b, place)
        i, k = at & CURSOR_MASK, place & CURSOR_MASK
        count = one.length - i if one.length - i < other.length - k else other.length - k
        depth = push_leaves(one, i, other, k, count, depth, where)
        if depth < 0:
            return -1
        at, place = any_next(a, at + count - 1), any_next(b, place + count - 1)
    return depth


@raw
@noinline
def push_leaves(
    a: TreeNode[int, int], i: int, b: TreeNode[int, int], k: int, count: int, depth: int, where: int
) -> int:
    """So many keys and values of two leaves, from index i of the one and k of the other on."""
    x, y = descriptor_word(a.descriptor, KEY), descriptor_word(b.descriptor, KEY)
    depth = push_range(any_keys(a) + i * width_of(x), x, any_keys(b) + k * width_of(y), y, count, depth, where)
    if depth < 0:
        return -1
    v, w = descriptor_word(a.descriptor, ITEM), descriptor_word(b.descriptor, ITEM)
    one, other = node_values(a, x) + i * width_of(v), node_values(b, y) + k * width_of(w)
    return push_range(one, v, other, w, count, depth, where)


@raw
@noinline
def push_fields(a: Object, b: Object, depth: int, where: int) -> int:
    """The parts of two records, tuples, variants or closures."""
    one, other = shape_of(a.descriptor), shape_of(b.descriptor)
    if one[NAME] != other[NAME] or one[COUNT] != other[COUNT]:
        return -1
    x, y = first_part(a, one), first_part(b, other)
    for i in range(one[COUNT]):
        v, w = part_class(a, one, i), part_class(b, other, i)
        depth = push_values(value_at(x, 0, v), value_at(y, 0, w), depth, where)
        if depth < 0:
            return -1
        x, y = x + 8 * words_of(v), y + 8 * words_of(w)
    return depth


@raw
@inline
def first_part(o: Object, shape: Ptr[int]) -> Ptr[u8]:
    """Where the parts of an object begin."""
    if descriptor_word(o.descriptor, KIND) == OF_WIDE:
        return address(o) + fields_size(Sequence)
    return address(o) + shape[START]


@raw
@inline
def part_class(o: Object, shape: Ptr[int], index: int) -> int:
    """The memory class of a part as it lies in the object."""
    return ANY_CLASS if descriptor_word(o.descriptor, KIND) == OF_WIDE else shape[CLASSES + index]


# ---- classes of objects that are assumed to be equal


@raw
@noinline
def join(a: Object, b: Object, where: int) -> bool:
    """Assume that two objects are equal. False if that was assumed already."""
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
def node_of(o: Object, where: int) -> int:
    """Index of the node of an object, a new one if it has none."""
    if heap.table_used * NODE_BYTES >= heap.table_size:
        grow_table(where)
    place = find_slot(o)
    slots = table_slots()
    if slots[place] == 0:
        node = array(Node, heap.table)[heap.table_used]
        node.item = o
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
def find_slot(o: Object) -> int:
    """The slot that has the node of an object, or the empty one where it belongs."""
    mask = (heap.table_size >> 4) - 1
    slots = table_slots()
    nodes = array(Node, heap.table)
    place = shift_right(wrap_mul(number_of(address(o)), SPREAD), 20) & mask
    while slots[place] != 0 and nodes[slots[place] - 1].item != o:
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
        nodes[i].item = old_nodes[i].item
        nodes[i].parent = old_nodes[i].parent
        slots[find_slot(nodes[i].item)] = i + 1
    if old_size > 0:
        give_back(old, old_size)
