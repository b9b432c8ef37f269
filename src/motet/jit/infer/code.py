"""Functions prepared for inference and lowering: live locals as ranges, what their graph looks like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from motet.bytecode.program import Function, Instruction
from motet.bytecode.types import ANY, Ty

Machine = TypeVar("Machine")
Handler = Callable[[Machine, Instruction], bool | None]
"""Interprets one instruction on an abstract machine; true when control does not come to the next one."""

Runs = list[tuple[int, int]]
"""Ranges of numbers, the end excluded: functions have thousands of locals, but few ranges of live ones."""

Item = TypeVar("Item")


class Code:
    """A verified function.

    Attributes:
        function: the function.
        next: the leader after a block whose last instruction lets control fall through, otherwise -1.
        runs: numbers of the live locals at each leader, lowest first, as ranges.
        live_count: how many they are.
        declared: declared types of captures and parameters.
        narrows_arguments: whether any of them is not `ANY`.
        narrows_results: whether any of the results is not `ANY`.
        rank: position of each leader in reverse postorder; iterates in this order.
        edge_count: number of edges between blocks.
    """

    def __init__(self, function: Function, enders: frozenset[str]) -> None:
        facts = function.facts
        self.function: Final = function
        self.declared: Final[tuple[Ty, ...]] = function.captures + function.parameters
        self.narrows_arguments: Final = any(t is not ANY for t in self.declared)
        self.narrows_results: Final = any(t is not ANY for t in function.results)
        self.rank: Final[dict[int, int]] = {leader: i for i, leader in enumerate(facts.order)}
        self.edge_count: Final = sum([len(set(ways)) for ways in facts.successors.values()])
        self.next: Final[dict[int, int]] = {}
        self.live_count: Final[dict[int, int]] = {}
        self.runs: Final[dict[int, Runs]] = {}
        self._length: Final[dict[int, int]] = facts.length
        code, known = function.code, {0: list[tuple[int, int]]()}
        for leader, length in facts.length.items():
            end = leader + length
            self.next[leader] = -1 if code[end - 1][0] in enders else end
            mask = facts.live[leader]
            runs = known.get(mask)
            if runs is None:
                runs = known[mask] = _runs(mask)
            self.runs[leader] = runs
            self.live_count[leader] = mask.bit_count()

    def block(self, leader: int) -> list[Instruction]:
        """The instructions of a block; its last one may be any."""
        return self.function.code[leader : leader + self._length[leader]]

    def live(self, leader: int) -> list[int]:
        """Numbers of the live locals at a leader, lowest first."""
        return [number for first, end in self.runs[leader] for number in range(first, end)]


def _runs(mask: int) -> Runs:
    """Ranges of the set bits of a mask, lowest first."""
    runs: Runs = []
    at = 0
    while mask:
        skipped = (mask & -mask).bit_length() - 1
        mask >>= skipped
        length = (~mask & (mask + 1)).bit_length() - 1
        mask >>= length
        runs.append((at + skipped, at + skipped + length))
        at += skipped + length
    return runs


def gathered(values: list[Item], runs: Runs) -> list[Item]:
    """The values of the live locals."""
    if len(runs) == 1:
        first, end = runs[0]
        return values[first:end]
    result: list[Item] = []
    for first, end in runs:
        result += values[first:end]
    return result


def scattered(source: list[Item], runs: Runs, count: int, dead: Item) -> list[Item]:
    """All locals: the values of the live ones, which come first in the source, where they belong."""
    values = [dead] * count
    at = 0
    for first, end in runs:
        values[first:end] = source[at : at + end - first]
        at += end - first
    return values
