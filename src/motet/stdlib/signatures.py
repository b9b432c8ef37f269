"""Signatures of shared operations: their text, and the types of the bytecode that they name.

Int Float Bool Str Bytes Unit Any Vector        T (one capital letter: a type variable)
List[T] Option[T] Result[T, E] SortedMap[K, V] SortedSet[T] Deque[T] Map[K, V] Set[T]
(A, B)    {name: Type, ...}    Fn(A, B) -> C    Matrix
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from motet.bytecode.types import (
    BY_NAME,
    FLOAT,
    INT,
    Ty,
    deque_of,
    fn,
    list_of,
    map_of,
    option_of,
    record_of,
    result_of,
    set_of,
    sorted_map_of,
    sorted_set_of,
    tuple_of,
    variable,
)

MATRIX: Final = record_of((("cols", INT), ("data", list_of(FLOAT)), ("rows", INT)), "Matrix")
"""Matrices of Floats: `data` has the rows one after the other."""

APPLIED: Final[Mapping[str, tuple[int, Callable[..., Ty]]]] = {
    "List": (1, list_of),
    "Option": (1, option_of),
    "Result": (2, result_of),
    "SortedMap": (2, sorted_map_of),
    "SortedSet": (1, sorted_set_of),
    "Deque": (1, deque_of),
    "Map": (2, map_of),
    "Set": (1, set_of),
}
"""Types with arguments: their number, and what makes them."""


class Parameter(NamedTuple):
    """One parameter. A mode is a constant of the row, of the Python type that `type_name` names; it has no `type`."""

    name: str
    type_name: str
    type: Ty | None
    is_mode: bool


def parse_signature(text: str) -> tuple[str, tuple[Parameter, ...], Ty]:
    """Name, parameters and result type of a signature. ValueError when it is malformed."""
    name, opening, _ = text.partition("(")
    inner, result = _split_function(text.removeprefix(name))
    if not opening or name.count(".") != 1:
        raise ValueError(f"malformed signature `{text}`")
    return name, tuple(_parameter(part) for part in split_outside_brackets(inner)), type_named(result)


def _parameter(text: str) -> Parameter:
    name, colon, type_name = (part.strip() for part in text.partition(":"))
    if not colon:
        raise ValueError(f"parameter `{text}` has no type")
    if name.startswith("mode "):
        return Parameter(name.removeprefix("mode ").strip(), type_name, None, is_mode=True)
    return Parameter(name, type_name, type_named(type_name), is_mode=False)


def type_named(text: str) -> Ty:
    """The type of the bytecode that a signature names. ValueError for an unknown name."""
    text = text.strip()
    if text in BY_NAME:
        return BY_NAME[text]
    if text == "Matrix":
        return MATRIX
    if len(text) == 1 and text.isupper():
        return variable(text)
    if text.startswith("(") and text.endswith(")"):
        return tuple_of(*map(type_named, split_outside_brackets(text[1:-1])))
    if text.startswith("{") and text.endswith("}"):
        return record_of(tuple(_field(part) for part in split_outside_brackets(text[1:-1])))
    if text.startswith("Fn("):
        inner, result = _split_function(text[2:])
        return fn(tuple(map(type_named, split_outside_brackets(inner))), (type_named(result),))
    return _applied(text)


def _field(text: str) -> tuple[str, Ty]:
    name, colon, of = text.partition(":")
    if not colon:
        raise ValueError(f"field `{text}` has no type")
    return name.strip(), type_named(of)


def _applied(text: str) -> Ty:
    head, opening, rest = text.partition("[")
    parts = split_outside_brackets(rest[:-1])
    count, make = APPLIED.get(head, (-1, None))
    if make is None or not opening or not rest.endswith("]") or len(parts) != count:
        raise ValueError(f"unknown type `{text}`")
    return make(*map(type_named, parts))


def _split_function(text: str) -> tuple[str, str]:
    """`(A, B) -> C` as the text between the brackets and the result."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0:
            arrow, _, result = text[at + 1 :].strip().partition(" ")
            if at and arrow == "->" and result:
                return text[1:at], result
            break
    raise ValueError(f"malformed signature `{text}`")


def split_outside_brackets(text: str) -> list[str]:
    """The parts between the commas that are in no bracket; none of an empty text."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    last = text[start:].strip()
    return [*parts, last] if parts or last else []
