"""Documents made values of a program's types, which are written as tags.

Tags are `Int Float Bool Str`, `List[T]`, `Option[T]` (of `null` or a value), `Map[T]` (of an object), `Tuple[T,U]` (of
an array), `{name:T,...}` (of an object: other fields are dropped, absent Options are `None`), and `Record` and `Any`,
which take every value as it is. They are as deep as the types of a program are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.values import Record, SortedMap, Variant
from motet.stdlib.optional import NONE, some
from motet.stdlib.signatures import split_outside_brackets

KINDS: Final[dict[type, str]] = {
    type(None): "null",
    bool: "Bool",
    int: "Number",
    float: "Number",
    str: "Str",
    list: "Array",
    Record: "Object",
    Variant: "Object",
    bytes: "Object",
}
"""What parts of a document are called in messages."""

_SIMPLE: Final[dict[str, type]] = {"Int": int, "Bool": bool, "Str": str}
_OPTION: Final = ("Some", "None")


class MismatchError(Exception):
    """A part of a document is not of its type."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message: Final = message

    def within(self, place: str) -> MismatchError:
        """The same, seen from what the part is in."""
        return MismatchError(f"{place}: {self.message}")


def fitted(value: Value, tag: str, *, inside: bool = False) -> Value:
    """The value as one of the type. MismatchError: it is none.

    `inside` of another value an Option may also be written as the variant that it is.
    """
    if tag == "Float" and type(value) in (int, float):
        return float(value)
    if tag in ("Float", "Int", "Bool", "Str"):
        if type(value) is not _SIMPLE.get(tag):
            raise _wrong(tag, value)
        return value
    for start, rule in _RULES.items():
        if tag.startswith(start):
            return rule(value, tag[len(start) : -1], inside)
    return value


def _wrong(wanted: str, value: Value) -> MismatchError:
    return MismatchError(f"expected {wanted}, got {KINDS[type(value)]}")


def _option(value: Value, tag: str, inside: bool) -> Value:
    if value is None:
        return NONE
    if not inside or type(value) is not Variant or value.name not in _OPTION:
        return some(fitted(value, tag, inside=inside))
    return some(fitted(value.values[0], tag, inside=True)) if len(value.values) == 1 else value


def _list(value: Value, tag: str, inside: bool) -> Value:
    if type(value) is not list:
        raise _wrong("List", value)
    return [_element(at, item, tag) for at, item in enumerate(value)]


def _tuple(value: Value, tags: str, inside: bool) -> Value:
    parts = split_outside_brackets(tags)
    if type(value) is not list or len(value) != len(parts):
        raise _wrong(f"Tuple of {len(parts)}", value)
    return tuple([_element(at, item, tag) for at, (item, tag) in enumerate(zip(value, parts, strict=True))])


def _element(at: int, value: Value, tag: str) -> Value:
    try:
        return fitted(value, tag, inside=True)
    except MismatchError as mismatch:
        raise mismatch.within(f"[{at}]") from None


def _map(value: Value, tag: str, inside: bool) -> Value:
    if type(value) is not Record:
        raise _wrong("Map", value)
    found = zip(value.fields, value.values, strict=True)
    return SortedMap(dict(sorted((name, _field(name, item, tag)) for name, item in found)))


def _record(value: Value, tags: str, inside: bool) -> Value:
    if type(value) is not Record:
        raise _wrong("Record", value)
    found = dict(zip(value.fields, value.values, strict=True))
    fields = {}
    missing = []
    for part in split_outside_brackets(tags):
        name, _, tag = part.partition(":")
        if name in found:
            fields[name] = _field(name, found[name], tag)
        elif tag.startswith("Option["):
            fields[name] = NONE
        else:
            missing.append(name)
    if missing:
        raise MismatchError(f"missing required field(s): {', '.join(missing)}")
    names = tuple(sorted(fields))
    return Record(names, tuple([fields[name] for name in names]))


def _field(name: str, value: Value, tag: str) -> Value:
    try:
        return fitted(value, tag, inside=True)
    except MismatchError as mismatch:
        raise mismatch.within(f"field `{name}`") from None


_RULES: Final[dict[str, Callable[[Value, str, bool], Value]]] = {
    "Option[": _option,
    "List[": _list,
    "Tuple[": _tuple,
    "Map[": _map,
    "{": _record,
}
"""By what a tag begins with; they get what is inside of the brackets."""
