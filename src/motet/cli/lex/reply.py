"""How the Lex command line answers: text, or one envelope of JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Final, TextIO

from motet.cli.status import FAILED, OK

if TYPE_CHECKING:
    from motet import Diagnostic

FORMATS: Final = ("text", "json", "table")


class CommandError(Exception):
    """A command cannot go on.

    Attributes:
        status: exit status.
        code: of the error in an envelope.
        detail: what the envelope's `error` has besides.
    """

    def __init__(
        self, message: str, status: int = FAILED, *, code: str = "error", detail: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.status: Final = status
        self.code: Final = code
        self.detail: Final = dict(detail or {})


class Reply:
    """One command's answers.

    Attributes:
        command: its name.
        as_json: whether an envelope is wanted.
        as_table: whether lists are shown as tables.
    """

    def __init__(self, command: str, output: str) -> None:
        self.command: Final = command
        self.as_json: Final = output == "json"
        self.as_table: Final = output == "table"
        self._start: Final = monotonic()

    def say(self, text: str) -> None:
        """Write text to standard output, unless an envelope is wanted."""
        if not self.as_json:
            write(text)

    def data(self, data: object, *, status: int = OK) -> int:
        """Write the envelope of a command that did its work, if one is wanted; its exit status."""
        if self.as_json:
            self.data_text([compact(data)], status=status)
        return status

    def data_text(self, data: Iterable[str], *, status: int = OK) -> int:
        """The same with the data as pieces of JSON text."""
        write(f'{{"ok":{compact(status == OK)},"command":{compact(self.command)},"data":')
        for piece in data:
            write(piece)
        write(f',"meta":{compact(self._meta())}}}\n')
        return status

    def fail(self, failure: CommandError, more: str = "") -> int:
        """Report a failure; its exit status. `more` are lines that follow the message."""
        from motet import escape

        sys.stdout.flush()
        if self.as_json:
            error = {"code": failure.code, "message": str(failure), **failure.detail}
            write(compact({"ok": False, "command": self.command, "error": error, "meta": self._meta()}) + "\n")
        else:
            complain(f"error: {escape(str(failure))}\n{more}")
        return failure.status

    def fail_with(self, diagnostics: Sequence[Diagnostic], status: int = FAILED) -> int:
        """Report diagnostics: each message as the original has it, then the place in the source."""
        from motet.source.render import diagnostic_json, escape, render

        if self.as_json:
            errors = [diagnostic_json(diagnostic) for diagnostic in diagnostics]
            first = diagnostics[0]
            return self.fail(CommandError(first.message, status, code=first.code, detail={"errors": errors}))
        sys.stdout.flush()
        for diagnostic in diagnostics:
            excerpt = render(diagnostic).split("\n")[1:]
            complain("\n".join([f"error: {escape(diagnostic.message)}", *excerpt]) + "\n")
        return status

    def _meta(self) -> dict[str, object]:
        from motet import __version__

        return {"duration_ms": int((monotonic() - self._start) * 1000), "version": __version__}


def compact(data: object) -> str:
    """JSON without blanks; text that is no Unicode is escaped."""
    from json import dumps

    return dumps(data, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def write(text: str) -> None:
    """Write to standard output as UTF-8, whatever the locale says."""
    _write(sys.stdout, text)


def complain(text: str) -> None:
    """Write to standard error."""
    _write(sys.stderr, text)
    sys.stderr.flush()


def _write(stream: TextIO, text: str) -> None:
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        stream.write(text)
    else:
        stream.flush()
        buffer.write(text.encode("utf-8", "backslashreplace"))
