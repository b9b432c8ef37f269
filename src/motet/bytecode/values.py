"""Values that Python has no type of its own for.

A List is a Python `list` that nobody changes, a Tuple a `tuple`, a Str a `str`, a Bytes a `bytes`. Equality by structure, texts
and conversions work on deep values, so they are functions with lists of work, no methods.
"""

from __future__ import annotations

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
    """A map in the order of its keys: Strs by their bytes, then Ints. `entries` is a dict in this order that nobody changes."""

    __slots__ = ("entries",)

    def __init__(self, entries: dict[Any, Any]) -> None:
        self.entries: Final = entries


class SortedSet:
    """A set in order, as `SortedMap`: `items` is a dict from each item to None."""

    __slots__ = ("items",)

    def __init__(self, items: dict[Any, None]) -> None:
        self.items: Final = items


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
