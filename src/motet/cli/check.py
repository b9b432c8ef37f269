"""`motet check`: check a program without running it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from motet.cli import common
from motet.cli.options import Command, Values
from motet.cli.report import guarded, json_text
from motet.cli.status import OK

if TYPE_CHECKING:
    from motet import Loaded

COMMAND: Final = Command(
    "check",
    "Check a program without running it (of Lex, run its examples). With --types, print the type of each function and of "
    "the program.",
    ("FILE",),
    (*common.SOURCE, common.JSON),
)


def execute(values: Values) -> int:
    """Check; the exit status. Says nothing when all is well, but the types that were asked for and what must be granted."""
    as_json = values["json"] is True

    def action() -> None:
        with common.load(values) as loaded:
            further = FURTHER.get(loaded.language.name)
            needs = further(loaded) if further is not None else []
            if not as_json:
                if values["types"]:
                    sys.stdout.write(common.usage_of(lambda: loaded.emit("static-types")))
                if needs:
                    sys.stdout.write(f"needs {' '.join(f'--allow {grant}' for grant in needs)}\n")

    status = guarded(action, as_json=as_json)
    if status == OK and as_json:
        sys.stdout.write(json_text([], OK))
    return status


def _lex(loaded: Loaded) -> list[str]:
    """Run the examples of a Lex program; the grants that it needs besides those that every program has."""
    from motet.cli.lex.examples import failed_examples
    from motet.languages.lex.checker import CheckError
    from motet.languages.lex.needs import needed_grants
    from motet.languages.lex.stages import front

    checked = front(loaded.source, loaded.options)
    failed = failed_examples(loaded.source, checked)
    if failed:
        raise CheckError(tuple(failed))
    return needed_grants(checked)


FURTHER: Final[dict[str, Callable[[Loaded], list[str]]]] = {"lex": _lex}
"""What a language checks besides, and the grants that its programs need, by name of the language."""
