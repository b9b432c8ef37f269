"""Calls and returns: arguments narrow to declared types, results to what the caller relies on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from motet.bytecode.types import ANY, NEVER, Ty
from motet.jit.ir import Ins, Value, flat
from motet.jit.lower.state import UNIT_VALUE
from motet.jit.units import Unit

if TYPE_CHECKING:
    from motet.jit.infer.inst import Inst
    from motet.jit.lower.unit import Lowering


def popped(u: Lowering, count: int) -> list[Value]:
    """Pop values, the deepest first."""
    start = len(u.stack) - count
    values = u.stack[start:]
    del u.stack[start:]
    return values


def arguments(u: Lowering, function: int) -> list[Value] | None:
    """Pop the arguments of a call, narrowed to the declared types; None after a trap."""
    return for_function(u, function, popped(u, len(u.context.inference.code(function).declared)))


def for_function(u: Lowering, function: int, values: list[Value]) -> list[Value] | None:
    """Arguments narrowed to the types that a function declares; None after a trap."""
    code = u.context.inference.code(function)
    return narrowed(u, values, code.declared) if code.narrows_arguments else values


def narrowed(u: Lowering, values: Sequence[Value], declared: Sequence[Ty]) -> list[Value] | None:
    """Values that were popped already, narrowed to types; None after a trap."""
    result = []
    for value, t in zip(values, declared, strict=True):
        narrow = u.narrow(value, t)
        if narrow is None:
            return None
        result.append(narrow)
    return result


def represented(u: Lowering, values: Sequence[Value], types: Sequence[Ty]) -> tuple[Value, ...] | None:
    """Values, popped already, as values of exactly these types; None after a trap."""
    result = []
    for value, t in zip(values, types, strict=True):
        fitting = u.represent(value, t)
        if fitting is None:
            return None
        result.append(fitting)
    return tuple(result)


def call(u: Lowering, inst: Inst, values: list[Value]) -> bool | None:
    """Call a specialisation with arguments that are narrowed already, and push its results."""
    unit = Unit("call", inst.function, 0, inst.types, inst.result)
    callee = u.context.callee(unit, u.caller)
    args = represented(u, values, inst.types)
    if args is None:
        return True
    if NEVER in inst.result:
        u.do("call", tuple(flat(args)), callee)
        return u.end("unreachable")
    results = tuple(u.value(t) for t in inst.result)
    u.here.ins.append(Ins("call", tuple(flat(results)), tuple(flat(args)), callee, (), u.pc))
    u.stack += results
    return None


def returns(u: Lowering) -> bool:
    """End the block with a return of the values on top of the stack."""
    declared = u.function.results
    return give_back(u, u.stack[len(u.stack) - len(declared) :])


def give_back(u: Lowering, values: list[Value]) -> bool:
    """End the block with a return of values."""
    found: list[Value] | None = values
    if found and u.code.narrows_results:
        found = narrowed(u, found, u.function.results)
    if found and u.unit.checks:
        found = narrowed(u, found, u.unit.checks)
    if found is None:
        return True
    result = represented(u, found, u.unit.results)
    return True if result is None else u.end("ret", tuple(flat(result)))


def checks_of_tail_call(u: Lowering) -> tuple[Ty, ...]:
    """What a tail call's results must be narrowed to: our declared results, and what we must check ourselves."""
    checks = u.function.results
    if u.unit.checks:
        checks = tuple(map(_both, checks, u.unit.checks))
    if all(c is ANY or c is r for c, r in zip(checks, u.unit.results, strict=True)):
        return ()
    return checks


def _both(a: Ty, b: Ty) -> Ty:
    if a is ANY or a is b:
        return b
    return a if b is ANY else NEVER


def tail_call(u: Lowering, callee: Inst, values: list[Value]) -> bool:
    """End the block with a tail call, with arguments that are narrowed already; of the unit itself with a jump."""
    fitting = represented(u, values, callee.types)
    if fitting is None:
        return True
    if callee is u.inst:
        u.locals[: len(values)] = fitting
        u.locals[len(values) :] = [UNIT_VALUE] * (len(u.locals) - len(values))
        u.stack = []
        u.note("a tail call of itself is a loop")
        return u.go(0)
    unit = Unit("call", callee.function, 0, callee.types, u.unit.results, checks_of_tail_call(u))
    args = tuple(flat(fitting))
    if u.regions.jump(u, unit, args):
        return True
    return u.end("tail_call", args, u.context.callee(unit, u.caller))
