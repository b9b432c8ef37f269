"""The static errors of Snek (specification 5): their names and the wording of their messages.

Every message begins with `compile-time error: ` and says `Invalid`, except where the specification fixes another text.
"""

from __future__ import annotations

from motet.source import Diagnostic, DiagnosticError, Note, Source, Span

_LONGEST_QUOTE = 80
_LONGEST_NAME = 4000


def quote(text: str) -> str:
    """Text of the program for a message: one line of bounded length."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


def name_text(name: str) -> str:
    """An identifier for a message: whole, unless no person wrote it. Scripts look for the name that was meant."""
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def diagnostic(
    source: Source,
    span: Span,
    code: str,
    message: str,
    *,
    label: str = "",
    help: str = "",
    notes: tuple[Note, ...] = (),
) -> Diagnostic:
    """A static error with its message as it is shown."""
    return Diagnostic(code, f"compile-time error: {message}", source, span, label, help, notes)


def invalid(source: Source, span: Span, code: str, message: str, *, label: str = "", help: str = "") -> DiagnosticError:
    """An error of the reader or of a form: `Invalid: ` and the message."""
    return DiagnosticError(diagnostic(source, span, code, f"Invalid: {message}", label=label, help=help))


def counted(number: int, noun: str) -> str:
    """`1 operand`, `2 operands`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
