"""One walk over values however deep, for all their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from motet.bytecode.program import Value
from motet.bytecode.values import kind_of


class Inner(NamedTuple):
    """A value whose text comes next."""

    value: Value


Pieces: TypeAlias = Iterator["str | Inner"]
"""The text of a value: pieces, and the values whose text stands between them."""


class Forms(NamedTuple):
    """How values are spelled, by their Python type.

    Attributes:
        atoms: texts of values that hold no others.
        compounds: pieces of the others.
        other: the text of a value of another type.
    """

    atoms: Mapping[type, Callable[..., str]]
    compounds: Mapping[type, Callable[..., Pieces]]
    other: Callable[[Value], str] = str


def pieces(value: Value, forms: Forms) -> Iterator[str]:
    """Pieces of the text of a value."""
    atoms, compounds = forms.atoms, forms.compounds
    todo: list[Pieces] = [iter((Inner(value),))]
    while todo:
        for piece in todo[-1]:
            if isinstance(piece, Inner):
                inner = piece.value
                kind = kind_of(inner)
                if kind in compounds:
                    todo.append(compounds[kind](inner))
                    break
                yield atoms.get(kind, forms.other)(inner)
            else:
                yield piece
        else:
            todo.pop()


def sequence(opening: str, values: Iterable[Value], closing: str, separator: str = ", ") -> Pieces:
    """The texts of values between brackets."""
    lead = opening
    for value in values:
        yield lead
        yield Inner(value)
        lead = separator
    yield closing if lead is separator else opening + closing


def table(
    opening: str, entries: Iterable[tuple[str, Value]], closing: str, separator: str = ", ", colon: str = ": "
) -> Pieces:
    """Names (already spelled) and the texts of values between brackets."""
    lead = opening
    for name, value in entries:
        yield lead + name + colon
        yield Inner(value)
        lead = separator
    yield closing if lead is separator else opening + closing
