"""Lists. They never change: what changes one gives another."""

from __future__ import annotations

from itertools import chain
from typing import Any, Final

from motet.bytecode.program import Value
from motet.bytecode.values import Variant
from motet.stdlib.declare import host
from motet.stdlib.optional import NONE, some
from motet.stdlib.structural import equal

List = list[Any]


@host("list.length(xs: List[T]) -> Int", fuel="1", pure=True)
def length(xs: List) -> int:
    """Number of elements."""
    return len(xs)


@host("list.is_empty(xs: List[T]) -> Bool", fuel="2", pure=True)
def is_empty(xs: List) -> bool:
    """Whether it has no elements."""
    return not xs


@host("list.with_capacity(count: Int) -> List[T]", fuel="4", memory="32", pure=True)
def with_capacity(count: int) -> List:
    """An empty list that is going to have so many elements; a negative number is as good as 0."""
    return []


@host("list.first(xs: List[T]) -> Option[T]", fuel="4", memory="64", pure=True)
def first(xs: List) -> Variant:
    """The first element."""
    return some(xs[0]) if xs else NONE


@host("list.last(xs: List[T]) -> Option[T]", fuel="4", memory="64", pure=True)
def last(xs: List) -> Variant:
    """The last element."""
    return some(xs[-1]) if xs else NONE


@host("list.get(xs: List[T], index: Int) -> Option[T]", fuel="4", memory="64", pure=True)
def get(xs: List, index: int) -> Variant:
    """The element at an index, from 0; none when it is negative or too large."""
    return some(xs[index]) if 0 <= index < len(xs) else NONE


@host(
    "list.set(xs: List[T], index: Int, value: T) -> List[T]",
    fuel="4 + xs.length",
    memory="16 * xs.length + 64",
    pure=True,
)
def set_item(xs: List, index: int, value: Value) -> List:
    """With the element at an index replaced; as it is when there is none."""
    if not 0 <= index < len(xs):
        return xs
    changed = xs.copy()
    changed[index] = value
    return changed


@host("list.push(xs: List[T], value: T) -> List[T]", fuel="4", memory="16 * xs.length + 64", pure=True)
def push(xs: List, value: Value) -> List:
    """With a value at the end."""
    return [*xs, value]


@host("list.cons(value: T, xs: List[T]) -> List[T]", fuel="4", memory="16 * xs.length + 64", pure=True)
def cons(value: Value, xs: List) -> List:
    """With a value at the front."""
    return [value, *xs]


@host("list.tail(xs: List[T]) -> List[T]", fuel="4", memory="16 * xs.length + 64", pure=True)
def tail(xs: List) -> List:
    """All but the first element; of the empty list the empty list."""
    return xs[1:]


@host(
    "list.concat(a: List[T], b: List[T]) -> List[T]",
    fuel="4 + a.length + b.length",
    memory="16 * (a.length + b.length) + 64",
    pure=True,
)
def concat(a: List, b: List) -> List:
    """The elements of the first, then those of the second."""
    return a + b


@host("list.reverse(xs: List[T]) -> List[T]", fuel="4 + xs.length", memory="16 * xs.length + 64", pure=True)
def reverse(xs: List) -> List:
    """From the last element to the first."""
    return xs[::-1]


@host(
    "list.range(low: Int, high: Int) -> List[Int]",
    fuel="4 + max(high.value - low.value, 0)",
    memory="8 * max(high.value - low.value, 0) + 64",
    pure=True,
)
def int_range(low: int, high: int) -> list[int]:
    """The Ints from the first up to, not including, the second."""
    return list(range(low, high))


@host(
    "list.repeat(value: T, count: Int) -> List[T]",
    fuel="4 + max(count.value, 0)",
    memory="16 * max(count.value, 0) + 64",
    pure=True,
)
def repeat(value: Value, count: int) -> List:
    """That many times the value; none for a negative number."""
    return [value] * count


@host(
    "list.enumerate(xs: List[T]) -> List[(Int, T)]", fuel="4 + 2 * xs.length", memory="64 * xs.length + 64", pure=True
)
def enumerate_list(xs: List) -> list[tuple[int, Any]]:
    """Each element after its index, from 0."""
    return list(enumerate(xs))


@host(
    "list.zip(a: List[A], b: List[B]) -> List[(A, B)]",
    fuel="4 + 2 * min(a.length, b.length)",
    memory="64 * min(a.length, b.length) + 64",
    pure=True,
)
def zip_lists(a: List, b: List) -> list[tuple[Any, Any]]:
    """The elements side by side, as many as the shorter list has."""
    return list(zip(a, b, strict=False))


@host("list.take(xs: List[T], count: Int) -> List[T]", fuel="4 + xs.length", memory="16 * xs.length + 64", pure=True)
def take(xs: List, count: int) -> List:
    """The first that many elements, or all there are; none for a negative number."""
    return xs[: max(count, 0)]


@host("list.drop(xs: List[T], count: Int) -> List[T]", fuel="4 + xs.length", memory="16 * xs.length + 64", pure=True)
def drop(xs: List, count: int) -> List:
    """What follows the first that many elements; all for a negative number."""
    return xs[max(count, 0) :]


@host(
    "list.slice(xs: List[T], low: Int, high: Int) -> List[T]",
    fuel="4 + xs.length",
    memory="16 * xs.length + 64",
    pure=True,
)
def slice_list(xs: List, low: int, high: int) -> List:
    """The elements from one index up to, not including, another, both clamped; none when they are reversed."""
    return xs[max(low, 0) : max(high, 0)]


@host("list.flatten(xss: List[List[T]]) -> List[T]", fuel="4 + xss.items", memory="16 * xss.items + 64", pure=True)
def flatten(xss: list[List]) -> List:
    """The elements of all the lists, in order."""
    return list(chain.from_iterable(xss))


@host("list.contains(xs: List[T], value: T) -> Bool", fuel="4 + 4 * xs.length", pure=True)
def contains(xs: List, value: Value) -> bool:
    """Whether an element equals the value."""
    return _index(xs, value) >= 0


def _index(xs: List, value: Value) -> int:
    """Index of the first element that equals the value, or -1."""
    if type(value) not in _ATOMS:
        return next((at for at, x in enumerate(xs) if equal(x, value)), -1)
    at = -1
    try:
        while True:
            at = xs.index(value, at + 1)
            if equal(xs[at], value):
                return at
    except ValueError:
        return -1


_ATOMS: Final = frozenset((int, float, bool, str, bytes))
"""What Python's own comparison finds fast; it finds more than what is equal (1.0 beside 1), so a second look follows."""


@host("list.index_of(xs: List[T], value: T) -> Option[Int]", fuel="4 + 4 * xs.length", memory="64", pure=True)
def index_of(xs: List, value: Value) -> Variant:
    """Index of the first element that equals the value."""
    at = _index(xs, value)
    return some(at) if at >= 0 else NONE


@host("list.sum(xs: List[Int]) -> Int", fuel="4 + xs.length", pure=True)
def sum_ints(xs: list[int]) -> int:
    """The sum, modulo 2**64."""
    return ((sum(xs) + (1 << 63)) & ((1 << 64) - 1)) - (1 << 63)


@host(
    "list.sort_by_keys(xs: List[T], keys: List[K]) -> List[T]",
    fuel="8 + 4 * xs.length * log2(xs.length + 2)",
    memory="64 * xs.length + 64",
    pure=True,
)
def sort_by_keys(xs: List, keys: List) -> List:
    """The elements in the order of their keys, equal ones as they were.

    Keys that are all Ints, all Strs or all Floats are ordered (a NaN as an equal of all); others are all equal.
    """
    kinds = set(map(type, keys))
    if len(kinds) != 1 or not kinds <= {int, float, str}:
        return xs
    if any(key != key for key in keys):
        return _sorted_with_nans(xs, keys)
    order = sorted(range(len(xs)), key=keys.__getitem__)
    return [xs[at] for at in order]


def _sorted_with_nans(xs: List, keys: list[float]) -> List:
    """NaNs stay where they are; the others are sorted among themselves."""
    places = [at for at, key in enumerate(keys) if key == key]
    changed = xs.copy()
    for place, source in zip(places, sorted(places, key=keys.__getitem__), strict=True):
        changed[place] = xs[source]
    return changed
