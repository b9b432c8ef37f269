"""The run-time system of compiled programs, as assembly text."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from motet.languages.snek.levels import Level

_PIECES: Final = ("constants", "start", "output", "print", "errors", "heap", "equality")

_HEADER: Final = """\
; The run-time system of Snek, for the programs of all levels.
; Assemble with `nasm -f elf64`, link with the program by `cc`. It makes system calls of Linux itself.

        default rel
"""
_FOOTER: Final = "\n        section .note.GNU-stack noalloc noexec nowrite progbits\n"


def runtime_assembly(_level: Level | None = None) -> str:
    """NASM text of `main`, `snek_print`, `snek_error`, heap and collector: the same for the programs of all levels."""
    folder = files(__package__) / "runtime"
    pieces = [(folder / f"{name}.asm").read_text(encoding="ascii") for name in _PIECES]
    return "\n".join([_HEADER, *pieces, _FOOTER])
