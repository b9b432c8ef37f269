"""Functions of the standard modules in programs: templates of the lowering, the prelude, and rows."""

import pytest
from library_programs import CASES

import motet
from motet.languages.lex.library import MODULES, entries

PARTS = "{ year :: Int, month :: Int, day :: Int, hour :: Int, minute :: Int, second :: Int, nano :: Int, tz_offset_minutes :: Int }"

HELPERS = f"""
fn inc(x :: Int) -> Int {{ x + 1 }}
fn good(x :: Int) -> Result[Int, Str] {{ Ok(x) }}
fn bad(e :: Str) -> Result[Int, Str] {{ Err(e) }}
fn hour_of(parts :: {PARTS}) -> Int {{ parts.hour }}
"""


def program(cases):
    used = [
        name for name in MODULES if any(f"{name}." in text for _, text, _ in cases) or name in ("str", "int", "json")
    ]
    imports = "".join(f'import "std.{name}" as {name}\n' for name in used)
    functions = "".join(
        f"fn case{at}() -> {type_} {{ {text} }}\nfn text{at}() -> Str {{ json.stringify(case{at}()) }}\n"
        for at, (type_, text, _) in enumerate(cases)
    )
    return imports + HELPERS + functions


@pytest.mark.parametrize("engine", ["vm", "auto"])
@pytest.mark.parametrize("module", CASES)
def test_cases(module, engine):
    cases = CASES[module]
    with motet.compile(program(cases), language="lex", engine=engine) as loaded:
        found = [(text, loaded.call(f"text{at}")) for at, (_, text, _) in enumerate(cases)]
    assert found == [(text, expected) for _, text, expected in cases]


def test_every_template_has_a_case():
    text = " ".join(text for cases in CASES.values() for _, text, _ in cases)
    templates = [entry.name for module in MODULES for entry in entries(module).values() if entry.inline]
    assert [name for name in templates if name + "(" not in text and name + ")" not in text] == [
        "flow.retry_with_backoff"
    ]
