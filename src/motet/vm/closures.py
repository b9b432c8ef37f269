"""Meaning of closures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from motet.bytecode.program import Program, Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import fn
from motet.bytecode.values import Closure
from motet.vm.control import leave_to, pop_many, pop_parts
from motet.vm.frame import Checks, Frame, Step, checks_of, enter
from motet.vm.heap import object_bytes
from motet.vm.objects import Maker, class_of, fits, kind_of, part_classes
from motet.vm.registry import meaning

if TYPE_CHECKING:
    from motet.vm.machine import VirtualMachine


def _prepared_new(program: Program, index: int) -> tuple[object, ...]:
    function = program.functions[index]
    checks = checks_of(function.captures)
    return index, class_of(fn(function.parameters, function.results)), len(function.captures), checks


@meaning("closure_new", _prepared_new)
def closure_new(machine: VirtualMachine, frame: Frame, index: int, made_by: Maker, count: int, checks: Checks) -> None:
    """A closure of the top values."""
    frame.stack.append(made_by(index, tuple(pop_parts(machine, frame, count, checks))))


def _entered(machine: VirtualMachine, frame: Frame, count: int) -> Frame:
    """A frame for the closure below the top values, which are its arguments."""
    arguments = pop_many(frame, count)
    return enter_closure(machine, frame.stack.pop(), arguments)


def enter_closure(machine: VirtualMachine, closure: Value, arguments: list[Value]) -> Frame:
    """A frame for a call of a value. Trap `type` if it is no function, or one of other parameters."""
    if kind_of(closure) is not Closure:
        raise Trap("type")
    index, functions = closure.function, machine.program.functions
    if type(closure) is Closure and not (type(index) is int and 0 <= index < len(functions)):
        raise Trap("type")
    function = functions[index]
    if len(arguments) != len(function.parameters) or len(closure.captures) != len(function.captures):
        raise Trap("type")
    if len(function.results) != 1:
        raise Trap("type")
    return enter(machine, index, [*closure.captures, *arguments])


@meaning("call_closure")
def call_closure(machine: VirtualMachine, frame: Frame, count: int) -> None:
    """Call a value."""
    machine.push(_entered(machine, frame, count))


@meaning("tail_call_closure")
def tail_call_closure(machine: VirtualMachine, frame: Frame, count: int) -> None:
    """Call a value in place of the running function."""
    leave_to(machine, frame, _entered(machine, frame, count))


class _Rounds:
    """The code of the frame that calls closures one after the other: one instruction, which stands for itself again.

    Attributes:
        index: of the function that does it.
        workers: as `Code.workers`.
        steps: the step, at the place of the instruction in that function.
    """

    def __init__(self, index: int, pc: int, step: Step, workers: int) -> None:
        self.index: Final = index
        self.workers: Final = workers
        self.steps: Final = {pc: step}
        self.result_checks: Final = ()
        self.spare: Final[list[Value]] = []

    def live_locals(self, pc: int) -> tuple[int, ...]:
        """The list of closures."""
        return (0,)


@meaning("parallel")
def parallel(machine: VirtualMachine, frame: Frame, shape: int) -> None:
    """Results of closures without parameters, in order."""
    _start(machine, frame, shape, 0)


@meaning("parallel_workers")
def parallel_workers(machine: VirtualMachine, frame: Frame, shape: int) -> None:
    """The same; the closures are workers."""
    _start(machine, frame, shape, 1)


def _start(machine: VirtualMachine, frame: Frame, shape: int, workers: int) -> None:
    """Call closures one after the other. The results wait on the stack of a frame of its own."""
    closures = frame.stack.pop()
    if kind_of(closures) is not list:
        raise Trap("type")
    made_by = class_of(machine.program.types[shape])
    code: Any = _Rounds(frame.code.index, frame.pc - 1, (_round, (made_by, part_classes(made_by)[0])), workers)
    rounds = Frame(code, [closures])
    rounds.pc = frame.pc - 1
    machine.push(rounds, nested=False)


def _round(machine: VirtualMachine, frame: Frame, made_by: Maker, wanted: type) -> None:
    results, closures = frame.stack, frame.locals[0]
    if results and not fits(results[-1], wanted):
        raise Trap("type")
    if len(results) < len(closures):
        called = enter_closure(machine, closures[len(results)], [])
        frame.pc -= 1
        machine.push(called)
        machine.trace_entry(called)
        return
    machine.heap.take(object_bytes(len(results)))
    machine.leave([made_by(results)])
