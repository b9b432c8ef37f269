"""Reference counts: taking one, giving one up, and what happens when the last one is gone.

What an object refers to is read from its descriptor, so one routine serves all classes.
"""

from __future__ import annotations

from motet.bytecode.types import FIRST_COUNTED_TAG
from motet.runtime.heap import NOWHERE, free, heap
from motet.runtime.language import (
    AnyValue,
    Object,
    Own,
    Ptr,
    T,
    address,
    array,
    ctz,
    descriptor_word,
    fields_size,
    inline,
    noinline,
    number_of,
    poll,
    raw,
    u8,
    view,
)
from motet.runtime.objects import (
    ANY_CLASS,
    ANYS,
    ITEM,
    KEY,
    KIND,
    OF_LIST,
    OF_NODE,
    OF_TABLE,
    OF_TEXT,
    OF_VECTOR,
    OF_WIDE,
    REF_CLASS,
    REFS,
    SIZE,
    Link,
    List,
    Node,
    Sequence,
    Table,
    Text,
    descriptor_of_object,
    entry_size,
    node_size,
    node_values,
    number_in,
    table_hashes,
    table_size,
    whole_words,
    width_of,
    word_of,
)

WORDS_OF_HEADER = 2
"""A vector of n items takes n + 2 words of the program's own heap."""

POLLED_ITEMS = 4096
"""Items of a dead sequence that are released between two polls: a power of two."""


@raw
@inline
def retain(o: Object) -> None:
    """One reference more."""
    o.count += 1


@raw
@inline
def release(o: Own[Object]) -> None:
    """One reference less; the last one ends the object."""
    if o.count == 1:
        kill(o)
    else:
        o.count -= 1


@raw
@inline
def retain_any(x: AnyValue) -> None:
    """`retain`, if it is an object."""
    if x.tag >= FIRST_COUNTED_TAG:
        retain(x.obj)


@raw
@inline
def release_any(x: Own[AnyValue]) -> None:
    """`release`, if it is an object."""
    if x.tag >= FIRST_COUNTED_TAG:
        release(x.obj)


@raw
@inline
def retain_item(x: T) -> None:
    """One reference more to a value of any memory class."""
    if isinstance(x, Object):
        retain(x)
    elif isinstance(x, AnyValue):
        retain_any(x)


@raw
@inline
def release_item(x: Own[T]) -> None:
    """One reference less to a value of any memory class."""
    if isinstance(x, Object):
        release(x)
    elif isinstance(x, AnyValue):
        release_any(x)


@raw
@inline
def retain_items(items: Ptr[T], count: int) -> None:
    """One reference more to each of `count` values."""
    if items.is_counted:
        for i in range(count):
            if i & (POLLED_ITEMS - 1) == POLLED_ITEMS - 1:
                poll(NOWHERE)
            retain_item(items[i])


@raw
@inline
def release_items(items: Ptr[T], count: int) -> None:
    """One reference less to each of `count` values."""
    if items.is_counted:
        for i in range(count):
            if i & (POLLED_ITEMS - 1) == POLLED_ITEMS - 1:
                poll(NOWHERE)
            release_item(items[i])


# ---- the end of objects


@raw
@noinline
def kill(o: Own[Object]) -> None:
    """The last reference to an object is gone: release what it refers to, and so on, and free the blocks.

    A dead object waits in `pending`, linked through the word of its own first reference, which is released before it is
    overwritten: depth costs neither stack nor memory.
    """
    if descriptor_word(o.descriptor, KIND) == OF_TEXT:
        free_object(o)
        return
    bury(o)
    dead = heap.pending
    while dead is not None:
        poll(NOWHERE)
        drain(dead)
        dead = heap.pending


@raw
@inline
def drain(o: Object) -> None:
    """Take an object from `pending`, release what it refers to, but for what `bury` released, and free it."""
    kind = descriptor_word(o.descriptor, KIND)
    if kind == OF_LIST:
        drain_list(view(List[Object], o), descriptor_word(o.descriptor, ITEM))
    elif kind in (OF_VECTOR, OF_WIDE):
        heap.pending = word_of(o, 3).target
        drop_anys(view(Sequence, o).items, 1, view(Sequence, o).length)
    elif kind == OF_NODE:
        heap.pending = view(Node[int, int], o).link
        drain_node(view(Node[int, int], o))
    elif kind == OF_TABLE:
        heap.pending = view(Table[int, int], o).link
        drain_table(view(Table[int, int], o))
    else:
        drain_fields(o)
    free_object(o)


@raw
@noinline
def bury(o: Own[Object]) -> None:
    """Free a dead object, or let it wait in `pending`. Its first reference is released, and buried if it was the last."""
    dying = True
    while dying:
        kind = descriptor_word(o.descriptor, KIND)
        if kind == OF_LIST:
            child = bury_list(view(List[Object], o))
        elif kind == OF_TEXT:
            free_object(o)
            return
        elif kind in (OF_VECTOR, OF_WIDE):
            child = bury_anys(view(Sequence, o))
        elif kind in (OF_NODE, OF_TABLE):
            view(Node[int, int], o).link = heap.pending
            heap.pending = o
            return
        else:
            child = bury_fields(o)
        dying = False
        if child is not None:
            if child.count == 1:
                o = child
                dying = True
            else:
                child.count -= 1


@raw
@inline
def drop(o: Object | None) -> None:
    """`release` inside of `kill`."""
    if o is not None:
        if o.count == 1:
            bury(o)
        else:
            o.count -= 1


@raw
@noinline
def drop_anys(items: Ptr[AnyValue], start: int, end: int) -> None:
    """`drop` each value of a range, if it is an object."""
    for i in range(start, end):
        if i & (POLLED_ITEMS - 1) == 0:
            poll(NOWHERE)
        x = items[i]
        if x.tag >= FIRST_COUNTED_TAG:
            drop(x.obj)


@raw
@noinline
def drop_refs(items: Ptr[Object], start: int, end: int) -> None:
    """`drop` each object of a range."""
    for i in range(start, end):
        if i & (POLLED_ITEMS - 1) == 0:
            poll(NOWHERE)
        drop(items[i])


@raw
@inline
def wait(o: Object, first: Link) -> Object | None:
    """Let a dead object wait in `pending`; the reference that the link replaces."""
    child = first.target
    first.target = heap.pending
    heap.pending = o
    return child


@raw
@inline
def bury_anys(o: Sequence) -> Object | None:
    """One step of `bury`."""
    if o.length == 0:
        free_object(o)
        return None
    is_object = o.items[0].tag >= FIRST_COUNTED_TAG
    child = wait(o, word_of(o, 3))
    return child if is_object else None


@raw
@noinline
def bury_list(o: List[Object]) -> Object | None:
    """One step of `bury`."""
    item = descriptor_word(o.descriptor, ITEM)
    if o.length == 0 or item < REF_CLASS:
        free_object(o)
        return None
    if item == REF_CLASS:
        return wait(o, view(Link, o.items))
    is_object = array(int, o.items)[0] >= FIRST_COUNTED_TAG
    child = wait(o, view(Link, o.items + 1))
    return child if is_object else None


@raw
@noinline
def drain_list(o: List[Object], item: int) -> None:
    """Take a list from `pending`, release all items but the first."""
    if item == ANY_CLASS:
        heap.pending = view(Link, o.items + 1).target
        drop_anys(array(AnyValue, o.items), 1, o.length)
    else:
        heap.pending = view(Link, o.items).target
        drop_refs(o.items, 1, o.length)


@raw
@noinline
def drain_node(o: Node[int, int]) -> None:
    """Release the keys and the values or children of a node."""
    key, item = descriptor_word(o.descriptor, KEY), descriptor_word(o.descriptor, ITEM)
    drop_range(address(o) + fields_size(Node[int, int]), o.length, key)
    values = node_values(o, key)
    if o.height > 0:
        drop_refs(array(Object, values), 0, o.length + 1)
    else:
        drop_range(values, o.length, item)


@raw
@noinline
def drain_table(o: Table[int, int]) -> None:
    """Release the keys and the values of a hash table."""
    key, item = descriptor_word(o.descriptor, KEY), descriptor_word(o.descriptor, ITEM)
    if key < REF_CLASS and item < REF_CLASS:
        return
    hashes, entry = table_hashes(o, o.descriptor), o.entries
    for i in range(o.used):
        if i & (POLLED_ITEMS - 1) == POLLED_ITEMS - 1:
            poll(NOWHERE)
        if hashes[i] != 0:
            drop_range(entry, 1, key)
            drop_range(entry + whole_words(width_of(key)), 1, item)
        entry = entry + entry_size(o.descriptor)


@raw
@inline
def drop_range(items: Ptr[u8], count: int, memory_class: int) -> None:
    """`drop` the objects among so many values of a memory class."""
    if memory_class == REF_CLASS:
        drop_refs(array(Object, items), 0, count)
    elif memory_class == ANY_CLASS:
        drop_anys(array(AnyValue, items), 0, count)


@raw
@inline
def reference_words(descriptor: int) -> int:
    """Mask of the words of an object that may hold references: payloads of Anys too."""
    return descriptor_word(descriptor, REFS) | (descriptor_word(descriptor, ANYS) << 1)


@raw
@inline
def is_scalar(o: Object, index: int, descriptor: int) -> bool:
    """Whether a word is the payload of an Any that is no object."""
    if (descriptor_word(descriptor, ANYS) >> (index - 1)) & 1 == 0:
        return False
    return number_in(o, index - 1) < FIRST_COUNTED_TAG


@raw
@noinline
def bury_fields(o: Object) -> Object | None:
    """One step of `bury`."""
    mask = reference_words(o.descriptor)
    if mask == 0:
        free_object(o)
        return None
    index = ctz(mask)
    scalar = is_scalar(o, index, o.descriptor)
    child = wait(o, word_of(o, index))
    return None if scalar else child


@raw
@noinline
def drain_fields(o: Object) -> None:
    """Take an object from `pending`, release all references but the first."""
    mask = reference_words(o.descriptor)
    heap.pending = word_of(o, ctz(mask)).target
    mask = mask & (mask - 1)
    while mask != 0:
        index = ctz(mask)
        if not is_scalar(o, index, o.descriptor):
            drop(word_of(o, index).target)
        mask = mask & (mask - 1)


# ---- blocks of objects


@raw
@inline
def size_of_object(o: Object) -> int:
    """Bytes of its fields and items."""
    d = descriptor_of_object(o)
    kind = descriptor_word(d, KIND)
    if kind == OF_TEXT:
        return fields_size(Text) + view(Text, o).capacity
    if kind == OF_LIST:
        return number_of(view(List[int], o).end) - number_of(address(o))
    if kind in (OF_VECTOR, OF_WIDE):
        return fields_size(Sequence) + view(Sequence, o).length * 16
    if kind == OF_NODE:
        return node_size(d, view(Node[int, int], o).height)
    if kind == OF_TABLE:
        return table_size(d, view(Table[int, int], o).bits)
    return descriptor_word(d, SIZE)


@raw
@inline
def free_object(o: Own[Object]) -> None:
    """Give up the block of an object whose references were released."""
    if descriptor_word(descriptor_of_object(o), KIND) == OF_VECTOR:
        heap.words -= view(Sequence, o).length + WORDS_OF_HEADER
    free(address(o), size_of_object(o))
