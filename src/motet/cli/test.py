"""`motet test`: run the suites of a directory."""

from __future__ import annotations

import sys
from typing import Final

from motet.cli import common
from motet.cli.options import Command, UsageError, Values
from motet.cli.status import FAILED, OK

COMMAND: Final = Command(
    "test",
    "Call run_all() of each DIR/test_*.lex (DIR is `tests` if left out): an Err, a number other than 0 and a failed run "
    "are failures.",
    ("[DIR]",),
    (*common.ENGINE, *common.LIMITS, *common.POLICY),
)


def execute(values: Values) -> int:
    """Run the suites; the exit status."""
    from motet.cli.lex.reply import CommandError
    from motet.cli.lex.test import failure_of, suites_in

    try:
        suites = suites_in(values["dir"] or "tests")
    except CommandError as error:
        raise UsageError(str(error)) from None
    policy, limits = common.policy_of(values), common.limits_of(values)
    failed = 0
    for path in suites:
        why = failure_of(path, policy, limits, engine=values["engine"], settings=common.settings_of(values))
        failed += bool(why)
        sys.stdout.write(f"FAIL {path} — {why}\n" if why else f"ok   {path}\n")
    sys.stdout.write(f"{len(suites) - failed} passed, {failed} failed\n")
    return FAILED if failed else OK
