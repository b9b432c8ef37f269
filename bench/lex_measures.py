"""Measures of Lex beyond programs: the boundary to Python, parallel work, memory, speed of the checker."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from lex_interpreter import microseconds
from measures import verdict

SOURCES = str(Path(__file__).parents[1] / "src")

BOUNDARY = """fn add(n :: Int) -> Int { n + 1 }
fn back(f :: (Int) -> Int) -> Int { f(1) }
"""

THUNKS = """import "std.flow" as flow
import "std.list" as list

fn spin(n :: Int, acc :: Int) -> Int { if n == 0 { acc } else { spin(n - 1, (acc * 31 + n) % 1000003) } }
fn one(n :: Int) -> Int { spin(n, 1) }
fn two(n :: Int) -> Int {
  list.fold(
    flow.parallel_list([fn () -> Int { spin(n, 1) }, fn () -> Int { spin(n, 2) }]),
    0,
    fn (a :: Int, x :: Int) -> Int { a + x },
  )
}
"""

INTS = """import "std.list" as list
fn go(n :: Int) -> Int { list.fold(list.range(0, n), 0, fn (a :: Int, x :: Int) -> Int { a + x % 7 }) }
fn keep(n :: Int) -> List[Int] { list.map(list.range(0, n), fn (i :: Int) -> Int { i * 3 }) }
fn last(n :: Int) -> Int { match list.get(keep(n), n - 1) { Some(x) => x, None => 0 } }
"""

RECORDS = """import "std.list" as list
type P = { x :: Int, y :: Int, z :: Int }
fn last(n :: Int) -> Int {
  match list.get(list.map(list.range(0, n), fn (i :: Int) -> P { { x: i, y: i, z: i } }), n - 1) { Some(p) => p.x, None => 0 }
}
"""


def loaded(text: str) -> Any:
    import motet
    from motet.policy import Settings

    return motet.compile(text, language="lex", settings=Settings(first=2, background=False))


def boundary() -> list[str]:
    """Calls of a compiled function from Python, and of Python from a compiled function."""
    program = loaded(BOUNDARY)
    call = microseconds(program.add, 41) * 1e3
    return [verdict("a call of a compiled function", call, "ns", 50)]


def parallel() -> list[str]:
    """Two thunks that compute, on two processors, against one after the other."""
    program = loaded(THUNKS)
    count = 100_000_000
    program.one(10)
    program.two(10)
    best = 0.0
    for _ in range(3):
        start = time.perf_counter()
        program.one(count)
        middle = time.perf_counter()
        program.two(count)
        best = max(best, 2 * (middle - start) / (time.perf_counter() - middle))
    return [verdict("flow.parallel_list of two thunks, work per time", best, "times one", 1.7, least=True)]


def peak(text: str, count: int) -> float:
    """Megabytes that a run of `last` takes at most, above those of a run with one item."""
    code = (
        "import sys, resource; sys.path.insert(0, sys.argv[1]); import motet\n"
        "program = motet.compile(sys.argv[2], language='lex'); program.last(1)\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "program.last(int(sys.argv[3]))\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)"
    )
    command = [sys.executable, "-c", code, SOURCES, text, str(count)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def memory() -> list[str]:
    """Most memory of lists of many items: a result, and the list it is made from where that is needed."""
    return [
        verdict("list of 10^7 Int", peak(INTS, 10_000_000), "MB", 90),
        verdict("10^6 records of three Ints, their list included", peak(RECORDS, 1_000_000), "MB", 60),
    ]


def large_program(lines: int) -> str:
    """A program of so many lines: records, unions, matches, closures, calls."""
    choose = random.Random(1)
    parts = ['import "std.list" as list', 'import "std.str" as str', 'import "std.int" as int']
    count = 0
    while sum(part.count("\n") + 1 for part in parts) < lines:
        k, before = count, max(0, count - choose.randrange(1, 9))
        parts.append(f"""type Item{k} = {{ name :: Str, size :: Int, tags :: List[Str] }}
type Shape{k} = Point{k} | Circle{k}(Int) | Named{k}(Str, Item{k})

fn area{k}(s :: Shape{k}, scale :: Int) -> Int {{
  match s {{
    Point{k} => 0,
    Circle{k}(r) => r * r * scale,
    Named{k}(n, i) => str.len(n) + i.size * {f"area{before}(Circle{before}(2), scale)" if count else "scale"},
  }}
}}

fn total{k}(xs :: List[Item{k}]) -> Int {{
  let sizes := list.map(xs, fn (i :: Item{k}) -> Int {{ i.size + str.len(i.name) }})
  let large := list.filter(sizes, fn (n :: Int) -> Bool {{ n > {k % 10} and n != {k} }})
  list.fold(large, 0, fn (a :: Int, n :: Int) -> Int {{ a + n }})
}}

fn show{k}(xs :: List[Item{k}], deep :: Bool) -> Str {{
  if deep {{
    str.join(list.map(xs, fn (i :: Item{k}) -> Str {{ str.concat(i.name, int.to_str(i.size)) }}), ", ")
  }} else {{
    int.to_str(total{k}(xs))
  }}
}}
""")
        count += 1
    return "\n".join(parts)


def check_speed() -> list[str]:
    """The whole command `motet lex check` on a program of 5,000 lines, in a new process."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "large.lex"
        path.write_text(large_program(5_000))
        script = str(Path(sys.executable).parent / "motet")
        found = []
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            subprocess.run([script, "lex", "check", str(path)], check=True, capture_output=True)
            found.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    return [verdict("motet lex check of 5,000 lines", min(found), "s", 2)]
