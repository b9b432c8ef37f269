"""Where an entry of a dialogue ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, Final, NamedTuple, Protocol

LONGEST_LINE: Final = 1 << 24
"""Bytes of a line that are read at most; what is longer is no entry that anybody typed."""

_LONGEST_LOOK: Final = 1 << 14
"""Characters of an entry that is looked at again with each of its lines, at most."""

LEAVE: Final = frozenset(("exit", "quit"))
"""Entries that end the dialogue."""


class EntryReader(Protocol):
    """Gives the entries one after the other. KeyboardInterrupt drops the entry that is being typed."""

    def read(self) -> str | None:
        """Prompt for one entry; None at the end of the input."""


class LineReader:
    """One line, one entry: the protocol of scripts and of the original."""

    def __init__(self, stream: BinaryIO, prompt: Callable[[], None]) -> None:
        self._stream = stream
        self._prompt = prompt

    def read(self) -> str | None:
        """Prompt and read a line. Bytes that are no UTF-8 become replacement characters."""
        self._prompt()
        line = self._stream.readline(LONGEST_LINE)
        if not line:
            return None
        last = line
        while len(last) == LONGEST_LINE and not last.endswith(b"\n"):
            last = self._stream.readline(LONGEST_LINE)
        return line.decode("utf-8", "replace").rstrip("\r\n")


class Brackets(NamedTuple):
    """How the entries of a language go on.

    Attributes:
        count: number of brackets that a text leaves open, below 0 when one is closed too often.
        begins_anew: whether a line that is not indented cannot go on with a text, and is an entry or begins one.
    """

    count: Callable[[str], int]
    begins_anew: Callable[[str, str], bool] = lambda text, line: False


class BracketReader:
    """Lines until all brackets are closed are an entry; `ask(more)` prompts for a line, `more`: in the middle of one.

    A bracket that is never closed ends its entry where the next one begins, or with the input.
    """

    def __init__(self, stream: BinaryIO, ask: Callable[[bool], None], brackets: Brackets) -> None:
        self._stream = stream
        self._ask = ask
        self._brackets = brackets
        self._waiting = ""

    def read(self) -> str | None:
        """One entry. What the input's end leaves open is an entry, too."""
        text = ""
        depth = 0
        while True:
            line = self._line(bool(text))
            if not line:
                return text or None
            if text and self._ends_before(text, line):
                self._waiting = line
                return text.rstrip("\r\n")
            text += line
            depth = self._brackets.count(text) if depth or _has_bracket(line) else 0
            if depth <= 0:
                return text.rstrip("\r\n")

    def _line(self, more: bool) -> str:
        line, self._waiting = self._waiting, ""
        if not line:
            self._ask(more)
            line = self._stream.readline(LONGEST_LINE).decode("utf-8", "replace")
        return line

    def _ends_before(self, text: str, line: str) -> bool:
        return not line[0].isspace() and len(text) < _LONGEST_LOOK and self._brackets.begins_anew(text, line)


def _has_bracket(line: str) -> bool:
    return any(bracket in line for bracket in '([{"')


def open_parentheses(text: str) -> int:
    """Number of parentheses of s-expressions that are still open, below 0 when one is closed too often."""
    return _open(text, "(", ")", ";")


def open_brackets(text: str) -> int:
    """Number of braces, brackets and parentheses that are still open, where `#` begins a comment."""
    return _open(text, "{[(", ")]}", "#")


def _begins_lex_anew(text: str, line: str) -> bool:
    from motet.languages.lex.session import begins_anew

    return begins_anew(text, line)


BRACKETS: Final[dict[str, Brackets]] = {"lex": Brackets(open_brackets, _begins_lex_anew)}
"""How entries of a language go on; those of other languages are s-expressions."""


def _open(text: str, opening: str, closing: str, comment: str) -> int:
    depth = 0
    position = 0
    while position < len(text):
        char = text[position]
        if char in opening:
            depth += 1
        elif char in closing:
            depth -= 1
        elif char == '"':
            position = _string_end(text, position)
        elif char == comment:
            end = text.find("\n", position)
            position = len(text) if end < 0 else end
        position += 1
    return depth


def _string_end(text: str, start: int) -> int:
    """Position of the quote that closes a string, or of the end of the text."""
    position = start + 1
    while position < len(text) and text[position] != '"':
        position += 2 if text[position] == "\\" else 1
    return position
