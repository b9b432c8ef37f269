"""Small loops, several rounds in a row with one poll for all of them.

LLVM does not unroll loops that poll, since each copy would have to poll. Here the copies are made while the bytecode is
lowered: the way back from one copy leads into the next, the ways out of all of them meet in the blocks behind the loop,
and only the last way back polls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from motet.bytecode.table import OPS
from motet.jit.lower.loops import Graph

if TYPE_CHECKING:
    from motet.jit.lower.join import Join
    from motet.jit.lower.unit import Lowering

COPIES: Final = 4
"""Rounds for one poll."""

_MOST_INSTRUCTIONS: Final = 28
"""Bytecode instructions of a loop that is copied; in larger ones a poll costs little."""

LOOKS: Final = frozenset(
    ("list_len", "list_get", "list_set", "tuple_get", "record_get", "variant_is", "variant_get", "tail_call")
)
"""Instructions of the groups below that cost as little as arithmetic."""

_COSTLY: Final = (
    frozenset(
        (
            *(op.name for op in OPS.values() if op.group in ("Calls", "Vectors", "Values", "Closures")),
            *("int_div", "int_rem", "float_rem", "float_div"),
        )
    )
    - LOOKS
)
"""Instructions beside which a poll costs nothing."""


def small_loops(u: Lowering) -> dict[int, list[int]]:
    """The loops of a unit to be copied: header, and blocks in order. Their blocks are made neighbours in the order."""
    if not u.context.reshapes or u.is_careful:
        return {}
    chosen = [header for header in u.graph.bodies if _is_small(u, header)]
    for header in chosen:
        gather(u.graph, header)
    return {header: [b for b in u.graph.order if b in u.graph.bodies[header]] for header in chosen}


def _is_small(u: Lowering, header: int) -> bool:
    if not u.graph.is_innermost(header) or u.is_stripped(header):
        return False
    body = [i[0] for block in u.graph.bodies[header] for i in u.code.block(block)]
    return len(body) <= _MOST_INSTRUCTIONS and _COSTLY.isdisjoint(body)


def gather(graph: Graph, header: int) -> None:
    """Put the blocks of a loop behind its header: those in between have no way to them that avoids the loop."""
    body = graph.bodies[header]
    at = graph.index[header]
    rest = graph.order[at:]
    graph.order[at:] = [b for b in rest if b in body] + [b for b in rest if b not in body]
    graph.index = {block: i for i, block in enumerate(graph.order)}


def lower_copies(u: Lowering, header: int, body: list[int], make: type[Join]) -> bool:
    """Lower the copies of a loop one after the other; false if a block is reached only from later ones."""
    first = {block: u.joins[block] for block in body}
    joins = first
    complete = True
    for copy in range(COPIES):
        is_last = copy == COPIES - 1
        following = first if is_last else {b: make(f"b{b}{u.suffix}x{copy + 1}") for b in body}
        for join in following.values():
            join.is_copy = not is_last or join.is_copy
        u.joins.update(joins)
        u.next_headers[header] = following[header]
        u.is_copying = copy > 0
        for block in body:
            if joins[block].incoming:
                u.lower_block(block)
        complete = complete and all(join.chosen is not None or not join.incoming for join in joins.values())
        joins = following
    u.is_copying = False
    del u.next_headers[header]
    u.joins.update(first)
    return complete
