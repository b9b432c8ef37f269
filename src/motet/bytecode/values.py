"""Values that Python has no type of its own for."""

from __future__ import annotations

from typing import Any


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
