"""What a loaded program and a session share: one growing program, one host, one machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import RLock
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar, cast

from motet.bytecode.program import Function, Program, Value
from motet.bytecode.traps import Trap
from motet.bytecode.verify import VerifyError, verify
from motet.engine.choose import choose, jit_gap, jit_refusal, make_machine
from motet.engine.errors import run_error, static_error
from motet.engine.machine import DirectCalls, Machine
from motet.engine.output import StandardOutput
from motet.languages.interface import Language, Refusal
from motet.policy import Grants, Limits, Policy, Settings
from motet.source import Diagnostic, DiagnosticError
from motet.stdlib import ByteStream, Host
from motet.stdlib.surroundings import Surroundings

if TYPE_CHECKING:
    from typing import Self

    from motet.jit.boundary.builtin import Link

T = TypeVar("T")


def check_program(program: Program) -> None:
    """Verify the functions that are new. DiagnosticError when a program is too large for an engine."""
    if program.verified == len(program.functions):
        return
    try:
        verify(program)
    except VerifyError as error:
        function = program.functions[error.function] if error.function >= 0 else None
        where = f"{function.name}: " if function else ""
        code = "too-large" if error.too_large else "bytecode-invalid"
        source, span = (function.source, function.span_at(error.pc)) if function else (None, None)
        raise DiagnosticError(Diagnostic(code, where + error.reason, source, span)) from None


class Setup(NamedTuple):
    """How a program is run; None is the default of each.

    Attributes:
        policy: what it may touch; by default printing, standard input, time and random numbers.
        limits: how much it may use; by default as much as the machine has.
        engine: `auto`, `vm` or `jit`.
        output: a binary stream, or a function that takes bytes; by default the standard output.
        settings: knobs of the engine.
        arguments: texts that the program can ask for.
    """

    policy: Grants | None = None
    limits: Limits | None = None
    engine: str = "auto"
    output: ByteStream | Callable[[bytes], object] | None = None
    settings: Settings | None = None
    arguments: tuple[str, ...] = ()


class Budget:
    """Stops a long text that is written while no program runs."""

    def __init__(self, limits: Limits) -> None:
        self._fuel = limits.fuel
        self._deadline: Final = None if limits.seconds is None else monotonic() + limits.seconds
        self.cancelled = False

    def charge(self, units: int) -> None:
        """Take fuel. Trap `fuel` when less is left."""
        if self._fuel is not None:
            if units > self._fuel:
                raise Trap("fuel")
            self._fuel -= units

    def poll(self) -> None:
        """Trap when it is time to stop."""
        if self.cancelled:
            raise Trap("cancelled")
        if self._deadline is not None and monotonic() >= self._deadline:
            raise Trap("deadline")


class Runner:
    """Runs functions of one program, one call at a time, and turns traps into exceptions.

    Attributes:
        program: verified up to the last call; may grow.
        language: its front end.
        limits: of each call.
        engine: `vm` or `jit`.
        engine_note: why it is not the JIT, when the choice was left open.
        host: output and host functions.
    """

    def __init__(
        self,
        program: Program,
        language: Language,
        setup: Setup,
    ) -> None:
        self.program: Final = program
        self.language: Final = language
        self.limits = setup.limits or Limits()
        self._most_heap_words: Final = self.limits.heap_words
        self.engine, self.engine_note = choose(setup.engine)
        self._choice_is_open: Final = setup.engine == "auto"
        output = StandardOutput() if setup.output is None else setup.output
        self._policy: Final[Grants] = setup.policy or Policy()
        self._gated = 0
        self._surveyed = 0
        self.host: Final = Host(
            output,
            self._policy,
            language.rows,
            self.limits.output,
            surroundings=Surroundings(arguments=setup.arguments),
            memory_limit=self.limits.memory,
        )
        self._settings: Final = setup.settings or Settings()
        self._machine: Machine | None = None
        self._budget: Budget | None = None
        self._lock: Final = RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def machine(self) -> Machine:
        """The machine, made on first use."""
        if self._machine is None:
            check_program(self.program)
            self._fall_back()
            self._machine = self._make()
        return self._machine

    def _fall_back(self) -> None:
        """Leave a program to the VM when functions are new that machine code lacks something for.

        Raises:
            DiagnosticError: the JIT was asked for, or runs the program's older functions, whose globals it has.
        """
        new = self.program.functions[self._surveyed :]
        gap = jit_gap(new, self.program.constants) if self.engine == "jit" and new else ""
        self._surveyed = len(self.program.functions)
        if gap and not (self._choice_is_open and (self._machine is None or not self.program.globals)):
            raise DiagnosticError(Diagnostic("unsupported", f"{gap}; leave the choice of the engine open"))
        if gap:
            self.close()
            self.engine, self.engine_note = "vm", f"{gap}, so the reference VM runs the program"

    def _make(self) -> Machine:
        parts = (self.program, self.host, self.limits, self._settings)
        if self.engine == "jit":
            try:
                return make_machine("jit", *parts)
            except jit_refusal() as refusal:
                if not self._choice_is_open:
                    raise DiagnosticError(Diagnostic("too-large", str(refusal))) from None
                self.engine, self.engine_note = "vm", f"{refusal}, so the reference VM runs the program"
        return make_machine("vm", *parts)

    def _call_machine(self, function: int, arguments: Sequence[Value]) -> tuple[Value, ...]:
        machine = self.machine
        if self.engine == "vm":
            return machine.call(function, arguments)
        try:
            return machine.call(function, arguments)
        except jit_refusal() as refusal:
            raise DiagnosticError(Diagnostic("too-large", str(refusal))) from None

    def call_function(self, function: int, arguments: Sequence[Value]) -> tuple[Value, ...]:
        """Call a function with values of the bytecode.

        Raises:
            DiagnosticError: the program has grown too large for the engine.
            RunError: the run ended early; what the program wrote has been handed on.
            KeyboardInterrupt: Ctrl-C, likewise.
        """
        with self.exclusive():
            check_program(self.program)
            self._gate()
            self._fall_back()
            return self.guarded(lambda: self._call_machine(function, arguments))

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """No other thread runs the program or changes it meanwhile.

        RuntimeError: this thread is in a call that native code began. Another may hold the lock and wait for its end.
        """
        machine = self._machine
        if machine is not None and self.engine == "jit":
            cast("DirectCalls", machine).refuse_nested()
        with self._lock:
            yield

    def _gate(self) -> None:
        """Before anything runs: no function, reachable or not, may declare what is not granted. PolicyError."""
        refuse: Callable[[Sequence[Function], Grants], Refusal | None] | None
        refuse = getattr(self.language, "static_refusal", None)
        new = self.program.functions[self._gated :]
        refusal = refuse(new, self._policy) if refuse is not None and new else None
        if refusal is not None:
            raise static_error(self.program, self._gated + refusal.function, refusal.text)
        self._gated = len(self.program.functions)

    def show(self, value: Value) -> None:
        """Write a value in the language's text form and a line end to the program's output, and flush. RunError."""
        with self._lock:
            self.guarded(lambda: self._write_line(self._pieces(value)))

    def _pieces(self, value: Value) -> Iterator[str]:
        """The text form of a value. Trap `memory` for one that shares parts so often that nobody could read it."""
        from motet.stdlib.expansion import bounded  # not needed to run

        return bounded(self.language.format_value(value), value, self.host.memory_limit)

    def cancel(self) -> None:
        """End the current call, from any thread: it raises LimitError of kind `cancelled`."""
        machine, budget = self._machine, self._budget
        if machine is not None:
            machine.cancel()
        if budget is not None:
            budget.cancelled = True

    def close(self) -> None:
        """Give back what the machine holds. A later call makes a new one, with fresh globals."""
        with self._lock:
            machine, self._machine = self._machine, None
            if machine is not None:
                machine.close()

    def _use_heap(self, heap_words: int | None) -> None:
        """Set the size of the program's own heap, at most the given limit; a machine with another size is replaced."""
        if heap_words is None:
            return
        most = self._most_heap_words
        size = heap_words if most is None else min(heap_words, most)
        if size != self.limits.heap_words:
            self.close()
            self.limits = self.limits.with_heap_words(size)

    def _write_line(self, pieces: Iterable[str]) -> None:
        self._budget = self.host.meter = Budget(self.limits)
        try:
            self.host.write_pieces(pieces)
            self.host.write(b"\n")
        finally:
            self._budget = self.host.meter = None

    def connect(self, link: Link, function: int, arguments: Sequence[Value]) -> DirectCalls | None:
        """After a call with these arguments: let native code begin the next ones; the machine that does, or None."""
        with self._lock:
            if self.engine != "jit" or self._machine is None:
                return None
            machine = cast("DirectCalls", self._machine)
            return machine if machine.link(link, function, arguments) else None

    def guarded(self, action: Callable[[], T]) -> T:
        """Do something that runs the program: traps become exceptions, and what was written is handed on."""
        try:
            result = action()
            self.host.flush()
        except Trap as trap:
            with suppress(Trap):
                self.host.flush()
            if trap.kind == "interrupted":
                raise KeyboardInterrupt from None
            error = run_error(trap, self.program, self.language, broken=self.host.broken, limits=self.limits)
            raise error from None
        return result
