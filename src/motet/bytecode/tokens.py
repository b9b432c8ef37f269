"""Lines of the text form, and the tokens of a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeVar

from motet.bytecode.literals import LiteralError, is_bare, read_number, unquote
from motet.source import Span

_BLANKS: Final = " \t\r\f\v"
_TOKEN: Final = re.compile(
    r"""[ \t\r\f\v]*+(?:
    (?P<quoted>[b$]?"[^"\\]*+(?:\\.[^"\\]*+)*+")
  | (?P<word>[A-Za-z0-9_.+\-@\#]*[A-Za-z0-9_.+@\#])
  | (?P<mark>->|[(),:{}\[\]|=])
  | (?P<comment>;.*+)
  | (?P<wrong>.{1,3})
    )""",
    re.VERBOSE | re.DOTALL,
)

T = TypeVar("T")

Token = tuple[str, str, int]
"""Kind (`word`, `quoted`, `mark`), text, offset in the whole text."""


class LineError(Exception):
    """One line is wrong, at a span of the text. Becomes a diagnostic."""

    def __init__(self, reason: str, span: Span, help_: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.span = span
        self.help = help_


class Tokens:
    """The tokens of the line from `start` to `end` of a text, and how far they have been read."""

    __slots__ = ("_at", "_end", "_items")

    def __init__(self, text: str, start: int, end: int) -> None:
        self._items: Final[list[Token]] = []
        self._at = 0
        self._end = end = start + len(text[start:end].rstrip(_BLANKS))
        for match in _TOKEN.finditer(text, start, end):
            kind = match.lastgroup
            if kind is None or kind == "comment":
                continue
            begin = match.start(kind)
            if kind == "wrong":
                open_quotes = match[kind].lstrip("b$").startswith('"')
                reason = "the quotes are not closed" if open_quotes else "unexpected character"
                raise LineError(reason, Span(begin, end if open_quotes else begin + 1))
            self._items.append((kind, match[kind], begin))

    def __len__(self) -> int:
        return len(self._items)

    @property
    def done(self) -> bool:
        """Whether all tokens were taken."""
        return self._at == len(self._items)

    @property
    def span(self) -> Span:
        """All of the line between its first and last token."""
        if not self._items:
            return Span(self._end, self._end)
        _, last, begin = self._items[-1]
        return Span(self._items[0][2], begin + len(last))

    @property
    def here(self) -> Span:
        """The token that was taken last."""
        _, text, begin = self._items[max(self._at - 1, 0)]
        return Span(begin, begin + len(text))

    def peek(self, ahead: int = 0) -> Token:
        """A token that was not taken yet; an empty one at the end of the line."""
        at = self._at + ahead
        return self._items[at] if at < len(self._items) else ("end", "", self._end)

    def take(self) -> Token:
        """The next token; an empty one at the end of the line."""
        token = self.peek()
        self._at = min(self._at + 1, len(self._items))
        return token

    def accept(self, text: str) -> bool:
        """Take the next token if it is this mark or word."""
        kind, found, _ = self.peek()
        if found != text or kind == "quoted":
            return False
        self._at += 1
        return True

    def expect(self, text: str) -> None:
        """Take the next token, which must be this mark."""
        if not self.accept(text):
            raise self.unexpected(f"`{text}`")

    def word(self, what: str) -> str:
        """Take the next token, which must be a word."""
        if self.peek()[0] != "word":
            raise self.unexpected(what)
        return self.take()[1]

    def name(self, what: str) -> str:
        """Take a name, bare or quoted."""
        kind, text, begin = self.peek()
        if kind == "quoted" and text[0] == '"':
            self._at += 1
            return located(unquote, text, begin)
        if kind == "word" and is_bare(text):
            self._at += 1
            return text
        raise self.unexpected(what)

    def reference(self, what: str) -> Token:
        """Take a name or a `#` and a number, not looked at yet."""
        kind, text, _ = self.peek()
        if kind == "word" or text[:1] == '"':
            return self.take()
        raise self.unexpected(what)

    def number(self, what: str) -> int:
        """Take a whole number."""
        word = self.word(what)
        try:
            return read_number(word)
        except LiteralError:
            raise self.fail(f"expected {what}") from None

    def finish(self) -> None:
        """Nothing may be left."""
        if not self.done:
            raise self.unexpected("the end of the line")

    def unexpected(self, wanted: str) -> LineError:
        """The error that the next token is not what was wanted."""
        kind, text, begin = self.peek()
        found = "the line ends" if kind == "end" else f"this is {text if len(text) <= 40 else text[:40] + '...'}"
        return LineError(f"expected {wanted}, but {found}", Span(begin, begin + len(text)))

    def fail(self, reason: str) -> LineError:
        """An error at the token that was taken last."""
        return LineError(reason, self.here)


def located(read: Callable[[str], T], text: str, begin: int) -> T:
    """What a function of `motet.bytecode.literals` reads from a token, its errors at the token's place."""
    try:
        return read(text)
    except LiteralError as error:
        start = begin + error.at
        raise LineError(error.reason, Span(start, begin + len(text))) from None
