"""Values of unions: made, or given to a use that takes them apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from motet.bytecode.builder import Label
from motet.bytecode.types import Ty
from motet.languages.lex.lowering.body import Body, Join
from motet.languages.lex.lowering.uses import DROP, PARTS, Branch, Simple, Use
from motet.languages.lex.lowering.virtuals import make_parts
from motet.source import Span


def give(body: Body, union: Ty, constructor: str, count: int, use: Use, span: Span) -> None:
    """Use a constructor of what is on the stack; `union` is the type that an object is made as."""
    if not body.live:
        return
    if use is DROP:
        for _ in range(count):
            body.emit("pop", span=span)
    elif isinstance(use, Simple | Branch):
        body.emit("variant_new", body.shape(union), body.name(constructor), span=span)
        body.settle(use, span)
    else:
        use.known(body, constructor, count, span)


def give_parts(body: Body, made: Ty, count: int, use: Use, span: Span) -> None:
    """Use the tuple or record of what is on the stack."""
    if isinstance(use, Simple | Branch):
        make_parts(body, made, span)
        body.settle(use, span)
    elif body.live:
        use.known(body, PARTS, count, span)


class _Way(NamedTuple):
    """Where control comes with one constructor, and where its parts are then."""

    label: Label
    locals: list[int]


class Split:
    """The use of a value of a union of two constructors: one piece of code for each of them.

    `handle(constructor, parts, use)` lowers it; it is asked once for each constructor, the first one first.
    """

    def __init__(
        self, body: Body, union: Ty, constructors: tuple[tuple[str, int], tuple[str, int]], span: Span
    ) -> None:
        self.union: Final = union
        self.span: Final = span
        self.ways: Final = {
            name: _Way(body.label(), [body.pinned_local(span) for _ in range(count)]) for name, count in constructors
        }

    def known(self, body: Body, constructor: str, count: int, span: Span) -> None:
        """Keep the parts, and go to the code of the constructor."""
        way = self.ways[constructor]
        for local in reversed(way.locals):
            body.emit("store", local, span=span)
        body.jump(way.label, span)

    def unknown(self, body: Body, span: Span) -> None:
        """Test the value on the stack."""
        if not body.live:
            return
        local, other = body.store_new(span), body.label()
        (first, first_way), (second, second_way) = self.ways.items()
        body.load(local, span)
        body.emit("variant_is", body.name(first), span=span)
        body.jump(other, span, "branch_unless")
        self._fetch(body, local, first, first_way)
        body.place(other)
        self._fetch(body, local, second, second_way)

    def _fetch(self, body: Body, local: int, constructor: str, way: _Way) -> None:
        for index, part in enumerate(way.locals):
            body.load(local, self.span)
            body.emit("variant_get", body.name(constructor), index, span=self.span)
            if self.union.kind == "Union":
                held = self.union.constructors[self.union.constructor(constructor)].payload[index]
                body.fit(self.union, held, self.span)
            body.emit("store", part, span=self.span)
        body.jump(way.label, self.span)

    def handle(self, body: Body, use: Use, handle: Callable[[str, list[int], Use], None]) -> None:
        """Lower what comes after each constructor."""
        join = Join(body, use)
        first, second = self.ways.items()
        body.place(first[1].label)
        handle(first[0], first[1].locals, join.elsewhere)
        join.leave(self.span)
        body.place(second[1].label)
        handle(second[0], second[1].locals, use)
        join.place()
        for way in self.ways.values():
            body.unpin(way.locals)


OPTION: Final = (("Some", 1), ("None", 0))
RESULT: Final = (("Ok", 1), ("Err", 1))
