"""What Python's built-ins do a little differently from what languages say.

Bodies use these in place of `str.strip`, `int`, `float`, `round`, `math.log` and so on.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

WHITE_SPACE: Final = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
"""The characters with Unicode's property White_Space; Python's `isspace` has U+001C to U+001F as well."""

LEAST_INT: Final = -(1 << 63)
GREATEST_INT: Final = (1 << 63) - 1
_INT_DIGITS: Final = 19


def wrap(value: int) -> int:
    """The value modulo 2**64, signed."""
    return ((value + (1 << 63)) & ((1 << 64) - 1)) - (1 << 63)


def saturated(value: int) -> int:
    """The nearest Int."""
    return min(max(value, LEAST_INT), GREATEST_INT)


def parse_int(text: str) -> int | None:
    """A decimal Int of 64 bits with an optional sign and nothing else; None if it is none."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdigit()):
        return None
    digits = digits.lstrip("0")
    if len(digits) > _INT_DIGITS:
        return None
    value = -int(digits or "0") if text[0] == "-" else int(digits or "0")
    return value if LEAST_INT <= value <= GREATEST_INT else None


def parse_float(text: str) -> float | None:
    """A Float: digits with an optional point and exponent, `inf`, `infinity` or `nan`, in any case; None if it is none."""
    if not text.isascii() or "_" in text or text.strip() != text:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def float_digits(value: float) -> tuple[str, str, int]:
    """Sign, shortest digits without zeros at either end, and the position of the point after the first of them.

    The value is finite; that of 0 is ("", "0", 1).
    """
    text = repr(value)
    sign = "-" if text[0] == "-" else ""
    mantissa, _, exponent = text.removeprefix("-").partition("e")
    whole, _, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    point = len(digits) - len(part) + int(exponent or 0)
    digits = digits.rstrip("0")
    return (sign, digits, point) if digits else (sign, "0", 1)


def float_plain_text(value: float) -> str:
    """Shortest text that reads back as the same Float, never with an exponent, an integral one without a point."""
    if value != value:
        return "NaN"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    sign, digits, point = float_digits(value)
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if point >= len(digits):
        return f"{sign}{digits}{'0' * (point - len(digits))}"
    return f"{sign}{digits[:point]}.{digits[point:]}"


def float_to_int(value: float) -> int:
    """Truncated towards zero and saturated; 0 for a NaN."""
    if value != value:
        return 0
    if math.isinf(value):
        return GREATEST_INT if value > 0 else LEAST_INT
    return saturated(int(value))


def round_away(value: float) -> float:
    """The nearest integral Float, halves away from zero."""
    if not math.isfinite(value):
        return value
    whole = float(math.trunc(value)) if abs(value) < _INTEGRAL else value
    if abs(value - whole) >= 0.5:
        whole += math.copysign(1.0, value)
    return math.copysign(whole, value)


_INTEGRAL: Final = 2.0**52
"""From here on every Float is integral."""


def integral(function: Callable[[float], int]) -> Callable[[float], float]:
    """`math.floor` and its like as functions on all Floats, signed zeros kept."""

    def apply(value: float) -> float:
        if not abs(value) < _INTEGRAL:
            return value
        return math.copysign(float(function(value)), value)

    return apply


def without_errors(function: Callable[[float], float]) -> Callable[[float], float]:
    """A function of `math` as IEEE 754 has it: NaN outside of its domain, infinity when it overflows."""

    def apply(value: float) -> float:
        try:
            return function(value)
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return apply


def logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    """A logarithm of all Floats: of 0 it is minus infinity, of less a NaN."""

    def apply(value: float) -> float:
        if value > 0 or value != value:
            return function(value)
        return -math.inf if value == 0 else math.nan

    return apply


def power(base: float, exponent: float) -> float:
    """`pow` of IEEE 754: no errors."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        odd = exponent == math.trunc(exponent) and math.fmod(exponent, 2.0) != 0
        return math.copysign(math.inf, base) if odd else math.inf
    except ValueError:
        if base != 0:
            return math.nan
        odd = math.isfinite(exponent) and math.fmod(exponent, 2.0) in (1.0, -1.0)
        return math.copysign(math.inf, base) if odd else math.inf


def float_short_text(value: float, least: int) -> str:
    """Shortest text of a finite Float, with a point or an exponent: `3.0`, `0.1`, `1e16`, `1.5e-7`.

    There is an exponent from 1e16 on, and below 10 to the power of `least`.
    """
    sign, digits, point = float_digits(value)
    if least < point <= 16:
        text = float_plain_text(value)
        return text if "." in text else text + ".0"
    part = "." + digits[1:] if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{part}e{point - 1}"
