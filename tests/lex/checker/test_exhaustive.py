"""Which values a match leaves out, and which arms are never reached."""

import pytest
from lex_checking import checked, errors

PRELUDE = """
type Color = Red | Green | Blue
type Shape = Dot | Circle(Int) | Rect(Int, Bool)
type Tree = Leaf | Node(Tree, Int, Tree)
type Pair[T] = Both(T, T)
type Point = { on :: Bool, c :: Color }
type Maybe = Option[Bool]
"""

MISSING = {
    # type of what is matched, arms: examples of what is missing
    ("Bool", "true => 1"): ["false"],
    ("Bool", "false => 1"): ["true"],
    ("Bool", "true => 1, false => 2"): [],
    ("Bool", "_ => 1"): [],
    ("Bool", "b => 1"): [],
    ("Color", "Red => 1"): ["Blue", "Green"],
    ("Color", "Red => 1, Green => 2, Blue => 3"): [],
    ("Color", "Red => 1, c => 2"): [],
    ("Int", "0 => 1, _ => 2"): [],
    ("Int", "-1 => 1, n => 2"): [],
    ("Unit", "() => 1"): [],
    ("Shape", "Dot => 1, Circle(0) => 2, Rect(_, true) => 3"): ["Circle(_)", "Rect(_, false)"],
    ("(Int, Bool)", "(0, true) => 1"): ["(_, _)"],
    ("(Int, Bool)", "(0, true) => 1, (1, false) => 2"): ["(_, _)"],
    ("Option[Int]", "Some(0) => 1"): ["None", "Some(_)"],
    ("Option[Str]", 'None => 1, Some("a") => 2, Some(_) => 3'): [],
    ("Shape", "Dot => 1, Circle(_) => 2, Rect(_, true) => 3, Rect(_, false) => 4"): [],
    ("Option[Option[Bool]]", "None => 1, Some(Some(true)) => 2"): ["Some(None)", "Some(Some(false))"],
    ("Maybe", "None => 1, Some(true) => 2"): ["Some(false)"],
    ("(Bool, Bool)", "(true, _) => 1, (_, true) => 2"): ["(false, false)"],
    ("(Bool, Bool)", "(true, _) => 1, (_, true) => 2, (false, false) => 3"): [],
    ("(Bool, Color)", "(true, Red) => 1, (false, _) => 2"): ["(true, Blue)", "(true, Green)"],
    ("Point", "{ on: true } => 1, { c: Red } => 2"): ["{ c: Blue, on: false }", "{ c: Green, on: false }"],
    ("Point", "{ on: true } => 1, { on: false } => 2"): [],
    ("Point", "{ on, c } => 1"): [],
    ("{ a :: Bool }", "{ a: false } => 1"): ["{ a: true }"],
    ("Pair[Bool]", "Both(true, _) => 1, Both(_, false) => 2"): ["Both(false, true)"],
    ("Tree", "Leaf => 1, Node(Leaf, _, _) => 2, Node(_, _, Leaf) => 3"): ["Node(Node(_, _, _), _, Node(_, _, _))"],
    ("Result[Color, Bool]", "Ok(Red) => 1, Err(_) => 2"): ["Ok(Blue)", "Ok(Green)"],
    ("List[Bool]", "[] => 1"): ["[_, .._]"],
    ("List[Bool]", "[x, .._] => 1"): ["[]"],
    ("List[Bool]", "[] => 1, [x] => 2"): ["[_, _, .._]"],
    ("List[Bool]", "[] => 1, [true, .._] => 2, [x, y, .._] => 3"): ["[false]"],
    ("List[Bool]", "[] => 1, [x] => 2, [x, y, ..r] => 3"): [],
    ("List[Bool]", "xs => 1"): [],
    ("() -> Int", "f => 1"): [],
}


@pytest.mark.parametrize(("type_", "arms"), MISSING)
def test_missing(type_, arms):
    found = errors(f"{PRELUDE}fn f(x :: {type_}) -> Int {{ match x {{ {arms} }} }}")
    wanted = MISSING[type_, arms]
    if not wanted:
        assert found == []
        return
    (error,) = found
    assert error.kind == "non_exhaustive_match"
    assert error.fields["missing"] == wanted


LITERALS_ONLY = [
    ("Int", "0 => 1, 1 => 2"),
    ("Str", '"a" => 1'),
    ("Float", "1.5 => 1"),
    ("Option[Int]", "None => 1, Some(0) => 2"),
    ("Shape", "Dot => 1, Circle(0) => 2, Rect(_, true) => 3, Rect(0, false) => 4"),
    ("(Int, Bool)", "(0, true) => 1, (_, false) => 2"),
    ("{ n :: Int, b :: Bool }", "{ n: 1, b: true } => 1, { n: 1, b: false } => 2"),
    ("List[Int]", "[] => 1, [0] => 2, [0, _, .._] => 3"),
]


@pytest.mark.parametrize(("type_", "arms"), LITERALS_ONLY)
def test_further_literals_are_a_warning(type_, arms):
    text = f"{PRELUDE}fn f(x :: {type_}) -> Int {{ match x {{ {arms} }} }}"
    (warning,) = checked(text).warnings
    assert (warning.code, warning.severity) == ("PARTIAL_MATCH", "warning")
    assert text[warning.span.start :].startswith("match x {")
    assert checked(text, lax=["exhaustiveness"]).warnings == []


def test_place_is_the_match():
    text = f"{PRELUDE}fn f(x :: Bool) -> Int {{\n  match x {{ true => 1 }}\n}}"
    (error,) = errors(text)
    assert text[error.span.start : error.span.end].startswith("match x {")


def test_in_lambdas_and_examples_of_generic_unions():
    text = f"{PRELUDE}fn f() -> (Option[Int]) -> Int {{ fn (x :: Option[Int]) -> Int {{ match x {{ None => 1 }} }} }}"
    assert [error.fields for error in errors(text)] == [{"missing": ["Some(_)"]}]


UNREACHABLE = {
    ("Bool", "true => 1, false => 2, _ => 3"): ["_"],
    ("Color", "Red => 1, Red => 2, _ => 3"): ["Red"],
    ("Color", "_ => 1, Red => 2"): ["Red"],
    ("Int", "1 => 1, 1 => 2, n => 3, 2 => 4"): ["1", "2"],
    ("Str", '"a" => 1, "b" => 2, "a" => 3, _ => 4'): ['"a"'],
    ("(Bool, Bool)", "(true, _) => 1, (_, true) => 2, (true, true) => 3, (_, false) => 4"): ["(true, true)"],
    ("(Bool, Bool)", "(true, _) => 1, (false, _) => 2, p => 3"): ["p"],
    ("Option[Bool]", "Some(true) => 1, Some(false) => 2, Some(_) => 3, None => 4"): ["Some(_)"],
    ("List[Int]", "[] => 1, [a, ..r] => 2, [a] => 3"): ["[a]"],
    ("Color", "Red => 1, Green => 2, Blue => 3"): [],
}


@pytest.mark.parametrize(("type_", "arms"), UNREACHABLE)
def test_unreachable(type_, arms):
    warnings = checked(f"{PRELUDE}fn f(x :: {type_}) -> Int {{ match x {{ {arms} }} }}").warnings
    assert [w.source.text[w.span.start : w.span.end] for w in warnings] == UNREACHABLE[type_, arms]
    assert {(w.code, w.severity) for w in warnings} <= {("UNREACHABLE_ARM", "warning")}


def values(type_, depth=0):
    """Some values of a type, as patterns that match exactly them."""
    return {
        "Bool": ["true", "false"],
        "Color": ["Red", "Green", "Blue"],
        "(Bool, Color)": [f"({a}, {b})" for a in ("true", "false") for b in ("Red", "Green", "Blue")],
        "Option[Bool]": ["None", "Some(true)", "Some(false)"],
        "Result[Bool, Color]": ["Ok(true)", "Ok(false)", "Err(Red)", "Err(Green)", "Err(Blue)"],
    }[type_]


@pytest.mark.parametrize("type_", ["Bool", "Color", "(Bool, Color)", "Option[Bool]", "Result[Bool, Color]"])
def test_all_values_are_needed(type_):
    """Every value alone is missing once its arm is taken out."""
    arms = values(type_)
    for left_out in arms:
        rest = ", ".join(f"{arm} => 1" for arm in arms if arm != left_out)
        (error,) = errors(f"{PRELUDE}fn f(x :: {type_}) -> Int {{ match x {{ {rest} }} }}")
        assert error.fields["missing"] == [left_out]
    every = ", ".join(f"{arm} => 1" for arm in arms)
    assert errors(f"{PRELUDE}fn f(x :: {type_}) -> Int {{ match x {{ {every} }} }}") == []


def test_matches_with_too_many_cases_are_accepted():
    """The search for missing patterns is given up where it would take too long."""
    from random import Random

    random = Random(4)
    pick = ("_", "_", "Some(true)", "None", "Some(_)", "Some(false)")
    rows = [f"({', '.join(random.choice(pick) for _ in range(40))}) => 1" for _ in range(200)]
    types = ", ".join(["Option[Bool]"] * 40)
    found = errors(f"fn f(x :: ({types})) -> Int {{ match x {{ {', '.join(rows)} }} }}")
    assert {error.kind for error in found} <= {"non_exhaustive_match"}
