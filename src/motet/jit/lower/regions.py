"""Functions that tail-call each other as one unit: a tail call within the group is a jump.

Each function of the group that the unit reaches is lowered as a *region* of it, with blocks of its own; its parameters
are the parameters of the region's first block. So a cycle of tail calls is a loop, and any number of arguments stays
in registers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from motet.jit.ir import Block, Compound, Edge, Ins, Value

if TYPE_CHECKING:
    from motet.jit.lower.unit import Lowering
    from motet.jit.units import Unit

_MOST_INSTRUCTIONS: Final = 400
"""Bytecode instructions of all regions of a unit; more tail calls leave it."""

_NUMBERS: Final = 1_000_000
"""Values and labels of the k-th region are numbered from k times this."""

_FOREIGN: Final = 32
"""Sites of regions hold the index of their function plus one from this bit on (`site_of`)."""


def site_of(function: int, pc: int) -> int:
    """Place of an instruction of another function than the unit's."""
    return (function + 1) << _FOREIGN | max(pc, 0)


def place_of(site: int, function: int) -> tuple[int, int]:
    """Function and instruction that a site means in a unit of the function."""
    foreign = site >> _FOREIGN
    return (foreign - 1, site & (1 << _FOREIGN) - 1) if foreign > 0 else (function, max(site, 0))


class Regions:
    """The regions of one unit, shared by their lowerings."""

    def __init__(self, main: Lowering) -> None:
        self._main: Final = main
        self._entries: Final[dict[Unit, Block]] = {}
        self._waiting: Final[list[Lowering]] = []
        self._size = len(main.function.code)

    def __len__(self) -> int:
        """Number of functions beside the unit's own."""
        return max(0, len(self._entries) - 1)

    def begin(self) -> None:
        """Give the unit's own function a block that tail calls can jump to."""
        main = self._main
        if main.unit.kind != "call" or not self._is_open(main.unit):
            return
        block = Block("again")
        old = [p for p in main.ir.params if p.words]
        block.params = [main.value(p.type) for p in old]
        main.end("jump", (), None, (Edge(block, [*old]),))
        main.here = block
        main.ir.blocks.append(block)
        new = dict(zip(old, block.params, strict=True))
        main.locals = [_renamed(v, new) for v in main.locals]
        self._entries[main.unit] = block

    def jump(self, source: Lowering, unit: Unit, arguments: tuple[Value, ...]) -> bool:
        """End the block of a region with a jump in the place of a tail call; false if the call leaves the unit."""
        entry = self._entries.get(unit) or self._new(source, unit)
        if entry is None:
            return False
        return source.end("jump", (), None, (Edge(entry, [a for a in arguments if a.words]),))

    def _is_open(self, unit: Unit) -> bool:
        context = self._main.context
        return context.reshapes and context.graph.tail_groups[unit.function] >= 0

    def _new(self, source: Lowering, unit: Unit) -> Block | None:
        groups = self._main.context.graph.tail_groups
        size = len(self._main.context.program.functions[unit.function].code)
        if not self._is_open(unit) or groups[unit.function] != groups[source.unit.function]:
            return None
        if self._size + size > _MOST_INSTRUCTIONS:
            return None
        self._size += size
        region = self._main.region(unit, (len(self._entries) + 1) * _NUMBERS)
        entry = self._entries[unit] = region.ir.blocks[0]
        entry.params = [p for p in region.ir.params if p.words]
        self._waiting.append(region)
        source.note(f"the tail call of {region.function.name} is a jump")
        return entry

    def lower(self) -> bool:
        """Lower all regions that were asked for, and append their blocks; false as `Lowering.run`."""
        while self._waiting:
            region = self._waiting.pop()
            if not region.run():
                return False
            for block in region.ir.blocks:
                for ins in block.ins:
                    _relocate(ins, region.unit.function)
            self._main.ir.blocks += region.ir.blocks
            self._main.ir.shared.update(region.ir.shared)
        return True


def _renamed(value: Value, new: dict[Value, Value]) -> Value:
    """A value with others in the place of those it consists of."""
    if isinstance(value, Compound):
        return Compound(value.type, tuple(_renamed(part, new) for part in value.parts))
    return new.get(value, value)


def _relocate(ins: Ins, function: int) -> None:
    ins.site = site_of(function, ins.site)
    if ins.op == "charge":
        ins.data = tuple((site_of(function, leader), fuel) for leader, fuel in ins.data)
