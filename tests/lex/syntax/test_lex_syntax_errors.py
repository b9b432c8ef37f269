"""What is no program: texts and places of the messages (specification 3, 4)."""

from random import Random

import pytest

from lex.random_programs import Maker
from motet.languages.lex.parser import parse_source
from motet.source import DiagnosticError, Source

DEEP = "malformed or hand-crafted input?"


def problem(text):
    """The one diagnostic of a text, and the piece of it that is underlined."""
    with pytest.raises(DiagnosticError) as caught:
        parse_source(Source("test", text))
    (found,) = caught.value.diagnostics
    assert found.code == "syntax-error"
    return found, text[found.span.start : found.span.end]


LEXICAL = {
    "fn f() -> Int { 1 ! 2 }": ("!", 18, 19),
    "@": ("@", 0, 1),
    "é": ("é", 0, 2),
    "# é\nfn é": ("é", 8, 10),
    '"é" $': ("$", 5, 6),
    "a\x00": ("\x00", 1, 2),
    "\ufefffn": ("\ufeff", 0, 3),
    "fn f() -> Int { 9223372036854775808 }": ("9223372036854775808", 16, 35),
    "9_223_372_036_854_775_808": ("9_223_372_036_854_775_808", 0, 25),
    '"a\\x41"': ('"a\\x41"', 0, 7),
    '"a\\\nb"': ('"a\\\nb"', 0, 6),
    'b"\\q"': ('b"\\q"', 0, 5),
    'f"\\{"': ('f"\\{"', 0, 5),
    'fn "abc': ('"abc', 3, 7),
    'fn f() -> Int { "\\"': ('"\\"', 16, 19),
    "fn } @": ("@", 5, 6),
    'fn f() -> Str { f"{a @}" }': ("@", 21, 22),
}


@pytest.mark.parametrize("text", LEXICAL)
def test_lexical_errors(text):
    token, start, end = LEXICAL[text]
    found, underlined = problem(text)
    assert found.message == f"unrecognized token `{token}` at {start}..{end}"
    assert underlined == token
    assert found.help


def test_long_tokens_are_cut_in_messages():
    found, underlined = problem("9" * 5000)
    assert found.message == f"unrecognized token `{'9' * 199}…` at 0..5000"
    assert len(underlined) == 5000


TOP = "expected `import`, `type`, or `fn` at top level, got "
SYNTAX = {
    "let x := 1": (0, TOP + "`let`", "let"),
    "1": (0, TOP + "number `1`", "1"),
    "\n\nx": (2, TOP + "identifier `x`", "x"),
    "fn f() -> Int { 1 } }": (20, TOP + "`}`", "}"),
    "# é\nx": (5, TOP + "identifier `x`", "x"),
    "type T = | A": (9, "expected type expression, got `|`", "|"),
    "type T = [Int]": (9, "expected type expression, got `[`", "["),
    "type T = List[]": (14, "expected type expression, got `]`", "]"),
    "type T[] = Int": (7, "expected identifier as type parameter, got `]`", "]"),
    "type T = A | (Int, Int)": (13, "expected a name as variant of a union", "(Int, Int)"),
    "type T = A | { a :: Int }": (13, "expected a name as variant of a union", "{ a :: Int }"),
    "type T = A | B{x | x}": (13, "expected a name as variant of a union", "B{x | x}"),
    "type T = A | m.B": (13, "expected a name as variant of a union", "m.B"),
    "type T := Int": (7, "expected `=` in type declaration, got `:=`", ":="),
    "type T = { a: Int }": (12, "expected `::` after the name of a field, got `:`", ":"),
    "type match = Int": (5, "expected identifier after `type`, got `match`", "match"),
    'import "std.io"': (15, "expected `as` after reference of `import`, got end of file", ""),
    "import std.io as io": (7, "expected string after `import`, got identifier `std`", "std"),
    "fn f(x: Int) -> Int { 1 }": (6, "expected `::` after the name of a parameter, got `:`", ":"),
    "fn f() { 1 }": (7, "expected `->` after parameters, got `{`", "{"),
    "fn f() -> Int 1": (14, "expected `{` as body of a function, got number `1`", "1"),
    "fn (x :: Int) -> Int { x }": (3, "expected identifier after `fn`, got `(`", "("),
    "fn f() -> [io Int { 1 }": (14, "expected `,`, `|` or `]` in effects, got identifier `Int`", "Int"),
    "fn f() -> [net(1.5)] Int { 1 }": (
        15, "expected text, number or identifier as argument of an effect, got number `1.5`", "1.5",
    ),
    "fn f() -> [import] Int { 1 }": (11, "expected identifier as name of an effect, got `import`", "import"),
    "fn f() -> Int examples { g => 1 } { 1 }": (25, "left side of an example is not a call", "g"),
    "fn f() -> Int examples { f() } { 1 }": (29, "expected `=>` in example, got `}`", "}"),
}  # fmt: skip


@pytest.mark.parametrize("text", SYNTAX)
def test_errors_of_items(text):
    at, message, underlined = SYNTAX[text]
    found, shown = problem(text)
    assert found.message == f"parse error at byte {at}: {message}"
    assert shown == underlined


BODIES = {
    "return 1": (0, "expected expression, got `return`", "return"),
    "let x = 1": (6, "expected `:=` in `let`, got `=`", "="),
    "let (a, b) := c": (4, "expected identifier after `let`, got `(`", "("),
    "let C := 1 2": (11, "expected newline, `;` or `}` after statement, got number `2`", "2"),
    "a b": (2, "expected newline, `;` or `}` after statement, got identifier `b`", "b"),
    "a = b": (2, "expected newline, `;` or `}` after statement, got `=`", "="),
    "a :: Int": (2, "expected newline, `;` or `}` after statement, got `::`", "::"),
    "1.": (3, "expected identifier after `.`, got `}`", "}"),
    "a.1": (2, "expected identifier after `.`, got number `1`", "1"),
    "a.type": (2, "expected identifier after `.`, got `type`", "type"),
    "a\n.b": (2, "expected expression, got `.`", "."),
    ".5": (0, "expected expression, got `.`", "."),
    "+ a": (0, "expected expression, got `+`", "+"),
    "a +": (4, "expected expression, got `}`", "}"),
    "_": (0, "expected expression, got `_`", "_"),
    "if a { 1 }": (11, "expected `else` after block of `if`, got `}`", "}"),
    "if a 1 else 2": (5, "expected `{` after condition of `if`, got number `1`", "1"),
    "if a { 1 } else 2": (16, "expected `{` after `else`, got number `2`", "2"),
    "match a { 1 => 2 3 => 4 }": (17, "expected `,` or `}` after arm of `match`, got number `3`", "3"),
    "match a { 1 -> 2 }": (12, "expected `=>` after pattern, got `->`", "->"),
    "match a { x if x => 2 }": (12, "expected `=>` after pattern, got `if`", "if"),
    "match a { 1 | 2 => 2 }": (12, "expected `=>` after pattern, got `|`", "|"),
    'match a { b"x" => 1 }': (10, 'expected pattern, got bytes `b"x"`', 'b"x"'),
    'match a { f"x" => 1 }': (10, 'expected pattern, got text `f"x"`', 'f"x"'),
    "match a { a.b => 1 }": (12, "expected constructor after `.` in pattern, got identifier `b`", "b"),
    "match a { -x => 1 }": (11, "expected number after `-` in pattern, got identifier `x`", "x"),
    "match a { { x, .. } => 1 }": (15, "expected identifier as name of a field, got `.`", "."),
    "match a { [..x, y] => 1 }": (16, "expected `]` after list pattern, got identifier `y`", "y"),
    "match a { [..C] => 1 }": (13, "expected variable after `..` in list pattern, got identifier `C`", "C"),
    "match a { [1] x }": (14, "expected `=>` after pattern, got identifier `x`", "x"),
    "fn (x) -> Int { x }": (5, "expected `::` after the name of a parameter, got `)`", ")"),
    "fn f() -> Int { 1 }": (3, "expected `(` after `fn`, got identifier `f`", "f"),
    "fn [T](x :: T) -> T { x }": (3, "expected `(` after `fn`, got `[`", "["),
    "[1 2]": (3, "expected `,` or `]` in list, got number `2`", "2"),
    "[,]": (1, "expected expression, got `,`", ","),
    "f(a; b)": (5, "expected `,` or `)` in arguments, got identifier `b`", "b"),
    "(a b)": (3, "expected `)` after expression, got identifier `b`", "b"),
    "{ a: 1; b: 2 }": (8, "expected `,` or `}` in record, got identifier `b`", "b"),
    "{ 1: 2 }": (3, "expected newline, `;` or `}` after statement, got `:`", ":"),
    'f"{}"': (-16, "empty `{}` in string interpolation", ""),
    'f"{ }"': (-16, "empty `{}` in string interpolation", " "),
    'f"{a"': (-16, "unclosed `{` in string interpolation", 'f"{a"'),
    'f"{a b}"': (-16, "unexpected tokens after expression in string interpolation", "b"),
    'f"{a +}"': (6, "expected expression, got end of file", ""),
}


@pytest.mark.parametrize("body", BODIES)
def test_errors_of_expressions(body):
    at, message, underlined = BODIES[body]
    found, shown = problem(f"fn f() -> Int {{ {body} }}")
    place = max(at + 16, 0)
    assert found.message == f"parse error at byte {place}: {message}"
    assert shown == underlined


HELP = {
    "fn f() -> Int { return 1 }": "there is no `return`: the last expression of a block is its value",
    "fn f() -> Int { let x = 1 }": "bindings are written `let x := value`",
    "fn f() -> Int { if a { 1 } }": "every `if` has an `else`; it may be empty: `else {}`",
    "fn f(x: Int) -> Int { 1 }": "every parameter has a type: `name :: Type`",
    "fn f() -> Int { match a { 1 => 2 3 => 4 } }": "",
    "fn let() -> Int { 1 }": "`let` is a word of the language and no name",
    "fn f() -> Int { match a { [x, ...rest] => 1 } }": "the rest of a list is written `..rest`, or `.._` without a name; patterns have no other dots",
    "fn f() -> Int { 1 || 2 }": "write `or`; `|` stands between the variants of a union",
    "fn f() -> Int { xs[0] }": "there is no indexing; `list.get(xs, i)` gives an Option",
    "fn f() -> Int { t.0 }": "take tuples apart with `match`",
    "fn f() -> Int { 1. }": "a Float has digits on both sides of the point: `1.0`",
    "fn f() -> Int { .5 }": "numbers have digits on both sides of the point: `0.5`; no line begins with `.`",
    "fn f() -> Int { 0x10 }": "numbers are decimal: `255`, `1_000`, `0.5`, `1e6`",
    "fn f() -> Int { for x in xs { 1 } }": "there are no loops; use `list.map`, `list.fold`, or a function that calls itself",
    "fn f() -> Int { var x = 1 }": "bindings are written `let x := value`",
    "fn f() -> Int { // note": "comments begin with `#`",
    "fn f() -> T { { ...r, a: 1 } }": "there is no spread in values; write the fields out: `{ a: r.a, b: 2 }`",
    "fn f() -> Str { “a” }": 'texts are written in plain double quotes: `"like this"`',
    "fn f() -> Int { 3 – 1 }": "the minus sign is `-`",
    "fn f() -> Int { a b }": "statements stand on lines of their own, or `;` separates them",
    "type T = | A": "the first variant has no `|` before it",
}


@pytest.mark.parametrize("text", HELP)
def test_help(text):
    assert problem(text)[0].help == HELP[text]


@pytest.mark.parametrize(
    ("text", "opened"),
    [("fn f() -> Int { (1 + [2", "["), ("fn f() -> Int { (1 + [2])", "{"), ("fn f(", "("), ("fn f", "")],
)
def test_the_bracket_that_is_never_closed_is_shown(text, opened):
    notes = problem(text)[0].notes
    assert [note.source.text[note.span.start : note.span.end] for note in notes] == [opened] * bool(opened)
    assert all(note.message == f"`{opened}` is never closed" for note in notes)


NESTING = {
    "expression": [("fn f() -> Int {{ {} }}", "(", "1", ")"), ("fn f() -> Int {{ {} }}", "[", "", "]")],
    "type": [
        ("type T = {}", "List[", "Int", "]"),
        ("type T = {}", "() -> ", "Int", ""),
        ("type T = {}", "(", "A", ")"),
    ],
    "pattern": [("fn f() -> Int {{ match a {{ {} => 1 }} }}", "Some(", "x", ")")],
}


@pytest.mark.parametrize(("what", "shape"), [(what, shape) for what, shapes in NESTING.items() for shape in shapes])
def test_nesting_is_bounded(what, shape):
    frame, opened, inside, closed = shape
    fits = 96 if not inside else 95
    parse_source(Source("test", frame.format(opened * fits + inside + closed * fits)))
    found, _ = problem(frame.format(opened * (fits + 1) + inside + closed * (fits + 1)))
    assert found.message.endswith(f": {what} nests too deeply (max 96); {DEEP}")


def test_chains_of_prefixes_are_bounded():
    parse_source(Source("test", f"fn f() -> Int {{ {'-' * 96}1 }}"))
    found, _ = problem(f"fn f() -> Int {{ {'not ' * 97}a }}")
    assert found.message.endswith(f": expression nests too deeply (max 96); {DEEP}")


@pytest.mark.parametrize("link", ["{0} + 1", "{0} |> f", "{0}.a", "{0}()", "{0}?"])
def test_chains_are_bounded(link):
    one = link.format("")
    parse_source(Source("test", f"fn f() -> Int {{ a{one * 9990} }}"))
    found, _ = problem(f"fn f() -> Int {{ a{one * 10001} }}")
    assert found.message.endswith(": chain of operators, calls or pipes is too long (max 10000)")


@pytest.mark.parametrize("body", ["if a { 1 } else " * 10001 + "{ 2 }", 'f"' + "{a}" * 10001 + '"'])
def test_chains_of_branches_and_pieces_are_bounded(body):
    found, _ = problem(f"fn f() -> Int {{ {body} }}")
    assert found.message.endswith(": chain of operators, calls or pipes is too long (max 10000)")


def test_operands_of_a_chain_may_have_links_themselves():
    parse_source(Source("test", f"fn f() -> Int {{ {' + '.join(['a.b(1)?'] * 9000)} }}"))
    parse_source(Source("test", f"fn f() -> Int {{ {' and '.join(['a * 2 == -b'] * 9000)} }}"))


def test_chains_in_parentheses_count_together():
    inner = "(" * 90 + "1" + ("+1" * 150 + ")") * 90
    found, _ = problem(f"fn f() -> Int {{ {inner} }}")
    assert "too long" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "(" * 200_000,
        "fn f() -> Int {" * 100_000,
        "type T = " + "{ a :: " * 100_000,
        '"' + "\\" * 1_000_000,
        " " * 1_000_000 + "@",
        "\n;" * 500_000 + "@",
        "fn f() -> Int { 1" + "0" * 1_000_000 + " }",
        'fn f() -> Str { f"' + "{" * 100_000 + '" }',
        'fn f() -> Str { f"' + "{" * 50_000 + "}" * 50_000 + '" }',
        "match " * 100_000,
        "fn f() -> Int { " + "if a { " * 50_000,
        "x" * 1_000_000,
    ],
    ids=range(12),
)
def test_large_nonsense_is_refused(text):
    problem(text)


@pytest.mark.parametrize(
    "text",
    [
        " \n" * 500_000,
        "# comment\n" * 100_000,
        "fn f() -> Int { 0" + "0" * 500_000 + " }",
        "fn f() -> Float { 1." + "1" * 500_000 + " }",
        'fn f() -> Str { "' + "a\n" * 500_000 + '" }',
        "fn f() -> Int { [" + "1," * 20_000 + "] }",
        "fn f() -> Int { " + "let x := 1\n" * 20_000 + "}",
    ],
    ids=range(7),
)
def test_large_programs_are_read(text):
    parse_source(Source("test", text))


PIECES = (
    "", "{", "}", "(", ")", '"', "\\", "|", "=>", "\n", "é", "\0", "let ", "fn", "-", 'f"{', "[", "]", ",", "::", "..",
    "1e", "99999999999999999999", " examples ", "?", ".", "_", "match", "if", ";", "...", "{x|", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_damaged_programs_are_refused_or_read(seed):
    random = Random(seed)
    text = Maker(seed).program()
    for _ in range(25):
        at = random.randrange(len(text))
        damaged = text[:at] + random.choice(PIECES) + text[at + random.choice((0, 1, 1, 3, 30)) :]
        try:
            parse_source(Source("test", damaged))
        except DiagnosticError as error:
            (found,) = error.diagnostics
            assert 0 <= found.span.start <= found.span.end <= len(damaged)
