"""Looking for items in lists, by structural equality."""

from __future__ import annotations

from motet.runtime.equality import deep_equal
from motet.runtime.heap import answer
from motet.runtime.language import (
    AnyValue,
    Object,
    Ptr,
    T,
    any_scalar,
    inline,
    noinline,
    null,
    poll,
    raw,
    real_bits,
)
from motet.runtime.objects import List
from motet.runtime.parts import BOOL_TAG, FLOAT_TAG, UNIT_TAG, as_any

INT_TAG = 0


@raw
@inline
def boxed(x: T) -> AnyValue:
    """A value of any memory class as an Any: the same reference."""
    if isinstance(x, AnyValue):
        return x
    if isinstance(x, Object):
        return as_any(x)
    if isinstance(x, float):
        return any_scalar(FLOAT_TAG, real_bits(x))
    if isinstance(x, bool):
        return any_scalar(BOOL_TAG, 1 if x else 0)
    return any_scalar(INT_TAG, x) if isinstance(x, int) else any_scalar(UNIT_TAG, 0)


@raw
@noinline
def place_of(xs: List[T], x: T, where: int) -> int:
    """The index of the first item that is equal; -1 if there is none."""
    sought = boxed(x)
    for i in range(xs.length):
        poll(where)
        if deep_equal(boxed(xs.items[i]), sought, where):
            return i
    return -1


@raw
@inline
def list_contains(xs: List[T], x: T, where: int) -> bool:
    """Whether an item is equal to a value."""
    return place_of(xs, x, where) >= 0


@raw
@noinline
def list_index_of(xs: List[T], x: T, where: int) -> Ptr[int]:
    """The address of the index of the first item that is equal to a value; null if there is none."""
    at = place_of(xs, x, where)
    return null(int) if at < 0 else answer(at)
