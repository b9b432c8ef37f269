"""Reference counts: taking one, giving one up, and what happens when the last one is gone.

What an object refers to is read from its descriptor, so one routine serves all classes.
"""

from __future__ import annotations

from typing import ClassVar

from motet.bytecode.types import FIRST_COUNTED_TAG
from motet.runtime.heap import NOWHERE, free, heap
from motet.runtime.language import (
    AnyValue,
    Object,
    Own,
    Struct,
    Tail,
    address,
    descriptor_word,
    fields_size,
    inline,
    noinline,
    poll,
    raw,
    view,
)

KIND = 0
FIELDS_SIZE = 1
MASK = 2
"""Words of a descriptor."""

FIELDS = 1
"""Kind of an object: fields, of which those in the mask are references."""

ANYS = 2
"""Kind of an object: a length and that many values of type Any."""

MARK = 1073741824
"""Bit of the descriptor word of an object that a collection has reached."""

WORDS_OF_HEADER = 2
"""A vector of n items takes n + 2 words of the program's own heap."""


class Sequence(Object):
    """What every object of kind ANYS looks like."""

    kind: ClassVar[int] = 2
    length: int
    items: Tail[AnyValue]


class Link(Struct):
    """A word that holds a reference, or the link of a dead object."""

    target: Object | None


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
@noinline
def kill(o: Own[Object]) -> None:
    """The last reference to an object is gone: release what it refers to, and so on, and free the blocks.

    A dead object waits in `pending`, linked through the word of its own first reference, which is released before it is
    overwritten: depth costs neither stack nor memory.
    """
    bury(o)
    dead = heap.pending
    while dead is not None:
        poll(NOWHERE)
        if descriptor_word(dead.descriptor, KIND) == ANYS:
            drain_anys(view(Sequence, dead))
        else:
            drain_fields(dead)
        dead = heap.pending


@raw
@noinline
def bury(o: Own[Object]) -> None:
    """Free a dead object, or let it wait in `pending`. Its first reference is released, and buried if it was the last."""
    dying = True
    while dying:
        if descriptor_word(o.descriptor, KIND) == ANYS:
            child = bury_anys(view(Sequence, o))
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
    counted = o.items[0].tag >= FIRST_COUNTED_TAG
    child = wait(o, view(Link, address(o) + (fields_size(Sequence) + 8)))
    return child if counted else None


@raw
@inline
def drain_anys(o: Sequence) -> None:
    """Take a sequence from `pending`, release all items but the first, free it."""
    heap.pending = view(Link, address(o) + (fields_size(Sequence) + 8)).target
    items = o.items
    for i in range(1, o.length):
        x = items[i]
        if x.tag >= FIRST_COUNTED_TAG:
            drop(x.obj)
    free_object(o)


@raw
@inline
def first_reference(mask: int) -> int:
    """Index of the lowest word in the mask, which is not 0."""
    index = 0
    while (mask >> index) & 1 == 0:
        index += 1
    return index


@raw
@noinline
def bury_fields(o: Object) -> Object | None:
    """One step of `bury`."""
    mask = descriptor_word(o.descriptor, MASK)
    if mask == 0:
        free_object(o)
        return None
    return wait(o, view(Link, address(o) + 8 * first_reference(mask)))


@raw
@noinline
def drain_fields(o: Object) -> None:
    """Take an object from `pending`, release all references but the first, free it."""
    mask = descriptor_word(o.descriptor, MASK)
    index = first_reference(mask)
    heap.pending = view(Link, address(o) + 8 * index).target
    index += 1
    while mask >> index != 0:
        if (mask >> index) & 1 == 1:
            drop(view(Link, address(o) + 8 * index).target)
        index += 1
    free_object(o)


@raw
@inline
def size_of_object(o: Object) -> int:
    """Bytes of its fields and items."""
    d = o.descriptor & ~MARK
    if descriptor_word(d, KIND) == ANYS:
        return fields_size(Sequence) + view(Sequence, o).length * 16
    return descriptor_word(d, FIELDS_SIZE)


@raw
@inline
def free_object(o: Own[Object]) -> None:
    """Give up the block of an object whose references were released."""
    d = o.descriptor & ~MARK
    if descriptor_word(d, KIND) == ANYS:
        heap.words -= view(Sequence, o).length + WORDS_OF_HEADER
    free(address(o), size_of_object(o))
