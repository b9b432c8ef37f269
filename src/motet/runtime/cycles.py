"""What counts alone cannot free: cycles, and what a run left behind that ended with a trap.

`collect` is synchronous trial deletion over all objects, as CPython's collector does it: subtract from every count the
references that come from objects. What is left above zero is held from outside (a native frame, a global); from there,
everything that can be reached gets its counts back; the rest is garbage. `recover` does not trust the counts: it
traces from the globals and counts anew. Both walk the chunks, so objects need no links, and mark with a work area
that never holds an object twice.
"""

from __future__ import annotations

from motet.bytecode.types import FIRST_COUNTED_TAG
from motet.runtime.counts import WORDS_OF_HEADER, free_object, is_scalar, reference_words, size_of_object
from motet.runtime.heap import (
    FIRST_CHUNK,
    NOWHERE,
    PAGE,
    FreeBlock,
    block_size,
    drop_areas,
    free_more,
    heap,
    reserve_area,
)
from motet.runtime.language import (
    AnyValue,
    Object,
    Ptr,
    address,
    array,
    below,
    cold,
    descriptor_word,
    fail,
    fields_size,
    inline,
    noinline,
    null,
    number_of,
    poll,
    raw,
    u8,
    unlikely,
    view,
)
from motet.runtime.objects import (
    ANY_CLASS,
    ITEM,
    KEY,
    KIND,
    MARK,
    OF_LIST,
    OF_NODE,
    OF_TABLE,
    OF_TEXT,
    OF_VECTOR,
    OF_WIDE,
    REF_CLASS,
    SIZE,
    Link,
    List,
    Node,
    Sequence,
    Table,
    descriptor_of_object,
    entry_size,
    node_values,
    table_hashes,
    view_end,
    whole_words,
    width_of,
    word_of,
)

NO_LIMIT = 4611686018427387904
LEAST_BLOCK = 16
MOST_DESCRIPTORS = 1048576
"""As `motet.jit.layout` has room for."""

# ---- all objects


@raw
@noinline
def walk_start() -> None:
    """Begin a walk over all objects."""
    chunk = heap.chunks
    if chunk is not None:
        chunk.used = heap.bump
    heap.walk_chunk = chunk
    heap.walk_at = null(u8)
    heap.walk_end = heap.walk_at
    heap.walk_large = heap.large
    heap.walk_left = heap.mapped // PAGE


@raw
@noinline
def walk_next() -> Object | None:
    """The next object, None after the last. An object may be freed once the walk has come to it.

    Each step goes on by the size of a block, of which the chunk must have so much left, and each chunk is one of those that
    were taken from the system: whatever the memory holds, the walk ends. A damaged heap is the trap `memory`.
    """
    while True:
        while heap.walk_end > heap.walk_at:
            block = heap.walk_at
            free = view(FreeBlock, block)
            size = free.size
            if free.descriptor != 0:
                size = size_of_block(view(Object, block))
            if unlikely(size < LEAST_BLOCK or size & 7 != 0 or size > number_of(heap.walk_end) - number_of(block)):
                damaged()
            heap.walk_at = block + size
            if free.descriptor != 0:
                return view(Object, block)
        chunk = heap.walk_chunk
        if chunk is None:
            return walk_large()
        count_pages(chunk.size)
        heap.walk_chunk = chunk.next
        heap.walk_at = address(chunk) + 32
        heap.walk_end = chunk.used


@raw
@inline
def size_of_block(o: Object) -> int:
    """Bytes of the block of an object; 0 if its descriptor is none."""
    if unlikely(not below(descriptor_of_object(o), MOST_DESCRIPTORS)):
        return 0
    return block_size(size_of_object(o))


@raw
@noinline
def walk_large() -> Object | None:
    """`walk_next` after all chunks. Blocks that no object was made in are passed over."""
    large = heap.walk_large
    while large is not None:
        count_pages(large.size)
        heap.walk_large = large.next
        found = view(Object, address(large) + 32)
        if found.descriptor != 0:
            return found
        large = heap.walk_large
    return None


@raw
@noinline
def count_pages(size: int) -> None:
    """The walk has come to a mapping of so many bytes."""
    heap.walk_left -= size // PAGE
    if size < PAGE or heap.walk_left < 0:
        damaged()


@raw
@cold
def damaged() -> None:
    """A walk has met what cannot be: somebody has written where he must not."""
    heap.damaged = 1
    fail("memory", NOWHERE)


@raw
@noinline
def drop_unmade() -> None:
    """Free the blocks with mappings of their own that no object was made in."""
    large = heap.large
    left = heap.mapped // PAGE
    while large is not None and left > 0:
        left -= large.size // PAGE
        following = large.next
        block = address(large) + 32
        if view(FreeBlock, block).descriptor == 0:
            free_more(block, large.size - 32)
        large = following


# ---- what an object refers to


@raw
@inline
def slots(o: Object) -> int:
    """Number of the places where an object may hold a reference."""
    d = descriptor_of_object(o)
    kind = descriptor_word(d, KIND)
    if kind in (OF_VECTOR, OF_WIDE):
        return view(Sequence, o).length
    if kind == OF_LIST:
        return view(List[int], o).length if descriptor_word(d, ITEM) >= REF_CLASS else 0
    if kind == OF_NODE:
        return 2 * view(Node[int, int], o).length + 1
    if kind == OF_TABLE:
        return 2 * view(Table[int, int], o).used
    return 0 if kind == OF_TEXT else descriptor_word(d, SIZE) >> 3


@raw
@noinline
def reference(o: Object, slot: int) -> Object | None:
    """The object in one of the places, if there is one."""
    d = descriptor_of_object(o)
    kind = descriptor_word(d, KIND)
    if kind in (OF_VECTOR, OF_WIDE):
        return object_at(address(o) + fields_size(Sequence), slot, ANY_CLASS)
    if kind == OF_LIST:
        return object_at(view_end(view(List[int], o)), slot, descriptor_word(d, ITEM))
    if kind == OF_NODE:
        return reference_of_node(view(Node[int, int], o), slot, d)
    if kind == OF_TABLE:
        return reference_of_table(view(Table[int, int], o), slot, d)
    if (reference_words(d) >> slot) & 1 == 0 or is_scalar(o, slot, d):
        return None
    return word_of(o, slot).target


@raw
@inline
def object_at(items: Ptr[u8], index: int, memory_class: int) -> Object | None:
    """An item of an array of values of a memory class, if it is an object."""
    if memory_class == REF_CLASS:
        return view(Link, items + 8 * index).target
    if memory_class == ANY_CLASS and array(int, items + 16 * index)[0] >= FIRST_COUNTED_TAG:
        return view(Link, items + 16 * index + 8).target
    return None


@raw
@inline
def reference_of_node(n: Node[int, int], slot: int, d: int) -> Object | None:
    """`reference` in a node: keys, then values or children."""
    key = descriptor_word(d, KEY)
    if slot < n.length:
        return object_at(address(n) + fields_size(Node[int, int]), slot, key)
    slot -= n.length
    if n.height > 0:
        return object_at(node_values(n, key), slot, REF_CLASS)
    return object_at(node_values(n, key), slot, descriptor_word(d, ITEM)) if slot < n.length else None


@raw
@inline
def reference_of_table(t: Table[int, int], slot: int, d: int) -> Object | None:
    """`reference` in a hash table: keys and values in turn."""
    key, index = descriptor_word(d, KEY), slot >> 1
    if table_hashes(t, d)[index] == 0:
        return None
    entry = t.entries + index * entry_size(d)
    if slot & 1 == 0:
        return object_at(entry, 0, key)
    return object_at(entry + whole_words(width_of(key)), 0, descriptor_word(d, ITEM))


# ---- marking


@raw
@noinline
def mark_from(root: Object, where: int) -> None:
    """Mark what can be reached from a root, and add to the count of each object the references that are found."""
    root.descriptor = root.descriptor | MARK
    depth = push(root, 0, where)
    while depth > 0:
        depth -= 1
        o = array(Object, heap.area)[depth]
        for i in range(slots(o)):
            child = reference(o, i)
            if child is not None:
                child.count += 1
                if child.descriptor & MARK == 0:
                    child.descriptor = child.descriptor | MARK
                    depth = push(child, depth, where)


@raw
@inline
def push(o: Object, depth: int, where: int) -> int:
    """Append to the list of marked objects that wait to be scanned; its new length."""
    if depth * 8 >= heap.area_size:
        reserve_area(depth * 8 + 8, depth * 8, where)
    array(Object, heap.area)[depth] = o
    return depth + 1


# ---- the two collectors


@raw
@cold
def collect(where: int) -> None:
    """Free all objects that can be reached from nothing but each other."""
    walk_start()
    o = walk_next()
    while o is not None:
        poll(where)
        for i in range(slots(o)):
            child = reference(o, i)
            if child is not None:
                child.count -= 1
        o = walk_next()
    walk_start()
    o = walk_next()
    while o is not None:
        if o.count != 0 and o.descriptor & MARK == 0:
            mark_from(o, where)
        o = walk_next()
    sweep()
    drop_areas(FIRST_CHUNK)


@raw
@noinline
def sweep() -> None:
    """Free the objects without a mark, unmark the others."""
    walk_start()
    o = walk_next()
    while o is not None:
        if o.descriptor & MARK == 0:
            free_object(o)
        else:
            o.descriptor = o.descriptor & ~MARK
        o = walk_next()


@raw
@cold
def recover(roots: Ptr[AnyValue], count: int) -> None:
    """After a trap: keep what can be reached from `count` values at `roots`, with exact counts, and free the rest.

    The limit of memory does not hold meanwhile, because this must not fail.
    """
    limit = heap.limit
    heap.limit = NO_LIMIT
    heap.pending = None
    drop_unmade()
    walk_start()
    o = walk_next()
    while o is not None:
        o.count = 0
        o.descriptor = o.descriptor & ~MARK
        o = walk_next()
    for i in range(count):
        x = roots[i]
        if x.tag >= FIRST_COUNTED_TAG:
            root = x.obj
            root.count += 1
            if root.descriptor & MARK == 0:
                mark_from(root, NOWHERE)
    sweep()
    drop_areas(FIRST_CHUNK)
    recount()
    heap.limit = limit


@raw
@noinline
def recount() -> None:
    """Compute the accounts from what is there."""
    heap.words = 0
    heap.live = 0
    heap.objects = 0
    walk_start()
    o = walk_next()
    while o is not None:
        heap.objects += 1
        heap.live += block_size(size_of_object(o))
        if descriptor_word(o.descriptor, KIND) == OF_VECTOR:
            heap.words += slots(o) + WORDS_OF_HEADER
        o = walk_next()


@raw
@cold
def census(descriptor: int) -> int:
    """Number of objects with this descriptor."""
    total = 0
    walk_start()
    o = walk_next()
    while o is not None:
        if o.descriptor == descriptor:
            total += 1
        o = walk_next()
    return total
