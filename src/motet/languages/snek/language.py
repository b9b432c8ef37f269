"""Snek as the engine sees it: `LANGUAGE`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from motet.bytecode import Program, Trap, Value
from motet.languages.interface import Invocation, LanguageSession
from motet.languages.snek import ast
from motet.languages.snek.checked import checked_program
from motet.languages.snek.errors import quote
from motet.languages.snek.gc_pause import gc_paused
from motet.languages.snek.lower import PRINT, lower_program
from motet.languages.snek.options import Options
from motet.languages.snek.session import SnekSession
from motet.source import Source
from motet.stdlib import Row, TextStyle, row, table, text_form

STYLE: Final = TextStyle(unit="nil")

HEAP_WORDS: Final = 10_000
"""Words of the heap of a program when its command line does not say (specification 18.3)."""

_MOST_HEAP_WORDS: Final = 2**48

_ERRORS: Final = {
    "overflow": (1, "overflow"),
    "type": (2, "invalid argument"),
    "bad_cast": (3, "bad cast"),
    "index": (4, "index out of bounds (invalid index)"),
    "size": (5, "invalid vector size"),
    "heap": (6, "out of memory (out of heap space)"),
    "division_by_zero": (7, "division by zero"),
    "stack": (8, "stack overflow"),
}
"""Exit status and text of the run-time errors (specification 7), by kind of trap."""

_OTHER_STATUS: Final = 1

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,4000}", re.ASCII)
_BOOLEANS: Final = {"true": True, "false": False, "": False}


class SnekLanguage:
    """The front end, by the names that the engine uses."""

    name: Final = "snek"
    rows: Final[Mapping[str, Row]] = table(row(PRINT, "(Any) -> Any", to="io.print_value", style=STYLE))
    prints_result: Final = True

    @property
    def stages(self) -> Mapping[str, Callable[[Source, Mapping[str, object]], str]]:
        """Stages that can be shown as text, by name (`motet.languages.snek.stages`)."""
        from motet.languages.snek.stages import STAGES

        return STAGES

    def compile(self, source: Source, options: Mapping[str, object]) -> Program:
        """Bytecode of a file. DiagnosticError when it is wrong, ValueError for wrong options (`options.Options`)."""
        read = Options.read(options)
        with gc_paused():
            return lower_program(checked_program(source, read)[0], keeps=read.level.heap)

    def invocation(self, program: Program, texts: Sequence[str]) -> Invocation:
        """The entry with the value of `input` and the size of the heap in words. ValueError for wrong ones."""
        if len(texts) > 2:
            raise ValueError(f"a Snek program takes at most two arguments, input and heap size, got {len(texts)}")
        value = input_value(texts[0] if texts else "")
        return Invocation(program.entry, [value], heap_size(texts[1]) if len(texts) == 2 else HEAP_WORDS)

    def format_value(self, value: Value) -> Iterator[str]:
        """The text that `print` writes, in pieces."""
        return text_form(value, STYLE)

    def trap_text(self, trap: Trap) -> str:
        """The message of a run-time error."""
        known = _ERRORS.get(trap.kind)
        return str(trap) if known is None else known[1]

    def exit_status(self, kind: str) -> int:
        """The exit status of Snek's own command line."""
        return _ERRORS.get(kind, (_OTHER_STATUS, ""))[0]

    def session(self, options: Mapping[str, object]) -> LanguageSession:
        """A new dialogue."""
        return SnekSession(options)


def input_value(text: str) -> int | bool:
    """The value of `input` for an argument (specification 8); false for an empty one.

    Raises:
        ValueError: the text is no boolean and no integer of 63 bits.
    """
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text) and ast.LEAST_NUMBER <= (value := int(text)) <= ast.GREATEST_NUMBER:
        return value
    raise ValueError(f"Invalid input: {quote(text)} is neither a boolean nor an integer of 63 bits")


def heap_size(text: str) -> int:
    """Words of the heap for an argument. ValueError: the text is no number of words."""
    if _INTEGER.fullmatch(text) and 0 <= (words := int(text)) <= _MOST_HEAP_WORDS:
        return words
    raise ValueError(f"Invalid heap size: {quote(text)} is no number of words")


LANGUAGE: Final = SnekLanguage()
