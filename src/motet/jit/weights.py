"""How much it is to copy a value from one heap to another, found out before it is done."""

from __future__ import annotations

import ctypes
from typing import Final

from motet.jit.layout import DESCRIPTORS, ITEM, KIND, KINDS, MEMORY_CLASSES
from motet.jit.reading import descriptor_at, references

_OCTETS: Final = 1 / 4096
_PART: Final = 1 / 20
"""Units of weight of a byte, and of a reference in a list."""

_LISTS: Final = (KINDS["LIST"], KINDS["VIEW"])
_REFERENCES: Final = (MEMORY_CLASSES["Ref"], MEMORY_CLASSES["Any"])


def weight(address: int, limit: float) -> float:
    """Number of the objects that an object leads to, itself included, long ones counted as more; above `limit` any such number."""
    seen = {address}
    waiting = [address]
    total = 0.0
    while waiting:
        found = waiting.pop()
        total += 1 + _length(found)
        if total > limit:
            break
        new = set(references(found)) - seen
        seen |= new
        waiting += new
    return total


def list_length(address: int) -> int:
    """Number of the elements of a list."""
    return ctypes.c_int64.from_address(address + 16).value


def _length(address: int) -> float:
    """Units of weight of a text or list for what it holds."""
    row = DESCRIPTORS.row(descriptor_at(address))
    if row[KIND] == KINDS["TEXT"]:
        return _OCTETS * ctypes.c_uint32.from_address(address + 8).value
    if row[KIND] in _LISTS:
        return (_PART if row[ITEM] in _REFERENCES else 8 * _OCTETS) * list_length(address)
    return 0
