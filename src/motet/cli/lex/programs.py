"""The way from a path to a program, as the Lex command line reads it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from motet.cli.lex.reply import CommandError, Reply, compact, complain, write

if TYPE_CHECKING:
    from motet import Source
    from motet.languages.lex.checker import Checked
    from motet.languages.lex.checker.errors import CheckError
    from motet.languages.lex.policy import Declared

TYPES_FAILED: Final = 2

CANONICAL_VERSION: Final = b"\x01"
"""First byte of a binary canonical file."""

_LONGEST_PATH: Final = 500

ROOT: Final = "/"
"""Imports of files may lead everywhere, as with the original."""


def shown(path: str) -> str:
    """A path in a message: the end of a long one."""
    return path if len(path) <= _LONGEST_PATH else "…" + path[1 - _LONGEST_PATH :]


def read_bytes(path: str) -> bytes:
    """What a file, or standard input (`-`), holds. CommandError when it cannot be read or is too long."""
    from motet.engine.load import LONGEST_SOURCE

    try:
        if path == "-":
            data = sys.stdin.buffer.read(LONGEST_SOURCE + 1)
        else:
            with open(path, "rb") as file:
                data = file.read(LONGEST_SOURCE + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CommandError(f"read {shown(path)}: {reason}", code="io") from None
    if len(data) > LONGEST_SOURCE:
        raise CommandError(f"read {shown(path)}: longer than {LONGEST_SOURCE >> 20} MB", code="io")
    return data


def read_source(path: str) -> Source:
    """The text of a program. CommandError when there is none, SourceError when it is no UTF-8."""
    from motet.source.decoding import decoded

    name = "<stdin>" if path == "-" else path
    return decoded(name, read_bytes(path), "syntax-error", f"read {shown(path)}: not valid UTF-8")


def read_canonical(path: str) -> Source:
    """The text of a binary canonical file: JSON. CommandError when it is none."""
    import motet

    data = read_bytes(path)
    if data[:1] != CANONICAL_VERSION:
        found = f"version {data[0]}" if data else "no version"
        raise CommandError(f"read {path}: no canonical file: {found}, expected version 1", code="syntax_error")
    try:
        return motet.Source("<stdin>" if path == "-" else path, data[1:].decode())
    except UnicodeDecodeError as error:
        message = f"read {path}: no canonical file: not UTF-8 at byte {error.start + 1}"
        raise CommandError(message, code="syntax_error") from None


def options_of(values: dict[str, Any], path: str) -> dict[str, Any]:
    """Options of the front end."""
    options: dict[str, Any] = {"root": None if path == "-" else ROOT}
    for name, key in (("lax", "lax"), ("checked", "checked"), ("canonical", "from_canonical"), ("lints", "strict")):
        if values.get(key):
            options[name] = True
    return options


def checked_program(path: str, values: dict[str, Any]) -> tuple[Source, Checked]:
    """A program that has passed the checker. CommandError, SourceError for syntax and imports, CheckError for types."""
    from motet.languages.lex.stages import front

    source = read_canonical(path) if values.get("from_canonical") else read_source(path)
    return source, front(source, options_of(values, path))


@contextmanager
def reporting_types(reply: Reply, *, positioned: bool) -> Iterator[list[int]]:
    """Report errors of the checker: with places on standard output (`check`), bare on standard error (`run`).

    What is yielded holds the exit status afterwards, if there were errors.
    """
    from motet.languages.lex.checker.errors import CheckError

    status: list[int] = []
    try:
        yield status
    except CheckError as error:
        status.append(report_types(reply, error, positioned=positioned))


def report_types(reply: Reply, error: CheckError, *, positioned: bool) -> int:
    """Write errors of the checker; the exit status."""
    objects = [problem.positioned_json() if positioned else problem.json() for problem in error.errors]
    if reply.as_json:
        if positioned:
            return reply.data({"ok": False, "errors": objects}, status=TYPES_FAILED)
        message = f"type check failed: {len(objects)} error(s)"
        return reply.fail(CommandError(message, TYPES_FAILED, code="type_error", detail={"errors": objects}))
    lines = "".join(compact(item) + "\n" for item in objects)
    (write if positioned else complain)(lines)
    return TYPES_FAILED


def declared_effects(checked: Checked) -> list[Declared]:
    """What the functions of a program declare, in their order."""
    from motet.bytecode.program import Effect
    from motet.languages.lex.policy import Declared, Word

    return [
        Declared(
            name,
            tuple(
                Effect(effect.name, Word(str(effect.argument)) if effect.argument_kind == "Ident" else effect.argument)
                for effect in function.decl.effects
            ),
        )
        for name, function in checked.functions.items()
    ]


def only(positional: Sequence[str], name: str, command: str) -> str:
    """The one positional word of a command. CommandError when there is none, or another."""
    if not positional:
        raise CommandError(f"{command}: {name} is missing", code="usage")
    if len(positional) > 1:
        raise CommandError(f"{command}: unexpected argument `{positional[1]}`", code="usage")
    return positional[0]
