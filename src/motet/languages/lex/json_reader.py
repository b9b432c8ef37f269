"""A reader of JSON for canonical files: without recursion, and able to say where a wrong value stands.

Canonical files come from anywhere. Nothing in one may do more than get a diagnostic.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from motet.source import Diagnostic, DiagnosticError, Source, Span

CANONICAL_ERROR: Final = "canonical-error"
"""Code of what is wrong with a canonical file."""

Json: TypeAlias = Any
"""A value of JSON, or what an object in it was converted to."""

_TOKEN: Final = re.compile(
    r"""
    [ \t\r\n]*+
    (?: (?P<mark>   [\[\]{}:,] )
      | (?P<string> " (?: [^"\\\x00-\x1f] | \\ (?: ["\\/bfnrt] | u[0-9a-fA-F]{4} ) )*+ " )
      | (?P<int>    - ? (?: 0 | [1-9][0-9]*+ ) (?! [.eE0-9] ) )
      | (?P<word>   true | false | null )
      | (?P<end>    \Z )
      | (?P<other>  . )
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS: Final = {"true": True, "false": False, "null": None}
_MOST_DIGITS: Final = 25


def canonical_error(source: Source, span: Span, message: str, help: str = "") -> DiagnosticError:
    """Something that a canonical file cannot have."""
    return DiagnosticError(Diagnostic(CANONICAL_ERROR, f"invalid canonical form: {message}", source, span, help=help))


class Reader:
    """Reads one JSON text. Numbers with a fraction or exponent do not occur in canonical files and are refused.

    Args:
        convert: what an object becomes, given its members and its place. Objects inside are converted before.
    """

    def __init__(self, source: Source, convert: Callable[[dict[str, Json], Span], Any]) -> None:
        self._source = source
        self._convert = convert
        self._open: list[tuple[list[Json] | dict[str, Json], int, str | None]] = []
        self._container: list[Json] | dict[str, Json] = []
        self._start = 0
        self._key: str | None = None

    def read(self) -> Json:
        """The value of the whole text.

        Raises:
            DiagnosticError: it is not JSON, or a number is out of range.
        """
        whole: list[Json] = []
        self._container = whole
        expected = "value"
        for match in _TOKEN.finditer(self._source.text):
            group = match.lastgroup
            assert group is not None
            span = Span._make(match.span(group))
            if group == "end":
                if self._open or not whole:
                    raise canonical_error(self._source, span, "the text ends too early")
                break
            if not self._open and whole:
                raise canonical_error(self._source, span, "there is something after the end")
            expected = self._step(group, match[group], span, expected)
        return whole[0]

    def _step(self, group: str, token: str, span: Span, expected: str) -> str:
        """Take one token; what may follow it: `value`, `first` (value or `]`), `key`, `name` (key or `}`), `:`, `,`."""
        if group == "mark":
            step = _MARKS.get((token, expected))
            if step is None:
                raise canonical_error(self._source, span, f"unexpected `{token}`")
            return step(self, span)
        if group == "other":
            raise canonical_error(self._source, span, "this is not JSON")
        value = self._scalar(group, token, span)
        if expected in ("key", "name"):
            if group != "string" or value in self._container:
                wrong = "a key is no string" if group != "string" else "a key occurs twice"
                raise canonical_error(self._source, span, wrong)
            self._key = value
            return ":"
        if expected not in ("value", "first"):
            raise canonical_error(self._source, span, f"expected `{expected}`")
        return self._put(value)

    def _scalar(self, group: str, token: str, span: Span) -> Json:
        if group == "word":
            return _WORDS[token]
        if group == "int":
            if len(token) > _MOST_DIGITS:
                raise canonical_error(self._source, span, "number out of range")
            return int(token)
        text: str = json.loads(token) if "\\" in token else token[1:-1]
        if "\\u" in token and any("\ud800" <= char <= "\udfff" for char in text):
            raise canonical_error(self._source, span, "half of a surrogate pair")
        return text

    def _put(self, value: Json) -> str:
        if isinstance(self._container, dict):
            self._container[str(self._key)] = value
        else:
            self._container.append(value)
        return ","

    def _enter(self, container: list[Json] | dict[str, Json], span: Span) -> None:
        self._open.append((self._container, self._start, self._key))
        self._container = container
        self._start = span.start

    def _enter_list(self, span: Span) -> str:
        self._enter([], span)
        return "first"

    def _enter_object(self, span: Span) -> str:
        self._enter({}, span)
        return "name"

    def _leave(self, closing: type, span: Span) -> str:
        closed = self._container
        if type(closed) is not closing or not self._open:
            raise canonical_error(self._source, span, "brackets do not match")
        start = self._start
        self._container, self._start, self._key = self._open.pop()
        return self._put(self._convert(closed, Span(start, span.end)) if isinstance(closed, dict) else closed)

    def _leave_list(self, span: Span) -> str:
        return self._leave(list, span)

    def _leave_object(self, span: Span) -> str:
        return self._leave(dict, span)

    def _comma(self, span: Span) -> str:
        if not self._open:
            raise canonical_error(self._source, span, "unexpected `,`")
        return "key" if type(self._container) is dict else "value"

    def _colon(self, _span: Span) -> str:
        return "value"


_MARKS: Final[dict[tuple[str, str], Callable[[Reader, Span], str]]] = {
    ("[", "value"): Reader._enter_list,
    ("[", "first"): Reader._enter_list,
    ("{", "value"): Reader._enter_object,
    ("{", "first"): Reader._enter_object,
    ("]", "first"): Reader._leave_list,
    ("]", ","): Reader._leave_list,
    ("}", "name"): Reader._leave_object,
    ("}", ","): Reader._leave_object,
    (",", ","): Reader._comma,
    (":", ":"): Reader._colon,
}
"""What a mark does where it is expected."""
