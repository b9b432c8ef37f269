"""How names and constants are written in the text form, both ways."""

from __future__ import annotations

import re
from typing import Final

from motet.bytecode.program import Constant

_BARE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+")
_FLOAT: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,9})?|inf|nan)")
_ESCAPE: Final = re.compile(r'\\(?:(?P<short>[nrt"\\])|x(?P<byte>[0-9a-fA-F]{2})|u\{(?P<point>[0-9a-fA-F]{1,6})\})?')

_SHORT: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_QUOTED: Final = {value: "\\" + key for key, value in _SHORT.items()}
_WORDS: Final[dict[str, Constant]] = {"unit": None, "true": True, "false": False}
_WORD_OF: Final = {None: "unit", True: "true", False: "false"}

MAX_DIGITS: Final = 1_000
"""Longer numbers are refused before they are converted: no Int or Float needs them."""


class LiteralError(Exception):
    """A literal is malformed. `at` is the offset in it."""

    def __init__(self, reason: str, at: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


def is_bare(name: str) -> bool:
    """Whether a name needs no quotes."""
    return _BARE.fullmatch(name) is not None


def write_name(name: str) -> str:
    """A name, quoted if it has to be."""
    return name if is_bare(name) else quote(name)


def quote(text: str) -> str:
    """A Str literal."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(map(_quote_character, text)) + '"'


def _quote_character(character: str) -> str:
    short = _QUOTED.get(character)
    if short is not None:
        return short
    return character if character.isprintable() else f"\\u{{{ord(character):x}}}"


def quote_bytes(data: bytes) -> str:
    """A Bytes literal."""
    return 'b"' + "".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\x{b:02x}" for b in data) + '"'


def unquote(literal: str) -> str:
    """Content of a Str literal, quotes included in the argument. LiteralError for a wrong escape."""
    return _ESCAPE.sub(_unescape, literal[1:-1]) if "\\" in literal else literal[1:-1]


def unquote_bytes(literal: str) -> bytes:
    """Content of a Bytes literal. LiteralError for a wrong escape or characters that are no bytes."""
    body = literal[2:-1]
    if not body.isascii() or "\\u" in body.replace("\\\\", ""):
        raise LiteralError("Bytes are written with ASCII characters and \\xNN")
    return _ESCAPE.sub(_unescape, body).encode("latin-1")


def _unescape(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "short":
        return _SHORT[match["short"]]
    if kind == "byte":
        return chr(int(match["byte"], 16))
    if kind == "point" and int(match["point"], 16) <= 0x10FFFF:
        return chr(int(match["point"], 16))
    raise LiteralError('unknown escape: there are \\n \\r \\t \\" \\\\ \\xNN \\u{N}', match.start() + 1)


def write_constant(value: Constant) -> str:
    """A constant as the text form shows it."""
    if value is None or isinstance(value, bool):
        return _WORD_OF[value]
    if isinstance(value, str):
        return quote(value)
    return quote_bytes(value) if isinstance(value, bytes) else repr(value)


def read_number(text: str) -> int:
    """An integer of any size, within reason. LiteralError otherwise."""
    if _NUMBER.fullmatch(text) is None or len(text) > MAX_DIGITS:
        raise LiteralError("expected a number")
    return int(text)


def read_constant(text: str) -> Constant:
    """The constant that a word or a quoted literal means. LiteralError if it means none."""
    if text[:1] == '"':
        return unquote(text)
    if text[:2] == 'b"':
        return unquote_bytes(text)
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= MAX_DIGITS and _NUMBER.fullmatch(text):
        value = int(text)
        if not -(1 << 63) <= value < 1 << 63:
            raise LiteralError("the number is no 64-bit Int")
        return value
    if len(text) <= MAX_DIGITS and _FLOAT.fullmatch(text):
        return float(text)
    raise LiteralError("expected a constant: a number, true, false, unit, or a quoted text")
