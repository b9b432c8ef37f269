"""Basic blocks, and what the verifier finds out about them (`Facts`)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from motet.bytecode.program import Instruction
from motet.bytecode.table import OPS


@dataclass(frozen=True, eq=False, slots=True)
class Facts:
    """What is known of a verified function. Only code that control can reach takes part.

    A *leader* is the first instruction of a basic block: instruction 0, the target of a jump or branch, and the
    instruction after a branch. A block goes on to the next leader or to an instruction that ends control. Calls do not
    end blocks.

    Attributes:
        code: the function's instructions.
        depth: for each instruction the number of values on the stack before it; -1 where control never comes.
        max_depth: the most values that are on the stack before any instruction.
        leaders: sorted.
        length: number of instructions of the block at a leader: the fuel that entering it costs.
        successors: of the block at a leader, the leaders where control may continue; for a branch the label, then the
            next instruction (they may be equal); none after `return` and the like.
        order: leaders in reverse postorder.
        headers: targets of backward jumps and branches: where loops are entered.
        live: for each leader a bit mask of the locals (bit i: local i) whose value may be read before it is stored.
        stored: bit mask of the locals that some instruction stores.
    """

    code: Sequence[Instruction]
    depth: list[int]
    max_depth: int
    leaders: tuple[int, ...]
    length: dict[int, int]
    successors: dict[int, tuple[int, ...]]
    order: tuple[int, ...]
    headers: frozenset[int]
    live: dict[int, int]
    stored: int

    def leader_of(self, pc: int) -> int:
        """Leader of the block that an instruction belongs to. ValueError where control never comes."""
        at = bisect_right(self.leaders, pc) - 1
        if at < 0 or pc >= self.leaders[at] + self.length[self.leaders[at]]:
            raise ValueError(f"instruction {pc} is in no block")
        return self.leaders[at]

    def live_at(self, pc: int) -> int:
        """Bit mask of the locals that are live before an instruction. Takes time in proportion to the block."""
        leader = self.leader_of(pc)
        return next(live for at, live in self._backwards(leader) if at == pc)

    def live_through(self, leader: int) -> list[int]:
        """Bit masks of the locals that are live before each instruction of a block, and after its last one."""
        masks = [live for _, live in self._backwards(leader)]
        masks.reverse()
        masks.append(self.live_out(leader))
        return masks

    def live_out(self, leader: int) -> int:
        """Bit mask of the locals that are live after the last instruction of a block."""
        mask = 0
        for successor in self.successors[leader]:
            mask |= self.live[successor]
        return mask

    def _backwards(self, leader: int) -> Iterator[tuple[int, int]]:
        live = self.live_out(leader)
        for pc in range(leader + self.length[leader] - 1, leader - 1, -1):
            live = _live_before(self.code[pc], live)
            yield pc, live


def targets(code: Sequence[Instruction], pc: int) -> tuple[int, ...]:
    """Where control may continue after an instruction, in this function: a label first, then the next one."""
    op = OPS[code[pc][0]]
    if op.branches:
        label: int = code[pc][1]
        return (label,) if op.ends else (label, pc + 1)
    return () if op.ends else (pc + 1,)


def compute_facts(code: Sequence[Instruction], depth: list[int], leaders: tuple[int, ...]) -> Facts:
    """Facts of code whose operands are valid, with the stack depth before each instruction (-1: unreachable)."""
    length = _lengths(code, leaders)
    successors = {leader: targets(code, leader + length[leader] - 1) for leader in leaders}
    order = _reverse_postorder(successors)
    stored = {i[1] for pc, i in enumerate(code) if i[0] == "store" and depth[pc] >= 0}
    return Facts(
        code=code,
        depth=depth,
        max_depth=max(depth),
        leaders=leaders,
        length=length,
        successors=successors,
        order=order,
        headers=_headers(code, depth),
        live=_liveness(code, length, successors, order),
        stored=_mask(stored),
    )


def _mask(bits: set[int]) -> int:
    image = bytearray((max(bits, default=0) >> 3) + 1)
    for bit in bits:
        image[bit >> 3] |= 1 << (bit & 7)
    return int.from_bytes(image, "little")


def find_leaders(code: Sequence[Instruction], depth: list[int]) -> tuple[int, ...]:
    """The leaders of reachable blocks, sorted; `depth` is not negative for reachable instructions."""
    leaders = {0}
    for pc, instruction in enumerate(code):
        if depth[pc] >= 0 and OPS[instruction[0]].branches:
            leaders.update(targets(code, pc))
    return tuple(sorted(leaders))


def _headers(code: Sequence[Instruction], depth: list[int]) -> frozenset[int]:
    return frozenset(
        instruction[1]
        for pc, instruction in enumerate(code)
        if depth[pc] >= 0 and OPS[instruction[0]].branches and instruction[1] <= pc
    )


def _lengths(code: Sequence[Instruction], leaders: tuple[int, ...]) -> dict[int, int]:
    length = {}
    for leader, limit in zip(leaders, (*leaders[1:], len(code)), strict=True):
        end = leader
        while end < limit - 1 and not OPS[code[end][0]].ends:
            end += 1
        length[leader] = end - leader + 1
    return length


def _reverse_postorder(successors: dict[int, tuple[int, ...]]) -> tuple[int, ...]:
    order = []
    seen = {0}
    path = [(0, iter(successors[0]))]
    while path:
        leader, rest = path[-1]
        following = next((s for s in rest if s not in seen), None)
        if following is None:
            order.append(leader)
            path.pop()
        else:
            seen.add(following)
            path.append((following, iter(successors[following])))
    order.reverse()
    return tuple(order)


def _live_before(instruction: Instruction, live: int) -> int:
    if instruction[0] in ("load", "store"):
        bit: int = 1 << instruction[1]
        return live | bit if instruction[0] == "load" else live & ~bit
    return live


def _read_and_written(code: Sequence[Instruction], leader: int, length: int) -> tuple[int, int]:
    read: set[int] = set()
    written: set[int] = set()
    for pc in range(leader, leader + length):
        name = code[pc][0]
        if name == "load" and code[pc][1] not in written:
            read.add(code[pc][1])
        elif name == "store":
            written.add(code[pc][1])
    return _mask(read), _mask(written)


def _liveness(
    code: Sequence[Instruction], length: dict[int, int], successors: dict[int, tuple[int, ...]], order: tuple[int, ...]
) -> dict[int, int]:
    """Backward data flow; of the blocks that wait, always the first in postorder, so that paths are walked once."""
    effect = {leader: _read_and_written(code, leader, length[leader]) for leader in order}
    predecessors: dict[int, list[int]] = {leader: [] for leader in order}
    for leader, following in successors.items():
        for successor in following:
            predecessors[successor].append(leader)
    postorder = order[::-1]
    rank = {leader: at for at, leader in enumerate(postorder)}
    live = dict.fromkeys(order, 0)
    waiting = list(range(len(order)))
    queued = set(order)
    while waiting:
        leader = postorder[heappop(waiting)]
        queued.discard(leader)
        out = 0
        for successor in successors[leader]:
            out |= live[successor]
        read, written = effect[leader]
        mask = read | (out & ~written)
        if mask != live[leader]:
            live[leader] = mask
            for predecessor in predecessors[leader]:
                if predecessor not in queued:
                    queued.add(predecessor)
                    heappush(waiting, rank[predecessor])
    return live
