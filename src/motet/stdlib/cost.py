"""Costs of shared operations: small expressions over the sizes of their arguments.

    8 + 4 * xs.length * log2(xs.length + 2)

Numbers, `+ - * / ( )`, `min(a, b)`, `max(a, b)`, `log2(a)`, and sizes of parameters: `value` of an Int; `bytes` of a Str
or Bytes (for a Str an upper bound of its UTF-8), or of all in a list of them; `length` of anything with elements;
`items`: elements of all lists in a list, of a matrix; `rows` and `cols` of a matrix.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from motet.bytecode.program import Value
from motet.bytecode.values import Deque, Record, SortedMap, SortedSet, kind_of


class Cost(NamedTuple):
    """A cost.

    Attributes:
        of: takes the arguments in the declaration's order.
        degree: 0 for a constant, 1 for what grows no faster than the arguments themselves, otherwise more.
    """

    of: Callable[[Sequence[Value]], float]
    degree: int


def _bytes(value: Value) -> int:
    if type(value) is str:
        return len(value) if value.isascii() else 4 * len(value)
    return sum(map(_bytes, value)) if kind_of(value) is list else len(value)


def _length(value: Value) -> int:
    kind = kind_of(value)
    if kind is SortedMap or kind is SortedSet:
        return len(value.table)
    return len(value.items) if kind is Deque else len(value)


def _items(value: Value) -> int:
    if kind_of(value) is Record:
        return len(value.get("data"))
    return sum(map(len, value))


SIZES: Final[Mapping[str, Callable[[Value], int]]] = {
    "value": lambda value: int(value),
    "bytes": _bytes,
    "length": _length,
    "items": _items,
    "rows": lambda value: int(value.get("rows")),
    "cols": lambda value: int(value.get("cols")),
}
"""What can be asked of an argument."""

_FUNCTIONS: Final[Mapping[str, tuple[int, Callable[..., float]]]] = {
    "min": (2, min),
    "max": (2, max),
    "log2": (1, math.log2),
}


def parse_cost(text: str, parameters: Sequence[str]) -> Cost:
    """The cost that an expression says. ValueError when it is malformed or names no parameter."""
    reader = _Reader(text, parameters)
    cost = reader.sum()
    reader.end()
    return cost


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        start = at
        while at < len(text) and (text[at].isalnum() or text[at] in "._"):
            at += 1
        if at > start:
            yield text[start:at]
        else:
            at += 1
            if text[start] != " ":
                yield text[start]


class _Reader:
    def __init__(self, text: str, parameters: Sequence[str]) -> None:
        self._text: Final = text
        self._tokens: Final = [*_tokens(text), ""]
        self._parameters: Final = parameters
        self._at = 0

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]

    def _accept(self, *wanted: str) -> str:
        if self._tokens[self._at] in wanted:
            return self._next()
        return ""

    def _expect(self, wanted: str) -> None:
        if self._next() != wanted:
            raise ValueError(f"malformed cost `{self._text}`: expected `{wanted}`")

    def end(self) -> None:
        """Nothing may follow."""
        self._expect("")

    def sum(self) -> Cost:
        """Terms with `+` or `-` between them."""
        cost = self._product()
        while sign := self._accept("+", "-"):
            cost = _binary(sign, cost, self._product())
        return cost

    def _product(self) -> Cost:
        cost = self._atom()
        while sign := self._accept("*", "/"):
            cost = _binary(sign, cost, self._atom())
        return cost

    def _atom(self) -> Cost:
        token = self._next()
        if token.isdecimal():
            number = int(token)
            return Cost(lambda _: number, 0)
        if token == "(":
            cost = self.sum()
            self._expect(")")
            return cost
        if token in _FUNCTIONS:
            return self._application(*_FUNCTIONS[token])
        return self._size(token)

    def _application(self, count: int, function: Callable[..., float]) -> Cost:
        self._expect("(")
        parts = [self.sum()]
        while self._accept(","):
            parts.append(self.sum())
        self._expect(")")
        if len(parts) != count:
            raise ValueError(f"malformed cost `{self._text}`: a function takes {count} argument(s)")
        return Cost(
            lambda arguments: function(*(part.of(arguments) for part in parts)), max(part.degree for part in parts)
        )

    def _size(self, token: str) -> Cost:
        name, dot, size = token.partition(".")
        if not dot or name not in self._parameters or size not in SIZES:
            raise ValueError(f"malformed cost `{self._text}`: `{token}` is no size of a parameter")
        at, measure = self._parameters.index(name), SIZES[size]
        return Cost(lambda arguments: measure(arguments[at]), 2 if size == "value" else 1)


def _binary(sign: str, a: Cost, b: Cost) -> Cost:
    left, right = a.of, b.of
    if sign == "+":
        return Cost(lambda arguments: left(arguments) + right(arguments), max(a.degree, b.degree))
    if sign == "-":
        return Cost(lambda arguments: left(arguments) - right(arguments), max(a.degree, b.degree))
    if sign == "*":
        return Cost(lambda arguments: left(arguments) * right(arguments), a.degree + b.degree)
    return Cost(lambda arguments: left(arguments) / right(arguments), a.degree)
