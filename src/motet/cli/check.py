"""`motet check`: check a program without running it."""

from __future__ import annotations

import sys
from typing import Final

from motet.cli import common
from motet.cli.options import Command, Values
from motet.cli.report import guarded, json_text
from motet.cli.status import OK

COMMAND: Final = Command(
    "check",
    "Check a program without running it. With --types, print the type of each function and of the program.",
    ("FILE",),
    (*common.SOURCE, common.JSON),
)


def execute(values: Values) -> int:
    """Check; the exit status. Says nothing when all is well, but the types that were asked for."""
    as_json = values["json"] is True

    def action() -> None:
        with common.load(values) as loaded:
            if values["types"] and not as_json:
                sys.stdout.write(common.usage_of(lambda: loaded.emit("static-types")))

    status = guarded(action, as_json=as_json)
    if status == OK and as_json:
        sys.stdout.write(json_text([], OK))
    return status
