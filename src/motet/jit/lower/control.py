"""Lowering of jumps, branches, calls, returns and host calls."""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Instruction
from motet.bytecode.types import ANY, BOOL, NEVER
from motet.jit.ir import Ins
from motet.jit.lower.unit import Lowering
from motet.jit.units import Unit


def _jump(u: Lowering, ins: Instruction) -> bool | None:
    return u.go(ins[1])


def _branch(u: Lowering, ins: Instruction) -> bool | None:
    condition = u.narrow(u.stack.pop(), BOOL)
    if condition is None:
        return True
    return u.branch(condition, ins[0] == "branch_if", ins[1])


def _return(u: Lowering, ins: Instruction) -> bool | None:
    return u.returns()


def _panic(u: Lowering, ins: Instruction) -> bool | None:
    return u.trap("panic")


def _trap(u: Lowering, ins: Instruction) -> bool | None:
    return u.trap(ins[1])


def _call(u: Lowering, ins: Instruction) -> bool | None:
    arguments = u.arguments(ins[1])
    if arguments is None:
        return True
    inst = u.inst.calls[u.pc]
    unit = Unit("call", inst.function, 0, inst.types, inst.result)
    callee = u.context.callee(unit, u.caller)
    args = u.fitting(arguments, inst.types)
    if NEVER in inst.result:
        u.do("call", args, callee)
        return u.end("unreachable")
    results = tuple(u.value(t) for t in inst.result)
    u.here.ins.append(Ins("call", results, args, callee, (), u.pc))
    u.stack += results
    return None


def _tail_call(u: Lowering, ins: Instruction) -> bool | None:
    return u.tail_call(ins)


def _host_call(u: Lowering, ins: Instruction) -> bool | None:
    start = len(u.stack) - ins[2]
    values = u.stack[start:]
    del u.stack[start:]
    name = u.context.program.constants[ins[1]]
    if len(values) == 1 and name in u.context.settings.prints:
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
