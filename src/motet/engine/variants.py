"""Variants of unions, as Python sees them."""

from __future__ import annotations

from typing import Final

from motet.bytecode import values

_SHOWN: Final = 200
"""Constructors that a `repr` shows before it cuts."""


class Variant(values.Variant):
    """A value of a union: `Variant("Some", 3)`, `Variant("None")`. Equal by name and content; `match` takes it apart.

    Attributes:
        name: of the constructor.
        values: what it holds, a tuple.
    """

    __slots__ = ()
    __match_args__ = ("name", "values")

    def __init__(self, name: str, *held: object) -> None:
        super().__init__(name, held)

    def __eq__(self, other: object) -> bool:
        """By structure, however deep constructors are nested."""
        if not isinstance(other, values.Variant):
            return NotImplemented
        waiting: list[tuple[object, object]] = [(self, other)]
        while waiting:
            one, two = waiting.pop()
            if not isinstance(one, values.Variant) or not isinstance(two, values.Variant):
                if one != two:
                    return False
            elif one is not two:
                if one.name != two.name or len(one.values) != len(two.values):
                    return False
                waiting += zip(one.values, two.values, strict=True)
        return True

    def __hash__(self) -> int:
        return hash((self.name, len(self.values)))

    def __repr__(self) -> str:
        """`Some(3)`; what is nested too deeply is cut."""
        pieces: list[str] = []
        waiting: list[object] = [self]
        shown = 0
        while waiting:
            item = waiting.pop()
            if isinstance(item, _Text):
                pieces.append(item.text)
            elif not isinstance(item, values.Variant):
                pieces.append(repr(item))
            elif shown == _SHOWN:
                pieces.append("...")
            else:
                shown += 1
                waiting += reversed(_shown(item))
        return "".join(pieces)


class _Text:
    """A piece of a `repr` that is written as it is."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text: Final = text


def _shown(variant: values.Variant) -> list[object]:
    parts: list[object] = [_Text(variant.name)]
    for at, held in enumerate(variant.values):
        parts += [_Text(", " if at else "("), held]
    return [*parts, _Text(")")] if variant.values else parts
