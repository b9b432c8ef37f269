"""Diagnostics of the lexer and the parser (specification 3): wording, and offsets in bytes."""

from __future__ import annotations

from typing import Final

from motet.source import Diagnostic, DiagnosticError, Note, Source, Span

SYNTAX_ERROR: Final = "syntax-error"
"""Code of all errors of the lexer and the parser."""

_LONGEST_TEXT: Final = 200
"""Characters of the program that a message repeats at most."""


def byte_offset(source: Source, offset: int) -> int:
    """Offset in the UTF-8 form of a text."""
    return len(source.text[:offset].encode("utf-8", "surrogatepass"))


def quoted(text: str) -> str:
    """A piece of the program for a message."""
    shown = text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
    return f"`{shown}`"


def syntax_error(
    source: Source, span: Span, message: str, help: str = "", *, at: int | None = None, notes: tuple[Note, ...] = ()
) -> DiagnosticError:
    """An error of the parser. `at` is the byte that the message names if it is not where the span begins."""
    place = byte_offset(source, span.start) if at is None else at
    text = f"parse error at byte {place}: {message}"
    return DiagnosticError(Diagnostic(SYNTAX_ERROR, text, source, span, help=help, notes=notes))


def lexical_error(source: Source, span: Span, help: str) -> DiagnosticError:
    """An error of the lexer: the text of the span is no token."""
    start = byte_offset(source, span.start)
    text = source.text[span.start : span.end]
    end = start + len(text.encode("utf-8", "surrogatepass"))
    message = f"unrecognized token {quoted(text)} at {start}..{end}"
    return DiagnosticError(Diagnostic(SYNTAX_ERROR, message, source, span, help=help))
