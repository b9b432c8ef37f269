"""Diagnostics as text and as data."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motet.source import Diagnostic, Note, Source, Span
from motet.source.render import diagnostic_json, escape, render


def show(text, start, end, **more):
    return render(Diagnostic("some-code", "what is wrong", Source("a.snek", text), Span(start, end), **more)).split(
        "\n"
    )


def test_the_span_is_underlined_and_labelled():
    assert show("(let ((x 1))\n  (+ x y))", 20, 21, label="not bound") == [
        "error[some-code]: what is wrong",
        " --> a.snek:2:8",
        "  |",
        "2 |   (+ x y))",
        "  |        ^ not bound",
    ]


def test_help_notes_and_severity():
    source = Source("b.snek", "f\ng")
    lines = show(
        "x", 0, 1, help="bind it", notes=(Note("called here", source, Span(2, 3)), Note("plain")), severity="warning"
    )
    assert lines == [
        "warning[some-code]: what is wrong",
        " --> a.snek:1:1",
        "  |",
        "1 | x",
        "  | ^",
        "  = help: bind it",
        "  = note: called here",
        " --> b.snek:2:1",
        "  |",
        "2 | g",
        "  | ^",
        "  = note: plain",
    ]


def test_a_span_of_several_lines_shows_its_first_and_last():
    assert show("(a\n  b\n  c\n  d)", 0, 15)[1:] == [
        " --> a.snek:1:1",
        "  |",
        "1 | (a",
        "  | ^^",
        "...",
        "4 |   d)",
        "  |   ^^",
    ]


def test_a_span_that_ends_at_a_line_end_stays_on_its_line():
    assert show("abc\ndef", 1, 4)[-2:] == ["1 | abc", "  |  ^^"]


@pytest.mark.parametrize(
    ("text", "start", "end", "line", "marks"),
    [
        ("\tx", 1, 2, "    x", "    ^"),
        ("ab\tx", 2, 4, "ab  x", "  ^^^"),
        ("漢字x", 2, 3, "漢字x", "    ^"),
        ("漢字x", 1, 2, "漢字x", "  ^^"),
        ("e\u0301x", 2, 3, "e\u0301x", " ^"),
        ("\x1b[2Jx", 4, 5, "\\x1b[2Jx", "       ^"),
        ("\u202ex", 1, 2, "\\u202ex", "      ^"),
        ("\udc80x", 0, 1, "\\udc80x", "^^^^^^"),
        ("x\r\n", 0, 1, "x", "^"),
        ("x", 1, 1, "x", " ^"),
        ("", 0, 0, "", "^"),
    ],
)
def test_columns(text, start, end, line, marks):
    assert show(text, start, end)[3:] == [f"1 | {line}".rstrip(), f"  | {marks}"]


def test_long_lines_are_cut_around_the_span():
    shown, marks = show("a" * 100_000 + "BAD" + "c" * 100_000, 100_000, 100_003)[3:]
    assert len(shown) < 110
    assert shown.startswith("1 | …a")
    assert shown.endswith("c…")
    assert shown[marks.index("^") : marks.rindex("^") + 1] == "BAD"


def test_a_span_longer_than_the_window_is_cut():
    shown, marks = show("x" * 1000, 10, 900)[3:]
    assert len(marks) <= len(shown)


def test_messages_are_cut_and_escaped():
    assert escape("a\nb\x07") == "a\\x0ab\\x07"
    assert len(escape("x" * 5000)) == 1000


def test_a_diagnostic_without_a_place():
    assert render(Diagnostic("io", "no such file")) == "error[io]: no such file"
    assert render(Diagnostic("io", "cannot", Source("x\n", ""))) == "error[io]: cannot\n  --> x\\x0a"


def test_colour_only_adds_escape_sequences():
    diagnostic = Diagnostic("c", "m", Source("f", "a b"), Span(2, 3), label="l", help="h", notes=(Note("n"),))
    colored = render(diagnostic, color=True)
    for sequence in ("\x1b[0m", "\x1b[1;31m", "\x1b[1;34m", "\x1b[1m", "\x1b[1;36m"):
        assert sequence in colored
        colored = colored.replace(sequence, "")
    assert colored == render(diagnostic)


def test_json():
    source = Source("f", "a\nbc")
    diagnostic = Diagnostic("c", "m", source, Span(2, 4), label="l", help="h", notes=(Note("n", source, Span(0, 1)),))
    assert diagnostic_json(diagnostic) == {
        "severity": "error",
        "code": "c",
        "message": "m",
        "file": "f",
        "line": 2,
        "column": 1,
        "end_line": 2,
        "end_column": 3,
        "label": "l",
        "help": "h",
        "notes": [{"message": "n", "file": "f", "line": 1, "column": 1, "end_line": 1, "end_column": 2}],
    }
    assert diagnostic_json(Diagnostic("c", "m")) == {"severity": "error", "code": "c", "message": "m"}


anything = st.text(st.characters(), max_size=300)


@given(anything, st.integers(-5, 400), st.integers(-5, 400), anything, anything)
def test_any_text_and_any_span_give_printable_lines(text, start, end, message, name):
    source = Source(name, text)
    diagnostic = Diagnostic(
        message, message, source, Span(start, end), message, message, (Note(message, source, Span(end, start)),)
    )
    shown = render(diagnostic)
    bad = [char for char in shown if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert not bad
    assert all(len(line) < 1100 for line in shown.split("\n"))
    diagnostic_json(diagnostic)
