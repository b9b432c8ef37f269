"""Compares Motet with C, Numba, LuaJIT and CPython, side by side in one run.

    python bench/run.py                 everything
    python bench/run.py fib collatz     some programs or measures
    python bench/run.py --rounds 9 fib  more rounds

All engines of a row run in one process and thread, one after the other in every round; the medians of its CPU time are
shown, which other processes on the machine disturb least. Each program has a
process of its own. Results that differ between engines are an error.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import lex_interpreter
import lex_measures
import measures
import programs
from sides import SIDES, AbsentError

MEASURES: dict[str, Callable[[], list[str]]] = {
    **measures.MEASURES,
    "lex-interpreter": lex_interpreter.lex_interpreter,
    "lex-boundary": lex_measures.boundary,
    "lex-parallel": lex_measures.parallel,
    "lex-memory": lex_measures.memory,
    "lex-check": lex_measures.check_speed,
}

SLOW = 2.0
"""Seconds a run after which an engine runs once only."""

COMPILES = frozenset(("motet", "numba", "luajit"))
"""Engines whose first run says nothing about the others."""

HUGE_PAGES = "glibc.malloc.hugetlb=1"
"""Lets the malloc of C ask for huge pages, as Motet's heap does: the same policy of pages on both sides."""

STACK = 1 << 29
"""Bytes of stack for the engines that use the thread's own."""


def timed(run: Callable[[], int]) -> tuple[float, int]:
    """Seconds of CPU time of a run, and its result."""
    start = time.thread_time()
    result = run()
    return time.thread_time() - start, result


def compare(name: str, rounds: int) -> dict[str, Any]:
    """Seconds of each engine (median), what is absent and why, and the common result."""
    program = programs.read(name)
    runs, absent = {}, {}
    for side, make in SIDES.items():
        try:
            runs[side] = make(program)
        except AbsentError as error:
            absent[side] = str(error)
    times: dict[str, list[float]] = {side: [] for side in runs}
    results = {}
    for side, run in runs.items():
        seconds, results[side] = timed(
            run
        )  # the first run compiles and warms up, which may take longer than all the rest
        if side not in COMPILES and seconds > SLOW:
            times[side].append(seconds)
    for _ in range(rounds):
        for side, run in runs.items():
            if not times[side] or times[side][-1] <= SLOW:
                times[side].append(timed(run)[0])
    if len(set(results.values())) > 1:
        raise ValueError(f"results differ: {results}")
    return {
        "name": name,
        "seconds": {side: statistics.median(found) for side, found in times.items()},
        "absent": absent,
        "result": results["motet"],
    }


def in_large_stack(action: Callable[[], Any]) -> Any:
    """Result of `action` in a thread with a large stack."""
    threading.stack_size(STACK)
    sys.setrecursionlimit(1 << 20)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(action).result()


def in_process(name: str, rounds: int) -> dict[str, Any] | None:
    """The row of a program or measure, made in a process of its own; None when it failed."""
    command = [sys.executable, __file__, "--json", "--rounds", str(rounds), name]
    environment = {**os.environ, "GLIBC_TUNABLES": HUGE_PAGES}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode or not done.stdout:
        reason = (done.stderr.strip() or f"exit status {done.returncode}").splitlines()[-1]
        print(f"{name}\n    failed: {reason}")
        return None
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def show(row: dict[str, Any], seen: dict[str, float]) -> None:
    name = row["name"]
    print(f"{name}   (.venv/bin/python bench/run.py {name})")
    if "lines" in row:
        for line in row["lines"]:
            print(f"    {line}")
        return
    seconds = row["seconds"]
    own = seen[name] = seconds["motet"]
    for side, value in seconds.items():
        print(
            f"    {side:8} {value * 1e3:10.2f} ms   motet takes {own / value:6.2f} times as long"
            if side != "motet"
            else f"    {side:8} {value * 1e3:10.2f} ms"
        )
    for side, why in row["absent"].items():
        print(f"    {side:8}          -      {why}")
    program = programs.read(name)
    for bar in program.bars:
        base = base_of(bar.side, program.argument, seconds, seen)
        if base is not None:
            verdict = "met" if own <= bar.ratio * base else "missed"
            print(f"    asked: at most {bar.ratio:g} times {bar.side}; {own / base:.2f}: {verdict}")


def base_of(side: str, argument: int, seconds: dict[str, float], seen: dict[str, float]) -> float | None:
    """Seconds that a bar's ratio is of, if they are known."""
    if side == "ns":
        return argument * 1e-9
    return seen.get(side.removeprefix("motet:")) if side.startswith("motet:") else seconds.get(side)


def main() -> None:
    known = [*programs.names(), *MEASURES]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {' '.join(known)}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one row as JSON, in this process")
    options = parser.parse_args()
    wrong = set(options.names) - set(known)
    if wrong:
        parser.error(f"unknown: {' '.join(sorted(wrong))}")
    if options.json:
        for name in options.names:
            measure = MEASURES.get(name)
            row = measure() if measure else in_large_stack(lambda name=name: compare(name, options.rounds))
            print(json.dumps({"name": name, "lines": row} if measure else row))
        return
    subprocess.run([sys.executable, "-m", "motet.jit.typed_python.building"])  # as it is soon after an installation
    seen: dict[str, float] = {}
    chosen = [name for name in known if not options.names or name in options.names]
    for name in sorted(chosen, key=lambda name: name.endswith("-any")):
        row = in_process(name, options.rounds)
        if row is not None:
            show(row, seen)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
