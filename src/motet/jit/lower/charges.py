"""Fuel is charged as late as nobody can tell: blocks that do nothing but compute leave it to the blocks behind them.

The trap `fuel` of such a block can be found when a block behind it is entered: nothing has happened in between. So a loop
whose header only tests tests its fuel once a round, and a function that only tests its argument, once a call.
"""

from __future__ import annotations

from typing import Final

from motet.jit.ir import Block, Edge, Ins, IrFunction
from motet.jit.references import predecessors

_MOST: Final = 4
"""Blocks that are paid for at once: what is behind several tests is written as often as there are ways to it."""

_QUIET: Final = frozenset(
    (
        *("int_compare", "int_and", "int_or", "int_xor", "int_shl", "int_shr"),
        *("int_not", "int_popcount", "int_clz", "int_ctz", "int_to_float", "known_range"),
        *("float_add", "float_sub", "float_mul", "float_div", "float_neg", "float_compare", "float_to_int"),
        "number_function",
        *("bool_not", "bool_and", "bool_or", "box", "refine", "has_type", "is_false"),
    )
)
"""Ops that neither trap nor show anything."""

_WRAPPING: Final = frozenset(("int_add", "int_sub", "int_mul", "int_neg"))


def merge_charges(function: IrFunction) -> None:
    """Move charges into the blocks behind, if one of them then pays for two, and onto the ways to where others come, too."""
    counts = predecessors(function)
    blocks: list[Block] = []
    for block in function.blocks:
        blocks.append(block)
        charge = block.ins[0]
        if charge.op != "charge" or len(charge.data) >= _MOST or not _is_quiet(block):
            continue
        edges = block.ins[-1].edges
        if any(counts[edge.block] == 1 and edge.block.ins[0].op == "charge" for edge in edges):
            del block.ins[0]
            for k, edge in enumerate(edges):
                if counts[edge.block] != 1:
                    blocks.append(_between(f"{block.label}.p{k}", edge))
                _charge_first(edge.block, charge)
    function.blocks[:] = blocks


def _between(label: str, edge: Edge) -> Block:
    """A new block on an edge."""
    block = Block(label)
    block.ins.append(Ins("jump", (), (), None, (Edge(edge.block, edge.args),)))
    edge.block, edge.args = block, []
    return block


def _is_quiet(block: Block) -> bool:
    if block.ins[-1].op not in ("jump", "branch"):
        return False
    return all(i.op in _QUIET or (i.op in _WRAPPING and i.data == "wrap64") for i in block.ins[1:-1])


def _charge_first(block: Block, charge: Ins) -> None:
    first = block.ins[0]
    if first.op == "charge":
        block.ins[0] = Ins("charge", (), (), charge.data + first.data, (), charge.site)
    else:
        block.ins.insert(0, charge)
