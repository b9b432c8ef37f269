"""Managed code over counted cells, for tests of the compiler of the library."""

from __future__ import annotations

from typing import TypeVar

from motet.runtime.heap import alloc
from motet.runtime.language import AnyValue, Object, Own, Ptr, fields_size, inline, new, noinline, null, raw
from motet.runtime.vectors import Vector, vector_get, vector_make, vector_set

T = TypeVar("T")
ANSWER = 42


class Cell(Object):
    value: int
    next: Cell | None
    label: Vector | None


@raw
@inline
def cell(value: int, following: Own[Cell | None], label: Own[Vector | None]) -> Cell:
    made = new(Cell, alloc(fields_size(Cell), 0))
    made.value = value
    made.next = following
    made.label = label
    return made


@raw
@noinline
def tail_of(c: Cell) -> Cell | None:
    following = c.next
    if following is not None:
        following.count += 1
    return following


@raw
@inline
def value_of(c: Cell) -> int:
    return c.value


def chain(n: int) -> Cell | None:
    made: Cell | None = None
    for i in range(n):
        made = cell(i, made, None)
    return made


def reversed_chain(c: Own[Cell | None]) -> Cell | None:
    made: Cell | None = None
    while c is not None:
        made = cell(value_of(c), made, None)
        c = tail_of(c)
    return made


def total(c: Cell | None) -> int:
    result = 0
    while c is not None:
        result += value_of(c)
        c = tail_of(c)
    return result


def main_chain(n: int) -> int:
    c = chain(n)
    both = total(c) + total(reversed_chain(c))
    if c is not None:
        both += value_of(c)
    return both


def main_share(n: int, x: AnyValue) -> int:
    """Vectors that hold each other's items, on several paths."""
    v = vector_make(n, x, 0)
    w = v
    for i in range(n):
        if i % 2 == 0:
            y = vector_get(v, i, 0)
            vector_set(w, i, y, 0)
            continue
        if i > 5:
            break
        w = vector_make(n, x, 0)
    c: Cell | None = cell(ANSWER, None, w)
    if n > 3:
        c = cell(1, c, v)
    return total(c)


@raw
def largest(items: Ptr[T], count: int) -> int:
    """Only the width of T matters here."""
    return items.width * count


@raw
def main_generic(n: int) -> int:
    from_ints = largest(null(int), n)
    return from_ints * 1000 + largest(null(AnyValue), n)
