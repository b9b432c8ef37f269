"""Which routines are native bodies of shared operations (`motet.stdlib`), and how they are called.

A body does what the Python body of the declaration does, or says that it cannot: then the host does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

VALUE: Final = "value"
OPTION: Final = "option"
HOST: Final = "host"
FAILS: Final = "fails"
"""What the result of a routine is: the value; or null, which is the variant `None` of the result (otherwise what is there is
the value of `Some`); or null, when the host has to do it, or (`FAILS`) when the operation fails, of which only the host knows
the text. An address (`Ptr`) means the value that lies there, borrowed."""


class Body(NamedTuple):
    """A native body.

    Attributes:
        routine: name of a routine of `motet.jit.typed_python.library.MODULES`.
        arguments: one word for each parameter of the routine that has words, but for the last, `where`: the number of an argument
            of the operation; `result`, the descriptor of its result type (of the Option's value, if it is one); `item`,
            that of the elements of the result; `part1`, that of its second part; `=N`, a constant; `NAME`, the number that a mode
            is; `NAME:TEXT=N,TEXT=N`, the number for what a mode says.
        classes: for each type variable of the routine what says its memory class: a type variable of the declaration, or a class.
        result: `VALUE`, `OPTION`, `HOST` or `FAILS`.
        key: number of the argument that must be a key, which one of memory class Any may not be; -1 if there is none.
        keys_of_all_kinds: K stands for values of every type; otherwise for those that maps may have as keys.
    """

    routine: str
    arguments: tuple[str, ...]
    classes: tuple[str, ...] = ()
    result: str = VALUE
    key: int = -1
    keys_of_all_kinds: bool = False


def _body(routine: str, arguments: str = "", classes: str = "", result: str = VALUE, key: int = -1) -> Body:
    return Body(routine, tuple(arguments.split()), tuple(classes.split()), result, key)


KEY_CLASSES: Final = frozenset(("Int", "Ref", "Any"))
"""Memory classes of keys that routines of maps know; of Ref only Strs. The host does others."""

_SIDES: Final = "side:start=1,end=2,both=3"
_EDGES: Final = "edges:none=0,both=1"

_TEXTS: Final = {
    "text.byte_length": _body("text_len", "0"),
    "text.is_empty": _body("text_is_empty", "0"),
    "text.concat": _body("text_concat", "0 1"),
    "text.join": _body("text_join", "0 1"),
    "text.split": _body("text_split", f"result 0 1 {_EDGES}"),
    "text.trim": _body("text_trim", f"0 {_SIDES}"),
    "text.upper": _body("text_upper", "0", result=HOST),
    "text.lower": _body("text_lower", "0", result=HOST),
    "text.contains": _body("text_contains", "0 1"),
    "text.starts_with": _body("text_starts_with", "0 1"),
    "text.ends_with": _body("text_ends_with", "0 1"),
    "text.find": _body("text_find", "0 1", result=FAILS),
    "text.replace_all": _body("text_replace_all", "0 1 2"),
    "text.strip_prefix": _body("text_strip_prefix", "0 1", result=OPTION),
    "text.strip_suffix": _body("text_strip_suffix", "0 1", result=OPTION),
    "text.slice": _body("text_slice", "0 1 2", result=HOST),
    "text.parse_int": _body("text_parse_int", "0", result=FAILS),
    "text.parse_float": _body("text_parse_float", "0", result=FAILS),
    "text.compare": _body("text_order", "0 1"),
    "text.ascii_at": _body("text_ascii_at", "0 1"),
    "text.reverse": _body("text_reverse", "0"),
    "text.repeat": _body("text_repeat", "0 1"),
    "text.lines": _body("text_lines", "result 0"),
    "int.to_text": _body("text_of_int", "result 0"),
    "float.to_text": _body("text_of_float", "result 0"),
}
_BYTES: Final = {
    "bytes.length": _body("text_len", "0"),
    "bytes.is_empty": _body("text_is_empty", "0"),
    "bytes.equal": _body("text_equal", "0 1"),
    "bytes.from_text": _body("bytes_of_text", "result 0"),
    "bytes.to_text": _body("text_of_bytes", "result 0", result=HOST),
    "bytes.slice": _body("bytes_slice", "0 1 2", result=HOST),
    "bytes.concat": _body("text_concat", "0 1"),
    "bytes.concat_all": _body("bytes_join", "result 0"),
    "bytes.from_int": _body("bytes_of_int", "result 0 width"),
    "bytes.int_at": _body("bytes_int_at", "0 1 width", result=HOST),
}
_LISTS: Final = {
    "list.length": _body("list_len", "0", "T"),
    "list.with_capacity": _body("list_with_capacity", "result 0", "T"),
    "list.is_empty": _body("list_is_empty", "0", "T"),
    "list.first": _body("list_first", "0", "T", OPTION),
    "list.last": _body("list_last", "0", "T", OPTION),
    "list.get": _body("list_at", "0 1", "T", OPTION),
    "list.push": _body("list_push", "0 1", "T"),
    "list.cons": _body("list_cons", "0 1", "T"),
    "list.tail": _body("list_tail", "0", "T"),
    "list.concat": _body("list_concat", "0 1", "T"),
    "list.reverse": _body("list_reverse", "0", "T"),
    "list.range": _body("list_range", "result 0 1"),
    "list.repeat": _body("list_repeat", "result 0 1", "T"),
    "list.enumerate": _body("list_enumerate", "result item 0", "T"),
    "list.zip": _body("list_zip", "result item 0 1", "A B"),
    "list.take": _body("list_take", "0 1", "T"),
    "list.drop": _body("list_drop", "0 1", "T"),
    "list.slice": _body("list_slice", "0 1 2", "T"),
    "list.set": _body("list_replace", "0 1 2", "T"),
    "list.contains": _body("list_contains", "0 1", "T"),
    "list.index_of": _body("list_index_of", "0 1", "T", OPTION),
    "list.flatten": _body("list_flatten", "result 0", "T"),
    "list.sum": _body("list_sum", "0"),
    "list.sort_by_keys": _body("list_sort_by_keys", "0 1", "T K")._replace(keys_of_all_kinds=True),
}
_DEQUES: Final = {
    "deque.new": _body("list_with_capacity", "result =0", "T"),
    "deque.size": _body("list_len", "0", "T"),
    "deque.is_empty": _body("list_is_empty", "0", "T"),
    "deque.from_list": _body("list_as", "0 result", "T"),
    "deque.to_list": _body("list_as", "0 result", "T"),
    "deque.push_back": _body("list_push", "0 1", "T"),
    "deque.push_front": _body("list_cons", "1 0", "T"),
    "deque.pop_back": _body("list_pop_back", "result 0", "T", OPTION),
    "deque.pop_front": _body("list_pop_front", "result 0", "T", OPTION),
    "deque.peek_back": _body("list_last", "0", "T", OPTION),
    "deque.peek_front": _body("list_first", "0", "T", OPTION),
}
_MAPS: Final = {
    "map.new": _body("tree_new", "result", "K V"),
    "map.size": _body("tree_len", "0", "K V"),
    "map.is_empty": _body("tree_is_empty", "0", "K V"),
    "map.has": _body("tree_has", "0 1", "K V", key=1),
    "map.get": _body("tree_find", "0 1", "K V", OPTION, key=1),
    "map.set": _body("tree_set", "0 1 2", "K V", key=1),
    "map.delete": _body("tree_delete", "0 1", "K V", key=1),
    "map.keys": _body("tree_keys", "result 0", "K V"),
    "map.values": _body("tree_values", "result 0", "K V"),
    "map.entries": _body("tree_entries", "result item 0", "K V"),
    "map.from_list": _body("tree_from_pairs", "result 0", "K V", HOST),
    "map.merge": _body("tree_merge", "0 1", "K V"),
}
_SETS: Final = {
    "set.new": _body("tree_new", "result", "K Unit"),
    "set.from_list": _body("tree_from_items", "result 0", "K", HOST),
    "set.to_list": _body("tree_keys", "result 0", "K Unit"),
    "set.size": _body("tree_len", "0", "K Unit"),
    "set.is_empty": _body("tree_is_empty", "0", "K Unit"),
    "set.has": _body("tree_has", "0 1", "K Unit", key=1),
    "set.add": _body("tree_set", "0 1", "K Unit", key=1),
    "set.delete": _body("tree_delete", "0 1", "K Unit", key=1),
    "set.union": _body("tree_merge", "0 1", "K Unit"),
    "set.intersection": _body("tree_intersection", "0 1", "K Unit"),
    "set.difference": _body("tree_difference", "0 1", "K Unit"),
    "set.is_subset": _body("tree_is_subset", "0 1", "K Unit"),
}

_MATRICES: Final = {
    "matrix.filled": _body("matrix_filled", "result part1 0 1 value", result=HOST),
    "matrix.from_lists": _body("matrix_from_lists", "result part1 0", result=HOST),
    "matrix.from_flat": _body("matrix_from_flat", "result 0 1 2", result=HOST),
    "matrix.rows": _body("matrix_rows", "0", result=HOST),
    "matrix.cols": _body("matrix_cols", "0", result=HOST),
    "matrix.get": _body("matrix_get", "0 1 2", result=HOST),
    "matrix.to_flat": _body("matrix_to_flat", "0", result=HOST),
    "matrix.transpose": _body("matrix_transpose", "0", result=HOST),
    "matrix.scale": _body("matrix_scale", "0 1", result=HOST),
    "matrix.sigmoid": _body("matrix_sigmoid", "0", result=HOST),
    "matrix.add": _body("matrix_add", "0 1", result=HOST),
    "matrix.subtract": _body("matrix_subtract", "0 1", result=HOST),
    "matrix.multiply": _body("matrix_multiply", "0 1", result=HOST),
}
JSON: Final = _body("json_read", "result 0", result=HOST)
"""What reads JSON where the type of the values is known (`motet.jit.lower.documents`)."""

_OTHERS: Final = {
    "json.text": _body("json_text", "result 0", "T", HOST),
    "random.seed": _body("random_seed", "result 0"),
    "random.next_int": _body("random_next_int", "result 0 1 2", result=HOST),
    "random.next_float": _body("random_next_float", "result 0"),
    "random.choose": _body("random_choose", "result 0 1", "T", OPTION),
    "check.equal": _body("check_equal", "0 1", "T", FAILS),
    "check.unequal": _body("check_unequal", "0 1", "T", FAILS),
    "check.true": _body("check_true", "0", result=FAILS),
    "check.false": _body("check_false", "0", result=FAILS),
}

BODIES: Final[Mapping[str, Body]] = {**_TEXTS, **_BYTES, **_LISTS, **_DEQUES, **_MAPS, **_SETS, **_MATRICES, **_OTHERS}
"""Native bodies by the name of the declaration."""
