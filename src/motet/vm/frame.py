"""Activations of functions, and the function's side of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from motet.bytecode.blocks import Facts
from motet.bytecode.program import Function, Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import ANY, Ty
from motet.vm.objects import class_of, fits

if TYPE_CHECKING:
    from motet.vm.machine import VirtualMachine

Handler = Callable[..., None]
"""Meaning of an instruction: called with the machine, the running frame and the operands. It raises its traps before
it changes which instruction comes next."""

Step = tuple[Handler, tuple[Any, ...]]
"""A handler and its operands."""

Checks = tuple[tuple[int, type], ...]
"""Positions whose value must be of a type, given by its class."""


def checks_of(types: Sequence[Ty]) -> Checks:
    """The checks that values of these types need."""
    return tuple((at, class_of(type_)) for at, type_ in enumerate(types) if type_ is not ANY)


def check(values: Sequence[Value], checks: Checks) -> None:
    """Trap `type` unless each checked value has its type."""
    for at, wanted in checks:
        if type(values[at]) is not wanted and not fits(values[at], wanted):
            raise Trap("type")


class Code:
    """A verified function, made ready to run.

    Attributes:
        index: of the function in its program.
        workers: 1 if what its frame calls is a worker (`parallel_workers`).
        steps: one for each instruction.
        entry_checks: what arguments must be.
        result_checks: what results must be.
    """

    __slots__ = ("_live", "arity", "entry_checks", "facts", "function", "index", "result_checks", "spare", "steps")
    workers = 0

    def __init__(self, index: int, function: Function, steps: list[Step]) -> None:
        facts = function.facts
        assert isinstance(facts, Facts), "the program is not verified"
        self.index: Final = index
        self.function: Final = function
        self.facts: Final = facts
        self.steps: Final = steps
        self.arity: Final = function.arity
        self.spare: Final = [None] * (function.local_count - function.arity)
        self.entry_checks: Final = checks_of(function.captures + function.parameters)
        self.result_checks: Final = checks_of(function.results)
        self._live: Final[dict[int, tuple[int, ...]]] = {}

    def live_locals(self, pc: int) -> tuple[int, ...]:
        """Numbers of the locals that are live before an instruction."""
        found = self._live.get(pc)
        if found is None:
            mask = self.facts.live_at(pc)
            found = self._live[pc] = tuple(i for i in range(mask.bit_length()) if mask >> i & 1)
        return found


class Frame:
    """One activation.

    Attributes:
        code: of the function.
        steps: the function's.
        pc: the instruction that comes next; while a handler runs, the one after its own.
        locals: values of the locals.
        stack: operands, the top last.
        result_checks: what results must be on their way to the caller, for the function and all those that left
            through a tail call.
        depth: number of frames that are nested, this one included.
    """

    __slots__ = ("code", "depth", "locals", "pc", "result_checks", "stack", "steps")

    def __init__(self, code: Code, arguments: list[Value]) -> None:
        self.code = code
        self.steps = code.steps
        self.pc = 0
        self.depth = 1
        self.locals = arguments + code.spare
        self.stack: list[Value] = []
        self.result_checks = code.result_checks


def enter(machine: VirtualMachine, index: int, arguments: list[Value]) -> Frame:
    """A frame for a call, its arguments checked."""
    code = machine.code(index)
    check(arguments, code.entry_checks)
    return Frame(code, arguments)
