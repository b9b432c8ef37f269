"""The debug form of values, for error texts: `Int(3)`, `List([Str("x")])`."""

from __future__ import annotations

import math
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant, Vector
from motet.stdlib import walker
from motet.stdlib.shims import float_plain_text, float_short_text

LONGEST: Final = 4000
"""Characters of a debug form after which it is cut off."""

_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


def debug_text(value: Value) -> str:
    """The debug form of a value however deep; a very long one ends in `...`."""
    gathered: list[str] = []
    size = 0
    for piece in walker.pieces(value, FORMS):
        gathered.append(piece)
        size += len(piece)
        if size > LONGEST:
            return "".join(gathered)[:LONGEST] + "..."
    return "".join(gathered)


def quoted(text: str) -> str:
    """A text in quotes, with what is not printable escaped."""
    return '"' + "".join(map(_character, text[: LONGEST + 1])) + '"'


def _character(each: str) -> str:
    if each in _ESCAPES:
        return _ESCAPES[each]
    return each if each.isprintable() else f"\\u{{{ord(each):x}}}"


def float_debug(value: float) -> str:
    """A Float as error texts show it: integral ones with `.0`, an exponent from 1e16 on and below 1e-4."""
    return float_short_text(value, -3) if math.isfinite(value) else float_plain_text(value)


def _record(value: Record) -> walker.Pieces:
    names = (quoted(name) for name in value.fields)
    return walker.table("Record { shape_id: 0, fields: {", zip(names, value.values, strict=True), "} }")


def _map(value: SortedMap) -> walker.Pieces:
    spelled = ((quoted(key) if type(key) is str else str(key), item) for key, item in value.entries.items())
    return walker.table("Map({", spelled, "})")


def _variant(value: Variant) -> walker.Pieces:
    return walker.sequence(f"Variant {{ name: {quoted(value.name)}, args: [", value.values, "] }")


FORMS: Final = walker.Forms(
    {
        int: lambda value: f"Int({value})",
        float: lambda value: f"Float({float_debug(value)})",
        bool: lambda value: "Bool(true)" if value else "Bool(false)",
        str: lambda value: f"Str({quoted(value)})",
        bytes: lambda value: f"Bytes({list(value[:LONGEST])})",
        type(None): lambda _: "Unit",
        Vector: lambda value: f"Vector({len(value.items)})",
        Closure: lambda value: f"Closure({value.function})",
    },
    {
        list: lambda value: walker.sequence("List([", value, "])"),
        tuple: lambda value: walker.sequence("Tuple([", value, "])"),
        Deque: lambda value: walker.sequence("Deque([", value.items, "])"),
        SortedSet: lambda value: walker.sequence("Set({", value.items, "})"),
        Record: _record,
        SortedMap: _map,
        Variant: _variant,
    },
)
"""The spelling of all values."""
