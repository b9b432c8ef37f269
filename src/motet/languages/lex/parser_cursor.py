"""Where a parser stands in its tokens: what comes next, what must come, and how deep things may nest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NoReturn, TypeVar

from motet.languages.lex.lexer import BYTES, END, FLOAT, FSTRING, INT, KEYWORDS, NAME, NEWLINE, STR, Tokens
from motet.languages.lex.syntax_errors import quoted, syntax_error
from motet.source import Note, Span

DEEPEST: Final = 96
"""Levels of expressions, of types and of patterns, and length of a chain of unary operators."""

LONGEST_CHAIN: Final = 10_000
"""Operators, calls, field accesses and pipes that a tree may have on one path."""

_Part = TypeVar("_Part")

_BRACKETS: Final = {"(": ")", "[": "]", "{": "}"}

_LITERALS: Final = {INT: "number", FLOAT: "number", STR: "text", BYTES: "bytes", FSTRING: "text"}


class Cursor:
    """A position in tokens. Newlines are skipped wherever a method looks for a token, unless it says otherwise."""

    __slots__ = ("at", "depth", "ends", "height", "kinds", "pattern_depth", "source", "starts", "texts", "type_depth")

    def __init__(self, tokens: Tokens) -> None:
        self.source = tokens.source
        self.kinds = tokens.kinds
        self.texts = tokens.texts
        self.starts = tokens.starts
        self.ends = tokens.ends
        self.at = 0
        self.depth = 0
        self.type_depth = 0
        self.pattern_depth = 0
        self.height = 0

    def peek(self) -> str:
        """Kind of the next token; the cursor then stands on it."""
        kind = self.kinds[self.at]
        if kind == NEWLINE:
            self.at += 1
            kind = self.kinds[self.at]
        return kind

    def accept(self, kind: str) -> bool:
        """Step over the next token if it is of this kind; otherwise the cursor stays, before newlines."""
        before = self.at
        if self.peek() == kind:
            self.at += 1
            return True
        self.at = before
        return False

    def expect(self, kind: str, context: str, help: str = "") -> int:
        """Step over the next token, which must be of this kind; its index."""
        if self.peek() != kind:
            self.fail(f"expected {_kind_text(kind)} {context}", help)
        self.at += 1
        return self.at - 1

    def name(self, context: str, help: str = "") -> str:
        """Step over an identifier."""
        return self.texts[self.expect(NAME, context, help or self._name_help())]

    def _name_help(self) -> str:
        word = self.texts[self.at]
        return f"`{word}` is a word of the language and no name" if word in KEYWORDS else ""

    def span_from(self, start: int) -> Span:
        """The span from an offset to the end of the last token."""
        return Span(start, self.ends[self.at - 1])

    def start(self) -> int:
        """Offset of the next token."""
        self.peek()
        return self.starts[self.at]

    def token_span(self) -> Span:
        """Span of the token that the cursor stands on."""
        return Span(self.starts[self.at], self.ends[self.at])

    def got(self) -> str:
        """The token that the cursor stands on, for a message."""
        kind, text = self.kinds[self.at], self.texts[self.at]
        if kind == END:
            return END
        if kind == NEWLINE:
            return "`;`" if text.startswith(";") else "end of line"
        if kind == NAME:
            return f"identifier {quoted(text)}"
        return f"{_LITERALS[kind]} {quoted(text)}" if kind in _LITERALS else quoted(text)

    def fail(self, expected: str, help: str = "") -> NoReturn:
        """The token that the cursor stands on does not belong here."""
        notes = self._never_closed() if self.kinds[self.at] == END else ()
        raise syntax_error(self.source, self.token_span(), f"{expected}, got {self.got()}", help, notes=notes)

    def _never_closed(self) -> tuple[Note, ...]:
        """The innermost bracket that is open where the text ends."""
        opened: list[int] = []
        for at, kind in enumerate(self.kinds[: self.at]):
            if kind in _BRACKETS:
                opened.append(at)
            elif kind in _BRACKETS.values() and opened:
                opened.pop()
        if not opened:
            return ()
        at = opened[-1]
        return (Note(f"`{self.texts[at]}` is never closed", self.source, Span(self.starts[at], self.ends[at])),)

    def listed(self, close: str, context: str, part: Callable[[], _Part]) -> tuple[_Part, ...]:
        """Parts separated by commas, a last comma allowed, and the closing token."""
        parts: list[_Part] = []
        while self.peek() != close:
            parts.append(part())
            if self.peek() == ",":
                self.at += 1
            elif self.kinds[self.at] != close:
                self.fail(f"expected `,` or `{close}` {context}", _LIST_HELP.get(self.kinds[self.at], ""))
        self.at += 1
        return tuple(parts)

    def too_deep(self, what: str) -> NoReturn:
        """Something nests deeper than `DEEPEST`."""
        message = f"{what} nests too deeply (max {DEEPEST}); malformed or hand-crafted input?"
        raise syntax_error(self.source, self.token_span(), message, f"name the inner parts: at most {DEEPEST} levels")


_LIST_HELP: Final = {
    "=": "fields are written `name: value`, comparisons `a == b`",
    ":=": "fields are written `name: value`",
    "=>": "a comma separates arms",
    "::": "an ascription stands in its own parentheses: `(value :: Type)`",
}


def _kind_text(kind: str) -> str:
    return "identifier" if kind == NAME else kind if kind in (END, STR, NEWLINE) else f"`{kind}`"
