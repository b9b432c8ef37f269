"""Numbers: Ints of 64 bits, Floats as IEEE 754 has them."""

from __future__ import annotations

import math
from typing import Final

from motet.stdlib import shims
from motet.stdlib.declare import host


@host("int.to_text(value: Int) -> Str", fuel="20", memory="64", pure=True)
def int_to_text(value: int) -> str:
    """Decimal digits, with `-` before a negative number."""
    return str(value)


@host("int.to_float(value: Int) -> Float", fuel="1", pure=True)
def int_to_float(value: int) -> float:
    """The nearest Float."""
    return float(value)


@host("int.abs(value: Int) -> Int", fuel="2", pure=True)
def int_abs(value: int) -> int:
    """Distance from 0; that of the least Int is itself."""
    return shims.wrap(abs(value))


@host("int.min(a: Int, b: Int) -> Int", fuel="2", pure=True)
def int_min(a: int, b: int) -> int:
    """The smaller one."""
    return min(a, b)


@host("int.max(a: Int, b: Int) -> Int", fuel="2", pure=True)
def int_max(a: int, b: int) -> int:
    """The larger one."""
    return max(a, b)


@host("float.to_int(value: Float) -> Int", fuel="2", pure=True)
def float_to_int(value: float) -> int:
    """Truncated towards zero and saturated; 0 for a NaN."""
    return shims.float_to_int(value)


@host("float.to_text(value: Float) -> Str", fuel="60", memory="512", pure=True)
def float_to_text(value: float) -> str:
    """Shortest digits that read back as the same Float, never an exponent, no point after an integral one."""
    return shims.float_plain_text(value)


@host("float.abs(value: Float) -> Float", fuel="1", pure=True)
def float_abs(value: float) -> float:
    """Distance from 0."""
    return abs(value)


@host("float.min(a: Float, b: Float) -> Float", fuel="2", pure=True)
def float_min(a: float, b: float) -> float:
    """The smaller one; of a NaN and a number the number."""
    if a != a:
        return b
    return b if b < a else a


@host("float.max(a: Float, b: Float) -> Float", fuel="2", pure=True)
def float_max(a: float, b: float) -> float:
    """The larger one; of a NaN and a number the number."""
    if a != a:
        return b
    return b if b > a else a


@host("float.pow(base: Float, exponent: Float) -> Float", fuel="40", pure=True)
def float_pow(base: float, exponent: float) -> float:
    """Power, as IEEE 754 defines it for all Floats."""
    return shims.power(base, exponent)


@host("float.atan2(y: Float, x: Float) -> Float", fuel="40", pure=True)
def float_atan2(y: float, x: float) -> float:
    """Angle of the point (x, y), in radians."""
    return math.atan2(y, x)


_floor: Final = shims.integral(math.floor)
_ceil: Final = shims.integral(math.ceil)
_trunc: Final = shims.integral(math.trunc)
_exp: Final = shims.without_errors(math.exp)
_sqrt: Final = shims.without_errors(math.sqrt)
_sin: Final = shims.without_errors(math.sin)
_cos: Final = shims.without_errors(math.cos)
_tan: Final = shims.without_errors(math.tan)
_asin: Final = shims.without_errors(math.asin)
_acos: Final = shims.without_errors(math.acos)
_log: Final = shims.logarithm(math.log)
_log2: Final = shims.logarithm(math.log2)
_log10: Final = shims.logarithm(math.log10)


@host("float.floor(value: Float) -> Float", fuel="2", pure=True)
def float_floor(value: float) -> float:
    """The greatest integral Float that is not greater."""
    return _floor(value)


@host("float.ceil(value: Float) -> Float", fuel="2", pure=True)
def float_ceil(value: float) -> float:
    """The least integral Float that is not less."""
    return _ceil(value)


@host("float.trunc(value: Float) -> Float", fuel="2", pure=True)
def float_trunc(value: float) -> float:
    """The integral part."""
    return _trunc(value)


@host("float.round_away(value: Float) -> Float", fuel="4", pure=True)
def float_round_away(value: float) -> float:
    """The nearest integral Float, halves away from zero."""
    return shims.round_away(value)


@host("float.exp(value: Float) -> Float", fuel="30", pure=True)
def float_exp(value: float) -> float:
    """Power of e."""
    return _exp(value)


@host("float.log(value: Float) -> Float", fuel="30", pure=True)
def float_log(value: float) -> float:
    """Natural logarithm; minus infinity of 0, a NaN of less."""
    return _log(value)


@host("float.log2(value: Float) -> Float", fuel="30", pure=True)
def float_log2(value: float) -> float:
    """Logarithm to base 2, as `log`."""
    return _log2(value)


@host("float.log10(value: Float) -> Float", fuel="30", pure=True)
def float_log10(value: float) -> float:
    """Logarithm to base 10, as `log`."""
    return _log10(value)


@host("float.sqrt(value: Float) -> Float", fuel="8", pure=True)
def float_sqrt(value: float) -> float:
    """Square root; a NaN of less than 0."""
    return _sqrt(value)


@host("float.sin(value: Float) -> Float", fuel="30", pure=True)
def float_sin(value: float) -> float:
    """Sine of radians."""
    return _sin(value)


@host("float.cos(value: Float) -> Float", fuel="30", pure=True)
def float_cos(value: float) -> float:
    """Cosine of radians."""
    return _cos(value)


@host("float.tan(value: Float) -> Float", fuel="30", pure=True)
def float_tan(value: float) -> float:
    """Tangent of radians."""
    return _tan(value)


@host("float.asin(value: Float) -> Float", fuel="30", pure=True)
def float_asin(value: float) -> float:
    """Inverse of the sine, in radians; a NaN outside of -1 ... 1."""
    return _asin(value)


@host("float.acos(value: Float) -> Float", fuel="30", pure=True)
def float_acos(value: float) -> float:
    """Inverse of the cosine, in radians; a NaN outside of -1 ... 1."""
    return _acos(value)


@host("float.atan(value: Float) -> Float", fuel="30", pure=True)
def float_atan(value: float) -> float:
    """Inverse of the tangent, in radians."""
    return math.atan(value)
