"""Where ways through a function meet, while the ways are still being found."""

from __future__ import annotations

from typing import TypeAlias

from motet.jit.ir import Block, Edge, Value

Facts: TypeAlias = dict[Value, frozenset[int]]
"""For values of unions the constructors that may have made them, as far as it is known."""


class Join:
    """A bytecode block on its way to become an IR block.

    Attributes:
        block: the IR block that edges from outside of the loop lead to.
        inner: the IR block that edges back lead to: the same, unless polls are strip-mined.
        incoming: the edges so far, each with all values that the block's entry needs.
        chosen: which of these values are parameters; None before the block was lowered.
        countdown: parameter of `inner` with the number of iterations until the next poll.
        tested: the header tests the countdown, so that the ways back need not.
        polls: the block itself polls, so that the ways back need not.
        entry: the values at the start of the block, where they are known without looking at the ways into it.
        outer: the block that leads here only if nobody else has the lists that the loop changes.
        lists: numbers of these lists among the values.
        items: addresses of their items.
        is_copy: it belongs to a further round of a loop that is copied: the way back to its header is a way on.
        facts: which constructors unions may have been made by, on all ways so far (`State.facts`).
    """

    __slots__ = (
        "block",
        "chosen",
        "countdown",
        "entry",
        "facts",
        "incoming",
        "inner",
        "is_copy",
        "items",
        "lists",
        "outer",
        "polls",
        "tested",
    )

    def __init__(self, label: str) -> None:
        self.block = self.inner = Block(label)
        self.incoming: list[tuple[Edge, list[Value]]] = []
        self.chosen: list[int] | None = None
        self.countdown: Value | None = None
        self.tested = False
        self.is_copy = False
        self.polls = False
        self.entry: list[Value] | None = None
        self.outer: Block | None = None
        self.lists: tuple[int, ...] = ()
        self.items: list[Value] = []
        self.facts: Facts | None = None

    def edge(self, values: list[Value], facts: Facts) -> Edge:
        """A new way into the block, with all values that its entry needs."""
        edge = Edge(self.block, [])
        self.incoming.append((edge, values))
        if self.facts is None:
            self.facts = facts
        elif self.facts is not facts:
            self.facts = {value: known for value, known in self.facts.items() if facts.get(value) == known}
        return edge
