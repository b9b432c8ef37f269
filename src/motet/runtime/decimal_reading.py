"""Decimal numbers as Floats: the nearest Float, that with an even last bit if two are equally near.

Nearly all numbers are converted by Michael Eisel and Daniel Lemire's algorithm (D. Lemire, "Number parsing at a gigabyte per
second", 2021): the first 19 digits times 128 bits of a power of ten. Where that does not decide, the digits are compared
exactly with what lies halfway between two neighbouring Floats.

A number is scanned first; what was found is in the heap's fields `scan_digits`, `scan_power` and `scan_count`.
"""

from __future__ import annotations

from motet.runtime.big_numbers import BIG_BYTES, big_add, big_compare, big_set, big_shift, big_ten_times
from motet.runtime.counts import release
from motet.runtime.decimals import (
    FRACTION,
    FRACTION_BITS,
    HIDDEN_BIT,
    LEAST_EXPONENT,
    LETTER_E,
    POINT,
    SPECIAL,
    power_word,
)
from motet.runtime.heap import answer, heap
from motet.runtime.language import (
    Ptr,
    array,
    clz,
    inline,
    multiply_high,
    noinline,
    null,
    poll,
    raw,
    shift_left,
    shift_right,
    unlikely,
    view,
    wrap_add,
    wrap_mul,
)
from motet.runtime.objects import Text
from motet.runtime.text_values import MINUS, PLUS, ZERO
from motet.runtime.texts import text_alloc
from motet.stdlib.powers_of_ten import LEAST_POWER

MOST_DIGITS = 19
"""So many digits fit into a word."""

COMPARED_DIGITS = 800
"""More digits than what lies halfway between two Floats has; of those behind them it only counts whether one is not 0."""

GREATEST_POWER = 308
LEAST_SURE = -27
GREATEST_SURE = 55
"""Between these powers the table is exact enough for all numbers: rounded up where it is not exact."""

LOG2_OF_10 = 217706
LOG2_SHIFT = 16
BIAS = 1023
LOWER_CASE = 32
LEAST_INT = -9223372036854775808
INFINITY_BITS = 9218868437227405312
NAN_BITS = 9221120237041090560
MOST_EXPONENT = 100000000000000000
POLLED_BYTES = 1048576
INF_LETTERS = 6712937
NAN_LETTERS = 7233902
INFINITY_LETTERS = 8751735898823356009
"""The words in lower case, the first letter lowest."""


@raw
@noinline
def text_parse_float(text: Text, where: int) -> Ptr[float]:
    """The address of the Float that a text spells: digits with an optional sign, point and exponent, `inf`, `infinity` or `nan` in
    any case; null if it spells none."""
    place, end = text.bytes, text.length
    at = 1 if end > 0 and place[0] in (MINUS, PLUS) else 0
    bits = 0
    if at < end and place[at] >= 65:
        bits = bits_of_word(text, at)
    else:
        stop = scan_decimal(text, at, where)
        if stop - at <= 1 and (stop == at or place[at] == POINT):
            return null(float)
        stop = scan_exponent(text, stop)
        if stop != end:
            return null(float)
        bits = scanned_bits(text, at, where)
    if bits < 0:
        return null(float)
    if place[0] == MINUS:
        bits = bits | LEAST_INT
    return view(Ptr[float], answer(bits))


@raw
@noinline
def bits_of_word(text: Text, at: int) -> int:
    """The bits of what a word from a place on to the end of the text means; -1 if it means no Float."""
    count = text.length - at
    if count > 8:
        return -1
    letters = 0
    for i in range(count):
        letters = letters | shift_left(text.bytes[at + i] | LOWER_CASE, 8 * i)
    if letters in (INF_LETTERS, INFINITY_LETTERS):
        return INFINITY_BITS
    return NAN_BITS if letters == NAN_LETTERS else -1


# ---- scanning


@raw
@noinline
def scan_decimal(text: Text, at: int, where: int) -> int:
    """Read digits, which may have a point among them, before or behind them; where they end."""
    place, end = text.bytes, text.length
    digits, power, count, behind = 0, 0, 0, 0
    while at < end:
        if unlikely(at & (POLLED_BYTES - 1) == POLLED_BYTES - 1):
            poll(where)
        digit = place[at] - ZERO
        if digit == POINT - ZERO and behind == 0:
            behind = 1
        elif digit < 0 or digit > 9:
            break
        else:
            if count > 0 or digit > 0:
                count += 1
            if count <= MOST_DIGITS:
                digits = wrap_add(wrap_mul(digits, 10), digit)
                power -= behind
            else:
                power += 1 - behind
        at += 1
    heap.scan_digits = digits
    heap.scan_power = power
    heap.scan_count = count
    return at


@raw
@noinline
def scan_exponent(text: Text, at: int) -> int:
    """Add an exponent, if there is one, to the power that was scanned; where it ends, or -1 if it has no digits."""
    place, end = text.bytes, text.length
    if at >= end or place[at] | LOWER_CASE != LETTER_E:
        return at
    at += 1
    negative = at < end and place[at] == MINUS
    if at < end and place[at] in (MINUS, PLUS):
        at += 1
    start, exponent = at, 0
    while at < end and place[at] >= ZERO and place[at] <= ZERO + 9:
        if exponent < MOST_EXPONENT:
            exponent = exponent * 10 + (place[at] - ZERO)
        at += 1
    heap.scan_power += 0 - exponent if negative else exponent
    return at if at > start else -1


# ---- conversion


@raw
@noinline
def scanned_bits(text: Text, start: int, where: int) -> int:
    """The bits of the Float nearest to what was scanned, its digits from `start` on. Traps `memory`."""
    digits = heap.scan_digits
    if digits == 0:
        return 0
    bits = nearest_bits(digits, heap.scan_power)
    if unlikely(bits < 0):
        return exact_bits(text, start, ~bits, where)
    if heap.scan_count > MOST_DIGITS and nearest_bits(wrap_add(digits, 1), heap.scan_power) != bits:
        return exact_bits(text, start, bits, where)
    return bits


@raw
@noinline
def nearest_bits(digits: int, power: int) -> int:
    """The bits of the Float nearest to digits (not 0, not signed) times 10**power; ~ of a Float that is near if that is not sure."""
    if power < LEAST_POWER:
        return 0
    if power > GREATEST_POWER:
        return INFINITY_BITS
    zeros = 0 if digits < 0 else clz(digits)
    factor = shift_left(digits, zeros)
    index = 2 * (power - LEAST_POWER)
    ten = power_word(index)
    upper, lower = multiply_high(factor, ten), wrap_mul(factor, ten)
    if upper & 511 == 511:
        rounding = 1 if power < 0 and power >= LEAST_SURE else 0
        more = multiply_high(factor, wrap_add(power_word(index + 1), rounding))
        lower = wrap_add(lower, more)
        if lower ^ LEAST_INT < more ^ LEAST_INT:
            upper = wrap_add(upper, 1)
    unsure = lower in (-1, -2) and (power < LEAST_SURE or power > GREATEST_SURE)
    top = shift_right(upper, 63)
    whole = shift_right(upper, top + 9)
    exponent = ((LOG2_OF_10 * power) >> LOG2_SHIFT) + BIAS + 63 + top - zeros
    is_half = lower ^ LEAST_INT <= 1 ^ LEAST_INT and power >= -4 and power <= 23 and shift_left(whole, top + 9) == upper
    bits = rounded_bits(whole, exponent, is_half)
    return ~bits if unsure else bits


@raw
@inline
def rounded_bits(whole: int, exponent: int, is_half: bool) -> int:
    """The bits of the Float for a number of 54 bits, the last one behind what the Float has, and a biased exponent."""
    if exponent <= 0:
        if exponent < -62:
            return 0
        whole = shift_right(whole, 1 - exponent)
        return (whole + (whole & 1)) >> 1
    if is_half and whole & 3 == 1:
        whole -= 1
    whole = (whole + (whole & 1)) >> 1
    bits = wrap_add(shift_left(exponent - 1, FRACTION_BITS), whole)
    return INFINITY_BITS if exponent >= SPECIAL or bits >= INFINITY_BITS else bits


# ---- what is left


@raw
@noinline
def exact_bits(text: Text, start: int, bits: int, where: int) -> int:
    """As `scanned_bits`, exactly; `bits` are those of a Float that is near. Traps `memory`."""
    scratch = text_alloc(text.descriptor, 2 * BIG_BYTES, where)
    number, half = array(int, scratch.bytes), array(int, scratch.bytes + BIG_BYTES)
    while bits < INFINITY_BITS and is_above(text, start, number, half, bits):
        bits += 1
    while bits > 0 and not is_above(text, start, number, half, bits - 1):
        bits -= 1
    release(scratch)
    return bits


@raw
@noinline
def is_above(text: Text, start: int, number: Ptr[int], half: Ptr[int], bits: int) -> bool:
    """Whether a number is nearer to the Float above another one than to this, or as near and this one is odd."""
    power = read_digits(text, start, number)
    fraction, field = bits & FRACTION, shift_right(bits, FRACTION_BITS)
    exponent = LEAST_EXPONENT - 1
    if field > 0:
        fraction = fraction | HIDDEN_BIT
        exponent += field - 1
    big_set(half, 2 * fraction + 1)
    if power >= 0:
        big_ten_times(number, power)
    else:
        big_ten_times(half, -power)
    if exponent >= 0:
        big_shift(half, exponent)
    else:
        big_shift(number, -exponent)
    order = big_compare(number, half)
    return order > 0 or (order == 0 and bits & 1 == 1)


@raw
@noinline
def read_digits(text: Text, start: int, number: Ptr[int]) -> int:
    """All digits of what was scanned as one number, and the power of ten that belongs to it."""
    big_set(number, 0)
    at, taken, more = start, 0, 0
    left = heap.scan_count
    while left > 0:
        digit = text.bytes[at] - ZERO
        at += 1
        if digit != POINT - ZERO and (taken > 0 or digit > 0):
            left -= 1
            if taken < COMPARED_DIGITS:
                big_add(number, 10, digit)
                taken += 1
            elif digit > 0:
                more = 1
                left = 0
    power = heap.scan_power
    if taken > MOST_DIGITS:
        power += MOST_DIGITS - taken
    if more == 1:
        big_add(number, 10, 1)
        power -= 1
    return power
