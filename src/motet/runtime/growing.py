"""Texts that are made piece by piece at their end. They are nobody else's, so they grow in place.

A function that appends takes the text over and gives back the longer one. All of them trap `memory`.
"""

from __future__ import annotations

from motet.runtime.counts import release
from motet.runtime.language import (
    Own,
    Ptr,
    copy_bytes,
    ctz,
    inline,
    noinline,
    raw,
    u8,
    unlikely,
    word_at,
    wrap_add,
)
from motet.runtime.objects import Text
from motet.runtime.text_values import MINUS, ZERO, count_digits, magnitude, put_digits
from motet.runtime.texts import HIGH_BITS, text_alloc, text_part, text_room

FIRST_ROOM = 104
"""Bytes that a new text has room for: its block has 128."""

MOST_WASTED = 64
LARGE = 131072
"""Longer texts stay in their block: pages that were never written cost nothing."""

MOST_INT_BYTES = 20
QUOTE = 34
BACKSLASH = 92
FIRST_PRINTABLE = 32
QUOTES = 2459565876494606882
BACKSLASHES = 6655295901103053916
SPACES = 2314885530818453536
ONES = 72340172838076673
"""Eight times a quote, a backslash, a space, the number 1."""

ESCAPE_BYTES = 6
LETTER_U = 117
LETTER_A = 97


@raw
@inline
def growing_text(descriptor: int, where: int) -> Text:
    """An empty text with some room."""
    text = text_alloc(descriptor, FIRST_ROOM, where)
    text.length = 0
    return text


@raw
@inline
def with_room(out: Own[Text], more: int, where: int) -> Text:
    """The text, with room for so many bytes more."""
    if unlikely(out.length + more > out.capacity):
        return text_room(out, out.length + more, where)
    return out


@raw
@noinline
def finished(out: Own[Text], where: int) -> Text:
    """The text when nothing will be appended any more: short ones give up what they do not need."""
    n = out.length
    if n > LARGE or out.capacity - n <= MOST_WASTED:
        return out
    exact = text_part(out, 0, n, where)
    release(out)
    return exact


@raw
@inline
def append_byte(out: Own[Text], byte: int, where: int) -> Text:
    """One byte more."""
    out = with_room(out, 1, where)
    out.bytes[out.length] = byte
    out.length += 1
    return out


@raw
@noinline
def append_bytes(out: Own[Text], source: Ptr[u8], count: int, where: int) -> Text:
    """Some bytes more."""
    out = with_room(out, count, where)
    copy_bytes(out.bytes + out.length, source, count)
    out.length += count
    return out


@raw
@noinline
def append_int(out: Own[Text], value: int, where: int) -> Text:
    """The decimal digits of an Int."""
    out = with_room(out, MOST_INT_BYTES, where)
    at = out.length
    if value < 0:
        out.bytes[at] = MINUS
        at += 1
    rest = magnitude(value)
    count = count_digits(rest)
    put_digits(out.bytes + at, rest, count)
    out.length = at + count
    return out


# ---- JSON strings


@raw
@noinline
def append_quoted(out: Own[Text], text: Text, where: int) -> Text:
    """A text in quotes, with quotes, backslashes and control characters escaped as JSON wants it."""
    n = text.length
    out = with_room(out, n + 2, where)
    out = append_byte(out, QUOTE, where)
    at = 0
    while at < n:
        end = end_of_plain(text, at)
        out = append_bytes(out, text.bytes + at, end - at, where)
        if end < n:
            out = append_escape(out, text.bytes[end], where)
            end += 1
        at = end
    return append_byte(out, QUOTE, where)


@raw
@inline
def end_of_plain(text: Text, at: int) -> int:
    """Where the first character that is escaped lies, from a place on; the end of the text if there is none."""
    place, n = text.bytes, text.length
    while at + 8 <= n:
        word = word_at(place + at)
        marks = lowest(word, SPACES) | lowest(word ^ QUOTES, ONES) | lowest(word ^ BACKSLASHES, ONES)
        if marks != 0:
            return at + (ctz(marks) >> 3)
        at += 8
    while at < n and place[at] >= FIRST_PRINTABLE and place[at] not in (QUOTE, BACKSLASH):
        at += 1
    return at


@raw
@inline
def lowest(word: int, bounds: int) -> int:
    """The highest bit of the first byte that is below a bound (the same one in each byte, at most 128), and perhaps of some behind it;
    0 if there is none."""
    return wrap_add(word, -bounds) & ~word & HIGH_BITS


@raw
@noinline
def append_escape(out: Own[Text], character: int, where: int) -> Text:
    """The escape sequence of a character."""
    out = with_room(out, ESCAPE_BYTES, where)
    place = out.bytes + out.length
    letter = escape_letter(character)
    place[0] = BACKSLASH
    if letter > 0:
        place[1] = letter
        out.length += 2
        return out
    place[1] = LETTER_U
    place[2] = ZERO
    place[3] = ZERO
    place[4] = hex_digit(character >> 4)
    place[5] = hex_digit(character & 15)
    out.length += ESCAPE_BYTES
    return out


@raw
@inline
def escape_letter(character: int) -> int:
    """What follows the backslash in a short escape sequence; 0 if there is none."""
    if character in (QUOTE, BACKSLASH):
        return character
    if character == 10:
        return 110
    if character == 9:
        return 116
    if character == 13:
        return 114
    if character == 8:
        return 98
    return 102 if character == 12 else 0


@raw
@inline
def hex_digit(value: int) -> int:
    """The hexadecimal digit of a number below 16."""
    return ZERO + value if value < 10 else LETTER_A + value - 10


@raw
@noinline
def append_hex(out: Own[Text], data: Text, where: int) -> Text:
    """Two hexadecimal digits for each byte."""
    out = with_room(out, 2 * data.length, where)
    place = out.bytes + out.length
    for i in range(data.length):
        place[2 * i] = hex_digit(data.bytes[i] >> 4)
        place[2 * i + 1] = hex_digit(data.bytes[i] & 15)
    out.length += 2 * data.length
    return out
