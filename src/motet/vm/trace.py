"""Watching a program run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from motet.bytecode.program import Instruction, Value
from motet.vm.frame import Frame, Step

if TYPE_CHECKING:
    from motet.vm.machine import VirtualMachine

_CALLS: Final = frozenset(("call", "tail_call", "call_closure", "tail_call_closure"))


class Tracer(Protocol):
    """What is told what happens. It must not change the values it sees."""

    def instruction(self, function: int, pc: int, instruction: Instruction, stack: Sequence[Value]) -> None:
        """An instruction is about to run; the top of the stack is last."""

    def enter(self, function: int, arguments: Sequence[Value]) -> None:
        """A function was entered, by a call, a tail call or from outside."""

    def leave(self, function: int, results: Sequence[Value]) -> None:
        """A function returned."""

    def host_call(self, name: str, arguments: Sequence[Value], result: Value) -> None:
        """A host function returned."""


def traced(tracer: Tracer, instruction: Instruction, step: Step) -> Step:
    """A step that tells the tracer of itself."""
    handler, operands = step
    name = instruction[0]

    def run(machine: VirtualMachine, frame: Frame) -> None:
        function = frame.code.index
        tracer.instruction(function, frame.pc - 1, instruction, frame.stack)
        if name in _CALLS:
            handler(machine, frame, *operands)
            callee = machine.frames[-1]
            tracer.enter(callee.code.index, callee.locals[: callee.code.arity])
        elif name == "return":
            results = frame.stack[len(frame.stack) - len(frame.code.function.results) :]
            handler(machine, frame, *operands)
            tracer.leave(function, results)
        elif name in ("host_call", "library"):
            arguments = frame.stack[len(frame.stack) - instruction[2] :]
            handler(machine, frame, *operands)
            tracer.host_call(str(machine.program.constants[instruction[1]]), arguments, frame.stack[-1])
        else:
            handler(machine, frame, *operands)

    return run, ()
