"""Measures of Motet alone: start-up, compile speed, on-stack replacement, how late limits are."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from programs import read

ROUNDS = 5
LOOP = (
    "(let ((i 0) (total 0)) (loop (if (= i input) (break total) (block (set! total (+ total i)) (set! i (add1 i))))))"
)
ENDLESS = "(let ((i 0)) (loop (set! i (add1 (if (> i 1000) (- i i) i)))))"
RUNAWAY = "(fun (f n) (+ 1 (f (add1 n)))) (f 0)"
FIB = "(fun (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib input)"


def silent(text: str, **options: Any) -> Any:
    import motet

    return motet.compile(text, language="snek", output=lambda data: None, **options)


def median_ms(action: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median time of an action, in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


def run_into(program: Any, kind: str) -> None:
    """Run a program that is to end with this kind of error."""
    import motet

    try:
        program.run([])
    except motet.RunError as error:
        if error.kind != kind:
            raise SystemExit(f"expected {kind}: {error}") from None
        return
    raise SystemExit(f"expected {kind}, but the program ended")


TEN_LINES = """(fun (square n) (* n n))
(fun (sum-of-squares n)
  (let ((i 0) (total 0))
    (loop
      (if (> i n)
        (break total)
        (block
          (set! total (+ total (square i)))
          (set! i (add1 i)))))))
(sum-of-squares 100)
"""


def startup() -> list[str]:
    """Wall time of whole processes, interleaved."""
    script = str(Path(sys.executable).parent / "motet")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ten.snek"
        path.write_text(TEN_LINES)
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "motet run ten.snek": [script, "run", str(path)],
            "motet run --engine vm ten.snek": [script, "run", "--engine", "vm", str(path)],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(11):
            for name, command in commands.items():
                start = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True)
                times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(found) * 1e3 for name, found in times.items()}
    extra = medians["motet run ten.snek"] - medians["python -c pass"]
    lines = [f"{name:32} {found:8.1f} ms" for name, found in medians.items()]
    return [*lines, verdict("motet run above python", extra, "ms", 150)]


def verdict(what: str, found: float, unit: str, most: float, *, least: bool = False) -> str:
    """A line with a figure and what is asked of it."""
    met = found >= most if least else found <= most
    return (
        f"{what}: {found:.2f} {unit}, asked {'at least' if least else 'at most'} {most:g}: {'met' if met else 'missed'}"
    )


def on_stack_replacement() -> list[str]:
    """A program whose only loop is entered once: its first run, compilation included, against tier 2 alone."""
    from motet.policy import Settings

    argument = [str(1_000_000_000)]
    silent(LOOP).run(["10"])  # LLVM is there
    first = median_ms(lambda: silent(LOOP).run(argument), 3)
    optimised = silent(LOOP, settings=Settings(first=2, background=False))
    optimised.run(["10"])
    alone = median_ms(lambda: optimised.run(argument), 3)
    return [
        f"entered once, with compilation and replacement {first:8.1f} ms",
        f"tier 2 from the start, compiled before         {alone:8.1f} ms",
        verdict("replaced code and waiting for it", first / alone, "times tier 2", 1.2),
    ]


def many_functions(count: int) -> str:
    """A program of that many functions with a loop each, all of them called once."""
    functions = "\n".join(
        f"(fun (f{k} n) (let ((i 0) (t n)) (loop (if (= i 3) (break t)"
        f" (block (set! t (+ (* t {k}) (if (< t i) i {k}))) (set! i (add1 i)))))))"
        for k in range(count)
    )
    body = " ".join(f"(set! t (- (f{k} 1) 1))" for k in range(count))
    return f"{functions}\n(let ((t 1)) (block {body} t))"


def compile_figures(text: str, **settings: Any) -> tuple[int, int, float, float]:
    """Instructions, units, milliseconds in all and in Python of compiling everything that a program calls."""
    from motet.policy import Settings

    best = (0, 0, float("inf"), float("inf"))
    for _ in range(ROUNDS):
        program = silent(text, settings=Settings(background=False, **settings))
        program.run([])
        found = re.search(r"(\d+) units in ([\d.]+) ms \(([\d.]+) in Python", program.explain())
        assert found is not None
        size = sum(len(function.code) for function in program.program.functions)
        best = min(best, (size, int(found[1]), float(found[2]), float(found[3])), key=lambda figures: figures[2])
        program.close()
    return best


def compile_speed() -> list[str]:
    """Time to compile a hundred functions in one batch, and how much of it is Python's; best of a few."""
    text = many_functions(100)
    size, units, whole, python = compile_figures(text, tier=1)
    lines = [
        f"tier 1: {units} units, {size} instructions",
        verdict("tier 1, a function", whole / units, "ms", 1),
        verdict("inference and text", size / python, "thousand instructions a second", 250, least=True),
    ]
    size, units, whole, _ = compile_figures(text, first=2)
    return [*lines, verdict("tier 2, a function", whole / units, "ms", 6)]


def checks() -> list[str]:
    """What stack checks and polls cost: the same programs without them."""
    from motet.jit.lower.state import State
    from motet.policy import Settings

    original = State.do

    def unchecked(self: State, op: str, *rest: Any) -> None:
        if op not in ("poll", "stack_check"):
            original(self, op, *rest)

    lines = []
    for name, kind, argument, most in (
        ("fib", "calls", "36", 1.1),
        ("congruences", "a scalar loop", "50000000", 1.05),
        ("gcd", "a scalar loop", "2000", 1.05),
        ("sum", "a scalar loop", "100000000", 1.05),
    ):
        text, level = read(name).sections["snek"], read(name).level or "flying-snake"
        made = []
        for do in (original, unchecked):
            State.do = do  # type: ignore[method-assign]  # what is measured is the code without them
            made.append(silent(text, level=level, settings=Settings(first=2, background=False)))
            made[-1].run(["10"])
        State.do = original  # type: ignore[method-assign]  # as it was
        times: list[list[float]] = [[], []]
        for _ in range(2 * ROUNDS):
            for program, found in zip(made, times, strict=True):
                start = time.thread_time()
                program.run([argument])
                found.append(time.thread_time() - start)
        ratio = min(times[0]) / min(times[1])
        lines.append(verdict(f"{kind} ({name}), with checks and polls", ratio, "times without", most))
    return lines


def runaway() -> list[str]:
    """Recursion without end, until the stack's limit reports it."""
    import motet

    lines = []
    for stack in ("8MB", "64MB", "256MB"):
        program = silent(RUNAWAY, limits=motet.Limits(stack=stack))
        spent = median_ms(lambda program=program: run_into(program, "stack"))
        lines.append(f"stack of {stack:5} {spent:8.1f} ms to the error")
    return [*lines, verdict("with the default stack", spent, "ms", 100)]


def lateness() -> list[str]:
    """How long after its deadline, or after a call of `cancel`, an endless loop ends."""
    import motet

    late = []
    for seconds in (0.05, 0.1, 0.2, 0.3, 0.4):
        program = silent(ENDLESS, limits=motet.Limits(seconds=seconds))
        start = time.perf_counter()
        run_into(program, "deadline")
        late.append(time.perf_counter() - start - seconds)
    cancelled = []
    for _ in range(ROUNDS):
        program = silent(ENDLESS)
        asked: list[float] = []

        def cancel(program: Any = program, asked: list[float] = asked) -> None:
            asked.append(time.perf_counter())
            program.cancel()

        timer = threading.Timer(0.1, cancel)
        timer.start()
        run_into(program, "cancelled")
        cancelled.append(time.perf_counter() - asked[0])
        timer.join()
    return [
        f"deadline {statistics.median(late) * 1e3:8.2f} ms late, at most {max(late) * 1e3:.2f}",
        f"cancel   {statistics.median(cancelled) * 1e3:8.2f} ms late, at most {max(cancelled) * 1e3:.2f}",
        verdict("the later of the two medians", max(map(statistics.median, (late, cancelled))) * 1e3, "ms", 10),
    ]


def fuel_cost() -> list[str]:
    """What exact counting of instructions costs."""
    import motet

    lines = []
    for name, text, argument in (("fib(32)", FIB, "32"), ("sum to 10^8", LOOP, "100000000")):
        plain, counted = silent(text), silent(text, limits=motet.Limits(fuel=2**61))
        plain.run([argument])
        counted.run([argument])
        without = median_ms(lambda run=plain, argument=argument: run.run([argument]))
        within = median_ms(lambda run=counted, argument=argument: run.run([argument]))
        lines.append(f"{name:12} {without:8.1f} ms without, {within:8.1f} ms with fuel ({within / without:.2f})")
    return lines


MEASURES: dict[str, Callable[[], list[str]]] = {
    "startup": startup,
    "osr": on_stack_replacement,
    "compile": compile_speed,
    "checks": checks,
    "runaway": runaway,
    "lateness": lateness,
    "fuel": fuel_cost,
}
