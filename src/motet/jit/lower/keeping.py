"""What must stay alive where memory is taken, in programs that count references.

A program's own heap has an exact limit, and what counts against it are the values that the *bytecode* may still use: live
locals, and the operands on the stack. The typed IR may know better (an inferred type prunes a branch, a call never
returns), so at each instruction that takes memory, or calls what may, the op `keep` mentions these values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from motet.bytecode.program import Instruction, stack_effect
from motet.jit.ir import Ins, Value
from motet.jit.ir_memory_ops import KEEP
from motet.jit.lower.unit import Lowering
from motet.jit.references import is_counted

Handler: TypeAlias = Callable[[Any, Instruction], bool | None]

TAKES_MEMORY: Final = ("vector_new", "vector_make", "call")


def keeping(handlers: Mapping[str, Handler]) -> dict[str, Handler]:
    """The handlers of instructions, with `keep` behind those that take memory."""
    live = _Live()
    return {**handlers, **{name: _wrapped(handlers[name], live) for name in TAKES_MEMORY}}


class _Live:
    """Masks of live locals; those of a block are computed together."""

    def __init__(self) -> None:
        self._masks: Final[dict[tuple[int, int], list[int]]] = {}

    def locals_at(self, u: Lowering) -> list[Value]:
        """Values of the locals that are live before the current instruction."""
        key = (u.unit.function, u.leader)
        masks = self._masks.get(key)
        if masks is None:
            masks = self._masks[key] = u.function.facts.live_through(u.leader)
        mask = masks[u.pc - u.leader]
        return [value for k, value in enumerate(u.locals) if mask >> k & 1]


def _wrapped(handler: Handler, live: _Live) -> Handler:
    def lower(u: Lowering, instruction: Instruction) -> bool | None:
        operands, _ = stack_effect(u.context.program, u.function, instruction)
        values = live.locals_at(u) + u.stack[: len(u.stack) - operands]
        ended = handler(u, instruction)
        kept = tuple(dict.fromkeys(value for value in values if is_counted(value)))
        if kept:
            block = u.here.ins
            block.insert(len(block) - 1 if ended else len(block), Ins(KEEP, (), kept))
        return ended

    return lower
