"""`motet run`: run a program."""

from __future__ import annotations

import sys
from typing import Final

from motet.cli import common
from motet.cli.options import Command, Option, UsageError, Values
from motet.cli.report import failure, guarded
from motet.cli.status import OK

COMMAND: Final = Command(
    "run",
    "Run a program and print its value.",
    ("FILE", "[ARGUMENTS...]"),
    (
        *common.ENGINE,
        *common.LIMITS,
        *common.POLICY,
        *common.SOURCE,
        Option(("--explain",), "tell on standard error what the compiler did"),
        common.JSON,
    ),
    options_first=True,
    epilog="Options stand before FILE; what follows it belongs to the program. For Snek that is the value of `input`.",
)


def execute(values: Values) -> int:
    """Load and run; the exit status."""
    policy, limits, settings = common.policy_of(values), common.limits_of(values), common.settings_of(values)
    as_json = values["json"] is True
    problem = ""

    def action() -> None:
        nonlocal problem
        loaded = common.load(values, policy=policy, limits=limits, settings=settings, engine=values["engine"])
        with loaded:
            if values["engine"] == "jit" and loaded.engine != "jit":
                raise UsageError(f"--engine jit: {loaded.engine_note}")
            try:
                problem = _run(loaded, values["arguments"])
            finally:
                if values["explain"]:
                    sys.stderr.write(loaded.explain().rstrip("\n") + "\n")

    status = guarded(action, as_json=as_json)
    return failure(problem, as_json=as_json) if status == OK and problem else status


def _run(loaded: common.Loaded, arguments: list[str]) -> str:
    """Run the entry and show its value; what is wrong with the arguments, if anything."""
    try:
        value = loaded.run(arguments)
    except ValueError as error:
        return str(error)
    if loaded.language.prints_result:
        loaded.show(value)
    return ""
