"""The machine: a loop over explicit frames."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Final

from motet.bytecode.program import Function, Program, Value
from motet.bytecode.ranges import END_63, LEAST_63, ints_have_63_bits
from motet.bytecode.traps import RUNNING, Trap
from motet.bytecode.values import Vector
from motet.policy import Limits, Settings
from motet.stdlib import Host
from motet.vm import basics, closures, control, dynamic, floats, integers, library, values, vectors
from motet.vm.dressing import Dresser
from motet.vm.frame import Code, Frame, Handler, Step, enter
from motet.vm.heap import Heap, reachable, reachable_vectors
from motet.vm.narrowing import Narrowing
from motet.vm.objects import BASES, SCALARS
from motet.vm.plain import plain_all
from motet.vm.registry import HANDLERS, step_of
from motet.vm.sharing import last_uses
from motet.vm.trace import Tracer, traced

__all__ = ["GROUPS", "HANDLERS", "VirtualMachine"]

GROUPS: Final = (basics, closures, control, dynamic, floats, integers, library, values, vectors)
"""The modules that register meanings."""

FRAME_BYTES: Final = 256
"""Bytes of `limits.stack` that a frame counts for."""

LEAST_64: Final = -(1 << 63)
END_64: Final = 1 << 63

POLL_INTERVAL: Final = 2048
"""Instructions between two looks at deadline and cancelling."""


class VirtualMachine:
    """The reference machine for one program. See `docs/engine.md`, Engines.

    Attributes:
        program: verified; may grow between calls.
        host: output and host functions.
        frames: activations, the running one last.
        heap: accounting of values.
        narrowing: makes values of wanted types.
        dresser: makes values of what shared operations made.
        fuel_left: after a call, when `limits.fuel` is set.
    """

    def __init__(
        self,
        program: Program,
        host: Host,
        limits: Limits,
        settings: Settings | None = None,
        *,
        tracer: Tracer | None = None,
    ) -> None:
        self.program: Final = program
        self.host: Final = host
        self.limits: Final = limits
        self.tracer: Final = tracer
        self.frames: Final[list[Frame]] = []
        self.heap: Final = Heap(limits, self._roots, self.poll)
        self.narrowing: Final = Narrowing(program, self.heap.take, self.poll, self._check_ints)
        self.dresser: Final = Dresser(self.heap.take, self.poll)
        self.fuel_left = 0
        self._globals: Final[list[Value]] = []
        self._codes: Final[list[Code | None]] = []
        self._results: list[Value] = []
        self._max_frames: Final = max(1, limits.stack_bytes // FRAME_BYTES)
        self._max_depth: Final = sys.maxsize if limits.depth is None else limits.depth
        self._deadline: float | None = None
        self._cancelled = False
        self._narrow_ints = False
        self._ranged = -1

    def call(self, function: int, arguments: Sequence[Value]) -> tuple[Value, ...]:
        """Run a function.

        Raises:
            Trap: the run ended early. The machine can be called again; globals keep what they hold.
            TypeError: the number of arguments is wrong.
            RuntimeError: a call is running already.
        """
        if self.frames:
            raise RuntimeError(RUNNING)
        if len(arguments) != self.program.functions[function].arity:
            name = self.program.functions[function].name
            raise TypeError(f"{name} takes {self.program.functions[function].arity} values, got {len(arguments)}")
        if any(type(value) not in SCALARS for value in arguments):
            self.heap.forget()
        self._begin()
        try:
            narrowed = self._narrowed(function, arguments)
            frame = enter(self, function, narrowed)
            self._check_range(narrowed)
            self.push(frame)
            if self.tracer is not None:
                self.tracer.enter(function, arguments)
            self._run()
            return tuple(plain_all(self._results, self.poll))
        except Trap as trap:
            raise self._located(trap) from None
        except KeyboardInterrupt:
            raise self._located(Trap("interrupted")) from None
        except MemoryError:
            raise self._located(Trap("memory")) from None
        finally:
            self.frames.clear()
            self._results = []
            self.host.meter = None

    def _begin(self) -> None:
        limits = self.limits
        self.fuel_left = limits.fuel or 0
        self._deadline = None if limits.seconds is None else monotonic() + limits.seconds
        self._cancelled = False
        self.host.meter = self

    def _narrowed(self, index: int, arguments: Sequence[Value]) -> list[Value]:
        """Arguments from outside: what is no scalar becomes a value of the declared type."""
        function = self.program.functions[index]
        wanted = zip(arguments, function.captures + function.parameters, strict=True)
        return [self.narrowing.narrowed(value, t) if t.kind in BASES else value for value, t in wanted]

    def _ints(self) -> tuple[int, int]:
        """The least Int of the program, and the one after the greatest."""
        if self._ranged != len(self.program.functions):
            self._narrow_ints = ints_have_63_bits(self.program)
            self._ranged = len(self.program.functions)
        return (LEAST_63, END_63) if self._narrow_ints else (LEAST_64, END_64)

    def takes_all_ints(self) -> bool:
        """Whether every Int of 64 bits is one of the program."""
        return self._ints()[1] == END_64

    def _check_ints(self, least: int, greatest: int) -> None:
        """Trap `overflow` unless both are Ints that the program's own can be."""
        start, end = self._ints()
        if least < start or greatest >= end:
            raise Trap("overflow")

    def _check_range(self, values: Sequence[Value]) -> None:
        """Trap `overflow` for Ints from outside, in vectors too, that the program's own Ints cannot be."""
        start, end = self._ints()
        vectors = [value for value in values if type(value) is Vector]
        for group in (values, *(vector.items for vector in reachable_vectors(vectors))):
            if any(type(value) is int and not start <= value < end for value in group):
                raise Trap("overflow")

    def _run(self) -> None:
        frames = self.frames
        while True:
            self.poll()
            for _ in range(POLL_INTERVAL):
                frame = frames[-1]
                handler, operands = frame.steps[frame.pc]
                frame.pc += 1
                handler(self, frame, *operands)
                if not frames:
                    return

    def _located(self, trap: Trap) -> Trap:
        if trap.function < 0 and self.frames:
            frame = self.frames[-1]
            trap.function, trap.pc = frame.code.index, max(0, frame.pc - 1)
        trap.workers = sum(frame.code.workers for frame in self.frames)
        return trap

    # ---- what handlers use

    def push(self, frame: Frame, *, nested: bool = True) -> None:
        """Enter a function. Traps `depth` and `stack`, at its first instruction, when calls are nested too deeply.

        Not nested: the frame is no call of the program.
        """
        if self.frames:
            frame.depth = self.frames[-1].depth + nested
        self.frames.append(frame)
        if frame.depth > self._max_depth:
            raise Trap("depth")
        if len(self.frames) > self._max_frames:
            raise Trap("stack")

    def replace(self, frame: Frame) -> None:
        """Enter a function in place of the running one."""
        frame.depth = self.frames[-1].depth
        self.frames[-1] = frame

    def leave(self, results: list[Value]) -> None:
        """Return from the running function."""
        self.frames.pop()
        if self.frames:
            self.frames[-1].stack.extend(results)
        else:
            self._results = results

    def trace_entry(self, frame: Frame) -> None:
        """Tell the tracer, if there is one, of a call that no instruction makes."""
        if self.tracer is not None:
            self.tracer.enter(frame.code.index, frame.locals[: frame.code.arity])

    def global_at(self, index: int) -> Value:
        """What a global holds."""
        self._grow_globals()
        return self._globals[index]

    def assign(self, index: int, value: Value) -> None:
        """Store into a global."""
        self._grow_globals()
        self._globals[index] = value

    def charge(self, units: int) -> None:
        """Take fuel. Trap `fuel` when less is left."""
        if self.limits.fuel is None:
            return
        if units > self.fuel_left:
            raise Trap("fuel")
        self.fuel_left -= units

    def poll(self) -> None:
        """Trap `cancelled` or `deadline` when it is time."""
        if self._cancelled:
            raise Trap("cancelled")
        if self._deadline is not None and monotonic() >= self._deadline:
            raise Trap("deadline")

    def code(self, index: int) -> Code:
        """A function, made ready to run when first needed."""
        codes = self._codes
        if index >= len(codes):
            codes.extend([None] * (len(self.program.functions) - len(codes)))
        found = codes[index]
        if found is None:
            function = self.program.functions[index]
            found = codes[index] = Code(index, function, self._steps(function))
        return found

    def _steps(self, function: Function) -> list[Step]:
        steps = [step_of(self.program, instruction) for instruction in function.code]
        for pc in last_uses(function):
            steps[pc] = basics.take, steps[pc][1]
        if self.tracer is not None:
            tracer = self.tracer
            steps = [traced(tracer, *both) for both in zip(function.code, steps, strict=True)]
        if self.limits.fuel is not None:
            for leader, length in function.facts.length.items():
                steps[leader] = (_charged, (length, *steps[leader]))
        return steps

    def _grow_globals(self) -> None:
        self._globals.extend([None] * (len(self.program.globals) - len(self._globals)))

    # ---- what is seen from outside

    def global_value(self, index: int) -> Value:
        """What a global holds, for Python."""
        return plain_all([self.global_at(index)], self.poll)[0]

    def set_global(self, index: int, value: Value) -> None:
        """Assign to a global from outside. Trap `overflow` for an Int that the program's own cannot be."""
        self._check_range((value,))
        self.assign(index, value)
        if type(value) not in SCALARS:
            self.heap.forget()

    def cancel(self) -> None:
        """End the current call with the trap `cancelled`, from any thread."""
        self._cancelled = True

    @property
    def live_objects(self) -> int:
        """Number of values that are reachable from activations but not from globals: 0 after a call."""
        lasting = {id(value) for value in reachable(self._globals)}
        return sum(id(value) not in lasting for value in reachable(self._roots()))

    def close(self) -> None:
        """Let go of what globals hold."""
        self._globals.clear()

    def _roots(self) -> Iterator[Value]:
        yield from self._globals
        for frame in self.frames:
            yield from frame.stack
            for number in frame.code.live_locals(frame.pc - 1):
                yield frame.locals[number]


def _charged(machine: VirtualMachine, frame: Frame, units: int, handler: Handler, operands: tuple[object, ...]) -> None:
    """Enter a basic block."""
    machine.charge(units)
    handler(machine, frame, *operands)
