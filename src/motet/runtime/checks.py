"""Assertions. Where one does not hold the result is null, and the Python body says what is wrong."""

from __future__ import annotations

from motet.runtime.equality import deep_equal
from motet.runtime.heap import answer
from motet.runtime.language import Ptr, T, inline, null, raw
from motet.runtime.list_search import boxed


@raw
@inline
def held(holds: bool) -> Ptr[int]:
    """Some address if it holds, otherwise null."""
    return answer(0) if holds else null(int)


@raw
@inline
def check_equal(a: T, b: T, where: int) -> Ptr[int]:
    """Whether two values are equal by structure."""
    return held(deep_equal(boxed(a), boxed(b), where))


@raw
@inline
def check_unequal(a: T, b: T, where: int) -> Ptr[int]:
    """Whether two values are not equal by structure."""
    return held(not deep_equal(boxed(a), boxed(b), where))


@raw
@inline
def check_true(condition: bool) -> Ptr[int]:
    """Whether it is true."""
    return held(condition)


@raw
@inline
def check_false(condition: bool) -> Ptr[int]:
    """Whether it is false."""
    return held(not condition)
