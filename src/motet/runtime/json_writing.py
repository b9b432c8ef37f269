"""Values as JSON without blanks, by their descriptors, however deep: `motet.stdlib.json_writer` says what they look like.

Objects that are being written wait in the work area. What only the host can spell (closures, vectors) is left to it: then the
text is given up, and the result is None.
"""

from __future__ import annotations

from motet.bytecode.types import FIRST_COUNTED_TAG
from motet.runtime.counts import release
from motet.runtime.decimals import MOST_SHORT, put_short
from motet.runtime.equality import first_part, part_class
from motet.runtime.growing import (
    append_byte,
    append_bytes,
    append_hex,
    append_int,
    append_quoted,
    finished,
    growing_text,
    with_room,
)
from motet.runtime.heap import FIRST_CHUNK, drop_areas, heap, reserve_area
from motet.runtime.language import (
    AnyValue,
    Object,
    Own,
    Ptr,
    Struct,
    T,
    address,
    array,
    descriptor_word,
    inline,
    noinline,
    poll,
    put_word,
    raw,
    shape_of,
    u8,
    view,
)
from motet.runtime.list_search import boxed
from motet.runtime.objects import (
    ANY_CLASS,
    ITEM,
    KEY,
    KIND,
    OF_FIELDS,
    OF_LIST,
    OF_TREE,
    OF_VIEW,
    OF_WIDE,
    REF_CLASS,
    TAG,
    List,
    Node,
    Text,
    Tree,
    node_values,
)
from motet.runtime.parts import (
    BOOL_TAG,
    BYTES_TAG,
    CLASSES,
    COUNT,
    FLOAT_TAG,
    STR_TAG,
    UNIT_TAG,
    any_keys,
    any_leaf,
    any_next,
    value_at,
    words_of,
)
from motet.runtime.trees import CURSOR_MASK

COMMA = 44
COLON = 58
OPENING = 91
CLOSING = 93
OPENING_BRACE = 123
CLOSING_BRACE = 125

NULL_WORD = 1819047278
TRUE_WORD = 1702195828
FALSE_WORD = 435728179558
BYTES_START = 8315180351695889019
BYTES_COLON = 2243106
BYTES_END = 32034
"""`null`, `true`, `false`, `{"$bytes`, `":"` and `"}`, the first letter lowest."""

SET_TAG = 13
ITEMS = 0
ENTRIES = 1
PAIRS = 2
"""How a sorted map or set is written: as an array of keys, as an object, or as an array of pairs."""

FRAME_BYTES = 32


class Frame(Struct):
    """An object that is being written."""

    o: Object
    next: int
    """Index, or cursor, of the part that comes next; -1 behind the last one."""

    place: Ptr[u8]
    """Of kind FIELDS: where that part lies."""

    form: int
    """Of a sorted map or set: how it is written, and PAIRS + 1 while a pair is open."""


@raw
@inline
def json_text(descriptor: int, value: T, where: int) -> Text | None:
    """A value as JSON; None if only the host can spell it. Traps `memory`."""
    return written(descriptor, boxed(value), where)


@raw
@noinline
def written(descriptor: int, x: AnyValue, where: int) -> Text | None:
    """`json_text` of an Any."""
    heap.area_used = 0
    out = append_value(growing_text(descriptor, where), x, where)
    while out is not None and heap.area_used > 0:
        poll(where)
        frame = array(Frame, heap.area)[heap.area_used // FRAME_BYTES - 1]
        kind = descriptor_word(frame.o.descriptor, KIND)
        if kind in (OF_LIST, OF_VIEW):
            out = append_items(out, frame, where)
        elif kind == OF_TREE:
            out = append_entries(out, frame, where)
        else:
            out = append_fields(out, frame, where)
    drop_areas(FIRST_CHUNK)
    return None if out is None else finished(out, where)


@raw
@inline
def is_compound(x: AnyValue) -> bool:
    """Whether a value has parts that are written one after the other."""
    return x.tag >= FIRST_COUNTED_TAG and x.tag not in (STR_TAG, BYTES_TAG)


@raw
@inline
def append_value(out: Own[Text], x: AnyValue, where: int) -> Text | None:
    """A scalar or a text, or the beginning of something compound."""
    return append_start(out, x.obj, where) if is_compound(x) else append_simple(out, x, where)


@raw
@noinline
def append_simple(out: Own[Text], x: AnyValue, where: int) -> Text:
    """A scalar or a text."""
    if x.tag == STR_TAG:
        return append_quoted(out, view(Text, x.obj), where)
    if x.tag == FLOAT_TAG:
        return append_float(out, x.real, where)
    if x.tag == BOOL_TAG:
        return append_word(out, TRUE_WORD, 4, where) if x.integer & 1 == 1 else append_word(out, FALSE_WORD, 5, where)
    if x.tag == UNIT_TAG:
        return append_word(out, NULL_WORD, 4, where)
    if x.tag == BYTES_TAG:
        out = append_word(out, BYTES_START, 8, where)
        out = append_word(out, BYTES_COLON, 3, where)
        out = append_hex(out, view(Text, x.obj), where)
        return append_word(out, BYTES_END, 2, where)
    return append_int(out, x.integer, where)


@raw
@inline
def append_word(out: Own[Text], word: int, count: int, where: int) -> Text:
    """Up to 8 bytes that are a word, the first one lowest."""
    out = with_room(out, 8, where)
    put_word(out.bytes + out.length, word)
    out.length += count
    return out


@raw
@noinline
def append_float(out: Own[Text], value: float, where: int) -> Text:
    """A Float; what is no number is `null`."""
    zero = value - value
    if zero != zero:
        return append_word(out, NULL_WORD, 4, where)
    out = with_room(out, MOST_SHORT, where)
    out.length += put_short(out.bytes + out.length, value)
    return out


# ---- compound values


@raw
@noinline
def append_start(out: Own[Text], o: Object, where: int) -> Text | None:
    """What comes before the first part; the object waits for its parts to be written."""
    poll(where)
    kind = descriptor_word(o.descriptor, KIND)
    if kind in (OF_LIST, OF_VIEW):
        push_frame(o, 0, array(u8, view(List[int], o).items), ITEMS, where)
        return append_byte(out, OPENING, where)
    if kind == OF_TREE:
        return append_tree_start(out, view(Tree[int, int], o), where)
    if kind in (OF_FIELDS, OF_WIDE):
        shape = shape_of(o.descriptor)
        if not pieces_of(shape).is_null:
            push_frame(o, 0, first_part(o, shape), ITEMS, where)
            return out
    release(out)
    return None


@raw
@noinline
def push_frame(o: Object, first: int, place: Ptr[u8], form: int, where: int) -> None:
    """Let an object wait."""
    used = heap.area_used
    if used + FRAME_BYTES > heap.area_size:
        reserve_area(used + FRAME_BYTES, used, where)
    frame = array(Frame, heap.area)[used // FRAME_BYTES]
    frame.o = o
    frame.next = first
    frame.place = place
    frame.form = form
    heap.area_used = used + FRAME_BYTES


@raw
@inline
def pop_frame() -> None:
    """The object whose turn it is has been written."""
    heap.area_used -= FRAME_BYTES


@raw
@noinline
def append_items(out: Own[Text], frame: Frame, where: int) -> Text | None:
    """Items of a list, up to the first that is compound, or all and the end."""
    xs = view(List[int], frame.o)
    memory_class, n, i = descriptor_word(xs.descriptor, ITEM), xs.length, frame.next
    while i < n:
        poll(where)
        if i > 0:
            out = append_byte(out, COMMA, where)
        x = value_at(array(u8, xs.items), i, memory_class)
        i += 1
        if is_compound(x):
            frame.next = i
            return append_start(out, x.obj, where)
        out = append_simple(out, x, where)
    pop_frame()
    return append_byte(out, CLOSING, where)


# ---- records, tuples, variants


@raw
@inline
def pieces_of(shape: Ptr[int]) -> Ptr[u8]:
    """The text between the parts; null if only the host has it."""
    return array(Ptr[u8], shape)[CLASSES + shape[COUNT]]


@raw
@inline
def append_piece(out: Own[Text], shape: Ptr[int], index: int, where: int) -> Text:
    """What stands in front of a part, or behind the last one."""
    at = CLASSES + shape[COUNT] + 1 + index
    start = shape[at]
    return append_bytes(out, pieces_of(shape) + start, shape[at + 1] - start, where)


@raw
@noinline
def append_fields(out: Own[Text], frame: Frame, where: int) -> Text | None:
    """Parts of a record, tuple or variant, up to the first that is compound, or all and the end."""
    o = frame.o
    shape = shape_of(o.descriptor)
    i, place = frame.next, frame.place
    while i < shape[COUNT]:
        out = append_piece(out, shape, i, where)
        memory_class = part_class(o, shape, i)
        x = value_at(place, 0, memory_class)
        place = place + 8 * words_of(memory_class)
        i += 1
        if is_compound(x):
            frame.next = i
            frame.place = place
            return append_start(out, x.obj, where)
        out = append_simple(out, x, where)
    pop_frame()
    return append_piece(out, shape, i, where)


# ---- sorted maps and sets


@raw
@noinline
def append_tree_start(out: Own[Text], m: Tree[int, int], where: int) -> Text:
    """The beginning of a sorted map or set."""
    form = form_of(m)
    push_frame(m, 0 if m.length > 0 else -1, address(m), form, where)
    return append_byte(out, OPENING_BRACE if form == ENTRIES else OPENING, where)


@raw
@inline
def form_of(m: Tree[int, int]) -> int:
    """How it is written: a map as an object if all its keys are Strs. These come before all Ints."""
    if descriptor_word(m.descriptor, TAG) == SET_TAG:
        return ITEMS
    key = descriptor_word(m.descriptor, KEY)
    if m.length == 0 or key == REF_CLASS:
        return ENTRIES
    return ENTRIES if key == ANY_CLASS and last_key(m).tag == STR_TAG else PAIRS


@raw
@noinline
def last_key(m: Tree[int, int]) -> AnyValue:
    """The last key of a map that is not empty and has keys of memory class Any."""
    n = array(Node[int, int], address(m) + 8)[0]
    while n.height > 0:
        n = array(Node[int, int], node_values(n, ANY_CLASS))[n.length]
    return value_at(any_keys(n), n.length - 1, ANY_CLASS)


@raw
@noinline
def append_entries(out: Own[Text], frame: Frame, where: int) -> Text | None:
    """Entries of a sorted map or set, up to the first whose value is compound, or all and the end."""
    m, form = view(Tree[int, int], frame.o), frame.form
    key, item = descriptor_word(m.descriptor, KEY), descriptor_word(m.descriptor, ITEM)
    if form == PAIRS + 1:
        out = append_byte(out, CLOSING, where)
        form = PAIRS
    cursor = frame.next
    while cursor >= 0:
        poll(where)
        if cursor > 0:
            out = append_byte(out, COMMA, where)
        leaf = any_leaf(m, cursor)
        index = cursor & CURSOR_MASK
        cursor = any_next(m, cursor)
        if form == PAIRS:
            out = append_byte(out, OPENING, where)
        out = append_simple(out, value_at(any_keys(leaf), index, key), where)
        if form != ITEMS:
            out = append_byte(out, COLON if form == ENTRIES else COMMA, where)
            x = value_at(node_values(leaf, key), index, item)
            if is_compound(x):
                frame.next = cursor
                frame.form = PAIRS + 1 if form == PAIRS else form
                return append_start(out, x.obj, where)
            out = append_simple(out, x, where)
        if form == PAIRS:
            out = append_byte(out, CLOSING, where)
    pop_frame()
    return append_byte(out, CLOSING_BRACE if form == ENTRIES else CLOSING, where)
