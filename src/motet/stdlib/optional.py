"""The variants of `Option` and `Result`, as bodies make them."""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.values import Variant

NONE: Final = Variant("None")


def some(value: Value) -> Variant:
    """`Some` of a value."""
    return Variant("Some", (value,))


def ok(value: Value) -> Variant:
    """`Ok` of a value."""
    return Variant("Ok", (value,))


def err(error: Value) -> Variant:
    """`Err` of an error."""
    return Variant("Err", (error,))
