"""The run itself: its arguments and its environment."""

from __future__ import annotations

from motet.bytecode.traps import Trap
from motet.stdlib.declare import Gate, host
from motet.stdlib.host import Host
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


@host("run.charge(amount: Int) -> Unit", fuel="4", replay="pure")
def charge(amount: int, output: Host) -> None:
    """Take an amount from the budget of the run, or end the run."""
    refusal = output.policy.charge(amount)
    if refusal:
        raise Trap("policy", message=refusal)
