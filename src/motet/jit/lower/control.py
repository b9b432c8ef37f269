"""Lowering of jumps, branches, calls, returns and host calls."""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Instruction
from motet.bytecode.types import ANY, BOOL
from motet.jit.lower.calls import arguments, call, popped, returns, tail_call
from motet.jit.lower.unit import Lowering


def _jump(u: Lowering, ins: Instruction) -> bool | None:
    return u.go(ins[1])


def _branch(u: Lowering, ins: Instruction) -> bool | None:
    condition = u.narrow(u.stack.pop(), BOOL)
    if condition is None:
        return True
    return u.branch(condition, ins[0] == "branch_if", ins[1])


def _return(u: Lowering, ins: Instruction) -> bool | None:
    return returns(u)


def _panic(u: Lowering, ins: Instruction) -> bool | None:
    return u.trap("panic")


def _trap(u: Lowering, ins: Instruction) -> bool | None:
    return u.trap(ins[1])


def _call(u: Lowering, ins: Instruction) -> bool | None:
    values = arguments(u, ins[1])
    return True if values is None else call(u, u.inst.calls[u.pc], values)


def _tail_call(u: Lowering, ins: Instruction) -> bool | None:
    values = arguments(u, ins[1])
    return True if values is None else tail_call(u, u.inst.calls[u.pc], values)


def _host_call(u: Lowering, ins: Instruction) -> bool | None:
    values = popped(u, ins[2])
    name = u.context.program.constants[ins[1]]
    if len(values) == 1 and isinstance(name, str) and name in u.context.settings.prints:
        u.do("print", (u.box(values[0]),))
        u.stack.append(values[0])
    else:
        u.stack.append(u.ins("host_call", ANY, tuple(map(u.box, values)), ins[1]))
    return None


HANDLERS: Final = {
    "jump": _jump,
    "branch_if": _branch,
    "branch_unless": _branch,
    "return": _return,
    "panic": _panic,
    "trap": _trap,
    "call": _call,
    "tail_call": _tail_call,
    "host_call": _host_call,
}
