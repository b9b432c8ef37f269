"""Places: where a match finds the value it looks at, and the parts of it."""

from __future__ import annotations

from typing import Final

from motet.bytecode.types import Ty
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.virtuals import make_parts, part_keys
from motet.source import Span

UNKNOWN: Final = -1
"""The local of a value that was not fetched."""


class Place:
    """A value that a match looks at.

    Attributes:
        type: its type.
        local: where it is, or UNKNOWN while it was not fetched (or not made).
        constructor: the constructor that is known to have made it, with its parts in `parts`; otherwise empty.
        parts: its parts by what fetches them.
        least: elements that a list is known to have.
    """

    __slots__ = ("constructor", "fetch", "least", "local", "parent", "parts", "type")

    def __init__(
        self, type_: Ty, local: int = UNKNOWN, parent: Place | None = None, fetch: tuple[str, str | int] = ("", 0)
    ) -> None:
        self.type: Final = type_
        self.local = local
        self.parent: Final = parent
        self.fetch: Final = fetch
        self.constructor = ""
        self.parts: Final[dict[tuple[str, str | int], Place]] = {}
        self.least = 0

    def part(self, fetch: tuple[str, str | int], type_: Ty) -> Place:
        """A part: `("tuple_get", 0)`, `("record_get", "name")`, `("Some", 0)`, `("list_get", 2)`, `("drop", 1)`."""
        found = self.parts.get(fetch)
        if found is None:
            found = self.parts[fetch] = Place(type_, UNKNOWN, self, fetch)
        return found


def local_place(body: Body, type_: Ty, local: int) -> Place:
    """The place of a local; of a tuple that was not made the parts are known."""
    items = body.items(local)
    if not items:
        return Place(type_, local)
    place = Place(type_)
    for key, part, item in zip(part_keys(type_), type_.parts, items, strict=True):
        place.parts[key] = local_place(body, part, item)
    return place


class Places:
    """Fetches parts when they are needed, each once on a way through the match."""

    def __init__(self, body: Body, span: Span) -> None:
        self.body: Final = body
        self.span: Final = span
        self._fetched: Final[list[Place]] = []
        self._learned: Final[list[Place]] = []

    def mark(self) -> tuple[int, int]:
        """What has been fetched and learned, for `undo`."""
        return len(self._fetched), len(self._learned)

    def undo(self, mark: tuple[int, int]) -> None:
        """Code that is emitted from now on cannot rely on what was fetched or learned after a mark."""
        fetched, learned = mark
        while len(self._fetched) > fetched:
            self._fetched.pop().local = UNKNOWN
        while len(self._learned) > learned:
            self._learned.pop().least -= 1

    def learn_longer(self, place: Place) -> None:
        """A list has one element more than was known."""
        place.least += 1
        self._learned.append(place)

    def local(self, place: Place) -> int:
        """The local that a value is in."""
        chain: list[Place] = []
        needed: Place | None = place
        while needed is not None and needed.local < 0:
            chain.append(needed)
            needed = None if needed.constructor or needed.parent is None else needed.parent
        for item in reversed(chain):
            if item.constructor or item.parent is None:
                self._make(item)
            else:
                self._fetch(item, item.parent)
            item.local = self.body.store_new(self.span)
            self._fetched.append(item)
        return place.local

    def _make(self, place: Place) -> None:
        """Make the object of which the parts are known."""
        body = self.body
        for local in [self.local(part) for part in place.parts.values()]:
            body.load(local, self.span)
        if place.constructor:
            body.emit("variant_new", body.shape(place.type), body.name(place.constructor), span=self.span)
        else:
            make_parts(body, place.type, self.span)

    def _fetch(self, place: Place, parent: Place) -> None:
        body, span = self.body, self.span
        name, operand = place.fetch
        body.load(parent.local, span)
        if name == "tuple_get":
            body.emit(name, int(operand), span=span)
        elif name == "record_get":
            body.emit(name, body.name(str(operand)), span=span)
        elif name == "list_get":
            body.const(operand, span)
            body.emit(name, span=span)
        elif name == "drop":
            self._drop(int(operand), place)
        else:
            body.emit("variant_get", body.name(name), int(operand), span=span)
        if name != "drop":
            body.fit(parent.type, place.type, span)

    def _drop(self, count: int, place: Place) -> None:
        if count == 1:
            self.body.library("list.tail", 1, place.type, self.span)
        else:
            self.body.const(count, self.span)
            self.body.library("list.drop", 2, place.type, self.span)
