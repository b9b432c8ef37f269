"""`lex fmt`: format files in place."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

from motet.cli.files import write_whole
from motet.cli.lex.flags import Flag, take_apart
from motet.cli.lex.programs import read_source
from motet.cli.lex.reply import CommandError, Reply, write
from motet.cli.status import FAILED, OK

FLAGS: Final = (Flag("--check", "write nothing; fail if a file would change"),)


def fmt(reply: Reply, words: list[str]) -> int:
    """Format files and the `.lex` files of directories; `-` formats standard input to standard output."""
    known = take_apart(FLAGS, words)
    if not known.positional:
        raise CommandError("fmt: PATH is missing", code="usage")
    if known.positional == ["-"]:
        return _filter(reply, check=known.values["check"])
    changed, unchanged = format_files(known.positional, check=known.values["check"])
    word = "would reformat" if known.values["check"] else "reformatted"
    reply.say("".join(f"{word} {path}\n" for path in changed))
    if not known.values["check"]:
        reply.say(f"{len(changed)} reformatted, {len(unchanged)} unchanged\n")
    failed = bool(changed) and known.values["check"]
    data = {"changed": changed, "unchanged": unchanged, "checked_only": known.values["check"]}
    return reply.data(data, status=FAILED if failed else OK)


def format_files(paths: Sequence[str], *, check: bool) -> tuple[list[str], list[str]]:
    """Format files and all `.lex` files beneath directories; those that change, and the others.

    Nothing is written before all files have been read and formatted.

    Raises:
        CommandError: a file cannot be read.
        DiagnosticError: a file is not valid.
        UsageError: a file cannot be written.
    """
    from motet.languages.lex.formatter import format_source

    changed, unchanged = {}, []
    for path in _files(paths):
        source = read_source(path)
        text = format_source(source)
        if text == source.text:
            unchanged.append(path)
        else:
            changed[path] = text
    if not check:
        for path, text in changed.items():
            write_whole(path, text)
    return list(changed), unchanged


def _files(paths: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}
    for path in paths:
        if not os.path.isdir(path):
            found[path] = None
            continue
        for directory, inner, names in os.walk(path):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            found |= {os.path.join(directory, name): None for name in sorted(names) if name.endswith(".lex")}
    return list(found)


def _filter(reply: Reply, *, check: bool) -> int:
    from motet.languages.lex.formatter import format_source

    source = read_source("-")
    text = format_source(source)
    if not check:
        write(text)
        return OK
    reply.say("would reformat <stdin>\n" if text != source.text else "")
    return FAILED if text != source.text else OK
