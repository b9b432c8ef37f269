"""Keys of maps: Ints, Strs (of memory class Ref), or either of them (of memory class Any).

The order is: first all Strs by their bytes, then all Ints.
"""

from __future__ import annotations

from motet.runtime.language import (
    AnyValue,
    K,
    Object,
    compare_bytes,
    inline,
    raw,
    shift_left,
    swap_bytes,
    view,
    word_at,
)
from motet.runtime.objects import Text

INT_TAG = 0
STR_TAG = 5
"""Tags of `motet.bytecode.types.TAGS`."""

LEAST_INT = -9223372036854775808
LONG = 16
"""What stands for the length of texts that are longer than what `prefix` and `second` say of them."""


@raw
@inline
def prefix(text: Text) -> int:
    """The first 8 bytes as a number in whose (signed) order texts come; bytes behind the end count as 0."""
    n = text.length
    word = swap_bytes(word_at(text.bytes))
    if n < 8:
        half = 32 - 4 * n
        word = word & shift_left(shift_left(-1, half), half)
    return word ^ LEAST_INT


@raw
@inline
def second(text: Text) -> int:
    """The next 7 bytes in the same way, and in the lowest byte the length, 16 for all that are longer.

    Two texts of at most 15 bytes are the same if both numbers are.
    """
    n = text.length
    if n <= 8:
        return n ^ LEAST_INT
    word = swap_bytes(word_at(text.bytes + 8)) & -256
    if n < 15:
        half = 64 - 4 * n
        word = word & shift_left(shift_left(-1, half), half)
    return (word | (n if n < LONG else LONG)) ^ LEAST_INT


@raw
@inline
def is_short(number: int) -> bool:
    """Whether a text with this second number has at most 15 bytes."""
    return number & 255 < LONG


@raw
@inline
def text_less(a: Text, b: Text) -> bool:
    """Whether the bytes of one text come before those of another."""
    p, q = prefix(a), prefix(b)
    if p != q:
        return p < q
    n, m = a.length, b.length
    least = n if n < m else m
    if least <= 8 or a == b:
        return n < m
    order = compare_bytes(a.bytes + 8, b.bytes + 8, least - 8)
    return n < m if order == 0 else order < 0


@raw
@inline
def key_less(a: K, b: K) -> bool:
    """Whether a key comes before another."""
    if isinstance(a, int) and isinstance(b, int):
        return a < b
    if isinstance(a, Object) and isinstance(b, Object):
        return text_less(view(Text, a), view(Text, b))
    if isinstance(a, AnyValue) and isinstance(b, AnyValue):
        if a.tag == INT_TAG or b.tag == INT_TAG:
            return b.tag == INT_TAG and (a.tag != INT_TAG or a.integer < b.integer)
        return text_less(view(Text, a.obj), view(Text, b.obj))
    return False


@raw
@inline
def is_key(x: K) -> bool:
    """Whether a value can be a key: only one of memory class Any may be none."""
    if isinstance(x, AnyValue):
        return x.tag in (INT_TAG, STR_TAG)
    return True
