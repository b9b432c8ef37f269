"""Lists of numbers from objects that keep them side by side in memory: arrays, NumPy's, memory views."""

from __future__ import annotations

import struct
import sys
from array import array
from typing import TYPE_CHECKING, Final, cast

from motet.bytecode.types import BOOL, FLOAT, INT, Ty
from motet.languages.walking import MismatchError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_NO_NUMBERS: Final = (str, bytes, bytearray)
_ORDERS: Final = "@=" + ("<" if sys.byteorder == "little" else ">")
"""What may stand before a format of numbers in this machine's order of bytes."""

_FAMILIES: Final = {"bhilqn": "bhiq", "BHILQN": "BHIQ", "fd": "??fd", "?": "?"}
"""Codes of formats that mean the same kind of number, and the code for each size: 1, 2, 4 and 8 bytes."""

_WANTED: Final = {INT: ("bhiq", "BHIQ"), FLOAT: ("bhiq", "BHIQ", "??fd"), BOOL: ("?",)}
"""The kinds of numbers that elements of a type are made of."""

_CODES: Final = {INT: "q", FLOAT: "d"}


def numbers_of(value: object, element: Ty) -> array[int] | array[float] | list[bool] | None:
    """The numbers of an object with a buffer of one dimension: an `array` of typecode `q` or `d`, for Bools a list.

    None: it is no such object.

    Raises:
        MismatchError: its elements are of another type, or it has several dimensions.
        OverflowError: an integer has more than 64 bits.
    """
    if element not in _WANTED or isinstance(value, _NO_NUMBERS):
        return None
    try:
        view = memoryview(cast("ReadableBuffer", value))
    except TypeError:
        return None
    with view:
        code = _native_code(view, element)
        if not code:
            shape = f"an array of format {view.format!r} in {view.ndim} dimension(s)"
            raise MismatchError(f"a list of {element.text}", shape)
        return _taken(view, code, element)


def _native_code(view: memoryview, element: Ty) -> str:
    """Format of the elements in this machine's terms; empty if a type of elements does not take them."""
    code, size = view.format.lstrip(_ORDERS), view.itemsize
    family = next((codes for letters, codes in _FAMILIES.items() if code in letters), "")
    if view.ndim != 1 or len(code) != 1 or family not in _WANTED[element]:
        return ""
    at = size.bit_length() - 1
    return family[at] if size in (1, 2, 4, 8) and at < len(family) else ""


def _taken(view: memoryview, code: str, element: Ty) -> array[int] | array[float] | list[bool]:
    data = view.tobytes()
    if element is BOOL:
        return list(map(bool, data))
    wanted = _CODES[element]
    made = array(wanted)
    if code == wanted:
        made.frombytes(data)
        return made
    try:
        made.extend(struct.unpack(f"{len(view)}{code}", data))
    except OverflowError:
        raise OverflowError("an integer does not fit in 64 bits") from None
    return made
