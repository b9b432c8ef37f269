"""Whole numbers of several thousand bits, which are not negative.

Word 0 is how many parts there are; the parts are words of 30 bits, the lowest first, the highest one not 0.
"""

from __future__ import annotations

from motet.runtime.language import Ptr, noinline, raw

BIG_BYTES = 2048
"""Room for one: for 7650 bits."""

PART_BITS = 30
PART = 1073741823
TEN_TO_9 = 1000000000
DIGITS_AT_ONCE = 9
SHIFT_AT_ONCE = 29


@raw
@noinline
def big_set(big: Ptr[int], value: int) -> None:
    """Make it a number of up to 60 bits."""
    big[1] = value & PART
    big[2] = value >> PART_BITS
    big[0] = 2 if value > PART else (1 if value > 0 else 0)


@raw
@noinline
def big_add(big: Ptr[int], factor: int, more: int) -> None:
    """Multiply it by a number of at most 30 bits, then add one."""
    count, carry = big[0], more
    for i in range(1, count + 1):
        carry += big[i] * factor
        big[i] = carry & PART
        carry = carry >> PART_BITS
    if carry > 0:
        big[count + 1] = carry
        big[0] = count + 1


@raw
@noinline
def big_ten_times(big: Ptr[int], power: int) -> None:
    """Multiply it by a power of ten."""
    while power >= DIGITS_AT_ONCE:
        big_add(big, TEN_TO_9, 0)
        power -= DIGITS_AT_ONCE
    for _ in range(power):
        big_add(big, 10, 0)


@raw
@noinline
def big_shift(big: Ptr[int], count: int) -> None:
    """Multiply it by a power of two."""
    while count >= SHIFT_AT_ONCE:
        big_add(big, 1 << SHIFT_AT_ONCE, 0)
        count -= SHIFT_AT_ONCE
    big_add(big, 1 << count, 0)


@raw
@noinline
def big_compare(a: Ptr[int], b: Ptr[int]) -> int:
    """Below 0, 0 or above 0, as one number is less than, equal to or greater than another."""
    if a[0] != b[0]:
        return a[0] - b[0]
    at = a[0]
    while at > 0 and a[at] == b[at]:
        at -= 1
    return a[at] - b[at] if at > 0 else 0
