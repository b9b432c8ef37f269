"""The engine that runs programs as machine code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final
from weakref import WeakSet

from motet.bytecode.program import Function, Instruction, Program, Value
from motet.bytecode.traps import RUNNING, Trap
from motet.bytecode.types import ANY, FIRST_COUNTED_TAG, TAGS, UNIT, Ty
from motet.jit.boundary.signature import Direct, can_link
from motet.jit.convention import END_63, LEAST_63, ints_have_63_bits, refusal
from motet.jit.operations import operate
from motet.jit.ownership import needs_counts
from motet.jit.prints import Prints, PrintTexts
from motet.jit.region import GLOBALS
from motet.jit.run import Runner
from motet.jit.services import Entry
from motet.jit.tiers import Tiers
from motet.jit.units import CompileSettings
from motet.jit.values import TYPE_OF, fetch, store
from motet.policy import Limits, Settings
from motet.stdlib import Host
from motet.vm.objects import BASES, PLAIN, class_of, kind_of, type_of

if TYPE_CHECKING:
    from motet.jit.boundary.builtin import Link
    from motet.jit.heap import NativeHeap
    from motet.jit.parallel import Parallel
    from motet.jit.services import Callbacks

_INT_RANGE: Final = (-(1 << 63), 1 << 63)
_SCALARS: Final = frozenset((int, float, bool, type(None)))
_RANGE_63: Final = (LEAST_63, END_63)
_PARALLEL: Final = ("parallel", "parallel_workers")


class UnsupportedError(ValueError):
    """The program is larger than native code can be. The text is for the user."""


class NativeMachine:
    """The machine for one program. See `docs/engine.md`, Engines.

    Attributes:
        program: verified; may grow between calls.
        host: output and host functions.
        tiers: its compiled code.
        notify: as `motet.jit.services.Services`.
        range: as `motet.jit.services.Services`.
        heap: as `motet.jit.services.Services`.
    """

    def __init__(self, program: Program, host: Host, limits: Limits, settings: Settings | None = None) -> None:
        self.program: Final = program
        self.host: Final = host
        self.heap: NativeHeap | None = None
        self.range = _INT_RANGE
        self._settings: Final = settings or Settings()
        self._checked = -1
        self._check()
        self._limits: Final = limits
        self._compile_settings: Final = self._settings_of_compiler()
        self.tiers = Tiers(program, self._settings, self._compile_settings)
        self._runner: Final = Runner(self, host, limits)
        self._links: Final[WeakSet[Link]] = WeakSet()
        self._count_references()
        self._globals_ready = 0
        self._parallel: Parallel | None = None

    def _settings_of_compiler(self) -> CompileSettings:
        settings, limits = self._settings, self._limits
        return CompileSettings(
            fuel=limits.fuel is not None,
            depth=limits.depth is not None,
            counts=settings.tier > settings.first,
            call_threshold=settings.calls,
            loop_threshold=settings.iterations,
            prints=Prints(self.host, lambda text: self._runner.set_unit_text(text)),
            rows=self.host.rows,
            print_texts={} if limits.fuel is not None else PrintTexts(self.host),
        )

    def call(self, function: int, arguments: Sequence[Value]) -> tuple[Value, ...]:
        """Run a function.

        Raises:
            Trap: the run ended early. The machine can be called again; globals keep what they hold.
            TypeError: the number of arguments is wrong, or one is of no type that programs know.
            RuntimeError: a call is running already.
            UnsupportedError: the program has grown beyond what native code can do.
        """
        self._check()
        self._grow_globals()
        called = self.program.functions[function]
        values = self._fitting(called, arguments)
        types = tuple(map(_type_passed, values, called.captures + called.parameters))
        return self._runner.call(lambda: self._entry(function, types), values)

    def _fitting(self, called: Function, arguments: Sequence[Value]) -> tuple[Value, ...]:
        """Arguments made as the declared types."""
        if len(arguments) != called.arity:
            raise TypeError(f"{called.name} takes {called.arity} values, got {len(arguments)}")
        if self.heap is None and any(type(value) not in _SCALARS for value in arguments):
            self._make_heap(counted=False)
        return tuple(map(self._narrowed, arguments, called.captures + called.parameters))

    def _narrowed(self, value: Value, declared: Ty) -> Value:
        if declared.kind in BASES and self.heap is not None:
            return self.heap.narrowing.narrowed(value, declared)
        if declared is not ANY and TYPE_OF.get(type(value)) is not declared:
            raise Trap("type")
        return value

    def link(self, link: Link, function: int, arguments: Sequence[Value]) -> bool:
        """Let native code begin calls of a function by itself, with arguments of such types; whether it may.

        Args:
            link: of the built-in function.
            function: its index.
            arguments: of a call that succeeded.
        """
        limits = self._limits
        if limits.fuel is not None or limits.seconds is not None or (self.heap is not None and not self.heap.counted):
            return False
        called = self.program.functions[function]
        types = tuple(map(_type_passed, arguments, called.captures + called.parameters))
        results = self.tiers.results(function, types)
        objects = self.heap is not None and self.range == _INT_RANGE
        if not can_link(types, results, objects=objects):
            return False
        link.connect(self._direct(function, types, results))
        self._links.add(link)
        return True

    def use_callbacks(self, callbacks: Callbacks) -> None:
        """Let native code call callables of Python by itself."""
        self._runner.callbacks = callbacks

    def _unlink(self) -> None:
        """Let no native code begin calls."""
        for link in list(self._links):
            link.disconnect()
        self._links.clear()

    def _direct(self, function: int, types: tuple[Ty, ...], results: tuple[Ty, ...]) -> Direct:
        runner = self._runner
        return Direct(
            self._entry(function, types),
            types,
            results,
            self.range[1].bit_length(),
            runner.region.context.address,
            runner.region.watch.address,
            runner.stack_for_direct_calls(),
            *((*self.heap.idle_words, self.heap.direct_objects) if self.heap is not None else ()),
        )

    def go_on(self, function: int, request: int) -> tuple[Value, ...]:
        """Go on with a run of a function that native code began; its results. Trap."""
        return self._runner.go_on(request, len(self.program.functions[function].results))

    def refuse_nested(self) -> None:
        """RuntimeError when this thread is in a run that native code began."""
        self._runner.refuse_nested()

    def held_by_this_thread(self) -> AbstractContextManager[None]:
        """While this thread works for a run of another one."""
        return self._runner.held_by_this_thread()

    @property
    def deadline(self) -> int | None:
        """When the run is to end, in nanoseconds of CLOCK_MONOTONIC."""
        return self._runner.deadline

    def abandon(self) -> None:
        """Give up a run that native code began."""
        self._runner.abandon()

    def _entry(self, function: int, types: tuple[Ty, ...]) -> Entry:
        return self.tiers.entry(function, types, self._runner.poll)

    def _check(self) -> None:
        """Look at what the program has grown by."""
        if self._checked != len(self.program.functions):
            obstacle = refusal(self.program)
            if obstacle:
                raise UnsupportedError(obstacle)
            self.range = _RANGE_63 if ints_have_63_bits(self.program) else _INT_RANGE
            if self._checked >= 0:
                self._count_references()
            if self.heap is not None:
                self.heap.range = self.range
            self._checked = len(self.program.functions)

    def _count_references(self) -> None:
        """Once the program can make heap values all its code keeps counts: what was compiled before is compiled anew."""
        if (self.heap is None or not self.heap.counted) and needs_counts(self.program):
            self._unlink()
            if self.tiers.compilations:
                self.tiers.close()
                self.tiers = Tiers(self.program, self._settings, self._compile_settings)
            self._make_heap(counted=True)

    def _make_heap(self, *, counted: bool) -> None:
        from motet.jit.heap import NativeHeap

        if self.heap is None:
            region = self._runner.region
            words = (region.context, region.globals, region.literals)
            self.heap = NativeHeap(self.program, *words, lambda: self._globals_ready, self, self._limits)
            region.cleanup = self.heap.mappings.unmap
        self.heap.counted = counted
        self.heap.range = self.range

    # ---- globals

    def global_value(self, index: int) -> Value:
        """What a global holds. RuntimeError for a vector while a call is running."""
        self._grow_globals()
        self._require_rest()
        return fetch(self._runner.region.globals, 2 * index, self.heap)

    def set_global(self, index: int, value: Value) -> None:
        """Assign to a global from outside. Trap `overflow` and TypeError for values that do not fit."""
        self._grow_globals()
        self._require_rest()
        if self.heap is None and type(value) not in _SCALARS:
            self._make_heap(counted=False)
        words = self._runner.region.globals
        old = words.ints[2 * index : 2 * index + 2].tolist()
        store(words, 2 * index, value, self.heap, *self.range)
        if self.heap is not None and old[0] >= FIRST_COUNTED_TAG:
            self.heap.release(old[1])

    def _require_rest(self) -> None:
        """Native code may free any object at any time."""
        if self.heap is not None and self._runner.is_running:
            raise RuntimeError(RUNNING)

    def _grow_globals(self) -> None:
        """Globals hold unit in the beginning."""
        count = len(self.program.globals)
        if count > GLOBALS:
            raise UnsupportedError(f"the program has more than {GLOBALS} globals")
        for index in range(self._globals_ready, count):
            self._runner.region.globals.ints[2 * index] = TAGS[UNIT]
        self._globals_ready = count

    # ---- what the runner asks

    @property
    def notify(self) -> int:
        """What goes in the field `notify_fd`."""
        return self.tiers.notify

    def host_name(self, constant: int, function: int, pc: int) -> str:
        """Name of the host function that constant `constant` names; -1: the one of this instruction."""
        if constant < 0:
            constant = self.program.functions[function].code[pc][1]
        name = self.program.constants[constant]
        assert isinstance(name, str)
        return name

    def operation(self, function: int, pc: int, arguments: list[tuple[int, int]]) -> Value:
        """Do an instruction on values, pairs of tag and payload. Traps."""
        assert self.heap is not None
        return self.operation_in(self.heap, self.host, function, pc, arguments)

    def operation_in(
        self, heap: NativeHeap, host: Host, function: int, pc: int, arguments: list[tuple[int, int]]
    ) -> Value:
        """Do an instruction on values of a heap, with what a host offers. Traps."""
        instruction = self.program.functions[function].code[pc]
        if instruction[0] in _PARALLEL:
            return self._run_parallel(heap, (function, pc), instruction, arguments)
        return operate(self.program, host, heap, instruction, arguments)

    def _run_parallel(
        self, heap: NativeHeap, place: tuple[int, int], instruction: Instruction, arguments: list[tuple[int, int]]
    ) -> Value:
        if heap is not self.heap:
            return None
        if self._parallel is None:
            from motet.jit.parallel import Parallel

            self._parallel = Parallel(self, heap, self._limits)
        (_, closures), (_, done) = arguments
        return self._parallel.run(place, self.program.types[instruction[1]], closures, done)

    def literal(self, number: int) -> None:
        """Make an object of the run."""
        assert self.heap is not None
        self.literal_in(self.heap, number)

    def literal_in(self, heap: NativeHeap, number: int) -> None:
        """Make an object of a run in its heap."""
        key = list(self.tiers.literals)[number]
        if isinstance(key, tuple):
            union, constructor = key
            made = union.constructors[constructor]
            heap.literal(number, class_of(union)(made.name, (None,) * len(made.payload)))
        elif isinstance(key, int):
            heap.literal(number, self.program.constants[key])

    def code_of(self, function: int) -> int:
        """Address of the slot with the code of closures of a function."""
        return self.tiers.closure_code(function)

    def poll(self) -> None:
        """Trap when the run is to stop."""
        if self._runner.is_running:
            self._runner.poll()

    def panic_message(self, function: int, pc: int) -> str:
        """The message of the `panic` at this instruction; `trap panic` has none."""
        name, operand = self.program.functions[function].code[pc]
        return str(self.program.constants[operand]) if name == "panic" else ""

    def promote(self, number: int) -> None:
        """A unit is hot: compile it now."""
        self.tiers.promote(number)

    # ---- the rest of the interface

    def cancel(self) -> None:
        """End the running call with the trap `cancelled`, from any thread."""
        self._runner.cancel()

    @property
    def fuel_left(self) -> int:
        """Fuel left by the last call, when `limits.fuel` is set."""
        return self._runner.fuel_left

    @property
    def live_objects(self) -> int:
        """Heap objects that are reachable from nothing but activations: 0 after a call."""
        heaps = [] if self.heap is None else [self.heap]
        if self._parallel is not None:
            heaps += [lane.heap for lane in self._parallel.lanes]
        return sum(heap.unreachable for heap in heaps)

    def explain(self) -> str:
        """What the compiler did."""
        from motet.jit.explain import explain

        return explain(self.tiers)

    def emit(self, stage: str) -> str:
        """Text of a stage: `types`, `llvm`, `asm`. ValueError for another."""
        from motet.jit.explain import emit_stage

        return emit_stage(self.tiers, stage)

    def close(self) -> None:
        """Give everything back. The machine must not be used again."""
        self._unlink()
        self._runner.close()
        if self._parallel is not None:
            self._parallel.close()
        self.tiers.close()


def _type_passed(value: Value, declared: Ty) -> Ty:
    """The type that code is made for."""
    if declared is not ANY:
        return declared
    if type(value) in TYPE_OF:
        return TYPE_OF[type(value)]
    if kind_of(value) not in PLAIN:
        raise TypeError(f"{type(value).__name__} is no type of value that a program knows")
    return type_of(value) or ANY
