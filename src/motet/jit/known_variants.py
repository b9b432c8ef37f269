"""Variants that hold nothing and are at hand already: `match t { Leaf => Leaf, ... }` gives back what it was given.

Where it is known that a value was made by a constructor that holds nothing, it is used in the place of the object of the run.
Then no count goes down and up again: whoever owned the value gives it away.
"""

from __future__ import annotations

from motet.jit.ir import Block, Ins, IrFunction, Value
from motet.jit.references import predecessors

Known = dict[tuple[object, int], Value]
"""For types and numbers of constructors a value that was made so."""


def use_known_variants(function: IrFunction) -> None:
    """Use values that are known to be variants without content."""
    if not function.shared:
        return
    tests = {
        ins.results[0]: ins
        for block in function.blocks
        for ins in block.ins
        if ins.op == "is_constructor" and ins.results
    }
    counts = predecessors(function)
    known: dict[Block, Known] = {}
    for block in function.blocks:  # in this order a block that is the only one before another comes before it
        here = known.get(block, {})
        block.ins = [_used(ins, function, here) for ins in block.ins]
        last = block.ins[-1]
        for k, edge in enumerate(last.edges):
            if counts[edge.block] == 1:
                test = tests.get(last.args[0]) if last.op == "branch" else None
                known[edge.block] = here if test is None else {**here, **_learned(test, is_yes=k == 0)}


def _learned(test: Ins, *, is_yes: bool) -> Known:
    """What the outcome of a test says."""
    value, constructor = test.args[0], test.data.constructor
    if is_yes:
        return {(value.type, constructor): value}
    others = set(range(len(value.type.constructors))) - {constructor}
    return {(value.type, other): value for other in others} if len(others) == 1 else {}


def _used(ins: Ins, function: IrFunction, known: Known) -> Ins:
    if ins.op != "literal" or ins.results[0] not in function.shared:
        return ins
    result = ins.results[0]
    value = known.get((result.type, function.shared[result]))
    return ins if value is None else Ins("refine", (result,), (value,), None, (), ins.site)
