"""The run itself: its arguments and its environment."""

from __future__ import annotations

from motet.bytecode.traps import Trap
from motet.stdlib.declare import Gate, host
from motet.stdlib.host import Host
from motet.stdlib.outcomes import Absent
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


@host(
    "run.variable(name: Str) -> Str",
    gate=Gate("env", "", "reading an environment variable", names="name"),
    errors=Absent,
    fuel="40",
    memory="131072",
    replay="record",
)
def variable(name: str, surroundings: Surroundings) -> str | Absent:
    """Value of an environment variable."""
    value = surroundings.environment.get(name)
    return Absent("absent") if value is None else value
