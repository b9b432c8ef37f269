"""Which types programs may declare and name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from motet.bytecode.shown import show, show_type
from motet.bytecode.types import Ty, is_interned

KINDS: Final = frozenset((
    "Unit", "Bool", "Int", "Float", "Vector", "Any", "Str", "Bytes",
    "List", "Tuple", "Record", "Union", "Fn", "SortedMap", "SortedSet", "Deque",
))  # fmt: skip
"""The kinds of types that something makes values of."""

MAX_DEPTH: Final = 50
"""The deepest nesting of types, as the text form can read it."""

_valid: Final[set[Ty]] = set()
"""Types that were found valid. Types are interned and defined once, so they stay so."""


def type_error(type_: object) -> str:
    """The reason why an object cannot be a type of a program, or an empty string. It looks into all that it mentions."""
    if type(type_) is Ty and type_ in _valid:
        return ""
    seen: set[Ty] = set()
    waiting: list[object] = [type_]
    while waiting:
        one = waiting.pop()
        reason = _own_error(one)
        if reason:
            return reason
        if isinstance(one, Ty) and one not in seen and one not in _valid:
            seen.add(one)
            waiting += mentioned(one)
    _valid.update(seen)
    return ""


def mentioned(type_: Ty) -> list[Ty]:
    """The types that a type is made of: parts, results, and what its constructors hold."""
    return [*type_.parts, *type_.results, *(part for one in type_.constructors for part in one.payload)]


def _own_error(type_: object) -> str:
    if type(type_) is not Ty or not is_interned(type_):
        return f"{show(type_)} is no type"
    if type_.kind not in KINDS:
        return f"values of type {show_type(type_)} cannot be declared"
    if type_.depth > MAX_DEPTH:
        return f"types are nested more than {MAX_DEPTH} deep"
    if type_.kind == "Fn" and len(type_.results) != 1:
        return "functions of closures have one result"
    if type_.kind == "Union":
        return _name_error(type_, [one.name for one in type_.constructors])
    return _name_error(type_, type_.fields) if type_.kind == "Record" else ""


def _name_error(type_: Ty, names: Sequence[str]) -> str:
    if not names and type_.definition:
        return f"{show_type(type_)} is not defined"
    return "" if len(set(names)) == len(names) else f"{show_type(type_)} has several parts of one name"
