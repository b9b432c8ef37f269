"""Reference counts: inserts `retain` and `release` into the typed IR.

Every reference (a class of `motet.jit.references`) is owned where it is live, and holds one count. The last use moves it: an
instruction that takes a count over gets that one. Where more counts are given away than are held, they are retained
before; where a reference ends and nobody took it, it is released at once: after the instruction of its last use, or
on the way to where it is not needed. So an object dies exactly when nothing that is still to be used refers to it,
which languages with a heap of their own can observe. Borrowed parameters and items that are only looked at hold no count;
parameters are retained whenever they are given away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Final, TypeAlias

from motet.bytecode.program import Program
from motet.bytecode.table import OPS
from motet.jit.borrowing import lend
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
    operands,
    predecessors,
    ways_out,
)
from motet.jit.reuse import reuse_memory

_NAME: Final = itemgetter(0)
_HEAP_GROUPS: Final = ("Vectors", "Values", "Closures")
_HEAP_INSTRUCTIONS: Final = frozenset(op.name for op in OPS.values() if op.group in _HEAP_GROUPS) | {"library"}
_TAKES_OWN_HEAP: Final = frozenset(("vector_new", "vector_make"))


def needs_counts(program: Program) -> bool:
    """Whether some instruction makes heap values or looks into them, so that references must be counted."""
    if any(not _HEAP_INSTRUCTIONS.isdisjoint(map(_NAME, function.code)) for function in program.functions):
        return True
    texts = {k for k, constant in enumerate(program.constants) if isinstance(constant, str | bytes)}
    return any(i[0] == "const" and i[1] in texts for f in program.functions if texts for i in f.code)


def has_own_heap(program: Program) -> bool:
    """Whether the program's own heap, which has a size, holds its values, so that it can tell when one dies."""
    return any(not _TAKES_OWN_HEAP.isdisjoint(map(_NAME, function.code)) for function in program.functions)


def insert_counts(function: IrFunction, *, exact: bool = True) -> None:
    """Add the instructions that keep counts to a function that has none.

    Exact: objects die as soon as nothing that is still to be used refers to them. Otherwise some live longer, because
    what refers to them for a while need not hold a count.
    """
    if exact:
        lend_items(function)
    else:
        lend(function)
    _Inserter(function).run()
    if not exact:
        reuse_memory(function)


class Liveness:
    """Which references are needed later.

    Between blocks they are bit masks over the references that several blocks use. Inside of a block, which is gone through from
    its end, those that only this block uses are in a set besides.

    Attributes:
        live_in: for each block the references that it needs from before.
    """

    def __init__(self, function: IrFunction, references: References) -> None:
        self._index: Final = references.index
        self._shared: Final = references.shared
        self._homes: Final = references.homes
        self.live_in: Final[dict[Block, int]] = dict.fromkeys(function.blocks, 0)
        self._mask = 0
        self._local: set[int] = set()
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

    def mask(self, values: Iterable[Value]) -> int:
        """The references that the values are, of those that several blocks use."""
        result = 0
        for value in values:
            number = self._index.get(value, self._shared)
            if number < self._shared:
                result |= 1 << number
        return result

    def _used(self, ins: Ins) -> int:
        """The references that an instruction needs: what it reads, and what that lies in."""
        result = 0
        for value in operands(ins):
            number = self._index.get(value)
            if number is not None:
                for each in (number, *self._homes.get(number, ())):
                    if each < self._shared:
                        result |= 1 << each
        return result

    def homes(self, number: int) -> Sequence[int]:
        """The objects that a lent reference lies in, which must live as long as it is used."""
        return self._homes.get(number, ())

    def _summary(self, block: Block) -> tuple[int, int]:
        """References that are read before they are made in the block, and those that are made in it."""
        begun = self.mask(block.params)
        used, defined = 0, begun
        for ins in block.ins:
            used |= self._used(ins) & ~defined
            defined |= self.mask(ins.results)
        return used & ~begun, defined & ~used

    def live_out(self, block: Block) -> int:
        """References that some successor needs."""
        result = 0
        for edge in block.ins[-1].edges:
            result |= self.live_in[edge.block]
        return result

    # ---- through a block, backwards

    def start(self, block: Block) -> None:
        """Begin at the end of a block."""
        self._mask, self._local = self.live_out(block), set()

    def is_live(self, number: int) -> bool:
        """Whether a reference is needed behind the current place."""
        return bool(self._mask >> number & 1) if number < self._shared else number in self._local

    def step(self, ins: Ins) -> None:
        """Go in front of an instruction."""
        for value in ins.results:
            if self.is_first(value, ins):
                self._end(self._index[value])
        for value in operands(ins):
            number = self._index.get(value)
            if number is None:
                continue
            for each in (number, *self._homes.get(number, ())):
                if each < self._shared:
                    self._mask |= 1 << each
                else:
                    self._local.add(each)

    def _end(self, number: int) -> None:
        if number < self._shared:
            self._mask &= ~(1 << number)
        else:
            self._local.discard(number)

    def is_first(self, value: Value, ins: Ins) -> bool:
        """Whether a result begins a reference."""
        number = self._index.get(value)
        return number is not None and all(self._index.get(a) != number for a in ins.args)


Plan: TypeAlias = tuple[tuple[Value, ...], tuple[Value, ...]]
"""Values to retain, and values to release."""


class _Inserter:
    def __init__(self, function: IrFunction) -> None:
        self._function: Final = function
        self._references: Final = References(function)
        self._index: Final = self._references.index
        self._liveness: Final = Liveness(function, self._references)
        self._predecessors: Final = predecessors(function)
        self._values: Final = function.lent
        lent = [p for p, owned in zip(function.params, function.owned, strict=True) if not owned]
        lent += [ins.results[0] for block in function.blocks for ins in block.ins if ins.op == PEEK]
        lent += function.lent
        self._lent: Final = {self._index[value] for value in lent if value in self._index}
        self._lent_mask: Final = self._liveness.mask(lent)
        self._starts: Final[dict[Block, list[Ins]]] = {}
        self._split: Final[dict[Block, list[Block]]] = {}

    def run(self) -> None:
        if not self._references.roots:
            return
        for block in self._function.blocks:
            self._block(block)
        for block, code in self._starts.items():
            block.ins[:0] = code
        groups = [(block, *self._split.get(block, ())) for block in self._function.blocks]
        self._function.blocks[:] = [block for group in groups for block in group]

    def _block(self, block: Block) -> None:
        """Add the counting of a block, from its end to its start."""
        liveness = self._liveness
        liveness.start(block)
        liveness.step(block.ins[-1])
        groups = [self._terminator(block, block.ins[-1])]
        for ins in reversed(block.ins[:-1]):
            groups.append(self._instruction(ins))
            liveness.step(ins)
        groups.append(self._unneeded_at_start(block))
        block.ins = [ins for group in reversed(groups) for ins in group]

    def _unneeded_at_start(self, block: Block) -> list[Ins]:
        """Release parameters that nobody looks at."""
        params = list(block.params)
        if block is self._function.blocks[0]:
            params += self._function.params
        numbers = ((self._index.get(p), p) for p in params)
        return [
            _release(p) for n, p in numbers if n is not None and n not in self._lent and not self._liveness.is_live(n)
        ]

    # ---- instructions

    def _instruction(self, ins: Ins) -> list[Ins]:
        """One instruction with the counting around it."""
        given: dict[int, int] = {}
        seen: dict[int, Value] = {}
        kept: set[int] = set()
        for value, letter in consumption(ins):
            number = self._index.get(value)
            if number is None:
                continue
            seen[number] = value
            given[number] = given.get(number, 0) + (letter == "o")
            if letter != "o":
                kept.add(number)
            for home in self._liveness.homes(number):
                seen.setdefault(home, self._references.roots[home])
                given.setdefault(home, 0)
                kept.add(home)
        front: list[Ins] = []
        behind = self._results(ins)
        for number, count in given.items():
            front += [_retain(seen[number])] * self._missing(number, count, number in kept)
            behind += self._end(ins, number, count, number in kept, seen[number])
        return [*front, ins, *behind]

    def _missing(self, number: int, count: int, kept: bool) -> int:
        """How many counts must be added before an instruction that takes over `count`."""
        if number in self._lent:
            return count
        needed = count + (1 if self._liveness.is_live(number) or (kept and count) else 0)
        return max(0, needed - 1)

    def _end(self, ins: Ins, number: int, count: int, kept: bool, value: Value) -> list[Ins]:
        """What ends a reference behind its last use, if the instruction did not take it over."""
        if self._liveness.is_live(number) or number in self._lent or (count and not kept):
            return []
        if finds_no_object(ins) and self._index.get(ins.args[0]) == number:
            return [Ins(FORGET, (), (value,))]
        return [_release(value)]

    def _results(self, ins: Ins) -> list[Ins]:
        """What lies inside of another object gets a count; what nobody looks at loses it."""
        code = []
        for value in ins.results:
            if not self._liveness.is_first(value, ins) or ins.op == PEEK or value in self._values:
                continue
            if is_borrowed(ins):
                code.append(_retain(value))
            if not self._liveness.is_live(self._index[value]):
                code.append(_release(value))
        return code

    # ---- the ends of blocks

    def _terminator(self, block: Block, ins: Ins) -> list[Ins]:
        used = {self._index[value] for value in operands(ins) if value in self._index}
        used.update([home for number in used for home in self._liveness.homes(number)])
        shared = self._references.shared
        held = self._liveness.live_out(block) | sum(1 << n for n in used if n < shared)
        local = {n for n in used if n >= shared} - self._lent
        ways = ways_out(ins, self._values)
        plans = [self._plan(way, held & ~self._lent_mask, local) for way in ways]
        if len(ways) == 1:
            retained, released = plans[0]
            return [*map(_retain, retained), *map(_release, released), ins]
        for k, (way, plan) in enumerate(zip(ways, plans, strict=True)):
            if plan != ((), ()):
                self._on_way(block, ins, k, way, plan)
        return [ins]

    def _plan(self, way: Way, held: int, local: set[int]) -> Plan:
        """What a way needs, if these references are held: those of several blocks, and those of this one."""
        live = 0 if way.edge is None else self._liveness.live_in[way.edge.block] & ~self._lent_mask
        scalars = {self._index[value] for value in way.scalars}
        needs: dict[int, int] = {}
        values: dict[int, Value] = {}
        for value in way.given:
            number = self._index[value]
            needs[number] = needs.get(number, 0) + 1
            values[number] = value
        retained: list[Value] = []
        for number, need in needs.items():
            have = number in local or held >> number & 1
            missing = need + (live >> number & 1) - have
            retained += [values[number]] * (0 if number in scalars else missing)
        ending = [*bits(held & ~live), *sorted(local)]
        released = [self._references.roots[n] for n in ending if n not in needs and n not in scalars]
        return tuple(retained), tuple(released)

    def _on_way(self, block: Block, ins: Ins, k: int, way: Way, plan: Plan) -> None:
        """Put counting on one of several ways."""
        retained, released = plan
        edge = way.edge
        if edge is None:
            ins.data = Counted(ins.data, retained, released)
            return
        code = [*map(_retain, retained), *map(_release, released)]
        if self._predecessors[edge.block] == 1 and not retained:
            self._starts[edge.block] = code
            return
        between = Block(f"{block.label}.{k}")
        between.ins = [*code, Ins("jump", edges=(Edge(edge.block, edge.args),))]
        edge.block, edge.args = between, []
        self._split.setdefault(block, []).append(between)


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
