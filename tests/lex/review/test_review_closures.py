"""Equality of closures: equal code and equal captures (specification 9.3, 12.3)."""

import pytest
from review_programs import run

EQUAL = {
    "(fn (x :: Int) -> Int { x }) == (fn (y :: Int) -> Int { y })": "true",
    "(fn (x :: Int) -> Int { x + 1 }) == (fn (x :: Int) -> Int { x + 2 })": "false",
    "adder(1) == adder(1)": "true",
    "adder(1) == adder(2)": "false",
    "adder(1) == other_adder(1)": "true",
    "adder == adder": "true",
    "[adder(1)] == [adder(1)]": "true",
    "{ let f := str.len\n f == f }": "true",
}
ADDERS = """
fn adder(n :: Int) -> (Int) -> Int { fn (x :: Int) -> Int { if x > 9 { x } else { x + n } } }
fn other_adder(m :: Int) -> (Int) -> Int { fn (y :: Int) -> Int { if y > 9 { y } else { y + m } } }
"""


@pytest.mark.parametrize("engine", ["vm", "jit"])
@pytest.mark.parametrize("text", EQUAL)
def test_equality(text, engine):
    assert run(f"{ADDERS}fn main() -> Bool {{ {text} }}", engine) == EQUAL[text]


def test_equal_lambdas_that_fail_have_places_of_their_own():
    import motet

    lines = "fn main() -> Int {\n let f := fn (x :: Int) -> Int { 1 / x }\n let g := fn (x :: Int) -> Int { 1 / x }\n f(1) + g(0) }"
    with motet.compile(lines, language="lex", engine="vm") as loaded, pytest.raises(motet.RunError) as caught:
        loaded.run([])
    diagnostic = caught.value.diagnostic
    assert diagnostic.source.position(diagnostic.span.start)[0] == 3
