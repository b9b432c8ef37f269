"""JSON as values: objects are records, arrays lists, null unit, whole numbers of 64 bits Ints and all others Floats.

The forms of `json_writer` for bytes and values of unions are read back. Messages and positions are those of serde_json,
which people know: columns count bytes.
"""

from __future__ import annotations

import math
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.values import Record, Variant
from motet.stdlib.gathering import WINDOW, Finder, Gatherer, Ledger
from motet.stdlib.outcomes import ParseError
from motet.stdlib.shims import GREATEST_INT, LEAST_INT

MAX_DEPTH: Final = 128
"""Arrays and objects may be nested less deeply than this."""

_BLANKS: Final = " \t\n\r"
_IS_BLANK: Final = frozenset(_BLANKS)
_DECIMAL: Final = "0123456789"
_DIGITS: Final = frozenset(_DECIMAL)
_FEW: Final = 32
"""Digits that are looked at one by one."""

_ESCAPES: Final = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_IDENTS: Final[dict[str, tuple[str, Value]]] = {"n": ("ull", None), "t": ("rue", True), "f": ("alse", False)}
_CONTROL: Final = "control character (\\u0000-\\u001F) found while parsing a string"


class _SyntaxFailureError(Exception):
    """A message, and the index in the text that it is about; `ahead`: of the byte after it."""

    def __init__(self, message: str, at: int, ahead: bool = False) -> None:
        super().__init__(message)
        self.message: Final = message
        self.at: Final = at
        self.ahead: Final = ahead


def parse_json(text: str, ledger: Ledger | None = None) -> Value | ParseError:
    """The value that a text in JSON means, or what is wrong with it.

    Args:
        text: the document.
        ledger: counts what is made; its traps end the reading.
    """
    try:
        return _Reader(text, ledger or Ledger()).document()
    except _SyntaxFailureError as failure:
        start = text.rfind("\n", 0, failure.at) + 1
        line = 1 + text.count("\n", 0, start)
        column = len(text[start : failure.at].encode()) + (failure.ahead and failure.at < len(text))
        message = f"{failure.message} at line {line} column {column}"
        return ParseError("syntax", message=message, line=line, column=column)


class _Reader:
    """Reads one document; `at` is the index of the next character."""

    def __init__(self, text: str, ledger: Ledger) -> None:
        self._text: Final = text
        self._ledger: Final = ledger
        self._at = 0
        self._depth = 0

    def document(self) -> Value:
        """The one value, and nothing behind it."""
        value = self._value()
        if self._peek():
            raise self._ahead("trailing characters")
        return value

    def _peek(self) -> str:
        """The next character that is no blank; empty at the end."""
        text, at = self._text, self._at
        found = text[at : at + 1]
        if found in _IS_BLANK:
            at = self._at = self._ledger.skip(text, at, _BLANKS)
            found = text[at : at + 1]
        return found

    def _ahead(self, message: str) -> _SyntaxFailureError:
        """A failure at the character that comes next."""
        return _SyntaxFailureError(message, self._at, ahead=True)

    def _behind(self, message: str) -> _SyntaxFailureError:
        """A failure at the character that was last."""
        return _SyntaxFailureError(message, self._at)

    def _value(self) -> Value:
        first = self._peek()
        if first == '"':
            self._at += 1
            return self._ledger.text(self._string())
        if first == "{" or first == "[":
            return self._compound(first)
        if first == "-" or first in _DIGITS:
            return self._ledger.scalar(self._number())
        if first in _IDENTS:
            return self._ledger.scalar(self._ident(*_IDENTS[first]))
        raise self._ahead("expected value" if first else "EOF while parsing a value")

    def _ident(self, rest: str, value: Value) -> Value:
        for wanted in rest:
            self._at += 1
            found = self._text[self._at : self._at + 1]
            if not found:
                raise self._behind("EOF while parsing a value")
            if found != wanted:
                self._at += 1
                raise self._behind("expected ident")
        self._at += 1
        return value

    # ---- arrays and objects

    def _compound(self, opening: str) -> Value:
        self._depth += 1
        if self._depth == MAX_DEPTH:
            raise self._ahead("recursion limit exceeded")
        self._at += 1
        value = self._array() if opening == "[" else self._object()
        self._depth -= 1
        return value

    def _array(self) -> list[Value]:
        values: list[Value] = []
        while self._another("]", "list", first=not values):
            values.append(self._value())
        self._ledger.holder()
        return values

    def _another(self, closing: str, kind: str, *, first: bool) -> bool:
        """Whether an element or an entry comes next; takes the comma before it, or the closing bracket."""
        found = self._peek()
        if found == closing:
            self._at += 1
            return False
        if not found:
            raise self._ahead(f"EOF while parsing {'an' if kind == 'object' else 'a'} {kind}")
        if first:
            return True
        if found != ",":
            raise self._ahead(f"expected `,` or `{closing}`")
        self._at += 1
        found = self._peek()
        if found == closing:
            raise self._ahead("trailing comma")
        if not found:
            raise self._ahead("EOF while parsing a value")
        return True

    def _object(self) -> Value:
        entries: dict[str, Value] = {}
        first = True
        while self._another("}", "object", first=first):
            first = False
            if self._peek() != '"':
                raise self._ahead("key must be a string")
            self._at += 1
            key = self._string()
            found = self._peek()
            if found != ":":
                raise self._ahead("expected `:`" if found else "EOF while parsing an object")
            self._at += 1
            entries[key] = self._value()
            self._ledger.text(key)
        self._ledger.holder(len(entries))
        return object_value(entries)

    # ---- numbers

    def _number(self) -> int | float:
        text, start = self._text, self._at
        self._at += text[start] == "-"
        digits = self._at
        self._first_digit()
        self._digits()
        if text[digits] == "0" and self._at > digits + 1:
            self._at = digits + 1
            raise self._ahead("invalid number")
        is_float = False
        if text[self._at : self._at + 1] == ".":
            is_float = True
            self._fraction()
        if text[self._at : self._at + 1] in ("e", "E"):
            is_float = True
            self._exponent()
        return self._number_value(text[start : self._at], is_float)

    def _digits(self) -> None:
        text, at = self._text, self._at
        end = at + _FEW
        while at < end and text[at : at + 1] in _DIGITS:
            at += 1
        self._at = at if at < end else self._ledger.skip(text, at, _DECIMAL)

    def _first_digit(self) -> None:
        """Take a character that must be a digit."""
        found = self._text[self._at : self._at + 1]
        if not found:
            raise self._behind("EOF while parsing a value")
        self._at += 1
        if found not in _DIGITS:
            raise self._behind("invalid number")

    def _fraction(self) -> None:
        self._at += 1
        start = self._at
        self._digits()
        if self._at == start:
            raise self._ahead("invalid number" if start < len(self._text) else "EOF while parsing a value")

    def _exponent(self) -> None:
        self._at += 1
        self._at += self._text[self._at : self._at + 1] in ("+", "-")
        self._first_digit()
        self._digits()

    def _number_value(self, text: str, is_float: bool) -> int | float:
        if not is_float and len(text) <= 20:
            value = int(text)
            if LEAST_INT <= value <= GREATEST_INT and text != "-0":
                return value
        number = float(text)
        if math.isinf(number):
            raise self._behind("number out of range")
        return number

    # ---- strings

    def _string(self) -> str:
        """The rest of a string whose quote has been taken."""
        text, start = self._text, self._at
        end = text.find('"', start, start + WINDOW)
        plain = text[start:end] if end >= 0 else ""
        if end >= 0 and "\\" not in plain and plain.isprintable():
            self._at = end + 1
            return plain
        return self._pieces()

    def _pieces(self) -> str:
        """The rest of a string that is long, has escapes or other characters that are not printed."""
        text, pieces = self._text, Gatherer(poll=self._ledger.window)
        finder = Finder(text, '"\\')
        while True:
            start = self._at
            end = finder.next(start)
            self._at = end + 1
            piece = text[start:end]
            if not piece.isprintable():
                self._refuse_controls(piece, start)
            pieces.append(piece)
            found = text[end : end + 1]
            if found == '"':
                return pieces.text()
            if found == "\\":
                pieces.append(self._escape())
            elif found:
                self._at = end
                self._ledger.window()
            else:
                raise _SyntaxFailureError("EOF while parsing a string", end)

    def _refuse_controls(self, piece: str, start: int) -> None:
        for at, character in enumerate(piece, start + 1):
            if character < " ":
                self._at = at
                raise self._behind(_CONTROL)

    def _escape(self) -> str:
        found = self._text[self._at : self._at + 1]
        if not found:
            raise self._behind("EOF while parsing a string")
        self._at += 1
        if found == "u":
            return self._code_point()
        if found not in _ESCAPES:
            raise self._behind("invalid escape")
        return _ESCAPES[found]

    def _code_point(self) -> str:
        unit = self._hex()
        if 0xDC00 <= unit <= 0xDFFF:
            raise self._behind("lone leading surrogate in hex escape")
        if not 0xD800 <= unit <= 0xDBFF:
            return chr(unit)
        for wanted in "\\u":
            found = self._text[self._at : self._at + 1]
            if not found:
                raise self._behind("EOF while parsing a string")
            self._at += 1
            if found != wanted:
                raise self._behind("unexpected end of hex escape")
        low = self._hex()
        if not 0xDC00 <= low <= 0xDFFF:
            raise self._behind("lone leading surrogate in hex escape")
        return chr(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))

    def _hex(self) -> int:
        digits = self._text[self._at : self._at + 4]
        if len(digits.encode()) < 4:
            self._at = len(self._text)
            raise self._behind("EOF while parsing a string")
        self._at += 4
        if not all(digit in "0123456789abcdefABCDEF" for digit in digits):
            raise self._behind("invalid escape")
        return int(digits, 16)


def object_value(entries: dict[str, Value]) -> Value:
    """What an object means: a record, a value of a union, or bytes."""
    if len(entries) == 2 and "$variant" in entries and "args" in entries:
        name, values = entries["$variant"], entries["args"]
        if type(name) is str and type(values) is list:
            return Variant(name, tuple(values))
    elif len(entries) == 1 and "$bytes" in entries:
        data = hex_bytes(entries["$bytes"])
        if data is not None:
            return data
    names = tuple(sorted(entries))
    return Record(names, tuple(entries[name] for name in names))


def hex_bytes(value: Value) -> bytes | None:
    """The bytes of a text of pairs of hexadecimal digits; None if it is none."""
    if type(value) is not str or not all(digit in "0123456789abcdefABCDEF" for digit in value) or len(value) % 2:
        return None
    return bytes.fromhex(value)
