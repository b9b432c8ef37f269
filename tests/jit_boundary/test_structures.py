"""Records, tuples, variants and lists that built-in functions pass straight to machine code, and back."""

import sys
from collections import UserDict

import pytest

import motet
from motet.jit.boundary.builtin import is_available

pytestmark = pytest.mark.skipif(not is_available(), reason="this Python keeps its objects in another way")

SOURCE = """
import "std.list" as list
import "std.str" as str
import "std.map" as map

type Point = { x :: Int, y :: Float, name :: Str, on :: Bool }
type Shape = Circle(Float) | Box(Int, Int) | Named(Str, Point) | Nothing
type Team = { members :: List[Point], size :: Int, lead :: Option[Str], unit :: Unit }
type Chain = End | Link(Int, Chain)

fn point(p :: Point) -> Point { p }
fn moved(p :: Point) -> Point { { x: p.x + 1, y: p.y * 2.0, name: str.concat(p.name, "!"), on: not p.on } }
fn number(p :: Point) -> Int { p.x }
fn shape(s :: Shape) -> Shape { s }
fn team(t :: Team) -> Team { t }
fn named(t :: Team) -> List[Str] { list.map(t.members, fn (p :: Point) -> Str { p.name }) }
fn pair(p :: (Int, Str)) -> (Int, Str) { p }
fn nested(p :: ((Int, Float), { a :: Str, b :: (Bool, Unit) })) -> ((Int, Float), { a :: Str, b :: (Bool, Unit) }) { p }
fn option(o :: Option[Int]) -> Option[Int] { o }
fn result(r :: Result[Str, Int]) -> Result[Str, Int] { r }
fn inner(o :: Option[Option[Str]]) -> Option[Option[Str]] { o }
fn points(ps :: List[Point]) -> List[Point] { ps }
fn texts(xs :: List[Str]) -> List[Str] { xs }
fn flags(xs :: List[Bool]) -> List[Bool] { xs }
fn units(xs :: List[Unit]) -> List[Unit] { xs }
fn maybes(xs :: List[Option[Int]]) -> List[Option[Int]] { xs }
fn part(xs :: List[Str]) -> List[Str] { list.tail(xs) }
fn lists(xs :: List[List[Int]]) -> List[List[Int]] { xs }
fn chain(c :: Chain) -> Chain { c }
fn table(m :: Map[Str, Int]) -> Int { map.size(m) }
fn many(n :: Int, s :: Str) -> List[{ text :: Str }] { list.map(list.range(0, n), fn (i :: Int) -> { text :: Str } { { text: s } }) }
fn same(n :: Int, k :: Int) -> List[List[Int]] {
  let xs := list.range(0, n)
  list.map(list.range(0, k), fn (i :: Int) -> List[Int] { xs })
}
fn size(xs :: List[List[Int]]) -> Int { list.len(xs) }
fn fails(p :: Point) -> Int { 1 / p.x }
fn add(a :: Point, b :: Int, c :: (Int, Int), d :: Str) -> Int { a.x + b + match c { (x, y) => x * y } + str.len(d) }
"""

ENOUGH = 20
"""Calls after which a function goes straight to machine code if it ever does."""

POINT = {"x": 3, "y": 2.5, "name": "äöü", "on": True}
OTHER = {"on": False, "name": "x" * 1000, "y": float("inf"), "x": -(1 << 63)}


def variant(name, *held):
    return motet.Variant(name, *held)


VALUES = {
    "point": [POINT, OTHER, {**POINT, "name": ""}],
    "shape": [variant("Circle", 0.5), variant("Box", 1, 2), variant("Named", "n", POINT), variant("Nothing")],
    "team": [
        {"members": [], "size": 0, "lead": None, "unit": None},
        {"members": [POINT, OTHER, POINT], "size": 3, "lead": variant("Some", "me"), "unit": None},
        {"members": [POINT] * 500, "size": 500, "lead": variant("None"), "unit": None},
    ],
    "pair": [(1, "a"), (-1, "\0")],
    "nested": [((1, 2.0), {"a": "text", "b": (False, None)})],
    "option": [None, variant("None"), variant("Some", 7)],
    "result": [variant("Ok", "fine"), variant("Err", 404)],
    "inner": [None, variant("Some", None), variant("Some", variant("Some", "deep"))],
    "points": [[], [POINT], [OTHER, POINT] * 100],
    "texts": [[], ["a", "ü", "x" * 5000], ["b"] * 1000],
    "flags": [[], [True], [False, True] * 50],
    "units": [[], [None] * 7],
    "maybes": [[None, variant("Some", 1), variant("None")]],
    "part": [["a", "b", "c"], [], ["long" * 100, "b"] * 20],
}

WRONG = {
    "point": [
        {**POINT, "x": 1.0},
        {**POINT, "x": 1 << 63},
        {**POINT, "y": "1"},
        {**POINT, "z": 1},
        {"x": 1, "y": 1.0, "name": ""},
        {**POINT, "name": "\ud800"},
        {**POINT, "on": 1},
        {"x": 1, "y": 1.0, "name": "", 7: True},
        [],
        None,
    ],
    "shape": [variant("Square", 1), variant("Box", 1), variant("Box", 1, 2, 3), "Circle", None, variant("Circle", "1")],
    "pair": [(1,), (1, "a", 2), ("a", 1), 5],
    "option": [5, variant("Some"), variant("Some", "a"), variant("Non")],
    "points": [[POINT, {**POINT, "x": "1"}], [POINT, None], [[POINT]], {"a": 1}],
    "texts": [["a", 1], ["a", "\udfff"], "ab"],
    "flags": [[True, 1]],
}

LAX = {
    "point": [{**POINT, "y": 1}, UserDict(POINT), {**POINT, "on": True, "x": True + 1}],
    "pair": [[1, "a"]],
    "texts": [("a", "b")],
    "flags": [(True, False)],
}
"""Values that are taken, though they are not of exactly the types."""


@pytest.fixture(scope="module")
def program():
    loaded = motet.compile(SOURCE, language="lex", name="structures")
    yield loaded
    assert loaded.machine.live_objects == 0


@pytest.fixture(scope="module")
def reference():
    return motet.compile(SOURCE, language="lex", name="structures", engine="vm")


def connected(program, name, *arguments):
    function = getattr(program, name)
    for _ in range(ENOUGH):
        function(*arguments)
    assert function.__self__.is_connected
    return function


@pytest.mark.parametrize("name", VALUES)
def test_values_come_back_as_they_went(program, reference, name):
    function = connected(program, name, VALUES[name][0])
    for value in VALUES[name]:
        assert function(value) == reference.call(name, value)
        assert type(function(value)) is type(reference.call(name, value))
    assert function.__self__.is_connected


@pytest.mark.parametrize("name", WRONG)
def test_wrong_values_are_refused_as_by_the_reference(program, reference, name):
    function = connected(program, name, VALUES[name][0])
    for value in WRONG[name]:
        with pytest.raises((TypeError, OverflowError)) as expected:
            reference.call(name, value)
        with pytest.raises(expected.type) as found:
            function(value)
        assert str(found.value) == str(expected.value)
    assert function(VALUES[name][0]) == reference.call(name, VALUES[name][0])


@pytest.mark.parametrize("name", LAX)
def test_what_fits_otherwise_goes_the_long_way(program, reference, name):
    function = connected(program, name, VALUES[name][0])
    for value in LAX[name]:
        assert function(value) == reference.call(name, value)


def test_computing(program):
    assert connected(program, "moved", POINT)(POINT) == {"x": 4, "y": 5.0, "name": "äöü!", "on": False}
    assert connected(program, "number", POINT)(OTHER) == -(1 << 63)
    assert connected(program, "named", VALUES["team"][0])(VALUES["team"][1]) == ["äöü", "x" * 1000, "äöü"]
    assert connected(program, "add", POINT, 4, (5, 6), "text")(POINT, 1, (2, 3), "é") == 12


def test_lists_of_lists_and_chains_go_the_long_way(program):
    for name, value in (("lists", [[1], [2, 3]]), ("chain", variant("Link", 1, variant("End"))), ("table", {"a": 1})):
        function = getattr(program, name)
        for _ in range(ENOUGH):
            assert function(value) == (value if name != "table" else 1)
        assert not function.__self__.is_connected


def test_long_texts_that_occur_often_are_made_once(program):
    function = connected(program, "many", 2, "short")
    assert function(3, "text") == [{"text": "text"}] * 3
    long = function(1000, "x" * 100)
    assert len({id(record["text"]) for record in long}) == 1


def test_lists_that_occur_often_are_converted_once(program):
    rows = program.same(1000, 2000)
    assert len({id(row) for row in rows}) == 1
    limited = motet.compile(SOURCE, language="lex", name="limited", limits=motet.Limits(memory="20MB"))
    assert limited.size([list(range(10_000))] * 10_000) == 10_000


def test_traps_are_reported(program):
    function = connected(program, "fails", POINT)
    with pytest.raises(motet.RunError, match="zero"):
        function({**POINT, "x": 0})
    assert function(POINT) == 0
    assert program.machine.live_objects == 0


def test_nobody_keeps_references(program):
    name, point = "a name", {**POINT, "x": 1 << 40, "name": "some text"}
    watched = [point, point["x"], point["name"], point["y"], next(iter(point)), None, True, motet.Variant]
    for function, value in (
        (connected(program, "point", point), point),
        (connected(program, "shape", variant("Named", name, point)), variant("Named", name, point)),
        (connected(program, "points", [point]), [point] * 10),
        (connected(program, "point", point), {**point, "x": "wrong"}),
    ):
        before = [sys.getrefcount(each) for each in watched]
        for _ in range(1000):
            try:
                result = function(value)
            except TypeError:
                result = None
        del result
        after = [sys.getrefcount(each) for each in watched]
        assert all(abs(a - b) < 100 for a, b in zip(before, after, strict=True)), (before, after)


def test_results_belong_to_the_caller_alone(program):
    made = connected(program, "point", POINT)(POINT)
    assert sys.getrefcount(made) == sys.getrefcount({"x": 1})
    assert list(made) == ["name", "on", "x", "y"]


def test_the_limit_of_memory_holds():
    program = motet.compile(SOURCE, language="lex", name="limited", limits=motet.Limits(memory="20MB"))
    function = connected(program, "points", [POINT])
    large = [{**POINT, "name": "x" * 10_000} for _ in range(5000)]
    for _ in range(2):
        with pytest.raises(motet.LimitError):
            function(large)
        assert function([POINT, OTHER]) == [POINT, OTHER]
    assert program.machine.live_objects == 0
