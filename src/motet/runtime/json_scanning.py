"""Reading JSON: blanks, scalars, strings, and values that are only passed over.

`heap.read_at` is the index of the next character. What is wrong in a text only the host can say: functions say that they failed.
"""

from __future__ import annotations

from motet.runtime.counts import release, release_any
from motet.runtime.decimal_reading import INFINITY_BITS, scan_decimal, scan_exponent, scanned_bits
from motet.runtime.decimals import POINT
from motet.runtime.growing import (
    BACKSLASH,
    QUOTE,
    append_byte,
    append_bytes,
    end_of_plain,
    finished,
    growing_text,
)
from motet.runtime.heap import heap
from motet.runtime.language import (
    AnyValue,
    Own,
    any_of,
    any_scalar,
    inline,
    noinline,
    poll,
    raw,
    wrap_mul,
)
from motet.runtime.objects import (
    Text,
)
from motet.runtime.parts import BOOL_TAG, FLOAT_TAG, STR_TAG, UNIT_TAG
from motet.runtime.text_values import MINUS, ZERO
from motet.runtime.texts import text_part

MOST_DEPTH = 127
INT_TAG = 0
FAILED = -1
"""The tag of what could not be read."""

BLANKS = 4294977024
"""Bit n is set if character n is a blank: tab, line feed, return and space."""

OPENING = 91
CLOSING = 93
OPENING_BRACE = 123
CLOSING_BRACE = 125
COMMA = 44
COLON = 58
SLASH = 47
LETTER_F = 102
LETTER_N = 110
LETTER_T = 116
LETTER_U = 117
NULL_REST = 7105653
TRUE_REST = 6649202
FALSE_REST = 1702063201
"""What follows the first letter of `null`, `true` and `false`."""

LEAST_INT = -9223372036854775808
MOST_INT_DIGITS = 19


@raw
@inline
def failed() -> AnyValue:
    """What stands for a value that could not be read."""
    return any_scalar(FAILED, 0)


@raw
@inline
def next_character(text: Text) -> int:
    """The next character that is no blank; -1 at the end. It is still to be taken."""
    at, end, place = heap.read_at, text.length, text.bytes
    while at < end and place[at] <= 32 and (BLANKS >> place[at]) & 1 == 1:
        at += 1
    heap.read_at = at
    return place[at] if at < end else -1


@raw
@inline
def take_character(text: Text, wanted: int) -> bool:
    """Whether a character comes next; then it is taken."""
    if next_character(text) != wanted:
        return False
    heap.read_at += 1
    return True


@raw
@noinline
def read_word(text: Text, first: int) -> AnyValue:
    """`true`, `false` or `null`."""
    rest, size = TRUE_REST, 3
    if first == LETTER_F:
        rest, size = FALSE_REST, 4
    elif first == LETTER_N:
        rest = NULL_REST
    at = heap.read_at + 1
    if at + size > text.length:
        return failed()
    for i in range(size):
        if text.bytes[at + i] != (rest >> (8 * i)) & 255:
            return failed()
    heap.read_at = at + size
    return any_scalar(UNIT_TAG, 0) if first == LETTER_N else any_scalar(BOOL_TAG, 1 if first == LETTER_T else 0)


@raw
@noinline
def read_number(text: Text, where: int) -> AnyValue:
    """A whole number of 64 bits as an Int, any other as a Float. Traps `memory`."""
    start, end, place = heap.read_at, text.length, text.bytes
    negative = start < end and place[start] == MINUS
    if negative:
        start += 1
    if start >= end or place[start] < ZERO or place[start] > ZERO + 9:
        return failed()
    stop = scan_decimal(text, start, where)
    if place[stop - 1] == POINT or (place[start] == ZERO and stop > start + 1 and place[start + 1] != POINT):
        return failed()
    digits, is_int = heap.scan_digits, heap.scan_power == 0 and heap.scan_count <= MOST_INT_DIGITS
    heap.read_at = scan_exponent(text, stop)
    if heap.read_at < 0:
        return failed()
    if is_int and heap.read_at == stop and fits_int(digits, negative):
        return any_scalar(INT_TAG, wrap_mul(digits, -1) if negative else digits)
    bits = scanned_bits(text, start, where)
    if bits == INFINITY_BITS:
        return failed()
    return any_scalar(FLOAT_TAG, bits | LEAST_INT if negative else bits)


@raw
@inline
def fits_int(digits: int, negative: bool) -> bool:
    """Whether a number without sign is an Int; -0 is none."""
    if negative:
        return digits > 0 or digits == LEAST_INT
    return digits >= 0


# ---- strings


@raw
@noinline
def read_string(text: Text, where: int) -> AnyValue:
    """A string, whose quote comes next. Traps `memory`."""
    start = heap.read_at + 1
    end = end_of_plain(text, start)
    if end >= text.length:
        return failed()
    if text.bytes[end] == QUOTE:
        heap.read_at = end + 1
        return any_of(STR_TAG, text_part(text, start, end - start, where))
    heap.read_at = start
    made = read_escaped(growing_text(text.descriptor, where), text, where)
    return failed() if made is None else any_of(STR_TAG, finished(made, where))


@raw
@noinline
def read_escaped(out: Own[Text], text: Text, where: int) -> Text | None:
    """The rest of a string with escape sequences, and its quote; None if something is wrong. Traps `memory`."""
    while True:
        poll(where)
        start = heap.read_at
        end = end_of_plain(text, start)
        out = append_bytes(out, text.bytes + start, end - start, where)
        if end >= text.length:
            break
        heap.read_at = end + 1
        if text.bytes[end] == QUOTE:
            return out
        if text.bytes[end] != BACKSLASH:
            break
        character = escaped_character(text)
        if character < 0:
            break
        out = append_character(out, character, where)
    release(out)
    return None


@raw
@noinline
def escaped_character(text: Text) -> int:
    """The code point that an escape sequence means whose backslash was taken; -1 if it is wrong."""
    at = heap.read_at
    if at >= text.length:
        return -1
    letter = text.bytes[at]
    heap.read_at = at + 1
    if letter == LETTER_U:
        return escaped_code_point(text)
    if letter in (QUOTE, BACKSLASH, SLASH):
        return letter
    if letter == LETTER_N:
        return 10
    if letter == LETTER_T:
        return 9
    if letter == 114:
        return 13
    if letter == 98:
        return 8
    return 12 if letter == LETTER_F else -1


@raw
@noinline
def escaped_code_point(text: Text) -> int:
    """The code point of four hexadecimal digits, or of two surrogates; -1 if they are none."""
    unit = hex_unit(text, heap.read_at)
    heap.read_at += 4
    if unit < 55296 or unit > 57343:
        return unit
    at = heap.read_at
    if unit > 56319 or at + 2 > text.length or text.bytes[at] != BACKSLASH or text.bytes[at + 1] != LETTER_U:
        return -1
    low = hex_unit(text, at + 2)
    heap.read_at = at + 6
    if low < 56320 or low > 57343:
        return -1
    return 65536 + ((unit - 55296) << 10) + (low - 56320)


@raw
@noinline
def hex_unit(text: Text, at: int) -> int:
    """Four hexadecimal digits; -1 if there are not so many."""
    if at + 4 > text.length:
        return -1
    unit = 0
    for i in range(4):
        c = text.bytes[at + i]
        digit = c - ZERO
        if digit > 9 or digit < 0:
            digit = (c | 32) - 87
            if digit < 10 or digit > 15:
                return -1
        unit = unit * 16 + digit
    return unit


@raw
@noinline
def append_character(out: Own[Text], character: int, where: int) -> Text:
    """A code point in UTF-8. Traps `memory`."""
    if character < 128:
        return append_byte(out, character, where)
    if character < 2048:
        out = append_byte(out, 192 | (character >> 6), where)
        return append_byte(out, 128 | (character & 63), where)
    if character < 65536:
        out = append_byte(out, 224 | (character >> 12), where)
    else:
        out = append_byte(out, 240 | (character >> 18), where)
        out = append_byte(out, 128 | ((character >> 12) & 63), where)
    out = append_byte(out, 128 | ((character >> 6) & 63), where)
    return append_byte(out, 128 | (character & 63), where)


# ---- what is not wanted


@raw
@noinline
def skip_value(text: Text, depth: int, where: int) -> bool:
    """Pass over a value; false if something is wrong with it. Traps `memory`."""
    poll(where)
    first = next_character(text)
    if first == QUOTE:
        return skip_string(text, where)
    if first in (OPENING, OPENING_BRACE):
        if depth == MOST_DEPTH:
            return False
        heap.read_at += 1
        return skip_parts(text, first, depth + 1, where)
    if first in (LETTER_T, LETTER_F, LETTER_N):
        return read_word(text, first).tag != FAILED
    return read_number(text, where).tag != FAILED


@raw
@noinline
def skip_parts(text: Text, opening: int, depth: int, where: int) -> bool:
    """Pass over the rest of an array or object; false if something is wrong with it. Traps `memory`."""
    closing = CLOSING if opening == OPENING else CLOSING_BRACE
    if take_character(text, closing):
        return True
    while True:
        if opening == OPENING_BRACE and not skip_key(text, where):
            return False
        if not skip_value(text, depth, where):
            return False
        if take_character(text, closing):
            return True
        if not take_character(text, COMMA):
            return False


@raw
@inline
def skip_key(text: Text, where: int) -> bool:
    """Pass over a key and the colon behind it; false if something is wrong with it. Traps `memory`."""
    return next_character(text) == QUOTE and skip_string(text, where) and take_character(text, COLON)


@raw
@noinline
def skip_string(text: Text, where: int) -> bool:
    """Pass over a string, whose quote comes next; false if something is wrong with it. Traps `memory`."""
    end = end_of_plain(text, heap.read_at + 1)
    if end < text.length and text.bytes[end] == QUOTE:
        heap.read_at = end + 1
        return True
    x = read_string(text, where)
    if x.tag == FAILED:
        return False
    release_any(x)
    return True
