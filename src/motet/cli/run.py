"""`motet run`: run a program."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from motet.cli import common
from motet.cli.options import Command, Option, Values
from motet.cli.report import failure, guarded

if TYPE_CHECKING:
    from motet import Loaded

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
    epilog="Options stand before FILE; what follows it belongs to the program: for Snek the value of `input`, for Lex the\n"
    "name of a function (`main`) and its arguments in JSON.",
)


def execute(values: Values) -> int:
    """Load and run; the exit status."""
    as_json = values["json"] is True
    problems: list[str] = []

    words, texts = _split(values)

    def action() -> None:
        with common.load(values, arguments=texts) as loaded:
            try:
                _run(loaded, words, problems)
            finally:
                if values["explain"]:
                    sys.stderr.write(loaded.explain().rstrip("\n") + "\n")

    status = guarded(action, as_json=as_json)
    return failure(problems[0], as_json=as_json) if problems else status


def _split(values: Values) -> tuple[list[str], list[str]]:
    """The words that say what to run, and those after `--`, which a Lex program can ask for."""
    words: list[str] = values["arguments"]
    if "--" not in words or common.language_of(values) != "lex":
        return words, []
    at = words.index("--")
    return words[:at], words[at + 1 :]


def _run(loaded: Loaded, arguments: list[str], problems: list[str]) -> None:
    """Run the entry and show its value; `problems` gets what is wrong with the arguments."""
    try:
        value = loaded.run_value(arguments)
    except ValueError as error:
        problems.append(str(error))
        return
    shows_unit = getattr(loaded.language, "shows_unit", True)
    if loaded.language.prints_result and (value is not None or shows_unit):
        loaded.show(value)
