"""Lists of numbers that pass directly between Python and machine code."""

import pytest
from connecting import connected

import motet
from motet.jit.boundary.builtin import is_available

pytestmark = pytest.mark.skipif(not is_available(), reason="this Python keeps its objects in another way")

LEX = """
import "std.list" as list
fn total(xs :: List[Int]) -> Int { list.fold(xs, 0, fn (a :: Int, x :: Int) -> Int { a + x }) }
fn same(xs :: List[Int]) -> List[Int] { xs }
fn rest(xs :: List[Int]) -> List[Int] { list.tail(xs) }
fn halves(xs :: List[Float]) -> List[Float] { list.map(xs, fn (x :: Float) -> Float { x / 2.0 }) }
fn zip_sum(xs :: List[Int], k :: Int, ys :: List[Float]) -> Float { int_to_float(total(xs) + k) + fsum(ys) }
fn fsum(ys :: List[Float]) -> Float { list.fold(ys, 0.0, fn (a :: Float, x :: Float) -> Float { a + x }) }
fn int_to_float(x :: Int) -> Float { if x <= 0 { 0.0 } else { 1.0 + int_to_float(x - 1) } }
fn at(xs :: List[Int]) -> Int { 10 / list.len(xs) }
"""


@pytest.fixture
def program():
    return motet.compile(LEX, language="lex", engine="jit")


@pytest.mark.parametrize("items", [[], [1], [-(2**63), 2**63 - 1, 0], list(range(1000)), [5] * 100_000])
def test_ints(program, items):
    before = list(items)
    assert connected(program, "same", [1])(items) == items
    assert connected(program, "rest", [1, 2])(items) == items[1:]
    total = sum(items)
    assert connected(program, "total", [1])(items) == total
    assert items == before
    assert program.machine.live_objects == 0


def test_floats(program):
    halves = connected(program, "halves", [1.0])
    assert halves([1.0, -3.0, float("inf")]) == [0.5, -1.5, float("inf")]
    assert halves([]) == []
    assert str(halves([-0.0])) == "[-0.0]"
    assert connected(program, "zip_sum", [1], 2, [0.5])([1, 2], 3, [0.25, 0.25]) == 6.5
    assert program.machine.live_objects == 0


def test_results_are_lists_of_their_own(program):
    same = connected(program, "same", [1])
    items = [1, 2, 3]
    first, second = same(items), same(items)
    assert first is not items
    assert first is not second
    first.append(4)
    assert (items, second) == ([1, 2, 3], [1, 2, 3])


@pytest.mark.parametrize(
    ("items", "error"),
    [
        ([1, 2**63], OverflowError),
        ([1, True], TypeError),
        ([1, 2.0], TypeError),
        (["x"], TypeError),
        ("abc", TypeError),
    ],
)
def test_what_does_not_fit(program, items, error):
    total = connected(program, "total", [1])
    for _ in range(3):
        with pytest.raises(error, match=r"argument 1 of total\(\)"):
            total(items)
        assert total([1, 2]) == 3
    assert program.machine.live_objects == 0


def test_what_is_converted_goes_the_long_way(program):
    halves = connected(program, "halves", [1.0])
    assert halves([1, 2.0]) == [0.5, 1.0]
    assert halves((4.0,)) == [2.0]
    assert connected(program, "total", [1])(range(5)) == 10

    class Items(list):
        pass

    assert connected(program, "total", [1])(Items([1, 2])) == 3


def test_after_a_trap_nothing_is_left(program):
    at = connected(program, "at", [1])
    for _ in range(5):
        with pytest.raises(motet.RunError):
            at([])
        assert at([1, 2]) == 5
    assert program.machine.live_objects == 0


def test_the_limit_of_memory():
    program = motet.compile(LEX, language="lex", engine="jit", limits=motet.Limits(memory="1MB"))
    same = connected(program, "same", [1])
    for _ in range(2):
        with pytest.raises(motet.LimitError) as caught:
            same([0] * 500_000)
        assert caught.value.kind == "memory"
        assert same([7]) == [7]
    assert program.machine.live_objects == 0
