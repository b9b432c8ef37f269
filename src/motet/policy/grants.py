"""The question that a host asks before a function touches anything outside of the run."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Need(NamedTuple):
    """What one call of a host function wants.

    Attributes:
        kind: kind of effect (`motet.policy.effects.KINDS`).
        resource: what it would touch: `in`, `out`, `err`, a resolved path, `host[:port]`, a program, a name; empty
            for kinds without scopes.
        label: the effect in the words of the language; empty: as the kind.
        deed: for the text of a refusal (``reading `data.txt` ``).
        name: of the function, as programs call it.
        given: the resource as the program wrote it; empty: as `resource`.
    """

    kind: str
    resource: str = ""
    label: str = ""
    deed: str = ""
    name: str = ""
    given: str = ""


class Grants(Protocol):
    """A policy, whoever's words it is written in."""

    @property
    def private_addresses(self) -> bool:
        """Whether host names may lead to loopback and private addresses."""

    def refusal(self, need: Need) -> str:
        """Why it is refused: the message of the trap `policy`. Empty: it is allowed."""

    def refusal_is_value(self, need: Need) -> bool:
        """Whether a function that gives a Result gives the refusal as an error value, instead of ending the run."""

    def charge(self, amount: int) -> str:
        """Take from the budget of the run; the message of the trap `policy` when it does not suffice, else empty."""
