"""The blocks of one specialisation as a graph: order, loops, and what loops change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from motet.jit.infer.code import Code
from motet.jit.infer.inst import Inst


class Graph:
    """Blocks (leaders) and edges that inference reached.

    Attributes:
        order: blocks in reverse postorder.
        index: position of each block in `order`.
        headers: targets of retreating edges.
        bodies: for each header that dominates its loop, the blocks of the loop.
    """

    def __init__(self, inst: Inst, code: Code) -> None:
        if inst.kind == "call" and not inst.tails_itself and _is_ordered(inst, code):
            self.order = [block for block in code.rank if block in inst.entry]
            self.index: Mapping[int, int] = code.rank
        else:
            self.order = _reverse_postorder(inst)
            self.index = {block: i for i, block in enumerate(self.order)}
        self.bodies: Final[dict[int, set[int]]] = {}
        index = self.index
        retreating = [edge for edge in inst.edges if edge[0] in index and index[edge[0]] >= index[edge[1]]]
        self.headers: Final = {target for _, target in retreating}
        if retreating:
            self._find_bodies(retreating, inst)

    def is_innermost(self, header: int) -> bool:
        """Whether a loop with a known body contains no other loop."""
        body = self.bodies.get(header)
        return body is not None and len(body & self.headers) == 1

    def _find_bodies(self, retreating: list[tuple[int, int]], inst: Inst) -> None:
        predecessors: dict[int, list[int]] = {block: [] for block in self.order}
        for source, target in inst.edges:
            if source in predecessors:
                predecessors[target].append(source)
        for source, target in retreating:
            _collect(self.bodies.setdefault(target, {target}), source, predecessors)
        for header, body in list(self.bodies.items()):
            if inst.pc in body and inst.pc != header:  # there is a way into the loop around its header
                del self.bodies[header]


def _is_ordered(inst: Inst, code: Code) -> bool:
    """Whether the order of the function's blocks is one of those that are reached: all are, or there are no loops."""
    return not code.function.facts.headers or len(inst.edges) == code.edge_count


def _collect(body: set[int], source: int, predecessors: dict[int, list[int]]) -> None:
    """Add to a loop what leads to the source of an edge back to its header."""
    work = [source]
    while work:
        block = work.pop()
        if block not in body:
            body.add(block)
            work.extend(predecessors[block])


def _reverse_postorder(inst: Inst) -> list[int]:
    successors: dict[int, list[int]] = {}
    for source, target in sorted(inst.edges):
        successors.setdefault(source, []).append(target)
    seen, postorder = {inst.pc}, []
    path = [(inst.pc, iter(successors.get(inst.pc, ())))]
    while path:
        block, rest = path[-1]
        following = next((s for s in rest if s not in seen), None)
        if following is None:
            path.pop()
            postorder.append(block)
        else:
            seen.add(following)
            path.append((following, iter(successors.get(following, ()))))
    return postorder[::-1]
