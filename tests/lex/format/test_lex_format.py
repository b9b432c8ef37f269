"""The formatter: what it prints, and that it changes no meaning, loses no comment and comes to rest."""

import re

import pytest

from lex.random_programs import Maker
from motet.languages.lex.canonical_decode import decode_text
from motet.languages.lex.canonical_json import canonical_list
from motet.languages.lex.formatter import format_source, format_stages
from motet.languages.lex.lexer import tokenize
from motet.languages.lex.parser import parse_source
from motet.source import DiagnosticError, Source


def formatted(text):
    """A formatted text, after checks that it means the same and that formatting it again changes nothing."""
    out = format_source(Source("test", text))
    assert canonical(out) == canonical(text)
    assert format_source(Source("test", out)) == out
    assert comments(out) == comments(text)
    return out


def canonical(text):
    return canonical_list(parse_source(Source("test", text)))


def comments(text):
    return sorted(text[start:end].rstrip() for start, end in tokenize(Source("test", text)).comments)


def body(text):
    out = formatted(f"fn f() -> Int {{\n{text}\n}}")
    lines = out.splitlines()
    assert lines[0] == "fn f() -> Int {"
    assert lines[-1] == "}"
    return "\n".join(line.removeprefix("  ") for line in lines[1:-1])


PROGRAM = """# about
# this file

import "std.io"   as io # printing
import "std.str" as str


# shapes
type Shape=Dot|Box({w::Int,h::Int}) # two
type Id = Int;   fn area ( s::Shape ) -> Int examples{area(Dot)=>0}
{
  # which?
  match s { Dot=>0, # nothing

    # a box
    Box({w,h})=>w*h  # all of it
    # no more
  }
}
fn main()->[io]Unit{
  let text:=f"{str.concat("a","b")} # no comment"; io.print(text) # say it

  # the end
}
# over
"""

FORMATTED = """# about
# this file

import "std.io" as io # printing
import "std.str" as str

# shapes
type Shape = Dot | Box({ w :: Int, h :: Int }) # two

type Id = Int

fn area(s :: Shape) -> Int examples {
  area(Dot) => 0,
} {
  # which?
  match s {
    Dot => 0, # nothing

    # a box
    Box({ w, h }) => w * h, # all of it
    # no more
  }
}

fn main() -> [io] Unit {
  let text := f"{str.concat("a","b")} # no comment"
  io.print(text) # say it

  # the end
}

# over
""".replace('f"{str.concat("a","b")}', 'f"{str.concat(\\"a\\",\\"b\\")}')


def test_a_whole_program():
    text = PROGRAM.replace('f"{str.concat("a","b")}', 'f"{str.concat(\\"a\\",\\"b\\")}')
    assert formatted(text) == FORMATTED


TRAPS = {
    # newlines and minus signs
    "x ; -y": "x - y",
    "x\n(-y)": "x\n(-y)",
    "let a := x\n(-y)": "let a := x\n(-y)",
    "f(a)\n(b)": "f(a)\n(b)",
    "-x\ny": "-x\ny",
    "- - not x": "--not x",
    # records and blocks
    "{ (x) }": "{ (x) }",
    "{ x\n}": "{\n  x\n}",
    "{ x; }": "{\n  x\n}",
    "{x}": "{ x }",
    "{x,}": "{ x }",
    "{}": "{}",
    "{ f(x) }": "{ f(x) }",
    "match x { a => { a }, b => { b\n} }": "match x {\n  a => { a },\n  b => {\n    b\n  },\n}",
    "if a { x } else { {x} }": "if a { x } else { { x } }",
    "if a {} else {\n}": "if a {} else {}",
    # tuples
    "(a,)": "(a,)",
    "(a,b,)": "(a, b)",
    "()": "()",
    "( )": "()",
    "((a))": "((a))",
    "(a::List [Int])": "(a :: List[Int])",
    # literals stay as they are written
    '"a\\n\\"é"': '"a\\n\\"é"',
    'b"\\0\\t"': 'b"\\0\\t"',
    "1_000 + 1.50 + 2E+3": "1_000 + 1.50 + 2E+3",
    'f"{ a }{b}  {f(\\"x\\")}"': 'f"{ a }{b}  {f(\\"x\\")}"',
    # patterns
    "match x { - 3 => 1, -\n2.5 => 2 }": "match x { -3 => 1, -2.5 => 2 }",
    "match x { (a) => 1, [a,..b] => 2, [.._,] => 3, {a:_,b}=>4, m.Some() => 5 }": (
        "match x { a => 1, [a, ..b] => 2, [.._] => 3, { a: _, b } => 4, m.Some() => 5 }"
    ),
    "match x {}": "match x {}",
    # one line stays one line, several stay several
    "match x { A => 1, B => 2 }": "match x { A => 1, B => 2 }",
    "match x {\nA => 1, B => 2 }": "match x {\n  A => 1,\n  B => 2,\n}",
    "if a { 1 } else { 2 }": "if a { 1 } else { 2 }",
    "if a {\n1 } else { 2 }": "if a {\n  1\n} else {\n  2\n}",
    "if a { 1 } else if b { 2 } else { 3 }": "if a { 1 } else if b { 2 } else { 3 }",
    "fn(x::Int)->[io|E]Int{x}": "fn (x :: Int) -> [io | E] Int { x }",
    "fn()->[|E]Int{x;y}": "fn () -> [| E] Int {\n  x\n  y\n}",
    "[1,2,]": "[1, 2]",
    "a.b . c( d )?": "a.b.c(d)?",
    "not(a)": "not (a)",
    # empty lines: at most one, none at the edges
    "\n\na\n\n\n\nb\nc\n\n": "a\n\nb\nc",
    # comments
    "# one\na # two\n# three\n\n# four": "# one\na # two\n# three\n\n# four",
    "f(a, # one\nb # two\n)": "f(\n  a, # one\n  b, # two\n)",
    "f(# one\na)": "f( # one\n  a,\n)",
    "f(\n# only\n)": "f(\n  # only\n)",
    "a # one\n+ b\n# two\n* c": "a # one\n  + b\n    # two\n    * c",
    "{ # one\na: 1 # two\n}": "{ # one\n  a: 1, # two\n}",
    "(a # one\n, b)": "(\n  a, # one\n  b,\n)",
    "let x # odd\n := 1": "# odd\nlet x := 1",
    "if a { 1 } # one\nelse # two\n{ 2 }": "if a {\n  1\n} else { # one\n  # two\n  2\n}",
    "match # one\n x # two\n{ # three\n A # four\n => 1 }": "# one\nmatch x { # two\n  # three\n  # four\n  A => 1,\n}",
    "(# one\na)": "( # one\n  a\n)",
    "x |> f # one\n |> g # two": "x\n  |> f # one\n  |> g # two",
}


@pytest.mark.parametrize("text", TRAPS)
def test_statements(text):
    assert body(text) == TRAPS[text]


ITEMS = {
    "fn f()->Int{1}": "fn f() -> Int { 1 }",
    "fn f()->Int{\n1}": "fn f() -> Int {\n  1\n}",
    'fn f()->Str{"two\n   lines"}': 'fn f() -> Str { "two\n   lines" }',
    "fn f()->Int{}": "fn f() -> Int {}",
    'fn f[T,U](_::T,x::Int{k|k>0},)->[ net("h") , b(5) ]U{x}': (
        'fn f[T, U](_ :: T, x :: Int{k | k > 0}) -> [net("h"), b(5)] U { x }'
    ),
    "type T = Execute ( Str )": "type T = Execute(Str)",
    "type T=Pair[Int,Str]|None()": "type T = Pair[Int, Str] | None()",
    "type T=((Int)->Int){x|x}": "type T = ((Int) -> Int){x | x}",
    "type T={...Base,a::Int,}": "type T = { ...Base, a :: Int }",
    "type T=A # one\n|B": "type T =\n  A # one\n  | B",
    'import "a\\"b" as c': 'import "a\\"b" as c',
    'import "a" as a\n\n\nimport "b" as b\nimport "c" as c': ('import "a" as a\n\nimport "b" as b\nimport "c" as c'),
    "# only a comment": "# only a comment",
    "# one   \n\n\n# two": "# one\n\n# two",
    "type A = Int\r\n# win\r\ntype B = Int\r\n": "type A = Int\n\n# win\ntype B = Int",
    "fn f( # one\n) -> Int { 1 }": "fn f( # one\n) -> Int { 1 }",
    "fn f() # one\n -> Int # two\n { 1 }": "# two\nfn f( # one\n) -> Int { 1 }",
}


@pytest.mark.parametrize("text", ITEMS)
def test_items(text):
    assert formatted(text) == ITEMS[text] + "\n"


def test_nothing_stays_nothing():
    assert formatted("") == ""
    assert formatted(" \n;\n") == ""


LONG = "aaaaaaaaaaaaaaaaaaaaaaaaaa"

BROKEN = {
    f"f({LONG}, {LONG}, {LONG}, {LONG})": f"f(\n  {LONG},\n  {LONG},\n  {LONG},\n  {LONG},\n)",
    f"[{LONG}, {LONG}, {LONG}, {LONG}]": f"[\n  {LONG},\n  {LONG},\n  {LONG},\n  {LONG},\n]",
    f"{{ a: {LONG}, b: {LONG}, c: {LONG}, d: {LONG} }}": (
        f"{{\n  a: {LONG},\n  b: {LONG},\n  c: {LONG},\n  d: {LONG},\n}}"
    ),
    f"{LONG} + {LONG} * {LONG} - {LONG}": f"{LONG}\n  + {LONG} * {LONG}\n  - {LONG}",
    f"({LONG},\n {LONG},\n {LONG}, {LONG})": f"(\n  {LONG},\n  {LONG},\n  {LONG},\n  {LONG},\n)",
    f"list.map({LONG}, fn (x :: Int) -> Int {{ {LONG} + {LONG} }})": (
        f"list.map({LONG}, fn (x :: Int) -> Int {{\n  {LONG} + {LONG}\n}})"
    ),
    "g(fn (x :: Int) -> Int { let y := x ; y })": "g(fn (x :: Int) -> Int {\n  let y := x\n  y\n})",
    f"xs |> map(fn (x :: Int) -> Int {{ x }}) |> filter({LONG}) |> fold({LONG})": (
        f"xs\n  |> map(fn (x :: Int) -> Int {{ x }})\n  |> filter({LONG})\n  |> fold({LONG})"
    ),
    f"if {LONG} == {LONG} {{ {LONG} }} else {{ {LONG} }}": (
        f"if {LONG} == {LONG} {{\n  {LONG}\n}} else {{\n  {LONG}\n}}"
    ),
    f"match x {{ A => {LONG}, B => {LONG}, C => {LONG} }}": (
        f"match x {{\n  A => {LONG},\n  B => {LONG},\n  C => {LONG},\n}}"
    ),
}


@pytest.mark.parametrize("text", BROKEN)
def test_long_lines_are_broken(text):
    assert body(text) == BROKEN[text]
    assert max(len(line) for line in BROKEN[text].splitlines()) <= 98


def test_a_long_signature():
    assert formatted(f"fn f(a :: {LONG}, b :: {LONG}) -> [io] Result[{LONG}, {LONG}] {{ a }}") == (
        f"fn f(\n  a :: {LONG},\n  b :: {LONG},\n) -> [io] Result[{LONG}, {LONG}] {{ a }}\n"
    )


def test_a_long_union():
    assert formatted(f"type T = A({LONG}) | B({LONG}) | C({LONG}) | D") == (
        f"type T =\n  A({LONG})\n  | B({LONG})\n  | C({LONG})\n  | D\n"
    )


@pytest.mark.parametrize("seed", range(120))
def test_any_program(seed):
    count = 0

    def numbered(found):
        nonlocal count
        count += 1
        return f"{found[0]} {count}"

    formatted(re.sub("# (note|own line|one|two)", numbered, Maker(seed).program()))


@pytest.mark.parametrize(
    "body",
    [
        "+".join("1" * 9900),
        "x" + " |> f(1)" * 9900,
        "x" + ".f(1)?" * 3000,
        "let x := 1\n" * 5000,
        "if a { 1 } else " * 3000 + "{ 2 }",
        "(" * 90 + "1" + ")" * 90,
        "fn () -> Int { " * 90 + "1" + " }" * 90,
        "f(" * 90 + "1, 2" + ")" * 90,
        "[" + "1, " * 5000 + "]",
    ],
    ids=["operators", "pipe", "postfix", "lets", "else-if", "parentheses", "lambdas", "calls", "list"],
)
def test_large_and_deep_programs(body):
    text = f"fn f() -> Int {{ {body} }}"
    formatted(text)
    assert canonical(format_stages(parse_source(Source("test", text)))) == canonical(text)


# ---- from canonical stages


def printed(text):
    out = format_stages(parse_source(Source("test", text)))
    assert canonical(out) == canonical(text)
    assert format_source(Source("test", out)) == out
    return out


@pytest.mark.parametrize("seed", range(120))
def test_any_canonical_program(seed):
    printed(Maker(seed).program())


PRINTED = {
    "f(a)?": "f(a)?",
    "if a { b } else if c { d } else { }": "if a { b } else if c { d } else {}",
    "(a :: Int)": "(a :: Int)",
    'f"{a}b"': 'str.concat(a, "b")',
    "x |> f(1)": "f(x, 1)",
    "x" + " |> f" * 9: "x |> f() |> f() |> f() |> f() |> f() |> f() |> f() |> f() |> f()",
    "(a + b) * -c": "(a + b) * -c",
    "a - (b - c)": "a - (b - c)",
    "not (a and b)": "not (a and b)",
    "-(-a)": "--a",
    "let x := 1\n(-x)": "let x := 1\n(-x)",
    "a\n(-b + c).d": "a\n(-b + c).d",
    "let _ := a\nb": "let _ := a\nb",
    "{ let x := 1 ; x } + 1": "({\n  let x := 1\n  x\n})\n  + 1",
    "a ; { b ; c }": "a\n{\n  b\n  c\n}",
    "(match x { _ => f })(1)": "(match x {\n  _ => f,\n})(1)",
    "C()(a)": "C()(a)",
    "C().D": "C().D",
    "(if true { a } else { b }).x.Big": "(if true { a } else {}).x.Big",
    "2e30 + 1.5": "2e+30 + 1.5",
    "1e999": "1e999",
    'b"\\0é"': 'b"\\0é"',
    "{ a: a, b: 1, C }": "{ C: C, a, b: 1 }",
}


@pytest.mark.parametrize("text", PRINTED)
def test_how_canonical_expressions_are_printed(text):
    out = printed(f"fn f() -> Int {{ {text} }}")
    lines = out.splitlines()[1:-1]
    assert "\n".join(line.removeprefix("  ") for line in lines) == PRINTED[text]


def test_mangled_names_are_printed_with_underscores():
    text = '{"node":"Named","name":"a_12.T","args":[]}'
    stages = decode_text(
        Source(
            "file",
            f'[{{"node":"TypeDecl","name":"a_12.T","params":[],"definition":{text}}},'
            f'{{"node":"FnDecl","name":"a_12.f","type_params":[],"params":[],"effects":[],"return_type":{text},'
            '"body":{"node":"Call","callee":{"node":"Var","name":"a_12.f"},"args":[]}}]',
        )
    )
    assert format_stages(stages) == "type a_12_T = a_12_T\n\nfn a_12_f() -> a_12_T {\n  a_12_f()\n}\n"


ODD = {
    '{"node":"Return","value":{"node":"Var","name":"x"}}': "a return that no `?` makes",
    '{"node":"Literal","value":{"kind":"Int","value":-1}}': "this literal",
    '{"node":"Literal","value":{"kind":"Float","value":"NaN"}}': "this literal",
    '{"node":"Literal","value":{"kind":"Bytes","value":"ff"}}': "this literal",
    '{"node":"TupleLit","items":[]}': "a tuple of nothing",
}


@pytest.mark.parametrize("tree", ODD)
def test_trees_without_a_text_are_refused(tree):
    head = '{"node":"FnDecl","name":"f","type_params":[],"params":[],"effects":[],"return_type":'
    stages = decode_text(Source("file", f'[{head}{{"node":"Tuple","items":[]}},"body":{tree}}}]'))
    with pytest.raises(DiagnosticError) as caught:
        format_stages(stages)
    message = f"invalid canonical form: {ODD[tree]} cannot be written in a program"
    assert caught.value.diagnostics[0].message == message
