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
    """A tuple, or a record; the locals of its items, or its fields in order."""

    type: Ty
    items: tuple[int, ...]

    def push(self, body: Body, span: Span) -> None:
        """Make it."""
        for item in self.items:
            body.load(item, span)
        make_parts(body, self.type, span)


def make_parts(body: Body, type_: Ty, span: Span) -> None:
    """Make a tuple or a record of what is on the stack."""
    body.emit("record_new" if type_.kind == "Record" else "tuple_new", body.shape(type_), span=span)


def part_keys(type_: Ty) -> list[tuple[str, str | int]]:
    """What fetches the parts of a tuple or a record: an instruction and its operand."""
    if type_.kind == "Record":
        return [("record_get", field) for field in type_.fields]
    return [("tuple_get", index) for index in range(len(type_.parts))]
