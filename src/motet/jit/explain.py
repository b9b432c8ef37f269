"""What the compiler did, as text for people: the report of `--explain`, and the stages of `motet emit`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from motet.bytecode.program import Function, Program
from motet.jit.interrupts import uninterrupted
from motet.jit.llvm import Compiler
from motet.jit.naming import named_text, type_list, unit_name
from motet.jit.tiers import Compilation, Tiers
from motet.jit.units import Explanation, ModuleText, Unit


def _place(function: Function, pc: int) -> str:
    span = function.span_at(pc)
    if span is None or function.source is None:
        return f"at {pc}"
    line, column = function.source.position(span.start)
    return f"{function.source.name}:{line}:{column}"


# ---- the report


def explain(tiers: Tiers) -> str:
    """The report: each unit with its tier and why, what stayed slow in it, and what compiling took."""
    latest: dict[Unit, Explanation] = {}
    whys: dict[Unit, str] = {}
    for compilation, note in tiers.explanations():
        if note.tier >= (latest[note.unit].tier if note.unit in latest else 0):
            latest[note.unit] = note
            whys[note.unit] = compilation.why
    lines = [line for unit, note in latest.items() for line in _unit_lines(tiers.program, note, whys[unit])]
    lines += [line for compilation in tiers.compilations for line in _cost_lines(compilation)]
    lines += _library_lines() if tiers.compilations else ()
    for failure in tiers.failures:
        lines.append(
            f"{unit_name(tiers.program, failure.unit)}: stays in tier 1, the compiler failed: {failure.error!r}"
        )
    for unit, size in tiers.refusals:
        lines.append(f"{unit_name(tiers.program, unit)}: stays in tier 1, {size} instructions are too many for tier 2")
    return "\n".join(lines) + "\n" if lines else "Nothing was compiled.\n"


def _unit_lines(program: Program, note: Explanation, why: str) -> Iterator[str]:
    function = program.functions[note.unit.function]
    yield f"{unit_name(program, note.unit)}: tier {note.tier}, because {note.why or why}"
    for pc, text in note.notes:
        yield f"    {text}" if pc < 0 else f"    {_place(function, pc)}: {text}"


def _cost_lines(compilation: Compilation) -> Iterator[str]:
    times = compilation.times
    count = len(compilation.module.explanations) or len(compilation.module.units)
    total = 1e3 * (compilation.python + times.total)
    yield (
        f"tier {compilation.tier}: {count} unit{'s' if count != 1 else ''} in {total:.1f} ms "
        f"({1e3 * compilation.python:.1f} in Python, {1e3 * times.passes:.1f} optimising, "
        f"{1e3 * times.codegen:.1f} generating code), {times.size} bytes, because {compilation.why}"
    )


def _library_lines() -> Iterator[str]:
    from motet.jit.typed_python.library import NativeLibrary

    library = NativeLibrary.made()
    if library is not None:
        count = 0 if library.prebuilt is None else len(library.prebuilt.addresses)
        yield f"run-time library: {count} routines from the cache, {len(library.compiled)} compiled in this process"


# ---- the stages


def _types_text(tiers: Tiers, module: ModuleText) -> str:
    lines = []
    for unit in module.symbols:
        inst = tiers.inference.inst_of(unit)
        function = tiers.program.functions[unit.function]
        lines.append(f"{unit_name(tiers.program, unit)}")
        for pc, types in sorted(inst.entry.items()):
            live = tiers.inference.code(unit.function).live(pc)
            named = [f"local {number}: {t}" for number, t in zip(live, types, strict=False)]
            stack = [str(t) for t in types[len(live) :]]
            text = ", ".join(named + ([f"stack: {' '.join(stack)}"] if stack else []))
            lines.append(f"  block {pc} ({_place(function, pc)}): {text or 'nothing is live'}")
        lines += [f"  call at {pc}: {_callee(tiers, callee)}" for pc, callee in sorted(inst.calls.items())]
        lines.append("")
    return "\n".join(lines)


def _callee(tiers: Tiers, inst: object) -> str:
    function, types, result = (getattr(inst, name) for name in ("function", "types", "result"))
    return f"{tiers.program.functions[function].name}({type_list(types)}) -> {type_list(result) or 'nothing'}"


def _llvm_text(tiers: Tiers, module: ModuleText) -> str:
    return named_text(tiers.program, module)


def _optimised_text(tiers: Tiers, module: ModuleText) -> str:
    return Compiler.shared().optimised_text(named_text(tiers.program, module))


def _assembly(tiers: Tiers, module: ModuleText) -> str:
    return Compiler.shared().assembly(named_text(tiers.program, module))


Stage = Callable[[Tiers, ModuleText], str]

STAGES: Final[dict[str, Stage]] = {
    "types": _types_text,
    "llvm": _llvm_text,
    "llvm-optimised": _optimised_text,
    "asm": _assembly,
}
"""The stages of native code, in order."""


def emit_stage(tiers: Tiers, stage: str) -> str:
    """A stage of the whole program as tier 2 compiles it: every function, from the entry with the declared types.

    Raises:
        ValueError: there is no such stage.
    """
    make = STAGES.get(stage)
    if make is None:
        raise ValueError(f"there is no stage `{stage}`; there are {' '.join(STAGES)}")
    return uninterrupted(lambda: _whole_program(tiers, make))


def _whole_program(tiers: Tiers, make: Stage) -> str:
    """The entry and what it reaches; then, with their declared types, the functions that are in no unit of their own."""
    program = tiers.program
    with tiers.lock:
        roots = [_declared_unit(tiers, program.entry)] if program.entry >= 0 else []
        shown = {unit.function for unit in tiers.text(roots, 2).symbols} if roots else set()
        roots += [_declared_unit(tiers, index) for index in range(len(program.functions)) if index not in shown]
        return make(tiers, tiers.text(roots, 2))


def _declared_unit(tiers: Tiers, index: int) -> Unit:
    function = tiers.program.functions[index]
    return tiers.inference.unit(index, function.captures + function.parameters)
