"""Powers of ten with 128 bits, as conversions between Floats and decimal numbers need them."""

from __future__ import annotations

from typing import Final

LEAST_POWER: Final = -342
GREATEST_POWER: Final = 324
"""Exponents of the powers: of 17 digits all Floats, and all that become 0 or infinity, are within them."""

_BITS: Final = 128
_HALF: Final = 64


def leading_bits(exponent: int) -> int:
    """The first 128 bits of 10**exponent, the others cut off: from 2**127 to 2**128 - 1."""
    if exponent >= 0:
        power: int = 10**exponent
        shift = power.bit_length() - _BITS
        return power >> shift if shift >= 0 else power << -shift
    power = 10**-exponent
    quotient: int = (1 << (power.bit_length() + _BITS)) // power
    return quotient >> (quotient.bit_length() - _BITS)


def _signed(word: int) -> int:
    return word - (1 << _HALF) if word >> (_HALF - 1) else word


def _words(number: int) -> tuple[int, int]:
    return _signed(number >> _HALF), _signed(number & ((1 << _HALF) - 1))


POWERS_OF_TEN: Final[tuple[int, ...]] = tuple(
    word for exponent in range(LEAST_POWER, GREATEST_POWER + 1) for word in _words(leading_bits(exponent))
)
"""The upper and the lower word of the leading bits of each power, as Ints, from the least power on."""
