"""The table of handlers: abstract interpretation of each instruction."""

from __future__ import annotations

from typing import Final

from motet.bytecode.table import OPS
from motet.jit.infer.basics import BASIC_HANDLERS
from motet.jit.infer.closures import CLOSURE_HANDLERS
from motet.jit.infer.objects import OBJECT_HANDLERS

HANDLERS: Final = {**BASIC_HANDLERS, **OBJECT_HANDLERS, **CLOSURE_HANDLERS}
"""Handler of each instruction, by name."""

ENDERS: Final = frozenset(op.name for op in OPS.values() if op.ends or op.branches)
"""Instructions after which control does not fall through to the next block."""
