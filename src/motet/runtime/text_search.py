"""Looking for one text in another, and what is made of the places: splitting, replacing, trimming.

Candidates are found by the first byte. If too many of them fail, the search goes on with the algorithm of Knuth, Morris
and Pratt, so that it takes linear time for every text.
"""

from __future__ import annotations

from motet.runtime.counts import retain
from motet.runtime.heap import FIRST_CHUNK, answer, drop_areas, heap, reserve_area
from motet.runtime.language import (
    Object,
    Ptr,
    array,
    compare_bytes,
    copy_bytes,
    find_byte,
    inline,
    noinline,
    null,
    number_of,
    poll,
    raw,
    u8,
    u32,
    word_at,
)
from motet.runtime.lists import list_push, list_with_capacity
from motet.runtime.objects import List, Text
from motet.runtime.texts import IS_ASCII, POLLED_BYTES, characters, text_alloc, text_kept, text_part

FREE_COST = 1024
COST = 16
"""So many bytes may be compared before the search becomes careful, and so many for each byte that it has passed."""

POLLED_TRIES = 4096

SPACE = 32
LINE_END = 10
RETURN = 13

# ---- searching


@raw
@noinline
def find_bytes(text: Text, part: Text, start: int, where: int) -> int:
    """Index in bytes of the first occurrence of a text that is not empty, from `start` on; -1 if there is none.

    Comparing a candidate costs no more than the bytes of the part, or 8 if the first 8 differ. The search becomes careful when
    that comes to more than a few times the bytes that it has passed, so it takes linear time.
    """
    n, m = text.length, part.length
    first = part.bytes[0]
    at, cost, tried = start, 0, 0
    while at + m <= n:
        found = find_byte(text.bytes + at, first, n - m - at + 1)
        if found.is_null:
            return -1
        at = number_of(found) - number_of(text.bytes)
        if m < 8 or word_at(found) == word_at(part.bytes):
            if m == 1 or compare_bytes(found, part.bytes, m) == 0:
                return at
            cost += m
        at += 1
        cost += 8
        tried += 1
        if tried & (POLLED_TRIES - 1) == 0:
            poll(where)
        if cost > FREE_COST + COST * (at - start):
            return find_carefully(text, part, at, where)
    return -1


@raw
@noinline
def find_carefully(text: Text, part: Text, start: int, where: int) -> int:
    """As `find_bytes`, in linear time for every text: Knuth, Morris and Pratt's algorithm."""
    n, m = text.length, part.length
    reserve_area(4 * m + 8, 0, where)
    borders = array(u32, heap.area)
    borders[0] = 0
    at, k = 1, 0
    while at < m:
        k = longer_border(part, k, part.bytes[at])
        borders[at] = k
        at += 1
        if at & (POLLED_BYTES - 1) == 0:
            poll(where)
    at, k = start, 0
    while at < n and k < m:
        k = longer_border(part, k, text.bytes[at])
        at += 1
        if at & (POLLED_BYTES - 1) == 0:
            poll(where)
    drop_areas(FIRST_CHUNK)
    return at - m if k == m else -1


@raw
@inline
def longer_border(part: Text, k: int, byte: int) -> int:
    """How much of the beginning of a part ends with a byte, if what comes before the byte ends with its first `k` bytes."""
    borders = array(u32, heap.area)
    while k > 0 and part.bytes[k] != byte:
        k = borders[k - 1]
    return k + 1 if part.bytes[k] == byte else 0


@raw
@noinline
def text_contains(text: Text, part: Text, where: int) -> bool:
    """Whether a text occurs in another."""
    return part.length == 0 or find_bytes(text, part, 0, where) >= 0


@raw
@inline
def text_starts_with(text: Text, part: Text) -> bool:
    """Whether a text begins with another."""
    return part.length <= text.length and compare_bytes(text.bytes, part.bytes, part.length) == 0


@raw
@inline
def text_ends_with(text: Text, part: Text) -> bool:
    """Whether a text ends with another."""
    rest = text.length - part.length
    return rest >= 0 and compare_bytes(text.bytes + rest, part.bytes, part.length) == 0


@raw
@noinline
def text_find(text: Text, part: Text, where: int) -> Ptr[int]:
    """The address of the index in code points of the first occurrence; null if there is none."""
    at = 0 if part.length == 0 else find_bytes(text, part, 0, where)
    if at < 0:
        return null(int)
    return answer(characters(text.bytes, at))


@raw
@noinline
def text_strip_prefix(text: Text, prefix: Text, where: int) -> Text | None:
    """What follows the prefix; None if the text does not begin with it. Traps `memory`."""
    if not text_starts_with(text, prefix):
        return None
    return text_kept(text, prefix.length, text.length - prefix.length, where)


@raw
@noinline
def text_strip_suffix(text: Text, suffix: Text, where: int) -> Text | None:
    """What comes before the suffix; None if the text does not end with it. Traps `memory`."""
    if not text_ends_with(text, suffix):
        return None
    return text_kept(text, 0, text.length - suffix.length, where)


# ---- parts


@raw
@inline
def push_part(parts: List[Object], text: Text, start: int, end: int, where: int) -> List[Object]:
    """The list with one more part of a text."""
    return list_push(parts, text_part(text, start, end - start, where), where)


@raw
@noinline
def text_split(descriptor: int, text: Text, separator: Text, edges: int, where: int) -> List[Object]:
    """Parts between occurrences of the separator. An empty one cuts between characters; with `edges` 1 at the ends, too."""
    if separator.length == 0:
        return text_characters(descriptor, text, edges, where)
    parts = list_with_capacity(List[Object], descriptor, 4, where)
    start = 0
    at = find_bytes(text, separator, 0, where)
    while at >= 0:
        poll(where)
        parts = push_part(parts, text, start, at, where)
        start = at + separator.length
        at = find_bytes(text, separator, start, where)
    return push_part(parts, text, start, text.length, where)


@raw
@inline
def character_end(text: Text, at: int) -> int:
    """Where the character ends that starts at an index of bytes."""
    at += 1
    while at < text.length and text.bytes[at] & 192 == 128:
        at += 1
    return at


@raw
@noinline
def text_characters(descriptor: int, text: Text, edges: int, where: int) -> List[Object]:
    """Each character as a text, with `edges` 1 an empty text before and after all."""
    parts = list_with_capacity(List[Object], descriptor, text.length + 2 * edges, where)
    if edges == 1:
        parts = push_part(parts, text, 0, 0, where)
    at = 0
    while at < text.length:
        poll(where)
        end = character_end(text, at)
        parts = push_part(parts, text, at, end, where)
        at = end
    if edges == 1:
        parts = push_part(parts, text, 0, 0, where)
    return parts


@raw
@noinline
def text_lines(descriptor: int, text: Text, where: int) -> List[Object]:
    """The lines, without their ends (LF or CRLF)."""
    parts = list_with_capacity(List[Object], descriptor, 4, where)
    at = 0
    while at < text.length:
        poll(where)
        found = find_byte(text.bytes + at, LINE_END, text.length - at)
        following = text.length + 1 if found.is_null else number_of(found) - number_of(text.bytes) + 1
        end = following - 1
        if end > at and text.bytes[end - 1] == RETURN:
            end -= 1
        parts = push_part(parts, text, at, end, where)
        at = following
    return parts


# ---- replacing


@raw
@noinline
def text_replace_all(text: Text, old: Text, replacement: Text, where: int) -> Text:
    """All occurrences replaced, from the left; an empty text occurs between characters and at both ends. Traps `memory`."""
    if old.length == 0:
        return spread(text, replacement, where)
    count = 0
    at = find_bytes(text, old, 0, where)
    first = at
    while at >= 0:
        poll(where)
        count += 1
        at = find_bytes(text, old, at + old.length, where)
    if count == 0:
        retain(text)
        return text
    result = text_alloc(text.descriptor, text.length + count * (replacement.length - old.length), where)
    result.flags = text.flags & replacement.flags & IS_ASCII
    start, target = 0, result.bytes
    at = first
    while at >= 0:
        poll(where)
        target = put_bytes(target, text.bytes + start, at - start)
        target = put_bytes(target, replacement.bytes, replacement.length)
        start = at + old.length
        at = find_bytes(text, old, start, where)
    put_bytes(target, text.bytes + start, text.length - start)
    return result


@raw
@inline
def put_bytes(target: Ptr[u8], source: Ptr[u8], count: int) -> Ptr[u8]:
    """Copy bytes; where the next ones go."""
    copy_bytes(target, source, count)
    return target + count


@raw
@noinline
def spread(text: Text, between: Text, where: int) -> Text:
    """A text between all characters of another and at both ends."""
    count = characters(text.bytes, text.length) + 1
    result = text_alloc(text.descriptor, text.length + count * between.length, where)
    result.flags = text.flags & between.flags & IS_ASCII
    target = put_bytes(result.bytes, between.bytes, between.length)
    at = 0
    while at < text.length:
        poll(where)
        end = character_end(text, at)
        target = put_bytes(target, text.bytes + at, end - at)
        target = put_bytes(target, between.bytes, between.length)
        at = end
    return result


# ---- trimming


@raw
@inline
def is_space(byte: int) -> bool:
    """Whether a byte is ASCII white space."""
    return byte == SPACE or (byte >= 9 and byte <= RETURN)


@raw
@noinline
def wide_space(place: Ptr[u8]) -> int:
    """How many bytes the character of at least two bytes at a place has if it is white space (Unicode's White_Space), otherwise 0."""
    lead, second = place[0], place[1]
    if lead == 194:
        return 2 if second in (133, 160) else 0
    if lead == 225:
        return 3 if second == 154 and place[2] == 128 else 0
    if lead == 227:
        return 3 if second == 128 and place[2] == 128 else 0
    if lead != 226:
        return 0
    third = place[2]
    if second == 128:
        return 3 if third <= 138 or third in (168, 169, 175) else 0
    return 3 if second == 129 and third == 159 else 0


@raw
@noinline
def text_trim(text: Text, sides: int, where: int) -> Text:
    """Without Unicode white space at the start (bit 0 of `sides`) and the end (bit 1). Traps `memory`."""
    start, end = 0, text.length
    if sides & 1 == 1:
        start = start_of_rest(text, where)
    if sides & 2 == 2:
        end = end_of_rest(text, start, where)
    return text_kept(text, start, end - start, where)


@raw
@inline
def start_of_rest(text: Text, where: int) -> int:
    """Where the first character lies that is no white space; the end of the text if there is none."""
    at, end = 0, text.length
    while at < end:
        poll(where)
        if is_space(text.bytes[at]):
            at += 1
        elif text.bytes[at] > 127 and wide_space(text.bytes + at) > 0:
            at += wide_space(text.bytes + at)
        else:
            break
    return at


@raw
@inline
def end_of_rest(text: Text, start: int, where: int) -> int:
    """Where white space begins that has nothing else behind it, from a place on."""
    end = text.length
    while end > start:
        poll(where)
        last = end - 1
        while text.bytes[last] & 192 == 128:
            last -= 1
        if not (is_space(text.bytes[last]) or (last < end - 1 and wide_space(text.bytes + last) == end - last)):
            break
        end = last
    return end
