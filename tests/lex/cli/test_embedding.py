"""Lex programs from Python: functions as attributes, values both ways, policies, limits, errors."""

import threading
from collections import deque

import pytest

import motet

PRICING = """
import "std.list" as list
import "std.map" as map
import "std.set" as set
import "std.deque" as deque

type Line = { item :: Str, cents :: Int }
type Shape = Dot | Box({ w :: Int, h :: Int }) | Pair(Int, Str)

fn price(cents :: Int, currency :: Str) -> { cents :: Int, currency :: Str } { { cents, currency } }
fn total(lines :: List[Line]) -> Int {
  list.fold(lines, 0, fn (sum :: Int, line :: Line) -> Int { sum + line.cents })
}
fn area(shape :: Shape) -> Int { match shape { Dot => 0, Box({ w, h }) => w * h, Pair(n, _) => n } }
fn grow(shape :: Shape) -> Shape {
  match shape { Dot => Pair(1, "one"), Box({ w, h }) => Box({ w: w + 1, h }), Pair(_, _) => Dot }
}
fn half(x :: Float) -> Float { x / 2.0 }
fn maybe(o :: Option[Int]) -> Result[Int, Str] { match o { Some(n) => Ok(n), None => Err("none") } }
fn swap(pair :: (Int, Str)) -> (Str, Int) { match pair { (a, b) => (b, a) } }
fn count(names :: List[Str]) -> Map[Str, Int] {
  list.fold(names, map.new(), fn (m :: Map[Str, Int], n :: Str) -> Map[Str, Int] { map.set(m, n, 1) })
}
fn sizes(m :: Map[Int, Str], s :: Set[Str], d :: Deque[Int]) -> (Int, Int, Int) {
  (map.size(m), set.size(s), deque.size(d))
}
fn back(s :: Set[Str], d :: Deque[Int]) -> (Set[Str], Deque[Int]) { (s, d) }
fn adder(n :: Int) -> (Int) -> Int { fn (x :: Int) -> Int { x + n } }
fn apply(f :: (Int) -> Int, x :: Int) -> Int { f(x) }
fn same[T](x :: T) -> T { x }
fn bytes(b :: Bytes) -> Bytes { b }
fn nothing(u :: Unit) -> Unit { u }
fn spin(n :: Int) -> Int { spin(n + 1) }
fn deep(n :: Int) -> Int { if n == 0 { 0 } else { 1 + deep(n - 1) } }
fn natural(n :: Int{x | x >= 0}) -> Int { n }
"""


@pytest.fixture
def program():
    with motet.compile(PRICING, language="lex") as loaded:
        yield loaded


def test_functions_are_attributes(program):
    assert program.price(1200, "EUR") == {"cents": 1200, "currency": "EUR"}
    assert program.call("half", 3) == 1.5
    assert {"price", "total", "same"} <= set(program.names())
    assert not any("." in name or "[" in name for name in program.names())
    assert "total" in dir(program)


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("total", [[{"item": "a", "cents": 3}, {"cents": 4, "item": "b"}]], 7),
        ("area", [motet.Variant("Box", {"w": 2, "h": 3})], 6),
        ("area", [motet.Variant("Dot")], 0),
        ("grow", [motet.Variant("Dot")], motet.Variant("Pair", 1, "one")),
        ("grow", [motet.Variant("Box", {"w": 2, "h": 3})], motet.Variant("Box", {"w": 3, "h": 3})),
        ("maybe", [motet.Variant("Some", 3)], motet.Variant("Ok", 3)),
        ("maybe", [None], motet.Variant("Err", "none")),
        ("swap", [(1, "a")], ("a", 1)),
        ("count", [["b", "a", "b"]], {"a": 1, "b": 1}),
        ("sizes", [{1: "x"}, {"a", "b"}, [1, 2, 3]], (1, 2, 3)),
        ("back", [{"b", "a"}, deque([2, 1])], ({"a", "b"}, deque([2, 1]))),
        ("same", [{"x": [1, (2.5, None)]}], {"x": [1, (2.5, None)]}),
        ("bytes", [b"\x00\xff"], b"\x00\xff"),
        ("nothing", [None], None),
    ],
)
def test_values_both_ways(program, name, arguments, result):
    assert program.call(name, *arguments) == result


def test_closures_are_callables_of_their_program(program):
    add = program.adder(40)
    assert add(2) == 42
    assert program.apply(add, 1) == 41
    assert program.apply(program.natural, 5) == 5
    with pytest.raises(TypeError, match="Int, not Str"):
        add("2")
    with pytest.raises(TypeError, match="takes 1 argument"):
        add(1, 2)
    with motet.compile(PRICING, language="lex") as other, pytest.raises(TypeError, match="another program"):
        other.apply(add, 1)
    with pytest.raises(TypeError, match="argument 1 of apply"):
        program.apply(3, 1)


@pytest.mark.parametrize(
    ("name", "arguments", "text"),
    [
        ("price", (1,), r"price\(\) takes 2 argument\(s\), got 1"),
        ("price", ("1", "EUR"), r"argument 1 of price\(\) must be Int, not Str"),
        ("price", (True, "EUR"), "must be Int, not Bool"),
        (
            "total",
            ([{"item": "a", "cents": "3"}],),
            r"argument 1 of total\(\) must be Int, not Str \(at \[0\]\.cents\)",
        ),
        ("area", (motet.Variant("Cone"),), "must be Shape, not the variant Cone"),
        ("area", (3,), "must be Shape, not Int"),
        ("swap", ([1],), r"not one of 1 item\(s\)"),
    ],
)
def test_wrong_arguments_are_type_errors(program, name, arguments, text):
    with pytest.raises(TypeError, match=text):
        program.call(name, *arguments)


def test_integers_that_are_too_large(program):
    with pytest.raises(OverflowError, match="64 bits"):
        program.price(2**63, "EUR")


def test_there_is_no_such_function(program):
    with pytest.raises(AttributeError, match="nope"):
        program.nope()


def test_refinements_hold_for_callers_from_outside(program):
    assert program.natural(0) == 0
    with pytest.raises(motet.RunError, match="refinement violated: argument 0 of `natural`") as caught:
        program.natural(-1)
    assert caught.value.kind == "refinement"


def test_limits():
    with motet.compile(PRICING, language="lex", limits=motet.Limits(fuel=1000)) as program:
        with pytest.raises(motet.LimitError, match=r"step limit exceeded in `spin` \(1001 > 1000\)"):
            program.spin(0)
        assert program.half(1) == 0.5
    with motet.compile(PRICING, language="lex", limits=motet.Limits(depth=50)) as program:
        with pytest.raises(motet.LimitError, match=r"recursion depth exceeded \(50\)"):
            program.deep(50)
        assert program.deep(49) == 49
    with motet.compile(PRICING, language="lex", limits=motet.Limits(seconds=0.05)) as program:
        with pytest.raises(motet.LimitError) as caught:
            program.spin(0)
        assert caught.value.kind == "deadline"


def test_cancelling_from_another_thread(program):
    timer = threading.Timer(0.05, program.cancel)
    timer.start()
    with pytest.raises(motet.LimitError) as caught:
        program.spin(0)
    timer.join()
    assert caught.value.kind == "cancelled"


EFFECTS = """
import "std.io" as io
fn shout(text :: Str) -> [io] Unit { io.print(text) }
fn read(path :: Str) -> [io] Result[Str, Str] { io.read(path) }
fn argv() -> [io] List[Str] { io.argv() }
"""


def test_output_and_arguments():
    written = bytearray()
    with motet.compile(EFFECTS, language="lex", output=written.extend, arguments=["a", "b"]) as program:
        program.shout("hello")
        assert program.argv() == ["a", "b"]
    assert written == b"hello\n"


def test_files_need_a_grant(tmp_path):
    (tmp_path / "data").write_text("content")
    with motet.compile(EFFECTS, language="lex") as program:
        with pytest.raises(motet.PolicyError, match="fs_read") as caught:
            program.read(str(tmp_path / "data"))
        assert caught.value.exit_status == 4
    policy = motet.Policy([f"fs_read:{tmp_path}"])
    with motet.compile(EFFECTS, language="lex", policy=policy) as program:
        assert program.read(str(tmp_path / "data")) == motet.Variant("Ok", "content")
        assert program.read(str(tmp_path / "none")).name == "Err"
        with pytest.raises(motet.PolicyError):
            program.read("/etc/passwd")


def test_the_static_gate_comes_before_anything_runs():
    with motet.compile(EFFECTS + "fn pure() -> Int { 1 }", language="lex", policy=motet.Policy(pure=True)) as program:
        with pytest.raises(motet.PolicyError, match="`shout` declares io") as caught:
            program.pure()
        assert caught.value.diagnostic.source is not None


def test_run_is_the_command_line(program):
    assert program.run(["price", "3", '"EUR"']) == {"cents": 3, "currency": "EUR"}
    with pytest.raises(ValueError, match="must be JSON"):
        program.run(["half", "x"])
    with pytest.raises(motet.RunError, match="no function `main`"):
        program.run()


@pytest.mark.parametrize("engine", ["vm", "jit"])
def test_messages_spell_types_as_lex_does(engine):
    with motet.compile(PRICING, language="lex", engine=engine) as program:
        for call, text in (
            (lambda: program.price(1, None), "argument 2 of price() must be Str, not None"),
            (lambda: program.sizes([1], set(), []), "argument 1 of sizes() must be Map[Int, Str], not a list"),
            (lambda: program.apply(3, 3), "argument 1 of apply() must be (Int) -> Int, not Int"),
            (lambda: program.area({"x": 1}), "argument 1 of area() must be Shape, not a dict"),
            (lambda: program.apply(lambda x: None, 3), "must return Int, not None"),
            (lambda: program.price(cents=1, currency="EUR"), "program.price() takes no keyword arguments"),
        ):
            with pytest.raises(TypeError) as caught:
                call()
            assert text in str(caught.value)
        assert "Map[Int, Str], Set[Str], Deque[Int]" in program.sizes.__doc__
        with pytest.raises(AttributeError, match="it has `price`, `total`, "):
            _ = program.prize


@pytest.mark.parametrize("engine", ["vm", "jit"])
def test_a_program_that_calls_itself_through_python_is_told_so(engine):
    with motet.compile(PRICING, language="lex", engine=engine) as program:
        program.apply(lambda x: x, 3)
        with pytest.raises(RuntimeError, match="a function that it calls cannot call"):
            program.apply(lambda x: program.apply(lambda y: y, x), 3)
        assert program.apply(lambda x: x + 1, 3) == 4


def test_texts_of_values(program):
    assert program.text(program.price(3, "EUR")) == '{"cents":3,"currency":"EUR"}'
    assert program.text({"b", "a"}) == '["a","b"]'
    assert program.text(program.grow(motet.Variant("Dot"))) == '{"$variant":"Pair","args":[1,"one"]}'


def test_files_import_files_beside_them(tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "a.lex").write_text("fn twice(n :: Int) -> Int { n * 2 }")
    main = tmp_path / "main.lex"
    main.write_text('import "./lib/a" as a\nfn main() -> Int { a.twice(21) }')
    with motet.load(main) as program:
        assert program.main() == 42
    (tmp_path / "other").mkdir()
    with pytest.raises(motet.SourceError):
        motet.load(main, root=str(tmp_path / "other"))
    with pytest.raises(motet.SourceError, match="base path"):
        motet.compile(main.read_text(), language="lex")


def test_wrong_programs_and_options():
    with pytest.raises(motet.SourceError) as caught:
        motet.compile('fn f() -> Int { "a" }', language="lex")
    assert caught.value.diagnostics[0].code == "type-mismatch"
    with pytest.raises(ValueError, match="no option `level`"):
        motet.compile("", language="lex", level="adder")
    with pytest.raises(ValueError, match="True or False"):
        motet.compile("", language="lex", lax="yes")
    with pytest.raises(TypeError, match="arguments"):
        motet.compile("", language="lex", arguments="ab")


def test_overflow_is_checked_on_request():
    text = "fn add(a :: Int, b :: Int) -> Int { a + b }"
    assert motet.compile(text, language="lex").add(2**63 - 1, 1) == -(2**63)
    with pytest.raises(motet.RunError) as caught:
        motet.compile(text, language="lex", checked=True).add(2**63 - 1, 1)
    assert caught.value.kind == "overflow"


def test_deep_values(program):
    nested = []
    for _ in range(20_000):
        nested = [nested]
    again = program.same(nested)
    depth = 0
    while again:
        again, depth = again[0], depth + 1
    assert depth == 20_000
    assert len(program.text(nested)) == 40_002
