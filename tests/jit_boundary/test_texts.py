"""Texts that pass directly between Python and machine code."""

import pytest
from connecting import connected

import motet
from motet.jit.boundary.builtin import is_available

pytestmark = pytest.mark.skipif(not is_available(), reason="this Python keeps its objects in another way")

LEX = """
import "std.str" as str
fn same(s :: Str) -> Str { s }
fn join(a :: Str, n :: Int, b :: Str) -> Str { str.concat(a, str.concat(":", b)) }
fn size(s :: Str) -> Int { str.len(s) }
fn order(a :: Str, b :: Str) -> Bool { a < b }
fn fixed(n :: Int) -> Str { "constant" }
fn lost(s :: Str) -> Int { 1 / str.len(s) }
"""


@pytest.fixture
def program():
    return motet.compile(LEX, language="lex", engine="jit")


@pytest.mark.parametrize("text", ["", "a", "grün", "\x00", "a\x00b", "漢字" * 50, "😀", "x" * 100_000, "é" * 70_000])
def test_texts_come_back(program, text):
    same = connected(program, "same", "abc")
    for _ in range(3):
        assert same(text) == text
    assert connected(program, "size", "abc")(text) == len(text.encode())
    assert program.machine.live_objects == 0


def test_several_texts_among_numbers(program):
    join = connected(program, "join", "a", 1, "b")
    assert join("left", 7, "right") == "left:right"
    assert join("", 2**63 - 1, "é") == ":é"
    assert connected(program, "order", "a", "b")("b", "a") is False
    assert program.machine.live_objects == 0


def test_a_constant_is_not_used_up(program):
    fixed = connected(program, "fixed", 1)
    assert [fixed(k) for k in range(100)] == ["constant"] * 100
    assert program.machine.live_objects == 0


def test_subclasses_and_others_go_the_long_way(program):
    class Text(str):
        __slots__ = ()

    same = connected(program, "same", "a")
    assert same(Text("sub")) == "sub"
    for wrong in (b"bytes", 3, None, "\ud800"):
        with pytest.raises(TypeError, match=r"argument 1 of same\(\)"):
            same(wrong)
    assert same("b") == "b"


def test_after_a_trap_nothing_is_left(program):
    lost = connected(program, "lost", "abc")
    for _ in range(20):
        with pytest.raises(motet.RunError):
            lost("")
        assert lost("x" * 50) == 0
    assert program.machine.live_objects == 0


def test_the_limit_of_memory():
    program = motet.compile(LEX, language="lex", engine="jit", limits=motet.Limits(memory="1MB"))
    same = connected(program, "same", "abc")
    for _ in range(3):
        with pytest.raises(motet.LimitError) as caught:
            same("x" * 3_000_000)
        assert caught.value.kind == "memory"
        assert same("small") == "small"
    assert same("y" * 200_000) == "y" * 200_000
    assert program.machine.live_objects == 0
