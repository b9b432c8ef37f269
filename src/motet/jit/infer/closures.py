"""Abstract interpretation of closures: while the function of one is known, calls of it are calls of the function."""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Instruction
from motet.bytecode.types import ANY, NEVER, STR, Ty, closure
from motet.jit.infer.basics import Walk, called, callee_for, tail_called, tail_returns
from motet.jit.infer.inst import Inst
from motet.jit.infer.lattice import Abstract, Lattice, plain

MAX_DEPTH: Final = 5
"""Nesting depth of the types of closures; deeper in, captured closures are objects."""

MAX_WORDS: Final = 24
"""Words of captures of a closure that is no object."""


def closure_type(lattice: Lattice, function: int, types: tuple[Ty, ...]) -> Ty:
    """Type of a new closure: the captures unboxed, or `Fn` if that would be too large."""
    erased = lattice.erased
    kept = tuple(erased(t) if t.depth >= MAX_DEPTH else t for t in types)
    made = closure(function, kept)
    if len(made.words) > MAX_WORDS:
        made = closure(function, tuple(map(erased, types)))
    return made if len(made.words) <= MAX_WORDS else erased(made)


def _closure_new(w: Walk, ins: Instruction) -> bool | None:
    declared = w.inference.program.functions[ins[1]].captures
    values = _popped(w, len(declared))
    for value, t in zip(values, declared, strict=True):
        if t is not ANY and not w.narrow(value, t):
            return True
    types = tuple(w.inference.lattice.narrowed(plain(v), t) for v, t in zip(values, declared, strict=True))
    w.stack.append(closure_type(w.inference.lattice, ins[1], types))
    return None


def _popped(w: Walk, count: int) -> list[Abstract]:
    start = len(w.stack) - count
    values = w.stack[start:]
    del w.stack[start:]
    return values


def _known(w: Walk, values: list[Abstract]) -> Inst | None:
    """The callee of a call of a closure whose function is known; its values are still to be pushed again."""
    t = plain(values[0])
    if len(values) - 1 != len(w.inference.program.functions[t.function].parameters):
        return None
    before = list(values)
    callee = callee_for(w, t.function, [*t.parts, *values[1:]])
    if callee is None:
        w.stack += before
    return callee


def _result(w: Walk, values: list[Abstract]) -> Ty:
    """Type of what a call of an object returns; `NEVER` if it must trap."""
    t = plain(values[0])
    if t is ANY:
        return ANY
    if t.kind != "Fn" or len(values) - 1 != len(t.parts):
        return NEVER
    for value, declared in zip(values[1:], t.parts, strict=True):
        if declared is not ANY and not w.narrow(value, declared):
            return NEVER
    return t.results[0]


def _call_closure(w: Walk, ins: Instruction) -> bool | None:
    values = _popped(w, ins[1] + 1)
    if plain(values[0]).kind == "Closure":
        return called(w, _known(w, values))
    result = _result(w, values)
    if result is NEVER:
        return True
    w.push(result)
    return None


def _tail_call_closure(w: Walk, ins: Instruction) -> bool | None:
    values = _popped(w, ins[1] + 1)
    if plain(values[0]).kind == "Closure":
        return tail_called(w, _known(w, values))
    result = _result(w, values)
    if result is not NEVER:
        tail_returns(w, (result,))
    return True


def _typed_result(w: Walk, ins: Instruction) -> bool | None:
    w.stack.pop()
    w.push(w.inference.program.types[ins[1]])
    return None


def _library(w: Walk, ins: Instruction) -> bool | None:
    _popped(w, ins[2])
    w.push(w.inference.program.types[ins[3]])
    return None


def _trap_with(w: Walk, ins: Instruction) -> bool | None:
    w.narrow(w.stack.pop(), STR)
    return True


CLOSURE_HANDLERS: Final = {
    "closure_new": _closure_new,
    "call_closure": _call_closure,
    "tail_call_closure": _tail_call_closure,
    "parallel": _typed_result,
    "parallel_workers": _typed_result,
    "library": _library,
    "trap_with": _trap_with,
}
