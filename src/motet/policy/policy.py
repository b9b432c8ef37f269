"""The policy: which effects a program may have. Everything that is not granted is denied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from motet.policy.effects import ALIASES, IMPLIED, KINDS
from motet.policy.grants import Request, Roots
from motet.policy.paths import is_beneath

_STREAMS: Final = frozenset({"in", "out", "err"})


class Grant(NamedTuple):
    """One line of a policy: a kind, a scope (empty: all of the kind), and whether it takes away."""

    kind: str
    scope: str = ""
    denies: bool = False

    def __str__(self) -> str:
        return ("!" if self.denies else "") + self.kind + (f":{self.scope}" if self.scope else "")

    def covers(self, resource: str) -> bool:
        """Whether the named resource (empty: the kind as a whole) belongs to it."""
        return not self.scope or (bool(resource) and KINDS[self.kind].covers(self.scope, resource))


def parse_grant(text: str) -> Grant:
    """Read `kind`, `kind:scope`, `kind=scope`, each with or without `!`.

    Raises:
        ValueError: an unknown kind, an empty scope, a scope where there can be none; the text says what is right.
    """
    body = text.strip()
    denies = body.startswith("!")
    body = body.removeprefix("!")
    at = min((i for i in (body.find(":"), body.find("=")) if i >= 0), default=-1)
    name = body if at < 0 else body[:at]
    kind = KINDS.get(ALIASES.get(name, name))
    if kind is None:
        raise ValueError(f"unknown effect `{name}` in `{text}`; the kinds are {' '.join(KINDS)}")
    if at < 0:
        return Grant(kind.name, "", denies)
    scope = body[at + 1 :]
    if not kind.scope:
        raise ValueError(f"`{kind.name}` takes no scope: write `{kind.name}` instead of `{text}`")
    if not scope.strip():
        raise ValueError(
            f"empty scope in `{text}`: name {kind.scope}, or write `{kind.name}` for everything of the kind"
        )
    if kind.name == "io" and scope not in _STREAMS:
        raise ValueError(f"unknown scope in `{text}`: `io` has in, out and err")
    return Grant(kind.name, scope, denies)


class Policy:
    """What a program may touch. It never changes.

    `Policy()` grants what needs no trust: standard streams, time and random numbers. `allow` adds grants, `!kind`
    takes away and wins over every grant. `pure` starts from nothing, printing included.
    """

    __slots__ = ("denied", "granted", "pure")

    def __init__(self, allow: Iterable[str] | str = (), *, pure: bool = False) -> None:
        """Make a policy from texts of grants. ValueError for a bad one."""
        texts = (allow,) if isinstance(allow, str) else allow
        grants = [parse_grant(text) for text in texts]
        standing = () if pure else tuple(Grant(kind.name) for kind in KINDS.values() if kind.by_default)
        self.pure: Final = pure
        self.granted: Final = (*standing, *(grant for grant in grants if not grant.denies))
        self.denied: Final = tuple(grant for grant in grants if grant.denies)

    @classmethod
    def everything(cls) -> Policy:
        """The policy of a trusted program: all kinds."""
        return cls(KINDS)

    def __repr__(self) -> str:
        return f"Policy({' '.join(map(str, self.granted + self.denied)) or 'nothing'})"

    def allows(self, kind: str, resource: str = "") -> bool:
        """Whether the effect is allowed on the named resource, or, without one, on every resource of the kind."""
        kinds = (kind, *IMPLIED.get(kind, ()))
        if any(grant.kind in kinds and _overlaps(grant, resource) for grant in self.denied):
            return False
        return any(grant.kind in kinds and grant.covers(resource) for grant in self.granted)

    @property
    def private_addresses(self) -> bool:
        """Names never lead to loopback and private addresses; a grant that spells the address does."""
        return False

    def refusal(self, request: Request) -> str:
        """Why it is refused, with the grant that would allow it; empty: it is allowed."""
        kind, resource = request.kind, request.resource
        if not request.outside:
            whole = not resource and KINDS[kind].covers is is_beneath
            if self.grants_some(kind) if whole else self.allows(kind, resource):
                return ""
        return self.denial(kind, resource, request.deed)

    def roots(self, request: Request) -> Roots:
        """Granted and denied paths of the request's kind."""
        kinds = (request.kind, *IMPLIED.get(request.kind, ()))
        granted = [grant.scope for grant in self.granted if grant.kind in kinds]
        denied = [grant.scope for grant in self.denied if grant.kind in kinds]
        if "" in denied:
            return Roots(())
        return Roots(None if "" in granted else granted, denied)

    def refusal_is_value(self, request: Request) -> bool:
        """A refusal always ends the run."""
        return False

    def charge(self, amount: int) -> str:
        """There is no budget: always allowed."""
        return ""

    def grants_some(self, kind: str) -> bool:
        """Whether the kind is granted for some resources at least."""
        kinds = (kind, *IMPLIED.get(kind, ()))
        if any(grant.kind in kinds and not grant.scope for grant in self.denied):
            return False
        return any(grant.kind in kinds for grant in self.granted)

    def scopes(self, kind: str) -> tuple[list[str], list[str]]:
        """Granted and denied scopes of a kind, as written; an empty text is the whole kind."""
        granted = [grant.scope for grant in self.granted if grant.kind == kind]
        return granted, [grant.scope for grant in self.denied if grant.kind == kind]

    def denial(self, kind: str, resource: str = "", what: str = "") -> str:
        """The text of a refusal: what was refused, and the grant that would allow it.

        Args:
            kind: kind of effect.
            resource: what it would have touched.
            what: the deed, in the words of the program (`printing`); by default the kind's description.
        """
        wanted = Grant(kind, resource)
        deed = what or KINDS[kind].doc
        kinds = (kind, *IMPLIED.get(kind, ()))
        for grant in self.denied:
            if grant.kind in kinds and _overlaps(grant, resource):
                return f"refused: {deed} needs {wanted}, which {grant} takes away"
        return f"refused: {deed} needs {wanted}; allow it with --allow {wanted}"


def _overlaps(grant: Grant, resource: str) -> bool:
    """A denial of a part stands against a question about the whole."""
    return not resource or grant.covers(resource)
