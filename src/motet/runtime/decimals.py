"""Floats as decimal numbers: the shortest digits that read back as the same Float, and how they are spelled.

The digits are found by Raffaello Giulietti's algorithm ("The Schubfach way to render doubles", 2020): among the decimal
numbers that are rounded to the Float those with the fewest digits, and of these the nearest one, that with the even last digit if two
are equally near.
"""

from __future__ import annotations

from motet.runtime.heap import heap
from motet.runtime.language import (
    Ptr,
    inline,
    multiply_high,
    noinline,
    put_word,
    raw,
    real_bits,
    set_bytes,
    shift_left,
    shift_right,
    u8,
    wrap_add,
    wrap_mul,
)
from motet.runtime.objects import Text
from motet.runtime.text_values import MINUS, TEN_TO_2, TEN_TO_4, TEN_TO_8, ZERO, count_digits, put_digits
from motet.runtime.texts import IS_ASCII, text_alloc
from motet.stdlib.powers_of_ten import LEAST_POWER, POWERS_OF_TEN

FRACTION_BITS = 52
HIDDEN_BIT = 4503599627370496
FRACTION = 4503599627370495
SPECIAL = 2047
"""The exponent field of infinities and NaNs."""

LEAST_EXPONENT = -1074
"""A Float is a whole number of at most 53 bits times 2 to the power of at least this."""

WITHOUT_SIGN = 9223372036854775807

LOG10_OF_2 = 661971961083
LOG10_OF_3_4 = -274743187322
LOG10_SHIFT = 41
"""Logarithms times 2**41, rounded down: exact enough for the exponents of all Floats."""

LOG2_OF_10 = 913124641741
LOG2_SHIFT = 38

POINT = 46
LETTER_E = 101
NAN_WORD = 5136718
INF_WORD = 6712937
MINUS_INF_WORD = 1718511917
"""The bytes of `NaN`, `inf` and `-inf`, the first one lowest."""

MOST_SHORT = 32
"""More bytes than a Float in JSON has."""

LEAST_PLAIN = -5
MOST_PLAIN = 16
"""JSON spells Floats with an exponent unless the point is behind digit -4 ... 16."""

# ---- digits


@raw
@noinline
def power_word(index: int) -> int:
    """A word of the table of powers."""
    return POWERS_OF_TEN[index]


@raw
@noinline
def shortest(bits: int) -> int:
    """The shortest digits of a finite Float go to `heap.answer`, as a number that does not end in 0; the result is the power
    of ten that it is to be multiplied by. The sign does not count. Of 0 both are 0."""
    field = shift_right(bits, FRACTION_BITS) & SPECIAL
    fraction = bits & FRACTION
    whole, exponent = fraction, LEAST_EXPONENT
    if field > 0:
        whole, exponent = fraction | HIDDEN_BIT, field + (LEAST_EXPONENT - 1)
    if whole == 0:
        heap.answer = 0
        return 0
    if exponent <= 0 and exponent >= -FRACTION_BITS and (whole >> -exponent) << -exponent == whole:
        return without_zeros(whole >> -exponent, 0)
    return nearest_decimal(whole, exponent, fraction == 0 and field > 1)


@raw
@inline
def without_zeros(digits: int, power: int) -> int:
    """`heap.answer` becomes the digits without zeros at the end; the power that belongs to them."""
    while digits % TEN_TO_8 == 0:
        digits = digits // TEN_TO_8
        power += 8
    if digits % TEN_TO_4 == 0:
        digits = digits // TEN_TO_4
        power += 4
    if digits % TEN_TO_2 == 0:
        digits = digits // TEN_TO_2
        power += 2
    if digits % 10 == 0:
        digits = digits // 10
        power += 1
    heap.answer = digits
    return power


@raw
@noinline
def nearest_decimal(whole: int, exponent: int, is_power: bool) -> int:
    """As `shortest` for whole * 2**exponent. `is_power`: the Float below is nearer than the one above.

    All numbers are compared as multiples of a quarter of 10**power: the Float itself, and the bounds of what is rounded to it.
    """
    power = exponent * LOG10_OF_2
    if is_power:
        power += LOG10_OF_3_4
    power = power >> LOG10_SHIFT
    shift = exponent + ((-power * LOG2_OF_10) >> LOG2_SHIFT) + 2
    index = 2 * (-power - LEAST_POWER)
    high, low = power_word(index), power_word(index + 1)
    ten_high, ten_low = shift_right(high, 1), (shift_left(high & 1, 62) | shift_right(low, 2)) + 1
    middle = scaled(ten_high, ten_low, (whole << 2) << shift)
    upper = scaled(ten_high, ten_low, ((whole << 2) + 2) << shift)
    lower = scaled(ten_high, ten_low, ((whole << 2) - (1 if is_power else 2)) << shift)
    odd = whole & 1
    digits = middle >> 2
    if digits >= 10:
        tens = digits // 10 * 10
        below_fits = lower + odd <= tens << 2
        above_fits = ((tens + 10) << 2) + odd <= upper
        if below_fits != above_fits:
            return without_zeros(tens if below_fits else tens + 10, power)
    below_fits = lower + odd <= digits << 2
    above_fits = ((digits + 1) << 2) + odd <= upper
    if below_fits != above_fits:
        return without_zeros(digits if below_fits else digits + 1, power)
    order = middle - ((digits << 2) + 2)
    takes_lower = order < 0 or (order == 0 and digits & 1 == 0)
    return without_zeros(digits if takes_lower else digits + 1, power)


@raw
@inline
def scaled(ten_high: int, ten_low: int, number: int) -> int:
    """A number times a power of ten, of which there are two words of 63 bits, divided by 2**127. If the result is no whole
    number its last bit is set, so that comparisons with even numbers are right."""
    middle = wrap_add(shift_right(wrap_mul(ten_high, number), 1), multiply_high(ten_low, number))
    result = multiply_high(ten_high, number) + shift_right(middle, 63)
    return result if middle & WITHOUT_SIGN == 0 else result | 1


# ---- spelling


@raw
@noinline
def text_of_float(descriptor: int, value: float, where: int) -> Text:
    """The shortest text that reads back as the same Float, never with an exponent, an integral one without a point. Traps `memory`."""
    bits = real_bits(value)
    if shift_right(bits, FRACTION_BITS) & SPECIAL == SPECIAL:
        return text_of_special(descriptor, bits, where)
    power = shortest(bits)
    digits = heap.answer
    count = count_digits(digits)
    sign = 1 if bits < 0 else 0
    text = text_alloc(descriptor, sign + plain_size(count, count + power), where)
    text.flags = IS_ASCII
    if sign == 1:
        text.bytes[0] = MINUS
    put_plain(text.bytes + sign, digits, count, count + power)
    return text


@raw
@noinline
def text_of_special(descriptor: int, bits: int, where: int) -> Text:
    """`NaN`, `inf` or `-inf`."""
    if bits & FRACTION != 0:
        text = text_alloc(descriptor, 3, where)
        put_word(text.bytes, NAN_WORD)
    elif bits > 0:
        text = text_alloc(descriptor, 3, where)
        put_word(text.bytes, INF_WORD)
    else:
        text = text_alloc(descriptor, 4, where)
        put_word(text.bytes, MINUS_INF_WORD)
    text.flags = IS_ASCII
    return text


@raw
@inline
def plain_size(count: int, point: int) -> int:
    """Bytes of `count` digits without an exponent; the point is behind digit `point`, counted from 1."""
    if point <= 0:
        return 2 - point + count
    return count + 1 if point < count else point


@raw
@noinline
def put_plain(place: Ptr[u8], digits: int, count: int, point: int) -> None:
    """Write digits without an exponent."""
    if point <= 0:
        set_bytes(place, ZERO, 2 - point)
        place[1] = POINT
        put_digits(place + (2 - point), digits, count)
    elif point < count:
        put_digits(place + 1, digits, count)
        for i in range(point):
            place[i] = place[i + 1]
        place[point] = POINT
    else:
        put_digits(place, digits, count)
        set_bytes(place + count, ZERO, point - count)


@raw
@noinline
def put_short(place: Ptr[u8], value: float) -> int:
    """Write a finite Float with a point or an exponent, as JSON has it: `3.0`, `0.1`, `1e16`, `1.5e-7`. How many bytes that
    are, less than MOST_SHORT."""
    bits = real_bits(value)
    power = shortest(bits)
    digits = heap.answer
    count = count_digits(digits)
    at = 0
    if bits < 0:
        place[0] = MINUS
        at = 1
    point = count + power
    if point > LEAST_PLAIN and point <= MOST_PLAIN:
        put_plain(place + at, digits, count, point)
        at += plain_size(count, point)
        if point < count:
            return at
        place[at] = POINT
        place[at + 1] = ZERO
        return at + 2
    return at + put_scientific(place + at, digits, count, point - 1)


@raw
@noinline
def put_scientific(place: Ptr[u8], digits: int, count: int, exponent: int) -> int:
    """Write digits, the point behind the first of them, and an exponent; how many bytes that are."""
    put_digits(place + 1, digits, count)
    place[0] = place[1]
    at = 1
    if count > 1:
        place[1] = POINT
        at = count + 1
    place[at] = LETTER_E
    at += 1
    if exponent < 0:
        place[at] = MINUS
        at += 1
        exponent = -exponent
    size = count_digits(exponent)
    put_digits(place + at, exponent, size)
    return at + size
