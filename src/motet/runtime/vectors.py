"""Vectors: objects with identity that hold a fixed number of values of any type.

A program may have a heap of its own, measured in words: a vector of n items takes n + 2. An allocation succeeds if and
only if the words of all vectors that can be reached, and its own, are within the limit. Counts know at once what cannot be
reached, except cycles; so when the limit would be passed, cycles are collected first.
"""

from __future__ import annotations

from motet.bytecode.types import FIRST_COUNTED_TAG
from motet.runtime.counts import WORDS_OF_HEADER, release_any, retain_any
from motet.runtime.cycles import collect
from motet.runtime.heap import alloc, heap
from motet.runtime.language import (
    AnyValue,
    Borrowed,
    Own,
    below,
    cold,
    fail,
    fields_size,
    inline,
    new,
    noinline,
    raw,
    unlikely,
)
from motet.runtime.objects import Sequence

MOST_ITEMS = 2147483648
"""A vector of this length or more is refused with `memory`: counts have 32 bits."""

FIRST_CHECK = 131072
"""Words that vectors may take before cycles are collected for the first time."""


class Vector(Sequence):
    """`length` values; their number never changes."""


@raw
@inline
def vector_alloc(length: int, where: int) -> Vector:
    """A vector whose items are not written yet: the caller writes all of them at once. Traps `heap`, `memory`."""
    words = heap.words + length + WORDS_OF_HEADER
    if unlikely(words > heap.words_check):
        words = make_room(length, where)
    vector = new(Vector, alloc(fields_size(Vector) + length * 16, where))
    heap.words = words
    vector.length = length
    return vector


@raw
@cold
def make_room(length: int, where: int) -> int:
    """What `heap.words` will be with a vector of this length, if that is allowed; collects cycles if it can help."""
    if heap.cycles_possible == 1:
        collect(where)
    words = heap.words + length + WORDS_OF_HEADER
    if words > heap.words_limit:
        fail("heap", where)
    if length >= MOST_ITEMS:
        fail("memory", where)
    check = 2 * words
    if check < FIRST_CHECK:
        check = FIRST_CHECK
    if check > heap.words_limit:
        check = heap.words_limit
    heap.words_check = check
    return words


@raw
@noinline
def vector_make(length: int, x: Own[AnyValue], where: int) -> Vector:
    """A vector of `length` times the same value. Traps `size`, `heap`, `memory`."""
    if length < 0:
        fail("size", where)
    vector = vector_alloc(length, where)
    items = vector.items
    for i in range(length):
        items[i] = x
    if x.tag >= FIRST_COUNTED_TAG:
        x.obj.count += length
        release_any(x)
    return vector


@raw
@inline
def vector_peek(vector: Vector, index: int, where: int) -> Borrowed[AnyValue]:
    """The item, which lives as long as the vector holds it. Traps `index`."""
    if unlikely(not below(index, vector.length)):
        fail("index", where)
    return vector.items[index]


@raw
@inline
def vector_get(vector: Vector, index: int, where: int) -> AnyValue:
    """The item. Traps `index`."""
    x = vector_peek(vector, index, where)
    retain_any(x)
    return x


@raw
@inline
def vector_set(vector: Vector, index: int, x: Own[AnyValue], where: int) -> None:
    """Replace the item. Traps `index`."""
    if unlikely(not below(index, vector.length)):
        fail("index", where)
    if x.tag >= FIRST_COUNTED_TAG:
        heap.cycles_possible = 1
    items = vector.items
    old = items[index]
    items[index] = x
    release_any(old)


@raw
@inline
def vector_len(vector: Vector) -> int:
    """Number of items."""
    return vector.length
