"""The host's side of a run: a context and a stack, and the loop that answers what native code asks for."""

from __future__ import annotations

import ctypes
import itertools
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic_ns
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.traps import BY_NUMBER, RUNNING, Trap
from motet.jit.attention import ENTRY
from motet.jit.context import ARGS, OFFSETS, REASONS, REQUESTS, TORN
from motet.jit.memory import STACKS, Stack, trim
from motet.jit.process import Native
from motet.jit.region import OUTPUT_BUFFER, Region
from motet.jit.services import Callbacks, Entry, Services
from motet.jit.values import HeapBridge, fetch, store
from motet.jit.watch import WATCHER
from motet.policy import Limits
from motet.stdlib import Host
from motet.stdlib.host import Meter

_ARGS: Final = ARGS // 8
_POLL: Final = OFFSETS["poll"] // 8
_DEEP: Final = OFFSETS["deep"] // 8
_HELD: Final = OFFSETS["held"] // 8
_RESERVED: Final = OFFSETS["reserved"] // 8
_DEPTH: Final = OFFSETS["depth"] // 8
_DEPTH_LIMIT: Final = OFFSETS["depth_limit"] // 8
_LITERALS: Final = OFFSETS["literals"] // 8
_DEADLINE: Final = OFFSETS["deadline"] // 8
_ENTRY: Final = OFFSETS["entry"] // 8
_FUEL: Final = OFFSETS["fuel"] // 8
_GLOBALS: Final = OFFSETS["globals"] // 8
_HARD_LIMIT: Final = OFFSETS["hard_limit"] // 8
_HOST_COUNT: Final = OFFSETS["host_count"] // 8
_HOST_NAME: Final = OFFSETS["host_name"] // 8
_LIMIT: Final = OFFSETS["limit"] // 8
_MAIN: Final = OFFSETS["main"] // 8
_NOTIFY_FD: Final = OFFSETS["notify_fd"] // 8
_OUTPUT: Final = OFFSETS["output"] // 8
_OUTPUT_SIZE: Final = OFFSETS["output_size"] // 8
_OUTPUT_USED: Final = OFFSETS["output_used"] // 8
_PRINT_MODE: Final = OFFSETS["print_mode"] // 8
_RUN: Final = OFFSETS["run"] // 8
_SOFT_LIMIT: Final = OFFSETS["soft_limit"] // 8
_STACK_TOP: Final = OFFSETS["stack_top"] // 8
_TRAP: Final = OFFSETS["trap"] // 8
_UNIT_SIZE: Final = OFFSETS["unit_size"] // 8
_UNIT_TEXT: Final = OFFSETS["unit_text"] // 8
_HOST: Final = REQUESTS["host"]
_UNWATCHED: Final = REQUESTS["unwatched"]
_WATCH: Final = OFFSETS["watch"] // 8
_WORKERS: Final = OFFSETS["workers"] // 8
_LATEST: Final = 1 << 62
"""The last time that a deadline can have, in nanoseconds."""

_WATCHED: Final = ENTRY.index("main")
_PATIENCE: Final = 0.01
"""Seconds between two looks at a machine that another thread has."""

_CLOSED: Final = -1
_numbers: Final = itertools.count(1)


class Runner:
    """Runs native code, one call at a time. It is the `Meter` of host functions.

    Attributes:
        region: the memory of the machine.
        fuel_left: after a call, when `limits.fuel` is set.
        callbacks: what calls callables of Python for the runs of the main thread, where the watcher ticks; or None.
    """

    def __init__(self, services: Services, host: Host, limits: Limits) -> None:
        self.region: Final = Region.take()
        self._finalizer: Final = weakref.finalize(self, self.region.give)
        self._finalizer.atexit = False
        self._output_bytes: Final = memoryview(self.region.output).cast("B")
        self.fuel_left = 0
        self._services: Final = services
        self._host: Final = host
        self._limits: Final = limits
        self._native: Final = Native.shared()
        self._gate: Final = threading.Lock()
        self._number = 0
        self._deadline: int | None = None
        self._cancelled = False
        self._unit_text: ctypes.Array[ctypes.c_char] | None = None
        self.callbacks: Callbacks | None = None
        self._holder = 0
        self._freed: Final = threading.Event()
        context = self.region.context
        ints = context.ints
        ints[_GLOBALS] = self.region.globals.address
        ints[_LITERALS] = self.region.literals.address
        ints[_DEPTH_LIMIT] = limits.depth or 0
        ints[_OUTPUT] = self.region.output_address
        ints[_WATCH] = self.region.watch.address
        ints[_PRINT_MODE] = int(host.interactive)
        self._answers: Final[dict[int, Callable[[], None]]] = {
            REQUESTS["trap"]: self._trap,
            REQUESTS["host"]: self._host_call,
            REQUESTS["output"]: self._output,
            REQUESTS["attention"]: self._attention,
            REQUESTS["promote"]: self._promote,
            REQUESTS["operation"]: self._operation,
            REQUESTS["literal"]: self._literal,
            REQUESTS["trap_with"]: self._trap_with,
        }

    def set_unit_text(self, text: bytes) -> None:
        """What print shows for unit, the line end included."""
        ints = self.region.context.ints
        self._unit_text = ctypes.create_string_buffer(text, len(text))
        ints[_UNIT_TEXT] = ctypes.addressof(self._unit_text)
        ints[_UNIT_SIZE] = len(text)

    def call(self, enter: Callable[[], Entry], arguments: tuple[Value, ...]) -> tuple[Value, ...]:
        """Run an entry.

        Args:
            enter: gives the entry; called when the limits of the run are in force.
            arguments: the values to pass.

        Raises:
            Trap: the run ended early; the runner can be used again.
            RuntimeError: a call is running already.
        """
        state = _Call()
        return self._guarded(state, lambda: self._call(state, enter, arguments))

    def go_on(self, request: int, result_count: int) -> tuple[Value, ...]:
        """Go on with a run that native code began (`motet.jit.boundary`), in this thread, until it is over.

        Args:
            request: why native code came back; 0: the run is over.
            result_count: number of results.

        Raises:
            Trap: the run ended early.
        """
        state = _Call()
        try:
            return self._guarded(state, lambda: self._go_on(state, request, result_count))
        finally:
            self._let_go()

    def _guarded(self, state: _Call, action: Callable[[], tuple[Value, ...]]) -> tuple[Value, ...]:
        try:
            try:
                return action()
            finally:
                self._end(state)
        except KeyboardInterrupt:
            raise Trap("interrupted", *self.place()) from None
        except MemoryError:
            raise Trap("memory", *self.place()) from None
        except ctypes.ArgumentError as error:
            # ctypes wraps what fails while it converts arguments; ours are always right, so it was this
            raise RecursionError("machines are nested too deeply") from error
        except Trap as trap:
            trap.workers += self.region.context.ints[_WORKERS]
            raise
        finally:
            self._end(state)  # Ctrl-C may have come during the first one
            self.region.context.ints[_WORKERS] = 0

    def _call(self, state: _Call, enter: Callable[[], Entry], arguments: tuple[Value, ...]) -> tuple[Value, ...]:
        self._begin(state)
        ints = self.region.context.ints
        state.stack = stack = STACKS.take(self._limits.stack_bytes)
        ints[_STACK_TOP], ints[_HARD_LIMIT], ints[_SOFT_LIMIT] = stack.top, stack.hard_limit, stack.soft_limit
        with self._gate:
            ints[_LIMIT] = stack.soft_limit if ints[_POLL] == 0 else -1
        ints[_MAIN] = WATCHER.enter(self.region.watch, state.number)
        entry, heap = enter(), self._services.heap
        results = self._run(entry, arguments) if heap is None else self._run_with_heap(heap, entry, arguments)
        self._flush()
        return results

    def _go_on(self, state: _Call, request: int, result_count: int) -> tuple[Value, ...]:
        self._holder = threading.get_ident()
        ints, watch = self.region.context.ints, self.region.watch
        with self._gate:
            state.number = self._number = ints[_RUN]
            self._cancelled = False
        state.meter, self._host.meter = self._host.meter, self
        self._deadline = None
        watch.ints[_WATCHED] = ints[_MAIN] = WATCHER.enter(watch, state.number)
        heap = self._services.heap
        if heap is None:
            results = self._answer(request, result_count)
        else:
            results = self._finished(heap, result_count, lambda: self._answer(request, result_count))
        self._flush()
        return results

    def abandon(self) -> None:
        """A run that native code began ended before `go_on` did anything: Ctrl-C came first."""
        ints, heap = self.region.context.ints, self._services.heap
        WATCHER.leave(self.region.watch, ints[_RUN])
        with suppress(Trap):
            self._flush()
        ints[_WORKERS] = 0
        if heap is not None:
            heap.running = True
        self._let_go()

    def _let_go(self) -> None:
        """A run that native code began is over: others may have the machine."""
        ints = self.region.context.ints
        if ints[_DEEP] and self.region.direct_stack is not None:
            trim(self.region.direct_stack)
        if self._torn:
            ints[_RESERVED] = 1
        self._holder = 0
        ints[_HELD] = 0
        self._freed.set()

    def _reserve(self) -> None:
        """Let native code begin no more runs, and wait for the end of one of another thread. RuntimeError: it is of this one."""
        self.refuse_nested()
        ints, heap = self.region.context.ints, self._services.heap
        torn = ints[_RESERVED] == TORN
        ints[_RESERVED] = 1
        while ints[_HELD]:
            self._freed.clear()
            if ints[_HELD]:
                self._freed.wait(_PATIENCE)
        if (torn or ints[_RESERVED] == TORN) and heap is not None:
            heap.running = True

    @property
    def _torn(self) -> int:
        """1: the heap needs recovery, which `call` sees to, so native code must begin no runs; otherwise 0."""
        heap = self._services.heap
        return int(heap is not None and heap.running)

    def refuse_nested(self) -> None:
        """RuntimeError: this thread is in a run that native code began, and waiting for its end would take for ever."""
        if self._holder == threading.get_ident():
            raise RuntimeError(RUNNING)

    def _begin(self, state: _Call) -> None:
        ints = self.region.context.ints
        if self._number >= 0:
            self._reserve()
        with self._gate:
            if self._number:
                raise RuntimeError("the machine is closed" if self._number < 0 else RUNNING)
            state.number = self._number = next(_numbers)
            state.reserved = True
            self._cancelled = False
            ints[_POLL] = 0
        ints[_RUN] = state.number
        ints[_TRAP] = -1
        ints[_FUEL] = self._limits.fuel or 0
        ints[_DEEP] = 0
        ints[_DEPTH] = 1
        ints[_NOTIFY_FD] = self._services.notify
        self._make_room()
        state.meter, self._host.meter = self._host.meter, self
        if self._limits.seconds is None:
            self._deadline = None
        else:
            self._deadline = min(monotonic_ns() + int(1e9 * self._limits.seconds), _LATEST)
        ints[_DEADLINE] = self._deadline or 0

    def _end(self, state: _Call) -> None:
        """The call is over, in whatever way. May be called again."""
        if not state.number:
            return
        WATCHER.leave(self.region.watch, state.number)
        self._host.meter = state.meter
        if self.region.context.ints[_OUTPUT_USED]:  # of a run that failed, which keeps its own error
            with suppress(Trap):
                self._flush()
        self.fuel_left = self.region.context.ints[_FUEL]
        if state.stack is not None:
            stack, state.stack = state.stack, None
            STACKS.give(stack, bool(self.region.context.ints[_DEEP]))
        with self._gate:
            self._number = state.number = 0
        if state.reserved:
            self.region.context.ints[_RESERVED] = self._torn

    def _run(self, entry: Entry, arguments: tuple[Value, ...]) -> tuple[Value, ...]:
        context = self.region.context
        heap = self._services.heap
        least, end = self._services.range
        for index, value in enumerate(arguments):
            store(context, _ARGS + 2 * index, value, heap, least, end)
        context.ints[_ENTRY] = entry.slot
        request = self._native.start(context.address, entry.wrapper)
        if request == _UNWATCHED:
            self._start_watcher()
            request = self._native.enter(context.address, entry.wrapper)
        return self._answer(request, entry.result_count)

    def _answer(self, request: int, result_count: int) -> tuple[Value, ...]:
        """Do what native code asks for, until the run is over; its results."""
        context, heap = self.region.context, self._services.heap
        while request:
            if request == _HOST and self.callbacks is not None and context.ints[_MAIN]:
                request = self.callbacks.answer(context.address)
                if request >= 0:
                    continue
                request = _HOST
            self._answers[request]()
            request = self._native.resume(context.address)
        return tuple(fetch(context, _ARGS + 2 * index, heap) for index in range(result_count))

    def _start_watcher(self) -> None:
        try:
            WATCHER.start()
        except MemoryError:
            if self._deadline is not None:
                raise
            WATCHER.hook_signals()  # Ctrl-C then needs no watcher

    def _run_with_heap(self, heap: HeapBridge, entry: Entry, arguments: tuple[Value, ...]) -> tuple[Value, ...]:
        """As `_run`; afterwards the heap holds nothing but what globals lead to."""
        if heap.running:  # Ctrl-C kept the last run from cleaning up
            heap.recover()
        return self._finished(heap, entry.result_count, lambda: self._run(entry, arguments))

    def _finished(
        self, heap: HeapBridge, result_count: int, action: Callable[[], tuple[Value, ...]]
    ) -> tuple[Value, ...]:
        heap.running = True
        succeeded = False
        try:
            results = action()
            succeeded = True
        finally:
            if succeeded:
                heap.finish(result_count)
            else:
                heap.recover()
            heap.running = False
        return results

    # ---- answers to requests

    def place(self) -> tuple[int, int]:
        """Function and instruction of the last request; -1 for both when there was none."""
        what = self.region.context.ints[_TRAP]
        return (what >> 8 & 0xFFFFFF, what >> 32) if what >= 0 else (-1, -1)

    def _trap(self) -> None:
        kind = BY_NUMBER[self.region.context.ints[_TRAP] & 255].name
        function, pc = self.place()
        message = self._services.panic_message(function, pc) if kind == "panic" else ""
        raise Trap(kind, function, pc, message)

    def _host_call(self) -> None:
        context = self.region.context
        count = context.ints[_HOST_COUNT]
        place = self.place()
        constant = context.ints[_HOST_NAME]
        name = self._services.host_name(constant, *place)
        heap = self._services.heap
        arguments = [fetch(context, _ARGS + 2 * index, heap) for index in range(count)]
        try:
            self._flush()
            result = self._host.call(name, arguments)
            if constant >= 0:  # `motet_print` looks at no result
                store(context, _ARGS, result, heap, *self._services.range)
            if heap is not None:
                heap.end_of_host_call()
        except Trap as trap:
            raise _placed(trap, place) from None
        self._make_room()

    def _operation(self) -> None:
        context, place = self.region.context, self.place()
        first, count = _ARGS, context.ints[_HOST_COUNT]
        words = context.ints[first : first + 2 * count].tolist()
        heap = self._services.heap
        assert heap is not None
        try:
            self._flush()
            result = self._services.operation(*place, list(zip(words[::2], words[1::2], strict=True)))
            store(context, _ARGS, result, heap, *self._services.range)
            heap.end_of_host_call()
        except Trap as trap:
            raise _placed(trap, place) from None
        self._make_room()

    def _literal(self) -> None:
        self._services.literal(self.region.context.ints[_HOST_NAME])

    def _trap_with(self) -> None:
        kind = BY_NUMBER[self.region.context.ints[_TRAP] & 255].name
        heap = self._services.heap
        assert heap is not None
        raise Trap(kind, *self.place(), str(heap.to_python(self.region.context.ints[_ARGS])))

    def _output(self) -> None:
        ints = self.region.context.ints
        address, size = ints[_HOST_NAME], ints[_HOST_COUNT]
        try:
            self._flush()
            if size:
                self._host.write(ctypes.string_at(address, size))
        except Trap as trap:
            raise _placed(trap, self.place()) from None
        self._make_room()

    def _flush(self) -> None:
        ints = self.region.context.ints
        used = ints[_OUTPUT_USED]
        if used:
            ints[_OUTPUT_USED] = 0
            self._host.write(bytes(self._output_bytes[:used]))

    def _make_room(self) -> None:
        left = self._host.left
        size = OUTPUT_BUFFER if left is None else min(left, OUTPUT_BUFFER)
        self.region.context.ints[_OUTPUT_SIZE] = size

    def _attention(self) -> None:
        WATCHER.acknowledge(self.region.context.address)
        self.poll()
        if threading.get_ident() == WATCHER.main_thread:
            WATCHER.hook_signals()
            ctypes.pythonapi.PyErr_CheckSignals()

    def _promote(self) -> None:
        self._services.promote(self.region.context.ints[_HOST_NAME])

    # ---- what others ask

    def poll(self) -> None:
        """Trap `cancelled` or `deadline` when the run is to stop."""
        if self._cancelled:
            raise Trap("cancelled", *self.place())
        if self._deadline is not None and monotonic_ns() >= self._deadline:
            raise Trap("deadline", *self.place())

    def charge(self, units: int) -> None:
        """Take fuel. Trap `fuel` when less is left."""
        if self._limits.fuel is None:
            return
        ints = self.region.context.ints
        if units > ints[_FUEL]:
            raise Trap("fuel", *self.place())
        ints[_FUEL] -= units

    def cancel(self) -> None:
        """End the running call with the trap `cancelled`. From any thread."""
        with self._gate:
            if self._number > 0:
                self._cancelled = True
                WATCHER.ask(self.region.context.address, REASONS["cancel"])

    @property
    def deadline(self) -> int | None:
        """When the run is to end, in nanoseconds of CLOCK_MONOTONIC."""
        return self._deadline

    @contextmanager
    def held_by_this_thread(self) -> Iterator[None]:
        """A thread works for a run that native code began in another one: calls from here would wait for it for ever."""
        before, self._holder = self._holder, threading.get_ident()
        try:
            yield
        finally:
            self._holder = before

    @property
    def is_running(self) -> bool:
        """Whether a call is under way."""
        return self._number > 0

    def close(self) -> None:
        """Let go of the memory; nothing can be called any more. RuntimeError while a call is running."""
        with self._gate:
            if self._number == _CLOSED:
                return
            if self._number > 0 or self.region.context.ints[_HELD]:
                raise RuntimeError(RUNNING)
            self._number = _CLOSED
        self._finalizer()

    def stack_for_direct_calls(self) -> Stack:
        """The stack of the runs that native code begins."""
        if self.region.direct_stack is None:
            self.region.direct_stack = STACKS.take(self._limits.stack_bytes)
        return self.region.direct_stack


class _Call:
    """What one call has taken and gives back at its end."""

    __slots__ = ("meter", "number", "reserved", "stack")

    def __init__(self) -> None:
        self.number = 0
        self.reserved = False
        self.stack: Stack | None = None
        self.meter: Meter | None = None


def _placed(trap: Trap, place: tuple[int, int]) -> Trap:
    if trap.function < 0:
        trap.function, trap.pc = place
    return trap
