"""The question that a host asks before a function touches anything outside of the run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Request(NamedTuple):
    """What one call of a host function wants.

    Attributes:
        function: as programs call it (`lex:io.read`).
        kind: kind of effect (`motet.policy.effects.KINDS`).
        label: the effect in the words of the language; empty: as the kind.
        resource: what it would touch: `in`, `out`, `err`, `host[:port]`, a program, a name, a path as written; empty
            for kinds without scopes, and for the question whether anything of the kind is granted.
        deed: for the text of a refusal (``reading `data.txt` ``).
        outside: the path is known to lie outside of the granted roots: only the text is wanted.
    """

    function: str
    kind: str
    label: str = ""
    resource: str = ""
    deed: str = ""
    outside: bool = False


class Roots(NamedTuple):
    """Paths that bound a kind: `granted` is None for every path, and what is beneath `denied` is taken away."""

    granted: Sequence[str] | None
    denied: Sequence[str] = ()


class Grants(Protocol):
    """A policy, whoever's words it is written in."""

    @property
    def private_addresses(self) -> bool:
        """Whether host names may lead to loopback and private addresses."""

    def refusal(self, request: Request) -> str:
        """Why it is refused: the message of the trap `policy`. Empty: it is allowed."""

    def roots(self, request: Request) -> Roots:
        """What bounds the paths of a request."""

    def refusal_is_value(self, request: Request) -> bool:
        """Whether a function that gives a Result gives the refusal as an error value, instead of ending the run."""

    def charge(self, amount: int) -> str:
        """Take from the budget of the run; the message of the trap `policy` when it does not suffice, else empty."""
