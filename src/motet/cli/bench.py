"""`motet bench`: measure a program on each engine."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Final

from motet.cli import common
from motet.cli.options import Command, Option, Values, positive_count
from motet.cli.report import guarded

COMMAND: Final = Command(
    "bench",
    "Measure a program: loading, the first run, and the median of later runs. What it prints is dropped.",
    ("FILE", "[ARGUMENTS...]"),
    (
        Option(("--rounds",), "runs after the first (by default 5)", "N", positive_count, 5),
        *common.ENGINE,
        *common.LIMITS,
        *common.POLICY,
        *common.SOURCE,
        common.JSON,
    ),
    options_first=True,
    epilog="--engine auto, the default, measures the native engine and the reference engine.",
)


def execute(values: Values) -> int:
    """Measure; the exit status."""
    engines = ("jit", "vm") if values["engine"] == "auto" else (values["engine"],)

    def action() -> None:
        common.load(values).close()  # imports what the measured loads need
        sys.stdout.write(f"{'engine':8}{'load':>12}{'first run':>12}{'median':>12}\n")
        for engine in engines:
            _measure(values, engine)

    return guarded(action, as_json=values["json"] is True)


def _measure(values: Values, engine: str) -> None:
    start = time.perf_counter()
    with common.load({**values, "engine": engine}, output=lambda data: None) as loaded:
        load = time.perf_counter() - start
        first = _seconds(lambda: loaded.run(values["arguments"]))
        later = sorted(_seconds(lambda: loaded.run(values["arguments"])) for _ in range(values["rounds"]))
    times = (load, first, later[len(later) // 2])
    sys.stdout.write(f"{engine:8}" + "".join(f"{seconds * 1e3:9.2f} ms" for seconds in times) + "\n")
    sys.stdout.flush()


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
