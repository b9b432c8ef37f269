"""Lowering of vectors. Elements are `Any`."""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Instruction
from motet.bytecode.types import ANY, INT, VECTOR
from motet.jit.lower.unit import Lowering


def _new(u: Lowering, ins: Instruction) -> bool | None:
    start = len(u.stack) - ins[1]
    values = u.stack[start:]
    del u.stack[start:]
    u.stack.append(u.ins("vector_new", VECTOR, tuple(map(u.box, values))))
    return None


def _make(u: Lowering, ins: Instruction) -> bool | None:
    value = u.stack.pop()
    count = u.narrow(u.stack.pop(), INT)
    if count is None:
        return True
    u.stack.append(u.ins("vector_make", VECTOR, (count, u.box(value))))
    return None


def _get(u: Lowering, ins: Instruction) -> bool | None:
    index, vector = u.stack.pop(), u.stack.pop()
    both = u.narrow_two(vector, VECTOR, index, INT)
    if both is None:
        return True
    u.stack.append(u.ins("vector_get", ANY, both))
    return None


def _set(u: Lowering, ins: Instruction) -> bool | None:
    value, index, vector = u.stack.pop(), u.stack.pop(), u.stack.pop()
    both = u.narrow_two(vector, VECTOR, index, INT)
    if both is None:
        return True
    u.do("vector_set", (*both, u.box(value)))
    u.stack.append(both[0])
    return None


def _length(u: Lowering, ins: Instruction) -> bool | None:
    vector = u.narrow(u.stack.pop(), VECTOR)
    if vector is None:
        return True
    u.stack.append(u.ins("vector_len", INT, (vector,)))
    return None


def _collect(u: Lowering, ins: Instruction) -> bool | None:
    u.do("collect")
    return None


HANDLERS: Final = {
    "vector_new": _new,
    "vector_make": _make,
    "vector_get": _get,
    "vector_set": _set,
    "vector_len": _length,
    "collect": _collect,
}
