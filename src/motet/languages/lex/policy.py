"""Grants of the Lex command line (specification 13): which effects, on which paths, hosts and programs, for what budget.

A grant is `name`, `name:argument` or `name(argument)`. Lists of paths, hosts and programs bound what is granted; an empty
list bounds nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from motet.bytecode.program import Effect, Function
from motet.languages.interface import Refusal
from motet.policy import Grants, Policy, Request, Roots
from motet.policy.paths import is_beneath

PERMISSIVE: Final = (
    "io", "net", "time", "llm", "proc", "panic", "fs_read", "fs_write", "budget", "llm_local", "llm_cloud", "a2a", "mcp", "env",
    "sql", "random", "rand", "chat", "log", "kv", "stream", "fs_walk", "concurrent", "crypto", "vcs", "approval", "moe",
)  # fmt: skip
"""Effects of the permissive policy (13.1)."""

KINDS: Final = {
    "io": "io", "fs_read": "fs_read", "fs_walk": "fs_read", "fs_write": "fs_write", "net": "net", "env": "env", "proc": "proc",
    "time": "time", "random": "random", "rand": "random", "sql": "sql", "kv": "kv", "log": "log",
}  # fmt: skip
"""Motet's kind of the effects that have one; others are `ext:NAME`."""

WITHOUT_GATE: Final = frozenset({"panic", "budget", "concurrent", "crypto"})
"""Effects that Motet's own policy has no grant for: they stay inside of the run."""

_PATH_LISTS: Final = {"fs_read": "read", "fs_write": "write", "fs_delete": "write", "kv": "write", "sql": "write"}
"""Which list of paths bounds resources of a kind."""

_VALUE_MODULES: Final = frozenset({"fs", "kv", "sql", "process", "http", "approval"})
"""Modules whose functions give a scope's refusal as an error value, where their type has one (13.3)."""


class Word(str):
    """An argument of an effect that is a name, no text: `kind(name)`."""

    __slots__ = ()


class Declared(NamedTuple):
    """What one function of a program declares."""

    function: str
    effects: tuple[Effect, ...]


class Violation(NamedTuple):
    """What the static gate has against a program. Empty `effect`, `path` and `at` do not apply."""

    kind: str
    detail: str
    effect: str = ""
    path: str = ""
    at: str = ""

    def as_dict(self) -> dict[str, str]:
        """Its JSON object."""
        return {name: text for name, text in self._asdict().items() if text}


def effect_text(effect: Effect) -> str:
    """An effect as messages show it: `io`, `net("h")`, `budget(5)`."""
    if effect.argument is None:
        return effect.kind
    argument = effect.argument if isinstance(effect.argument, (int, Word)) else f'"{effect.argument}"'
    return f"{effect.kind}({argument})"


def parse_grant(text: str) -> tuple[str, str]:
    """Name and argument (empty: none) of a grant."""
    body = text.strip()
    name, colon, argument = body.partition(":")
    if not colon and body.endswith(")"):
        name, colon, argument = body[:-1].partition("(")
    return name.strip(), argument.strip().strip('"')


def _with_aliases(grants: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """The grants, and those of the other name of random numbers (`rand` before 0.10)."""
    other = {"rand": "random", "random": "rand"}
    given = frozenset(grants)
    return given | {(other[name], argument) for name, argument in given if name in other}


class LexGrants:
    """What a program may do, and its budget. Only the budget changes.

    Attributes:
        effects: granted effects: name, argument.
        read, write: paths that bound reading and writing; empty: any.
        hosts, programs, approvals: likewise.
        ceiling: of the budget, or None.
        used: of the budget.
    """

    def __init__(
        self,
        effects: Iterable[str] = (),
        *,
        read: Sequence[str] = (),
        write: Sequence[str] = (),
        hosts: Sequence[str] = (),
        programs: Sequence[str] = (),
        approvals: Sequence[str] = (),
        budget: int | None = None,
    ) -> None:
        self.effects: Final = _with_aliases(parse_grant(text) for text in effects if text.strip())
        self.read: Final = tuple(read)
        self.write: Final = tuple(write)
        self.hosts: Final = tuple(hosts)
        self.programs: Final = tuple(programs)
        self.approvals: Final = tuple(approvals)
        self.ceiling: Final = budget
        self.used = 0

    @classmethod
    def permissive(cls) -> LexGrants:
        """All effects that Lex knows, on everything."""
        return cls(PERMISSIVE)

    @property
    def private_addresses(self) -> bool:
        """The command line of Lex lets programs reach every address."""
        return True

    def refusal(self, request: Request) -> str:
        """Why it is refused (13.3), or an empty text."""
        if not self._has_label(request):
            return f"effect `{request.label or request.kind}` not in --allow-effects"
        check = _SCOPES.get(request.kind)
        return check(self, request) if check is not None and request.resource else ""

    def roots(self, request: Request) -> Roots:
        """The list of paths that bounds the request; nothing in it: every path."""
        listed = self.read if _PATH_LISTS.get(request.kind) == "read" else self.write
        label = request.label or request.kind
        scoped = [argument for name, argument in self.effects if name == label and argument]
        if scoped and (label, "") not in self.effects:
            return Roots([path for path in scoped if not listed or _is_in(listed, path)])
        return Roots(listed or None)

    def _has_label(self, request: Request) -> bool:
        """A grant with an argument is one for that resource only; asked about no resource, some of them."""
        label, resource = request.label or request.kind, request.resource
        covers = _ARGUMENTS.get(request.kind, _is_same)
        return any(
            name == label and (not argument or request.outside or not resource or covers(argument, resource))
            for name, argument in self.effects
        )

    def refusal_is_value(self, request: Request) -> bool:
        """Whether the effect is granted, and the function gives refusals of its scope as `Err`."""
        module = request.function.removeprefix("lex:").partition(".")[0]
        return module in _VALUE_MODULES and self._has_label(request)

    def charge(self, amount: int) -> str:
        """Take from the budget; a negative amount takes nothing."""
        if self.ceiling is None or amount <= 0:
            return ""
        if self.used + amount > self.ceiling:
            return f"budget exceeded: requested {amount}, used so far {self.used}, ceiling {self.ceiling}"
        self.used += amount
        return ""

    def covers(self, effect: Effect) -> bool:
        """Whether a declared effect is granted: by its name, or with exactly its argument."""
        if (effect.kind, "") in self.effects:
            return True
        is_text = isinstance(effect.argument, str) and not isinstance(effect.argument, Word)
        return is_text and (effect.kind, effect.argument) in self.effects

    def violations(self, functions: Iterable[Declared]) -> list[Violation]:
        """The static gate (13.2): everything that functions declare and nobody granted, in their order."""
        functions = tuple(functions)
        found = [
            violation
            for declared in functions
            for effect in declared.effects
            for violation in self._against(effect, declared.function)
        ]
        total = sum(
            effect.argument
            for declared in functions
            for effect in declared.effects
            if effect.kind == "budget" and isinstance(effect.argument, int) and effect.argument > 0
        )
        if self.ceiling is not None and total > self.ceiling:
            found.append(Violation("budget_exceeded", f"declared budget {total} exceeds ceiling {self.ceiling}"))
        return found

    def _against(self, effect: Effect, function: str) -> Iterable[Violation]:
        text = effect_text(effect)
        if not self.covers(effect):
            yield Violation("effect_not_allowed", f"effect `{text}` not in --allow-effects", effect=text, at=function)
        paths = {"fs_read": self.read, "fs_write": self.write}.get(effect.kind, ())
        path = effect.argument
        if paths and isinstance(path, str) and not _is_in(paths, path):
            detail = f"path `{path}` outside --allow-{effect.kind}"
            yield Violation("fs_path_not_allowed", detail, effect=text, path=path, at=function)


def _is_in(roots: Sequence[str], path: str) -> bool:
    return any(is_beneath(root, path) for root in roots)


def _is_same(argument: str, resource: str) -> bool:
    return argument == resource


def _host_name(text: str) -> str:
    """A host without its port, in lower case."""
    if text.startswith("["):
        return text.partition("]")[0].removeprefix("[").lower()
    host = text if text.count(":") > 1 else text.partition(":")[0]
    return host.lower().rstrip(".")


def _is_host(argument: str, resource: str) -> bool:
    return _host_name(argument) == _host_name(resource)


def _is_program(entry: str, command: str) -> bool:
    """A bare name stands for the program that PATH leads to; a base name alone proves nothing."""
    if entry == command and os.sep not in entry:
        return True
    from shutil import which

    meant, asked = which(entry), which(command)
    return meant is not None and asked is not None and os.path.realpath(meant) == os.path.realpath(asked)


def _listing(items: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{item}"' for item in items) + "]"


def _path_refusal(grants: LexGrants, request: Request) -> str:
    path = request.resource.removeprefix("sqlite:")
    if request.kind == "sql" and (path == ":memory:" or "://" in path):
        return ""
    reads = _PATH_LISTS[request.kind] == "read"
    roots = grants.read if reads else grants.write
    if not request.outside and (not roots or _is_in(roots, path)):
        return ""
    return f"read of `{path}` outside --allow-fs-read" if reads else f"write to `{path}` outside --allow-fs-write"


def _host_refusal(grants: LexGrants, request: Request) -> str:
    if not grants.hosts or any(_is_host(entry, request.resource) for entry in grants.hosts):
        return ""
    return f"net call to host `{_host_name(request.resource)}` not in --allow-net-host {_listing(grants.hosts)}"


def _program_refusal(grants: LexGrants, request: Request) -> str:
    if not grants.programs or any(_is_program(entry, request.resource) for entry in grants.programs):
        return ""
    return f"process `{request.resource}` not in --allow-proc {_listing(grants.programs)}"


def _extension_refusal(grants: LexGrants, request: Request) -> str:
    scope = request.resource
    if request.label != "approval" or not grants.approvals or scope in grants.approvals:
        return ""
    return f"approval scope `{scope}` not in --allow-approval {_listing(grants.approvals)}"


_SCOPES: Final = {
    **dict.fromkeys(_PATH_LISTS, _path_refusal),
    "net": _host_refusal,
    "proc": _program_refusal,
    "ext": _extension_refusal,
}
"""What bounds the resources of a kind."""

_ARGUMENTS: Final = {
    **dict.fromkeys(("fs_read", "fs_write", "fs_delete", "kv"), is_beneath),
    "net": _is_host,
    "proc": _is_program,
}
"""Whether the argument of a grant covers a resource of a kind."""


def missing_grants(policy: Grants, functions: Iterable[Declared]) -> list[Violation]:
    """The static gate for Motet's own grants (others are asked at the calls only): what functions declare and nobody granted, in their order."""
    if not isinstance(policy, Policy):
        return []
    return [
        Violation("effect_not_allowed", detail, effect=effect_text(effect), at=declared.function)
        for declared in functions
        for effect in declared.effects
        if (detail := _missing(policy, effect, declared.function))
    ]


def _missing(policy: Policy, effect: Effect, function: str) -> str:
    if effect.kind in WITHOUT_GATE:
        return ""
    kind = KINDS.get(effect.kind, "ext")
    argument = effect.argument if isinstance(effect.argument, str) else ""
    scope = effect.kind if kind == "ext" else argument if kind != "io" else ""
    if policy.allows(kind, scope) if scope else policy.grants_some(kind):
        return ""
    return policy.denial(kind, scope, f"`{function}` declares {effect_text(effect)} and so")


def required(functions: Iterable[Declared]) -> dict[str, list[str]]:
    """What functions declare (15.1): `effects`, and paths and hosts by effect, sorted."""
    found: dict[str, set[str]] = {"effects": set(), "fs_read": set(), "fs_write": set(), "net": set()}
    for declared in functions:
        for effect in declared.effects:
            found["effects"].add(effect.kind)
            if effect.kind in found and isinstance(effect.argument, str):
                found[effect.kind].add(effect.argument)
    return {name: sorted(texts) for name, texts in found.items()}


def static_refusal(functions: Sequence[Function], grants: Grants) -> Refusal | None:
    """The first thing that a policy has against the declared effects of functions; None: nothing."""
    for index, function in enumerate(functions):
        declared = (Declared(function.name, function.effects),)
        found = grants.violations(declared) if isinstance(grants, LexGrants) else missing_grants(grants, declared)
        if found:
            return Refusal(index, found[0].detail)
    return None
