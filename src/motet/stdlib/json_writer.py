"""Values as JSON.

What JSON lacks has a form of its own: bytes `{"$bytes":"6869"}`, values of unions `{"$variant":"Some","args":[1]}`,
matrices `{"$f64_array":true,...}`; maps with other keys than Strs are arrays of pairs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant
from motet.stdlib import walker
from motet.stdlib.expansion import bounded
from motet.stdlib.gathering import Gatherer
from motet.stdlib.shims import float_short_text

_ESCAPES: Final = {number: f"\\u{number:04x}" for number in range(0x20)} | {
    ord(character): "\\" + letter for character, letter in zip('"\\\b\f\n\r\t', '"\\bfnrt', strict=True)
}


def json_pieces(value: Value, closure_text: Callable[[Closure], str] | None = None) -> Iterator[str]:
    """Pieces of the JSON of a value however deep, without blanks; keys of objects are sorted.

    Args:
        value: any value.
        closure_text: eight hexadecimal digits for a closure; by default the number of its function.
    """
    forms = FORMS
    if closure_text is not None:
        spell = closure_text
        forms = FORMS._replace(atoms={**FORMS.atoms, Closure: lambda value: f'"<closure {spell(value)}>"'})
    return walker.pieces(value, forms)


def json_text(
    value: Value,
    closure_text: Callable[[Closure], str] | None = None,
    limit: int | None = None,
    poll: Callable[[], None] = lambda: None,
) -> str:
    """The JSON of a value. Trap `memory` when it has more characters than `limit`. `poll` is called now and then."""
    gathered = Gatherer(limit, poll)
    pieces = json_pieces(value, closure_text)
    gathered.extend(pieces if limit is None else bounded(pieces, value, limit))
    return gathered.text()


def json_string(text: str) -> str:
    """A text as JSON: only quotes, backslashes and control characters are escaped."""
    return '"' + text.translate(_ESCAPES) + '"'


def json_float(value: float) -> str:
    """A Float as JSON: integral ones with `.0`, an exponent from 1e16 on and below 1e-5; NaN and infinities are null."""
    if not math.isfinite(value):
        return "null"
    text = repr(value)
    return float_short_text(value, -5) if "e" in text else text


def _array(values: Iterable[Value]) -> walker.Pieces:
    return walker.sequence("[", values, "]", ",")


def _record(value: Record) -> walker.Pieces:
    if value.name == "Matrix":
        cols, data, rows = value.values
        return walker.table(f'{{"$f64_array":true,"cols":{cols},', [('"data"', data)], f',"rows":{rows}}}', ",", ":")
    return walker.table("{", zip(map(json_string, value.fields), value.values, strict=True), "}", ",", ":")


def _map(value: SortedMap) -> walker.Pieces:
    if all(type(key) is str for key in value.entries):
        return walker.table("{", ((json_string(key), item) for key, item in value.entries.items()), "}", ",", ":")
    return _array(value.entries.items())


def _variant(value: Variant) -> walker.Pieces:
    return walker.sequence(f'{{"$variant":{json_string(value.name)},"args":[', value.values, "]}", ",")


FORMS: Final = walker.Forms(
    {
        int: str,
        float: json_float,
        bool: lambda value: "true" if value else "false",
        str: json_string,
        bytes: lambda value: f'{{"$bytes":"{value.hex()}"}}',
        type(None): lambda _: "null",
        Closure: lambda value: f'"<closure {value.function:08x}>"',
    },
    {
        list: _array,
        tuple: _array,
        Deque: lambda value: _array(value.items),
        SortedSet: lambda value: _array(value.items),
        Record: _record,
        SortedMap: _map,
        Variant: _variant,
    },
)
"""The spelling of all values."""
