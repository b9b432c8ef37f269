"""Aliases that mention themselves without a record, and types that nest deeply: what stands for Any in the bytecode."""

import pytest
from review_programs import run

STATES = """type S = (Int) -> Option[S]
fn a(n :: Int) -> Option[S] { if n > 3 { None } else { Some(b) } }
fn b(n :: Int) -> Option[S] { if n > 1 { None } else { Some(a) } }
"""

ALIASES = {
    "states of a machine": (STATES + "fn drive(s :: S, n :: Int) -> Int { match s(n) { None => n, Some(t) => drive(t, n + 1) } }\nfn main() -> Int { drive(a, 0) }", "3"),
    "in a list": (STATES + "fn main() -> List[Bool] { list.map([a, b, a], fn (s :: S) -> Bool { option.is_some(s(2)) }) }", "[true,false,true]"),
    "in a record": (STATES + "type W = { s :: S, k :: Int }\nfn main() -> Int { let w :: W := { s: a, k: 3 }\n let f := w.s\n match f(9) { None => w.k, Some(_) => 0 } }", "3"),
    "in an iterator": (STATES + "fn main() -> Int { iter.count(iter.filter(iter.from_list([a, b]), fn (s :: S) -> Bool { option.is_some(s(2)) })) }", "1"),
    "of a type parameter": (STATES + "fn pick[T](c :: Bool, x :: T, y :: T) -> T { if c { x } else { y } }\nfn main() -> Bool { option.is_some(pick(false, a, b)(0)) }", "true"),
    "lists of itself": ("type L = List[L]\nfn main() -> (L, Int) { let x :: L := [[], [[]]]\n (list.reverse(x), list.len(list.filter(x, fn (y :: L) -> Bool { list.is_empty(y) }))) }", "[[[[]],[]],1]"),
    "maps of itself": ('type M = Map[Str, M]\nfn main() -> (Bool, M) { let m :: M := map.set(map.new(), "a", map.new())\n (map.is_empty(m), m) }', '[false,{"a":{}}]'),
    "generators": ("type Gen[T] = () -> Option[(T, Gen[T])]\nfn of[T](xs :: List[T]) -> Gen[T] { fn () -> Option[(T, Gen[T])] { match list.head(xs) { None => None, Some(x) => Some((x, of(list.tail(xs)))) } } }\nfn all[T](g :: Gen[T]) -> List[T] { match g() { None => [], Some((x, r)) => list.cons(x, all(r)) } }\nfn main() -> (List[Int], List[Str]) { (all(of([1, 2])), all(of([\"x\"]))) }", '[[1,2],["x"]]'),
    "functions from functions": ('type P = (Str) -> Result[P, Str]\nfn p(s :: Str) -> Result[P, Str] { if s == "x" { Ok(p) } else { Err(s) } }\nfn main() -> Str { match p("x") { Ok(q) => match q("end") { Ok(_) => "ok", Err(e) => e }, Err(e) => e } }', '"end"'),
    "each other": ("type A = List[B]\ntype B = Option[A]\nfn depth(x :: A) -> Int { list.fold(x, 1, fn (n :: Int, y :: B) -> Int { match y { None => n, Some(z) => n + depth(z) } }) }\nfn main() -> Int { depth([None, Some([Some([])])]) }", "3"),
}  # fmt: skip


@pytest.mark.parametrize("engine", ["vm", "jit"])
@pytest.mark.parametrize("name", ALIASES)
def test_aliases_that_mention_themselves(name, engine):
    text, out = ALIASES[name]
    assert run(text, engine) == out


@pytest.mark.parametrize("engine", ["vm", "jit"])
@pytest.mark.parametrize("depth", [11, 12, 13, 30])
def test_lambdas_of_types_that_nest_deeply(depth, engine):
    outer, inner, value = (
        "List[" * depth + "Int" + "]" * depth,
        "List[" * (depth - 1) + "Int" + "]" * (depth - 1),
        "[" * depth + "1" + "]" * depth,
    )
    text = f"""fn apply(f :: ({outer}) -> {outer}, x :: {outer}) -> {outer} {{ f(x) }}
fn main() -> ({outer}, Int) {{
  let twice := fn (x :: {outer}) -> {outer} {{ list.concat(x, x) }}
  let fs := [fn (x :: {outer}) -> {outer} {{ list.map(x, fn (y :: {inner}) -> {inner} {{ list.reverse(y) }}) }}, list.tail]
  (list.fold(fs, twice({value}), fn (x :: {outer}, f :: ({outer}) -> {outer}) -> {outer} {{ apply(f, x) }}), list.len(twice({value})))
}}"""  # fmt: skip
    assert run(text, engine) == f"[{value},2]"


@pytest.mark.parametrize("engine", ["vm", "jit"])
def test_functions_that_return_functions_many_times(engine):
    depth = 20
    made = "".join(f"fn () -> {'() -> ' * (depth - 1 - at)}Int {{ " for at in range(depth)) + "5" + " }" * depth
    text = f"fn make() -> {'() -> ' * depth}Int {{ {made} }}\nfn main() -> Int {{ make(){'()' * depth} }}"
    assert run(text, engine) == "5"
