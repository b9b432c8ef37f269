"""Options of the lowering."""

from __future__ import annotations

from typing import NamedTuple


class Options(NamedTuple):
    """What code is made.

    Attributes:
        checked: Int arithmetic that leaves 64 bits is a trap; otherwise it wraps.
        budget: calls of functions with a declared budget charge it.
        nodes: instructions of calls say which node of the canonical tree they came from (for traces; ids of deep nodes are
            long, so that a function of many lines needs much memory for them).
    """

    checked: bool = False
    budget: bool = False
    nodes: bool = False
