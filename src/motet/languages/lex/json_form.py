"""The JSON form and the debug form of Lex's values (specification 12.8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from motet.bytecode.program import Value
from motet.bytecode.values import Closure
from motet.stdlib import debug_form as debug
from motet.stdlib.json_reader import parse_json
from motet.stdlib.json_writer import json_pieces
from motet.stdlib.outcomes import ParseError
from motet.stdlib.walker import pieces


def to_json(value: Value, closure_text: Callable[[Closure], str] | None = None) -> Iterator[str]:
    """Pieces of the compact JSON of a value, however deep.

    Args:
        value: any value.
        closure_text: eight hexadecimal digits for a closure; by default the number of its function.
    """
    return json_pieces(value, closure_text)


def from_json(text: str) -> Value:
    """The value that a text in JSON means. ValueError, with the text of the parser, for another text."""
    value = parse_json(text)
    if isinstance(value, ParseError):
        raise ValueError(value.fields["message"])
    return value


def debug_form(value: Value) -> Iterator[str]:
    """Pieces of the debug form of a value, however deep."""
    return pieces(value, debug.FORMS)
