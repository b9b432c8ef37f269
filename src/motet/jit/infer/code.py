"""Functions prepared for inference and lowering: handlers looked up once, live locals as lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar

from motet.bytecode.program import Function, Instruction
from motet.bytecode.types import ANY, Ty

Machine = TypeVar("Machine")
Handler = Callable[[Machine, Instruction], bool | None]
"""Interprets one instruction on an abstract machine; true when control does not come to the next one."""

Step = tuple[Handler[Any], Instruction, int]
"""Handler, instruction, its index."""


_NAME: Final = itemgetter(0)


Runs = list[tuple[int, int]]
"""Ranges of numbers, the end excluded: functions have thousands of locals, but few ranges of live ones."""

Item = TypeVar("Item")


class Code(Generic[Machine]):
    """A verified function, with its blocks as lists of steps.

    Attributes:
        function: the function.
        blocks: steps of each block, by leader; a block's last step may be any instruction.
        next: the leader after a block whose last instruction lets control fall through, otherwise -1.
        runs: numbers of the live locals at each leader, lowest first, as ranges.
        live_count: how many they are.
        declared: declared types of captures and parameters.
        narrows: whether any of them, or of the results, is not `ANY`.
        rank: position of each leader in reverse postorder; iterates in this order.
    """

    def live(self, leader: int) -> list[int]:
        """Numbers of the live locals at a leader, lowest first."""
        return [number for first, end in self.runs[leader] for number in range(first, end)]

    def __init__(self, function: Function, handlers: Mapping[str, Handler[Machine]], enders: frozenset[str]) -> None:
        facts = function.facts
        self.function: Final = function
        self.declared: Final[tuple[Ty, ...]] = function.captures + function.parameters
        self.narrows_arguments: Final = any(t is not ANY for t in self.declared)
        self.narrows_results: Final = any(t is not ANY for t in function.results)
        self.rank: Final[dict[int, int]] = {leader: i for i, leader in enumerate(facts.order)}
        self.blocks: Final[dict[int, list[Step]]] = {}
        self.next: Final[dict[int, int]] = {}
        self.live_count: Final[dict[int, int]] = {}
        self.runs: Final[dict[int, Runs]] = {}
        code = function.code
        look_up = handlers.__getitem__
        for leader in facts.leaders:
            end = leader + facts.length[leader]
            block = code[leader:end]
            self.blocks[leader] = list(zip(map(look_up, map(_NAME, block)), block, range(leader, end), strict=True))
            self.next[leader] = -1 if code[end - 1][0] in enders else end
            self.runs[leader] = runs = _runs(facts.live[leader])
            self.live_count[leader] = sum([end - first for first, end in runs])


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


def scatter(source: list[Item], values: list[Item], runs: Runs) -> None:
    """Put the values of the live locals, which come first in the source, where they belong."""
    at = 0
    for first, end in runs:
        values[first:end] = source[at : at + end - first]
        at += end - first
