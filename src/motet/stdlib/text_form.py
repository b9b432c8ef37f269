"""The text form of values: one walker, one table of spellings a language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from motet.bytecode.program import Value
from motet.bytecode.values import Vector


class TextStyle(NamedTuple):
    """How a language spells values. Ints are decimal, Floats the shortest text that reads back as the same number."""

    unit: str = "unit"
    true: str = "true"
    false: str = "false"
    opening: str = "["
    separator: str = ", "
    closing: str = "]"
    cycle: str = "[...]"
    """What stands for a vector inside its own text."""


PLAIN: Final = TextStyle()


_PLAIN_TYPES: Final = (int, float, str, bytes)


def scalar_text(value: Value, style: TextStyle) -> str:
    """Text of a value that is no vector."""
    if value is None:
        return style.unit
    if value is True:
        return style.true
    if value is False:
        return style.false
    return repr(value) if isinstance(value, _PLAIN_TYPES) else _structured_text(value)


def _structured_text(value: Value) -> str:
    """A value that a language with texts of its own made: its debug form."""
    from motet.stdlib import walker
    from motet.stdlib.debug_form import FORMS

    return "".join(walker.pieces(value, FORMS))


def text_form(value: Value, style: TextStyle = PLAIN) -> Iterator[str]:
    """Pieces of the text of a value, however deep. Shared vectors are written each time; one that is being written
    is written as `style.cycle`."""
    if type(value) is not Vector:
        yield scalar_text(value, style)
        return
    open_vectors = [value]
    open_ids = {id(value)}
    positions = [0]
    yield style.opening
    while open_vectors:
        vector, position = open_vectors[-1], positions[-1]
        if position == len(vector.items):
            yield style.closing
            open_ids.discard(id(open_vectors.pop()))
            positions.pop()
            continue
        if position:
            yield style.separator
        positions[-1] += 1
        item = vector.items[position]
        if type(item) is not Vector:
            yield scalar_text(item, style)
        elif id(item) in open_ids:
            yield style.cycle
        else:
            open_vectors.append(item)
            open_ids.add(id(item))
            positions.append(0)
            yield style.opening
