"""Making deep values anew, with a list of work instead of recursion."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import Ty

_STEPS_A_POLL: Final = 4096
_KNOWN: Final = 100
_WAITING: Final = 600
"""Bytes that a value takes while it is known what becomes of it, and one whose parts are being made, about."""


def _nothing(size: int) -> None:
    """Nobody counts."""


class Parts:
    """A value that is made of others, which must be made first.

    Attributes:
        key: what tells the value, and what becomes of it, from others: values that occur twice are made once.
        children: the parts, with the types that they become.
        build: makes the value of what was made of the parts.
        made: what was made of the parts so far.
    """

    __slots__ = ("build", "children", "key", "made")

    def __init__(
        self, key: object, children: Iterable[tuple[Value, Ty | None]], build: Callable[[list[Value]], Value]
    ) -> None:
        self.key: Final = key
        self.children: Final[Iterator[tuple[Value, Ty | None]]] = iter(children)
        self.build: Final = build
        self.made: Final[list[Value]] = []


_NEW: Final = object()
_UNFINISHED: Final = object()


class Rebuilding:
    """Makes values anew.

    Args:
        look: takes a value and the type that it becomes; gives the result, or the parts that it is made of.
        poll: is called now and then.
        take: is told of the bytes that the work needs, below 0 when they are given back; may trap.
    """

    def __init__(
        self,
        look: Callable[[Value, Any], Value | Parts],
        poll: Callable[[], None],
        take: Callable[[int], None] = _nothing,
    ) -> None:
        self._look: Final = look
        self._poll: Final = poll
        self._take: Final = take
        self._known: Final[dict[object, Value]] = {}
        self._lists: Final[dict[tuple[int, Any], Value]] = {}
        self._steps = 0

    def make(self, value: Value, t: Ty | None) -> Value:
        """What becomes of a value. Trap `type` for one that contains itself."""
        result = self._start(value, t)
        if type(result) is not Parts:
            return result
        collects = gc.isenabled()
        gc.disable()  # it would look through all of a deep value again and again, and find nothing
        try:
            return self._finish(result)
        finally:
            if collects:
                gc.enable()

    def _finish(self, first: Parts) -> Value:
        waiting = [first]
        steps = 0
        while True:
            steps += 1
            if steps % _STEPS_A_POLL == 0:
                self._poll()
            inner = self._go_on(waiting[-1])
            if inner is not None:
                self._take(_KNOWN + _WAITING)
                waiting.append(inner)
                continue
            finished = waiting.pop()
            self._take(-_WAITING)
            result = self._known[finished.key] = finished.build(finished.made)
            if not waiting:
                return result
            waiting[-1].made.append(result)

    def _go_on(self, parts: Parts) -> Parts | None:
        """Make the parts that have none inside, up to the first one that has."""
        for child, t in parts.children:
            self._steps += 1
            if self._steps % _STEPS_A_POLL == 0:
                self._poll()
            result = self._start(child, t)
            if type(result) is Parts:
                return result
            parts.made.append(result)
        return None

    def _start(self, value: Value, t: Ty | None) -> Value | Parts:
        found = self._found(value, t) if isinstance(value, list) else self._look(value, t)
        if type(found) is not Parts:
            return found
        known = self._known.get(found.key, _NEW)
        if known is _UNFINISHED:
            raise Trap("type")
        if known is not _NEW:
            return known
        self._known[found.key] = _UNFINISHED
        return found

    def _found(self, value: Value, t: Ty | None) -> Value | Parts:
        """What becomes of a list; one that is made at once, without a look at its items, is made once, too."""
        known = self._lists.get((id(value), t), _NEW)
        if known is not _NEW:
            return known
        found = self._look(value, t)
        if type(found) is not Parts:
            self._lists[id(value), t] = found
        return found
