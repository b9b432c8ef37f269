"""Values between Python and programs: what may be passed to a function, and what comes back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from operator import index
from typing import Final, NamedTuple

from motet.bytecode.program import Function, Value
from motet.bytecode.types import ANY, BOOL, FLOAT, INT, UNIT, VECTOR, Ty
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Vector
from motet.bytecode.values import Variant as VariantValue
from motet.engine.languages import Domain
from motet.engine.variants import Variant
from motet.languages.typed_values import look
from motet.languages.walking import MismatchError, Parts, rebuild

_EXACT: Final = {bool: BOOL, int: INT, float: FLOAT, type(None): UNIT, Vector: VECTOR, list: VECTOR, tuple: VECTOR}
"""Type of the values that a Python type means, where there are no other values than these."""

_PLAIN: Final = frozenset({INT, FLOAT, BOOL, UNIT, VECTOR, ANY})

_SCALARS: Final = frozenset({bool, int, float, type(None), str, bytes})

Own = Callable[[object, Ty], Closure | None]
"""The closure that a Python object of ours stands for, or None. TypeError: it belongs to another program."""


class Reader(NamedTuple):
    """How values of Python are read.

    Attributes:
        domain: the values of the language.
        own: finds the closures among Python objects.
        spell: how messages write types.
    """

    domain: Domain
    own: Own
    spell: Callable[[Ty], str]

    def text(self, mismatch: MismatchError) -> str:
        """What was expected, and what Python calls what was found."""
        return mismatch.text(self.spell, "None")


def arguments_of(function: Function, given: Sequence[object], reader: Reader, skip: int = 0) -> list[Value]:
    """Convert the arguments of a call from Python.

    Ints must fit the language's width; a Float parameter takes an Int, too. Otherwise by type of the parameter: lists
    and tuples, dicts for records and maps, sets, `Variant`, and functions of the same program.

    Args:
        function: the one to be called.
        given: its arguments, without the first `skip` captured values.
        reader: how they are read.
        skip: number of leading parameters that are not given.

    Raises:
        TypeError: their number, or a type, is wrong.
        OverflowError: an integer is too large.
    """
    parameters = (function.captures + function.parameters)[skip:]
    if len(given) != len(parameters):
        raise TypeError(f"{function.name}() takes {len(parameters)} argument(s), got {len(given)}")
    values = []
    for at, (value, type_) in enumerate(zip(given, parameters, strict=True), start=1):
        try:
            values.append(_convert(value, type_, reader))
        except MismatchError as mismatch:
            raise TypeError(f"argument {at} of {function.name}() must be {reader.text(mismatch)}") from None
        except OverflowError as error:
            raise OverflowError(f"argument {at} of {function.name}(): {error}") from None
    return values


def value_of(value: object, reader: Reader) -> Value:
    """The value of the bytecode that a Python object means when nothing is said about its type. TypeError: none."""
    try:
        return rebuild(value, ANY, _looker(reader.own))
    except MismatchError as mismatch:
        raise TypeError(f"the value must be {reader.text(mismatch)}") from None


def _convert(value: object, type_: Ty, reader: Reader) -> Value:
    if reader.domain.structured or type_ not in _PLAIN:
        return rebuild(value, type_, _looker(reader.own))
    return _convert_plain(value, type_, reader.domain)


def converted(value: object, type_: Ty, own: Own) -> Value:
    """The value of a type that a Python object means. MismatchError, OverflowError."""
    return rebuild(value, type_, _looker(own))


def _looker(own: Own) -> Callable[[Value, Ty], Value]:
    def find(value: Value, type_: Ty) -> Value:
        if type_.kind in ("Fn", "Any") and callable(value):
            closure = own(value, type_)
            if closure is not None:
                return closure
        return look(value, type_)

    return find


def _convert_plain(value: object, type_: Ty, domain: Domain) -> Value:
    found = _EXACT.get(type(value))
    if found is None and hasattr(value, "__index__"):
        value, found = index(value), INT
    if type_ is FLOAT and found is INT:
        return float(_fitting(value, domain))
    if found is None or found not in domain.types or (type_ is not ANY and found is not type_):
        raise MismatchError(_expected(type_, domain), type(value).__name__)
    if found is INT:
        return _fitting(value, domain)
    return _vector(value, domain) if found is VECTOR else value


def _expected(type_: Ty, domain: Domain) -> str:
    if type_ is not ANY:
        return type_.text
    *others, last = sorted(known.text for known in domain.types)
    return f"{', '.join(others)} or {last}" if others else last


def _fitting(value: Value, domain: Domain) -> int:
    bound = 1 << (domain.int_bits - 1)
    if not -bound <= value < bound:
        raise OverflowError(f"the integer does not fit in {domain.int_bits} bits")
    return int(value)


def _vector(value: Value, domain: Domain) -> Vector:
    """The vector of a sequence; sequences in it, shared and cyclic ones too, become vectors once."""
    made: dict[int, Vector] = {}
    waiting: list[tuple[Value, Vector]] = []

    def shell(sequence: Value) -> Vector:
        if type(sequence) is Vector:
            return sequence
        if id(sequence) not in made:
            made[id(sequence)] = Vector([])
            waiting.append((sequence, made[id(sequence)]))
        return made[id(sequence)]

    whole = shell(value)
    while waiting:
        sequence, vector = waiting.pop()
        for item in sequence:
            nested = type(item) in (list, tuple, Vector)
            vector.items.append(shell(item) if nested else _convert_plain(item, ANY, domain))
    return whole


# ---- from programs to Python


def python_value(value: Value, function: Callable[[Closure], object]) -> Value:
    """What Python sees of a value: dicts for records and maps, `set`, `collections.deque`, `Variant`, callables.

    Args:
        value: of the bytecode.
        function: makes a callable of a closure.
    """
    if type(value) in _SCALARS:
        return value
    return rebuild(value, function, _look_back)


def _look_back(value: Value, function: Callable[[Closure], object]) -> Value:
    found = _BACK.get(type(value))
    return value if found is None else found(value, function)


def _inside(items: Sequence[Value], make: Callable[[Sequence[Value]], Value], function: Value) -> Value:
    if set(map(type, items)) <= _SCALARS:
        return make(items)
    return Parts([(item, function) for item in items], make)


def _map_back(value: SortedMap, function: Value) -> Value:
    keys = list(value.entries)
    return _inside(list(value.entries.values()), lambda made: dict(zip(keys, made, strict=True)), function)


_BACK: Final[dict[type, Callable[[Value, Value], Value]]] = {
    list: lambda value, function: _inside(value, list, function),
    tuple: lambda value, function: _inside(value, tuple, function),
    Record: lambda value, function: _inside(
        value.values, lambda made: dict(zip(value.fields, made, strict=True)), function
    ),
    VariantValue: lambda value, function: _inside(value.values, lambda made: Variant(value.name, *made), function),
    SortedMap: _map_back,
    SortedSet: lambda value, function: set(value.items),
    Deque: lambda value, function: _inside(value.items, deque, function),
    Closure: lambda value, function: function(value),
}
