"""Each rule of the grammar and of canonicalisation (specification 3 to 5): a small program and the tree it must become.

Expected trees are written by hand, with a function for each kind of node.
"""

import json

import pytest

from motet.languages.lex.canonical_json import canonical_json
from motet.languages.lex.parser import parse_source
from motet.source import Source


def node(kind, **fields):
    return {"node": kind, **fields}


def lit(value, kind=None):
    kind = kind or {int: "Int", str: "Str", bool: "Bool"}[type(value)]
    return {"kind": kind, "value": value} if kind != "Unit" else {"kind": "Unit"}


def literal(value, kind=None):
    return node("Literal", value=lit(value, kind))


def var(name):
    return node("Var", name=name)


def call(callee, *args):
    return node("Call", callee=var(callee) if isinstance(callee, str) else callee, args=list(args))


def let(name, value, body, ty=None):
    return node("Let", name=name, ty=ty, value=value, body=body)


def match(scrutinee, *arms):
    return node("Match", scrutinee=scrutinee, arms=[{"pattern": p, "body": b} for p, b in arms])


def block(*parts):
    return node("Block", statements=list(parts[:-1]), result=parts[-1])


def con(name, *args):
    return node("Constructor", name=name, args=list(args))


def rec(**fields):
    return node("RecordLit", fields=[{"name": n, "value": v} for n, v in fields.items()])


def tup(*items):
    return node("TupleLit", items=list(items))


def lst(*items):
    return node("ListLit", items=list(items))


def get(value, field):
    return node("FieldAccess", value=var(value) if isinstance(value, str) else value, field=field)


def op(lhs, op, rhs):
    return node("BinOp", op=op, lhs=lhs, rhs=rhs)


def un(op, expr):
    return node("UnaryOp", op=op, expr=expr)


def type_name(name, *args):
    return node("Named", name=name, args=list(args))


def fn_type(params, ret, effects=(), **row):
    return node("Function", params=params, ret=ret, effects=list(effects), **row)


def lam(params, return_type, body, effects=(), **row):
    named = [{"name": n, "type": t} for n, t in params]
    return node("Lambda", params=named, return_type=return_type, effects=list(effects), body=body, **row)


def refined(base, binding, predicate):
    return node("Refined", base=base, binding=binding, predicate=predicate)


def plit(value, kind=None):
    return node("PLiteral", value=lit(value, kind))


def pvar(name):
    return node("PVar", name=name)


def pcon(name, *args):
    return node("PConstructor", name=name, args=list(args))


def prec(**fields):
    return node("PRecord", fields=[{"name": n, "pattern": p} for n, p in fields.items()])


def ptup(*items):
    return node("PTuple", items=list(items))


def if_(condition, then, otherwise):
    return match(condition, (plit(True), then), (plit(False), otherwise))


def try_(value):
    failed = node("Return", value=con("Err", var("e")))
    return match(value, (pcon("Ok", pvar("v")), var("v")), (pcon("Err", pvar("e")), failed))


def concat(left, right):
    return call(get("str", "concat"), left, right)


WILD = node("PWild")
UNIT = literal(None, "Unit")
INT = type_name("Int")
a, b, c, f, g, x, y = (var(name) for name in "abcfgxy")

BODIES = {
    # literals
    "0": literal(0),
    "007": literal(7),
    "1_000_": literal(1000),
    "9223372036854775807": literal(2**63 - 1),
    "1.5": literal("1.5", "Float"),
    "3.0": literal("3.0", "Float"),
    "1e3": literal("1000.0", "Float"),
    "2.5E-3": literal("0.0025", "Float"),
    "1.5e300": literal("15" + "0" * 299 + ".0", "Float"),
    "1e-7": literal("0.0000001", "Float"),
    "1_0.2_5": literal("10.25", "Float"),
    "1e400": literal("Infinity", "Float"),
    r'"a\n\t\r\\\"\0é"': literal('a\n\t\r\\"\0é'),
    '"two\nlines"': literal("two\nlines"),
    'b"hé"': literal("68c3a9", "Bytes"),
    'b""': literal("", "Bytes"),
    "true": literal(True),
    "()": UNIT,
    "(\n)": UNIT,
    # names
    "_x1": var("_x1"),
    "examples": var("examples"),
    "spec": var("spec"),
    "None": con("None"),
    "Some(1)": con("Some", literal(1)),
    "m.None": con("None"),
    "m.n.Some(a)": con("Some", a),
    "r.x": get("r", "x"),
    "A.b": get(con("A"), "b"),
    "f(a).Big": get(call("f", a), "Big"),
    "C()(a)": call(con("C"), a),
    "f(a)(b)": call(call("f", a), b),
    "f(a, b,)": call("f", a, b),
    "f()\n(a)": block(call("f"), a),
    # operators
    "a + b * c": op(a, "+", op(b, "*", c)),
    "a - b - c": op(op(a, "-", b), "-", c),
    "a < b == c": op(op(a, "<", b), "==", c),
    "a or b and c": op(a, "or", op(b, "and", c)),
    "not a == b": op(un("not", a), "==", b),
    "-a * b": op(un("-", a), "*", b),
    "-3": un("-", literal(3)),
    "- - a": un("-", un("-", a)),
    "-a.x": un("-", get("a", "x")),
    "not f(a)?": un("not", try_(call("f", a))),
    "a % b / c": op(op(a, "%", b), "/", c),
    "a >= b or a != b": op(op(a, ">=", b), "or", op(a, "!=", b)),
    "(a + b) * c": op(op(a, "+", b), "*", c),
    # newlines and semicolons
    "a\n+ b": op(a, "+", b),
    "a +\n b": op(a, "+", b),
    "x\n-1": op(x, "-", literal(1)),
    "x ; -1": op(x, "-", literal(1)),
    "let y := x\n-y\ny": let("y", op(x, "-", y), y),
    "let y := x\n(-y)": let("y", x, un("-", y)),
    "a\n|> f": call("f", a),
    "a\n\n# note\n  |> f": call("f", a),
    "f(\na\n,\nb\n)": call("f", a, b),
    "a.\nx": get("a", "x"),
    "a; b; c": block(a, b, c),
    "\n;\n;a;;\n": a,
    # blocks
    "": UNIT,
    "let x := 1": let("x", literal(1), UNIT),
    "let x :: Int := 1\nx": let("x", literal(1), x, INT),
    "let _ := f(a)\nb": let("_", call("f", a), b),
    "a\nlet x := 1\nb\nc\nlet y := 2\nx": block(a, let("x", literal(1), block(b, c, let("y", literal(2), x)))),
    "{ let x := 1 ; x }": let("x", literal(1), x),
    "{ (x) }": x,
    "{ x\n }": x,
    "{ x }": rec(x=x),
    "{ }": rec(),
    "{\n}": rec(),
    "{ x; y }": block(x, y),
    "{ f(x) }": call("f", x),
    "{ b: 1, a: 2 }": rec(a=literal(2), b=literal(1)),
    "{ b, a: 1, }": rec(a=literal(1), b=b),
    "{\n# note\nx: 1 }": rec(x=literal(1)),
    "{ C }": rec(C=con("C")),
    "(a :: Int)": let("__ascription", a, var("__ascription"), INT),
    "(a, b)": tup(a, b),
    "(a,)": tup(a),
    "(a)": a,
    "[a, b,]": lst(a, b),
    "[]": lst(),
    # conditionals
    "if a { b } else { c }": if_(a, b, c),
    "if a { b }\nelse\n{ }": if_(a, b, UNIT),
    "if a { x } else { y }": if_(a, x, y),
    "if a { 1 } else if b { 2 } else { 3 }": if_(a, literal(1), if_(b, literal(2), literal(3))),
    "if { a: x }.a { 1 } else { 2 }": if_(get(rec(a=x), "a"), literal(1), literal(2)),
    # matches
    "match a { }": match(a),
    "match a { _ => b }": match(a, (WILD, b)),
    "match a { x => { x } }": match(a, (pvar("x"), rec(x=x))),
    "match a { Some(x) => x, None => 0, }": match(a, (pcon("Some", pvar("x")), x), (pcon("None"), literal(0))),
    'match a { -3 => 1, -1.5 => 2, "s" => 3, true => 4, () => 5 }': match(
        a,
        (plit(-3), literal(1)),
        (plit("-1.5", "Float"), literal(2)),
        (plit("s"), literal(3)),
        (plit(True), literal(4)),
        (ptup(), literal(5)),
    ),
    "match a { m.Some(_) => 1, (x) => 2, (x, _) => 3 }": match(
        a, (pcon("Some", WILD), literal(1)), (pvar("x"), literal(2)), (ptup(pvar("x"), WILD), literal(3))
    ),
    "match a { { y, x: Some(b) } => b, {} => 0 }": match(
        a, (prec(x=pcon("Some", pvar("b")), y=pvar("y")), b), (prec(), literal(0))
    ),
    "match a { low(x) => 1 }": match(a, (pcon("low", pvar("x")), literal(1))),
    "match a { [] => 0, [x] => 1, [x, ..y] => 2, [.._] => 3 }": match(
        a,
        (node("PList", items=[], rest=None), literal(0)),
        (node("PList", items=[pvar("x")], rest=None), literal(1)),
        (node("PList", items=[pvar("x")], rest=pvar("y")), literal(2)),
        (node("PList", items=[], rest=WILD), literal(3)),
    ),
    # ?
    "f(a)?": try_(call("f", a)),
    "a??": try_(try_(a)),
    "a?.x": get(try_(a), "x"),
    # pipes
    "x |> f": call("f", x),
    "x |> f(1)": call("f", x, literal(1)),
    "x |> f(1) |> g": call("g", call("f", x, literal(1))),
    "x |> C": con("C", x),
    "x |> C(1)": con("C", x, literal(1)),
    "x |> m.C(1)": con("C", x, literal(1)),
    "x |> (g(a))": call("g", x, a),
    "x |> { g(a) }": call("g", x, a),
    "x |> a.f": call(get("a", "f"), x),
    "x |> f(a)(b)": call(call("f", a), x, b),
    "x |> f(a)?": call(try_(call("f", a)), x),
    "x |> (a |> f)": call("f", x, a),
    "a + b |> f": call("f", op(a, "+", b)),
    "x |> if true { f(a) } else { g }": call(call("f", a), x),
    # f-strings
    'f""': literal(""),
    'f"abc"': literal("abc"),
    'f"{a}"': a,
    'f"x{a}"': concat(literal("x"), a),
    'f"x{a}y{b}"': concat(concat(concat(literal("x"), a), literal("y")), b),
    r'f"{f(\"t\")}}"': concat(call("f", literal("t")), literal("}")),
    'f"{ {a: 1}.a }"': get(rec(a=literal(1)), "a"),
    'x |> f"{a}{b}"': call(get("str", "concat"), x, a, b),
    'f"{m}.C"': concat(var("m"), literal(".C")),
    'f"{m}".C': con("C"),
    # lambdas
    "fn () -> Int { 1 }": lam([], INT, literal(1)),
    "fn (x :: Int, _ :: Str,) -> [net, io] Int { x }": lam(
        [("x", INT), ("_", type_name("Str"))], INT, x, [{"name": "io"}, {"name": "net"}]
    ),
    "fn () -> [io | E] Int { }": lam([], INT, UNIT, [{"name": "io"}], effect_row_var="E"),
    # dead branches
    "if true { a } else { b }": a,
    "if false { a } else { b }": b,
    "match 2 { 1 => a, 2 => b, _ => c }": b,
    "match 3 { 1 => a, 2 => b, _ => c }": c,
    'match "k" { Some(_) => a, "k" => b }': b,
    "match 3 { 1 => a }": match(literal(3), (plit(1), a)),
    "match 1 { n => 10, 1 => 20 }": match(literal(1), (pvar("n"), literal(10)), (plit(1), literal(20))),
    "match 2 { 1 => a, n => b, 2 => c }": match(literal(2), (plit(1), a), (pvar("n"), b), (plit(2), c)),
    "match () { () => a, _ => b }": match(UNIT, (ptup(), a), (WILD, b)),
    "match 1 { true => a, 1.0 => b, 1 => c }": c,
    "match 0.0 { -0.0 => a, _ => b }": a,
    "if true { if false { a } else { b } } else { c }": b,
    "if (if true { true } else { false }) { a } else { b }": a,
    "fn () -> Int { if true { 1 } else { 2 } }": lam([], INT, literal(1)),
    "if not true { a } else { b }": if_(un("not", literal(True)), a, b),
    "(a :: Int{k | if true { k } else { x }})": let(
        "__ascription", a, var("__ascription"), refined(INT, "k", if_(literal(True), var("k"), x))
    ),
}


@pytest.mark.parametrize("body", BODIES)
def test_expressions(body):
    (stage,) = parse_source(Source("test", f"fn f() -> Int {{{body}}}"))
    assert json.loads(canonical_json(stage))["body"] == BODIES[body]


def record_type(**fields):
    return node("Record", fields=[{"name": n, "type": t} for n, t in fields.items()])


def union(**variants):
    return node("Union", variants=[{"name": n, "payload": t} if t else {"name": n} for n, t in variants.items()])


def types(*items):
    return node("Tuple", items=list(items))


DEFINITIONS = {
    "Int": INT,
    "Foo": type_name("Foo"),
    "m.Foo": type_name("m.Foo"),
    "List[Int]": type_name("List", INT),
    "foo(Int)": type_name("foo", INT),
    "Map[Str, List[Int],]": type_name("Map", type_name("Str"), type_name("List", INT)),
    "(Int)": INT,
    "(Int,)": INT,
    "()": types(),
    "(Int, Str)": types(INT, type_name("Str")),
    "Tuple[Int, Str]": type_name("Tuple", INT, type_name("Str")),
    "{ b :: Int, a :: Str, }": record_type(a=type_name("Str"), b=INT),
    "{}": record_type(),
    "{ b :: Int, ...Base, a :: Str }": node(
        "RecordWithSpreads",
        spreads=["Base"],
        fields=[{"name": "b", "type": INT}, {"name": "a", "type": type_name("Str")}],
    ),
    "() -> Int": fn_type([], INT),
    "(Int, Str) -> [net, io] Int": fn_type([INT, type_name("Str")], INT, [{"name": "io"}, {"name": "net"}]),
    "(Int) -> [| E] Int": fn_type([INT], INT, effect_row_var="E"),
    "() -> () -> Int": fn_type([], fn_type([], INT)),
    "Int{x | x > 0}": refined(INT, "x", op(x, ">", literal(0))),
    "Int{\nx | x}{ y | y }": refined(refined(INT, "x", x), "y", y),
    "() -> Int{x | x}": fn_type([], refined(INT, "x", x)),
    "(() -> Int){x | x}": refined(fn_type([], INT), "x", x),
    "B | A": union(A=None, B=None),
    "A\n| B(Int)\n| C({ a :: Int })": union(A=None, B=INT, C=record_type(a=INT)),
    "Pair(Int, Str) | None()": union(None_=None, Pair=types(INT, type_name("Str"))),
    "Execute(Str)": union(Execute=type_name("Str")),
    "Execute()": union(Execute=None),
    "Execute[Str]": type_name("Execute", type_name("Str")),
    "Full[Int] | Empty": union(Empty=None, Full=INT),
}


@pytest.mark.parametrize("text", DEFINITIONS)
def test_types(text):
    (stage,) = parse_source(Source("test", f"type T[A] = {text}"))
    expected = json.loads(json.dumps(DEFINITIONS[text]).replace("None_", "None"))
    assert json.loads(canonical_json(stage)) == node("TypeDecl", name="T", params=["A"], definition=expected)


STAGES = {
    'import "std.io" as io': [node("Import", reference="std.io", alias="io")],
    'import\n"./a"\nas\nb ; type A = Int;fn f() -> A { 1 }': [
        node("Import", reference="./a", alias="b"),
        node("TypeDecl", name="A", params=[], definition=INT),
        node("FnDecl", name="f", type_params=[], params=[], effects=[], return_type=type_name("A"), body=literal(1)),
    ],
    'fn f[T, E](x :: T, _ :: Int{k | k > 0}) -> [net("h"), io, budget(5), k(n) | E] T { x }': [
        node(
            "FnDecl",
            name="f",
            type_params=["T", "E"],
            params=[
                {"name": "x", "type": type_name("T")},
                {"name": "_", "type": refined(INT, "k", op(var("k"), ">", literal(0)))},
            ],
            effects=[
                {"name": "net", "arg": {"kind": "Str", "value": "h"}},
                {"name": "io"},
                {"name": "budget", "arg": {"kind": "Int", "value": 5}},
                {"name": "k", "arg": {"kind": "Ident", "value": "n"}},
            ],
            effect_row_var="E",
            return_type=type_name("T"),
            body=x,
        )
    ],
    "fn f(x :: Int) -> [] Int\nexamples { f(1) => 2, other(if true { 1 } else { 2 }, Some(1)) => -1, } { x }": [
        node(
            "FnDecl",
            name="f",
            type_params=[],
            params=[{"name": "x", "type": INT}],
            effects=[],
            return_type=INT,
            body=x,
            examples=[
                {"args": [literal(1)], "expected": literal(2)},
                {
                    "args": [if_(literal(True), literal(1), literal(2)), con("Some", literal(1))],
                    "expected": un("-", literal(1)),
                },
            ],
        )
    ],
    "fn f() -> examples examples {} {}": [
        node("FnDecl", name="f", type_params=[], params=[], effects=[], return_type=type_name("examples"), body=UNIT)
    ],
    "": [],
    " \t\r\f\n;# only a comment": [],
}


@pytest.mark.parametrize("text", STAGES)
def test_stages(text):
    assert [json.loads(canonical_json(stage)) for stage in parse_source(Source("test", text))] == STAGES[text]


def test_spans_say_where_things_stand():
    text = "fn f(w :: Int) -> Int {\n  let y := w + 1 # é\n  match g(y)? { Some(z) => z, _ => 0 }\n}\n"
    (stage,) = parse_source(Source("test", text))

    def at(found):
        return text[found.span.start : found.span.end]

    assert at(stage) == "fn f(w :: Int) -> Int"
    assert at(stage.params[0]) == "w :: Int"
    assert at(stage.body) == "let y := w + 1"
    assert at(stage.body.value) == "w + 1"
    found = stage.body.body
    assert at(found) == "match g(y)? { Some(z) => z, _ => 0 }"
    assert at(found.scrutinee) == "g(y)?"
    assert [at(arm.pattern) for arm in found.arms] == ["Some(z)", "_"]


def test_spans_inside_of_interpolations():
    text = r'fn f() -> Str { f"\"{g(\"x\", bad)}" }'
    (stage,) = parse_source(Source("test", text))
    inner = stage.body.args[1]
    assert text[inner.span.start : inner.span.end] == r"g(\"x\", bad)"
    assert text[inner.args[1].span.start : inner.args[1].span.end] == "bad"
