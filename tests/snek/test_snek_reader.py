"""From text to s-expressions."""

import pytest

from motet.languages.snek.reader import DEEPEST, Atom, read
from motet.source import DiagnosticError, Source, Span


def shape(expression):
    """Nested lists of numbers and texts."""
    if isinstance(expression, Atom):
        return expression.text if expression.value is None else expression.value
    return [shape(item) for item in expression.items]


def shapes(text):
    return [shape(expression) for expression in read(Source("t", text))]


def error(text):
    with pytest.raises(DiagnosticError) as caught:
        read(Source("t", text))
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.message.startswith("compile-time error: Invalid: ")
    return diagnostic


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t; nothing\n", []),
        ("(a (b) () c)", [["a", ["b"], [], "c"]]),
        ("7", [7]),
        ("a;b\nc", ["a", "c"]),
        ("(a;)\n)", [["a"]]),
        ("a(b)c", ["a", ["b"], "c"]),
        ("x\u00a0y\u2003z\u2028w\u3000v\x85u", ["x", "y", "z", "w", "v", "u"]),
        ("a\x1cb", ["a\x1cb"]),
        ('a"b', ['a"b']),
        ("+ - -> : - 1- -x", ["+", "-", "->", ":", "-", "1-", "-x"]),
        ("+7 -7 007 -0", [7, -7, 7, 0]),
        ("1_000 ٣ ²", ["1_000", "٣", "²"]),
        ("4611686018427387903 -4611686018427387904", [2**62 - 1, -(2**62)]),
        ("1.2.3 e5 infi nans -e . +. ..5", ["1.2.3", "e5", "infi", "nans", "-e", ".", "+.", "..5"]),
    ],
)
def test_expressions(text, expected):
    assert shapes(text) == expected


@pytest.mark.parametrize(
    "text",
    ["1.5", "-1.5", ".5", "5.", "1e3", "1E3", "1e-3", "+1.e+3", "inf", "-inf", "INF", "Infinity", "nan", "NaN", "-nan"],
)
def test_floats(text):
    assert error(f"(+ {text} 1)").code == "float"
    assert error(text).span == Span(0, len(text))


@pytest.mark.parametrize("text", ["4611686018427387904", "-4611686018427387905", "9" * 30, "9" * 100_000])
def test_out_of_range(text):
    found = error(f"(a {text})")
    assert found.code == "range"
    assert found.span == Span(3, 3 + len(text))
    assert len(found.message) < 300


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("(", (0, 1)),
        ("(a (b)", (0, 1)),
        ("(a) (b (c) d", (4, 5)),
        ("a )", (2, 3)),
        ("7) (8", (1, 2)),
        (")(", (0, 1)),
        ("(a))", (3, 4)),
    ],
)
def test_unbalanced(text, span):
    found = error(text)
    assert (found.code, found.span) == ("parse-error", Span(*span))


@pytest.mark.parametrize("text", ['"a b"', '(print "x")', '"never closed', '"', '"a\nb"'])
def test_strings(text):
    assert error(text).code == "string"


def test_spans():
    (outer,) = read(Source("t", " (ab (c) 12 )"))
    assert outer.span == Span(1, 13)
    assert [item.span for item in outer.items] == [Span(2, 4), Span(5, 8), Span(9, 11)]


def test_nesting_has_a_limit():
    assert len(shapes_of_depth(DEEPEST)) == 1
    found = error("(" * (DEEPEST + 1) + ")" * (DEEPEST + 1))
    assert (found.code, found.span) == ("nesting", Span(DEEPEST, DEEPEST + 1))
    assert error("(" * 1_000_000).code == "nesting"
    assert error(")" * 1_000_000).code == "parse-error"


def shapes_of_depth(depth):
    return read(Source("t", "(" * depth + ")" * depth))
