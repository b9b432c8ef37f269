"""Scalars of YAML 1.2's core schema."""

from __future__ import annotations

import math
from typing import Final

from motet.bytecode.program import Value
from motet.stdlib.shims import GREATEST_INT, LEAST_INT, parse_float


class YamlError(Exception):
    """What is wrong with a document."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message: Final = message


_WORDS: Final[dict[str, Value]] = {
    "": None,
    "~": None,
    **{
        word: value
        for name, value in (("null", None), ("true", True), ("false", False))
        for word in (name, name.title(), name.upper())
    },
    **{sign + word: math.inf for sign in ("", "+") for word in (".inf", ".Inf", ".INF")},
    **{"-" + word: -math.inf for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_NUMBER: Final = frozenset("0123456789+-.eE")
_BASES: Final = {"0x": (16, "0123456789abcdefABCDEF"), "0o": (8, "01234567")}


def plain_value(text: str) -> Value:
    """What a text without quotes means: null, a Bool, a number, or the text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[:2] in _BASES:
        base, digits = _BASES[text[:2]]
        if text[2:] and len(text) <= 30 and set(text[2:]) <= set(digits):
            return _in_range(int(text[2:], base))
        return text
    digits = text[1:] if text[0] in "+-" else text
    if digits.isascii() and digits.isdigit():
        return _in_range(int(text)) if len(text) <= 20 else float(text)
    return text if not _NUMBER.issuperset(text) or digits[:1] in ("+", "-", "e", "E", "") else _float(text)


def _in_range(value: int) -> int | float:
    return value if LEAST_INT <= value <= GREATEST_INT else float(value)


def _float(text: str) -> float | str:
    value = parse_float(text)
    return text if value is None else value
