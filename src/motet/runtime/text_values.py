"""Texts and values of other types: numbers, bytes.

Results that may be missing are addresses, or null: then the Python body of the operation says what is wrong.
"""

from __future__ import annotations

from motet.runtime.heap import answer
from motet.runtime.language import (
    Ptr,
    copy_bytes,
    divide_unsigned,
    inline,
    noinline,
    null,
    poll,
    raw,
    shift_left,
    shift_right,
    u8,
    wrap_add,
)
from motet.runtime.objects import Text
from motet.runtime.texts import IS_ASCII, is_ascii, text_alloc

MOST_INT = 9223372036854775807
MOST_TENTH = 922337203685477580
MINUS = 45
PLUS = 43
ZERO = 48
TEN_TO_2 = 100
TEN_TO_4 = 10000
TEN_TO_8 = 100000000
TEN_TO_16 = 10000000000000000
MOST_DIGITS = 19

# ---- numbers


@raw
@noinline
def text_parse_int(text: Text) -> Ptr[int]:
    """The address of the Int that a text spells: digits with an optional sign; null if it spells none."""
    place, count = text.bytes, text.length
    at = 1 if count > 0 and place[0] in (MINUS, PLUS) else 0
    negative = at == 1 and place[0] == MINUS
    if at == count:
        return null(int)
    value = 0
    while at < count:
        digit = place[at] - ZERO
        if digit < 0 or digit > 9 or value < -MOST_TENTH:
            return null(int)
        if value == -MOST_TENTH and digit > 8:
            return null(int)
        value = value * 10 - digit
        at += 1
    if not negative:
        if value < -MOST_INT:
            return null(int)
        value = 0 - value
    return answer(value)


@raw
@noinline
def text_of_int(descriptor: int, value: int, where: int) -> Text:
    """The decimal digits of an Int. Traps `memory`."""
    count = count_digits(magnitude(value))
    size = count + 1 if value < 0 else count
    text = text_alloc(descriptor, size, where)
    text.flags = IS_ASCII
    put_digits(text.bytes + (size - count), magnitude(value), count)
    if value < 0:
        text.bytes[0] = MINUS
    return text


@raw
@inline
def magnitude(value: int) -> int:
    """A number without its sign, which has no sign bit: that of the least Int is 2**63."""
    return wrap_add(~value, 1) if value < 0 else value


@raw
@inline
def count_digits(number: int) -> int:
    """Decimal digits of a number without sign, which may have the highest bit; of 0 it is one."""
    if number < 0:
        return MOST_DIGITS
    count = 1
    if number >= TEN_TO_16:
        number = number // TEN_TO_16
        count += 16
    if number >= TEN_TO_8:
        number = number // TEN_TO_8
        count += 8
    if number >= TEN_TO_4:
        number = number // TEN_TO_4
        count += 4
    if number >= TEN_TO_2:
        number = number // TEN_TO_2
        count += 2
    return count + 1 if number >= 10 else count


@raw
@inline
def put_digits(place: Ptr[u8], rest: int, count: int) -> None:
    """Write the digits of a number without sign."""
    at = count
    while at > 0:
        at -= 1
        quotient = divide_unsigned(rest, 10)
        place[at] = ZERO + wrap_add(rest, 0 - quotient * 10)
        rest = quotient


# ---- order


@raw
@noinline
def text_reverse(text: Text, where: int) -> Text:
    """Code points from the last to the first. Traps `memory`."""
    result = text_alloc(text.descriptor, text.length, where)
    result.flags = text.flags
    at, count = 0, text.length
    while at < count:
        poll(where)
        end = at + 1
        while end < count and text.bytes[end] & 192 == 128:
            end += 1
        copy_bytes(result.bytes + (count - end), text.bytes + at, end - at)
        at = end
    return result


# ---- bytes


@raw
@noinline
def bytes_of_text(descriptor: int, text: Text, where: int) -> Text:
    """The UTF-8 of a text as Bytes. Traps `memory`."""
    data = text_alloc(descriptor, text.length, where)
    copy_bytes(data.bytes, text.bytes, text.length)
    data.flags = text.flags
    return data


@raw
@noinline
def text_of_bytes(descriptor: int, data: Text, where: int) -> Text | None:
    """The text that bytes are in UTF-8; None if they are none. Traps `memory`."""
    if not is_ascii(data) and not is_utf8(data, where):
        return None
    return bytes_of_text(descriptor, data, where)


@raw
@noinline
def is_utf8(data: Text, where: int) -> bool:
    """Whether all sequences are complete, as short as possible, and of characters that exist (RFC 3629)."""
    place, count = data.bytes, data.length
    at = 0
    while at < count:
        poll(where)
        lead = place[at]
        size = sequence_size(lead)
        if size == 0 or at + size > count:
            return False
        for k in range(1, size):
            if place[at + k] & 192 != 128:
                return False
        if size > 2 and not may_follow(lead, place[at + 1]):
            return False
        at += size
    return True


@raw
@noinline
def sequence_size(lead: int) -> int:
    """Bytes of the sequence that begins with a byte; 0 if none does."""
    if lead < 128:
        return 1
    if lead < 194 or lead > 244:
        return 0
    if lead < 224:
        return 2
    return 3 if lead < 240 else 4


@raw
@noinline
def may_follow(lead: int, second: int) -> bool:
    """Whether the first two bytes of a longer sequence are neither overlong, nor a surrogate, nor too great."""
    if lead == 224:
        return second >= 160
    if lead == 237:
        return second < 160
    if lead == 240:
        return second >= 144
    return lead != 244 or second < 144


@raw
@noinline
def bytes_of_int(descriptor: int, value: int, width: int, where: int) -> Text:
    """The lowest `width` bytes of an Int, the lowest first. Traps `memory`."""
    data = text_alloc(descriptor, width, where)
    for i in range(width):
        data.bytes[i] = shift_right(value, 8 * i) & 255
    return data


@raw
@noinline
def bytes_int_at(data: Text, offset: int, width: int) -> Ptr[int]:
    """The address of the unsigned number in `width` bytes from an offset on, the lowest first; null if they are not all there."""
    if offset < 0 or offset > data.length - width:
        return null(int)
    value = 0
    for i in range(width):
        value = value | shift_left(data.bytes[offset + i], 8 * i)
    return answer(value)
