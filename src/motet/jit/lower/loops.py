"""The blocks of one specialisation as a graph: order, loops, and what loops change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from motet.jit.infer.inst import Inst


class Graph:
    """Blocks (leaders) and edges that inference reached.

    Attributes:
        order: blocks in reverse postorder.
        index: position of each block in `order`.
        headers: targets of retreating edges.
        bodies: for each header that dominates its loop, the blocks of the loop.
    """

    def __init__(self, inst: Inst) -> None:
        successors: dict[int, list[int]] = {}
        for source, target in sorted(inst.edges):
            successors.setdefault(source, []).append(target)
        self.order: Final = _reverse_postorder(inst.pc, successors)
        self.index: Final = {block: i for i, block in enumerate(self.order)}
        self.predecessors: Final[dict[int, list[int]]] = {block: [] for block in self.order}
        for source in self.order:
            for target in successors.get(source, ()):
                self.predecessors[target].append(source)
        retreating = [
            (source, target)
            for target, sources in self.predecessors.items()
            for source in sources
            if self.index[source] >= self.index[target]
        ]
        self.headers: Final = {target for _, target in retreating}
        self.bodies: Final[dict[int, set[int]]] = {}
        if retreating:
            self._find_bodies(retreating)

    def is_innermost(self, header: int) -> bool:
        """Whether a loop with a known body contains no other loop."""
        body = self.bodies.get(header)
        return body is not None and not any(h in body for h in self.headers if h != header)

    def _find_bodies(self, retreating: list[tuple[int, int]]) -> None:
        dominators = self._dominators()
        reducible = set(self.headers)
        for source, target in retreating:
            if not _dominates(target, source, dominators, self.index):
                reducible.discard(target)
        for source, target in retreating:
            if target in reducible:
                self._collect(self.bodies.setdefault(target, {target}), source)

    def _collect(self, body: set[int], source: int) -> None:
        work = [source]
        while work:
            block = work.pop()
            if block not in body:
                body.add(block)
                work.extend(self.predecessors[block])

    def _dominators(self) -> dict[int, int]:
        """Immediate dominators (Cooper, Harvey, Kennedy 2001)."""
        entry = self.order[0]
        result = {entry: entry}
        changed = True
        while changed:
            changed = False
            for block in self.order[1:]:
                new = _common((p for p in self.predecessors[block] if p in result), result, self.index)
                if result.get(block) != new:
                    result[block] = new
                    changed = True
        return result


def _common(blocks: Iterable[int], dominators: dict[int, int], index: dict[int, int]) -> int:
    result = -1
    for block in blocks:
        if result < 0:
            result = block
        a, b = block, result
        while a != b:
            while index[a] > index[b]:
                a = dominators[a]
            while index[b] > index[a]:
                b = dominators[b]
        result = a
    return result


def _dominates(a: int, b: int, dominators: dict[int, int], index: dict[int, int]) -> bool:
    while index[b] > index[a]:
        b = dominators[b]
    return a == b


def _reverse_postorder(entry: int, successors: dict[int, list[int]]) -> list[int]:
    seen, postorder = {entry}, []
    path = [(entry, iter(successors.get(entry, ())))]
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
