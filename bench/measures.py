"""Measures of Motet alone: start-up, compile speed, on-stack replacement, how late limits are."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


def startup() -> list[str]:
    """Wall time of whole processes, interleaved."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tiny.snek"
        path.write_text("(+ 40 2)\n")
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "motet run tiny.snek": [sys.executable, "-m", "motet", "run", str(path)],
            "motet run --engine vm tiny.snek": [sys.executable, "-m", "motet", "run", "--engine", "vm", str(path)],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(11):
            for name, command in commands.items():
                start = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True)
                times[name].append(time.perf_counter() - start)
    return [f"{name:32} {statistics.median(found) * 1e3:8.1f} ms" for name, found in times.items()]


def on_stack_replacement() -> list[str]:
    """A program whose only loop is entered once: its first run, compilation included, against a later one."""
    argument = [str(100_000_000)]
    first = median_ms(lambda: silent(LOOP).run(argument), 3)
    warm = silent(LOOP)
    warm.run(argument)
    later = median_ms(lambda: warm.run(argument))
    return [f"first run, with compilation {first:8.1f} ms", f"later run                   {later:8.1f} ms"]


def compile_speed() -> list[str]:
    """Time to the result of a program of many functions, each called once."""
    count = 500
    functions = "\n".join(
        f"(fun (f{k} n) (let ((i 0) (t n)) (loop (if (= i 3) (break t) (block (set! t (+ t (* i {k}))) (set! i (add1 i)))))))"
        for k in range(count)
    )
    body = " ".join(f"(set! t (+ t (f{k} t)))" for k in range(count))
    text = f"{functions}\n(let ((t 1)) (block (set! t 1) {body.replace('(set! t (+ t', '(set! t (- t')} t))"
    front = median_ms(lambda: silent(text), 3)
    whole = median_ms(lambda: silent(text).run([]), 3)
    return [
        f"front end of {count} functions       {front:8.1f} ms, {front / count * 1e3:6.0f} us a function",
        f"native code for them, and a run {whole - front:8.1f} ms, {(whole - front) / count * 1e3:6.0f} us a function",
    ]


def runaway() -> list[str]:
    """Recursion without end, until the stack's limit reports it."""
    import motet

    lines = []
    for stack in ("8MB", "64MB", "256MB"):
        program = silent(RUNAWAY, limits=motet.Limits(stack=stack))
        spent = median_ms(lambda program=program: run_into(program, "stack"))
        lines.append(f"stack of {stack:5} {spent:8.1f} ms to the error")
    return lines


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
    "runaway": runaway,
    "lateness": lateness,
    "fuel": fuel_cost,
}
