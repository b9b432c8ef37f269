"""The verifier of the typed IR: what every pass may rely on, and has to leave behind.

* every block ends with its only terminator; the entry has no parameters and no way into it;
* an edge brings a value of the right type for each parameter, and the two edges of a branch lead to different blocks;
* a value is defined once, and its definition dominates every use.

Values without words that are not literals (unit) and literals need no definition.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from motet.bytecode.types import ANY, Ty
from motet.jit.ir import OPS, Block, Edge, Ins, IrFunction, Value
from motet.jit.ir_ops import Callee, Dispatch


class IrError(Exception):
    """The IR breaks a rule: a mistake of the compiler."""


def verify_ir(function: IrFunction) -> None:
    """Raises IrError, with the place, for the first broken rule."""
    _Verifier(function).run()


class _Verifier:
    def __init__(self, function: IrFunction) -> None:
        self._function: Final = function
        self._blocks: Final = function.blocks
        self._index: Final = {block: i for i, block in enumerate(function.blocks)}
        self._where = function.symbol

    def _require(self, condition: bool, reason: str) -> None:
        if not condition:
            raise IrError(f"{self._where}: {reason}")

    def run(self) -> None:
        self._require(bool(self._blocks), "no blocks")
        self._require(not self._blocks[0].params, "the entry block has parameters")
        labels = {block.label for block in self._blocks}
        self._require(len(labels) == len(self._blocks), "two blocks have one label")
        for block in self._blocks:
            self._check_shape(block)
        self._check_definitions()

    # ---- shape

    def _check_shape(self, block: Block) -> None:
        self._where = f"{self._function.symbol}, {block.label}"
        self._require(bool(block.ins), "an empty block")
        for ins in block.ins:
            self._require(ins.op in OPS, f"unknown op {ins.op}")
            self._require(OPS[ins.op].ends == (ins is block.ins[-1]), f"{ins.op} at the wrong place")
            self._require(OPS[ins.op].ends or not ins.edges, f"{ins.op} has edges")
            self._check_calls(ins)
        last = block.ins[-1]
        if last.op == "branch":
            self._require(len(last.edges) == 2 and last.edges[0].block is not last.edges[1].block, "a bad branch")
        for edge in last.edges:
            self._check_edge(edge)
        if last.op == "ret":
            self._check_types("ret", last.args, self._function.results)

    def _check_edge(self, edge: Edge) -> None:
        self._require(edge.block in self._index, f"an edge to the unknown block {edge.block.label}")
        self._require(edge.block is not self._blocks[0], "an edge to the entry")
        self._check_types(f"edge to {edge.block.label}", edge.args, [p.type for p in edge.block.params])

    def _check_types(
        self, what: str, values: list[Value] | tuple[Value, ...], types: list[Ty] | tuple[Ty, ...]
    ) -> None:
        self._require(len(values) == len(types), f"{what}: {len(values)} values for {len(types)}")
        for value, t in zip(values, types, strict=True):
            self._require(value.type is t, f"{what}: {value} for {t}")

    def _check_calls(self, ins: Ins) -> None:
        if isinstance(ins.data, Callee):
            self._check_types(ins.op, ins.args, ins.data.types)
            if ins.op == "tail_call":
                self._require(ins.data.results == self._function.results, "a tail call with other results")
        elif isinstance(ins.data, Dispatch):
            tested = tuple(
                w if w is not None and v.type is ANY else v.type for v, w in zip(ins.args, ins.data.wanted, strict=True)
            )
            self._require(tested == ins.data.callee.types, "a dispatch to other types")

    # ---- definitions

    def _check_definitions(self) -> None:
        defined: dict[Value, tuple[int, int]] = {}
        for value in self._function.params:
            self._define(defined, value, (0, -2))
        for i, block in enumerate(self._blocks):
            self._where = f"{self._function.symbol}, {block.label}"
            for value in block.params:
                self._define(defined, value, (i, -1))
            for k, ins in enumerate(block.ins):
                for value in ins.results:
                    self._define(defined, value, (i, k))
        dominators = _dominators(self._blocks, self._index)
        for i, block in enumerate(self._blocks):
            self._where = f"{self._function.symbol}, {block.label}"
            for k, ins in enumerate(block.ins):
                for value in _reads(ins):
                    self._check_use(defined, dominators, value, (i, k))

    def _define(self, defined: dict[Value, tuple[int, int]], value: Value, place: tuple[int, int]) -> None:
        if not is_literal(value):
            self._require(value not in defined, f"{value} is defined twice")
            defined[value] = place

    def _check_use(
        self,
        defined: dict[Value, tuple[int, int]],
        dominators: dict[int, int],
        value: Value,
        place: tuple[int, int],
    ) -> None:
        if is_literal(value) or place[0] not in dominators:
            return
        self._require(value in defined, f"{value} is not defined")
        block, at = defined[value]
        if block == place[0]:
            self._require(at < place[1], f"{value} is used before its definition")
            return
        here = place[0]
        while here not in (block, 0):
            here = dominators[here]
        self._require(here == block, f"the definition of {value} does not dominate its use")


def is_literal(value: Value) -> bool:
    """Whether all words of a value are constants."""
    return not any(word.startswith("%") for word in value.words)


def _reads(ins: Ins) -> Iterator[Value]:
    yield from ins.args
    for edge in ins.edges:
        yield from edge.args


def _dominators(blocks: list[Block], index: dict[Block, int]) -> dict[int, int]:
    """Immediate dominators of the reachable blocks (Cooper, Harvey, Kennedy 2001)."""
    successors = {i: [index[edge.block] for edge in block.ins[-1].edges] for i, block in enumerate(blocks)}
    order = _reverse_postorder(successors)
    rank = {block: i for i, block in enumerate(order)}
    predecessors: dict[int, list[int]] = {block: [] for block in order}
    for block in order:
        for successor in successors[block]:
            predecessors[successor].append(block)
    result = {0: 0}
    changed = True
    while changed:
        changed = False
        for block in order[1:]:
            ways = [p for p in predecessors[block] if p in result]
            new = ways[0]
            for way in ways[1:]:
                new = _meet(new, way, result, rank)
            if result.get(block) != new:
                result[block] = new
                changed = True
    return result


def _meet(a: int, b: int, dominators: dict[int, int], rank: dict[int, int]) -> int:
    while a != b:
        while rank[a] > rank[b]:
            a = dominators[a]
        while rank[b] > rank[a]:
            b = dominators[b]
    return a


def _reverse_postorder(successors: dict[int, list[int]]) -> list[int]:
    seen, postorder = {0}, []
    path = [(0, iter(successors[0]))]
    while path:
        block, rest = path[-1]
        following = next((s for s in rest if s not in seen), None)
        if following is None:
            path.pop()
            postorder.append(block)
        else:
            seen.add(following)
            path.append((following, iter(successors[following])))
    return postorder[::-1]
