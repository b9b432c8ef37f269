"""Floats as texts and texts as Floats against Python's own, in both worlds."""

import ctypes
import math
import random
import struct
from fractions import Fraction

import pytest

from motet.runtime import decimal_reading, decimals, heap
from motet.stdlib import shims
from motet.stdlib.json_writer import json_float
from motet.stdlib.powers_of_ten import GREATEST_POWER, LEAST_POWER, POWERS_OF_TEN
from runtime.worlds import SimulatedWorld

EDGES = [0.0, 1.0, 0.1, 1e23, 5e-324, 1e-323, 2.0**-44, 1e15, 1e16, 1e17, 123456.0, 2.5, 1e22, 9007199254740993.0, 4.35, 0.3,
         2.2250738585072014e-308, 2.225073858507201e-308, 1.7976931348623157e308, 1e-4, 1e-5, 1e-6, 9.5367431640625e-07, 299792458.0]  # fmt: skip
SPECIAL = [math.inf, -math.inf, math.nan]


def random_float(rng):
    """Any finite Float above 0, all exponents alike."""
    while True:
        value = struct.unpack("<d", struct.pack("<Q", rng.getrandbits(63)))[0]
        if math.isfinite(value):
            return value


def floats(count):
    rng = random.Random(count)
    yield from EDGES
    for exponent in range(-1074, 1024, 2400 // count):
        power = math.ldexp(1.0, exponent)
        yield from (power, math.nextafter(power, 0), math.nextafter(power, math.inf))
    for _ in range(count):
        yield random_float(rng)
        yield rng.randrange(10 ** rng.randrange(1, 18)) / 10 ** rng.randrange(20)
        yield float(rng.getrandbits(rng.randrange(1, 64)))


@pytest.fixture
def count(world):
    return 100 if world.name == "simulation" else 2000


@pytest.fixture(autouse=True)
def nothing_is_left(world):
    before = world.objects, world.live
    yield
    assert (world.objects, world.live) == before


def written(world, value):
    text = world.call("text_of_float", (), world.str, value, 0)
    found = world.string(text)
    world.drop(text)
    return found


def test_the_shortest_digits_are_those_of_python(world, count):
    for value in floats(count):
        assert written(world, value) == shims.float_plain_text(value)
        assert written(world, -value) == shims.float_plain_text(-value)
    assert [written(world, value) for value in SPECIAL] == ["inf", "-inf", "NaN"]


def read(world, text):
    given = world.text(text)
    place = world.call("text_parse_float", (), given, 0)
    if isinstance(place, int):
        found = ctypes.c_double.from_address(place).value
    else:
        found = None if place is None or place.is_null else place[0]
    world.drop(given)
    return found


def is_read_right(world, text):
    found, expected = read(world, text), shims.parse_float(text)
    if found is None or expected is None or expected != expected:
        return (found is None, found == found) == (expected is None, expected == expected)
    return struct.pack("<d", found) == struct.pack("<d", expected)


SPELLINGS = ["0", "-0", "+0", "1.", "-.5", ".", "", "+", "-", "1e", "1e+", "e5", "inf", "-Infinity", "NaN", "infinit", "nann", "1_0", " 1", "1 ",
             "1e400", "-1e400", "1e-400", "9007199254740993", "1e23", "2.4703282292062327e-324", "2.4703282292062328e-324", "1.7976931348623158e308",
             "1.7976931348623159e308", "0x10", "1e99999999999999999999", "1e-99999999999999999999", "0." + "0" * 500 + "1e500", "1" + "0" * 400 + "e-400",
             "ä", "١", "0e5", "1.5e+3", "1E5", "..1", "1.2.3", "12345678901234567890123", "-", "+.e1", "1e5x"]  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS, ids=lambda text: text[:20] or "empty")
def test_spellings(world, text):
    assert is_read_right(world, text)


def halfway(value):
    """The decimal number in the middle between a Float and the next one."""
    middle = (Fraction(value) + Fraction(math.nextafter(value, math.inf))) / 2
    places = middle.denominator.bit_length() - 1
    digits = str(middle.numerator * 5**places).rjust(places + 1, "0")
    return digits[:-places] + "." + digits[-places:] if places else digits


def decimal_texts(count):
    rng = random.Random(count)
    for _ in range(count):
        value = random_float(rng)
        yield repr(value)
        yield f"{value:.{rng.randrange(25)}e}"
        yield f"{rng.randrange(10 ** rng.randrange(1, 22))}e{rng.randrange(-350, 330)}"
        if rng.random() < 0.1 and value < 1e308:
            middle = halfway(value)
            yield middle
            if "." in middle:
                yield middle + "0" * rng.randrange(1000) + "1"


def test_the_nearest_float_is_read(world, count):
    for text in decimal_texts(count):
        assert is_read_right(world, text), text


def test_comparing_exactly_gives_the_nearest_float_from_wherever_it_starts(monkeypatch):
    world = SimulatedWorld()
    nearest, rng = decimal_reading.nearest_bits, random.Random(4)
    monkeypatch.setattr(
        decimal_reading, "nearest_bits", lambda digits, power: ~max(0, nearest(digits, power) + rng.randrange(-2, 3))
    )
    texts = [*decimal_texts(15), "5e-324", "1e-341", "1.7976931348623157e308", "1.7976931348623159e308"]
    assert all(is_read_right(world, text) for text in texts)


def test_floats_in_json():
    world = SimulatedWorld()
    page = heap.take(4096, 0)
    for value in floats(100):
        for each in (value, -value):
            size = decimals.put_short(page, each)
            assert world.octets(page, 0, size).decode() == json_float(each)
    heap.give_back(page, 4096)


def test_the_estimated_logarithms_are_right():
    for exponent in range(-1074, 972):
        power = (exponent * decimals.LOG10_OF_2) >> decimals.LOG10_SHIFT
        assert 10**power <= Fraction(2) ** exponent < Fraction(10) ** (power + 1)
        power = (exponent * decimals.LOG10_OF_2 + decimals.LOG10_OF_3_4) >> decimals.LOG10_SHIFT
        assert Fraction(10) ** power <= Fraction(2) ** exponent * Fraction(3, 4) < Fraction(10) ** (power + 1)
    for power in range(LEAST_POWER, GREATEST_POWER):
        exponent = (power * decimals.LOG2_OF_10) >> decimals.LOG2_SHIFT
        assert Fraction(2) ** exponent <= Fraction(10) ** power < Fraction(2) ** (exponent + 1)


def test_no_power_of_ten_overflows_when_it_is_rounded_up():
    lower = POWERS_OF_TEN[1::2]
    assert len(lower) == GREATEST_POWER - LEAST_POWER + 1
    assert -1 not in lower
    assert all(
        (high & 1, low >> 2 & (1 << 62) - 1) != (1, (1 << 62) - 1)
        for high, low in zip(POWERS_OF_TEN[::2], lower, strict=True)
    )
