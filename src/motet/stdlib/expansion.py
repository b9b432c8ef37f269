"""Texts of values that share parts: each part is written as often as it occurs, which may be more often than there is time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.bytecode.values import Deque, Record, SortedMap, Variant, Vector, kind_of
from motet.stdlib.gathering import Gatherer

_LOOK: Final = 1 << 20
"""Pieces of a text that come before its value is looked at."""


def bounded(pieces: Iterable[str], value: Value, most: int) -> Iterator[str]:
    """The pieces of the text of a value. Trap `memory`, when many have come, if there are certainly more than `most` of them."""
    stream = iter(pieces)
    yield from islice(stream, _LOOK)
    for piece in stream:
        if expansion(value, most) > most:
            raise Trap("memory")
        yield piece
        break
    yield from stream


def bounded_text(pieces: Iterable[str], value: Value, most: int) -> str:
    """The text of a value, from its pieces. Trap `memory` when it has more than `most` characters."""
    gathered = Gatherer(most)
    gathered.extend(bounded(pieces, value, most))
    return gathered.text()


def expansion(value: Value, most: int) -> int:
    """How many values the text of a value shows, one that occurs often as often as it occurs; above `most` any such number."""
    known = {id(value): 1}  # what is met again while it is open contains itself
    parts = _parts(value)
    waiting = [] if parts is None else [_Open(value, parts)]
    last = 1
    while waiting:
        top = waiting[-1]
        inner = _next(top, known, most)
        if inner is not None:
            known[id(inner.value)] = 1
            waiting.append(inner)
            continue
        last = known[id(top.value)] = top.total
        waiting.pop()
        if waiting:
            waiting[-1].total += last
        if last > most:
            return last
    return last


class _Open:
    """A value whose parts are being counted."""

    __slots__ = ("rest", "total", "value")

    def __init__(self, value: Value, parts: Iterable[Value]) -> None:
        self.value: Final = value
        self.rest: Final = iter(parts)
        self.total = 1


def _next(open_value: _Open, known: dict[int, int], most: int) -> _Open | None:
    """Count parts, up to the first whose own parts are to be counted."""
    for part in open_value.rest:
        parts = _parts(part)
        count = 1 if parts is None else known.get(id(part), 0)
        if parts is not None and not count:
            return _Open(part, parts)
        open_value.total += count
        if open_value.total > most:
            return None
    return None


def _parts(value: Value) -> Iterable[Value] | None:
    """What a value shows within its text; None if that is nothing."""
    of_kind = _OF_KIND.get(kind_of(value))
    return None if of_kind is None else of_kind(value)


_OF_KIND: Final[dict[type, Callable[[Any], Iterable[Value]]]] = {
    list: lambda value: value,
    tuple: lambda value: value,
    Vector: lambda value: value.items,
    Deque: lambda value: value.items,
    Record: lambda value: value.values,
    Variant: lambda value: value.values,
    SortedMap: lambda value: value.entries.values(),
}
