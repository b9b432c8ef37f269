"""Instructions that only move values: they mean the same to inference (types) and to lowering (SSA values)."""

from __future__ import annotations

from typing import Any, Final, Protocol

from motet.bytecode.program import Instruction


class Frame(Protocol):
    """What both abstract machines have: values of any kind in locals and on the stack, the top last."""

    locals: list[Any]
    stack: list[Any]


def _pop(f: Frame, ins: Instruction) -> bool | None:
    f.stack.pop()
    return None


def _dup(f: Frame, ins: Instruction) -> bool | None:
    f.stack.append(f.stack[-1])
    return None


def _swap(f: Frame, ins: Instruction) -> bool | None:
    f.stack[-1], f.stack[-2] = f.stack[-2], f.stack[-1]
    return None


def _over(f: Frame, ins: Instruction) -> bool | None:
    f.stack.append(f.stack[-2])
    return None


def _rot(f: Frame, ins: Instruction) -> bool | None:
    f.stack.append(f.stack.pop(-3))
    return None


def _pick(f: Frame, ins: Instruction) -> bool | None:
    f.stack.append(f.stack[-1 - ins[1]])
    return None


def _roll(f: Frame, ins: Instruction) -> bool | None:
    f.stack.append(f.stack.pop(-1 - ins[1]))
    return None


def _load(f: Frame, ins: Instruction) -> bool | None:
    f.stack.append(f.locals[ins[1]])
    return None


def _store(f: Frame, ins: Instruction) -> bool | None:
    f.locals[ins[1]] = f.stack.pop()
    return None


SHUFFLES: Final = {
    "pop": _pop,
    "dup": _dup,
    "swap": _swap,
    "over": _over,
    "rot": _rot,
    "pick": _pick,
    "roll": _roll,
    "load": _load,
    "store": _store,
}
"""Handlers by name of the instruction; control always comes to the next one."""
