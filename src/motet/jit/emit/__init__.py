"""Emission: typed IR to LLVM text."""

from motet.jit.emit.entry import emit_entry
from motet.jit.emit.module import emit_module

__all__ = ["emit_entry", "emit_module"]
