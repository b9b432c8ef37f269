"""Decimal numbers: a whole coefficient of 64 bits times a power of ten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from motet.bytecode.values import Record
from motet.stdlib.declare import host
from motet.stdlib.outcomes import ArgumentError
from motet.stdlib.shims import GREATEST_INT, LEAST_INT

_FIELDS: Final = ("coefficient", "exponent")
_FURTHEST: Final = 400
"""Exponents that differ by more cannot be aligned; texts have no more zeros than this."""

_OVERFLOW: Final = "overflow"


def _decimal(coefficient: int, exponent: int) -> Record:
    return Record(_FIELDS, (coefficient, exponent))


def _checked(coefficient: int, exponent: int) -> Record | ArgumentError:
    if LEAST_INT <= coefficient <= GREATEST_INT and LEAST_INT <= exponent <= GREATEST_INT:
        return _decimal(coefficient, exponent)
    return ArgumentError("invalid", message=_OVERFLOW)


def _aligned(a: Record, b: Record) -> tuple[int, int, int] | None:
    """Coefficients of both at the smaller exponent, and that; None if a coefficient would be out of range."""
    (left, low), (right, high) = a.values, b.values
    exponent: int = min(low, high)
    if not left:
        low = exponent
    if not right:
        high = exponent
    if max(low, high) - exponent > _FURTHEST:
        return None
    left, right = left * 10 ** (low - exponent), right * 10 ** (high - exponent)
    in_range = LEAST_INT <= left <= GREATEST_INT and LEAST_INT <= right <= GREATEST_INT
    return (left, right, exponent) if in_range else None


_D: Final = "{coefficient: Int, exponent: Int}"


@host(f"decimal.new(coefficient: Int, exponent: Int) -> {_D}", fuel="4", memory="64", pure=True)
def new(coefficient: int, exponent: int) -> Record:
    """The coefficient times ten to the power of the exponent."""
    return _decimal(coefficient, exponent)


@host(f"decimal.zero() -> {_D}", fuel="4", memory="64", pure=True)
def zero() -> Record:
    """0."""
    return _decimal(0, 0)


@host(f"decimal.one() -> {_D}", fuel="4", memory="64", pure=True)
def one() -> Record:
    """1."""
    return _decimal(1, 0)


@host(f"decimal.from_int(value: Int) -> {_D}", fuel="4", memory="64", pure=True)
def from_int(value: int) -> Record:
    """A whole number."""
    return _decimal(value, 0)


@host(f"decimal.add(a: {_D}, b: {_D}) -> {_D}", errors=ArgumentError, fuel="20", memory="64", pure=True)
def add(a: Record, b: Record) -> Record | ArgumentError:
    """The sum, at the smaller exponent; `invalid` when a coefficient is out of range."""
    found = _aligned(a, b)
    return ArgumentError("invalid", message=_OVERFLOW) if found is None else _checked(found[0] + found[1], found[2])


@host(f"decimal.sub(a: {_D}, b: {_D}) -> {_D}", errors=ArgumentError, fuel="20", memory="64", pure=True)
def sub(a: Record, b: Record) -> Record | ArgumentError:
    """The difference, as `add`."""
    found = _aligned(a, b)
    return ArgumentError("invalid", message=_OVERFLOW) if found is None else _checked(found[0] - found[1], found[2])


@host(f"decimal.mul(a: {_D}, b: {_D}) -> {_D}", errors=ArgumentError, fuel="10", memory="64", pure=True)
def mul(a: Record, b: Record) -> Record | ArgumentError:
    """The product; `invalid` when its coefficient is out of range."""
    return _checked(a.values[0] * b.values[0], a.values[1] + b.values[1])


@host(f"decimal.negate(a: {_D}) -> {_D}", errors=ArgumentError, fuel="4", memory="64", pure=True)
def negate(a: Record) -> Record | ArgumentError:
    """With the other sign; `invalid` when the coefficient is out of range."""
    return _checked(-a.values[0], a.values[1])


@host(f"decimal.abs(a: {_D}) -> {_D}", errors=ArgumentError, fuel="4", memory="64", pure=True)
def absolute(a: Record) -> Record | ArgumentError:
    """Distance from 0; `invalid` when the coefficient is out of range."""
    return _checked(abs(a.values[0]), a.values[1])


@host(f"decimal.normalize(a: {_D}) -> {_D}", fuel="40", memory="64", pure=True)
def normalize(a: Record) -> Record:
    """The same number without zeros at the end of the coefficient; 0 is 0 times 10 to the power of 0."""
    coefficient, exponent = a.values
    if coefficient == 0:
        return _decimal(0, 0)
    while coefficient % 10 == 0 and exponent < GREATEST_INT:
        coefficient, exponent = coefficient // 10, exponent + 1
    return _decimal(coefficient, exponent)


@host(f"decimal.compare(a: {_D}, b: {_D}) -> Int", errors=ArgumentError, fuel="20", pure=True)
def compare(a: Record, b: Record) -> int | ArgumentError:
    """-1, 0 or 1; `invalid` when a coefficient at the smaller exponent is out of range."""
    found = _aligned(a, b)
    if found is None:
        return ArgumentError("invalid", message=_OVERFLOW)
    return (found[0] > found[1]) - (found[0] < found[1])


@host(f"decimal.is_zero(a: {_D}) -> Bool", fuel="4", pure=True)
def is_zero(a: Record) -> bool:
    """Whether it is 0."""
    return bool(a.values[0] == 0)


@host(f"decimal.is_positive(a: {_D}) -> Bool", fuel="4", pure=True)
def is_positive(a: Record) -> bool:
    """Whether it is more than 0."""
    return bool(a.values[0] > 0)


@host(f"decimal.is_negative(a: {_D}) -> Bool", fuel="4", pure=True)
def is_negative(a: Record) -> bool:
    """Whether it is less than 0."""
    return bool(a.values[0] < 0)


@host("decimal.pow10(exponent: Int) -> Int", errors=ArgumentError, fuel="10", pure=True)
def pow10(exponent: int) -> int | ArgumentError:
    """Ten to a power of 0 to 18."""
    if not 0 <= exponent <= 18:
        return ArgumentError("invalid", message=f"exponent {exponent} out of range 0..=18")
    return int(10**exponent)


def _half_even(quotient: int, half: int) -> bool:
    return half > 0 or (half == 0 and quotient % 2 == 1)


_ROUNDING: Final[Mapping[str, Callable[[int, int, bool], bool]]] = {
    "HalfUp": lambda _quotient, half, _negative: half >= 0,
    "HalfDown": lambda _quotient, half, _negative: half > 0,
    "HalfEven": lambda quotient, half, _negative: _half_even(quotient, half),
    "Down": lambda _quotient, _half, _negative: False,
    "Up": lambda _quotient, _half, _negative: True,
    "Ceiling": lambda _quotient, _half, negative: not negative,
    "Floor": lambda _quotient, _half, negative: negative,
}
"""Whether a magnitude that is no whole number goes up: its whole part, its fraction less a half, whether it is negative."""


@host(
    f"decimal.round_to(a: {_D}, exponent: Int, rounding: Str) -> {_D}",
    errors=ArgumentError,
    fuel="40",
    memory="64",
    pure=True,
)
def round_to(a: Record, exponent: int, rounding: str) -> Record | ArgumentError:
    """The nearest number with this exponent (`HalfUp HalfDown HalfEven`), or the next one in a direction (`Down Up Ceiling
    Floor`); `invalid` for another rounding, and when the coefficient is out of range."""
    goes_up = _ROUNDING.get(rounding)
    if goes_up is None:
        return ArgumentError("invalid", message=f"unknown mode `{rounding}`; expected one of {', '.join(_ROUNDING)}")
    coefficient, before = a.values
    if exponent <= before:
        if coefficient and before - exponent > _FURTHEST:
            return ArgumentError("invalid", message=_OVERFLOW)
        return _checked(coefficient * 10 ** min(before - exponent, _FURTHEST), exponent)
    unit = 10 ** min(exponent - before, _FURTHEST)
    quotient, rest = divmod(abs(coefficient), unit)
    if rest and goes_up(quotient, 2 * rest - unit, coefficient < 0):
        quotient += 1
    return _checked(-quotient if coefficient < 0 else quotient, exponent)


@host(f"decimal.to_text(a: {_D}) -> Str", errors=ArgumentError, fuel="60", memory="1024", pure=True)
def to_text(a: Record) -> str | ArgumentError:
    """All digits, with as many behind the point as the exponent says; `invalid` when it has more than 400 zeros."""
    coefficient, exponent = a.values
    if abs(exponent) > _FURTHEST:
        return ArgumentError("invalid", message=_OVERFLOW)
    sign, digits = "-" if coefficient < 0 else "", str(abs(coefficient))
    if exponent >= 0:
        return sign + digits + "0" * exponent if coefficient else "0"
    digits = digits.rjust(1 - exponent, "0")
    return f"{sign}{digits[:exponent]}.{digits[exponent:]}"
