"""YAML within a line or in brackets: `[a, b]`, `{a: 1}`, texts in quotes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from motet.bytecode.program import Value
from motet.stdlib.gathering import Finder, Ledger
from motet.stdlib.json_reader import object_value
from motet.stdlib.yaml_scalars import YamlError, plain_value

_MAX_DEPTH: Final = 100
_ESCAPES: Final = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b", " ": " ", '"': '"',
    "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_HEXADECIMAL: Final = {"x": 2, "u": 4, "U": 8}
_MARKS: Final = ",[]{}:#"
_SPECIAL: Final = {"'": "'", '"': '"\\'}
"""What is not itself within quotes."""

_REFUSED: Final = frozenset("&*!|>%@`?")


class FlowReader:
    """Reads one value from a text; `more` gives the next line, or None at the end."""

    def __init__(self, text: str, more: Callable[[], str | None], ledger: Ledger) -> None:
        self._text = text
        self._more: Final = more
        self._ledger: Final = ledger
        self._marks = Finder(text, _MARKS)
        self._quotes = {quote: Finder(text, quote) for quote in ("'", '"\\')}
        self._at = 0
        self._depth = 0

    def rest(self) -> str:
        """What follows in the last line."""
        return self._text[self._at :]

    def value(self) -> Value:
        """The value that comes next."""
        first = self._peek()
        if first in "\"'":
            return self._ledger.text(self._quoted())
        if first in "[{":
            return self._collection(first)
        if first in _REFUSED:
            raise YamlError(f"`{first}` is not supported here")
        return self._ledger.scalar(plain_value(self._plain()))

    def _advance(self) -> bool:
        """Go to the next line."""
        line = self._more()
        if line is None:
            return False
        self._ledger.step()
        self._text, self._at = line, 0
        self._marks = Finder(line, _MARKS)
        self._quotes = {quote: Finder(line, quote) for quote in self._quotes}
        return True

    def _peek(self) -> str:
        """The next character that is no blank, in this line or a later one; comments are skipped."""
        while True:
            if self._text[self._at : self._at + 1] in (" ", "\t"):
                self._at = self._ledger.skip(self._text, self._at, " \t")
            found = self._text[self._at : self._at + 1]
            is_comment = found == "#" and (self._at == 0 or self._text[self._at - 1] in " \t")
            if found and not is_comment:
                return found
            if not self._advance():
                raise YamlError("did not find expected ',' or ']' or '}'")

    def _collection(self, opening: str) -> Value:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise YamlError("recursion limit exceeded")
        self._at += 1
        value: Value = self._list() if opening == "[" else object_value(self._entries())
        self._depth -= 1
        self._ledger.holder()
        return value

    def _list(self) -> list[Value]:
        values: list[Value] = []
        while self._peek() != "]":
            value = self.value()
            if self._peek() == ":":
                raise YamlError("mappings in `[]` need `{}`")
            values.append(value)
            self._separator("]")
        self._at += 1
        return values

    def _entries(self) -> dict[str, Value]:
        entries: dict[str, Value] = {}
        while self._peek() != "}":
            key = self._key()
            if key in entries:
                raise YamlError(f'duplicate entry with key "{key}"')
            entries[key] = None
            self._ledger.text(key)
            self._ledger.holder()
            if self._peek() == ":":
                self._at += 1
                entries[key] = None if self._peek() in ",}" else self.value()
            self._separator("}")
        self._at += 1
        return entries

    def _key(self) -> str:
        first = self._peek()
        if first in "\"'":
            return self._quoted()
        if first in _REFUSED or first in "[{,":
            raise YamlError("did not find expected key")
        return self._plain()

    def _separator(self, closing: str) -> None:
        found = self._peek()
        if found == ",":
            self._at += 1
        elif found != closing:
            raise YamlError(f"did not find expected ',' or '{closing}'")

    def _plain(self) -> str:
        """A text without quotes; in brackets it ends with the line, a comma, a bracket or a colon before a blank."""
        start = at = self._at
        text = self._text
        while (at := self._marks.next(at)) < len(text) and text[at] not in ",[]{}":
            self._ledger.step()
            if text[at] == ":" and (text[at + 1 : at + 2] in ("", " ", ",", "]", "}")):
                break
            if text[at] == "#" and text[at - 1] in " \t" and at > start:
                break
            at += 1
        self._at = at
        if at == start:
            raise YamlError("did not find expected value")
        return text[start:at].strip(" \t")

    # ---- quotes

    def _quoted(self) -> str:
        quote = self._text[self._at]
        self._at += 1
        parts: list[str] = []
        while True:
            if self._at >= len(self._text):
                self._fold(parts)
                continue
            end = self._quotes[_SPECIAL[quote]].next(self._at)
            parts.append(self._text[self._at : end])
            self._at = end
            if end == len(self._text):
                continue
            self._ledger.step()
            found = self._text[end]
            self._at += 1
            if found == quote:
                if quote == '"' or self._text[self._at : self._at + 1] != "'":
                    return "".join(parts)
                self._at += 1
                parts.append("'")
            elif found == "\\" and quote == '"':
                self._escape(parts)
            else:
                parts.append(found)

    def _fold(self, parts: list[str]) -> None:
        """A line end within quotes is a blank, each empty line after it a line end."""
        while parts:
            kept = parts.pop().rstrip(" \t")
            if kept:
                parts.append(kept)
                break
        ends = 0
        while True:
            if not self._advance():
                raise YamlError("found unexpected end of stream while scanning a quoted scalar")
            if self._text.strip(" \t"):
                break
            ends += 1
        self._at = len(self._text) - len(self._text.lstrip(" \t"))
        parts.extend("\n" * ends if ends else " ")

    def _escape(self, parts: list[str]) -> None:
        found = self._text[self._at : self._at + 1]
        self._at += 1
        if not found:
            if not self._advance():
                raise YamlError("found unexpected end of stream while scanning a quoted scalar")
            self._at = len(self._text) - len(self._text.lstrip(" \t"))
        elif found in _HEXADECIMAL:
            parts.append(self._code_point(_HEXADECIMAL[found]))
        elif found in _ESCAPES:
            parts.append(_ESCAPES[found])
        else:
            raise YamlError("found unknown escape character while parsing a quoted scalar")

    def _code_point(self, width: int) -> str:
        digits = self._text[self._at : self._at + width]
        if len(digits) < width or not set(digits) <= set("0123456789abcdefABCDEF"):
            raise YamlError("did not find expected hexadecimal number")
        self._at += width
        number = int(digits, 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            raise YamlError("found invalid Unicode character escape code")
        return chr(number)
