"""Short descriptions of any object at all, for messages: they never fail and are never long."""

from __future__ import annotations

from typing import Final

from motet.bytecode.types import Ty

_SHOWN: Final = 40


def show(value: object) -> str:
    """A description of an object that should be an operand, a name or a constant."""
    if type(value) is int:
        return str(value) if value.bit_length() <= 64 else f"an integer of {value.bit_length()} bits"
    if type(value) is str:
        return repr(value if len(value) <= _SHOWN else value[:_SHOWN] + "...")
    if value is None or type(value) is bool:
        return str(value)
    return f"an object of Python type {type(value).__name__[:_SHOWN]}"


def show_type(type_: object) -> str:
    """A description of an object that should be a type."""
    return type_.text[:80] if type(type_) is Ty else show(type_)
