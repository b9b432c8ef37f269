"""From text to s-expressions (specification 2).

The reader answers any text at all with s-expressions or with a `DiagnosticError`. It is iterative, and refuses
nesting deeper than `DEEPEST` so that everything after it has bounded work for one more level.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from motet.languages.snek.ast import GREATEST_NUMBER, LEAST_NUMBER
from motet.languages.snek.errors import invalid, quote
from motet.source import DiagnosticError, Source, Span

DEEPEST: Final = 200_000
"""Greatest number of parentheses that may be open at once."""


class Atom:
    """A symbol, or a number (`value` is not None)."""

    __slots__ = ("span", "text", "value")

    def __init__(self, span: Span, text: str, value: int | None) -> None:
        self.span = span
        self.text = text
        self.value = value


class Group:
    """A list in parentheses, which belong to the span."""

    __slots__ = ("items", "span")

    def __init__(self, span: Span, items: list[SExpression]) -> None:
        self.span = span
        self.items = items


SExpression: TypeAlias = Atom | Group

# The white space of Unicode; Python's own \s counts four control characters more.
_SPACE: Final = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_TOKEN: Final = re.compile(rf'[()]|;[^\n]*|"[^"\n]*"?|[^{_SPACE}();]+')
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_FLOAT: Final = re.compile(r"[+-]?(?:inf|infinity|nan|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?)", re.IGNORECASE)
_SPECIAL: Final = frozenset('0123456789+-.iInN"')
"""Characters that numbers and strings begin with."""

_LONGEST_INTEGER: Final = 4000
"""Digits beyond which an integer is not even converted: Python refuses very long ones."""


def read(source: Source) -> list[SExpression]:
    """The s-expressions of a text.

    Raises:
        DiagnosticError: unbalanced parentheses, a string, a number that is no integer of 63 bits, nesting deeper
            than `DEEPEST`.
    """
    items: list[SExpression] = []
    outer: list[tuple[int, list[SExpression]]] = []
    for match in _TOKEN.finditer(source.text):
        token = match[0]
        if token == "(":
            if len(outer) == DEEPEST:
                raise _too_deep(source, Span._make(match.span()))
            outer.append((match.start(), items))
            items = []
        elif token == ")":
            if not outer:
                raise _unbalanced(source, Span._make(match.span()), "this ) closes nothing")
            start, around = outer.pop()
            around.append(Group(Span(start, match.end()), items))
            items = around
        elif token[0] != ";":
            items.append(_atom(source, Span._make(match.span()), token))
    if outer:
        start = outer[-1][0]
        raise _unbalanced(source, Span(start, start + 1), "this ( is never closed")
    return items


def _atom(source: Source, span: Span, text: str) -> Atom:
    if text[0] not in _SPECIAL:
        return Atom(span, text, None)
    if text[0] == '"':
        raise _string(source, span)
    if _INTEGER.fullmatch(text):
        if len(text) <= _LONGEST_INTEGER and LEAST_NUMBER <= (value := int(text)) <= GREATEST_NUMBER:
            return Atom(span, text, value)
        raise invalid(
            source,
            span,
            "range",
            f"integer literal out of range: {quote(text)}",
            help=f"integers go from {LEAST_NUMBER} to {GREATEST_NUMBER}",
        )
    if _FLOAT.fullmatch(text):
        help = "" if text[-1].isdigit() or text[-1] == "." else "it is read as a number, so it cannot be a name"
        message = f"{quote(text)} is a floating point number; Snek has integers only"
        raise invalid(source, span, "float", message, help=help)
    return Atom(span, text, None)


def _string(source: Source, span: Span) -> DiagnosticError:
    return invalid(source, span, "string", "strings do not belong to the language")


def _unbalanced(source: Source, span: Span, label: str) -> DiagnosticError:
    return invalid(source, span, "parse-error", "parse error: parentheses do not balance", label=label)


def _too_deep(source: Source, span: Span) -> DiagnosticError:
    return invalid(source, span, "nesting", f"parse error: nesting deeper than {DEEPEST}")
