"""Operations on numbers in native code have the results of the Python bodies, to the last bit."""

import math
import random
import struct

import pytest

import motet
from motet.jit.numbers import NUMBER_FUNCTIONS

UNARY = [
    "sqrt",
    "floor",
    "ceil",
    "trunc",
    "round",
    "abs",
    "exp",
    "log",
    "log2",
    "log10",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
]
BINARY = ["min", "max", "pow", "atan2"]
SOURCE = f"""
import "std.math" as math
import "std.int" as int
import "std.float" as float
fn one(x :: Float) -> List[Float] {{ [{", ".join(f"math.{name}(x)" for name in UNARY)}] }}
fn two(x :: Float, y :: Float) -> List[Float] {{ [{", ".join(f"math.{name}(x, y)" for name in BINARY)}] }}
fn known(x :: Float) -> List[Float] {{ [math.pow(x, 2.0), math.pow(x, 0.5), math.pow(2.0, x), math.pow(10.0, x), math.sin(1.0e22)] }}
fn ints(a :: Int, b :: Int) -> List[Int] {{ [int.abs(a), int.min(a, b), int.max(a, b)] }}
fn whole(x :: Float) -> Int {{ float.to_int(x) }}
"""
EDGES = [
    *(0.0, -0.0, 0.5, -0.5, 0.49999999999999994, -0.49999999999999994, 1.0, -1.0, 1.5, 2.5, -2.5, 3.0, -3.0),
    *(math.inf, -math.inf, math.nan, 1e308, -1e308, 5e-324, 2.0**52 - 0.5, 2.0**53 + 2, -(2.0**63), 710.0, -746.0),
]
RANDOM = random.Random(7)
SOME = [struct.unpack("<d", RANDOM.randbytes(8))[0] for _ in range(60)] + [RANDOM.uniform(-40, 40) for _ in range(60)]


def bits(values):
    return ["nan" if value != value else struct.pack("<d", value) for value in values]


@pytest.fixture(scope="module")
def engines():
    def made(**options):
        return motet.compile(SOURCE, language="lex", name="numbers", **options)

    quick = made(engine="jit", settings=motet.Settings(first=2))
    return made(engine="vm"), made(engine="jit", settings=motet.Settings(tier=1)), quick


@pytest.mark.parametrize("x", EDGES + SOME)
def test_functions_of_one_float(engines, x):
    expected, *found = [bits(engine.one(x) + engine.known(x)) for engine in engines]
    assert found == [expected, expected]
    assert len({engine.whole(x) for engine in engines}) == 1


def test_functions_of_two_floats(engines):
    pairs = [(x, y) for x in EDGES for y in EDGES] + list(zip(SOME, reversed(SOME), strict=True))
    for x, y in pairs:
        expected, *found = [bits(engine.two(x, y)) for engine in engines]
        assert found == [expected, expected], (x, y)


def test_functions_of_ints(engines):
    some = [0, 1, -1, 7, (1 << 63) - 1, -(1 << 63)]
    for a in some:
        for b in some:
            assert len({tuple(engine.ints(a, b)) for engine in engines}) == 1, (a, b)
    assert engines[2].ints(-(1 << 63), 5) == [-(1 << 63), -(1 << 63), 5]


def test_the_host_is_not_asked(engines, monkeypatch):
    calls = []
    monkeypatch.setattr("motet.stdlib.host.Host.call", lambda *arguments: calls.append(arguments))
    assert engines[2].one(4.0)[0] == 2.0
    assert calls == []


def test_operations_are_declared_with_as_many_values():
    from motet.stdlib.declare import declaration

    for name, function in NUMBER_FUNCTIONS.items():
        used = "".join(function.lines)
        assert ("{1}" in function.lines[0] or "{1}" in used) is (len(declaration(name).values) == 2), name
