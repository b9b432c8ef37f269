"""Text forms: deep, cyclic, shared values."""

import pytest

from motet.bytecode import Vector
from motet.bytecode.values import Variant
from motet.stdlib import TextStyle, text_form

STYLE = TextStyle(unit="nil")


def text(value):
    return "".join(text_form(value, STYLE))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, "5"),
        (-(2**63), "-9223372036854775808"),
        (True, "true"),
        (False, "false"),
        (None, "nil"),
        (1.0, "1.0"),
        (1e300, "1e+300"),
        (float("nan"), "nan"),
        (Vector([]), "[]"),
        (Vector([1, True, Vector([2])]), "[1, true, [2]]"),
        (Vector([Vector([]), Vector([None])]), "[[], [nil]]"),
    ],
)
def test_values(value, expected):
    assert text(value) == expected


def test_a_vector_in_itself():
    vector = Vector([7, None])
    vector.items[1] = vector
    assert text(vector) == "[7, [...]]"
    outer = Vector([vector, vector])
    vector.items[1] = outer
    assert text(outer) == "[[7, [...]], [7, [...]]]"


def test_shared_vectors_are_written_each_time():
    shared = Vector([1])
    assert text(Vector([shared, shared])) == "[[1], [1]]"


def test_a_million_deep():
    value = Vector([])
    for _ in range(10**6):
        value = Vector([value])
    written = text(value)
    assert len(written) == 2 * 10**6 + 2


def test_the_style_is_the_language_s():
    style = TextStyle("()", "yes", "no", "<", ";", ">", "@")
    vector = Vector([True, False, None])
    vector.items.append(vector)
    assert "".join(text_form(vector, style)) == "<yes;no;();@>"


def test_pieces_come_before_the_whole_is_visited():
    value = Vector([1])
    for _ in range(60):
        value = Vector([value, value])
    pieces = text_form(value, STYLE)
    assert "".join(next(pieces) for _ in range(61)) == "[" * 61


def test_values_of_structured_types_have_their_debug_form():
    value = Vector([Variant("Some", (1,)), [2.5]])
    assert "".join(text_form(value, STYLE)) == '[Variant { name: "Some", args: [Int(1)] }, List([Float(2.5)])]'
