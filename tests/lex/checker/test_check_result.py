"""What the checker tells the lowering."""

from lex_checking import checked, stages

from motet.languages.lex import ast
from motet.languages.lex.ast import Expr, Pattern
from motet.languages.lex.checker import Options, check
from motet.languages.lex.node_ids import children
from motet.languages.lex.types import INT, UNKNOWN, FunctionType, Named, RecordType, Rigid, render

PROGRAM = """
import "std.io" as io
import "std.int" as int
import "std.str" as str
import "std.list" as list
import "std.json" as json
type Point = { x :: Int, y :: Int }
type Shape = Dot | Circle(Int) | Both(Shape, Point)
fn area(s :: Shape, k :: Int{n | n > 0}) -> Int {
  match s { Dot => 0, Circle(r) => r * r * k, Both(t, { x, y: 3 }) => area(t, k) + x, Both(_, p) => p.y }
}
fn twice[T, E](f :: (T) -> [| E] T, v :: T) -> [| E] T { f(f(v)) }
fn load(s :: Str) -> Result[Int, Str] {
  let p := (json.parse(s) :: Result[Point, Str])?
  let e := []
  let g := fn (n :: Int) -> Int { n + p.x }
  let names := [1, 2] |> list.map(int.to_str) |> list.map(fn (t :: Str) -> Int { str.len(t) })
  match (names, -1) { ([a, ..rest], _) => Ok(twice(g, a)), _ => Err(f"none {s}") }
}
fn main() -> [io] Unit { twice(fn (s :: Str) -> [io] Str { io.print(s) ; s }, "a") ; io.print("b") }
fn unknown() -> Int { let x := None ; let y := json.parse("1") ; 1 }
fn decode[T](s :: Str) -> Result[List[T], Str] { json.parse(s) }
"""


def nodes(checked):
    work = [info.decl.body for info in checked.functions.values()]
    work += [r.predicate for info in checked.functions.values() for r in info.refinements if r is not None]
    while work:
        node = work.pop()
        yield node
        work += [child for _, child in children(node)]


def named(result, kind, name):
    """All nodes of a kind with a name."""
    return [node for node in nodes(result) if isinstance(node, kind) and getattr(node, "name", None) == name]


def library(result, name):
    (node,) = [node for node, reference in result.references.items() if reference.name == name]
    return node


def test_every_expression_and_pattern_has_a_type_without_variables():
    result = checked(PROGRAM)
    count = 0
    for node in nodes(result):
        assert isinstance(node, Expr | Pattern)
        assert result.types[node].ground, node
        assert "?" not in render(result.types[node])
        hash(result.types[node])
        count += 1
    assert count > 120


def test_types_of_nodes():
    result = checked(PROGRAM)
    assert {render(result.types[node]) for node in named(result, ast.Var, "p")} == {"Point"}
    assert {render(result.types[node]) for node in named(result, ast.PVar, "rest")} == {"List[Int]"}
    assert {render(result.types[node]) for node in named(result, ast.PConstructor, "Circle")} == {"Shape"}
    assert {render(result.types[node]) for node in named(result, ast.Let, "x")} == {"Int"}
    assert render(result.types[named(result, ast.Let, "x")[0].value]) == "Option[_]"
    assert [node for node in nodes(result) if isinstance(node, ast.Return)]
    assert {render(result.types[n]) for n in nodes(result) if isinstance(n, ast.Return)} == {"Never"}


def test_operands_without_a_type_are_int():
    for use in ("x < x", "x + x == x", "-x == x"):
        text = (
            f'import "std.list" as list\nfn f() -> Bool {{ match list.head([]) {{ Some(x) => {use}, None => true }} }}'
        )
        assert {render(type_) for node, type_ in checked(text).types.items() if isinstance(node, ast.PVar)} == {"Int"}


def test_references():
    result = checked(PROGRAM)
    kinds = {}
    for node in nodes(result):
        if isinstance(node, ast.Var | ast.FieldAccess):
            kinds.setdefault(result.references[node].kind, set()).add(result.references[node].name)
    assert kinds == {
        "local": {"s", "r", "k", "t", "x", "p", "f", "v", "n", "g", "a", "e", "names", "__ascription"},
        "function": {"area", "twice"},
        "module": {"io", "int", "str", "list", "json"},
        "library": {"io.print", "int.to_str", "str.len", "str.concat", "list.map", "json.parse"},
        "field": {"x", "y"},
    }
    node = library(result, "int.to_str")
    assert result.references[node].entry.name == "int.to_str"
    assert result.types[node.value] == UNKNOWN


def test_instances_are_in_the_order_of_the_parameters():
    result = checked(PROGRAM)
    uses = sorted(named(result, ast.Var, "twice"), key=lambda node: node.span.start)
    assert [[render(item) for item in result.instances[node]] for node in uses] == [["Int", "_"], ["Str", "_"]]
    maps = [node for node, reference in result.references.items() if reference.name == "list.map"]
    maps.sort(key=lambda node: node.span.end)
    assert [[render(item) for item in result.instances[node]] for node in maps] == [["Int", "Str"], ["Str", "Int"]]
    assert not [node for node in named(result, ast.Var, "area") if node in result.instances]


def test_decoded():
    result = checked(PROGRAM)
    assert sorted(map(render, result.decoded.values())) == ["List[T]", "Point", "_"]
    assert all(isinstance(node, ast.Call) for node in result.decoded)


def test_declarations():
    result = checked(PROGRAM)
    area = result.functions["area"]
    assert [render(item) for item in area.params] == ["Shape", "Int"]
    assert [item.binding if item else None for item in area.refinements] == [None, "n"]
    assert result.types[area.refinements[1].predicate].name == "Bool"
    twice = result.functions["twice"]
    assert twice.type_params == (Rigid("T"), Rigid("E"))
    assert render(twice.type) == "((T) -> [| E] T, T) -> [| E] T"
    assert twice.row.variable == Rigid("E")
    assert result.aliases["Point"].definition == RecordType({"y": INT, "x": INT})
    assert result.unions["Shape"].constructors == {
        "Dot": (),
        "Circle": (INT,),
        "Both": (Named("Shape"), Named("Point")),
    }
    assert list(result.unions["Shape"].constructors) == ["Both", "Circle", "Dot"]
    assert result.constructors["Both"] == "Shape"
    assert result.constructors["Some"] == "Option"
    assert result.unions["Option"].decl is None
    assert {stage.alias: module for stage, module in result.modules.items()}["io"] == "io"


def test_predicates_that_only_a_run_can_test_have_types_too():
    result = checked("fn f(n :: Int{x | x > limit.y(1)}) -> Int { n }\nfn g(n :: Int{x | x}) -> Int { n }")
    for node in nodes(result):
        assert node in result.types


def test_lax_parameters_stay_parameters():
    text = "fn f[T](x :: T) -> T { x }\nfn g[T](x :: T) -> T { 1 }"
    result = checked(text, lax=frozenset({"rigidity"}))
    assert {render(result.types[node]) for node in named(result, ast.Var, "x")} == {"T"}


def test_built_in_types_that_the_program_declares_anew():
    text = """
import "std.list" as list
type Option[T] = Just(T) | Nothing
fn f(xs :: List[Int]) -> Option[Int] { match list.head(xs) { Some(x) => Just(x), None => Nothing } }
"""
    result = checked(text)
    assert set(result.unions["Option"].constructors) == {"Just", "Nothing"}
    assert set(result.unions["std.Option"].constructors) == {"Some", "None"}
    assert result.constructors["Some"] == "std.Option"
    assert render(result.types[library(result, "list.head")]) == "(List[Int]) -> std.Option[Int]"


def test_lints():
    text = """
import "std.str" as str
fn f(n :: Int) -> Int { if n == 0 { 0 } else { 1 + f(n - 1) } }
fn g(f :: Int) -> Int { let g := 1 ; f + g }
fn h(s :: Str, n :: Int) -> Bool { if n == 0 { s < "b" } else { h(s, n - 1) } }
fn k() -> (Int) -> Int { fn (h :: Int) -> Int { h } }
"""
    assert checked(text).warnings == []
    warnings = checked(text, lints=True).warnings
    assert [warning.code for warning in warnings] == ["STACK_DEPTH", "SHADOW_FN", "SHADOW_FN", "STR_CMP", "SHADOW_FN"]
    assert {warning.severity for warning in warnings} == {"warning"}


def test_function_types_keep_their_row():
    result = checked('import "std.io" as io\nfn f() -> [io] Unit { io.print("a") }')
    type_ = result.types[library(result, "io.print")]
    assert isinstance(type_, FunctionType)
    assert [str(effect) for effect in type_.row.effects] == ["io"]


def test_the_same_stages_can_be_checked_again():
    program = stages(PROGRAM)
    first, second = check(program, Options()), check(program, Options())
    assert {node: render(type_) for node, type_ in first.types.items()} == {
        node: render(type_) for node, type_ in second.types.items()
    }
