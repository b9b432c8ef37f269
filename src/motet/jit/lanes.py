"""Where closures run that run at the same time: a context and a heap beside those of the machine, whose code they share."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time
from typing import TYPE_CHECKING, Final, Protocol

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import FIRST_COUNTED_TAG
from motet.bytecode.values import Closure
from motet.jit.context import ARGS, OFFSETS
from motet.jit.heap import NativeHeap
from motet.jit.run import Runner
from motet.jit.services import Entry
from motet.jit.weights import weight
from motet.policy import Limits
from motet.stdlib import Host

if TYPE_CHECKING:
    from motet.jit.machine import NativeMachine

_MOST_TEXT: Final = 1 << 24
"""Bytes of output of a closure that wait for its turn."""

COPY: Final = 4e-5
"""Seconds to copy one unit of weight, and some more: what is won is only a guess."""

_FREE: Final = 2000
"""Units of weight of a result that is copied in any case."""

_DEADLINE: Final = OFFSETS["deadline"] // 8
_ARGS: Final = ARGS // 8


class Turn(Protocol):
    """When a closure may do what can be seen from outside of the run."""

    @property
    def has_come(self) -> bool:
        """Whether all closures before it have succeeded."""

    @property
    def is_cancelled(self) -> bool:
        """Whether it will never come."""

    def wait(self, poll: Callable[[], None]) -> None:
        """Return when it has come; `poll` is called now and then, and may raise."""


class _Terminal:
    """An output that is a terminal if another one is; nothing is written to it."""

    def __init__(self, *, interactive: bool) -> None:
        self._interactive: Final = interactive

    def write(self, data: bytes, /) -> int:
        """Never called."""
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def isatty(self) -> bool:
        """Whether lines are to be handed on at once."""
        return self._interactive


class LaneHost(Host):
    """What a closure can reach: operations without effect at once, the others through the host of the machine, in its turn.

    Attributes:
        touched: something was handed on to the host of the machine.
    """

    def __init__(self, machine: NativeMachine) -> None:
        host = machine.host
        output = _Terminal(interactive=host.interactive)
        super().__init__(output, host.policy, host.rows, surroundings=host.surroundings, memory_limit=host.memory_limit)
        self.touched = False
        self._machine: Final = machine
        self._host: Final = host
        self._turn: Turn | None = None
        self._text: Final = bytearray()

    def begin(self, turn: Turn) -> None:
        """A closure is about to run."""
        self.closure_text = self._host.closure_text
        self.touched = False
        self._turn = turn
        self._text.clear()

    def take_text(self) -> bytes:
        """What the closure wrote and was not handed on."""
        text = bytes(self._text)
        self._text.clear()
        return text

    def write(self, data: bytes) -> None:
        """Write, or keep it for later."""
        assert self._turn is not None
        self._text.extend(data)
        if len(self._text) > _MOST_TEXT:
            self._turn.wait(self.poll)
        if self._turn.has_come:
            self._hand_on()

    def call(self, name: str, arguments: list[Value]) -> Value:
        """Call a host function."""
        row = None if name in self._host.extensions else self.rows.get(name)
        if row is not None and row.declaration.pure and not row.declaration.gates:
            return super().call(name, arguments)
        assert self._turn is not None
        self._turn.wait(self.poll)
        self._hand_on()
        self.touched = True
        before, self._host.meter = self._host.meter, self.meter
        try:
            with self._machine.held_by_this_thread():
                return self._host.call(name, arguments)
        finally:
            self._host.meter = before

    def _hand_on(self) -> None:
        text = self.take_text()
        if text:
            self.touched = True
            self._host.write(text)


class LaneRunner(Runner):
    """Runs closures. Results are made as their types.

    Attributes:
        began: when the closure began, by the time of the processor.
        can_repeat: whether it could run again: results that take longer to copy are the trap `memory` then.
    """

    began = 0.0
    can_repeat: Callable[[], bool]

    def limit_until(self, deadline: int | None) -> None:
        """The run that was just begun ends at a time of CLOCK_MONOTONIC, in nanoseconds."""
        self._deadline = deadline
        self.region.context.ints[_DEADLINE] = deadline or 0

    def _answer(self, request: int, result_count: int) -> tuple[Value, ...]:
        context, heap = self.region.context, self._services.heap
        while request:
            self._answers[request]()
            request = self._native.resume(context.address)
        assert isinstance(heap, NativeHeap)
        words = context.ints[_ARGS : _ARGS + 2 * result_count].tolist()
        pairs = list(zip(words[::2], words[1::2], strict=True))
        most = max(_FREE, (thread_time() - self.began) / COPY)
        objects = [payload for tag, payload in pairs if tag >= FIRST_COUNTED_TAG]
        if self.can_repeat() and sum(weight(each, most) for each in objects) > most:
            raise Trap("memory")
        return tuple(heap.read(pairs, typed=True))


class Lane:
    """Where closures run, one at a time. Implements `motet.jit.services.Services` and `motet.jit.heap.Services`.

    Attributes:
        host: what they can reach.
        heap: holds their values.
        range: range of Ints that come from outside, the end excluded.
    """

    def __init__(self, machine: NativeMachine, limits: Limits) -> None:
        self._machine: Final = machine
        self.host: Final = LaneHost(machine)
        self.range = machine.range
        self._runner: Final = LaneRunner(self, self.host, Limits(stack=limits.stack_bytes))
        self._runner.can_repeat = lambda: not self.host.touched
        region = self._runner.region
        words = (region.context, region.globals, region.literals)
        self._heap: Final = NativeHeap(machine.program, *words, lambda: 0, self, limits)
        region.cleanup = self._heap.mappings.unmap

    def call(self, closure: Closure, turn: Turn, deadline: int | None) -> Value:
        """What a closure returns, made as its type.

        Raises:
            Trap: it failed, or was cancelled.
        """
        machine = self._machine
        self.range = self._heap.range = machine.range
        self.host.begin(turn)

        def enter() -> Entry:
            self._runner.limit_until(deadline)
            self._runner.began = thread_time()
            if turn.is_cancelled:
                raise Trap("cancelled")
            types = machine.program.functions[closure.function].captures
            return machine.tiers.entry(closure.function, types, self._runner.poll)

        return self._runner.call(enter, closure.captures)[0]

    def trim(self) -> None:
        """Give the memory of the heap back, between closures."""
        self._heap.mappings.unmap()

    def cancel(self) -> None:
        """End the closure that is running."""
        self._runner.cancel()

    def close(self) -> None:
        """Give everything back. RuntimeError while a closure is running."""
        self._runner.close()

    # ---- what runner and heap ask

    @property
    def heap(self) -> NativeHeap:
        """Conversion of heap values."""
        return self._heap

    @property
    def notify(self) -> int:
        """What goes in the field `notify_fd`."""
        return self._machine.notify

    def host_name(self, constant: int, function: int, pc: int) -> str:
        """Name of a host function."""
        return self._machine.host_name(constant, function, pc)

    def operation(self, function: int, pc: int, arguments: list[tuple[int, int]]) -> Value:
        """Do an instruction on values, pairs of tag and payload. Traps."""
        return self._machine.operation_in(self._heap, self.host, function, pc, arguments)

    def literal(self, number: int) -> None:
        """Make an object of the run."""
        self._machine.literal_in(self._heap, number)

    def panic_message(self, function: int, pc: int) -> str:
        """The message of the `panic` at this instruction."""
        return self._machine.panic_message(function, pc)

    def promote(self, number: int) -> None:
        """A unit is hot: compile it now."""
        self._machine.promote(number)

    def code_of(self, function: int) -> int:
        """Address of the slot with the code of closures of a function."""
        return self._machine.code_of(function)

    def poll(self) -> None:
        """Trap when the run is to stop."""
        if self._runner.is_running:
            self._runner.poll()
