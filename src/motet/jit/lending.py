"""Items that are looked at without a count of their own.

`vector_get` gives an item that is owned: it retains. Most items are only looked at, and at once: narrowed to an Int,
or taken for the next step down a tree. Where all uses of an item stand in the same block, none of them takes a count
over, and nothing in between may change a vector or take memory, the vector itself keeps the item alive, and `vector_peek`
is enough. The vector is kept alive up to the last use (`keep`).
"""

from __future__ import annotations

from typing import Final

from motet.jit.ir import Block, Ins, IrFunction, Value
from motet.jit.ir_memory_ops import KEEP, PEEK
from motet.jit.references import CHANGES_VECTORS, References, consumption

_OUTSIDE: Final = -1


def lend_items(function: IrFunction) -> None:
    """Turn `vector_get` into `vector_peek` where that is safe. Runs before counts are inserted."""
    references = References(function).index
    homes = _homes(function, references)
    for block in function.blocks:
        for k in range(len(block.ins) - 1, -1, -1):
            ins = block.ins[k]
            if ins.op == "vector_get" and ins.results[0] in references:
                number = references[ins.results[0]]
                last = _last_use(block, k, number, references) if homes.get(number) is block else _OUTSIDE
                if last != _OUTSIDE:
                    ins.op = PEEK
                    block.ins.insert(last + 1, Ins(KEEP, (), (ins.args[0],)))


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


def _last_use(block: Block, start: int, number: int, references: dict[Value, int]) -> int:
    """Index of the last use of an item that the instruction at `start` gets; `_OUTSIDE` if it cannot be lent."""
    uses = [
        (k, letter)
        for k in range(start + 1, len(block.ins))
        for value, letter in consumption(block.ins[k])
        if references.get(value) == number
    ]
    if not uses or any(letter == "o" for _, letter in uses):
        return _OUTSIDE
    last = uses[-1][0]
    between = block.ins[start + 1 : last]
    return _OUTSIDE if any(ins.op in CHANGES_VECTORS for ins in between) else last
