"""Lowering of constants, globals, and of what only moves values."""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Instruction
from motet.bytecode.types import ANY
from motet.jit.lower.unit import Lowering
from motet.jit.shuffles import SHUFFLES


def _const(u: Lowering, ins: Instruction) -> bool | None:
    u.stack.append(u.context.literal(ins[1]) or u.text(ins[1]))
    return None


def _global_get(u: Lowering, ins: Instruction) -> bool | None:
    u.stack.append(u.ins("global_get", ANY, (), ins[1]))
    return None


def _global_set(u: Lowering, ins: Instruction) -> bool | None:
    u.do("global_set", (u.box(u.stack.pop()),), ins[1])
    return None


HANDLERS: Final = {
    **SHUFFLES,
    "const": _const,
    "global_get": _global_get,
    "global_set": _global_set,
}
