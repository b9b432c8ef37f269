"""The dialogue: entry, answer, entry, answer. No entry ends it but `exit`, `quit` and the end of the input."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from motet.repl.entries import BRACKETS, LEAVE, BracketReader, EntryReader, LineReader

if TYPE_CHECKING:
    from motet import Diagnostic, Session

Show = Callable[[str], None]
"""Writes a text, which may have several lines, with a line end, and flushes."""


def converse(session: Session, reader: EntryReader, show: Show, describe: Callable[[Diagnostic], str]) -> None:
    """Answer entries until there are no more. BrokenPipeError: nobody listens.

    Args:
        session: gives the entries their meaning.
        reader: gives the entries.
        show: where answers go.
        describe: text of a diagnostic.
    """
    while True:
        try:
            text = reader.read()
            if text is None or text.strip() in LEAVE:
                return
            if text.strip():
                _answer(session, text, show, describe)
        except KeyboardInterrupt:
            show("interrupted")


def _answer(session: Session, text: str, show: Show, describe: Callable[[Diagnostic], str]) -> None:
    import motet

    try:
        answer = session.enter(text)
    except motet.SourceError as error:
        show("\n".join(describe(diagnostic) for diagnostic in error.diagnostics))
    except motet.RunError as error:
        if error.diagnostic.code == "broken-pipe":
            raise BrokenPipeError from None
        show(describe(error.diagnostic))
    except (ValueError, MemoryError) as error:  # an engine that cannot take the program says so in the text
        show(motet.escape(str(error)) or "out of memory")
    else:
        if answer.shows:
            show(answer.text)


def show_on_standard_output(text: str) -> None:
    """Write a line to standard output; what its encoding lacks is escaped."""
    stream = sys.stdout
    data = (text + "\n").encode(stream.encoding or "utf-8", "backslashreplace")
    stream.buffer.write(data)
    stream.flush()


def standard_input(prompt: str, language: str = "") -> EntryReader:
    """Entries from standard input, with a prompt on standard output: a line each, or as many as their brackets need."""
    stream: BinaryIO = sys.stdin.buffer
    brackets = BRACKETS.get(language)
    if brackets is None:
        return LineReader(stream, lambda: _ask(prompt))
    return BracketReader(stream, lambda more: _ask(". " if more else prompt), brackets)


def _ask(prompt: str) -> None:
    sys.stdout.write(prompt)
    sys.stdout.flush()
