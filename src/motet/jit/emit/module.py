"""One LLVM module: units lowered until none is missing, their text, and the declarations they need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from motet.bytecode.program import Program
from motet.jit import ir_ops
from motet.jit.checker import check_counts
from motet.jit.collector import without_collection
from motet.jit.convention import ints_have_63_bits
from motet.jit.emit import control, dynamic, memory, objects, scalars
from motet.jit.emit.runtime import DECLARATIONS
from motet.jit.emit.writer import ATTRIBUTES, METADATA, FunctionWriter
from motet.jit.infer import Inference
from motet.jit.ir import Ins, IrFunction
from motet.jit.known_variants import use_known_variants
from motet.jit.lower import HANDLERS, ClosureCode, Lowering, ModuleContext, OutsideCode, lower_unit
from motet.jit.lower.callgraph import CallGraph
from motet.jit.lower.charges import merge_charges
from motet.jit.lower.keeping import keeping
from motet.jit.lower.parameters import Parameters
from motet.jit.lower.unshared import settle
from motet.jit.numbers import INTRINSICS
from motet.jit.ownership import has_own_heap, insert_counts, needs_counts
from motet.jit.scalar_replacement import replace_objects
from motet.jit.units import CompileSettings, Explanation, ModuleText, Services, Unit
from motet.stdlib.rows import Row

WRITERS: Final[dict[str, Callable[[FunctionWriter, Ins], None]]] = {
    **scalars.WRITERS,
    **dynamic.WRITERS,
    **control.WRITERS,
    **memory.WRITERS,
    **objects.WRITERS,
}
"""Writer of each op of `motet.jit.ir_ops`, by name."""

HEAD: Final = """declare {i64, i1} @llvm.sadd.with.overflow.i64(i64, i64)
declare {i64, i1} @llvm.ssub.with.overflow.i64(i64, i64)
declare {i64, i1} @llvm.smul.with.overflow.i64(i64, i64)
declare i64 @llvm.read_register.i64(metadata)
declare i64 @llvm.ctpop.i64(i64)
declare i64 @llvm.ctlz.i64(i64, i1)
declare i64 @llvm.cttz.i64(i64, i1)
declare void @llvm.assume(i1)
declare i64 @llvm.fptosi.sat.i64.f64(double)
"""

FUEL_HEAD: Final = "declare {i64, i1} @llvm.usub.with.overflow.i64(i64, i64)\n"
"""What modules that charge fuel declare besides."""


def emit_module(
    program: Program,
    inference: Inference,
    roots: Sequence[Unit],
    tier: int,
    services: Services,
    settings: CompileSettings,
) -> ModuleText:
    """LLVM text of everything that the roots need and that is not compiled in their tier.

    Args:
        program: the program.
        inference: what is known of it; it learns more.
        roots: the units that are asked for.
        tier: 1 (calls go through slots, counters ask for promotion) or 2 (direct calls, to be optimised).
        services: numbers and addresses of slots.
        settings: what changes the code but not its meaning.
    """
    facts = program_facts(inference, settings.rows)
    handlers = keeping(HANDLERS) if facts.exact else HANDLERS
    reshapes = tier == 2 and not facts.exact
    context = ModuleContext(
        program,
        inference,
        facts.graph,
        tier,
        services,
        settings,
        handlers,
        reshapes=reshapes,
        owned=facts.parameters.owned,
    )
    for unit in roots:
        context.add(unit)
    writer = _ModuleWriter(context, roots, facts)
    with without_collection():
        while context.wanted:
            writer.add(context.wanted.pop())
    return writer.finish()


class ProgramFacts(NamedTuple):
    """What emission needs to know of a program as a whole.

    Attributes:
        size: number of functions it had.
        graph: its call graph.
        narrow_ints: all its Ints have 63 bits.
        counts: references are counted.
        parameters: which parameters functions own.
        exact: the program can tell when an object dies, because its own heap has a size.
    """

    size: int
    graph: CallGraph
    narrow_ints: bool
    counts: bool
    exact: bool
    parameters: Parameters


def program_facts(inference: Inference, rows: Mapping[str, Row]) -> ProgramFacts:
    """The facts of the program as it is now; they are kept until it grows."""
    program, facts = inference.program, inference.program_facts
    if not isinstance(facts, ProgramFacts) or facts.size != len(program.functions):
        counts, exact = needs_counts(program), has_own_heap(program)
        graph = CallGraph(program, tail_may_call=counts and not exact)
        parameters = facts.parameters if isinstance(facts, ProgramFacts) else Parameters()
        parameters.extend(program, graph.components, rows, everything=exact or not counts)
        narrow = ints_have_63_bits(program)
        facts = ProgramFacts(len(program.functions), graph, narrow, counts, exact, parameters)
        inference.program_facts = facts
    return facts


def call_graph(inference: Inference) -> CallGraph:
    """The call graph of the program as it is now."""
    return program_facts(inference, {}).graph


class _ModuleWriter:
    def __init__(self, context: ModuleContext, roots: Sequence[Unit], facts: ProgramFacts) -> None:
        self._context: Final = context
        self._roots: Final = frozenset(roots)
        self._narrow_ints: Final = facts.narrow_ints
        self._counts: Final = facts.counts
        self._exact: Final = facts.exact
        self._parts: Final[list[str]] = []
        self._imports: Final[set[str]] = set()
        self._explanations: Final[list[Explanation]] = []

    def add(self, unit: Unit) -> None:
        """Lower and write a unit."""
        lowering = lower_unit(self._context, unit)
        if self._context.settings.fuel:
            merge_charges(lowering.ir)
        if self._context.reshapes:
            replace_objects(lowering.ir)
            use_known_variants(lowering.ir)
        if self._counts:
            insert_counts(lowering.ir, exact=self._exact)
            if isinstance(lowering, Lowering):
                settle(lowering.ir, lowering.unshared)
            check_counts(lowering.ir)
        copies = self._copies(lowering)
        symbol = lowering.ir.symbol
        names = ["", *(f"{symbol}_copy{k + 1}" for k in range(copies))]
        for name, following in zip(names, [*names[1:], ""], strict=True):
            linkage = "internal " if name or not self._has_slot(unit) else ""
            self._write(lowering.ir, unit.function, name, following, linkage)
        self._explain(lowering, unit, copies)
        lowering.ir.release()

    def _has_slot(self, unit: Unit) -> bool:
        """Whether others may call the unit: not the versions of loops that dispatch made up."""
        return unit.kind != "loop" or unit in self._roots

    def _write(self, ir: IrFunction, function: int, symbol: str, self_symbol: str, linkage: str) -> None:
        writer = FunctionWriter(
            ir,
            function,
            self._imports,
            narrow_ints=self._narrow_ints,
            counts=self._counts,
            fuel=self._context.settings.fuel,
            depth=self._context.settings.depth,
            structural=self._counts and not self._exact,
            symbol=symbol,
            self_symbol=self_symbol,
        )
        self._parts.append(writer.text(WRITERS, linkage))

    def _copies(self, lowering: Lowering | ClosureCode | OutsideCode) -> int:
        """How many copies of a recursive function are inlined into it."""
        settings = self._context.settings
        if self._context.tier == 1 or len(lowering.function.code) > settings.clone_size or lowering.regions:
            return 0
        for block in lowering.ir.blocks:
            for ins in block.ins:
                if ins.op == "dispatch" and block is lowering.ir.blocks[0]:
                    return 0
                if ins.op == "call" and isinstance(ins.data, ir_ops.Callee) and ins.data.is_self:
                    return settings.clone_levels
        return 0

    def _explain(self, lowering: Lowering | ClosureCode | OutsideCode, unit: Unit, copies: int) -> None:
        notes = list(lowering.notes)
        if copies:
            notes.append((-1, f"{copies} copies of it are inlined into itself"))
        check = self._context.graph.checks[unit.function]
        if check.kind and unit.kind == "call":
            notes.append((0, "checks the stack" if check.kind == "stack" else "polls"))
        self._explanations.append(Explanation(unit, self._context.tier, "", notes))

    def _library(self) -> tuple[str, tuple[str, ...]]:
        """Text about the routines of the run-time library that were called, and all that must be imported."""
        from motet.jit.typed_python.library import NativeLibrary

        called = [name for name in self._imports if name not in DECLARATIONS]
        part = NativeLibrary.shared().inlined(called, is_optimised=self._context.tier == 2)
        imports = (self._imports - set(called)) | part.imports
        return part.text, tuple(sorted(imports))

    def finish(self) -> ModuleText:
        """The module."""
        from motet.jit.typed_python.externals import external

        library, imports = self._library() if self._counts else ("", tuple(sorted(self._imports)))
        declarations = "".join(f"{DECLARATIONS[n]}\n" if n in DECLARATIONS else external(n) for n in imports)
        head = HEAD + FUEL_HEAD if self._context.settings.fuel else HEAD
        text = "".join((head, INTRINSICS, declarations, library, *self._parts, ATTRIBUTES, METADATA))
        units = [unit for unit in self._context.members if self._has_slot(unit)]
        symbols = {unit: self._context.symbol(unit) for unit in units}
        return ModuleText(text, units, symbols, imports, self._explanations)
