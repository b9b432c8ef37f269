"""Compiles and runs programs without the tiers: slots are filled as soon as a module is compiled."""

from __future__ import annotations

import ctypes
import itertools

from motet.bytecode import FunctionBuilder, Program, Trap, verify
from motet.bytecode.types import TAGS
from motet.jit.emit import emit_entry, emit_module, slow_paths
from motet.jit.infer import Inference
from motet.jit.llvm import NO_PASSES, OPTIMISED, Compiler
from motet.jit.process import Native
from motet.jit.run import Runner
from motet.jit.services import Entry
from motet.jit.units import CompileSettings
from motet.policy import Limits, Policy
from motet.stdlib import Host
from motet.vm import VirtualMachine

TYPES = {int: "Int", float: "Float", bool: "Bool", type(None): "Unit"}
TYPE_OF = {type_: next(t for t in TAGS if t.kind == name) for type_, name in TYPES.items()}
MAX_UNITS = 4096


class Services:
    """Slots, counters and what was seen, as `motet.jit.units.Services` wants them."""

    def __init__(self):
        self.words = (ctypes.c_int64 * (3 * MAX_UNITS))()
        self.base = ctypes.addressof(self.words)
        self.numbers = {}
        self.units = []
        self.tiers = {}

    def number(self, unit):
        if unit not in self.numbers:
            self.numbers[unit] = len(self.units)
            self.units.append(unit)
        return self.numbers[unit]

    def slot_address(self, number):
        return self.base + 8 * number

    def counter_address(self, number):
        return self.base + 8 * (MAX_UNITS + number)

    def seen_address(self, number):
        return self.base + 8 * (2 * MAX_UNITS + number)

    def seen(self, number):
        return self.words[2 * MAX_UNITS + number]

    def is_compiled(self, number, tier):
        return self.tiers.get(number, 0) >= tier


class Jit:
    """One program, compiled on demand in one tier; `promote` makes tier 1 ask for tier 2."""

    _helpers = None

    def __init__(self, program, tier=1, limits=None, check_ir=True, **settings):
        self.program = program
        self.tier = tier
        self.limits = limits or Limits()
        self.inference = Inference(program)
        self.services = Services()
        self.settings = CompileSettings(fuel=self.limits.fuel is not None, **settings)
        self.codes = []
        self.modules = []
        self.promoted = []
        self.notify, self.heap, self.range = -2, None, (-(1 << 63), 1 << 63)
        self.output = bytearray()
        self.host = Host(self.output.extend, Policy(), {})
        self.runner = Runner(self, self.host, self.limits)
        for k in range(len(program.globals)):
            self.runner.region.globals.ints[2 * k] = 3
            self.runner.region.globals.ints[2 * k + 1] = 0
        native = Native.shared()
        if Jit._helpers is None:
            code = native.compiler.compile(
                slow_paths.TEXT,
                list(slow_paths.DECLARATIONS),
                {"motet_trap": native.addresses["motet_trap"]},
                OPTIMISED,
            )
            Jit._keep = code
            Jit._helpers = {**native.addresses, **code.addresses}

    def panic_message(self, function, pc):
        return "panic"

    def promote(self, number):
        unit = self.services.units[number]
        self.promoted.append(unit)
        if not self.services.is_compiled(number, 2):
            self.compile([unit], 2)

    def compile(self, roots, tier):
        module = emit_module(self.program, self.inference, roots, tier, self.services, self.settings)
        self.modules.append(module)
        imports = {name: Jit._helpers[name] for name in module.imports}
        level = OPTIMISED if tier == 2 else NO_PASSES
        code = Compiler.shared().compile(module.text, list(module.symbols.values()), imports, level)
        self.codes.append(code)
        for unit in module.units:
            number = self.services.number(unit)
            self.services.words[number] = code.addresses[module.symbols[unit]]
            self.services.tiers[number] = tier
        return module

    def unit(self, function, arguments):
        declared = self.program.functions[function].parameters
        for value, t in zip(arguments, declared, strict=True):
            if t.kind != "Any" and TYPE_OF[type(value)] is not t:
                raise Trap("type")
        return self.inference.unit(function, tuple(TYPE_OF[type(v)] for v in arguments))

    def _enter(self, function, arguments):
        unit = self.unit(function, arguments)
        number = self.services.number(unit)
        if not self.services.is_compiled(number, self.tier):
            self.compile([unit], self.tier)
        wrapper = Native.shared().wrapper(unit.types, unit.results, emit_entry, fuel=self.settings.fuel)
        return Entry(wrapper, self.services.slot_address(number), len(unit.results))

    def call(self, function, arguments):
        return self.runner.call(lambda: self._enter(function, arguments), tuple(arguments))

    @property
    def fuel_left(self):
        return self.runner.fuel_left

    def close(self):
        self.runner.close()


def outcome(machine, function, arguments):
    """Results with their types, or the trap with its place."""
    try:
        values = machine.call(function, list(arguments))
    except Trap as trap:
        return trap.kind, trap.function, trap.pc
    return tuple(f"{type(v).__name__}:{v!r}" for v in values)


def vm(program, limits=None):
    return VirtualMachine(program, Host(bytearray().extend, Policy(), {}), limits or Limits())


LITERALS = {"true": True, "false": False, "unit": None, "nan": float("nan"), "inf": float("inf")}


def literal(word):
    """A constant from its text."""
    if word in LITERALS:
        return LITERALS[word]
    return float(word) if "." in word or "e" in word else int(word)


def write(builder, code, local_count=0):
    """Finish a function; `code` is text: an instruction or `label:` a line, `const` takes a literal."""
    labels = {}
    for _ in range(local_count):
        builder.local()
    for line in code.strip().splitlines():
        words = line.split()
        if not words:
            continue
        if words[0].endswith(":"):
            builder.place(labels.setdefault(words[0][:-1], builder.label()))
        elif words[0] == "const":
            builder.const(literal(words[1]))
        elif words[0] in ("jump", "branch_if", "branch_unless"):
            builder.emit(words[0], labels.setdefault(words[1], builder.label()))
        else:
            builder.emit(words[0], *(int(w) if w.isdigit() else w for w in words[1:]))
    return builder.finish()


def function(program, name, parameters, results, code, local_count=0):
    """Append a function."""
    return write(FunctionBuilder(program, name, parameters, results), code, local_count)


def functions(*specs):
    """A verified program; a spec is name, parameters, results, code, and the number of further locals."""
    program = Program()
    builders = [FunctionBuilder(program, *spec[:3]) for spec in specs]
    for builder, spec in zip(builders, specs, strict=True):
        write(builder, spec[3], *spec[4:])
    program.entry = 0
    verify(program)
    return program


def engines(program, limits=None):
    """All ways to run a program, by name."""
    return {
        "vm": vm(program, limits),
        "tier 1": Jit(program, 1, limits, counts=False),
        "tier 2": Jit(program, 2, limits),
        "tier 2 plain": Jit(program, 2, limits, dispatch=False, strip=0, clone_levels=0),
        "promoted": Jit(program, 1, limits, call_threshold=3, loop_threshold=4),
    }


def check(program, name, *argument_lists, limits=None):
    """All engines agree on each list of arguments; the last outcome."""
    if program.verified < len(program.functions):
        verify(program)
    machines = engines(program, limits)
    index = program.index(name)
    seen = None
    for arguments, repeat in itertools.product(argument_lists, range(2)):
        outcomes = {label: outcome(machine, index, arguments) for label, machine in machines.items()}
        assert len(set(outcomes.values())) == 1, (arguments, repeat, outcomes)
        if limits is not None and limits.fuel is not None:
            left = {label: machine.fuel_left for label, machine in machines.items()}
            assert len(set(left.values())) == 1, (arguments, left)
        seen = outcomes["vm"]
    for label in ("tier 1", "tier 2", "tier 2 plain", "promoted"):
        machines[label].close()
    return seen
