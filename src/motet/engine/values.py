"""Values from Python: what may be passed to a function, and how it is converted."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import Final

from motet.bytecode.program import Function, Value
from motet.bytecode.types import ANY, BOOL, FLOAT, INT, UNIT, VECTOR, Ty
from motet.bytecode.values import Vector
from motet.engine.languages import Domain

_EXACT: Final = {bool: BOOL, int: INT, float: FLOAT, type(None): UNIT, Vector: VECTOR, list: VECTOR, tuple: VECTOR}
"""Type of the values that a Python type means."""


class _MismatchError(Exception):
    """A value does not fit; says what was expected."""


def arguments_of(function: Function, given: Sequence[object], domain: Domain) -> list[Value]:
    """Convert the arguments of a call from Python.

    Ints must fit the language's width; a Float parameter takes an Int, too; lists and tuples become vectors.

    Raises:
        TypeError: their number, or a type, is wrong.
        OverflowError: an integer is too large.
    """
    parameters = function.captures + function.parameters
    if len(given) != len(parameters):
        raise TypeError(f"{function.name}() takes {len(parameters)} argument(s), got {len(given)}")
    values = []
    for at, (value, type_) in enumerate(zip(given, parameters, strict=True), start=1):
        try:
            values.append(_convert(value, type_, domain))
        except _MismatchError as mismatch:
            raise TypeError(f"argument {at} of {function.name}() must be {mismatch}") from None
        except OverflowError as error:
            raise OverflowError(f"argument {at} of {function.name}(): {error}") from None
    return values


def _convert(value: object, type_: Ty, domain: Domain) -> Value:
    found = _EXACT.get(type(value))
    if found is None and hasattr(value, "__index__"):
        value, found = index(value), INT
    if type_ is FLOAT and found is INT:
        return float(_fitting(value, domain))
    if found is None or found not in domain.types or (type_ is not ANY and found is not type_):
        raise _MismatchError(f"{_expected(type_, domain)}, not {type(value).__name__}")
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
            vector.items.append(shell(item) if nested else _convert(item, ANY, domain))
    return whole
