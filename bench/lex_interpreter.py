"""The programs that the interpreter of Lex publishes figures for (specification 18.1), and how much faster they are here.

Each is a function that Python calls again and again: the time of a call, what Python takes for it included, is compared with the
published time of a run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

ASKED = 50
"""Times the published work per second that is asked for."""


class Case(NamedTuple):
    """One program: the function `go` of it is called with the argument; `published` is in microseconds."""

    name: str
    text: str
    argument: int
    published: float


def chain(count: int, step: str) -> str:
    """A function of many lets in a row."""
    lets = "\n".join(f"  let a{k} := a{k - 1} + {step}" for k in range(1, count + 1))
    return f"fn go(a0 :: Int) -> Int {{\n  let step := a0 % 7\n{lets}\n  a{count}\n}}\n"


def record(fields: int) -> str:
    """A loop that adds up the fields of one record."""
    names = [f"f{k}" for k in range(fields)]
    declared = ", ".join(f"{name} :: Int" for name in names)
    sum_of_fields = " + ".join(f"p.{name}" for name in names)
    made = ", ".join(f"{name}: n % {k + 2}" for k, name in enumerate(names))
    return f"""type P = {{ {declared} }}
fn sum_fields(p :: P, n :: Int, acc :: Int) -> Int {{
  if n == 0 {{ acc }} else {{ sum_fields(p, n - 1, acc + {sum_of_fields}) }}
}}
fn go(n :: Int) -> Int {{ sum_fields({{ {made} }}, n, 0) }}
"""


SUM_TO = """fn sum_to(n :: Int, acc :: Int) -> Int { match n { 0 => acc, _ => sum_to(n - 1, acc + n) } }
fn go(n :: Int) -> Int { sum_to(n, 0) }
"""
FACTORIAL = "fn go(n :: Int) -> Int { if n < 2 { 1 } else { n * go(n - 1) } }\n"
DISPATCH = "fn go(n :: Int) -> Int {\n" + "  n\n" * 5_000 + "}\n"

CASES = (
    Case("arith_loop", SUM_TO, 10_000, 1_800),
    Case("straight_arith", chain(5_000, "1"), 1, 94),
    Case("pure dispatch", DISPATCH, 1, 137),
    Case("two_local_arith", chain(5_000, "step"), 5, 137),
    Case("call_heavy", FACTORIAL, 20, 10.1),
    Case("record_field", record(3), 10_000, 7_900),
    Case("record_field_wide", record(10), 10_000, 58_900),
)


def microseconds(function: Callable[[int], object], argument: int) -> float:
    """Time of a call: the best of some rounds of many."""
    function(argument)
    count = 1
    best = float("inf")
    for _ in range(40):
        start = time.perf_counter()
        for _ in range(count):
            function(argument)
        spent = time.perf_counter() - start
        if spent < 0.002:
            count *= 4
        else:
            best = min(best, spent / count)
    return best * 1e6


def lex_interpreter() -> list[str]:
    """A line for each program."""
    import motet
    from motet.policy import Settings

    lines = []
    for case in CASES:
        program = motet.compile(case.text, language="lex", settings=Settings(first=2, background=False))
        found = microseconds(program.go, case.argument)
        ratio = case.published / found
        verdict = "met" if ratio >= ASKED else "missed"
        lines.append(
            f"{case.name:18} {found:9.3f} us, published {case.published:g} us: {ratio:.0f} times, asked {ASKED}: {verdict}"
        )
    return lines
