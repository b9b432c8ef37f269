"""Callables of Python where a program takes a function."""

import gc
import weakref

import pytest

import motet

LEX = """
import "std.list" as list
fn apply(f :: (Int) -> Int, x :: Int) -> Int { f(x) }
fn twice(f :: (Int) -> Int, x :: Int) -> Int { f(f(x)) }
fn each(f :: (Int, Str) -> Str, xs :: List[Int]) -> List[Str] { list.map(xs, fn (x :: Int) -> Str { f(x, "s") }) }
fn doubled(f :: (Int) -> Int) -> (Int) -> Int { fn (x :: Int) -> Int { f(x) * 2 } }
fn test(p :: ({ a :: Int, b :: List[Float] }) -> Bool) -> Bool { p({ a: 3, b: [1.5] }) }
fn float(f :: () -> Float) -> Float { f() }
fn first(fs :: List[(Int) -> Int]) -> Int { match list.head(fs) { Some(f) => f(5), None => 0 } }
fn next(x :: Int) -> Int { x + 1 }
"""


@pytest.fixture(params=["vm", "jit"])
def program(request):
    return motet.compile(LEX, language="lex", engine=request.param)


def test_values_go_in_and_come_back(program):
    assert program.apply(lambda x: x + 1, 3) == 4
    assert program.apply(abs, -3) == 3
    assert program.twice(lambda x: x * x, 3) == 81
    assert program.each(lambda x, s: s * x, [1, 2, 0]) == ["s", "ss", ""]
    assert program.test(lambda r: r == {"a": 3, "b": [1.5]}) is True
    assert program.float(lambda: 1) == 1.0
    assert program.first([abs, len]) == 5
    assert program.apply(program.next, 3) == 4


def test_several_calls_with_several_callables(program):
    for k in range(50):
        assert program.apply(lambda x, k=k: x + k, 1) == 1 + k


def test_wrong_results(program):
    with pytest.raises(TypeError, match=r"<lambda>\(\) must return Int, not Str"):
        program.apply(lambda x: "a", 3)
    with pytest.raises(OverflowError):
        program.apply(lambda x: 2**63, 3)
    assert program.apply(lambda x: x, 3) == 3


def test_exceptions_pass(program):
    with pytest.raises(ZeroDivisionError):
        program.apply(lambda x: x // 0, 3)
    with pytest.raises(TypeError, match="positional"):
        program.apply(lambda: 1, 3)
    with pytest.raises(TypeError, match="argument 1 of apply"):
        program.apply(3, 3)
    assert program.apply(lambda x: x, 3) == 3


def test_the_program_cannot_be_called_meanwhile(program):
    with pytest.raises(RuntimeError, match="running"):
        program.apply(lambda x: program.next(x), 3)
    assert program.apply(lambda x: x, 3) == 3


def test_another_program_can(program):
    other = motet.compile(LEX, language="lex")
    assert program.apply(lambda x: other.apply(lambda y: y * 2, x), 3) == 6


def test_what_holds_a_callable_keeps_it(program):
    made = program.doubled(lambda x: x + 100)
    gc.collect()
    assert made(1) == 202
    assert program.apply(made, 2) == 204


def test_other_callables_are_let_go_of(program):
    class Adder:
        def __call__(self, x):
            return x + 1

    adder = Adder()
    gone = weakref.ref(adder)
    assert program.apply(adder, 1) == 2
    del adder
    gc.collect()
    assert gone() is None
