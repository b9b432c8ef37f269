"""Shows what went wrong, for people or as data, and finds the exit status."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from motet.cli.status import BROKEN_PIPE, FAILED, INVALID, OK

if TYPE_CHECKING:
    from motet import Diagnostic


def guarded(action: Callable[[], None], *, as_json: bool = False) -> int:
    """Do something with a program; its exit status. Errors of source and run go to standard error."""
    import motet

    try:
        action()
    except motet.SourceError as error:
        return report(error.diagnostics, INVALID, as_json=as_json)
    except motet.RunError as error:
        if error.diagnostic.code == "broken-pipe":
            return BROKEN_PIPE
        return report([error.diagnostic], error.exit_status, as_json=as_json)
    return OK


def report(diagnostics: Sequence[Diagnostic], status: int, *, as_json: bool = False) -> int:
    """Write diagnostics to standard error; returns `status`."""
    import motet

    sys.stdout.flush()
    if as_json:
        sys.stderr.write(json_text(diagnostics, status))
    else:
        color = use_color()
        sys.stderr.write("".join(motet.render(diagnostic, color=color) + "\n" for diagnostic in diagnostics))
    sys.stderr.flush()
    return status


def failure(message: str, *, as_json: bool = False) -> int:
    """Report a failure of the program that has no place in its source."""
    import motet

    return report([motet.Diagnostic("argument", message)], FAILED, as_json=as_json)


def json_text(diagnostics: Sequence[Diagnostic], status: int) -> str:
    """One line of JSON: `{"status": N, "diagnostics": [...]}`."""
    import json

    from motet.source.render import diagnostic_json

    data = {"status": status, "diagnostics": [diagnostic_json(diagnostic) for diagnostic in diagnostics]}
    return json.dumps(data) + "\n"


def use_color() -> bool:
    """Whether standard error is a terminal that wants colours (`NO_COLOR` turns them off)."""
    import os

    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
