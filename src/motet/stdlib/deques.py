"""Double-ended queues. They never change: what changes one gives another."""

from __future__ import annotations

from typing import Any

from motet.bytecode.program import Value
from motet.bytecode.values import Deque, Variant
from motet.stdlib.declare import host
from motet.stdlib.optional import NONE, some

_COPY = "16 * deque.length + 128"


@host("deque.new() -> Deque[T]", fuel="2", memory="64", pure=True)
def new() -> Deque:
    """The empty queue."""
    return Deque([])


@host("deque.size(deque: Deque[T]) -> Int", fuel="1", pure=True)
def size(deque: Deque) -> int:
    """Number of items."""
    return len(deque.items)


@host("deque.is_empty(deque: Deque[T]) -> Bool", fuel="2", pure=True)
def is_empty(deque: Deque) -> bool:
    """Whether it has no items."""
    return not deque.items


@host("deque.from_list(xs: List[T]) -> Deque[T]", fuel="4", memory="64", pure=True)
def from_list(xs: list[Any]) -> Deque:
    """The queue of the elements, the first one in front."""
    return Deque(xs)


@host("deque.to_list(deque: Deque[T]) -> List[T]", fuel="4", memory="64", pure=True)
def to_list(deque: Deque) -> list[Any]:
    """The items from front to back."""
    return deque.items


@host("deque.push_back(deque: Deque[T], item: T) -> Deque[T]", fuel="4", memory=_COPY, pure=True)
def push_back(deque: Deque, item: Value) -> Deque:
    """With the item at the back."""
    return Deque([*deque.items, item])


@host("deque.push_front(deque: Deque[T], item: T) -> Deque[T]", fuel="4", memory=_COPY, pure=True)
def push_front(deque: Deque, item: Value) -> Deque:
    """With the item in front."""
    return Deque([item, *deque.items])


@host("deque.peek_back(deque: Deque[T]) -> Option[T]", fuel="4", memory="64", pure=True)
def peek_back(deque: Deque) -> Variant:
    """The item at the back."""
    return some(deque.items[-1]) if deque.items else NONE


@host("deque.peek_front(deque: Deque[T]) -> Option[T]", fuel="4", memory="64", pure=True)
def peek_front(deque: Deque) -> Variant:
    """The item in front."""
    return some(deque.items[0]) if deque.items else NONE


@host("deque.pop_back(deque: Deque[T]) -> Option[(T, Deque[T])]", fuel="8", memory=_COPY, pure=True)
def pop_back(deque: Deque) -> Variant:
    """The item at the back, and the queue without it."""
    return some((deque.items[-1], Deque(deque.items[:-1]))) if deque.items else NONE


@host("deque.pop_front(deque: Deque[T]) -> Option[(T, Deque[T])]", fuel="8", memory=_COPY, pure=True)
def pop_front(deque: Deque) -> Variant:
    """The item in front, and the queue without it."""
    return some((deque.items[0], Deque(deque.items[1:]))) if deque.items else NONE
