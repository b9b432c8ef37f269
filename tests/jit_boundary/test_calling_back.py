"""Callables of Python that machine code calls by itself."""

import _thread
import threading

import pytest

import motet
from motet.jit.boundary.builtin import is_available
from motet.jit.boundary.callbacks import CallbackTable
from motet.jit.context import REQUESTS

pytestmark = pytest.mark.skipif(not is_available(), reason="this Python keeps its objects in another way")

LEX = """
import "std.io" as io
import "std.list" as list
fn total(f :: (Int) -> Int, n :: Int, sum :: Int) -> Int { if n == 0 { sum } else { total(f, n - 1, sum + f(n)) } }
fn product(f :: (Float, Bool) -> Float, n :: Int, x :: Float) -> Float {
  if n == 0 { x } else { product(f, n - 1, f(x, n > 2)) }
}
fn count(p :: (Int) -> Bool, n :: Int, found :: Int) -> Int {
  if n == 0 { found } else { count(p, n - 1, if p(n) { found + 1 } else { found }) }
}
fn units(f :: (Unit, Int) -> Unit, n :: Int) -> Int { if n == 0 { 0 } else { match f((), n) { _ => units(f, n - 1) } } }
fn texts(f :: (Int) -> Str, n :: Int, all :: Str) -> Str { if n == 0 { all } else { texts(f, n - 1, all + f(n)) } }
fn many(a :: (Int, Int, Int, Int, Int, Int, Int, Int, Int) -> Int) -> Int { a(1, 2, 3, 4, 5, 6, 7, 8, 9) }
fn both(f :: (Int) -> Int, g :: (Int) -> Int, x :: Int) -> Int { f(g(f(x))) }
fn all(fs :: List[(Int) -> Int], x :: Int) -> Int { list.fold(fs, x, fn (a :: Int, f :: (Int) -> Int) -> Int { f(a) }) }
fn speak(f :: (Int) -> Int, n :: Int) -> [io] Int { if n == 0 { 0 } else { match io.print("n") { _ => f(n) + speak(f, n - 1) } } }
fn next(x :: Int) -> Int { x + 1 }
"""


@pytest.fixture
def program():
    return motet.compile(LEX, language="lex", engine="jit")


@pytest.fixture
def answers(monkeypatch):
    """The requests with which native code came back from calling callables."""
    found = []
    answer = CallbackTable.answer

    def noted(self, context):
        found.append(answer(self, context))
        return found[-1]

    monkeypatch.setattr(CallbackTable, "answer", noted)
    return found


def test_scalars(program, answers):
    assert program.total(lambda x: x * x, 100, 0) == 338350
    assert program.product(lambda x, b: x * 2 if b else x + 0.5, 4, 1.5) == 7.0
    assert program.count(lambda x: x % 3 == 0, 30, 0) == 10
    seen = []
    assert program.units(lambda unit, x: seen.append((unit, x)), 2) == 0
    assert seen == [(None, 2), (None, 1)]
    assert set(answers) <= {0, REQUESTS["attention"]}, "each run stayed in native code until its end or a tick"
    assert program.machine.live_objects == 0


def test_what_is_left_to_python(program, answers):
    assert program.texts(lambda x: "x" * x, 3, "") == "xxxxxx"
    assert program.many(lambda *numbers: sum(numbers)) == 45
    assert program.product(lambda x, b: 2, 3, 1.0) == 2.0
    assert -2 in answers

    class Number(int):
        pass

    assert program.total(Number, 3, 0) == 6
    assert program.total(lambda x: True if x == 2 else x, 1, 0) == 1


def test_callables_are_called_once(program):
    calls = []

    def f(x):
        calls.append(x)
        return x if x % 2 else type("Number", (), {"__index__": lambda self: x})()

    assert program.total(f, 4, 0) == 10
    assert calls == [4, 3, 2, 1]


def test_wrong_results_and_exceptions(program):
    with pytest.raises(TypeError, match=r"f\(\) must return Int, not Str"):
        program.total(_named(lambda x: "x"), 3, 0)
    with pytest.raises(OverflowError):
        program.total(lambda x: 2**63, 3, 0)
    with pytest.raises(KeyError, match="2"):
        program.total(lambda x: x if x > 2 else {}[x], 5, 0)
    with pytest.raises(TypeError, match="positional"):
        program.total(lambda: 1, 5, 0)
    assert program.total(lambda x: x, 3, 0) == 6
    assert program.machine.live_objects == 0


def _named(function):
    function.__name__ = "f"
    return function


def test_several_callables(program):
    assert program.both(lambda x: x + 1, lambda x: x * 10, 1) == 21
    assert program.all([lambda x, k=k: x + k for k in range(1000)], 0) == 499500


def test_the_order_of_output():
    output = bytearray()
    program = motet.compile(LEX, language="lex", engine="jit", output=output.extend)
    seen = []
    assert program.speak(lambda x: (seen.append(bytes(output)), x)[1], 3) == 6
    assert output == b"n\n" * 3
    assert len(seen) == 3


def test_another_program_meanwhile_and_not_this_one(program):
    other = motet.compile(LEX, language="lex", engine="jit")
    assert program.total(lambda x: other.total(lambda y: y + x, 2, 0), 3, 0) == 21
    with pytest.raises(RuntimeError, match="running"):
        program.total(lambda x: program.next(x), 3, 0)
    assert program.next(1) == 2


def test_ctrl_c_in_a_callable(program):
    def f(x):
        if x == 500:
            _thread.interrupt_main()
        return x

    with pytest.raises(KeyboardInterrupt):
        program.total(f, 1000, 0)
    assert program.total(lambda x: x, 3, 0) == 6


def test_cancelling_meanwhile(program):
    calls = []

    def f(x):
        calls.append(x)
        if len(calls) == 10:
            program.cancel()
        return x

    with pytest.raises(motet.LimitError) as caught:
        program.total(f, 1 << 40, 0)
    assert caught.value.kind == "cancelled"
    assert program.total(lambda x: x, 3, 0) == 6


def test_limits_meanwhile():
    program = motet.compile(LEX, language="lex", engine="jit", limits=motet.Limits(seconds=0.2))
    with pytest.raises(motet.LimitError) as caught:
        program.total(lambda x: x, 1 << 40, 0)
    assert caught.value.kind == "deadline"
    program = motet.compile(LEX, language="lex", engine="jit", limits=motet.Limits(fuel=5000))
    with pytest.raises(motet.LimitError) as caught:
        program.total(lambda x: x, 1 << 40, 0)
    assert caught.value.kind == "fuel"


def test_in_another_thread(program, answers):
    results = []
    thread = threading.Thread(target=lambda: results.append(program.total(lambda x: x, 1000, 0)))
    thread.start()
    thread.join()
    assert results == [500500]
    assert answers == [], "nobody would ask a run of another thread to let go of Python's lock"
