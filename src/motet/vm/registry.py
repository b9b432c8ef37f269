"""The table of meanings, filled by the modules of each group of instructions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from motet.bytecode.program import Instruction, Program
from motet.vm.frame import Handler, Step

HANDLERS: Final[dict[str, Handler]] = {}
"""Meaning of each instruction of `motet.bytecode.table`, by name."""

Prepare = Callable[..., tuple[object, ...]]
"""Takes the program and the operands of an instruction; gives what its handler gets in their place."""

_PREPARE: Final[dict[str, Prepare]] = {}


def meaning(name: str, prepare: Prepare | None = None) -> Callable[[Handler], Handler]:
    """Register the decorated function as the meaning of an instruction."""

    def register(handler: Handler) -> Handler:
        assert name not in HANDLERS, name
        HANDLERS[name] = handler
        if prepare is not None:
            _PREPARE[name] = prepare
        return handler

    return register


def step_of(program: Program, instruction: Instruction) -> Step:
    """Handler and operands of an instruction."""
    name, *operands = instruction
    prepare = _PREPARE.get(name)
    return HANDLERS[name], tuple(operands) if prepare is None else prepare(program, *operands)
