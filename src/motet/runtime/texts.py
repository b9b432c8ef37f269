"""Str and Bytes: making, joining, comparing, taking parts.

A Str is UTF-8. Indices of texts count code points where the name does not say bytes. A routine whose result is
`Text | None` gives None where the Python body of the operation knows better: an error, or what needs Unicode's tables.

The block of a text has whole words of 8 bytes, at least one, so that texts can be read by the word.
"""

from __future__ import annotations

from motet.runtime.counts import release, retain
from motet.runtime.heap import alloc, block_size, resize
from motet.runtime.language import (
    Object,
    Own,
    Ptr,
    address,
    compare_bytes,
    copy_bytes,
    fail,
    fields_size,
    inline,
    new,
    noinline,
    poll,
    popcount,
    put_word,
    raw,
    shift_right,
    u8,
    unlikely,
    view,
    word_at,
    wrap_mul,
)
from motet.runtime.objects import List, Text

IS_ASCII = 1
IS_WIDE = 2
"""Flags: known to be ASCII, known to have other characters."""

MOST_BYTES = 4294967200
"""A longer text is refused with `memory`."""

LEAST_ROOM = 8
DOUBLED = 4194304
"""Texts of up to so many bytes get twice the room when they grow, longer ones half as much again."""

POLLED_ITEMS = 4096
POLLED_BYTES = 1048576
"""Bytes that a loop goes through between two polls: a power of two."""

HIGH_BITS = -9187201950435737472
LOW_BITS = 72340172838076673
"""The highest and the lowest bit of each of 8 bytes."""

HASH_START = 701
HASH_STEP = 2685821657736338717
HALF = 4294967295


# ---- making


@raw
@inline
def text_alloc(descriptor: int, length: int, where: int) -> Text:
    """A text whose bytes are not written yet. Traps `memory`."""
    if unlikely(length > MOST_BYTES):
        fail("memory", where)
    size = fields_size(Text) + (length if length > LEAST_ROOM else LEAST_ROOM)
    text = new(Text, alloc(size, where), descriptor)
    text.length = length
    text.capacity = block_size(size) - fields_size(Text)
    text.hash = 0
    text.flags = 0
    return text


@raw
@noinline
def text_part(text: Text, start: int, length: int, where: int) -> Text:
    """So many bytes from a place on, as a text of the same type. Traps `memory`."""
    part = text_alloc(text.descriptor, length, where)
    if length <= 8 and start + 8 <= text.capacity:
        put_word(part.bytes, word_at(text.bytes + start))
    else:
        copy_bytes(part.bytes, text.bytes + start, length)
    part.flags = text.flags & IS_ASCII
    return part


@raw
@inline
def text_kept(text: Text, start: int, length: int, where: int) -> Text:
    """As `text_part`; the text itself if it is all of it."""
    if length == text.length:
        retain(text)
        return text
    return text_part(text, start, length, where)


@raw
@inline
def text_len(text: Text) -> int:
    """Number of bytes."""
    return text.length


@raw
@inline
def text_is_empty(text: Text) -> bool:
    """Whether there are no bytes."""
    return text.length == 0


@raw
@inline
def is_ascii(text: Text) -> bool:
    """Whether all characters are ASCII."""
    if text.flags & IS_ASCII != 0:
        return True
    return text.flags == 0 and find_out(text)


@raw
@noinline
def find_out(text: Text) -> bool:
    """Look at a text for the first time: whether all characters are ASCII."""
    text.flags = IS_ASCII if ascii_bytes(text.bytes, text.length) else IS_WIDE
    return text.flags == IS_ASCII


@raw
@noinline
def ascii_bytes(place: Ptr[u8], count: int) -> bool:
    """Whether all of so many bytes are ASCII."""
    at = 0
    while at + 8 <= count:
        if word_at(place + at) & HIGH_BITS != 0:
            return False
        at += 8
    while at < count:
        if place[at] > 127:
            return False
        at += 1
    return True


@raw
@inline
def text_as(text: Own[Text], descriptor: int, where: int) -> Text:
    """The same bytes as a value of another type: a Str as Bytes. Traps `memory`."""
    if text.count == 1:
        text.descriptor = descriptor
        return text
    made = text_part(text, 0, text.length, where)
    made.descriptor = descriptor
    release(text)
    return made


# ---- comparing


@raw
@inline
def text_equal(a: Text, b: Text) -> bool:
    """Whether the bytes are the same."""
    if a == b:
        return True
    return a.length == b.length and compare_bytes(a.bytes, b.bytes, a.length) == 0


@raw
@inline
def text_compare(a: Text, b: Text) -> int:
    """Below 0, 0 or above 0 in the order of bytes."""
    n, m = a.length, b.length
    order = compare_bytes(a.bytes, b.bytes, n if n < m else m)
    return order if order != 0 else n - m


@raw
@inline
def text_order(a: Text, b: Text) -> int:
    """-1, 0 or 1 in the order of bytes."""
    order = text_compare(a, b)
    if order == 0:
        return 0
    return -1 if order < 0 else 1


@raw
@inline
def text_hash(text: Text) -> int:
    """A number of 32 bits, not 0, that equal texts have in common."""
    h = text.hash
    if unlikely(h == 0):
        h = hash_bytes(text.bytes, text.length)
        text.hash = h
    return h


@raw
@noinline
def hash_bytes(place: Ptr[u8], count: int) -> int:
    """Multiply and fold, eight bytes at a time; never 0."""
    h = wrap_mul(count + HASH_START, HASH_STEP)
    at = 0
    while at + 8 <= count:
        h = wrap_mul(h ^ word_at(place + at), HASH_STEP)
        h = h ^ shift_right(h, 32)
        at += 8
    if at < count:
        last = word_at(place + at) & ((1 << (8 * (count - at))) - 1)
        h = wrap_mul(h ^ last, HASH_STEP)
        h = h ^ shift_right(h, 32)
    return (h & HALF) | 1


# ---- joining


@raw
@inline
def text_concat(a: Own[Text], b: Text, where: int) -> Text:
    """The bytes of one text, then those of another; in place if the first is not shared and has room. Traps `memory`."""
    n, m = a.length, b.length
    if unlikely(a.count != 1 or n + m > a.capacity):
        a = text_room(a, n + m, where)
    if m <= 8 and n + 8 <= a.capacity:
        put_word(a.bytes + n, word_at(b.bytes))
    else:
        copy_bytes(a.bytes + n, b.bytes, m)
    a.length = n + m
    a.hash = 0
    a.flags = (a.flags & b.flags & IS_ASCII) | ((a.flags | b.flags) & IS_WIDE)
    return a


@raw
@noinline
def text_room(text: Own[Text], length: int, where: int) -> Text:
    """The text, not shared, with room for so many bytes. Traps `memory`."""
    if length > MOST_BYTES:
        fail("memory", where)
    if text.count != 1:
        other = text_alloc(text.descriptor, length, where)
        copy_bytes(other.bytes, text.bytes, text.length)
        other.length = text.length
        other.flags = text.flags
        release(text)
        return other
    size = fields_size(Text) + text.capacity
    wanted = fields_size(Text) + length + (length if length < DOUBLED else length >> 1)
    if wanted > fields_size(Text) + MOST_BYTES:
        wanted = fields_size(Text) + MOST_BYTES
    block = resize(address(text), size, wanted, fields_size(Text) + text.length, where)
    grown = view(Text, block)
    grown.capacity = block_size(wanted) - fields_size(Text)
    return grown


@raw
@noinline
def text_join(parts: List[Object], separator: Text, where: int) -> Text:
    """The parts with the separator between each two, as a value of the separator's type. Traps `memory`."""
    count = parts.length
    length = separator.length * (count - 1) if count > 0 else 0
    flags = separator.flags
    for i in range(count):
        part = view(Text, parts.items[i])
        length += part.length
        flags = flags & part.flags
    result = text_alloc(separator.descriptor, length, where)
    result.flags = flags & IS_ASCII
    at = result.bytes
    for i in range(count):
        if i & (POLLED_ITEMS - 1) == POLLED_ITEMS - 1:
            poll(where)
        if i > 0:
            copy_bytes(at, separator.bytes, separator.length)
            at = at + separator.length
        part = view(Text, parts.items[i])
        copy_bytes(at, part.bytes, part.length)
        at = at + part.length
    return result


@raw
@noinline
def bytes_join(descriptor: int, parts: List[Object], where: int) -> Text:
    """All parts, in order, as a value of a type. Traps `memory`."""
    nothing = text_alloc(descriptor, 0, where)
    nothing.flags = IS_ASCII
    result = text_join(parts, nothing, where)
    release(nothing)
    return result


@raw
@noinline
def text_repeat(text: Text, count: int, where: int) -> Text:
    """So many times the text; nothing for a negative number. Traps `memory`."""
    n = text.length
    times = count if count > 0 and n > 0 else 0
    if times > 0 and times > MOST_BYTES // n:
        fail("memory", where)
    result = text_alloc(text.descriptor, n * times, where)
    result.flags = text.flags & IS_ASCII
    done = 0
    if times > 0:
        copy_bytes(result.bytes, text.bytes, n)
        done = n
    while done < n * times:
        poll(where)
        step = done if done < n * times - done else n * times - done
        most = n if n >= POLLED_BYTES else POLLED_BYTES - POLLED_BYTES % n
        step = step if step < most else most
        copy_bytes(result.bytes + done, result.bytes, step)
        done += step
    return result


# ---- parts


@raw
@noinline
def offset_of(text: Text, index: int) -> int:
    """Where the code point with an index starts in bytes; the end of the text if there is none."""
    if is_ascii(text):
        return index if index < text.length else text.length
    at, left = 0, index
    place, end = text.bytes, text.length
    while at + 8 <= end and left >= 8:
        left -= 8 - continuations(place + at)
        at += 8
    while at < end and place[at] & 192 == 128:
        at += 1
    while at < end and left > 0:
        at += 1
        while at < end and place[at] & 192 == 128:
            at += 1
        left -= 1
    return at


@raw
@noinline
def text_slice(text: Text, low: int, high: int, where: int) -> Text | None:
    """The code points from one index up to, but without, another; indices are clamped. None for a reversed range."""
    start = low if low > 0 else 0
    end = high if high > 0 else 0
    if start > end:
        return None
    first = offset_of(text, start)
    return text_kept(text, first, offset_of(text, end) - first, where)


@raw
@noinline
def bytes_slice(data: Text, low: int, high: int, where: int) -> Text | None:
    """The bytes from one index up to, but without, another. None if they are not all there."""
    if low < 0 or low > high or high > data.length:
        return None
    return text_kept(data, low, high - low, where)


@raw
@noinline
def text_ascii_at(text: Text, index: int, where: int) -> Text:
    """The character whose byte is at an index of bytes, if it is ASCII; otherwise, and out of range, nothing."""
    if index < 0 or index >= text.length or text.bytes[index] > 127:
        return text_part(text, 0, 0, where)
    return text_part(text, index, 1, where)


@raw
@noinline
def text_count(text: Text) -> int:
    """Number of code points."""
    if is_ascii(text):
        return text.length
    return characters(text.bytes, text.length)


@raw
@noinline
def characters(place: Ptr[u8], count: int) -> int:
    """Number of code points that begin in so many bytes."""
    found, at = count, 0
    while at + 8 <= count:
        found -= continuations(place + at)
        at += 8
    while at < count:
        if place[at] & 192 == 128:
            found -= 1
        at += 1
    return found


@raw
@inline
def continuations(place: Ptr[u8]) -> int:
    """How many of 8 bytes begin no code point."""
    word = word_at(place)
    return popcount(shift_right(word, 7) & ~shift_right(word, 6) & LOW_BITS)
