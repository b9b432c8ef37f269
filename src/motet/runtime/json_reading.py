"""JSON as values of a type that is known: made at once, without a generic value in between.

A descriptor's reader (`motet.jit.typed_python.readers`) says what its values are made of. Whatever does not fit, and all that is wrong
in a text, is left to the host, which reads it again and knows what to say: then the result is None, and nothing of it is left.

Documents are nested at most `MOST_DEPTH` deep, so these functions call each other.
"""

from __future__ import annotations

from motet.runtime.counts import release, release_any
from motet.runtime.growing import (
    QUOTE,
    end_of_plain,
)
from motet.runtime.heap import alloc, heap
from motet.runtime.json_scanning import (
    CLOSING,
    CLOSING_BRACE,
    COLON,
    COMMA,
    FAILED,
    INT_TAG,
    LETTER_F,
    LETTER_N,
    LETTER_T,
    MOST_DEPTH,
    OPENING,
    OPENING_BRACE,
    failed,
    next_character,
    read_number,
    read_string,
    read_word,
    skip_value,
    take_character,
)
from motet.runtime.language import (
    AnyValue,
    Object,
    Own,
    Ptr,
    address,
    any_of,
    any_scalar,
    array,
    compare_bytes,
    descriptor_word,
    inline,
    new,
    noinline,
    poll,
    raw,
    reader_of,
    real_bits,
    set_bytes,
    shift_left,
    to_real,
    u8,
    view,
    word_at,
)
from motet.runtime.lists import list_push, list_with_capacity
from motet.runtime.objects import (
    ANY_CLASS,
    BOOL_CLASS,
    FLOAT_CLASS,
    INT_CLASS,
    REF_CLASS,
    SIZE,
    TAG,
    UNIT_CLASS,
    List,
    Text,
    Tree,
)
from motet.runtime.parts import FLOAT_TAG, words_of
from motet.runtime.texts import text_part
from motet.runtime.trees import tree_new, tree_set

OF_STR = 1
OF_ITEMS = 2
OF_PARTS = 3
OF_NAMES = 4
OF_OPTION = 5
OF_ENTRIES = 6
OF_VARIANT = 7
"""The first word of a reader: what the values of a descriptor are."""

FIRST_PART = 2
FIELD_WORDS = 6
NAME_AT = 0
NAME_SIZE = 1
FIELD_CLASS = 2
FIELD_DESCRIPTOR = 3
FIELD_PLACE = 4
FIELD_NONE = 5
"""Words of a field of a reader: where its name begins, counted in bytes from the reader, how many bytes it has, memory class and
descriptor, where it lies in the object, and the descriptor of `None` if it may be absent, otherwise 0."""

CONSTRUCTOR_WORDS = 5
NUMBER = 2
PART_COUNT = 3
PARTS_AT = 4
"""Words of a constructor of a union: name as of a field, descriptor, how many parts it has, and where in the reader their memory
classes and descriptors begin."""

DOLLAR = 36

VARIANT_WORD = 8389750261356262948
ARGS_WORD = 1936159329
"""`$variant` and `args`, the first letter lowest."""

UNKNOWN = -1
WRONG = -2
"""Instead of the number of a field."""


@raw
@noinline
def json_read(descriptor: int, text: Text, where: int) -> Object | None:
    """The value of a descriptor that a document is; None if the host has to do it. Traps `memory`."""
    heap.read_at = 0
    x = read_object(text, descriptor, 0, where)
    if x.tag == FAILED:
        return None
    if next_character(text) >= 0:
        release_any(x)
        return None
    return x.obj


# ---- values


@raw
@noinline
def read_value(text: Text, memory_class: int, descriptor: int, depth: int, where: int) -> AnyValue:
    """The next value, of a memory class; of class Ref one of a descriptor. Traps `memory`."""
    if memory_class == REF_CLASS:
        return read_object(text, descriptor, depth, where)
    first = next_character(text)
    if memory_class == ANY_CLASS:
        return read_any(text, first, where)
    if memory_class == BOOL_CLASS:
        return read_word(text, first) if first in (LETTER_T, LETTER_F) else failed()
    if memory_class == UNIT_CLASS:
        return read_word(text, first) if first == LETTER_N else failed()
    x = read_number(text, where)
    if memory_class == INT_CLASS:
        return x if x.tag == INT_TAG else failed()
    return with_fraction(x) if x.tag == INT_TAG else x


@raw
@noinline
def read_any(text: Text, first: int, where: int) -> AnyValue:
    """A scalar or a text of whatever type it is. Traps `memory`."""
    if first == QUOTE:
        return read_string(text, where)
    if first in (LETTER_T, LETTER_F, LETTER_N):
        return read_word(text, first)
    return read_number(text, where)


@raw
@inline
def with_fraction(x: AnyValue) -> AnyValue:
    """An Int as the nearest Float."""
    return any_scalar(FLOAT_TAG, real_bits(to_real(x.integer)))


# ---- objects


@raw
@noinline
def read_object(text: Text, descriptor: int, depth: int, where: int) -> AnyValue:
    """The next value, of a descriptor. Traps `memory`."""
    poll(where)
    reader = reader_of(descriptor)
    first = next_character(text)
    form = reader[0]
    if form == OF_OPTION:
        return read_option(text, reader, first, depth, where)
    if form == OF_STR:
        return read_string(text, where) if first == QUOTE else failed()
    if depth == MOST_DEPTH or first not in (OPENING, OPENING_BRACE):
        return failed()
    if (first == OPENING) != (form in (OF_ITEMS, OF_PARTS)):
        return failed()
    heap.read_at += 1
    if form == OF_VARIANT:
        return read_variant(text, reader, depth + 1, where)
    if form == OF_ITEMS:
        return read_items(text, reader, descriptor, depth + 1, where)
    if form == OF_PARTS:
        return read_parts(text, reader, descriptor, depth + 1, where)
    if form == OF_NAMES:
        return read_names(text, reader, descriptor, depth + 1, where)
    return read_entries(text, reader, descriptor, depth + 1, where)


@raw
@inline
def tagged(o: Object, descriptor: int) -> AnyValue:
    """An object as a value of type Any."""
    return any_of(descriptor_word(descriptor, TAG), o)


@raw
@noinline
def fields_object(descriptor: int, where: int) -> Object:
    """An object of kind FIELDS whose parts are all 0. Traps `memory`."""
    size = descriptor_word(descriptor, SIZE)
    o = new(Object, alloc(size, where), descriptor)
    set_bytes(address(o) + 8, 0, size - 8)
    return o


@raw
@noinline
def put_part(place: Ptr[u8], memory_class: int, x: Own[AnyValue]) -> None:
    """Store a part."""
    if memory_class == REF_CLASS:
        array(Object, place)[0] = x.obj
    elif memory_class == ANY_CLASS:
        array(AnyValue, place)[0] = x
    elif memory_class != UNIT_CLASS:
        array(int, place)[0] = x.integer


@raw
@noinline
def read_option(text: Text, reader: Ptr[int], first: int, depth: int, where: int) -> AnyValue:
    """`null`, or a value. Traps `memory`."""
    none, some = reader[3], reader[4]
    if first == LETTER_N:
        x = read_word(text, first)
        return x if x.tag == FAILED else tagged(fields_object(none, where), none)
    x = read_value(text, reader[1], reader[2], depth, where)
    if x.tag == FAILED:
        return x
    o = fields_object(some, where)
    put_part(address(o) + 8, reader[1], x)
    return tagged(o, some)


# ---- arrays


@raw
@noinline
def read_items(text: Text, reader: Ptr[int], descriptor: int, depth: int, where: int) -> AnyValue:
    """The rest of an array as a list. Traps `memory`."""
    memory_class = reader[1]
    xs = empty_list(memory_class, descriptor, where)
    if take_character(text, CLOSING):
        return tagged(xs, descriptor)
    while True:
        x = read_value(text, memory_class, reader[2], depth, where)
        if x.tag == FAILED:
            break
        xs = pushed(xs, memory_class, x, where)
        if take_character(text, CLOSING):
            return tagged(xs, descriptor)
        if not take_character(text, COMMA):
            break
    release(xs)
    return failed()


@raw
@noinline
def empty_list(memory_class: int, descriptor: int, where: int) -> Object:
    """An empty list with room for a few items. Traps `memory`."""
    if memory_class == BOOL_CLASS:
        return list_with_capacity(List[bool], descriptor, 8, where)
    if memory_class == ANY_CLASS:
        return list_with_capacity(List[AnyValue], descriptor, 4, where)
    return list_with_capacity(List[int], descriptor, 4, where)


@raw
@noinline
def pushed(xs: Own[Object], memory_class: int, x: Own[AnyValue], where: int) -> Object:
    """A list with one more item. Traps `memory`."""
    if memory_class == REF_CLASS:
        return list_push(view(List[Object], xs), x.obj, where)
    if memory_class == ANY_CLASS:
        return list_push(view(List[AnyValue], xs), x, where)
    if memory_class == BOOL_CLASS:
        return list_push(view(List[bool], xs), x.integer == 1, where)
    if memory_class == UNIT_CLASS:
        return list_push(view(List[None], xs), None, where)
    return list_push(view(List[int], xs), x.integer, where)


@raw
@noinline
def read_parts(text: Text, reader: Ptr[int], descriptor: int, depth: int, where: int) -> AnyValue:
    """The rest of an array as a tuple. Traps `memory`."""
    o = fields_object(descriptor, where)
    if read_all(text, reader + FIRST_PART, reader[1], o, depth, where):
        return tagged(o, descriptor)
    release(o)
    return failed()


@raw
@noinline
def read_all(text: Text, parts: Ptr[int], count: int, o: Object, depth: int, where: int) -> bool:
    """Read the rest of an array as the parts of an object; false if that cannot be done. Traps `memory`."""
    at = 8
    for i in range(count):
        if i > 0 and not take_character(text, COMMA):
            return False
        memory_class = parts[2 * i]
        x = read_value(text, memory_class, parts[2 * i + 1], depth, where)
        if x.tag == FAILED:
            return False
        put_part(address(o) + at, memory_class, x)
        at += 8 * words_of(memory_class)
    return take_character(text, CLOSING)


# ---- objects of JSON


@raw
@noinline
def read_variant(text: Text, reader: Ptr[int], depth: int, where: int) -> AnyValue:
    """The rest of an object with the keys `$variant` and `args`, in this order, as a value of a union. Traps `memory`."""
    if not take_this_key(text, VARIANT_WORD, 8):
        return failed()
    name = take_key(text)
    constructor = constructor_named(reader, text.bytes + name, heap.read_at - 1 - name) if name >= 0 else 0
    if constructor == 0 or not take_character(text, COMMA) or not take_this_key(text, ARGS_WORD, 4):
        return failed()
    if depth == MOST_DEPTH or not take_character(text, OPENING):
        return failed()
    words = reader + constructor
    o = fields_object(words[NUMBER], where)
    good = read_all(text, reader + words[PARTS_AT], words[PART_COUNT], o, depth + 1, where)
    if good and take_character(text, CLOSING_BRACE):
        return tagged(o, words[NUMBER])
    release(o)
    return failed()


@raw
@noinline
def take_this_key(text: Text, word: int, size: int) -> bool:
    """Whether the next key is this word of up to 8 bytes, the first one lowest; then it is taken with the colon behind it."""
    key = take_key(text)
    if key < 0 or heap.read_at - 1 - key != size or key + 8 > text.capacity:
        return False
    different = shift_left(word_at(text.bytes + key) ^ word, 64 - 8 * size)
    return different == 0 and take_character(text, COLON)


@raw
@noinline
def constructor_named(reader: Ptr[int], name: Ptr[u8], size: int) -> int:
    """The index of the first word of a constructor; 0 if none has the name."""
    for i in range(reader[1]):
        words = reader + (FIRST_PART + CONSTRUCTOR_WORDS * i)
        if words[NAME_SIZE] == size and compare_bytes(name, array(u8, reader) + words[NAME_AT], size) == 0:
            return FIRST_PART + CONSTRUCTOR_WORDS * i
    return 0


@raw
@inline
def take_key(text: Text) -> int:
    """Where the next key begins, behind its quote; -1 if there is none, or it has escape sequences. It is taken: its other quote was
    the last character."""
    if next_character(text) != QUOTE:
        return -1
    start = heap.read_at + 1
    end = end_of_plain(text, start)
    heap.read_at = end + 1
    return start if end < text.length and text.bytes[end] == QUOTE else -1


@raw
@noinline
def read_names(text: Text, reader: Ptr[int], descriptor: int, depth: int, where: int) -> AnyValue:
    """The rest of an object as a record: fields that it does not have are dropped. Traps `memory`."""
    o, found, field, good = fields_object(descriptor, where), 0, -1, True
    more = not take_character(text, CLOSING_BRACE)
    while good and more:
        field = next_field(text, reader, field + 1)
        if field < 0:
            good = field == UNKNOWN and skip_value(text, depth, where)
        else:
            if (found >> field) & 1 == 1:
                drop_field(reader, o, field)
            good = read_field(text, reader, o, field, depth, where)
            found = found | shift_left(1, field)
        more = good and not take_character(text, CLOSING_BRACE)
        good = good and (not more or take_character(text, COMMA))
    if good and is_complete(reader, o, found, where):
        return tagged(o, descriptor)
    release(o)
    return failed()


@raw
@noinline
def next_field(text: Text, reader: Ptr[int], likely: int) -> int:
    """The number of the field that the next key names, which is taken with the colon behind it; UNKNOWN or WRONG. A key with a dollar
    sign may be one of those that bytes and variants have."""
    key = take_key(text)
    if key < 0 or text.bytes[key] == DOLLAR:
        return WRONG
    size = heap.read_at - 1 - key
    if not take_character(text, COLON):
        return WRONG
    count = reader[1]
    for i in range(count):
        field = i + likely if i + likely < count else i + likely - count
        words = reader + (FIRST_PART + FIELD_WORDS * field)
        if words[NAME_SIZE] == size and compare_bytes(text.bytes + key, array(u8, reader) + words[NAME_AT], size) == 0:
            return field
    return UNKNOWN


@raw
@noinline
def read_field(text: Text, reader: Ptr[int], o: Object, field: int, depth: int, where: int) -> bool:
    """Read the value of a field; false if that cannot be done. Traps `memory`."""
    words = reader + (FIRST_PART + FIELD_WORDS * field)
    x = read_value(text, words[FIELD_CLASS], words[FIELD_DESCRIPTOR], depth, where)
    if x.tag == FAILED:
        return False
    put_part(address(o) + words[FIELD_PLACE], words[FIELD_CLASS], x)
    return True


@raw
@noinline
def drop_field(reader: Ptr[int], o: Object, field: int) -> None:
    """Release the value of a field that comes again."""
    words = reader + (FIRST_PART + FIELD_WORDS * field)
    place = address(o) + words[FIELD_PLACE]
    if words[FIELD_CLASS] == REF_CLASS:
        old = array(Object, place)[0]
        array(int, place)[0] = 0
        release(old)
    elif words[FIELD_CLASS] == ANY_CLASS:
        x = array(AnyValue, place)[0]
        array(int, place)[0] = 0
        release_any(x)


@raw
@noinline
def is_complete(reader: Ptr[int], o: Object, found: int, where: int) -> bool:
    """Give fields that may be absent, and are, the value `None`; false if others are absent. Traps `memory`."""
    for field in range(reader[1]):
        if (found >> field) & 1 == 0:
            words = reader + (FIRST_PART + FIELD_WORDS * field)
            if words[FIELD_NONE] == 0:
                return False
            array(Object, address(o) + words[FIELD_PLACE])[0] = fields_object(words[FIELD_NONE], where)
    return True


@raw
@noinline
def read_entries(text: Text, reader: Ptr[int], descriptor: int, depth: int, where: int) -> AnyValue:
    """The rest of an object as a sorted map with Strs as keys. Traps `memory`."""
    m: Object = tree_new(Tree[Object, int], descriptor, where)
    good = True
    more = not take_character(text, CLOSING_BRACE)
    while good and more:
        key = take_key(text)
        good = key >= 0 and text.bytes[key] != DOLLAR
        size = heap.read_at - 1 - key
        good = good and take_character(text, COLON)
        if good:
            x = read_value(text, reader[1], reader[2], depth, where)
            good = x.tag != FAILED
            if good:
                m = with_entry(m, text_part(text, key, size, where), reader[1], x, where)
        more = good and not take_character(text, CLOSING_BRACE)
        good = good and (not more or take_character(text, COMMA))
    if good:
        return tagged(m, descriptor)
    release(m)
    return failed()


@raw
@noinline
def with_entry(m: Own[Object], key: Own[Object], memory_class: int, x: Own[AnyValue], where: int) -> Object:
    """A sorted map with a value for a key. Traps `memory`."""
    if memory_class == REF_CLASS:
        return tree_set(view(Tree[Object, Object], m), key, x.obj, where)
    if memory_class == FLOAT_CLASS:
        return tree_set(view(Tree[Object, float], m), key, x.real, where)
    if memory_class == BOOL_CLASS:
        return tree_set(view(Tree[Object, bool], m), key, x.integer == 1, where)
    if memory_class == ANY_CLASS:
        return tree_set(view(Tree[Object, AnyValue], m), key, x, where)
    return tree_set(view(Tree[Object, int], m), key, x.integer, where)
