"""Meaning of jumps, returns, traps and calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.vm.frame import Frame, enter, narrow
from motet.vm.registry import meaning

if TYPE_CHECKING:
    from motet.vm.machine import VirtualMachine


@meaning("jump")
def jump(machine: VirtualMachine, frame: Frame, label: int) -> None:
    """Continue at the label."""
    frame.pc = label


def _pop_bool(frame: Frame) -> bool:
    value = frame.stack.pop()
    if type(value) is not bool:
        raise Trap("type")
    return value


@meaning("branch_if")
def branch_if(machine: VirtualMachine, frame: Frame, label: int) -> None:
    """Continue at the label if true."""
    if _pop_bool(frame):
        frame.pc = label


@meaning("branch_unless")
def branch_unless(machine: VirtualMachine, frame: Frame, label: int) -> None:
    """Continue at the label if false."""
    if not _pop_bool(frame):
        frame.pc = label


def _pop_many(frame: Frame, count: int) -> list[Value]:
    start = len(frame.stack) - count
    values = frame.stack[start:]
    del frame.stack[start:]
    return values


@meaning("return")
def return_(machine: VirtualMachine, frame: Frame) -> None:
    """Leave the function with its results."""
    results = _pop_many(frame, len(frame.code.function.results))
    narrow(results, frame.result_checks)
    machine.leave(results)


@meaning("panic")
def panic(machine: VirtualMachine, frame: Frame, message: int) -> None:
    """Stop the run with a message."""
    raise Trap("panic", message=str(machine.program.constants[message]))


@meaning("trap")
def trap(machine: VirtualMachine, frame: Frame, kind: str) -> None:
    """Stop the run."""
    raise Trap(kind)


@meaning("call")
def call(machine: VirtualMachine, frame: Frame, function: int) -> None:
    """Call a function of the program."""
    machine.push(enter(machine, function, _pop_many(frame, machine.code(function).arity)))


@meaning("tail_call")
def tail_call(machine: VirtualMachine, frame: Frame, function: int) -> None:
    """Call a function in place of the running one, whose caller gets the results narrowed as both declare."""
    callee = enter(machine, function, _pop_many(frame, machine.code(function).arity))
    if frame.result_checks != callee.result_checks:
        callee.result_checks = tuple(dict.fromkeys(callee.result_checks + frame.result_checks))
    machine.replace(callee)


@meaning("host_call")
def host_call(machine: VirtualMachine, frame: Frame, name: int, count: int) -> None:
    """Call a host function; the run may have to stop at once after it."""
    result = machine.host.call(str(machine.program.constants[name]), _pop_many(frame, count))
    frame.stack.append(result)
    machine.poll()
