"""What becomes of the value of an expression: expressions are lowered *for a use*.

`VALUE` leaves it on the stack, `DROP` drops it, `TAIL` returns it. A `Branch` takes a Bool and continues at one of two
labels, so that conditions make no Bools. `Cases` takes a value apart: where it is made in the code no object is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeAlias

from motet.bytecode.builder import Label

if TYPE_CHECKING:
    from motet.languages.lex.lowering.body import Body
    from motet.source import Span


class Simple(NamedTuple):
    """A use without data."""

    name: str


VALUE: Final = Simple("value")
DROP: Final = Simple("drop")
TAIL: Final = Simple("tail")


class Branch(NamedTuple):
    """A Bool is tested: control goes on at one of two labels.

    `following` is the one that is placed right behind the expression: the code may simply go on there.
    """

    true: Label
    false: Label
    following: Label | None


PARTS: Final = "()"
"""Stands for the constructor of tuples and records."""


class Cases(Protocol):
    """A value of a union, a tuple or a record is taken apart at once."""

    def known(self, body: Body, constructor: str, count: int, span: Span) -> None:
        """The value is this constructor of what is on the stack; control goes on elsewhere.

        The items of a tuple and the fields of a record, in the order of its type, are those of `PARTS`.
        """

    def unknown(self, body: Body, span: Span) -> None:
        """The value is on the stack; control goes on elsewhere."""


Use: TypeAlias = Simple | Branch | Cases
