"""Items that are looked at without a count of their own.

`vector_get` gives an item that is owned: it retains. Most items are only looked at, and at once: narrowed to an Int,
or taken for the next step down a tree. Where all uses of an item stand in the same block, none of them takes a count
over, and nothing in between may change a vector or take memory, the vector itself keeps the item alive, and `vector_peek`
is enough. The vector is kept alive up to the last use (`keep`).
"""

from __future__ import annotations

from itertools import accumulate
from typing import Final

from motet.jit.ir import Block, Ins, IrFunction, Value
from motet.jit.ir_memory_ops import KEEP, PEEK
from motet.jit.references import CHANGES_VECTORS, References, consumption


def lend_items(function: IrFunction) -> None:
    """Turn `vector_get` into `vector_peek` where that is safe. Runs before counts are inserted."""
    if any(ins.op == "vector_get" for block in function.blocks for ins in block.ins):
        references = References(function).index
        homes = _homes(function, references)
        for block in function.blocks:
            _Lender(block, references, homes).run()


def _homes(function: IrFunction, references: dict[Value, int]) -> dict[int, Block | None]:
    """The only block where each reference is used; None if there are several, or it is passed on at the end of one."""
    homes: dict[int, Block | None] = {}
    for block in function.blocks:
        for ins in block.ins:
            for value in ins.args:
                number = references.get(value)
                if number is not None:
                    homes[number] = block if homes.get(number, block) is block and not ins.edges else None
            for edge in ins.edges:
                homes.update((references[value], None) for value in edge.args if value in references)
    return homes


class _Lender:
    """Goes through one block from its end, so that the last uses of an item are known where it is made."""

    def __init__(self, block: Block, references: dict[Value, int], homes: dict[int, Block | None]) -> None:
        self._block: Final = block
        self._references: Final = references
        self._homes: Final = homes
        self._last: Final[dict[int, int]] = {}
        self._given: Final[set[int]] = set()
        self._changes: Final = list(accumulate((ins.op in CHANGES_VECTORS for ins in block.ins), initial=0))
        self._behind: Final[dict[int, list[Ins]]] = {}

    def run(self) -> None:
        """Change the block."""
        for k in range(len(self._block.ins) - 1, -1, -1):
            ins = self._block.ins[k]
            if ins.op == "vector_get":
                self._lend(k, ins)
            for value, letter in consumption(ins):
                number = self._references.get(value)
                if number is not None:
                    self._last[number] = max(k, self._last.get(number, k))
                    if letter == "o":
                        self._given.add(number)
        if self._behind:
            together = ((ins, *self._behind.get(k, ())) for k, ins in enumerate(self._block.ins))
            self._block.ins = [ins for group in together for ins in group]

    def _lend(self, k: int, ins: Ins) -> None:
        number = self._references.get(ins.results[0], -1)
        last = self._last.get(number)
        if last is None or number in self._given or self._homes.get(number) is not self._block:
            return
        if self._changes[last] == self._changes[k + 1]:
            ins.op = PEEK
            self._behind.setdefault(last, []).append(Ins(KEEP, (), (ins.args[0],)))
            container = self._references[ins.args[0]]
            self._last[container] = max(last, self._last.get(container, last))
