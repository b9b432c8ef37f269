"""Values that Python has no type of its own for.

A List is a Python `list` that nobody changes, a Tuple a `tuple`, a Str a `str`, a Bytes a `bytes`. Equality by structure, texts
and conversions work on deep values, so they are functions with lists of work, no methods.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final


class Record:
    """A record.

    Attributes:
        fields: names, sorted.
        values: their values, in the same order.
        name: of a nominal record; otherwise empty.
    """

    __slots__ = ("fields", "name", "values")

    def __init__(self, fields: tuple[str, ...], values: tuple[Any, ...], name: str = "") -> None:
        self.fields: Final = fields
        self.values: Final = values
        self.name: Final = name

    def get(self, field: str) -> Any:  # noqa: ANN401 - any value of the bytecode
        """Value of a field. KeyError when there is none."""
        try:
            return self.values[self.fields.index(field)]
        except ValueError:
            raise KeyError(field) from None


class Variant:
    """A value of a union: the constructor's name, and what it holds."""

    __slots__ = ("name", "values")

    def __init__(self, name: str, values: tuple[Any, ...] = ()) -> None:
        self.name: Final = name
        self.values: Final = values


class SortedMap:
    """A map in the order of its keys: Strs by their bytes, then Ints.

    Attributes:
        table: the entries, a dict in some order.
    """

    __slots__ = ("_in_order", "table")

    def __init__(self, entries: dict[Any, Any]) -> None:
        self.table = entries
        self._in_order = True

    @property
    def entries(self) -> dict[Any, Any]:
        """The entries in order; nobody changes them."""
        if not self._in_order:
            self.table = {key: self.table[key] for key in sorted_keys(self.table)}
            self._in_order = True
        return self.table

    def remade(self, made_by: type[SortedMap]) -> SortedMap:
        """The same map as one of another class."""
        made = made_by(self.table)
        made._in_order = self._in_order
        return made

    def put(self, key: str | int, value: Any) -> None:  # noqa: ANN401 - any value of the bytecode
        """Change the map, which nobody else has."""
        self._in_order = self._in_order and key in self.table
        self.table[key] = value


class SortedSet:
    """A set in order, as `SortedMap`: `table` and `items` are dicts from each item to None."""

    __slots__ = ("_in_order", "table")

    def __init__(self, items: dict[Any, None]) -> None:
        self.table = items
        self._in_order = True

    @property
    def items(self) -> dict[Any, None]:
        """The items in order; nobody changes them."""
        if not self._in_order:
            self.table = dict.fromkeys(sorted_keys(self.table))
            self._in_order = True
        return self.table

    def remade(self, made_by: type[SortedSet]) -> SortedSet:
        """The same set as one of another class."""
        made = made_by(self.table)
        made._in_order = self._in_order
        return made

    def put(self, item: str | int) -> None:
        """Change the set, which nobody else has."""
        self._in_order = self._in_order and item in self.table
        self.table[item] = None


def key_order(key: str | int) -> tuple[bool, str | int]:
    """What keys are sorted by: first all Strs by code points (which is the order of their UTF-8), then all Ints."""
    return (type(key) is int, key)


def sorted_keys(keys: Iterable[Any]) -> list[Any]:
    """The keys in order."""
    found = list(keys)
    return sorted(found, key=None if set(map(type, found)) in _ALIKE else key_order)


_ALIKE: Final = ({str}, {int})


class Deque:
    """A double-ended queue; `items` is a list that nobody changes."""

    __slots__ = ("items",)

    def __init__(self, items: list[Any]) -> None:
        self.items: Final = items


class Closure:
    """A function of the program with its captured values.

    Attributes:
        function: index of the function.
        captures: values of its first locals.
    """

    __slots__ = ("captures", "function")

    def __init__(self, function: int, captures: tuple[Any, ...] = ()) -> None:
        self.function: Final = function
        self.captures: Final = captures


class Vector:
    """A mutable vector with identity: two vectors are equal only if they are the same object.

    Attributes:
        items: the elements, values of the bytecode (`motet.bytecode.program.Value`), this vector itself possibly.
    """

    __slots__ = ("items",)

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def __repr__(self) -> str:
        return f"<Vector of {len(self.items)} at {id(self):#x}>"


def derived(kind: type) -> type:
    """A class for values of a kind (`list`, `tuple`, `Record`, ...): engines have one for each type, which its values then know."""
    found = type(kind.__name__, (kind,), {"__slots__": ()})
    _kinds[found] = kind
    return found


_kinds: Final[dict[type, type]] = {}


def kind_of(value: Any) -> type:  # noqa: ANN401 - any value of the bytecode
    """The class of the kind of a value: `int`, `list`, `Record`, ..."""
    found = type(value)
    return _kinds.get(found, found)
