"""Types of the bytecode as Lex spells them, for messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from motet.bytecode.types import Ty

_LONGEST: Final = 200
"""Characters of a type in a message, about: types that share parts would have texts of exponential length."""

_NAMES: Final = {"SortedMap": "Map", "SortedSet": "Set", "Any": "_"}
"""Names of types and constructors of types, where they are not those of the bytecode."""


def type_text(t: Ty) -> str:
    """A type: `Map[Str, Int]`, `(Int) -> Bool`, `{ x :: Int }`; a large one is cut off."""
    pieces: list[str] = []
    work: list[Ty | str] = [t]
    length = 0
    while work:
        item = work.pop()
        if isinstance(item, str):
            pieces.append(item)
            length += len(item)
        elif length > _LONGEST:
            pieces.append("…")
        else:
            work.extend(reversed(_PIECES.get(item.kind, _applied)(item)))
    return "".join(pieces)


def _applied(t: Ty) -> list[Ty | str]:
    name = t.name or _NAMES.get(t.kind, t.kind)
    return [name, "[", *_separated(t.parts), "]"] if t.parts else [name]


def _record(t: Ty) -> list[Ty | str]:
    if t.name:
        return [t.name]
    pieces: list[Ty | str] = []
    for name, part in zip(t.fields, t.parts, strict=True):
        pieces += (", ", f"{name} :: ", part)
    return ["{ ", *pieces[1:], " }"] if pieces else ["{}"]


def _tuple(t: Ty) -> list[Ty | str]:
    return ["(", *_separated(t.parts), ")"]


def _function(t: Ty) -> list[Ty | str]:
    return ["(", *_separated(t.parts), ") -> ", *t.results]


def _separated(items: Iterable[Ty]) -> list[Ty | str]:
    pieces: list[Ty | str] = []
    for item in items:
        pieces += (", ", item)
    return pieces[1:]


_PIECES: Final[dict[str, Callable[[Ty], list[Ty | str]]]] = {"Record": _record, "Tuple": _tuple, "Fn": _function}
