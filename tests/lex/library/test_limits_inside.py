"""Limits hold inside of operations that take long, on every engine."""

import pytest

import motet

PROGRAM = """
import "std.json" as json
import "std.str" as str
import "std.math" as math

type Chain = End | Link(Chain)
type Tree = Leaf | Fork(Tree, Tree)

fn chain(n :: Int, c :: Chain) -> Chain { if n == 0 { c } else { chain(n - 1, Link(c)) } }
fn tree(n :: Int, t :: Tree) -> Tree { if n == 0 { t } else { tree(n - 1, Fork(t, t)) } }
fn deep(n :: Int) -> Int { str.len(json.stringify(chain(n, End))) }
fn wide(n :: Int) -> Int { str.len(json.stringify(tree(n, Leaf))) }
fn product(n :: Int) -> Int { math.rows(math.matmul(math.ones(n, n), math.ones(n, n))) }
"""


def program(engine, **limits):
    return motet.compile(PROGRAM, language="lex", engine=engine, limits=motet.Limits(**limits))


@pytest.mark.parametrize(("engine", "depth"), [("vm", 20_000), ("jit", 1_000_000)])
def test_deep_values_are_written(engine, depth):
    with program(engine) as loaded:
        assert loaded.deep(depth) == 28 + 29 * depth


@pytest.mark.parametrize("engine", ["vm", "jit"])
def test_a_value_that_is_shared_over_and_over_reaches_the_limit_of_memory(engine):
    with program(engine, memory=5_000_000) as loaded:
        with pytest.raises(motet.LimitError) as stopped:
            loaded.wide(60)
        assert stopped.value.kind == "memory"
        assert loaded.wide(1) == 88


@pytest.mark.parametrize(
    ("engine", "name", "size"), [("vm", "wide", 60), ("jit", "wide", 60), ("jit", "product", 3000)]
)
def test_a_deadline_ends_them(engine, name, size):
    with program(engine, seconds=0.05, memory=8_000_000_000) as loaded:
        with pytest.raises(motet.LimitError) as stopped:
            getattr(loaded, name)(size)
        assert stopped.value.kind == "deadline"
