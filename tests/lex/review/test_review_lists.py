"""Lists that are bound and used once: they are made at most once, whatever takes them."""

import pytest
from review_programs import run

import motet

USES = {
    "enumerate": ("list.fold(list.enumerate(ys), 0, fn (a :: Int, p :: (Int, Int)) -> Int { a + tuple.snd(p) })", "12502500"),
    "reverse": ("list.fold(list.reverse(ys), 0, fn (a :: Int, y :: Int) -> Int { a + y })", "12502500"),
    "zip": ("list.len(list.filter(list.zip(ys, list.range(1, n + 1)), fn (p :: (Int, Int)) -> Bool { tuple.fst(p) == tuple.snd(p) }))", "5000"),
    "sort_by": ("list.fold(list.sort_by(ys, fn (y :: Int) -> Int { 0 - y }), 0, fn (a :: Int, y :: Int) -> Int { y })", "1"),
    "par_map": ("list.sum(list.par_map(ys, fn (y :: Int) -> Int { y + 1 }))", "12507500"),
    "head": ("match list.head(ys) { Some(y) => y, None => 0 }", "1"),
    "get": ("match list.get(ys, 4) { Some(y) => y, None => 0 }", "5"),
    "concat": ("list.sum(list.concat(ys, [1]))", "12502501"),
    "a match of a part": ("match ys { [] => 0, [a] => a, [a, b] => b, _ => 3 }", "3"),
    "a match with its rest": ("match ys { [a, b, ..rest] => a + b + list.len(rest), _ => 0 }", "5001"),
    "a match of a tuple": ("match (ys, 3) { ([], _) => 0, (zs, k) => k + list.len(zs) }", "5003"),
    "a record": ("list.len({ list: ys }.list)", "5000"),
    "a call": ("id(ys)", "5000"),
}  # fmt: skip


@pytest.mark.parametrize("engine", ["vm", "jit"])
@pytest.mark.parametrize("use", USES)
def test_lists_that_are_used_once(use, engine):
    text, out = USES[use]
    program = f"""fn id(xs :: List[Int]) -> Int {{ list.len(xs) }}
fn main(n :: Int) -> Int {{
  let ys := list.map(list.range(0, n), fn (x :: Int) -> Int {{ x + 1 }})
  {text}
}}"""
    assert run(program, engine, "main", "5000", limits=motet.Limits(fuel=1_000_000)) == out


@pytest.mark.parametrize("engine", ["vm", "jit"])
@pytest.mark.parametrize("high", ["-9223372036854775808", "-9223372036854775799", "10"])
def test_ranges_without_elements_whose_bounds_are_far_apart(high, engine):
    text = (
        "fn main(high :: Int) -> List[Str] { list.map(list.range(10, high), fn (n :: Int) -> Str { int.to_str(n) }) }"
    )
    assert run(text, engine, "main", high, limits=motet.Limits(memory="20MB")) == "[]"
