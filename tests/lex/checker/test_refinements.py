"""What predicates say about literals."""

import pytest
from lex_checking import errors, stages

from motet.languages.lex.ast import Lit
from motet.languages.lex.checker.refinements import UnsupportedError, discharge, evaluate

LEAST = -(2**63)


def predicate(text):
    (stage,) = stages(f"fn f(x :: Int{{x | {text}}}) -> Int {{ 1 }}")
    return stage.params[0].type.predicate


VALUES = [
    ("x + 1", 2, 3),
    ("x - 3 * 2", 1, -5),
    ("x / 2", -7, -3),
    ("x % 2", -7, -1),
    ("7 / x", -2, -3),
    ("7 % x", -2, 1),
    ("x + 1", 2**63 - 1, LEAST),
    ("x / -1", LEAST, LEAST),
    ("x % -1", LEAST, 0),
    ("-x", LEAST, LEAST),
    ("x * x", 2**62, 0),
    ("x / 2.0", 3.0, 1.5),
    ("x / 0.0", 1.0, float("inf")),
    ("x / -0.0", 1.0, float("-inf")),
    ("x < 2", 1, True),
    ("x >= 2", 1, False),
    ("x == 1", 1, True),
    ("x != 1", 1, False),
    ("x == 1", 1.0, False),
    ('x == "a"', "a", True),
    ("x == true", True, True),
    ("x == 1", True, False),
    ("not x", True, False),
    ("x or y", True, True),
    ("x and y", False, False),
    ("x > 0 and x < 10 or x == 100", 100, True),
    ("x == x == true", 1, True),
]


@pytest.mark.parametrize(("text", "value", "expected"), VALUES)
def test_values(text, value, expected):
    found = evaluate(predicate(text), "x", value)
    assert (type(found), found) == (type(expected), expected)


UNSUPPORTED = [
    ("y > 0", 1),
    ("x > 0 and y", 1),
    ("f(x)", 1),
    ("x.a", 1),
    ("x / 0", 1),
    ("x % 0", 1),
    ("x + 1", 1.0),
    ("x + x", "a"),
    ('x < "b"', "a"),
    ("x and true", 1),
    ("true and x", 1),
    ("not x", 1),
    ("-x", "a"),
    ("-x", True),
    ("x % 2.0", 1.0),
    ("x < true", False),
]


@pytest.mark.parametrize(("text", "value"), UNSUPPORTED)
def test_unsupported(text, value):
    with pytest.raises(UnsupportedError):
        evaluate(predicate(text), "x", value)


def test_discharge_leaves_to_the_run_what_it_cannot_say():
    assert discharge(predicate("y"), "x", Lit("Int", 1)) is None
    assert discharge(predicate("x"), "x", Lit("Int", 1)) is None
    held = discharge(predicate("x == 1"), "x", Lit("Int", 1))
    assert held is not None
    assert held.holds


REASONS = {
    ("Int", "x > 0", "-3"): "x = -3",
    ("Float", "x > 0.5", "0.25"): "x = 0.25",
    ("Float", "x > 0.5", "-1.0"): "x = -1.0",
    ("Str", 'x != "a\\"\\n"', '"a\\"\\n"'): 'x = "a\\"\\n"',
    ("Bool", "x", "false"): "x = false",
    ("Unit", "x != x", "()"): "x = ()",
}


@pytest.mark.parametrize(("base", "text", "literal"), REASONS)
def test_reasons(base, text, literal):
    (error,) = errors(f"fn f(n :: {base}{{x | {text}}}) -> Int {{ 1 }}\nfn g() -> Int {{ f({literal}) }}")
    assert error.kind == "refinement_violation"
    assert error.fields["reason"] == f"predicate failed for {REASONS[base, text, literal]}"


def test_long_predicates():
    text = " and ".join(f"x != {number}" for number in range(3000))
    (error,) = errors(f"fn f(n :: Int{{x | {text}}}) -> Int {{ 1 }}\nfn g() -> Int {{ f(2999) }}")
    assert error.kind == "refinement_violation"
