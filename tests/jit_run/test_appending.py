"""Short constants behind texts, objects without references, lists set by index: what native code writes inline."""

import pytest

import motet

SOURCE = """
import "std.str" as str
import "std.list" as list

fn grow(s :: Str, n :: Int) -> Str { if n == 0 { s } else { grow(str.concat(s, "abc"), n - 1) } }
fn wide(s :: Str, n :: Int) -> Str { if n == 0 { s } else { wide(str.concat(s, "é€"), n - 1) } }
fn eight(s :: Str) -> Str { str.concat(s, "12345678") }
fn nine(s :: Str) -> Str { str.concat(s, "123456789") }
fn nothing(s :: Str) -> Str { str.concat(s, "") }
fn twice() -> Str { str.concat("ab", "ab") }
fn kept(s :: Str) -> List[Str] {
  let a := str.concat(s, "x")
  let b := str.concat(s, "y")
  [a, b, s, str.concat(a, "z"), a]
}
fn same(s :: Str) -> Bool { str.concat(s, "c") == "abc" }
fn letters(s :: Str) -> Int { str.len(str.to_upper(str.concat(s, "ß"))) }

type Point = { x :: Float, y :: Float }
fn far(p :: Point, n :: Int) -> Float { if n == 0 { p.x + p.y } else { far(next(p), n - 1) } }
fn next(p :: Point) -> Point { { x: p.y, y: p.x + 1.0 } }
fn ends(n :: Int) -> Float {
  list.fold(list.range(0, n), 0.0, fn (a :: Float, i :: Int) -> Float {
    let p := next({ x: a, y: 1.0 })
    if i % 2 == 0 { p.x } else { p.y }
  })
}
fn put(xs :: List[Int], i :: Int) -> List[Int] { list.set(xs, i, 7) }
"""


@pytest.fixture(scope="module", params=["vm", 1, 2])
def program(request):
    options = {"engine": "vm"}
    if request.param != "vm":
        settings = motet.Settings(tier=1) if request.param == 1 else motet.Settings(first=2)
        options = {"engine": "jit", "settings": settings}
    return motet.compile(SOURCE, language="lex", name="appending", **options)


@pytest.mark.parametrize("start", ["", "a", "ab", "é", "x" * 70, "7 bytes", "0123456789abcdef"])
@pytest.mark.parametrize("count", [0, 1, 2, 7, 100, 5000])
def test_texts_grow(program, start, count):
    assert program.grow(start, count) == start + "abc" * count
    assert program.wide(start, count) == start + "é€" * count


@pytest.mark.parametrize("start", ["", "ab", "é", "x" * 100])
def test_constants_of_all_lengths(program, start):
    assert program.eight(start) == start + "12345678"
    assert program.nine(start) == start + "123456789"
    assert program.nothing(start) == start
    assert program.kept(start) == [start + "x", start + "y", start, start + "xz", start + "x"]


def test_constants_stay(program):
    assert [program.twice(), program.twice()] == ["abab", "abab"]


def test_what_is_known_of_a_text_is_forgotten(program):
    assert program.same("ab") is True
    assert program.same("abc") is False
    assert program.letters("abc") == 5


def test_objects_without_references_are_freed(program):
    assert program.far({"x": 1.0, "y": 2.0}, 1001) == 1004.0
    assert program.ends(10) == program.ends(10)


def test_list_set_out_of_range(program):
    assert [program.put([1, 2], i) for i in (-(1 << 63), -1, 0, 1, 2, (1 << 63) - 1)] == [
        *([1, 2], [1, 2], [7, 2], [1, 7], [1, 2], [1, 2]),
    ]


def test_nothing_is_left(program):
    program.kept("a" * 100)
    program.ends(100)
    assert program.machine.live_objects == 0
