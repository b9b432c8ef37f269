"""`lex run`: call a function of a program with arguments in JSON, and print the result as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from motet.cli.lex.flags import Flag, take_apart
from motet.cli.lex.grants import GRANTS, LIMITS, grants_of, limits_of
from motet.cli.lex.programs import checked_program, declared_effects, reporting_types
from motet.cli.lex.reply import CommandError, Reply, compact, complain
from motet.cli.status import BROKEN_PIPE, FAILED, OK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motet import Loaded, RunError, Source
    from motet.languages.lex.checker import Checked
    from motet.languages.lex.policy import LexGrants, Violation

POLICY_FAILED: Final = 3
DRY_RUN: Final = 9

MAIN: Final = "main"
"""The function that is called if none is named."""

_DETAIL: Final[tuple[str, ...]] = ("file", "line", "column", "end_line", "end_column", "help")
"""What an envelope says of a failed run besides its message, where it is known."""

FLAGS: Final = (
    *GRANTS,
    *LIMITS,
    Flag("--dry-run", "only list what the program would need (exit status 9)"),
    Flag("--jit", "accepted: machine code is what `--engine auto` takes where it can"),
    Flag("--from-canonical", "F is a binary canonical file"),
    Flag("--lax", "accept partial matches and the like (an option of Motet's own, as the following)"),
    Flag("--checked", "an Int result that does not fit in 64 bits is an error"),
)


class Job:
    """A program that has passed the checker, and how it is to be run."""

    def __init__(self, source: Source, checked: Checked, values: dict[str, Any], argv: Sequence[str]) -> None:
        self.source: Final = source
        self.checked: Final = checked
        self.values: Final = values
        self.argv: Final = list(argv)
        self.grants: Final[LexGrants] = grants_of(values)

    def violations(self) -> list[Violation]:
        """What the static gate has against it."""
        return self.grants.violations(declared_effects(self.checked))

    def load(self) -> Loaded:
        """The program, ready to be called."""
        from motet.engine.load import from_program
        from motet.languages.lex.language import LANGUAGE

        options = {"checked": bool(self.values.get("checked")), "budget": self.values["budget"] is not None}
        program = LANGUAGE.lower(self.checked, options)
        return from_program(
            program,
            self.source,
            policy=self.grants,
            limits=limits_of(self.values),
            engine=self.values["engine"] or "auto",
            arguments=self.argv,
        )


def run(reply: Reply, words: list[str]) -> int:
    """Load, check, ask the policy, call, show the result."""
    known = take_apart(FLAGS, words)
    if not known.positional:
        raise CommandError("run: F is missing", code="usage")
    path, *call = known.positional
    with reporting_types(reply, positioned=False) as status:
        source, checked = checked_program(path, known.values)
        job = Job(source, checked, known.values, known.after or ())
        if known.values["dry_run"]:
            return _dry_run(reply, job, call or [MAIN])
        violations = job.violations()
        if violations:
            return _refuse(reply, violations)
        with job.load() as loaded:
            return _call(reply, loaded, call)
    return status[0]


def _call(reply: Reply, loaded: Loaded, call: list[str]) -> int:
    import motet

    try:
        value = loaded.run_value(call or [MAIN])
        if reply.as_json:
            return reply.data_text(['{"result":', loaded.text(value), "}"])
        loaded.show(value)
    except ValueError as error:  # the arguments are wrong
        raise CommandError(str(error), code="usage") from None
    except motet.RunError as error:
        if error.diagnostic.code == "broken-pipe":
            return BROKEN_PIPE
        return report_run(reply, error)
    return OK


def report_run(reply: Reply, error: RunError) -> int:
    """Report that a run ended early; the exit status."""
    from motet.source.render import diagnostic_json

    where = "\n".join(_place(error))
    known = diagnostic_json(error.diagnostic)
    detail = {name: known[name] for name in _DETAIL if name in known}
    failure = CommandError(f"runtime: {error.diagnostic.message}", FAILED, code="runtime_error", detail=detail)
    return reply.fail(failure, where + "\n" if where else "")


def _place(error: RunError) -> list[str]:
    """Where in the source it happened, for people."""
    import motet

    return motet.render(error.diagnostic).split("\n")[1:]


def _refuse(reply: Reply, violations: list[Violation]) -> int:
    objects = [violation.as_dict() for violation in violations]
    if reply.as_json:
        message = f"policy: {len(objects)} violation(s)"
        return reply.fail(CommandError(message, POLICY_FAILED, code="policy_violation", detail={"violations": objects}))
    complain("".join(compact(item) + "\n" for item in objects))
    return POLICY_FAILED


def _dry_run(reply: Reply, job: Job, call: list[str]) -> int:
    """List what the program would need, and what of it is not granted. A wrong call is an error, as without `--dry-run`."""
    import motet
    from motet.languages.lex.policy import required

    with job.load() as loaded:
        try:
            loaded.guarded(lambda: loaded.language.invocation(loaded.program, call))
        except ValueError as error:
            raise CommandError(str(error), code="usage") from None
        except motet.RunError as error:
            return report_run(reply, error)
    needs = required(declared_effects(job.checked))
    violations = job.violations()
    lines = [f"dry run: would call `{call[0]}`", f"required effects: {', '.join(needs['effects']) or 'none'}"]
    lines += [f"required {name} paths: {', '.join(needs[name])}" for name in ("fs_read", "fs_write") if needs[name]]
    lines += [f"required net hosts: {', '.join(needs['net'])}"] if needs["net"] else []
    lines += _not_granted(violations)
    reply.say("\n".join(lines) + "\n")
    if reply.as_json:
        data = {
            "dry_run": True,
            "function": call[0],
            "arguments": call[1:],
            "required": needs,
            "violations": [violation.as_dict() for violation in violations],
        }
        reply.data(data)
    return DRY_RUN


def _not_granted(violations: list[Violation]) -> list[str]:
    """A line for each thing that is not granted, with the functions that declare it."""
    functions: dict[str, list[str]] = {}
    for violation in violations:
        functions.setdefault(violation.detail, []).append(f"`{violation.at}`" if violation.at else "the program")
    return [f"not granted: {detail} (declared by {', '.join(names)})" for detail, names in functions.items()]
