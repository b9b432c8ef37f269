"""The machine: a loop over explicit frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from time import monotonic
from typing import Final

from motet.bytecode.program import Function, Program, Value
from motet.bytecode.ranges import END_63, LEAST_63, ints_have_63_bits
from motet.bytecode.traps import Trap
from motet.bytecode.values import Vector
from motet.policy import Limits, Settings
from motet.stdlib import Host
from motet.vm import basics, control, dynamic, floats, integers, vectors
from motet.vm.frame import Code, Frame, Handler, Step, enter
from motet.vm.heap import Heap, reachable
from motet.vm.registry import HANDLERS
from motet.vm.trace import Tracer, traced

__all__ = ["GROUPS", "HANDLERS", "VirtualMachine"]

GROUPS: Final = (basics, control, dynamic, floats, integers, vectors)
"""The modules that register meanings."""

FRAME_BYTES: Final = 256
"""Bytes of `limits.stack` that a frame counts for."""

POLL_INTERVAL: Final = 2048
"""Instructions between two looks at deadline and cancelling."""


class VirtualMachine:
    """The reference machine for one program. See `docs/engine.md`, Engines.

    Attributes:
        program: verified; may grow between calls.
        host: output and host functions.
        frames: activations, the running one last.
        heap: accounting of vectors.
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
        self.heap: Final = Heap(limits, self._roots)
        self.fuel_left = 0
        self._globals: Final[list[Value]] = []
        self._codes: Final[list[Code | None]] = []
        self._results: list[Value] = []
        self._max_frames: Final = max(1, limits.stack_bytes // FRAME_BYTES)
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
            raise RuntimeError("the machine is running")
        if len(arguments) != self.program.functions[function].arity:
            name = self.program.functions[function].name
            raise TypeError(f"{name} takes {self.program.functions[function].arity} values, got {len(arguments)}")
        if any(type(value) is Vector for value in arguments):
            self.heap.forget()
        self._begin()
        try:
            frame = enter(self, function, list(arguments))
            self._check_range(arguments)
            self.push(frame)
            if self.tracer is not None:
                self.tracer.enter(function, arguments)
            self._run()
            return tuple(self._results)
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

    def _check_range(self, values: Iterable[Value]) -> None:
        """Trap `overflow` for Ints from outside that the program's own Ints cannot be."""
        if self._ranged != len(self.program.functions):
            self._narrow_ints = ints_have_63_bits(self.program)
            self._ranged = len(self.program.functions)
        if not self._narrow_ints:
            return
        for group in (values, *(vector.items for vector in reachable(values))):
            if any(type(value) is int and not LEAST_63 <= value < END_63 for value in group):
                raise Trap("overflow")

    def _run(self) -> None:
        frames = self.frames
        while True:
            self.poll()
            for _ in range(POLL_INTERVAL):
                frame = frames[-1]
                handler, operands = frame.code.steps[frame.pc]
                frame.pc += 1
                handler(self, frame, *operands)
                if not frames:
                    return

    def _located(self, trap: Trap) -> Trap:
        if trap.function < 0 and self.frames:
            frame = self.frames[-1]
            trap.function, trap.pc = frame.code.index, max(0, frame.pc - 1)
        return trap

    # ---- what handlers use

    def push(self, frame: Frame) -> None:
        """Enter a function. Trap `stack`, at its first instruction, when the calls are nested too deeply."""
        self.frames.append(frame)
        if len(self.frames) > self._max_frames:
            raise Trap("stack")

    def replace(self, frame: Frame) -> None:
        """Enter a function in place of the running one."""
        self.frames[-1] = frame

    def leave(self, results: list[Value]) -> None:
        """Return from the running function."""
        self.frames.pop()
        if self.frames:
            self.frames[-1].stack.extend(results)
        else:
            self._results = results

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
        steps: list[Step] = [(HANDLERS[instruction[0]], instruction[1:]) for instruction in function.code]
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
        """What a global holds."""
        self._grow_globals()
        return self._globals[index]

    def set_global(self, index: int, value: Value) -> None:
        """Assign to a global from outside. Trap `overflow` for an Int that the program's own cannot be."""
        self._check_range((value,))
        self.assign(index, value)
        if type(value) is Vector:
            self.heap.forget()

    def cancel(self) -> None:
        """End the current call with the trap `cancelled`, from any thread."""
        self._cancelled = True

    @property
    def live_objects(self) -> int:
        """Number of vectors that are reachable from activations but not from globals: 0 after a call."""
        lasting = {id(vector) for vector in reachable(self._globals)}
        return sum(id(vector) not in lasting for vector in reachable(self._roots()))

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
