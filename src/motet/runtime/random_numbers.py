"""Sequences of random numbers that a seed determines: SplitMix64 (Steele, Lea and Flood, 2014).

A generator is a record with one field, its state. What is drawn from it comes as a pair with the next generator.
"""

from __future__ import annotations

from motet.runtime.counts import retain_item
from motet.runtime.heap import alloc
from motet.runtime.language import (
    Object,
    T,
    divide_unsigned,
    fields_size,
    inline,
    new,
    noinline,
    raw,
    real_of_bits,
    shift_right,
    to_real,
    view,
    wrap_add,
    wrap_mul,
)
from motet.runtime.list_operations import given_pair
from motet.runtime.objects import List

STEP = -7046029254386353131
FIRST_FACTOR = -4658895280553007687
SECOND_FACTOR = -7723592293110705685
UNIT_BITS = 4368491638549381120
"""The bits of 2.0**-53."""


class Generator(Object):
    """A generator."""

    state: int


@raw
@inline
def drawn(state: int) -> int:
    """What a generator draws that has come to a state; all 64 bits count."""
    z = wrap_mul(state ^ shift_right(state, 30), FIRST_FACTOR)
    z = wrap_mul(z ^ shift_right(z, 27), SECOND_FACTOR)
    return z ^ shift_right(z, 31)


@raw
@inline
def generator(descriptor: int, state: int, where: int) -> Object:
    """A generator. Traps `memory`."""
    made = new(Generator, alloc(fields_size(Generator), where), descriptor)
    made.state = state
    return made


@raw
@inline
def remainder(a: int, b: int) -> int:
    """The remainder of two numbers that are never negative, even if their highest bit is set; of 0 it is the first one."""
    if b == 0:
        return a
    return wrap_add(a, wrap_mul(divide_unsigned(a, b), wrap_mul(b, -1)))


@raw
@noinline
def random_seed(descriptor: int, number: int, where: int) -> Object:
    """The generator whose state is the first draw of one in this state. Traps `memory`."""
    return generator(descriptor, drawn(wrap_add(number, STEP)), where)


@raw
@noinline
def random_next_int(pair_descriptor: int, g: Object, low: int, high: int, where: int) -> Object | None:
    """A pair of an Int from `low` to `high`, both included, and the next generator; None if there is no such Int. Traps `memory`."""
    if low > high:
        return None
    state = wrap_add(view(Generator, g).state, STEP)
    span = wrap_add(wrap_add(high, wrap_mul(low, -1)), 1)
    number = wrap_add(low, remainder(drawn(state), span))
    return given_pair(pair_descriptor, number, generator(g.descriptor, state, where), where)


@raw
@noinline
def random_next_float(pair_descriptor: int, g: Object, where: int) -> Object:
    """A pair of a Float from 0 up to, not including, 1, and the next generator. Traps `memory`."""
    state = wrap_add(view(Generator, g).state, STEP)
    number = to_real(shift_right(drawn(state), 11)) * real_of_bits(UNIT_BITS)
    return given_pair(pair_descriptor, number, generator(g.descriptor, state, where), where)


@raw
@noinline
def random_choose(pair_descriptor: int, g: Object, xs: List[T], where: int) -> Object | None:
    """A pair of an item and the next generator; None of an empty list. Traps `memory`."""
    if xs.length == 0:
        return None
    state = wrap_add(view(Generator, g).state, STEP)
    x = xs.items[remainder(drawn(state), xs.length)]
    retain_item(x)
    return given_pair(pair_descriptor, x, generator(g.descriptor, state, where), where)
