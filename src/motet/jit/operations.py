"""Instructions that native code leaves to the host: shared operations, conversions, what is rare.

They work on copies of the values, and do what the reference VM does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from motet.bytecode.program import Instruction, Program, Value
from motet.stdlib import Host

if TYPE_CHECKING:
    from motet.jit.heap import NativeHeap
    from motet.vm.frame import Step


class _NoLimit:
    """Stands for the VM's account of memory: what is made here is counted when it becomes native."""

    def take(self, size: int) -> None:
        """Nothing is taken."""


class _Machine:
    def __init__(self, program: Program) -> None:
        self.program: Final = program
        self.heap: Final = _NoLimit()


class _Frame:
    def __init__(self, stack: list[Value]) -> None:
        self.stack: Final = stack


def operate(
    program: Program, host: Host, heap: NativeHeap, instruction: Instruction, arguments: list[tuple[int, int]]
) -> Value:
    """Do an instruction; its result, made as its type.

    Args:
        program: whose instruction it is.
        host: does shared operations.
        heap: reads and narrows values.
        instruction: the instruction.
        arguments: tag and payload of each value that it takes.

    Raises:
        Trap: as the instruction does.
    """
    name = instruction[0]
    if name == "library":
        result = host.call(str(program.constants[instruction[1]]), heap.read(arguments))
        return heap.narrowing.narrowed(result, program.types[instruction[3]])
    taken = heap.read(arguments, typed=True)
    if name == "narrow":
        return heap.narrowing.narrowed(taken[0], program.types[instruction[1]])
    frame: Any = _Frame(taken)
    machine: Any = _Machine(program)
    handler, operands = _step_of(program, instruction)
    handler(machine, frame, *operands)
    return frame.stack[-1]


def _step_of(program: Program, instruction: Instruction) -> Step:
    """Handler and operands of an instruction. The VM is imported when it is first needed."""
    from motet.vm import HANDLERS
    from motet.vm.registry import step_of

    assert instruction[0] in HANDLERS
    return step_of(program, instruction)
