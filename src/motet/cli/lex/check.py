"""`lex check`: types, effects and examples of a program, and what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from motet.cli.lex.flags import Flag, take_apart
from motet.cli.lex.programs import checked_program, declared_effects, only, report_types, reporting_types
from motet.cli.lex.reply import Reply
from motet.cli.status import FAILED, OK

if TYPE_CHECKING:
    from motet import Diagnostic
    from motet.languages.lex.checker import Checked

FLAGS: Final = (
    Flag("--strict", "warn about style, too; warnings fail the check"),
    Flag("--from-canonical", "F is a binary canonical file"),
    Flag("--lax", "accept partial matches and the like (an option of Motet's own)"),
)


def check(reply: Reply, words: list[str]) -> int:
    """Check a program; 0, 1 for warnings under `--strict`, 2 for type errors and failed examples."""
    known = take_apart(FLAGS, words)
    path = only(known.positional, "F", "check")
    with reporting_types(reply, positioned=True) as status:
        source, checked = checked_program(path, known.values)
        from motet.cli.lex.examples import failed_examples

        problems = failed_examples(source, checked)
        if not problems:
            return _passed(reply, path, checked, strict=known.values["strict"])
        from motet.languages.lex.checker.errors import CheckError

        return report_types(reply, CheckError(tuple(problems)), positioned=True)
    return status[0]


def _passed(reply: Reply, path: str, checked: Checked, *, strict: bool) -> int:
    from motet.languages.lex.policy import required

    needs = required(declared_effects(checked))
    warnings = [_warning(diagnostic) for diagnostic in checked.warnings]
    shown = warnings if strict else []
    status = FAILED if shown else OK
    reply.say("".join(f"{line}\n" for line in ["ok", *_needs(needs, path), *shown]))
    data = {
        "ok": True,
        "stages": len(checked.stages),
        "required_effects": needs["effects"],
        "required_fs_read": needs["fs_read"],
        "required_fs_write": needs["fs_write"],
        "required_net_host": needs["net"],
        "warnings": warnings,
    }
    return reply.data(data, status=status)


def _needs(needs: dict[str, list[str]], path: str) -> list[str]:
    """The lines that say what a program needs, and how to grant it."""
    if not needs["effects"]:
        return []
    lines = [f"required effects: {', '.join(needs['effects'])}"]
    for name, text in (("fs_read", "fs_read paths"), ("fs_write", "fs_write paths"), ("net", "net hosts")):
        if needs[name]:
            lines.append(f"required {text}: {', '.join(needs[name])}")
    flags = [f"--allow-effects {','.join(needs['effects'])}"]
    for name, flag in (("fs_read", "--allow-fs-read"), ("fs_write", "--allow-fs-write"), ("net", "--allow-net-host")):
        flags += [f"{flag} {value}" for value in needs[name]]
    return [*lines, f"hint: lex run {' '.join(flags)} {path} <fn> [args]"]


def _warning(diagnostic: Diagnostic) -> str:
    """`[CODE] message (location)`."""
    source, span = diagnostic.source, diagnostic.span
    if source is None or span is None:
        return f"[{diagnostic.code}] {diagnostic.message}"
    line, column = source.position(span.start)
    return f"[{diagnostic.code}] {diagnostic.message} ({source.name}:{line}:{column})"
