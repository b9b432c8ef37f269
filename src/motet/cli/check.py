"""`motet check`: check a program without running it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from motet.cli import common
from motet.cli.options import Command, Values
from motet.cli.report import guarded, json_text, report
from motet.cli.status import OK

if TYPE_CHECKING:
    from motet import Diagnostic, Loaded

COMMAND: Final = Command(
    "check",
    "Check a program without running it (of Lex, run its examples). With --types, print the type of each function and of "
    "the program.",
    ("FILE",),
    (*common.SOURCE, common.JSON),
)


class Findings(NamedTuple):
    """What a language finds besides errors: grants that its programs need, and warnings."""

    needs: list[str]
    warnings: list[Diagnostic]


def execute(values: Values) -> int:
    """Check; the exit status. When all is well, only warnings, the types that were asked for and what must be granted."""
    as_json = values["json"] is True
    warnings: list[Diagnostic] = []

    def action() -> None:
        with common.load(values) as loaded:
            further = FURTHER.get(loaded.language.name)
            needs, found = further(loaded) if further is not None else Findings([], [])
            warnings.extend(found)
            if not as_json:
                report(warnings, OK, as_json=False)
                if values["types"]:
                    sys.stdout.write(common.usage_of(lambda: loaded.emit("static-types")))
                if needs:
                    sys.stdout.write(f"needs {' '.join(f'--allow {grant}' for grant in needs)}\n")

    status = guarded(action, as_json=as_json)
    if status == OK and as_json:
        sys.stdout.write(json_text(warnings, OK))
    return status


def _lex(loaded: Loaded) -> Findings:
    """Run the examples of a Lex program; the grants that it needs besides those that every program has, and warnings."""
    from motet.cli.lex.examples import failed_examples
    from motet.languages.lex.checker import CheckError
    from motet.languages.lex.needs import needed_grants
    from motet.languages.lex.stages import front

    checked = front(loaded.source, loaded.options)
    failed = failed_examples(loaded.source, checked)
    if failed:
        raise CheckError(tuple(failed))
    return Findings(needed_grants(checked), checked.warnings)


FURTHER: Final[dict[str, Callable[[Loaded], Findings]]] = {"lex": _lex}
"""What a language checks besides the rules of its types, by name of the language."""
