"""Text of vectors, put together in native code and appended to the output.

It is `[a, b, c]`, with `[...]` for a vector inside of its own text; scalars as the shared routine `motet_print` spells them. What
this cannot do (a Float, a text of more than 64 KiB) is left to the host, which prints the same.
"""

from __future__ import annotations

from motet.bytecode.types import FIRST_COUNTED_TAG
from motet.runtime.heap import FIRST_CHUNK, TEXT_BYTES, drop_areas, heap, reserve_area, take
from motet.runtime.language import (
    AnyValue,
    Object,
    Struct,
    array,
    context_pointer,
    context_word,
    inline,
    noinline,
    poll,
    print_value,
    raw,
    view,
    write_text,
)
from motet.runtime.objects import MARK, Sequence

INT_TAG = 0
BOOL_TAG = 2
UNIT_TAG = 3
"""Tags of `motet.bytecode.types.TAGS`."""

ROOM = 128
"""More bytes than one item adds to the text."""

MOST_UNIT_BYTES = 64
LEAST_INT = -9223372036854775807
"""The one Int below has no positive counterpart; it is left to the host."""


class Frame(Struct):
    """A vector whose text is being written, and the item that is next."""

    vector: Object
    next: int


@raw
@noinline
def print_any(x: AnyValue, where: int) -> None:
    """Append the text of a value and a line end to the output."""
    if x.tag < FIRST_COUNTED_TAG:
        print_value(x, where)
        return
    size = text_of(x.obj, where)
    drop_areas(FIRST_CHUNK)
    if size > 0:
        write_text(heap.text, size, where)
    else:
        print_value(x, where)


@raw
@noinline
def text_of(vector: Object, where: int) -> int:
    """Put the text of a vector and a line end into `heap.text`; the number of bytes, or -1 if it cannot be done here."""
    if heap.text.is_null:
        heap.text = take(TEXT_BYTES, where)
    depth = open_vector(vector, 0, where)
    used = put(0, 91)
    while depth > 0:
        frame = array(Frame, heap.area)[depth - 1]
        v = view(Sequence, frame.vector)
        i = frame.next
        if i == v.length:
            used = put(used, 93)
            v.descriptor = v.descriptor & ~MARK
            depth -= 1
        else:
            frame.next = i + 1
            if i > 0:
                used = put(put(used, 44), 32)
            x = v.items[i]
            if x.tag < FIRST_COUNTED_TAG:
                used = put_scalar(x, used)
            elif x.obj.descriptor & MARK != 0:
                used = put(put_dots(put(used, 91)), 93)
            else:
                depth = open_vector(x.obj, depth, where)
                used = put(used, 91)
        if used < 0 or used > TEXT_BYTES - ROOM:
            close_all(depth)
            return -1
    return put(used, 10)


@raw
@noinline
def open_vector(vector: Object, depth: int, where: int) -> int:
    """Begin with a vector; the new depth."""
    poll(where)
    vector.descriptor = vector.descriptor | MARK
    if depth * 16 >= heap.area_size:
        reserve_area(depth * 16 + 16, depth * 16, where)
    frame = array(Frame, heap.area)[depth]
    frame.vector = vector
    frame.next = 0
    return depth + 1


@raw
@noinline
def close_all(depth: int) -> None:
    """Unmark the vectors whose texts are not complete."""
    for i in range(depth):
        v = array(Frame, heap.area)[i].vector
        v.descriptor = v.descriptor & ~MARK


@raw
@inline
def put(used: int, char: int) -> int:
    """Append a byte; the new size."""
    heap.text[used] = char
    return used + 1


@raw
@noinline
def put_dots(used: int) -> int:
    """Append `...`."""
    return put(put(put(used, 46), 46), 46)


@raw
@noinline
def put_scalar(x: AnyValue, used: int) -> int:
    """Append the text of a scalar; -1 if that cannot be done here."""
    if x.tag == INT_TAG:
        return put_int(x.integer, used)
    if x.tag == BOOL_TAG:
        return put_bool(x.integer & 1, used)
    if x.tag == UNIT_TAG:
        return put_unit(used)
    return -1


@raw
@noinline
def put_int(value: int, used: int) -> int:
    """Append a decimal number."""
    if value < 0:
        if value < LEAST_INT:
            return -1
        used = put(used, 45)
        value = 0 - value
    digits = 1
    rest = value // 10
    while rest > 0:
        digits += 1
        rest = rest // 10
    for i in range(digits):
        heap.text[used + digits - 1 - i] = 48 + value % 10
        value = value // 10
    return used + digits


@raw
@noinline
def put_bool(value: int, used: int) -> int:
    """Append `true` or `false`."""
    if value == 1:
        return put(put(put(put(used, 116), 114), 117), 101)
    return put(put(put(put(put(used, 102), 97), 108), 115), 101)


@raw
@noinline
def put_unit(used: int) -> int:
    """Append the text of unit, which the context holds with a line end behind it."""
    size = context_word("unit_size") - 1
    if size < 0 or size > MOST_UNIT_BYTES:
        return -1
    text = context_pointer("unit_text")
    for i in range(size):
        used = put(used, text[i])
    return used
