"""Reads the signatures of library functions: Lex types to types of the bytecode, for rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from motet.bytecode.types import (
    ANY,
    BOOL,
    BYTES,
    FLOAT,
    INT,
    STR,
    UNIT,
    Ty,
    deque_of,
    fn,
    list_of,
    option_of,
    record_of,
    result_of,
    sorted_map_of,
    sorted_set_of,
    tuple_of,
    variable,
)
from motet.stdlib.signatures import MATRIX, split_outside_brackets

NAMED: Final[Mapping[str, Ty]] = {
    "Int": INT,
    "Float": FLOAT,
    "Bool": BOOL,
    "Str": STR,
    "Bytes": BYTES,
    "Unit": UNIT,
    "Json": ANY,
    "Tz": ANY,
    "Instant": INT,
    "Duration": INT,
    "ProcessHandle": INT,
    "Regex": STR,
    "Rng": record_of((("state", INT),)),
    "Matrix": MATRIX,
}
"""Types without arguments; opaque ones are what stands for them at run time."""

APPLIED: Final[Mapping[str, Callable[..., Ty]]] = {
    "List": list_of,
    "Option": option_of,
    "Result": result_of,
    "Map": sorted_map_of,
    "Set": sorted_set_of,
    "Deque": deque_of,
}


def row_types(signature: str) -> tuple[tuple[Ty, ...], Ty]:
    """Types of the parameters and of the result of a function's signature. ValueError when it is malformed."""
    parameters, result = _function_parts(signature)
    return tuple(map(type_of, parameters)), type_of(result)


def type_of(text: str) -> Ty:
    """The type of the bytecode that a Lex type stands for. ValueError for an unknown one."""
    text = text.strip()
    if text in NAMED:
        return NAMED[text]
    if len(text) == 1 and text.isupper():
        return variable(text)
    if text.startswith("{"):
        fields = (part.partition("::") for part in split_outside_brackets(text[1:-1]))
        return record_of(tuple((name.strip(), type_of(of)) for name, _, of in fields))
    if text.startswith("("):
        return _round(text)
    head, _, rest = text.partition("[")
    if head not in APPLIED:
        raise ValueError(f"unknown type `{text}`")
    return APPLIED[head](*map(type_of, split_outside_brackets(rest.removesuffix("]"))))


def _round(text: str) -> Ty:
    if _closing(text) < len(text) - 1:
        parameters, result = _function_parts(text)
        return fn(tuple(map(type_of, parameters)), (type_of(result),))
    parts = split_outside_brackets(text[1:-1])
    return type_of(parts[0]) if len(parts) == 1 else tuple_of(*map(type_of, parts))


def _function_parts(text: str) -> tuple[list[str], str]:
    at = _closing(text)
    arrow, result = text[at + 1 :].strip()[:2], text[at + 1 :].strip()[2:].strip()
    if arrow != "->" or not result:
        raise ValueError(f"malformed signature `{text}`")
    if result.startswith("["):
        result = result.partition("]")[2].strip()
    return split_outside_brackets(text[1:at]), result


def _closing(text: str) -> int:
    """Where the bracket that the text starts with is closed."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0:
            return at
    raise ValueError(f"malformed type `{text}`")
