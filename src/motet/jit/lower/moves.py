"""Lowering of constants, stack shuffles, locals and globals: mostly nothing but names."""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Instruction
from motet.bytecode.types import ANY
from motet.jit.lower.unit import Lowering


def _const(u: Lowering, ins: Instruction) -> bool | None:
    u.stack.append(u.context.literal(ins[1]))
    return None


def _pop(u: Lowering, ins: Instruction) -> bool | None:
    u.stack.pop()
    return None


def _dup(u: Lowering, ins: Instruction) -> bool | None:
    u.stack.append(u.stack[-1])
    return None


def _swap(u: Lowering, ins: Instruction) -> bool | None:
    u.stack[-1], u.stack[-2] = u.stack[-2], u.stack[-1]
    return None


def _over(u: Lowering, ins: Instruction) -> bool | None:
    u.stack.append(u.stack[-2])
    return None


def _rot(u: Lowering, ins: Instruction) -> bool | None:
    u.stack.append(u.stack.pop(-3))
    return None


def _pick(u: Lowering, ins: Instruction) -> bool | None:
    u.stack.append(u.stack[-1 - ins[1]])
    return None


def _roll(u: Lowering, ins: Instruction) -> bool | None:
    u.stack.append(u.stack.pop(-1 - ins[1]))
    return None


def _load(u: Lowering, ins: Instruction) -> bool | None:
    u.stack.append(u.locals[ins[1]])
    return None


def _store(u: Lowering, ins: Instruction) -> bool | None:
    u.locals[ins[1]] = u.stack.pop()
    return None


def _global_get(u: Lowering, ins: Instruction) -> bool | None:
    u.stack.append(u.ins("global_get", ANY, (), ins[1]))
    return None


def _global_set(u: Lowering, ins: Instruction) -> bool | None:
    u.do("global_set", (u.box(u.stack.pop()),), ins[1])
    return None


HANDLERS: Final = {
    "const": _const,
    "pop": _pop,
    "dup": _dup,
    "swap": _swap,
    "over": _over,
    "rot": _rot,
    "pick": _pick,
    "roll": _roll,
    "load": _load,
    "store": _store,
    "global_get": _global_get,
    "global_set": _global_set,
}
