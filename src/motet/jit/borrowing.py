"""Which references hold no count of their own, because something else keeps the object alive as long as they are used.

Such a reference is *lent*:

* a parameter that its function borrows, and an object of the run (`literal`): alive as long as the function runs;
* a part of an object (`IrOp.borrows`) that is only looked at, as long as the object that it lies in is held;
* a parameter of a block, if whatever arrives there is alive as long as the function runs.

What is alive as long as the function runs is *lasting*; it may be given away, with a count that is made for it. A part of
an object that this function owns is lent only if nobody takes it over, and if the object itself is not given away while
the part is still looked at: otherwise the object would have to be kept, and could not be changed in place.

Not in programs that can tell when an object dies: there vectors have rules of their own (`motet.jit.lending`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from motet.jit.ir import OPS, Block, Ins, IrFunction, Value
from motet.jit.ir_ops import Callee
from motet.jit.references import References, consumption, is_borrowed, is_counted, operands

LITERAL: Final = "literal"


class Borrowing:
    """The lent references of a function.

    Attributes:
        lent: the values that hold no count, parameters of the function aside: results and parameters of blocks.
    """

    def __init__(self, function: IrFunction) -> None:
        self._function: Final = function
        references = References(function)
        self._index: Final = references.index
        self._borrowed: Final = {
            self._index[p]
            for p, owned in zip(function.params, function.owned, strict=True)
            if not owned and p in self._index
        }
        self._results: Final = dict(self._parts())
        self._params: Final = {
            self._index[p]: (block, k)
            for block in function.blocks
            for k, p in enumerate(block.params)
            if p in self._index
        }
        self._arrivals: Final = self._all_arrivals()
        self._lasting: Final = self._find_lasting()
        candidates = {n for n, (ins, _) in self._results.items() if n not in self._lasting and ins.args}
        self._lent: Final = self._find_lent(candidates)

    # ---- what there is

    def _parts(self) -> Iterator[tuple[int, tuple[Ins, Block]]]:
        """The references that lie in an object, or belong to the run, with the instruction that makes each."""
        for block in self._function.blocks:
            for ins in block.ins:
                if ins.results and ins.results[0] in self._index and is_borrowed(ins):
                    yield self._index[ins.results[0]], (ins, block)

    def _all_arrivals(self) -> dict[int, list[Value]]:
        """What arrives as each counted parameter of a block."""
        found: dict[int, list[Value]] = {number: [] for number in self._params}
        for block in self._function.blocks:
            for edge in block.ins[-1].edges:
                for param, value in zip(edge.block.params, edge.args, strict=True):
                    if param in self._index:
                        found[self._index[param]].append(value)
        return found

    def _find_lasting(self) -> set[int]:
        """The largest set of references that are alive as long as the function runs."""
        lasting = set(self._borrowed) | self._params.keys() | self._results.keys()
        changed = True
        while changed:
            changed = False
            for number in list(lasting):
                if not self._lasts(number, lasting):
                    lasting.discard(number)
                    changed = True
        return lasting

    def _lasts(self, number: int, lasting: set[int]) -> bool:
        if number in self._borrowed:
            return True
        if number in self._params:
            values = self._arrivals[number]
            return bool(values) and all(not is_counted(v) or self._index.get(v) in lasting for v in values)
        ins, _ = self._results[number]
        return ins.op == LITERAL or (bool(ins.args) and self._index.get(ins.args[0]) in lasting)

    # ---- parts of objects that are owned

    def _find_lent(self, candidates: set[int]) -> set[int]:
        """Those that nobody takes over while the objects they lie in stay where they are."""
        lent = candidates - self._given_away()
        lives = _Lives(self._function, self._index)
        lent -= lives.outlived(lent, self._home)
        return lent

    def _home(self, number: int) -> int:
        """The class of the object in which a lent reference lies; -1 if it lies in none."""
        found = self._results.get(number)
        return -1 if found is None or not found[0].args else self._index.get(found[0].args[0], -1)

    def _given_away(self) -> set[int]:
        """The references that an instruction takes over, or that are passed on to other blocks."""
        found: set[int] = set()
        for block in self._function.blocks:
            for ins in block.ins:
                found.update(self._index[v] for v, letter in consumption(ins) if letter == "o" and v in self._index)
                for edge in ins.edges:
                    found.update(self._index[v] for v in edge.args if v in self._index)
        return found

    # ---- what came of it

    @property
    def lent(self) -> set[Value]:
        """The values."""
        classes = self._lasting | self._lent
        values = {ins.results[0] for n, (ins, _) in self._results.items() if n in classes}
        return values | {block.params[k] for n, (block, k) in self._params.items() if n in classes}

    def is_held(self, value: Value) -> bool:
        """Whether the function has to hold the object as long as somebody borrows it."""
        return value in self._index and self._index[value] not in self._lasting


class _Lives:
    """Where references are used, for the question what is used behind an instruction."""

    def __init__(self, function: IrFunction, index: dict[Value, int]) -> None:
        self._function: Final = function
        self._index: Final = index

    def outlived(self, lent: set[int], home: Callable[[int], int]) -> set[int]:
        """Those of the lent references that are used when an object they lie in has been given away."""
        found: set[int] = set()
        if not lent:
            return found
        homes = _chains(lent, home)
        live_in = self._live_in(lent)
        for block in self._function.blocks:
            live = set().union(*(live_in[edge.block] for edge in block.ins[-1].edges))
            for ins in reversed(block.ins):
                used = {self._index[v] for v in operands(ins) if v in self._index} & lent
                given = {self._index[v] for v, letter in consumption(ins) if letter == "o" and v in self._index}
                for edge in ins.edges:
                    given.update(self._index[v] for v in edge.args if v in self._index)
                if given:
                    found.update(n for n in live | used if not given.isdisjoint(homes[n]))
                live = (live - {self._index[v] for v in ins.results if v in self._index and v not in ins.args}) | used
        return found

    def _live_in(self, lent: set[int]) -> dict[Block, set[int]]:
        """The lent references that are used in a block, or behind it, and were made before."""
        used: dict[Block, set[int]] = {}
        made: dict[Block, set[int]] = {}
        for block in self._function.blocks:
            mine: set[int] = set()
            uses: set[int] = set()
            for ins in block.ins:
                uses |= ({self._index[v] for v in operands(ins) if v in self._index} & lent) - mine
                if OPS[ins.op].consumes != "a":
                    mine |= {self._index[v] for v in ins.results if v in self._index} & lent
            used[block], made[block] = uses, mine
        live = dict(used)
        changed = True
        while changed:
            changed = False
            for block in reversed(self._function.blocks):
                behind = set().union(*(live[edge.block] for edge in block.ins[-1].edges))
                now = used[block] | (behind - made[block])
                if now != live[block]:
                    live[block] = now
                    changed = True
        return live


def _chains(lent: set[int], home: Callable[[int], int]) -> dict[int, set[int]]:
    """For each lent reference the objects that it lies in, from the inside out."""
    result = {}
    for number in lent:
        chain, at = set(), home(number)
        while at >= 0:
            chain.add(at)
            at = home(at) if at in lent else -1
        result[number] = chain
    return result


def lend(function: IrFunction) -> None:
    """Find out what is lent (`IrFunction.lent`). Tail calls that must release something afterwards become calls."""
    borrowing = Borrowing(function)
    function.lent = borrowing.lent
    for block in function.blocks:
        last = block.ins[-1]
        if last.op == "tail_call" and not _may_leave(borrowing, last):
            _call_and_return(function, block, last)


def _may_leave(borrowing: Borrowing, ins: Ins) -> bool:
    """Whether everything that the callee of a tail call borrows is held by our caller."""
    return all(letter == "o" or not borrowing.is_held(value) for value, letter in consumption(ins))


def _call_and_return(function: IrFunction, block: Block, ins: Ins) -> None:
    callee: Callee = ins.data
    stem = f"%r{len(block.ins)}.{block.label}"
    results = tuple(
        Value(t, tuple(f"{stem}.{k}.{w}" for w in range(len(t.words)))) for k, t in enumerate(callee.results)
    )
    if any(t.kind == "Never" for t in callee.results):
        tail = [Ins("tail_as_call", (), ins.args, callee, (), ins.site), Ins("unreachable", site=ins.site)]
    else:
        tail = [
            Ins("tail_as_call", results, ins.args, callee, (), ins.site),
            Ins("ret", (), results, None, (), ins.site),
        ]
    block.ins[-1:] = tail
