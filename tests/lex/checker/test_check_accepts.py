"""Programs that are right."""

import pytest
from lex_checking import accepts, errors

from motet.languages.lex.checker import LAXNESS
from motet.languages.lex.library import MODULES

PRELUDE = """
import "std.io" as io
import "std.int" as int
import "std.str" as str
import "std.list" as list
import "std.option" as option
import "std.result" as result
import "std.map" as map
import "std.json" as json
import "std.tuple" as tuple
type Point = { x :: Int, y :: Int }
type Id = Int
type Shape = Dot | Circle(Int) | Rect(Int, Int) | Framed({ w :: Int, inner :: Shape })
type Tree[T] = Leaf | Node(Tree[T], T, Tree[T])
"""

RIGHT = {
    "literals": 'fn f() -> (Int, Float, Str, Bool, Bytes, Unit) { (1, 2.5, "a", true, b"x", ()) }',
    "empty tuple type is Unit": "fn f() -> () { () }\nfn g() -> Unit { f() }",
    "Nil is Unit": "fn f() -> Nil { () }",
    "Tuple is a tuple": "fn f(p :: Tuple[Int, Str]) -> (Int, Str) { p }",
    "functions see each other": "fn f(n :: Int) -> Int { if n == 0 { 0 } else { g(n - 1) } }\nfn g(n :: Int) -> Int { f(n) }",
    "let is monomorphic": "fn f() -> Int { let e := [] \n let g := [1] \n if e == g { 1 } else { 2 } }",
    "annotation of a let": "fn f() -> List[Int] { let e :: List[Int] := [] \n e }",
    "refinement in an annotation is ignored": "fn f() -> Int { let e :: Int{x | x > 5} := 1 \n e }",
    "block drops values": 'fn f() -> Int { "a" ; 2.5 ; 1 }',
    "shadowing": 'fn f(x :: Int) -> Str { let x := "a" \n x }',
    "scope ends with its block": "fn f(x :: Int) -> Int { let y := { let x := 2.5 \n 1 } \n x + y }",
    "arm scope": "fn f(x :: Int, o :: Option[Str]) -> Int { match o { Some(x) => 1, None => x } }",
    "anonymous record fits an alias": "fn f() -> Point { { x: 1, y: 2 } }",
    "anonymous record fits an alias deep inside": "fn f() -> List[Option[Point]] { [Some({ x: 1, y: 2 }), None] }",
    "alias fits an anonymous record": "fn f(p :: Point) -> { x :: Int, y :: Int } { p }",
    "Id mixes with Int": "fn f(i :: Id) -> Int { i }\nfn g() -> Id { f(3) }",
    "Id keeps to itself in operators": "fn f(i :: Id, j :: Id) -> Id { i + j + 1 }",
    "alias of an alias": "type A = B\ntype B = { x :: Int }\nfn f(a :: A) -> Int { a.x }",
    "generic alias": "type P[T] = { l :: T, r :: T }\nfn f(p :: P[Int]) -> Int { p.l + p.r }\nfn g() -> Int { f({ l: 1, r: 2 }) }",
    "field order does not matter": "fn f() -> Bool { { a: 1, b: 2 } == { b: 2, a: 1 } }",
    "spread": "type Named = { ...Point, name :: Str }\nfn f(n :: Named) -> Int { n.x + n.y }",
    "spread of what comes later": "type N = { ...Later, name :: Str }\ntype Later = { k :: Int }\nfn f(n :: N) -> Int { n.k }",
    "payload with a spread": "type U = U1({ ...Point, z :: Int }) | U2\nfn f() -> U { U1({ x: 1, y: 2, z: 3 }) }",
    "constructor with several": "fn f() -> Shape { Rect(1, 2) }",
    "constructor by pipe": "fn f() -> Shape { 1 |> Rect(2) }",
    "record alias through a union": "type L = { item :: Int, next :: Option[L] }\nfn f(l :: L) -> Int { match l.next { Some(m) => f(m), None => l.item } }",
    "record alias through a list": "type R = { kids :: List[R] }\nfn f() -> R { { kids: [{ kids: [] }] } }",
    "generic union": "fn size[T](t :: Tree[T]) -> Int { match t { Leaf => 0, Node(l, _, r) => size(l) + 1 + size(r) } }\nfn f() -> Int { size(Node(Leaf, 3, Leaf)) + size(Node(Leaf, \"a\", Leaf)) }",
    "generic function": 'fn id[T](x :: T) -> T { x }\nfn f() -> (Int, Str) { (id(1), id("a")) }',
    "type parameters in lambdas": "fn f[T](xs :: List[T], y :: T) -> List[T] { list.map(xs, fn (x :: T) -> T { let z :: T := y \n z }) }",
    "function as a value": "fn inc(x :: Int) -> Int { x + 1 }\nfn f(xs :: List[Int]) -> List[Int] { list.map(xs, inc) }",
    "function of a module as a value": "fn f(xs :: List[Int]) -> List[Str] { list.map(xs, int.to_str) }",
    "function of a module in a let": "fn f(x :: Int) -> Str { let show := int.to_str \n show(x) }",
    "generic function as a value": "fn id[T](x :: T) -> T { x }\nfn f(xs :: List[Int]) -> List[Int] { list.map(xs, id) }",
    "local before function": "fn g() -> Int { 1 }\nfn f(g :: (Int) -> Int) -> Int { g(2) }",
    "local before module": "fn f(str :: { len :: Int }) -> Int { str.len }",
    "function called like a module": "fn list(n :: Int) -> Int { n }\nfn f() -> Int { list(list.len([1])) }",
    "Str operators": 'fn f(a :: Str) -> Bool { a + "b" < "c" and a >= "" }',
    "operand without a type is Int": "fn f() -> Int { match list.head([]) { Some(x) => x + 1, None => 0 } }",
    "equality of functions": "fn f(g :: (Int) -> Int) -> Bool { g == g }",
    "interpolation": 'fn f(n :: Int) -> Str { f"n is {int.to_str(n)}!" }',
    "question mark": "fn f(r :: Result[Int, Str]) -> Result[Str, Str] { Ok(int.to_str(r? + 1)) }",
    "question mark in a lambda": "fn g(x :: Int) -> Result[Int, Str] { Ok(x) }\nfn f() -> Int { let h := fn (x :: Int) -> Result[Int, Str] { Ok(g(x)? + 1) } \n match h(1) { Ok(v) => v, Err(_) => 0 } }",
    "question mark under an alias": "type R[T] = Result[T, Str]\nfn f(r :: R[Int]) -> R[Str] { Ok(int.to_str(r?)) }",
    "Never fits everything": "fn stop() -> Never { stop() }\nfn f(x :: Int) -> Int { if x == 0 { stop() } else { x } }",
    "ascription": "fn f() -> List[Str] { ([] :: List[Str]) }",
    "constructors of built-in types": "fn f(z :: Tz) -> Int { match z { Utc => 0, Local => 1, Offset(m) => m, Iana(_) => 2 } }",
    "own type for a built-in one": "type Request = { id :: Int }\nfn f(r :: Request) -> Int { r.id }",
    "own union with built-in constructors": "type Find = Some(Int) | Nothing\nfn f(x :: Find) -> Int { match x { Some(n) => n, Nothing => 0 } }",
    "Result declared again": "type Result[T, E] = Ok(T) | Err(E)\nfn f(s :: Str) -> Result[Int, Str] { Ok(json.parse(s)?) }",
    "Option declared again with other names of parameters": "type Option[A] = Some(A) | None\nfn f(xs :: List[Int]) -> Option[Int] { list.head(xs) }",
    "another Option beside the built-in one": "type Option[A] = Just(A) | Nothing\nfn f(xs :: List[Int]) -> Option[Int] { match list.head(xs) { Some(x) => Just(x), None => Nothing } }",
    "another Map beside the built-in one": 'type Map[K] = Empty | Full(K)\nfn f(m :: Map[Int]) -> Int { match m { Empty => map.size(map.set(map.new(), 1, "a")), Full(k) => k } }',
    "record pattern has some fields": "fn f(p :: Point) -> Int { match p { { x } => x } }",
    "patterns inside patterns": "fn f(p :: (Point, Shape)) -> Int { match p { ({ x: 0 }, _) => 0, (_, Framed({ w, inner: Circle(r) })) => w + r, ({ x }, _) => x } }",
    "unit pattern": "fn f(u :: Unit) -> Int { match u { () => 1 } }",
    "tuple pattern for an unknown type": "fn f() -> Int { match list.head([]) { Some((a, b)) => a + b, None => 0 } }",
    "list patterns": "fn f(xs :: List[Int]) -> Int { match xs { [] => 0, [x] => x, [x, ..rest] => x + f(rest) } }",
    "decoding takes its type from use": "fn f(s :: Str) -> Result[Point, Str] { json.parse(s) }",
    "examples": "fn add(a :: Int, b :: Int) -> Int examples { add(1, 2) => 3, add(0, 0) => 0 } { a + b }",
    "generic examples": 'fn id[T](a :: T) -> T examples { id(1) => 1, id("a") => "a" } { a }',
    "literals that fulfil a refinement": "fn f(n :: Int{x | x > 0 and x < 10}) -> Int { n }\nfn g() -> Int { f(9) }",
    "refinement that only a run can test": "fn f(n :: Int{x | x > limit}) -> Int { n }\nfn g() -> Int { f(9) }",
    "refinement of what is not a literal": "fn f(n :: Int{x | x > 0}) -> Int { n }\nfn g(n :: Int) -> Int { f(n) }",
    "local hides a refined function": "fn f(n :: Int{x | x > 0}) -> Int { n }\nfn g(f :: (Int) -> Int) -> Int { f(-1) }",
    "unknown module unless it is used": 'import "std.nothing" as nothing\nfn f() -> Int { 1 }',
    "record without fields": "fn f() -> {} { {} }",
    "called function value": "fn f(r :: { g :: (Int) -> Int }) -> Int { r.g(1) }",
    "tuple of functions": "fn f(p :: ((Int) -> Int, Int)) -> Int { match p { (g, x) => g(x) } }",
    "curried": "fn f(x :: Int) -> (Int) -> Int { fn (y :: Int) -> Int { x + y } }\nfn g() -> Int { f(1)(2) }",
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_right(name):
    assert [error.text() for error in errors(PRELUDE + RIGHT[name])] == []


EFFECTS_RIGHT = {
    "declared": 'fn f() -> [io] Unit { io.print("a") }',
    "declared too much": "fn f() -> [io, net, anything] Int { 1 }",
    "bare covers all": 'fn g() -> [net("a")] Int { 1 }\nfn f() -> [net] Int { g() }',
    "specific covers itself": 'fn g() -> [net("a"), budget(3)] Int { 1 }\nfn f() -> [budget(3), net("a")] Int { g() }',
    "a closure's effects are its own": 'fn f() -> Int { let g := fn () -> [io] Unit { io.print("a") } \n 1 }',
    "row variable of the library": 'fn f() -> [io] List[Unit] { list.map([1], fn (x :: Int) -> [io] Unit { io.print("a") }) }',
    "pure through a row variable": "fn f() -> List[Int] { list.map([1], fn (x :: Int) -> Int { x }) }",
    "declared row variable": 'fn ap[A, E](f :: () -> [| E] A) -> [| E] A { f() }\nfn g() -> [io] Unit { ap(fn () -> [io] Unit { io.print("a") }) }\nfn h() -> Int { ap(fn () -> Int { 1 }) }',
    "row variable with effects": 'fn ap[E](f :: () -> [io | E] Int) -> [io | E] Int { f() }\nfn g() -> [io, net] Int { ap(fn () -> [io, net] Int { 1 }) }',
    "row variable in a lambda": "fn ap[E](f :: () -> [| E] Int) -> () -> [| E] Int { fn () -> [| E] Int { f() } }",
    "row variable passed on": "fn ap[E](f :: (Int) -> [| E] Int, xs :: List[Int]) -> [| E] List[Int] { list.map(xs, f) }",
    "row variable of an alias": 'type Handler[E] = (Int) -> [| E] Int\nfn ap[E](h :: Handler[E]) -> [| E] Int { h(1) }\nfn f() -> [io] Int { ap(fn (x :: Int) -> [io] Int { io.print("a") \n x }) }',
    "effectful function in a record": 'fn f(r :: { go :: () -> [io] Unit }) -> [io] Unit { r.go() }',
    "closures of a pipe": 'fn f(xs :: List[Int]) -> [io] Unit { xs |> list.map(int.to_str) |> list.fold("", str.concat) |> io.print }',
    "literal path": 'import "std.fs" as fs\nfn f() -> [fs_walk("/data")] Bool { fs.exists("/data/x") }',
    "literal path for io": 'fn f() -> [io("/data")] Result[Str, Str] { io.read("/data/x") }',
    "flow keeps effects of retry": 'import "std.flow" as flow\nfn f(g :: (Int) -> [io] Result[Int, Str]) -> [io] Result[Int, Str] { flow.retry(g, 3)(1) }',
}  # fmt: skip


@pytest.mark.parametrize("name", EFFECTS_RIGHT)
def test_effects_right(name):
    text = EFFECTS_RIGHT[name]
    if "std.fs" in text and "fs" not in MODULES:
        pytest.skip("the library has no std.fs")
    assert [error.text() for error in errors(PRELUDE + text)] == []


LAX = {
    "exhaustiveness": "fn f(o :: Option[Int]) -> Int { match o { Some(x) => x } }",
    "rigidity": "fn f[T](x :: T) -> T { 1 }",
    "question": "fn f(r :: Result[Int, Str]) -> Int { r? }",
}


@pytest.mark.parametrize("name", LAX)
def test_laxness_restores_one_thing(name):
    for other, text in LAX.items():
        assert accepts(text, lax=frozenset({name})) == (other == name)


def test_effects_are_never_lax():
    text = 'import "std.io" as io\nfn f() -> Unit { io.print("a") }'
    assert [error.kind for error in errors(text, lax=frozenset(LAX))] == ["effect_not_declared"]


def test_rows_are_never_lax():
    text = "fn ap[T, E](f :: (T) -> [| E] T, x :: T) -> [| E] T { f(x) }"
    assert accepts(text, lax=LAXNESS)
    closed = text.replace("-> [| E] T {", "-> T {")
    assert [error.fields["effect"] for error in errors(closed, lax=LAXNESS)] == ["E"]


def test_parameters_that_become_types():
    text = "fn f[T](x :: T, xs :: List[T]) -> T { let g := fn (y :: T) -> T { y + 1 } \n g(x) }"
    assert not accepts(text)
    assert accepts(text, lax=LAXNESS)
