"""Documents made values of a program's types, which are written as tags.

Tags are `Int Float Bool Str Bytes Unit`, `List[T]`, `Set[T]`, `Deque[T]`, `Option[T]` (of `null` or a value), `Map[T]` (of an
object), `Map[K,V]` (of an object, or an array of pairs), `Tuple[T,U]` (of an array), `{name:T,...}` (of an object: other
fields are dropped, absent Options are `None`), `Union[Name,A,B(T,U)]` (of the form of a variant), `Function` (of nothing),
and `Record` and `Any`, which take every value as it is. `#1` is the tag that is defined as such; it may contain itself.
Parsers bound the depth of documents, so the walk recurses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.values import Deque, Record, SortedMap, SortedSet, Variant
from motet.stdlib.optional import NONE, some
from motet.stdlib.signatures import split_outside_brackets
from motet.stdlib.structural import is_key, sorted_keys

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

Fit = Callable[[Value, bool], Value]
"""The value as one of a type. MismatchError: it is none. `True`: it is inside of another value; there an Option may also
be written as the variant that it is."""

_SIMPLE: Final[dict[str, type]] = {"Int": int, "Bool": bool, "Str": str, "Bytes": bytes, "Unit": type(None)}
_OPTION: Final = {"Some": 1, "None": 0}
_OPTIONAL: Final = "Option["

DEFINITION: Final = "#"
"""What the names of defined tags begin with."""


class MismatchError(Exception):
    """A part of a document is not of its type."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message: Final = message

    def within(self, place: str) -> MismatchError:
        """The same, seen from what the part is in."""
        return MismatchError(f"{place}: {self.message}")


class Fitting:
    """What tags make of values, with the definitions that they mention."""

    def __init__(self, definitions: Mapping[str, str]) -> None:
        self._definitions: Final = definitions
        self._known: Final[dict[str, Fit]] = {}

    def of(self, tag: str) -> Fit:
        """What a tag makes of values."""
        found = self._known.get(tag)
        if found is None:
            found = self._known[tag] = self._made(tag)
        return found

    def _made(self, tag: str) -> Fit:
        if tag in self._definitions:
            return lambda value, inside: self.of(self._definitions[tag])(value, inside)
        if tag in _SIMPLE:
            return partial(_exactly, tag, _SIMPLE[tag])
        if tag in _OTHERS:
            return _OTHERS[tag]
        for start, rule in _RULES.items():
            if tag.startswith(start):
                return rule(self, split_outside_brackets(tag[len(start) : -1]))
        return _anything

    def all(self, tags: list[str]) -> list[Fit]:
        """What each of several tags makes."""
        return list(map(self.of, tags))


def is_optional(tag: str) -> bool:
    """Whether a field of this tag may be absent."""
    return tag.startswith(_OPTIONAL)


def _wrong(wanted: str, value: Value) -> MismatchError:
    return MismatchError(f"expected {wanted}, got {KINDS[type(value)]}")


def _wrong_count(value: Value, wanted: int) -> MismatchError:
    return MismatchError(f"expected {value.name} of {wanted}, got {value.name} of {len(value.values)}")


def _anything(value: Value, inside: bool) -> Value:
    return value


def _exactly(tag: str, wanted: type, value: Value, inside: bool) -> Value:
    if type(value) is not wanted:
        raise _wrong(tag, value)
    return value


def _float(value: Value, inside: bool) -> Value:
    if type(value) not in (int, float):
        raise _wrong("Float", value)
    return float(value)


def _function(value: Value, inside: bool) -> Value:
    raise _wrong("a function", value)


def _option(fitting: Fitting, tags: list[str]) -> Fit:
    inner = fitting.of(tags[0])

    def fit(value: Value, inside: bool) -> Value:
        if value is None:
            return NONE
        if not inside or type(value) is not Variant or value.name not in _OPTION:
            return some(inner(value, inside))
        wanted = _OPTION[value.name]
        if len(value.values) != wanted:
            raise _wrong_count(value, wanted)
        return some(inner(value.values[0], True)) if wanted else NONE

    return fit


def _sequence(name: str, make: Callable[[list[Value]], Value], fitting: Fitting, tags: list[str]) -> Fit:
    inner = fitting.of(tags[0])

    def fit(value: Value, inside: bool) -> Value:
        if type(value) is not list:
            raise _wrong(name, value)
        return make([_placed(f"[{at}]", inner, item) for at, item in enumerate(value)])

    return fit


def _set(items: list[Value]) -> Value:
    return SortedSet(dict.fromkeys(sorted_keys(_keys(items))))


def _keys(items: list[Value]) -> list[Value]:
    for item in items:
        if not is_key(item):
            raise _wrong("a key (Str or Int)", item)
    return items


def _tuple(fitting: Fitting, tags: list[str]) -> Fit:
    parts = fitting.all(tags)

    def fit(value: Value, inside: bool) -> Value:
        if type(value) is not list or len(value) != len(parts):
            raise _wrong(f"Tuple of {len(parts)}", value)
        return tuple([_placed(f"[{at}]", part, item) for at, (part, item) in enumerate(zip(parts, value, strict=True))])

    return fit


def _map(fitting: Fitting, tags: list[str]) -> Fit:
    key, inner = fitting.all(["Str", *tags][-2:])
    pair = fitting.of(f"Tuple[{','.join(tags)}]")

    def fit(value: Value, inside: bool) -> Value:
        if type(value) is list and len(tags) > 1:
            pairs = [_placed(f"[{at}]", pair, item) for at, item in enumerate(value)]
        elif type(value) is Record:
            found = zip(value.fields, value.values, strict=True)
            pairs = [(key(name, True), _placed(f"field `{name}`", inner, item)) for name, item in found]
        else:
            raise _wrong("Map", value)
        entries = dict(pairs)
        return SortedMap({name: entries[name] for name in sorted_keys(_keys(list(entries)))})

    return fit


def _record(fitting: Fitting, tags: list[str]) -> Fit:
    parts = [tag.partition(":") for tag in tags]
    required = {name for name, _, tag in parts if not is_optional(tag)}
    fits = {name: fitting.of(tag) for name, _, tag in sorted(parts)}
    names = tuple(fits)
    order = [name for name, _, _ in parts]

    def fit(value: Value, inside: bool) -> Value:
        if type(value) is not Record:
            raise _wrong("Record", value)
        found = dict(zip(value.fields, value.values, strict=True))
        missing = [name for name in order if name in required and name not in found]
        if missing:
            raise MismatchError(f"missing required field(s): {', '.join(missing)}")
        made = {name: _placed(f"field `{name}`", fits[name], found[name]) if name in found else NONE for name in order}
        return Record(names, tuple([made[name] for name in names]))

    return fit


def _union(fitting: Fitting, tags: list[str]) -> Fit:
    union, constructors = tags[0], [tag.partition("(") for tag in tags[1:]]
    fits = {name: fitting.all(split_outside_brackets(held[:-1])) for name, _, held in constructors}

    def fit(value: Value, inside: bool) -> Value:
        if type(value) is not Variant:
            raise _wrong(union, value)
        name = value.name
        parts = fits.get(name)
        if parts is None:
            raise MismatchError(f"expected {union}, got the variant {name}")
        if len(value.values) != len(parts):
            raise _wrong_count(value, len(parts))
        made = zip(parts, value.values, strict=True)
        return Variant(name, tuple([_placed(f"{name}[{at}]", part, item) for at, (part, item) in enumerate(made)]))

    return fit


def _placed(place: str, fit: Fit, value: Value) -> Value:
    try:
        return fit(value, True)
    except MismatchError as mismatch:
        raise mismatch.within(place) from None


_OTHERS: Final[dict[str, Fit]] = {"Float": _float, "Function": _function}

_RULES: Final[dict[str, Callable[[Fitting, list[str]], Fit]]] = {
    _OPTIONAL: _option,
    "List[": partial(_sequence, "List", list),
    "Set[": partial(_sequence, "Set", _set),
    "Deque[": partial(_sequence, "Deque", Deque),
    "Tuple[": _tuple,
    "Map[": _map,
    "Union[": _union,
    "{": _record,
}
"""By what a tag begins with; they get what is inside of the brackets."""
