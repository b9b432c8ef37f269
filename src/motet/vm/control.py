"""Meaning of jumps, returns, traps and calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.vm.frame import Checks, Frame, check, enter
from motet.vm.heap import object_bytes, value_bytes
from motet.vm.objects import SCALARS
from motet.vm.plain import plain_all
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


def pop_many(frame: Frame, count: int) -> list[Value]:
    """Take the top values, the deepest first."""
    start = len(frame.stack) - count
    values = frame.stack[start:]
    del frame.stack[start:]
    return values


def pop_parts(machine: VirtualMachine, frame: Frame, count: int, checks: Checks) -> list[Value]:
    """Take the top values for a new value that holds them; they are live while room is made for it. Trap `type`."""
    start = len(frame.stack) - count
    parts = frame.stack[start:]
    check(parts, checks)
    machine.heap.take(object_bytes(count))
    del frame.stack[start:]
    return parts


@meaning("return")
def return_(machine: VirtualMachine, frame: Frame) -> None:
    """Leave the function with its results."""
    results = pop_many(frame, len(frame.code.function.results))
    check(results, frame.result_checks)
    machine.leave(results)


@meaning("panic")
def panic(machine: VirtualMachine, frame: Frame, message: int) -> None:
    """Stop the run with a message."""
    raise Trap("panic", message=str(machine.program.constants[message]))


@meaning("trap")
def trap(machine: VirtualMachine, frame: Frame, kind: str) -> None:
    """Stop the run."""
    raise Trap(kind)


@meaning("trap_with")
def trap_with(machine: VirtualMachine, frame: Frame, kind: str) -> None:
    """Stop the run with a message that was computed."""
    message = frame.stack.pop()
    if type(message) is not str:
        raise Trap("type")
    raise Trap(kind, message=message)


@meaning("call")
def call(machine: VirtualMachine, frame: Frame, function: int) -> None:
    """Call a function of the program."""
    machine.push(enter(machine, function, pop_many(frame, machine.code(function).arity)))


@meaning("tail_call")
def tail_call(machine: VirtualMachine, frame: Frame, function: int) -> None:
    """Call a function in place of the running one."""
    leave_to(machine, frame, enter(machine, function, pop_many(frame, machine.code(function).arity)))


def leave_to(machine: VirtualMachine, frame: Frame, callee: Frame) -> None:
    """Replace the running function by another; the caller gets results that are what both declare."""
    if frame.result_checks != callee.result_checks:
        callee.result_checks = tuple(dict.fromkeys(callee.result_checks + frame.result_checks))
    machine.replace(callee)


@meaning("host_call")
def host_call(machine: VirtualMachine, frame: Frame, name: int, count: int) -> None:
    """Call a host function; the run may have to stop at once after it."""
    result = call_host(machine, frame, name, count)
    if type(result) not in SCALARS:
        machine.heap.take(value_bytes(result))
    frame.stack.append(result)
    machine.poll()


def call_host(machine: VirtualMachine, frame: Frame, name: int, count: int) -> Value:
    """Call a host function with plain values."""
    arguments = plain_all(pop_many(frame, count), machine.poll)
    return machine.host.call(str(machine.program.constants[name]), arguments)
