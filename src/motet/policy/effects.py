"""Kinds of effect, one table: what each covers, and what a scope of it looks like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from motet.policy.paths import is_beneath


class Kind(NamedTuple):
    """One kind of effect.

    Attributes:
        name: as grants spell it.
        scope: what a scope names (`path`, `host[:port]`, ...); empty for a kind without scopes.
        covers: whether a granted scope includes the named resource: (scope, resource) -> bool.
        doc: what the kind allows.
        by_default: granted when nothing is said.
    """

    name: str
    scope: str
    covers: Callable[[str, str], bool]
    doc: str
    by_default: bool = False


def _same(scope: str, resource: str) -> bool:
    return scope == resource


def _named(scope: str, resource: str) -> bool:
    return resource.startswith(scope[:-1]) if scope.endswith("*") else scope == resource


def _split_port(text: str) -> tuple[str, str]:
    if text.startswith("["):
        host, _, rest = text.partition("]")
        return host + "]", rest.removeprefix(":")
    host, _, port = text.partition(":")
    return host.lower().rstrip("."), port


def _host(scope: str, resource: str) -> bool:
    host, port = _split_port(scope)
    asked, asked_port = _split_port(resource)
    if port != asked_port and (port or asked_port not in {"", "80", "443"}):
        return False
    if host.startswith("*."):
        return asked.endswith(host[1:]) and len(asked) >= len(host)
    return host == asked


_ROWS: Final = (
    Kind("io", "in, out or err", _same, "standard input, standard output and standard error", by_default=True),
    Kind("fs_read", "a path", is_beneath, "reading and listing files"),
    Kind("fs_write", "a path", is_beneath, "creating and changing files"),
    Kind("fs_delete", "a path", is_beneath, "removing files"),
    Kind("net", "host[:port]", _host, "outgoing connections"),
    Kind("net_listen", "[address:]port", _same, "servers"),
    Kind("env", "a name or PREFIX*", _named, "reading environment variables"),
    Kind("env_write", "a name or PREFIX*", _named, "changing the run's environment variables"),
    Kind("proc", "a program", _same, "starting programs without a shell"),
    Kind("shell", "", _same, "commands through a shell: as good as everything"),
    Kind("time", "", _same, "clocks and sleeping", by_default=True),
    Kind("random", "", _same, "random numbers", by_default=True),
    Kind("sql", "a database", _same, "databases"),
    Kind("kv", "a path", is_beneath, "key-value files"),
    Kind("log", "", _same, "the run's log"),
    Kind("signal", "", _same, "signal handlers"),
    Kind("terminal", "", _same, "control of the terminal"),
    Kind("ext", "a name", _same, "what the embedding program adds"),
)

KINDS: Final = {kind.name: kind for kind in _ROWS}
"""The table, by name."""

ALIASES: Final = {"rand": "random"}
"""Other spellings of kinds."""

IMPLIED: Final = {"fs_delete": ("fs_write",)}
"""Kinds whose grants cover another kind as well: overwriting destroys as much as removing."""
