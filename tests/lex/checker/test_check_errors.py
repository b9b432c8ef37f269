"""One error each: its kind, its fields and its place, which `@@` marks."""

import pytest
from lex_checking import checked, errors, marked, only_error

from motet.languages.lex.checker import CheckError
from motet.languages.lex.checker.errors import KINDS

PRELUDE = """
import "std.io" as io
import "std.int" as int
import "std.str" as str
import "std.list" as list
import "std.json" as json
type Point = { x :: Int, y :: Int }
type Shape = Dot | Circle(Int) | Rect(Int, Int)
type A = Int
type B = Int
"""

MISMATCHES = {
    # what stands there, expected, got, context
    "result": ('fn f() -> Int { @@"a" }', "Int", "Str", ["in function `f`"]),
    "result behind lets": ('fn f() -> Int { let x := 1 \n 2.5 \n @@"a" }', "Int", "Str", ["in function `f`"]),
    "empty block": ("fn f() -> Int @@{ }", "Int", "Unit", ["in function `f`"]),
    "let annotation": ('fn f() -> Int { let x :: Int := @@"a" \n 1 }', "Int", "Str", ["in function `f`", "in let `x`"]),
    "if arms": ('fn f(b :: Bool) -> Int { if b { 1 } else { @@"a" } }', "Int", "Str", ["in function `f`", "in match arm"]),
    "condition": ("fn f(n :: Int) -> Int { if @@n { 1 } else { 2 } }", "Bool", "Int", ["in function `f`", "in pattern"]),
    "list": ('fn f() -> List[Int] { [1, @@"a"] }', "Int", "Str", ["in function `f`", "in list literal"]),
    "argument": ('fn g(a :: Int, b :: Str) -> Int { a }\nfn f() -> Int { g(1, @@2) }', "Str", "Int", ["in function `f`", "argument 2 of call"]),
    "argument by pipe": ('fn g(a :: Int, b :: Str) -> Int { a }\nfn f() -> Int { @@"x" |> g("y") }', "Int", "Str", ["in function `f`", "argument 1 of call"]),
    "argument of the library": ("fn f() -> Int { str.len(@@1) }", "Str", "Int", ["in function `f`", "argument 1 of call"]),
    "callback": ('fn f() -> List[Int] { list.map([1], @@fn (s :: Str) -> Int { 1 }) }', "(Int) -> [| ?e4] ?2", "(Str) -> Int", ["in function `f`", "argument 2 of call"]),
    "field access": ("fn f(n :: Int) -> Int { @@n.x }", "record", "Int", ["in function `f`", "field access `.x`"]),
    "lambda": ('fn f() -> (Int) -> Int { fn (x :: Int) -> Int { @@"a" } }', "Int", "Str", ["in function `f`", "in lambda body"]),
    "plus": ('fn f() -> Int { 1 + @@"a" }', "Int", "Str", ["in function `f`", "operator `+`"]),
    "plus of Bools": ("fn f(a :: Bool) -> Bool { @@a + a }", "Int, Float or Str", "Bool", ["in function `f`", "operator `+`"]),
    "minus of Strs": ("fn f(a :: Str) -> Str { @@a - a }", "Int or Float", "Str", ["in function `f`", "operator `-`"]),
    "Int and Float": ("fn f() -> Float { 1 * @@2.5 }", "Int", "Float", ["in function `f`", "operator `*`"]),
    "ordering of Bools": ("fn f(a :: Bool) -> Bool { @@a < a }", "Int, Float or Str", "Bool", ["in function `f`", "operator `<`"]),
    "chained ordering": ("fn f() -> Bool { 1 < 2 < @@3 }", "Bool", "Int", ["in function `f`", "operator `<`"]),
    "equality": ('fn f() -> Bool { 1 == @@"a" }', "Int", "Str", ["in function `f`", "operator `==`"]),
    "and": ("fn f() -> Bool { true and @@1 }", "Bool", "Int", ["in function `f`", "operator `and`"]),
    "minus sign": ('fn f() -> Int { -@@"a" }', "Int or Float", "Str", ["in function `f`", "unary `-`"]),
    "not": ("fn f() -> Bool { not @@1 }", "Bool", "Int", ["in function `f`", "unary `not`"]),
    "call of what is no function": ("fn f(n :: Int) -> Int { @@n(1) }", "(Int) -> ?1", "Int", ["in function `f`", "in call"]),
    "constructor": ('fn f() -> Shape { Circle(@@"a") }', "Int", "Str", ["in function `f`", "constructor `Circle`"]),
    "constructor with several": ('fn f() -> Shape { Rect(1, @@"a") }', "Int", "Str", ["in function `f`", "constructor `Rect` arg 2"]),
    "constructor pattern": ("fn f(n :: Int) -> Int { match n { @@Dot => 1, _ => 2 } }", "Int", "Shape", ["in function `f`", "constructor pattern `Dot`"]),
    "literal pattern": ('fn f(n :: Int) -> Int { match n { @@"a" => 1, _ => 2 } }', "Int", "Str", ["in function `f`", "in pattern"]),
    "record pattern": ("fn f(n :: Int) -> Int { match n { @@{ x } => 1, _ => 2 } }", "record", "Int", ["in function `f`", "in record pattern"]),
    "record pattern of an unknown type": ("fn f() -> Int { match list.head([]) { Some(@@{ x }) => 1, None => 2 } }", "record", "?2", ["in function `f`", "in record pattern"]),
    "tuple pattern": ("fn f(n :: Int) -> Int { match n { @@(a, b) => 1, _ => 2 } }", "Int", "(?1, ?2)", ["in function `f`", "in tuple pattern"]),
    "unit pattern": ("fn f(n :: Int) -> Int { match n { @@() => 1, _ => 2 } }", "Int", "Unit", ["in function `f`", "in tuple pattern"]),
    "missing field": ("fn f() -> Point { @@{ x: 1 } }", "Point", "{ x :: Int }", ["in function `f`"]),
    "field too many": ("fn f() -> Point { @@{ x: 1, y: 2, z: 3 } }", "Point", "{ x :: Int, y :: Int, z :: Int }", ["in function `f`"]),
    "two aliases of Int": ("fn f(a :: A) -> B { @@a }", "B", "A", ["in function `f`"]),
    "alias beside Int in an operator": ("fn f(a :: A) -> Int { a + @@1 }", "A", "Int", ["in function `f`", "operator `+`"]),
    "rigid parameter": ("fn f[T](x :: T) -> T { @@1 }", "T", "Int", ["in function `f`"]),
    "two rigid parameters": ("fn f[T, U](x :: T, y :: U) -> T { @@y }", "T", "U", ["in function `f`"]),
    "rigid parameter in a lambda": ("fn f[T](x :: T) -> (T) -> T { fn (y :: T) -> T { @@1 } }", "T", "Int", ["in function `f`", "in lambda body"]),
    "question mark on an Option": ("fn f(o :: Option[Int]) -> Result[Int, Str] { Ok(@@o?) }", "Result[?1, ?2]", "Option[Int]", ["in function `f`", "constructor pattern `Ok`"]),
    "question mark where no Result is": ("fn f(r :: Result[Int, Str]) -> Int { r@@? }", "Int", "Result[?3, Str]", ["in function `f`", "operator `?`"]),
    "question mark with another error": ("fn f(r :: Result[Int, Str]) -> Result[Int, Bool] { Ok(r@@?) }", "Result[Int, Bool]", "Result[Int, Str]", ["in function `f`", "operator `?`"]),
    "question mark in a lambda": ("fn f(r :: Result[Int, Str]) -> Result[Int, Str] { let g := fn () -> Int { r@@? } \n Ok(g()) }", "Int", "Result[?3, Str]", ["in function `f`", "in let `g`", "in lambda body", "operator `?`"]),
    "list of Never is no list of Int": ("fn stop() -> Never { stop() }\nfn f(x :: List[Never]) -> List[Int] { @@x }", "List[Int]", "List[Never]", ["in function `f`"]),
    "Never is not made from Int": ("fn f() -> Never { @@1 }", "Never", "Int", ["in function `f`"]),
    "nested in a type": ('fn f(xs :: List[(Int, Option[Str])]) -> List[(Int, Option[Int])] { @@xs }', "List[(Int, Option[Int])]", "List[(Int, Option[Str])]", ["in function `f`"]),
    "example argument": ('fn f(a :: Int) -> Int examples { f(@@"a") => 1 } { a }', "Int", "Str", ["in function `f`", "argument 1 of call"]),
    "example result": ('fn f(a :: Int) -> Int examples { f(1) => @@"a" } { a }', "Int", "Str", ["in function `f`"]),
}  # fmt: skip


@pytest.mark.parametrize("name", MISMATCHES)
def test_mismatch(name):
    text, expected, got, context = MISMATCHES[name]
    data = only_error(PRELUDE + text)
    assert data["kind"] == "type_mismatch"
    assert (data["expected"], data["context"]) == (expected, context)
    assert data["got"] == got or "?" in got


OTHERS = {
    "unknown name": ("fn f() -> Int { @@nothing }", "unknown_identifier", {"name": "nothing"}),
    "unknown function": ("fn f() -> Int { @@nothing(1) }", "unknown_identifier", {"name": "nothing"}),
    "name out of scope": ("fn f() -> Int { let y := { let x := 1 \n x } \n @@x }", "unknown_identifier", {"name": "x"}),
    "module as a value": ("fn f() -> Int { let s := @@str \n 1 }", "unknown_identifier", {"name": "str"}),
    "unknown module": ('import "std.nothing" as nothing\nfn f() -> Int { @@nothing.f(1) }', "unknown_identifier", {"name": "nothing"}),
    "unknown type": ("fn f(x :: @@Thing) -> Int { 1 }", "unknown_identifier", {"name": "Thing"}),
    "unknown type in a declaration": ("type T = { x :: List[@@Thing] }", "unknown_identifier", {"name": "Thing"}),
    "unknown type in a let": ("fn f() -> Int { let e :: List[@@Thing] := [] \n 1 }", "unknown_identifier", {"name": "Thing"}),
    "type parameter of another function": ("fn g[T](x :: T) -> T { x }\nfn f(x :: @@T) -> Int { 1 }", "unknown_identifier", {"name": "T"}),
    "unknown spread": ("type T = @@{ ...Thing, x :: Int }", "unknown_identifier", {"name": "Thing"}),
    "spread of a union": ("type T = @@{ ...Shape, x :: Int }", "unknown_identifier", {"name": "Shape"}),
    "unknown row variable": ("fn f(g :: @@() -> [| E] Int) -> Int { 1 }", "unknown_identifier", {"name": "E"}),
    "unknown row variable of a function": ("@@fn f() -> [| E] Int { 1 }", "unknown_identifier", {"name": "E"}),
    "too few arguments": ("fn g(a :: Int, b :: Int) -> Int { a }\nfn f() -> Int { @@g(1) }", "arity_mismatch", {"expected": 2, "got": 1}),
    "too many arguments": ("fn f() -> Int { @@str.len(\"a\", 1) }", "arity_mismatch", {"expected": 1, "got": 2}),
    "too few for a constructor": ("fn f() -> Shape { @@Rect(1) }", "arity_mismatch", {"expected": 2, "got": 1}),
    "constructor without payload": ("fn f() -> Shape { @@Dot(1) }", "arity_mismatch", {"expected": 0, "got": 1}),
    "pattern with too few": ("fn f(s :: Shape) -> Int { match s { @@Rect(a) => a, _ => 0 } }", "arity_mismatch", {"expected": 2, "got": 1}),
    "pattern without": ("fn f(s :: Shape) -> Int { match s { @@Circle => 1, _ => 0 } }", "arity_mismatch", {"expected": 1, "got": 0}),
    "tuple pattern of other length": ("fn f(p :: (Int, Int)) -> Int { match p { @@(a, b, c) => 1 } }", "arity_mismatch", {"expected": 2, "got": 3}),
    "arguments of a type": ("fn f(x :: @@List[Int, Str]) -> Int { 1 }", "arity_mismatch", {"expected": 1, "got": 2}),
    "type without its arguments": ("fn f(x :: @@Option) -> Int { 1 }", "arity_mismatch", {"expected": 1, "got": 0}),
    "type parameter with arguments": ("fn f[T](x :: @@T[Int]) -> Int { 1 }", "arity_mismatch", {"expected": 0, "got": 1}),
    "empty match": ("fn f(n :: Int) -> Int { @@match n { } }", "non_exhaustive_match", {"missing": ["_"]}),
    "unknown field": ("fn f(p :: Point) -> Int { @@p.z }", "unknown_field", {"record_type": "Point", "field": "z"}),
    "unknown field of an anonymous record": ("fn f() -> Int { @@{ a: 1 }.b }", "unknown_field", {"record_type": "{ a :: Int }", "field": "b"}),
    "unknown field in a pattern": ("fn f(p :: Point) -> Int { match p { { x, @@z } => 1 } }", "unknown_field", {"record_type": "Point", "field": "z"}),
    "unknown function of a module": ("fn f() -> Int { @@str.nothing(1) }", "unknown_field", {"record_type": "std.str", "field": "nothing"}),
    "field twice": ("fn f() -> Int { { a: 1, a: @@2 }.a }", "duplicate_field", {"field": "a"}),
    "field twice in a type": ("type T = { a :: Int, a :: @@Str }", "duplicate_field", {"field": "a"}),
    "unknown constructor": ("fn f() -> Shape { @@Square(1) }", "unknown_variant", {"constructor": "Square"}),
    "unknown constructor in a pattern": ("fn f(s :: Shape) -> Int { match s { @@Square(a) => 1, _ => 0 } }", "unknown_variant", {"constructor": "Square"}),
    "infinite type": ("fn f() -> Int { let a := [] \n let b := a == @@[a] \n 1 }", "infinite_type", {}),
    "alias of itself": ("@@type T = T", "recursive_type_without_constructor", {"name": "T"}),
    "record in itself": ("@@type T = { next :: T }", "recursive_type_without_constructor", {"name": "T"}),
    "record in itself through others": ("@@type P = { q :: (Int, Q) }\ntype Q = { p :: P }", "recursive_type_without_constructor", {"name": "P"}),
    "alias in itself by its argument": ("type W[T] = { inner :: T }\n@@type P = { w :: W[P], a :: W[Int] }", "recursive_type_without_constructor", {"name": "P"}),
    "record in a record in itself": ("type Z = { q :: Q }\n@@type Q = { q :: Q }", "recursive_type_without_constructor", {"name": "Q"}),
    "record spread into itself": ("@@type T = { ...T, a :: Int }", "recursive_type_without_constructor", {"name": "T"}),
    "refinement": ("fn g(a :: Int, b :: Int{x | x > 0 and x < 10}) -> Int { a }\nfn f() -> Int { g(1, @@-3) }", "refinement_violation", {"fn_name": "g", "param_index": 1, "binding": "x", "reason": "predicate failed for x = -3"}),
    "refinement of a Str": ('fn g(s :: Str{t | t != "a"}) -> Int { 1 }\nfn f() -> Int { g(@@"a") }', "refinement_violation", {"fn_name": "g", "param_index": 0, "binding": "t", "reason": 'predicate failed for t = "a"'}),
    "refinement by pipe": ("fn g(n :: Int{x | x == 1}) -> Int { n }\nfn f() -> Int { @@2 |> g }", "refinement_violation", {"fn_name": "g", "param_index": 0, "binding": "x", "reason": "predicate failed for x = 2"}),
    "examples with effects": ('@@fn f(a :: Int) -> [io] Int examples { f(1) => 1 } { a }', "examples_on_effectful_fn", {"fn_name": "f"}),
    "example with too few": ("fn f(a :: Int, b :: Int) -> Int examples { f(1, 2) => 3, @@f(1) => 1 } { a + b }", "example_arity_mismatch", {"fn_name": "f", "case_index": 1, "expected": 2, "got": 1}),
    "function twice": ("fn f() -> Int { 1 }\n@@fn f() -> Int { 2 }", "duplicate_definition", {"what": "function", "name": "f"}),
    "type twice": ("type T = Int\n@@type T = Str", "duplicate_definition", {"what": "type", "name": "T"}),
    "constructor twice": ("type T = Left | Right\n@@type U = Up | Left", "duplicate_definition", {"what": "constructor", "name": "Left"}),
    "constructor twice in a union": ("@@type T = Same(Int) | Same(Str)", "duplicate_definition", {"what": "constructor", "name": "Same"}),
    "effect": ('fn f() -> Unit { @@io.print("a") }', "effect_not_declared", {"effect": "io"}),
    "effect of another function": ('fn g() -> [net("h"), time] Int { 1 }\nfn f() -> [time] Int { @@g() }', "effect_not_declared", {"effect": 'net("h")'}),
    "bare effect under a specific one": ('fn g() -> [net] Int { 1 }\nfn f() -> [net("h")] Int { @@g() }', "effect_not_declared", {"effect": "net"}),
    "first effect in order": ("fn g() -> [zeta, alpha] Int { 1 }\nfn f() -> Int { @@g() }", "effect_not_declared", {"effect": "alpha"}),
    "effect in a lambda": ('fn f() -> Int { let g := fn () -> Unit { @@io.print("a") } \n 1 }', "effect_not_declared", {"effect": "io"}),
    "effect of a callback": ('fn f() -> List[Unit] { @@list.map([1], fn (x :: Int) -> [io] Unit { io.print("a") }) }', "effect_not_declared", {"effect": "io"}),
    "laundering by a closed row": ("fn f[E](g :: () -> [| E] Int) -> Int { @@g() }", "effect_not_declared", {"effect": "E"}),
    "laundering by another row variable": ("fn f[D, E](g :: () -> [| E] Int) -> [| D] Int { @@g() }", "effect_not_declared", {"effect": "E"}),
    "laundering in a lambda": ("fn f[E](g :: () -> [| E] Int) -> () -> Int { fn () -> Int { @@g() } }", "effect_not_declared", {"effect": "E"}),
    "literal path elsewhere": ('fn f() -> [io("/data")] Result[Str, Str] { @@io.read("/database") }', "effect_not_declared", {"effect": "io"}),
    "literal path with a detour": ('fn f() -> [io("/data")] Result[Str, Str] { @@io.read("/data/../etc") }', "effect_not_declared", {"effect": "io"}),
    "path that is no literal": ('fn f(p :: Str) -> [io("/data")] Result[Str, Str] { @@io.read(p) }', "effect_not_declared", {"effect": "io"}),
    "print is no path": ('fn f() -> [io("/data")] Unit { @@io.print("/data") }', "effect_not_declared", {"effect": "io"}),
    "pure closure for an effectful one": ('fn g(h :: () -> [io] Int) -> [io] Int { h() }\nfn f() -> [io] Int { g(@@fn () -> Int { 1 }) }', "effect_row_mismatch", {"expected": "[io]", "got": "[]"}),
    "effectful closure for a pure one": ('fn g(h :: () -> Int) -> Int { h() }\nfn f() -> Int { g(@@fn () -> [io, net] Int { 1 }) }', "effect_row_mismatch", {"expected": "[]", "got": "[io, net]"}),
    "effects in a list of functions": ("fn f(a :: () -> [io] Int, b :: () -> Int) -> List[() -> [io] Int] { [a, @@b] }", "effect_row_mismatch", {"expected": "[io]", "got": "[]"}),
    "two rows with variables": ("fn a[E](g :: () -> [io | E] Int) -> Int { 1 }\nfn b[E](g :: () -> [net | E] Int) -> Int { 2 }\nfn f() -> Int { let x := a \n let y := b \n let both := [x, y] \n y(@@fn () -> [net] Int { 1 }) }", "effect_row_mismatch", {"got": "[net]"}),
    "row variable with too few": ("fn ap[E](g :: () -> [io | E] Int) -> [io | E] Int { g() }\nfn f() -> [io] Int { ap(@@fn () -> Int { 1 }) }", "effect_row_mismatch", {}),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_other(name):
    text, kind, fields = OTHERS[name]
    data = only_error(PRELUDE + text)
    assert data["kind"] == kind
    assert {key: data[key] for key in fields} == fields


def test_every_kind_that_the_checker_finds_has_a_row():
    found = {kind for _, kind, _ in OTHERS.values()} | {"type_mismatch"}
    assert set(KINDS) - found == {"ambiguous_type", "example_mismatch"}


def test_form_of_an_error():
    text, (line, column) = marked("fn f() -> Int {\n  let x := 1\n  @@true\n}")
    (error,) = errors(text)
    assert error.json() == {
        "kind": "type_mismatch",
        "at_node": "n_0",
        "expected": "Int",
        "got": "Bool",
        "context": ["in function `f`"],
    }
    data = error.positioned_json()
    assert list(data) == ["kind", "at_node", "expected", "got", "context", "rule_tag", "rule_explanation", "position"]
    assert data["rule_tag"] == "type-mismatch"
    assert data["position"] == {"file": "test.lex", "line": line, "col": column}
    assert error.text() == "type mismatch at n_0: expected Int, got Bool (in function `f`)"


def test_diagnostics_underline_the_expression():
    with pytest.raises(CheckError) as caught:
        checked("fn f() -> Int { 1 + 2.5 }")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "type-mismatch"
    assert diagnostic.message == "type mismatch: expected Int, got Float (in function `f` / operator `+`)"
    assert diagnostic.span is not None
    assert diagnostic.source is not None
    assert diagnostic.source.text[diagnostic.span.start : diagnostic.span.end] == "2.5"
    assert "int.to_float" in diagnostic.help


HELPS = {
    "fn f(number :: Int) -> Int { numbr }": "`number`",
    "fn f() -> Int { null }": "there is no null",
    "fn f() -> Int { Some(1)? }": "`?` takes a Result apart",
    "fn f(r :: Result[Int, Str]) -> Int { r? }": "`result.map_err` changes it",
    "fn f() -> Int { let g := fn (n :: Int) -> Int { g(n) } \n g(1) }": "what calls itself is a function at top level",
    "type T = { total :: Int, sum :: Int }\nfn f(t :: T) -> Int { t.zero }": "its fields are sum, total",
    "type T = { total :: Int }\nfn f() -> T { T({ total: 1 }) }": "its values are written `{ total: ... }`",
    'fn f() -> Unit { print("a") }': '`import "std.io" as io`',
    "fn f() -> Int { Int }": "`Int` is a type, and no value",
    "type P = Pair(Int, Str) | No\nfn f() -> P { Pair(1) }": "`Pair` holds 2 values: Int, Str",
    "fn f() -> Option[Int] { Some }": "`Some` holds 1 value: T",
    "fn f(p :: Option[Int]) -> Int { match p { Some(a) => a, None(b) => b } }": "`None` holds nothing",
    "fn f(a :: Int) -> Int { f() }": "its type is (Int) -> Int",
    "type T = { total :: Int }\nfn f(t :: T) -> Int { t.totl }": "`total`",
    "fn f() -> Opton[Int] { None }": "`Option`",
    "fn f() -> Option[Int] { Sone(1) }": "`Some`",
    'import "std.str" as str\nfn f(s :: Str) -> Int { str.length(s) }': "`len`",
    'fn f(s :: Str) -> Str { f"{s}!" }': '`import "std.str" as str`',
    'import "std.str" as str\nfn f(s :: Str) -> Int { let x := str \n 1 }': "a module is no value",
    'import "std.io" as io\nfn f(s :: Str) -> Unit { io.print(s) }': "`-> [io]`",
}


MODULES = {
    'import "std.jsn" as j\nfn f() -> Int { j.parse("1") }': ("`std.jsn`", "`std.json`"),
    'import "str" as s\nfn f() -> Int { s.len("") }': ("`str`", "`std.str`"),
    'import "std.nothing" as n\nfn f() -> Int { n }': ("`std.nothing`", "bytes, cli, crypto"),
}


@pytest.mark.parametrize("text", MODULES)
def test_modules_that_do_not_exist(text):
    (error,) = errors(text)
    module, help = MODULES[text]
    assert error.text("").endswith(f": there is no module {module}")
    assert help in error.help
    assert [note.source.text[note.span.start : note.span.end] for note in error.notes] == [text.partition("\n")[0]]
    assert error.json().keys() == {"kind", "at_node", "name"}


def test_imports_of_modules_that_do_not_exist_are_no_errors_themselves():
    checked('import "std.nothing" as nothing\nfn f(nothing :: Int) -> Int { nothing }')


def test_the_text_of_a_match_that_leaves_something_out():
    (error,) = errors("type T = A | B(Int) | C | D(T)\nfn f(t :: T) -> Int { match t { C => 1 } }")
    assert error.text() == "non-exhaustive match at n_0: missing arms for `A`, `B(_)` and `D(_)`"
    assert error.json() == {"kind": "non_exhaustive_match", "at_node": "n_0", "missing": ["A", "B(_)", "D(_)"]}
    (error,) = errors("type T = A | B | C | D | E | F | G | H\nfn f(t :: T) -> Int { match t { H => 1 } }")
    assert error.text("") == "non-exhaustive match: missing arms for `A`, `B`, `C`, `D`, `E`, `F` and others"
    (error,) = errors("fn f(t :: Bool) -> Int { match t { true => 1 } }")
    assert error.text("") == "non-exhaustive match: missing arms for `false`"


@pytest.mark.parametrize("text", HELPS)
def test_help(text):
    (error,) = errors(text)
    assert HELPS[text] in error.help


def test_ascriptions_have_no_names():
    (error,) = errors("fn f() -> Int { (1 :: Str) }")
    assert error.fields["context"] == ["in function `f`", "in ascription"]


def test_names_of_imported_files_are_shown_as_they_are_written():
    (error,) = errors("fn f() -> Int { nothing }")
    error.fields["name"] = "shapes_0a1b2c3d.area"
    assert error.diagnostic().message == "unknown identifier `shapes.area`"
    assert error.json()["name"] == "shapes_0a1b2c3d.area"


def test_several_errors():
    text = """fn f() -> Int {
  let a := missing
  let b := a + 1
  a.field
  other(1)
  "text"
}
fn g() -> Str { 2 }
"""
    assert [(error.kind, error.fields.get("name")) for error in errors(text)] == [
        ("unknown_identifier", "missing"),
        ("unknown_identifier", "other"),
        ("type_mismatch", None),
        ("type_mismatch", None),
    ]


def test_effects_of_a_function_with_errors_are_not_looked_at():
    text = 'import "std.io" as io\nfn f() -> Unit { let a := missing \n io.print("a") }'
    assert [error.kind for error in errors(text)] == ["unknown_identifier"]


def test_effects_of_a_function_with_errors_in_a_lambda_are_not_looked_at():
    text = 'import "std.io" as io\nfn f() -> Unit { let g := fn () -> Int { let a := missing \n 1 } \n io.print("a") }'
    assert [error.kind for error in errors(text)] == ["unknown_identifier"]


def test_what_was_in_error_makes_no_further_errors():
    text = "fn f() -> Int { let a := missing \n match a { { x, y } => x.z + y(1), _ => 0 } }"
    assert [error.kind for error in errors(text)] == ["unknown_identifier"]


def test_aliases_of_modules_belong_to_their_file():
    from lex_checking import stages

    from motet.languages.lex.checker import check

    first = stages('import "std.str" as s\nfn f() -> Int { s.len("a") }', "one.lex")
    second = stages('import "std.list" as s\nfn g() -> Int { s.len([1]) }', "two.lex")
    assert check(first + second).functions.keys() == {"f", "g"}
    third = stages("fn h() -> Int { s.len([1]) }", "three.lex")
    with pytest.raises(CheckError) as caught:
        check(first + third)
    assert [(error.kind, error.source.name) for error in caught.value.errors] == [("unknown_identifier", "three.lex")]
