"""Which code runs: numbers and slots of units, compilation in batches, promotion to the optimised tier.

Tier 1 compiles everything that a call from outside can reach, without passes, in one module. Its code counts calls and
times around loops, and asks for promotion when a count reaches its threshold; then the unit (a function, or the rest
of one from a loop header) is compiled by tier 2, with what it calls, and its slot is replaced by one store. Running code
sees the new address at its next call or, for a loop, at its next time around.

A function whose loop was promoted is likely to be worth it as a whole, where tier 2 knows how the loop starts: it is
promoted when it is entered again. A program that enters it once does not pay for that.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Hashable, Sequence
from time import perf_counter
from typing import Final, NamedTuple

from motet.bytecode.program import Program
from motet.bytecode.types import Ty
from motet.jit.emit import emit_entry, emit_module
from motet.jit.emit.module import program_facts
from motet.jit.infer import Inference
from motet.jit.interrupts import uninterrupted
from motet.jit.llvm import NO_PASSES, OPTIMISED, Code, CompileError, Times
from motet.jit.process import Native
from motet.jit.promotion import PROMOTER
from motet.jit.services import Entry
from motet.jit.slots import UNITS
from motet.jit.units import CompileSettings, Explanation, ModuleText, Unit
from motet.policy import Settings

LEVELS: Final = {1: NO_PASSES, 2: OPTIMISED}
"""LLVM's level for each tier."""

LOOP_SIZE_CAP: Final = 400
"""Instructions after which callees of a loop that is replaced on the stack are left alone: the loop goes on waiting."""

FOREGROUND: Final = -2
NOBODY: Final = -1
"""Values of the field `notify_fd` besides a descriptor."""

BUGS: Final = (
    CompileError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a mistake in the compiler can raise. In the background it must not end the program: its tier-1 code is right."""


class Compilation(NamedTuple):
    """One module that was compiled.

    Attributes:
        tier: 1 or 2.
        why: what made it necessary.
        module: its text and units.
        python: seconds for inference, lowering and emission.
        times: seconds of LLVM's phases.
    """

    tier: int
    why: str
    module: ModuleText
    python: float
    times: Times


class Failure(NamedTuple):
    """A promotion that failed; the unit goes on in tier 1."""

    unit: Unit
    error: Exception


class TooLarge(NamedTuple):
    """A promotion that was refused: LLVM's passes would take seconds for a function of this size."""

    unit: Unit
    size: int


class Tiers:
    """The compiled code of one program. Implements `motet.jit.units.Services` and `motet.jit.promotion.Owner`.

    Attributes:
        program: verified; may grow.
        settings: thresholds and the like.
        inference: what is known of the program; used under `lock` only.
        lock: held while the compiler's Python part runs.
        compilations: what was compiled, in order.
        failures: promotions that failed.
        refusals: promotions of functions that are too large.
        literals: keys of the objects of a run, in the order of their numbers.
    """

    def __init__(self, program: Program, settings: Settings, compile_settings: CompileSettings) -> None:
        self.program: Final = program
        self.settings: Final = settings
        self.inference: Final = Inference(program)
        self.lock: Final = threading.RLock()
        self.compilations: Final[list[Compilation]] = []
        self.failures: Final[list[Failure]] = []
        self.refusals: Final[list[TooLarge]] = []
        self._native: Final = Native.shared()
        self._compile_settings: Final = compile_settings
        self._codes: Final[list[Code]] = []
        self._finalizer: Final = weakref.finalize(self, self._native.compiler.discard, self._codes)
        self._finalizer.atexit = False
        self._numbers: Final[dict[Unit, int]] = {}
        self._units: Final[dict[int, Unit]] = {}
        self._tier: Final[dict[int, int]] = {}
        self._expected: Final[dict[int, int]] = {}
        self.literals: Final[dict[Hashable, int]] = {}
        self._entries: Final[dict[tuple[int, tuple[Ty, ...]], Entry]] = {}

    @property
    def notify(self) -> int:
        """What native code does about hot units: the field `notify_fd`."""
        if self.settings.tier < 2 or self.settings.first >= 2:
            return NOBODY
        return PROMOTER.descriptor() if self.settings.background else FOREGROUND

    def entry(self, function: int, types: tuple[Ty, ...], poll: Callable[[], None]) -> Entry:
        """The way into a function for arguments of these types.

        One that is new is compiled. What `poll` raises meanwhile ends the waiting, not the compilation.
        """
        return self._entries.get((function, types)) or uninterrupted(lambda: self._new_entry(function, types), poll)

    def results(self, function: int, types: tuple[Ty, ...]) -> tuple[Ty, ...]:
        """Types of the results of a function for arguments of these types."""
        with self.lock:
            return self.inference.unit(function, types).results

    def _new_entry(self, function: int, types: tuple[Ty, ...]) -> Entry:
        with self.lock:
            unit = self._outside(self.inference.unit(function, types))
            number = self.number(unit)
            fuel = self._compile_settings.fuel
            wrapper = self._native.wrapper(unit.types, unit.results, emit_entry, fuel=fuel)
        if not self.is_compiled(number, 1):
            name = self.program.functions[function].name
            self.compile([unit], self.settings.first, f"{name} is called from outside")
        results = len(self.program.functions[function].results)
        entry = self._entries[function, types] = Entry(wrapper, self.slot_address(number), results)
        return entry

    def _outside(self, unit: Unit) -> Unit:
        """The unit that a call from outside enters: it owns its arguments."""
        owned = program_facts(self.inference, self._compile_settings.rows).parameters.owned[unit.function]
        return unit if all(owned) else unit._replace(kind="outside")

    def closure_code(self, function: int) -> int:
        """Address of the slot with the code of closures of a function, which is compiled if it is new."""
        with self.lock:
            fn = self.inference.lattice.signature(function)
            unit = Unit("closure", function, 0, (fn, *fn.parts), fn.results)
            number = self.number(unit)
        if not self.is_compiled(number, 1):
            name = self.program.functions[function].name
            self.compile([unit], self.settings.first, f"a function object of {name} came from outside")
        return self.slot_address(number)

    def compile(self, roots: Sequence[Unit], tier: int, why: str) -> Compilation:
        """Compile units and what they need, and let calls go to the new code. CompileError when LLVM refuses."""
        start = perf_counter()
        module = self.text(roots, tier)
        python = perf_counter() - start
        imports = self._native.imports(module.imports, LEVELS[tier])
        code = self._native.compiler.compile(module.text, module.symbols.values(), imports, LEVELS[tier])
        with self.lock:
            self._codes.append(code)
            for unit in module.units:
                self._install(unit, tier, code.addresses[module.symbols[unit]])
            compilation = Compilation(tier, why, module, python, code.times)
            self.compilations.append(compilation)
            count = len(self.compilations)
        if self.settings.dump is not None:
            from motet.jit.naming import write_stages

            write_stages(self.settings.dump, count, self.program, module, tier)
        return compilation

    def text(self, roots: Sequence[Unit], tier: int) -> ModuleText:
        """The module that `compile` gives to LLVM."""
        settings = self._compile_settings
        if roots[0].kind == "loop":
            settings = settings._replace(size_cap=LOOP_SIZE_CAP)
        with self.lock:
            return emit_module(self.program, self.inference, roots, tier, self, settings)

    def _install(self, unit: Unit, tier: int, address: int) -> None:
        number = self.number(unit)
        if tier >= self._tier.get(number, 0):
            self._tier[number] = tier
            UNITS.set_code(number, address)

    def promote(self, number: int) -> None:
        """Compile a hot unit in tier 2."""
        if self._tier.get(number, 0) >= 2:
            return
        unit = self._units[number]
        size = len(self.program.functions[unit.function].code)
        if size > self._compile_settings.unit_cap:
            self.refusals.append(TooLarge(unit, size))
            return
        uninterrupted(lambda: self.compile([unit], 2, self._why_hot(unit)))
        if unit.kind == "loop":
            self._expect_entries(unit)

    def _expect_entries(self, loop: Unit) -> None:
        """Let the next entry of a function whose loop is in tier 2 ask for the whole function."""
        last = self._compile_settings.call_threshold - 1
        with self.lock:
            numbers = [n for n, u in self._units.items() if u.kind == "call" and u.function == loop.function]
        for number in numbers:
            if self._tier.get(number, 0) == 1 and UNITS.count(number) < last:
                self._expected[number] = loop.pc
                UNITS.set_count(number, last)

    def promote_in_background(self, number: int) -> None:
        """As `promote`; a failure is kept in `failures`."""
        try:
            self.promote(number)
        except BUGS as error:
            self.failures.append(Failure(self._units[number], error))

    def is_urgent(self, number: int) -> bool:
        """Whether the unit is a loop, in which the program may stay for long."""
        return self._units[number].kind == "loop"

    def _why_hot(self, unit: Unit) -> str:
        name = self.program.functions[unit.function].name
        if unit.kind == "loop":
            return f"the loop at {unit.pc} of {name} went around {self.settings.iterations} times"
        pc = self._expected.get(self.number(unit))
        if pc is not None:
            return f"{name} was called again after its loop at {pc} was compiled"
        return f"{name} was called {self.settings.calls} times"

    def close(self) -> None:
        """Let go of the machine code. No run of it may be active, and nothing can be compiled any more."""
        for number in list(self._units):
            PROMOTER.forget(number)
        self._finalizer()

    # ---- what emitted code needs to know

    def number(self, unit: Unit) -> int:
        """The unit's number, a new one when it has none yet."""
        number = self._numbers.get(unit)
        if number is None:
            number = self._numbers[unit] = UNITS.add()
            self._units[number] = unit
            PROMOTER.register(number, self)
        return number

    def slot_address(self, number: int) -> int:
        """Address of the word that holds the unit's code, 0 while there is none."""
        return UNITS.slot_address(number)

    def counter_address(self, number: int) -> int:
        """Address of the word that counts how often tier 1 entered the unit."""
        return UNITS.counter_address(number)

    def seen_address(self, number: int) -> int:
        """Address of the word for the tags that tier 1 saw."""
        return UNITS.seen_address(number)

    def seen(self, number: int) -> int:
        """The tags that tier 1 saw, packed."""
        return UNITS.seen(number)

    def is_compiled(self, number: int, tier: int) -> bool:
        """Whether the slot holds code of this tier or a higher one."""
        return self._tier.get(number, 0) >= tier

    def literal(self, key: Hashable) -> int:
        """Number of an object of the run."""
        return self.literals.setdefault(key, len(self.literals))

    def explanations(self) -> list[tuple[Compilation, Explanation]]:
        """What was decided for each unit, in the order of compilation."""
        return [(each, note) for each in list(self.compilations) for note in each.module.explanations]
