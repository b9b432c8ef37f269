"""The text form of bytecode as a language of its own: `.motet` files.

A program whose text names another language has that language's host functions and texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from motet.bytecode.program import Program, Value
from motet.bytecode.text import load
from motet.bytecode.traps import Trap
from motet.languages.interface import Invocation, LanguageSession
from motet.source import Source
from motet.stdlib import Row, row, table, text_form
from motet.stdlib.text_form import PLAIN


def _read_value(text: str) -> Value:
    """A scalar: true, false, unit, an Int of 64 bits, or a Float. ValueError for another text."""
    words = {"true": True, "false": False, "unit": None}
    if text in words:
        return words[text]
    digits = text.removeprefix("-").removeprefix("+")
    if digits.isascii() and digits.isdigit():
        value = int(text) if len(digits) <= 20 else 2**64
        if -(2**63) <= value < 2**63:
            return value
        raise ValueError(f"argument `{text[:40]}` is no Int of 64 bits")
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"argument `{text[:40]}` is no number, true, false or unit") from None


class BytecodeLanguage:
    """The text form."""

    name: Final = "bytecode"
    rows: Final[Mapping[str, Row]] = table(row("motet:print", "(Any) -> Any", to="io.print_value", style=PLAIN))
    prints_result: Final = True

    def compile(self, source: Source, options: Mapping[str, object]) -> Program:
        """Read and verify. DiagnosticError for anything wrong, ValueError when there are options."""
        if options:
            raise ValueError(f"bytecode has no option `{next(iter(options))}`")
        return load(source.text, source.name)

    def invocation(self, program: Program, texts: Sequence[str]) -> Invocation:
        """The entry, with one scalar for each parameter. ValueError for wrong arguments."""
        if program.entry < 0:
            raise ValueError("the program has no entry")
        wanted = program.functions[program.entry].arity
        if len(texts) != wanted:
            raise ValueError(f"the program takes {wanted} argument(s), got {len(texts)}")
        return Invocation(program.entry, [_read_value(text) for text in texts])

    def format_value(self, value: Value) -> Iterator[str]:
        """Text of a value, in pieces."""
        return text_form(value, PLAIN)

    def trap_text(self, trap: Trap) -> str:
        """The kind's description, or the message."""
        return str(trap)

    def exit_status(self, kind: str) -> int:
        """1 for all kinds."""
        return 1

    def session(self, options: Mapping[str, object]) -> LanguageSession:
        """There is none: ValueError."""
        raise ValueError("bytecode has no dialogue")


LANGUAGE: Final = BytecodeLanguage()
