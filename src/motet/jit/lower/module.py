"""What the units of one module share while they are lowered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from motet.jit.ir import flat_types
from motet.jit.ir_ops import Callee
from motet.jit.lower.callgraph import CallGraph
from motet.jit.lower.state import literal

if TYPE_CHECKING:
    from motet.bytecode.program import Instruction, Program
    from motet.bytecode.types import Ty
    from motet.jit.infer import Inference
    from motet.jit.ir import Value
    from motet.jit.units import CompileSettings, Services, Unit


_INLINE_SIZE: Final = 50
"""Most instructions of a function that is compiled again so that LLVM may inline it."""


class ModuleContext:
    """Decides how units reach each other, and collects those that have to be in the module.

    Attributes:
        tier: 1 (calls through slots) or 2 (direct calls).
        handlers: lowering of each instruction, by name.
        reshapes: functions that tail-call each other become one unit, small loops are copied.
        wanted: units to be lowered yet.
        members: all units of the module.
        literals: values of constants of the pool, by index, as far as they were asked for.
        loop_versions: types of the versions of each loop, by function and header, that dispatch asked for.
    """

    def __init__(
        self,
        program: Program,
        inference: Inference,
        graph: CallGraph,
        tier: int,
        services: Services,
        settings: CompileSettings,
        handlers: Mapping[str, Callable[[Any, Instruction], bool | None]],
        *,
        reshapes: bool = False,
        owned: Sequence[tuple[bool, ...]] = (),
    ) -> None:
        self.program: Final = program
        self.inference: Final = inference
        self.graph: Final = graph
        self.tier: Final = tier
        self.services: Final = services
        self.settings: Final = settings
        self.handlers: Final = handlers
        self.reshapes: Final = reshapes
        self._owned: Final = owned
        self.wanted: Final[list[Unit]] = []
        self.members: Final[dict[Unit, None]] = {}
        self.loop_versions: Final[dict[tuple[int, int], set[tuple[Ty, ...]]]] = {}
        self._size = 0
        self._signatures: list[Ty] | None = None
        self.literals: Final[dict[int, Value]] = {}

    def literal(self, index: int) -> Value | None:
        """The value of a constant of the pool; the same object each time. None of texts: they are objects of the run."""
        constant = self.program.constants[index]
        if isinstance(constant, str | bytes):
            return None
        value = self.literals.get(index)
        if value is None:
            value = self.literals[index] = literal(constant)
        return value

    def signatures(self, count: int) -> list[Ty]:
        """The types `Fn` with so many parameters that closures of the program have."""
        if self._signatures is None:
            made = {ins[1] for f in self.program.functions for ins in f.code if ins[0] == "closure_new"}
            self._signatures = list(dict.fromkeys(map(self.inference.lattice.signature, sorted(made))))
        return [t for t in self._signatures if len(t.parts) == count]

    def symbol(self, unit: Unit) -> str:
        """LLVM name of a unit."""
        return f"u{self.services.number(unit)}"

    def add(self, unit: Unit) -> None:
        """Take a unit into the module, if it is not in it."""
        if unit not in self.members:
            self.members[unit] = None
            self.wanted.append(unit)
            self._size += len(self.program.functions[unit.function].code)

    def _stays_outside(self, unit: Unit, number: int) -> bool:
        """Whether tier 2 calls a unit through its slot: what is optimised already, unless it may be inlined."""
        size = len(self.program.functions[unit.function].code)
        if self._size >= self.settings.size_cap or size > self.settings.unit_cap:
            return self.services.is_compiled(number, 1)
        return size > _INLINE_SIZE and self.services.is_compiled(number, 2)

    def callee(self, unit: Unit, caller: Unit) -> Callee:
        """How to call a unit; it is taken into the module when it has to be."""
        number = self.services.number(unit)
        if self.tier == 1:
            if not self.services.is_compiled(number, 1):
                self.add(unit)
            return self._through_slot(unit, number)
        if unit not in self.members:
            if self._stays_outside(unit, number):
                return self._through_slot(unit, number)
            self.add(unit)
        types, results = flat_types(unit.types), flat_types(unit.results)
        return Callee(f"u{number}", 0, types, results, unit == caller, self.owned(unit))

    def _through_slot(self, unit: Unit, number: int) -> Callee:
        types, results = flat_types(unit.types), flat_types(unit.results)
        return Callee("", self.services.slot_address(number), types, results, owned=self.owned(unit))

    def owned(self, unit: Unit) -> tuple[bool, ...]:
        """For each parameter of a unit, closures taken apart, whether it takes it over; empty: all."""
        if unit.kind != "call" or unit.function >= len(self._owned):
            return ()
        flags = self._owned[unit.function]
        if all(flags):
            return ()
        pairs = zip(unit.types, flags, strict=True)
        return tuple(owned or t.kind == "Closure" for t, owned in pairs for _ in flat_types((t,)))

    def code_slot(self, unit: Unit, caller: Unit) -> int:
        """Address of the slot of a unit that objects refer to; it is filled before the code of this module runs."""
        self.callee(unit, caller)
        return self.services.slot_address(self.services.number(unit))
