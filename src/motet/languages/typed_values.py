"""Values from outside, made to fit a type of the bytecode: arguments from Python, and arguments in JSON.

A Float takes an Int, a tuple a list, a map or a record whatever has names and values, a set or deque a list.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from operator import index
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.types import ANY, BOOL, BYTES, FLOAT, INT, STR, UNIT, Ty
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant, Vector
from motet.languages.buffers import numbers_of
from motet.languages.walking import NOTHING, MismatchError, Parts, rebuild

_LEAST: Final = -(1 << 63)
_GREATEST: Final = (1 << 63) - 1

_NAMES: Final = {
    bool: "Bool", int: "Int", float: "Float", str: "Str", bytes: "Bytes", type(None): NOTHING, list: "a list", tuple: "a tuple",
    dict: "a dict", Record: "a record", SortedMap: "a map", SortedSet: "a set", Deque: "a deque", Closure: "a function",
}  # fmt: skip


def fitting(value: object, type_: Ty) -> Value:
    """The value of the bytecode that a value from outside means for a type.

    Raises:
        MismatchError: it does not fit; the text says what was expected, and where.
        OverflowError: an integer has more than 64 bits.
    """
    return rebuild(value, type_, look)


def describe(value: object) -> str:
    """What a value is, for messages."""
    if isinstance(value, Variant):
        return f"the variant {value.name}"
    return _NAMES.get(type(value), type(value).__name__)


def _mismatch(type_: Ty, value: object) -> MismatchError:
    return MismatchError(type_, describe(value))


def look(value: Value, type_: Ty) -> Value:
    """For `rebuild`: the value that fits a type, or its parts. MismatchError, OverflowError as `fitting`."""
    return _BY_KIND.get(type_.kind, _exactly)(value, type_)


def _exactly(value: Value, type_: Ty) -> Value:
    raise _mismatch(type_, value)


def _int(value: Value, type_: Ty) -> Value:
    if type(value) is bool or not hasattr(value, "__index__"):
        raise _mismatch(type_, value)
    number = index(value)
    if not _LEAST <= number <= _GREATEST:
        raise OverflowError("the integer does not fit in 64 bits")
    return number


def _float(value: Value, type_: Ty) -> Value:
    if isinstance(value, float):
        return float(value)
    return float(_int(value, type_))


def _bool(value: Value, type_: Ty) -> Value:
    if type(value) is not bool:
        raise _mismatch(type_, value)
    return value


def _unit(value: Value, type_: Ty) -> Value:
    if value is not None and value != ():
        raise _mismatch(type_, value)


def _str(value: Value, type_: Ty) -> Value:
    if not isinstance(value, str):
        raise _mismatch(type_, value)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise MismatchError("Str", "a text with half of a surrogate pair") from None
    return str(value)


def _bytes(value: Value, type_: Ty) -> Value:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise _mismatch(type_, value)
    return bytes(value)


def _items(value: Value, type_: Ty) -> Sequence[Value]:
    """What is in a sequence."""
    if isinstance(value, (list, tuple, range)):
        return value
    if isinstance(value, (Deque, Vector)):
        items: list[Value] = value.items
        return items
    if isinstance(value, deque):
        return list(value)
    raise _mismatch(type_, value)


_SEQUENCES: Final = frozenset({list, tuple, range})


def _list(value: Value, type_: Ty) -> Value:
    element = type_.parts[0]
    if type(value) not in _SEQUENCES:
        numbers = numbers_of(value, element)
        if numbers is not None:
            return numbers
    items = _items(value, type_)
    fits = _AT_ONCE.get(element)
    if fits is not None and (not items or fits(items)):
        return list(items)
    return Parts([(item, element) for item in items], list)


def _are(python_type: type) -> Callable[[Sequence[Value]], bool]:
    return lambda items: set(map(type, items)) == {python_type}


def _are_ints(items: Sequence[Value]) -> bool:
    return set(map(type, items)) == {int} and min(items) >= _LEAST and max(items) <= _GREATEST


def _are_texts(items: Sequence[Value]) -> bool:
    if set(map(type, items)) != {str}:
        return False
    try:
        "".join(items).encode()
    except UnicodeEncodeError:
        return False
    return True


_AT_ONCE: Final[Mapping[Ty, Callable[[Sequence[Value]], bool]]] = {
    INT: _are_ints,
    FLOAT: _are(float),
    BOOL: _are(bool),
    STR: _are_texts,
}
"""Whether all items of a sequence fit a type as they are, by type."""


def _tuple(value: Value, type_: Ty) -> Value:
    items = _items(value, type_)
    if len(items) != len(type_.parts):
        raise MismatchError(type_, f"one of {len(items)} item(s)")
    return Parts(list(zip(items, type_.parts, strict=True)), tuple)


def _named(value: Value, type_: Ty) -> Mapping[Value, Value]:
    """Names and values of a mapping or record."""
    if isinstance(value, Record):
        return dict(zip(value.fields, value.values, strict=True))
    if isinstance(value, SortedMap):
        return value.entries
    if isinstance(value, Mapping):
        return value
    raise _mismatch(type_, value)


def _record(value: Value, type_: Ty) -> Value:
    given, fields = _named(value, type_), type_.fields
    missing = [name for name in fields if name not in given]
    if missing:
        raise MismatchError(type_, f"a record without the field `{missing[0]}`")
    unknown = [name for name in given if name not in fields]
    if unknown:
        raise MismatchError(type_, f"a record with a field `{unknown[0]}`")
    children = [(given[name], part) for name, part in zip(fields, type_.parts, strict=True)]
    return Parts(children, lambda values: Record(fields, tuple(values), type_.name), lambda at: f".{fields[at]}")


def _union(value: Value, type_: Ty) -> Value:
    if value is None and type_.name == "Option":
        return Variant("None")
    if not isinstance(value, Variant):
        raise _mismatch(type_, value)
    payload = next((known.payload for known in type_.constructors if known.name == value.name), None)
    if payload is None:
        raise _mismatch(type_, value)
    name, values = value.name, value.values
    if len(values) != len(payload):
        raise MismatchError(f"{name} with {len(payload)} value(s)", f"with {len(values)}")
    children = list(zip(values, payload, strict=True))
    return Parts(children, lambda made: Variant(name, tuple(made)), lambda at: f".{name}[{at}]")


def key_order(key: Value) -> tuple[bool, Value]:
    """Order of keys of maps and sets: all Strs by their bytes, then all Ints (code points sort as their UTF-8 does)."""
    return (False, key) if isinstance(key, str) else (True, key)


def _key(value: Value, type_: Ty) -> Value:
    if type(value) not in (str, int):
        raise MismatchError("Str or Int as a key", describe(value))
    return value


def _checked_keys(keys: list[Value]) -> list[Value]:
    return [_key(key, ANY) for key in keys]


def _map(value: Value, type_: Ty) -> Value:
    given = _named(value, type_)
    count = len(given)
    key_type, value_type = type_.parts if type_.parts else (ANY, ANY)
    names = list(given)
    children = [(name, key_type) for name in names] + [(given[name], value_type) for name in names]

    def build(made: list[Value]) -> SortedMap:
        entries = dict(zip(_checked_keys(made[:count]), made[count:], strict=True))
        return SortedMap({key: entries[key] for key in sorted(entries, key=key_order)})

    return Parts(children, build, lambda at: _key_label(names[at % count]))


def _key_label(key: Value) -> str:
    return f'["{key}"]' if isinstance(key, str) else f"[{key}]"


def _set(value: Value, type_: Ty) -> Value:
    if isinstance(value, SortedSet):
        items: Sequence[Value] = list(value.items)
    else:
        items = list(value) if isinstance(value, (set, frozenset)) else _items(value, type_)
    element = type_.parts[0] if type_.parts else ANY
    return Parts(
        [(item, element) for item in items],
        lambda made: SortedSet(dict.fromkeys(sorted(_checked_keys(made), key=key_order))),
    )


def _deque(value: Value, type_: Ty) -> Value:
    return Parts([(item, type_.parts[0]) for item in _items(value, type_)], lambda made: Deque(made))


def _function(value: Value, type_: Ty) -> Value:
    if not isinstance(value, Closure):
        raise _mismatch(type_, value)
    return value


def _pairs(value: Value, type_: Ty) -> Value:
    """A mapping of no known type: a record if it can be one, otherwise a map."""
    if not all(isinstance(name, str) for name in value):
        return _map(value, type_)
    fields = tuple(sorted(value))
    children = [(value[name], ANY) for name in fields]
    return Parts(children, lambda values: Record(fields, tuple(values)), lambda at: f".{fields[at]}")


def _variant(value: Value, type_: Ty) -> Value:
    name = value.name
    return Parts([(item, ANY) for item in value.values], lambda made: Variant(name, tuple(made)))


def _sequence(make: Callable[[list[Value]], Value]) -> Callable[[Value, Ty], Value]:
    return lambda value, type_: Parts([(item, ANY) for item in value], make)


def _any(value: Value, type_: Ty) -> Value:
    found = _BY_PYTHON_TYPE.get(type(value))
    if found is not None:
        return found(value, type_)
    if isinstance(value, Variant):
        return _variant(value, type_)
    if isinstance(value, (Record, SortedMap, SortedSet, Deque, Closure, Vector)):
        return value
    return _int(value, type_)


_BY_KIND: Final[Mapping[str, Callable[[Value, Ty], Value]]] = {
    "Int": _int, "Float": _float, "Bool": _bool, "Unit": _unit, "Str": _str, "Bytes": _bytes, "List": _list, "Tuple": _tuple,
    "Record": _record, "Union": _union, "SortedMap": _map, "SortedSet": _set, "Deque": _deque, "Fn": _function,
    "Closure": _function, "Any": _any,
}  # fmt: skip

_BY_PYTHON_TYPE: Final[Mapping[type, Callable[[Value, Ty], Value]]] = {
    bool: lambda value, type_: value,
    int: lambda value, type_: _int(value, INT),
    float: lambda value, type_: value,
    type(None): lambda value, type_: None,
    str: lambda value, type_: _str(value, STR),
    bytes: lambda value, type_: value,
    bytearray: lambda value, type_: _bytes(value, BYTES),
    list: _sequence(list),
    tuple: _sequence(lambda made: tuple(made) if made else None),
    set: _set,
    frozenset: _set,
    deque: _sequence(Deque),
    dict: _pairs,
}  # fmt: skip
"""What values of no known type are, by their Python type."""

SCALARS: Final = {bool: BOOL, int: INT, float: FLOAT, type(None): UNIT, str: STR, bytes: BYTES}
"""Type of the values that have nothing inside, by their Python type."""
