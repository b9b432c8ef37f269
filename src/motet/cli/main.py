"""Entry point of the `motet` command: picks the command and keeps every failure presentable."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from errno import EBADF
from importlib import import_module
from typing import Final, NamedTuple

from motet.cli.options import Command, UsageError, help_text, parse, suggest
from motet.cli.status import BROKEN_PIPE, FAILED, INTERNAL, INTERRUPTED, LIMIT, OK, USAGE


class _Entry(NamedTuple):
    """One command of the table; its module is imported when the command is called."""

    module: str
    summary: str


COMMANDS: Final = {
    "run": _Entry("motet.cli.run", "run a program"),
    "check": _Entry("motet.cli.check", "check a program without running it"),
    "emit": _Entry("motet.cli.emit", "show a stage of the compiler"),
    "fmt": _Entry("motet.cli.fmt", "format files in place"),
    "test": _Entry("motet.cli.test", "run the suites of a directory"),
    "repl": _Entry("motet.cli.repl", "talk to a language"),
    "bench": _Entry("motet.cli.bench", "measure a program on each engine"),
    "snek": _Entry("motet.cli.snek", "the command line of the original Snek compiler"),
    "lex": _Entry("motet.cli.lex", "the command line of the original Lex tool"),
}

_REPORT: Final = "please report it with the command and the program: this is a bug of Motet"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; its exit status (`motet.cli.status`). Nothing but `SystemExit` of the interpreter escapes."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _open_missing_streams()
    _escape_what_cannot_be_written()
    try:
        status = _dispatch(words)
        sys.stdout.flush()
    except UsageError as error:
        return _usage_error(words, error)
    except BrokenPipeError:
        status = BROKEN_PIPE
    except OSError as error:
        _silence(sys.stdout)
        _say(f"error[system]: {_reason(error)}")
        status = FAILED
    except KeyboardInterrupt:
        _say("interrupted")
        status = INTERRUPTED
    except MemoryError:
        _say("error[memory]: the machine has no memory left")
        status = LIMIT
    except Exception as error:  # the last line of defence: a user sees no traceback, whatever went wrong
        status = _internal_error(error)
    if status == BROKEN_PIPE:
        _silence(sys.stdout)
    return status


def main_to_the_end() -> int:
    """`main`, and what is still to be written; afterwards the process may end at once."""
    status = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    afterwards = sys.modules.get("motet.jit.afterwards")
    if afterwards is not None:  # there is work for later processes
        afterwards.finish()
    return status


def _open_missing_streams() -> None:
    """Give a process that was started without a standard stream one that fails when it is used: lowest first, so that numbers fit.

    Errors have nowhere to go then, so standard error takes them and drops them.
    """
    for name, mode, access in (("stdin", "r", os.O_WRONLY), ("stdout", "w", os.O_RDONLY), ("stderr", "w", os.O_RDWR)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, access), mode, encoding="utf-8"))


def _escape_what_cannot_be_written() -> None:
    """Let standard output, as standard error does, escape characters that its encoding lacks, and names that are no text."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _dispatch(words: list[str]) -> int:
    name = words[0] if words else ""
    if name in ("-h", "--help", "help"):
        sys.stdout.write(_overview())
        return OK
    if name == "--version":
        from motet import __version__

        sys.stdout.write(f"motet {__version__}\n")
        return OK
    entry = COMMANDS.get(name)
    if entry is None:
        raise UsageError(f"unknown command {name!r}{suggest(name, COMMANDS)}" if name else "a command is missing")
    module = import_module(entry.module)
    if hasattr(module, "main"):  # a drop-in command line, with rules of its own
        run: Callable[[list[str]], int] = module.main
        return run(words[1:])
    command: Command = module.COMMAND
    values = parse(command, words[1:])
    if values["help"]:
        sys.stdout.write(help_text(command))
        return OK
    status: int = module.execute(values)
    return status


def _overview() -> str:
    rows = "".join(f"  {name:8}{entry.summary}\n" for name, entry in COMMANDS.items())
    return (
        "usage: motet COMMAND ...\n\n"
        "One safe, fast runtime for four small languages.\n\n"
        f"commands:\n{rows}\n"
        "`motet COMMAND --help` shows the options of a command.\n"
        "exit status: 0 done, 1 the program failed, 2 bad usage, 3 the source is not valid,\n"
        "             4 the policy refused, 5 a limit was reached\n"
    )


def _usage_error(words: list[str], error: UsageError) -> int:
    from motet.source.render import escape

    entry = COMMANDS.get(words[0]) if words else None
    command: Command | None = getattr(import_module(entry.module), "COMMAND", None) if entry else None
    usage = command.usage if command else "motet COMMAND ..."
    more = f"motet {words[0]} --help" if command else "motet --help"
    if command and "--json" in words:
        from motet.cli.report import report
        from motet.source import Diagnostic

        return report([Diagnostic("usage", str(error))], USAGE, as_json=True)
    _say(f"error[usage]: {escape(str(error))}\nusage: {usage}\n`{more}` shows more")
    return USAGE


def _internal_error(error: Exception) -> int:
    from motet.source.render import escape

    if os.environ.get("MOTET_DEBUG"):
        import traceback

        traceback.print_exception(error)
    _say(f"internal error: {type(error).__name__}: {escape(str(error))}\n{_REPORT} (MOTET_DEBUG=1 shows more)")
    return INTERNAL


def _reason(error: OSError) -> str:
    if error.errno == EBADF:
        return "standard input or output is closed"
    return error.strerror or str(error)


def _say(text: str) -> None:
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def _silence(stream: object) -> None:
    """Point a stream whose reader is gone to nowhere, so that closing it at exit does not fail as well."""
    fileno = getattr(stream, "fileno", None)
    if fileno is None:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, fileno())
    os.close(nowhere)
