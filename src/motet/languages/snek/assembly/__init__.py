"""Ahead-of-time compilation of Snek: syntax tree to NASM text for x86-64 Linux, and the run-time system beside it."""

from motet.languages.snek.assembly.program import compile_to_assembly
from motet.languages.snek.assembly.runtime import runtime_assembly

__all__ = ["compile_to_assembly", "runtime_assembly"]
