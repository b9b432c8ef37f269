"""Values that are not made before somebody wants them as a whole: tuples of which the items are known, lists that loops pass through."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from motet.bytecode.types import Ty

if TYPE_CHECKING:
    from motet.languages.lex.lowering.body import Body
    from motet.source import Span


class Virtual(Protocol):
    """A value that was not made."""

    def push(self, body: Body, span: Span) -> None:
        """Make it."""


class VirtualTuple(NamedTuple):
    """A tuple; the locals of its items."""

    type: Ty
    items: tuple[int, ...]

    def push(self, body: Body, span: Span) -> None:
        """Make the tuple."""
        for item in self.items:
            body.load(item, span)
        body.emit("tuple_new", body.shape(self.type), span=span)
