"""Reference counts: inserts `retain` and `release` into the typed IR.

Every reference (a class of `motet.jit.references`) is owned where it is live, and holds one count. The last use moves it: an
instruction that takes a count over gets that one. Where more counts are given away than are held, they are retained
before; where a reference ends and nobody took it, it is released at once: after the instruction of its last use, or
on the way to where it is not needed. So an object dies exactly when nothing that is still to be used refers to it,
which languages with a heap of their own can observe. Borrowed parameters and items that are only looked at hold no count;
parameters are retained whenever they are given away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from motet.bytecode.program import Program
from motet.bytecode.table import OPS
from motet.jit.ir import Block, Edge, Ins, IrFunction, Value
from motet.jit.ir_memory_ops import FORGET, PEEK, RELEASE, RETAIN
from motet.jit.lending import lend_items
from motet.jit.references import (
    Counted,
    References,
    Way,
    consumption,
    finds_no_object,
    is_borrowed,
    predecessors,
    ways_out,
)

_HEAP_INSTRUCTIONS: Final = frozenset(op.name for op in OPS.values() if op.group == "Vectors")


def needs_counts(program: Program) -> bool:
    """Whether some instruction makes heap values or looks into them, so that references must be counted."""
    return any(ins[0] in _HEAP_INSTRUCTIONS for function in program.functions for ins in function.code)


def insert_counts(function: IrFunction) -> None:
    """Add the instructions that keep counts to a function that has none."""
    lend_items(function)
    _Inserter(function).run()


class Liveness:
    """Which references are needed later, as bit masks over their numbers."""

    def __init__(self, function: IrFunction, references: References) -> None:
        self._index: Final = references.index
        self.live_in: Final[dict[Block, int]] = dict.fromkeys(function.blocks, 0)
        used, defined = {}, {}
        for block in function.blocks:
            used[block], defined[block] = self._summary(block)
        changed = True
        while changed:
            changed = False
            for block in reversed(function.blocks):
                live = used[block] | (self.live_out(block) & ~defined[block])
                if live != self.live_in[block]:
                    self.live_in[block] = live
                    changed = True

    def mask(self, values: list[Value] | tuple[Value, ...]) -> int:
        """The references that the values are."""
        result = 0
        for value in values:
            number = self._index.get(value)
            if number is not None:
                result |= 1 << number
        return result

    def _summary(self, block: Block) -> tuple[int, int]:
        """References that are read before they are made in the block, and those that are made in it."""
        used, defined = 0, self.mask(block.params)
        for ins in block.ins:
            used |= self.uses(ins) & ~defined
            defined |= self.mask(ins.results)
        return used & ~self.mask(block.params), defined & ~used

    def uses(self, ins: Ins) -> int:
        """References that an instruction reads, on its edges too."""
        result = self.mask(ins.args)
        for edge in ins.edges:
            result |= self.mask(edge.args)
        return result

    def live_out(self, block: Block) -> int:
        """References that some successor needs."""
        result = 0
        for edge in block.ins[-1].edges:
            result |= self.live_in[edge.block]
        return result

    def after(self, block: Block) -> list[int]:
        """For each instruction of a block what is needed after it."""
        live = self.live_out(block)
        result = []
        for ins in reversed(block.ins):
            result.append(live)
            live = (live & ~self._made(ins)) | self.uses(ins)
        return result[::-1]

    def _made(self, ins: Ins) -> int:
        """References that begin with the instruction (an alias begins none)."""
        return self.mask([r for r in ins.results if self.is_first(r, ins)])

    def is_first(self, value: Value, ins: Ins) -> bool:
        """Whether a result begins a reference."""
        number = self._index.get(value)
        return number is not None and all(self._index.get(a) != number for a in ins.args)


class _Inserter:
    def __init__(self, function: IrFunction) -> None:
        self._function: Final = function
        self._references: Final = References(function)
        self._liveness: Final = Liveness(function, self._references)
        self._predecessors: Final = predecessors(function)
        lent = [p for p, owned in zip(function.params, function.owned, strict=True) if not owned]
        looked_at = [ins.results[0] for block in function.blocks for ins in block.ins if ins.op == PEEK]
        self._lent: Final = self._liveness.mask(lent + looked_at)
        self._starts: Final[dict[Block, list[Ins]]] = {}
        self._split: Final[list[tuple[Block, Block]]] = []

    def run(self) -> None:
        if not self._references.roots:
            return
        for block in self._function.blocks:
            self._block(block)
        for block, code in self._starts.items():
            block.ins[:0] = code
        for source, between in self._split:
            self._function.blocks.insert(self._function.blocks.index(source) + 1, between)

    def _block(self, block: Block) -> None:
        after = self._liveness.after(block)
        out = self._unneeded_at_start(block)
        for ins, live in zip(block.ins[:-1], after[:-1], strict=True):
            self._instruction(ins, live, out)
        self._terminator(block, block.ins[-1], out)
        block.ins = out

    def _unneeded_at_start(self, block: Block) -> list[Ins]:
        """Release parameters that nobody looks at."""
        params = list(block.params)
        if block is self._function.blocks[0]:
            params += self._function.params
        live = self._liveness.live_in[block] | self._used_in(block)
        return [_release(p) for p in params if self._owned(p) and not self._liveness.mask([p]) & live]

    def _used_in(self, block: Block) -> int:
        used = 0
        for ins in block.ins:
            used |= self._liveness.uses(ins)
        return used | self._liveness.live_out(block)

    def _owned(self, value: Value) -> bool:
        number = self._references.index.get(value)
        return number is not None and not self._lent >> number & 1

    # ---- instructions

    def _instruction(self, ins: Ins, live: int, out: list[Ins]) -> None:
        """One instruction with the counting around it."""
        given: dict[int, int] = {}
        seen: dict[int, Value] = {}
        kept: set[int] = set()
        for value, letter in consumption(ins):
            number = self._references.index.get(value)
            if number is None:
                continue
            seen[number] = value
            given[number] = given.get(number, 0) + (letter == "o")
            if letter != "o":
                kept.add(number)
        behind: list[Ins] = []
        for number, count in given.items():
            out += [_retain(seen[number])] * self._missing(number, count, live, number in kept)
            behind += self._end(ins, number, count, live, number in kept, seen[number])
        out.append(ins)
        out += self._results(ins, live)
        out += behind

    def _missing(self, number: int, count: int, live: int, kept: bool) -> int:
        """How many counts must be added before an instruction that takes over `count`."""
        if self._lent >> number & 1:
            return count
        needed = count + (1 if live >> number & 1 or (kept and count) else 0)
        return max(0, needed - 1)

    def _end(self, ins: Ins, number: int, count: int, live: int, kept: bool, value: Value) -> list[Ins]:
        """What ends a reference behind its last use, if the instruction did not take it over."""
        if live >> number & 1 or self._lent >> number & 1 or (count and not kept):
            return []
        if finds_no_object(ins):
            return [Ins(FORGET, (), (value,))]
        return [_release(value)]

    def _results(self, ins: Ins, live: int) -> list[Ins]:
        """What lies inside of another object gets a count; what nobody looks at loses it."""
        code = []
        for value in ins.results:
            if not self._liveness.is_first(value, ins) or ins.op == PEEK:
                continue
            if is_borrowed(ins):
                code.append(_retain(value))
            if not self._liveness.mask([value]) & live:
                code.append(_release(value))
        return code

    # ---- the ends of blocks

    def _terminator(self, block: Block, ins: Ins, out: list[Ins]) -> None:
        held = self._held(ins) & ~self._lent
        ways = ways_out(ins)
        plans = [self._plan(way, held) for way in ways]
        if len(ways) == 1:
            retained, released = plans[0]
            out += [*map(_retain, retained), *map(_release, released)]
        else:
            for k, (way, plan) in enumerate(zip(ways, plans, strict=True)):
                if plan != ((), ()):
                    self._on_way(block, ins, k, way, plan)
        out.append(ins)

    def _held(self, ins: Ins) -> int:
        """References that are needed at the end of a block, on one of its ways."""
        held = self._liveness.uses(ins)
        for edge in ins.edges:
            held |= self._liveness.live_in[edge.block]
        return held

    def _plan(self, way: Way, held: int) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
        """Values to retain and to release on a way."""
        live = 0 if way.edge is None else self._liveness.live_in[way.edge.block]
        scalars = self._liveness.mask(way.scalars)
        needs: dict[int, int] = {}
        values: dict[int, Value] = {}
        for value in way.given:
            number = self._references.index[value]
            needs[number] = needs.get(number, 0) + 1
            values[number] = value
        retained: list[Value] = []
        released: list[Value] = []
        for number in bits((held | sum(1 << n for n in needs)) & ~scalars):
            have = held >> number & 1
            need = needs.get(number, 0) + (have and live >> number & 1)
            value = values.get(number) or self._references.roots[number]
            if need > have:
                retained += [value] * (need - have)
            elif need < have:
                released.append(value)
        return tuple(retained), tuple(released)

    def _on_way(
        self, block: Block, ins: Ins, k: int, way: Way, plan: tuple[tuple[Value, ...], tuple[Value, ...]]
    ) -> None:
        """Put counting on one of several ways."""
        retained, released = plan
        edge = way.edge
        if edge is None:
            ins.data = Counted(ins.data, retained, released)
            return
        code = [*map(_retain, retained), *map(_release, released)]
        if self._predecessors[edge.block] == 1:
            self._starts[edge.block] = code
            return
        between = Block(f"{block.label}.{k}")
        between.ins = [*code, Ins("jump", edges=(Edge(edge.block, edge.args),))]
        edge.block, edge.args = between, []
        self._split.append((block, between))


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _retain(value: Value) -> Ins:
    return Ins(RETAIN, (), (value,))


def _release(value: Value) -> Ins:
    return Ins(RELEASE, (), (value,))
