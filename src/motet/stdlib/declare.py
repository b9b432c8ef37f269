"""Declarations: what a shared operation is, in no language's style.

The Python body is the meaning of an operation: the reference VM runs it, native bodies are tested against it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final, NamedTuple

from motet.bytecode.types import Ty
from motet.stdlib.outcomes import Failure
from motet.stdlib.signatures import Parameter, parse_signature

AREAS: Final[Mapping[str, str]] = {
    area: f"motet.stdlib.{home}"
    for home, areas in {
        "io": "io",
        "text": "text",
        "numbers": "int float",
        "matrices": "matrix",
        "lists": "list",
        "maps": "map set",
        "deques": "deque",
        "bytes": "bytes",
        "json": "json",
        "toml": "toml",
        "yaml": "yaml",
        "csv": "csv",
        "dotenv": "dotenv",
        "check": "check",
        "directories": "file",
        "decimal": "decimal",
        "arguments": "arguments",
        "log": "log",
        "process": "process",
        "run": "run",
        "clock": "time instant duration",
        "random": "random",
        "crypto": "crypto",
        "codes": "code",
    }.items()
    for area in areas.split()
}
"""Module of each area; it is imported when an operation of the area is first asked for."""

BLOCKS: Final = ("no", "wait", "pool")
REPLAYS: Final = ("pure", "record", "effect", "handle")


class Gate(NamedTuple):
    """What a policy must allow before the body runs.

    Attributes:
        kind: kind of effect.
        scope: its fixed scope, or empty.
        deed: what the program is about to do, for the refusal.
        opens: name of the parameter that is a path; the body gets a checked `motet.stdlib.paths.Place` for it.
        names: name of the parameter that names the resource; the policy is asked at each call.
        unless: an argument that is no path, and is passed as it is.
        follows: whether a symbolic link at the end of the path is followed.
    """

    kind: str
    scope: str
    deed: str
    opens: str = ""
    names: str = ""
    unless: str = ""
    follows: bool = True


class Declaration(NamedTuple):
    """One shared operation.

    Attributes:
        name: `area.verb`.
        parameters: values first, then modes.
        result: type of the result.
        body: takes the parameters, then the services it names among its own parameters (`output`).
        services: names of these services.
        errors: family of the failures that the body may give back, or None.
        gates: what the policy is asked, all of it; none for an operation without effect.
        fuel, memory: cost in units of fuel, and an upper bound of the bytes it needs, over the sizes of arguments.
        blocks: `no`; `wait`: the body says what to wait for; `pool`: it runs on a worker thread.
        pure: the same arguments give the same result, with no effect.
        replay: what a recorded run keeps: `pure` nothing, `record` the result, `effect` the result of an action
            that is not repeated, `handle` a number.
        doc: its meaning.
    """

    name: str
    parameters: tuple[Parameter, ...]
    result: Ty
    body: Callable[..., Any]
    services: tuple[str, ...]
    errors: type[Failure] | None
    gates: tuple[Gate, ...]
    fuel: str
    memory: str
    blocks: str
    pure: bool
    replay: str
    doc: str

    @property
    def gate(self) -> Gate | None:
        """The first gate."""
        return self.gates[0] if self.gates else None

    @property
    def values(self) -> tuple[Parameter, ...]:
        """The parameters that are passed at the call."""
        return tuple(parameter for parameter in self.parameters if not parameter.is_mode)

    @property
    def modes(self) -> tuple[Parameter, ...]:
        """The parameters that a row fixes."""
        return tuple(parameter for parameter in self.parameters if parameter.is_mode)


_declared: Final[dict[str, Declaration]] = {}


def declaration(name: str) -> Declaration:
    """The operation of this name. KeyError when there is none."""
    area = AREAS.get(name.partition(".")[0])
    if area is not None and name not in _declared:
        import_module(area)
    return _declared[name]


def declared(area: str) -> tuple[Declaration, ...]:
    """All operations of an area."""
    import_module(AREAS[area])
    return tuple(found for name, found in _declared.items() if name.startswith(area + "."))


def host(
    signature: str,
    *,
    gate: Gate | tuple[Gate, ...] = (),
    errors: type[Failure] | None = None,
    fuel: str,
    memory: str = "0",
    blocks: str = "no",
    pure: bool = False,
    replay: str = "pure",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the decorated body as the operation `area.verb(name: Type, mode name: Kind) -> Type`."""
    name, parameters, result = parse_signature(signature)
    if blocks not in BLOCKS or replay not in REPLAYS:
        raise ValueError(f"{name}: blocks is one of {BLOCKS}, replay one of {REPLAYS}")
    if name in _declared:
        raise ValueError(f"{name} is declared twice")

    def declare(body: Callable[..., Any]) -> Callable[..., Any]:
        code = body.__code__
        names = code.co_varnames[: code.co_argcount]
        count = len(parameters)
        if names[:count] != tuple(parameter.name for parameter in parameters):
            raise ValueError(f"{name}: the body takes {names}")
        _declared[name] = Declaration(
            name,
            parameters,
            result,
            body,
            names[count:],
            errors,
            (gate,) if isinstance(gate, Gate) else gate,
            fuel,
            memory,
            blocks,
            pure,
            replay,
            (body.__doc__ or "").strip(),
        )
        return body

    return declare
