"""The knobs of the engines: they change how fast a program runs, never what it means."""

from __future__ import annotations

from typing import Final


class Settings:
    """Settings of the engines. It never changes.

    Attributes:
        tier: the highest tier of native code, 1 or 2.
        first: the tier that functions start in, 1 or 2; 2 optimises everything before it runs.
        calls: number of calls after which a function is optimised.
        iterations: number of times around a loop after which it is optimised.
        background: whether promotion happens in a thread of its own, or at once in the thread that runs.
        dump: directory that receives the text of every stage, or None.
    """

    __slots__ = ("background", "calls", "dump", "first", "iterations", "tier")

    def __init__(
        self,
        *,
        tier: int = 2,
        first: int = 1,
        calls: int = 100,
        iterations: int = 1000,
        background: bool = True,
        dump: str | None = None,
    ) -> None:
        """Check and keep the settings. ValueError for numbers out of range."""
        if tier not in (1, 2):
            raise ValueError(f"tier must be 1 or 2, not {tier}")
        if first not in (1, 2) or first > tier:
            raise ValueError(f"first must be 1 or 2, and at most tier, not {first}")
        if calls < 1 or iterations < 1:
            raise ValueError("thresholds must be at least 1")
        self.tier: Final = tier
        self.first: Final = first
        self.calls: Final = calls
        self.iterations: Final = iterations
        self.background: Final = background
        self.dump: Final = dump
