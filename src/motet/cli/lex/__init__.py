"""`motet lex`: the command line of the original Lex tool (specification 15), with its exit statuses.

One module a command; `reply` has the two forms of answers, `flags` the reader of command lines, `programs` the way from a
file to a program.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final, NamedTuple

from motet.cli.lex.reply import FORMATS, CommandError, Reply, write
from motet.cli.options import UsageError
from motet.cli.status import BROKEN_PIPE, FAILED, OK


class _Entry(NamedTuple):
    """One command: module and function, the words after it, one line."""

    home: str
    words: str
    summary: str


COMMANDS: Final = {
    "parse": _Entry("show:parse", "F", "print the canonical tree as JSON"),
    "check": _Entry("check:check", "[--strict] [--from-canonical] F", "check types and effects, run the examples"),
    "run": _Entry("run:run", "[flags] F [fn] [json args…] [-- argv…]", "run a function (`main`)"),
    "hash": _Entry("show:hashes", "F", "print canonical hash and StageId of each stage"),
    "canonical": _Entry("show:canonical", "encode F [--out P] | decode P", "write and read the binary canonical form"),
    "fmt": _Entry("fmt:fmt", "[--check] PATH…", "format files in place"),
    "repl": _Entry("repl:repl", "[--load F]", "talk to the language"),
    "conformance": _Entry("conformance:conformance", "DIR", "run the descriptors of a directory"),
    "test": _Entry("test:test", "[--allow-effects k,k] [DIR]", "run the suites DIR/test_*.lex"),
}

_HELP: Final = ("help", "-h", "--help")


def main(words: list[str]) -> int:
    """Do what the words after `motet lex` ask for; the exit status."""
    output, rest, problem = _take_output(words)
    name = rest[0] if rest else ""
    reply = Reply(name, output)
    if problem:
        return reply.fail(CommandError(problem, code="usage"))
    if name in _HELP and rest[1:2] and rest[1] in COMMANDS:
        write(_help(rest[1], COMMANDS[rest[1]]))
        return OK
    if name in ("", *_HELP):
        write(_overview())
        return OK if name else FAILED
    entry = COMMANDS.get(name)
    if entry is None:
        return reply.fail(CommandError(f"unknown command `{name}`. try `lex help`", code="usage"))
    if any(word in _HELP[1:] for word in rest[1:2]):
        write(_help(name, entry))
        return OK
    return _guarded(entry, reply, rest[1:])


def _guarded(entry: _Entry, reply: Reply, words: list[str]) -> int:
    """Run a command; failures become answers."""
    import motet

    module, _, name = entry.home.partition(":")
    try:
        action: Callable[[Reply, list[str]], int] = getattr(import_module(f"motet.cli.lex.{module}"), name)
        return action(reply, words)
    except CommandError as failure:
        return reply.fail(failure)
    except UsageError as error:  # of what other commands do, too: writing files
        return reply.fail(CommandError(str(error)))
    except motet.SourceError as error:
        return reply.fail_with(error.diagnostics)
    except motet.RunError as error:
        if error.diagnostic.code == "broken-pipe":
            return BROKEN_PIPE
        raise


def _take_output(words: list[str]) -> tuple[str, list[str], str]:
    """The format of answers, the words that follow, and what is wrong with the option."""
    rest = list(words)
    output = "text"
    while rest and (rest[0] == "--output" or rest[0].startswith("--output=")):
        word = rest.pop(0)
        if word == "--output" and not rest:
            return "text", [], "`--output` needs a value: --output text|json|table"
        output = rest.pop(0) if word == "--output" else word.partition("=")[2]
        if output not in FORMATS:
            return "text", rest, f"`--output` expects text, json or table, got `{output}`"
    return output, rest, ""


def _overview() -> str:
    rows = "".join(f"  {name:13}{entry.summary}\n" for name, entry in COMMANDS.items())
    return (
        "usage: lex [--output text|json|table] COMMAND …\n\n"
        f"commands:\n{rows}\n"
        "`lex COMMAND --help` shows the words of a command. Programs are read from a path, or from standard input with `-`.\n"
    )


def _help(name: str, entry: _Entry) -> str:
    lines = [f"usage: lex {name} {entry.words}", "", entry.summary, ""]
    flags = getattr(import_module(f"motet.cli.lex.{entry.home.partition(':')[0]}"), "FLAGS", ())
    lines += [f"  {flag.name + (' ' + flag.metavar if flag.metavar else ''):28}{flag.help}" for flag in flags]
    return "\n".join(lines).rstrip("\n") + "\n"
