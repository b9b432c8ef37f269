"""`motet fmt`: format files in place."""

from __future__ import annotations

import sys
from typing import Final

from motet.cli.options import Command, Option, UsageError, Values
from motet.cli.report import guarded
from motet.cli.status import FAILED, OK

COMMAND: Final = Command(
    "fmt",
    "Format the files, and the files of a language that has a formatter (.lex) beneath the directories, in place.",
    ("PATH", "[PATHS...]"),
    (Option(("--check",), "write nothing; exit status 1 if a file would change"),),
)


def execute(values: Values) -> int:
    """Format; the exit status."""
    from motet.cli.lex.fmt import format_files
    from motet.cli.lex.reply import CommandError

    check = values["check"] is True
    changed: list[str] = []

    def action() -> None:
        try:
            found, unchanged = format_files([values["path"], *values["paths"]], check=check)
        except CommandError as error:
            raise UsageError(str(error)) from None
        changed.extend(found)
        word = "would reformat" if check else "reformatted"
        sys.stdout.write("".join(f"{word} {path}\n" for path in found))
        if not check:
            sys.stdout.write(f"{len(found)} reformatted, {len(unchanged)} unchanged\n")

    status = guarded(action)
    return FAILED if status == OK and check and changed else status
