"""Texts in upper and lower case: ASCII, alphabets of two bytes a letter, and scripts without cases. Others the host knows."""

from __future__ import annotations

from motet.runtime.counts import release
from motet.runtime.language import Ptr, copy_bytes, inline, noinline, poll, raw, u8
from motet.runtime.objects import Text
from motet.runtime.texts import IS_ASCII, POLLED_BYTES, is_ascii, text_alloc
from motet.stdlib.letter_cases import CASELESS, FIRST_LETTER, LAST_LETTER, OTHER_CASES

UPPER = 0
LOWER = 1408
"""Where the table of the other cases begins."""

CASELESS_WORDS = 12
SMALL_A = 97
BIG_A = 65
ALPHABET = 26


@raw
@noinline
def text_upper(text: Text, where: int) -> Text | None:
    """In upper case; None if that needs more than is known here. Traps `memory`."""
    return ascii_case(text, SMALL_A, where) if is_ascii(text) else wide_case(text, SMALL_A, UPPER, where)


@raw
@noinline
def text_lower(text: Text, where: int) -> Text | None:
    """In lower case; None if that needs more than is known here. Traps `memory`."""
    return ascii_case(text, BIG_A, where) if is_ascii(text) else wide_case(text, BIG_A, LOWER, where)


@raw
@inline
def other_byte(c: int, first: int) -> int:
    """A character of ASCII, with the other case if it is one of the 26 letters from `first` on."""
    return c ^ 32 if c >= first and c < first + ALPHABET else c


@raw
@noinline
def ascii_case(text: Text, first: int, where: int) -> Text:
    """A text of ASCII with the other case of the 26 letters from `first` on. Traps `memory`."""
    result = text_alloc(text.descriptor, text.length, where)
    result.flags = IS_ASCII
    source, target = text.bytes, result.bytes
    start = 0
    while start < text.length:
        poll(where)
        end = start + POLLED_BYTES if start + POLLED_BYTES < text.length else text.length
        for i in range(start, end):
            target[i] = other_byte(source[i], first)
        start = end
    return result


@raw
@noinline
def wide_case(text: Text, first: int, table: int, where: int) -> Text | None:
    """A text with other characters as well; None if one of them is not known. Traps `memory`."""
    result = text_alloc(text.descriptor, text.length, where)
    result.flags = text.flags
    source, target = text.bytes, result.bytes
    at = 0
    while at < text.length:
        poll(where)
        size = 1
        if source[at] < 128:
            target[at] = other_byte(source[at], first)
        else:
            size = put_other(target + at, source + at, table)
            if size == 0:
                release(result)
                return None
        at += size
    return result


@raw
@noinline
def put_other(target: Ptr[u8], source: Ptr[u8], table: int) -> int:
    """Write the other case of a character of at least two bytes; how many bytes it has, or 0 if it is not known."""
    lead, second = source[0], source[1] & 63
    if lead < 224:
        character = ((lead & 31) << 6) | second
        if character > LAST_LETTER:
            copy_bytes(target, source, 2)
            return 2
        other = OTHER_CASES[table + character - FIRST_LETTER]
        if other == 0:
            return 0
        target[0] = 192 | (other >> 6)
        target[1] = 128 | (other & 63)
        return 2
    size = 3 if lead < 240 else 4
    character = ((lead & 15) << 12) | (second << 6) | (source[2] & 63)
    if size == 4:
        character = ((lead & 7) << 18) | (second << 12) | ((source[2] & 63) << 6) | (source[3] & 63)
    if not is_caseless(character):
        return 0
    copy_bytes(target, source, size)
    return size


@raw
@inline
def is_caseless(character: int) -> bool:
    """Whether it lies in a range without cases."""
    at = 0
    while at < CASELESS_WORDS:
        if character <= CASELESS[at + 1]:
            return character >= CASELESS[at]
        at += 2
    return False
