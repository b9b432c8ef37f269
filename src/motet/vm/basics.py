"""Meaning of constants, stack shuffles, locals and globals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motet.bytecode.program import Program, Value
from motet.vm.frame import Frame
from motet.vm.registry import meaning

if TYPE_CHECKING:
    from motet.vm.machine import VirtualMachine


def _constant(program: Program, index: int) -> tuple[object, ...]:
    return (program.constants[index],)


@meaning("const", _constant)
def const(machine: VirtualMachine, frame: Frame, value: Value) -> None:
    """Push a constant."""
    frame.stack.append(value)


@meaning("pop")
def pop(machine: VirtualMachine, frame: Frame) -> None:
    """Drop the top."""
    frame.stack.pop()


@meaning("dup")
def dup(machine: VirtualMachine, frame: Frame) -> None:
    """A -> a a."""
    frame.stack.append(frame.stack[-1])


@meaning("swap")
def swap(machine: VirtualMachine, frame: Frame) -> None:
    """A b -> b a."""
    stack = frame.stack
    stack[-1], stack[-2] = stack[-2], stack[-1]


@meaning("over")
def over(machine: VirtualMachine, frame: Frame) -> None:
    """A b -> a b a."""
    frame.stack.append(frame.stack[-2])


@meaning("rot")
def rot(machine: VirtualMachine, frame: Frame) -> None:
    """A b c -> b c a."""
    frame.stack.append(frame.stack.pop(-3))


@meaning("pick")
def pick(machine: VirtualMachine, frame: Frame, depth: int) -> None:
    """Copy from below the top."""
    frame.stack.append(frame.stack[-1 - depth])


@meaning("roll")
def roll(machine: VirtualMachine, frame: Frame, depth: int) -> None:
    """Move from below the top."""
    frame.stack.append(frame.stack.pop(-1 - depth))


@meaning("load")
def load(machine: VirtualMachine, frame: Frame, local: int) -> None:
    """Push a local."""
    frame.stack.append(frame.locals[local])


def take(machine: VirtualMachine, frame: Frame, local: int) -> None:
    """Push a local that is not used any more, and let go of it."""
    frame.stack.append(frame.locals[local])
    frame.locals[local] = None


@meaning("store")
def store(machine: VirtualMachine, frame: Frame, local: int) -> None:
    """Pop into a local."""
    frame.locals[local] = frame.stack.pop()


@meaning("global_get")
def global_get(machine: VirtualMachine, frame: Frame, index: int) -> None:
    """Push a global."""
    frame.stack.append(machine.global_at(index))


@meaning("global_set")
def global_set(machine: VirtualMachine, frame: Frame, index: int) -> None:
    """Pop into a global."""
    machine.assign(index, frame.stack.pop())
