"""The run itself: its arguments and its environment."""

from __future__ import annotations

from motet.stdlib.declare import Gate, host
from motet.stdlib.surroundings import Surroundings


@host(
    "run.arguments() -> List[Str]",
    gate=Gate("io", "in", "reading the arguments"),
    fuel="20",
    memory="4096",
    replay="record",
)
def arguments(surroundings: Surroundings) -> list[str]:
    """The arguments that the program was started with."""
    return list(surroundings.arguments)
