"""Numbers that lie side by side in memory are lists of numbers to programs."""

import ctypes
import struct
from array import array

import pytest

import motet

TEXT = """
function ints(List[Int]) -> List[Int] {
  load 0
  return
}
function floats(List[Float]) -> Any {
  load 0
  return
}
function bools(List[Bool]) -> List[Bool] {
  load 0
  return
}
function pair((List[Float], Int)) -> Any {
  load 0
  return
}
function anything(Any) -> Any {
  load 0
  return
}
function texts(List[Str]) -> Any {
  load 0
  return
}
"""


@pytest.fixture(params=["vm", "jit"], scope="module")
def program(request):
    return motet.compile(TEXT, language="bytecode", engine=request.param)


@pytest.mark.parametrize("code", "bBhHiIlLqQ")
def test_whole_numbers_of_every_size(program, code):
    size = struct.calcsize(code) * 8
    greatest = 2 ** (size - code.islower()) - 1 if size < 64 or code.islower() else 2**63 - 1
    least = -greatest - 1 if code.islower() else 0
    numbers = [0, 1, greatest, least, 77]
    assert program.ints(array(code, numbers)) == numbers
    assert program.floats(array(code, numbers)) == [float(number) for number in numbers]


def test_numbers_of_ctypes_and_views(program):
    assert program.ints((ctypes.c_int16 * 3)(1, -2, 3)) == [1, -2, 3]
    assert program.ints((ctypes.c_uint64 * 1)(2**63 - 1)) == [2**63 - 1]
    assert program.floats((ctypes.c_double * 2)(1.5, -0.0)) == [1.5, 0.0]
    assert program.floats((ctypes.c_float * 1)(0.5)) == [0.5]
    assert program.bools((ctypes.c_bool * 3)(True, False, True)) == [True, False, True]
    assert program.ints(memoryview(array("q", range(10)))[::-3]) == [9, 6, 3, 0]
    assert program.ints(memoryview(b"\x01\xff")) == [1, 255]
    assert program.floats(array("f", [])) == []


def test_arrays_inside_of_others(program):
    assert program.pair((array("d", [1.0]), 2)) == ([1.0], 2)
    assert program.pair((array("i", [1]), 2)) == ([1.0], 2)


def test_the_array_is_copied(program):
    given = array("q", [1, 2, 3])
    result = program.ints(given)
    given[0] = 9
    given.append(4)  # nobody holds its buffer
    assert result == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("ints", array("d", [1.0]), TypeError),
        ("ints", array("Q", [2**63]), OverflowError),
        ("bools", array("b", [1]), TypeError),
        ("ints", (ctypes.c_bool * 1)(True), TypeError),
        ("ints", b"abc", TypeError),
        ("ints", "abc", TypeError),
        ("texts", array("q", [1]), TypeError),
        ("anything", array("q", [1]), TypeError),
        ("floats", (ctypes.c_double * 2 * 2)(), TypeError),
        ("ints", memoryview(b"\x00" * 4).cast("B", (2, 2)), TypeError),
        ("ints", (ctypes.c_int32.__ctype_be__ * 2)(1, 2), TypeError),
    ],
)
def test_what_does_not_fit(program, name, value, error):
    with pytest.raises(error, match=f"argument 1 of {name}"):
        getattr(program, name)(value)
