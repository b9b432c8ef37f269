"""`motet snek`: the command line of the original Snek compiler (specification 10 and 11), with its exit statuses."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from motet.cli.files import write_whole
from motet.cli.options import UsageError, suggest
from motet.cli.status import BROKEN_PIPE, FAILED, OK, USAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motet import Diagnostic, Source

USAGE_TEXT: Final = """\
usage: motet snek -c  FILE OUT.s [--level=NAME]   compile to assembly; nothing is run
       motet snek -e  FILE [INPUT]                compile in memory and run
       motet snek -g  FILE OUT.s [INPUT]          both
       motet snek -i                              dialogue
       motet snek -t  FILE                        check the types and print that of the program
       motet snek -tc FILE OUT.s                  check the types, then as -c
       motet snek -te FILE [INPUT]                check the types, then as -e
       motet snek -tg FILE OUT.s [INPUT]          check the types, then as -g
       motet snek -ti                             dialogue with checked types
       motet snek FILE OUT.s                      as -c

levels: adder boa cobra diamondback eastern flying-snake (default) egg-eater forest-flame
"""


class _Mode(NamedTuple):
    """What one flag asks for."""

    writes: bool = False
    runs: bool = False
    typed: bool = False
    talks: bool = False

    @property
    def positionals(self) -> tuple[str, ...]:
        """Names of the arguments that must follow the flag."""
        return () if self.talks else ("FILE", "OUT.s") if self.writes else ("FILE",)


_UNTYPED: Final = {
    "-c": _Mode(writes=True),
    "-e": _Mode(runs=True),
    "-g": _Mode(writes=True, runs=True),
    "-i": _Mode(talks=True),
}
MODES: Final = {
    **_UNTYPED,
    "-t": _Mode(typed=True),
    **{f"-t{flag[1]}": mode._replace(typed=True) for flag, mode in _UNTYPED.items()},
}


class _Request(NamedTuple):
    """A command line, understood."""

    mode: _Mode
    file: str
    out: str
    texts: list[str]
    options: dict[str, Any]


def main(words: list[str]) -> int:
    """Do what the words after `motet snek` ask for; the exit status."""
    if any(word in ("-h", "--help") for word in words[:1]):
        sys.stdout.write(USAGE_TEXT)
        return OK
    try:
        request = _understand(words)
        return _talk(request) if request.mode.talks else _work(request)
    except UsageError as error:
        from motet.source.render import escape

        sys.stderr.write(f"error: {escape(str(error))}\n{USAGE_TEXT}")
        return USAGE


def _understand(words: list[str]) -> _Request:
    level, rest = _take_level(words)
    if rest and rest[0].startswith("-"):
        mode = MODES.get(rest[0])
        if mode is None:
            raise UsageError(f"unknown option {rest[0]}{suggest(rest[0], (*MODES, '--level'))}")
        rest = rest[1:]
    elif len(rest) == 2:
        mode = MODES["-c"]
    else:
        raise UsageError("one of -c -e -g -i -t -tc -te -tg -ti is missing")
    needed = mode.positionals
    if len(rest) < len(needed):
        raise UsageError(f"{needed[len(rest)]} is missing")
    texts = rest[len(needed) :]
    if texts and not mode.runs:
        raise UsageError(f"unexpected argument {texts[0]!r}")
    options: dict[str, Any] = {} if level is None else {"level": level}
    if mode.typed:
        options["typed"] = True
    if mode.typed and mode.runs:
        options["input_type"] = _input_type(texts)
    file, out = ([*rest[: len(needed)], "", ""])[:2]
    return _Request(mode, file, out if mode.writes else "", texts, options)


def _take_level(words: list[str]) -> tuple[str | None, list[str]]:
    """The value of `--level`, wherever it stands, and the other words."""
    level, rest = None, []
    todo = iter(words)
    for word in todo:
        if word == "--level":
            level = next(todo, None)
            if level is None:
                raise UsageError("option --level needs a value: --level NAME")
        elif word.startswith("--level="):
            level = word.removeprefix("--level=")
        else:
            rest.append(word)
    return level, rest


def _input_type(texts: list[str]) -> str:
    """The type of INPUT; one that is no value at all is refused when the program starts."""
    return "Bool" if not texts or texts[0] in ("", "true", "false") else "Num"


def _work(request: _Request) -> int:
    """The modes that take a file."""
    import motet

    try:
        source = _read(request.file)
        if request.mode.writes:
            write_whole(request.out, _assembly(source, request))
        if request.mode.runs:
            return _run(source, request)
        if not request.mode.writes:
            sys.stdout.write(_stage("type", source, request.options))
    except motet.SourceError as error:
        return _report(error.diagnostics, FAILED)
    except ValueError as error:
        raise UsageError(str(error)) from None
    return OK


def _read(path: str) -> Source:
    import motet

    try:
        return motet.read_source(path)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from None


def _assembly(source: Source, request: _Request) -> str:
    """Assembly that is right for every INPUT: what was checked for the given one only must not be relied on."""
    options = dict(request.options)
    if "input_type" in options:
        _stage("type", source, options)
        del options["input_type"], options["typed"]
    return _stage("nasm", source, options)


def _stage(stage: str, source: Source, options: dict[str, Any]) -> str:
    import motet

    return motet.compile(source.text, language="snek", name=source.name, engine="vm", **options).emit(stage)


def _run(source: Source, request: _Request) -> int:
    """Run in memory; the exit status of the original."""
    import motet

    trusted = motet.Policy.everything()
    with motet.compile(source.text, language="snek", name=source.name, policy=trusted, **request.options) as loaded:
        try:
            loaded.show(loaded.run_value(request.texts))
        except motet.RunError as error:
            if error.diagnostic.code == "broken-pipe":
                return BROKEN_PIPE
            return _report((error.diagnostic,), loaded.language.exit_status(error.kind))
        except ValueError as error:
            return _report((motet.Diagnostic("input", str(error)),), FAILED)
    return OK


def _talk(request: _Request) -> int:
    """The dialogue: answers and errors on standard output, one line each."""
    import motet
    from motet.repl.loop import converse, show_on_standard_output, standard_input

    try:
        session = motet.session("snek", policy=motet.Policy.everything(), **request.options)
    except ValueError as error:
        raise UsageError(str(error)) from None
    converse(
        session, standard_input("> "), show_on_standard_output, lambda diagnostic: motet.escape(diagnostic.message)
    )
    return OK


def _report(diagnostics: Sequence[Diagnostic], status: int) -> int:
    """Each message on a line of its own, as the original prints it, then where it is."""
    import motet

    sys.stdout.flush()
    for diagnostic in diagnostics:
        excerpt = motet.render(diagnostic).split("\n")[1:]
        sys.stderr.write("\n".join([motet.escape(diagnostic.message), *excerpt]) + "\n")
    sys.stderr.flush()
    return status
