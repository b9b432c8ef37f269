"""The run-time system of compiled programs, as assembly text."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from motet.languages.snek.levels import Level

_PIECES: Final = ("constants", "start", "output", "print", "errors")
_HEAP_PIECES: Final = ("heap", "equality")

_HEADER: Final = """\
; The run-time system of Snek for {what}.
; Assemble with `nasm -f elf64`, link with the program by `cc`. It makes system calls of Linux itself.

        default rel
"""
_FOOTER: Final = "\n        section .note.GNU-stack noalloc noexec nowrite progbits\n"


def runtime_assembly(level: Level) -> str:
    """NASM text of `main`, `snek_print`, `snek_error` and, at the levels with vectors, of heap and collector."""
    header = _HEADER.format(what="the levels with vectors" if level.heap else "the levels without vectors")
    if level.heap:
        header += "%define SNEK_HEAP\n"
    names = _PIECES + (_HEAP_PIECES if level.heap else ())
    folder = files(__package__) / "runtime"
    pieces = [(folder / f"{name}.asm").read_text(encoding="ascii") for name in names]
    return "\n".join([header, *pieces, _FOOTER])
