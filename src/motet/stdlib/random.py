"""Random numbers: the system's, and sequences that a seed determines (SplitMix64)."""

from __future__ import annotations

from typing import Any, Final

from motet.bytecode.values import Record, Variant
from motet.stdlib.declare import Gate, host
from motet.stdlib.optional import NONE, some
from motet.stdlib.outcomes import RangeError
from motet.stdlib.shims import wrap
from motet.stdlib.surroundings import Surroundings

MOST_BYTES: Final = 1 << 20
_MASK: Final = (1 << 64) - 1
_DRAWING: Final = Gate("random", "", "drawing random numbers")


@host("random.int_in(low: Int, high: Int) -> Int", gate=_DRAWING, errors=RangeError, fuel="60", replay="record")
def int_in(low: int, high: int, surroundings: Surroundings) -> int | RangeError:
    """An Int from the first to the second, both included, all equally likely; `empty` if there is none."""
    if low > high:
        return RangeError("empty", low=low, high=high)
    span = high - low + 1
    limit = (1 << 64) - (1 << 64) % span
    while True:
        drawn = int.from_bytes(surroundings.random(8), "little")
        if drawn < limit:
            return low + drawn % span


def _bytes(count: int, surroundings: Surroundings) -> bytes | RangeError:
    if not 0 <= count <= MOST_BYTES:
        return RangeError("outside", count=count, most=MOST_BYTES)
    return surroundings.random(count)


@host(
    "random.bytes(count: Int) -> Bytes", gate=_DRAWING, errors=RangeError, fuel="60", memory="1048640", replay="record"
)
def random_bytes(count: int, surroundings: Surroundings) -> bytes | RangeError:
    """So many random bytes; `outside` for a negative number or more than 2**20."""
    return _bytes(count, surroundings)


@host("random.hex(count: Int) -> Str", gate=_DRAWING, errors=RangeError, fuel="60", memory="2097216", replay="record")
def random_hex(count: int, surroundings: Surroundings) -> str | RangeError:
    """So many random bytes as hexadecimal digits; `outside` for a negative number or more than 2**20."""
    data = _bytes(count, surroundings)
    return data if isinstance(data, RangeError) else data.hex()


def _step(state: int) -> tuple[int, int]:
    """The next state of a generator and what it draws, both below 2**64."""
    state = (state + 0x9E3779B97F4A7C15) & _MASK
    z = state
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return state, z ^ (z >> 31)


def _generator(state: int) -> Record:
    return Record(("state",), (wrap(state),))


@host("random.seed(number: Int) -> {state: Int}", fuel="10", memory="64", pure=True)
def seed(number: int) -> Record:
    """The generator whose state is the first draw of one in this state."""
    return _generator(_step(number & _MASK)[1])


@host(
    "random.next_int(generator: {state: Int}, low: Int, high: Int) -> (Int, {state: Int})",
    errors=RangeError,
    fuel="20",
    memory="128",
    pure=True,
)
def next_int(generator: Record, low: int, high: int) -> tuple[int, Record] | RangeError:
    """An Int from the first to the second, both included, and the next generator; `empty` if there is none."""
    if low > high:
        return RangeError("empty", low=low, high=high)
    state, drawn = _step(generator.values[0] & _MASK)
    return wrap(low + drawn % (high - low + 1)), _generator(state)


@host("random.next_float(generator: {state: Int}) -> (Float, {state: Int})", fuel="20", memory="128", pure=True)
def next_float(generator: Record) -> tuple[float, Record]:
    """A Float from 0 up to, not including, 1, and the next generator."""
    state, drawn = _step(generator.values[0] & _MASK)
    return (drawn >> 11) / (1 << 53), _generator(state)


@host(
    "random.choose(generator: {state: Int}, xs: List[T]) -> Option[(T, {state: Int})]",
    fuel="20",
    memory="192",
    pure=True,
)
def choose(generator: Record, xs: list[Any]) -> Variant:
    """An element, and the next generator; none of an empty list."""
    if not xs:
        return NONE
    state, drawn = _step(generator.values[0] & _MASK)
    return some((xs[drawn % len(xs)], _generator(state)))
