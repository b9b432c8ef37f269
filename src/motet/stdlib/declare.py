"""Declarations: what a shared operation is, in no language's style.

The Python body is the meaning of an operation: the reference VM runs it, native bodies are tested against it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, NamedTuple

from motet.bytecode.types import BY_NAME, Ty

AREAS: Final = {"io": "motet.stdlib.io"}
"""Module of each area; it is imported when an operation of the area is first asked for."""

BLOCKS: Final = ("no", "wait", "pool")
REPLAYS: Final = ("pure", "record", "effect", "handle")


class Gate(NamedTuple):
    """What a policy must allow before the body runs: a kind of effect, its fixed scope, the deed for the refusal."""

    kind: str
    scope: str
    deed: str


class Parameter(NamedTuple):
    """One parameter. A mode is a constant of the row, of the Python type that `type_name` names; it has no `type`."""

    name: str
    type_name: str
    type: Ty | None
    is_mode: bool


class Declaration(NamedTuple):
    """One shared operation.

    Attributes:
        name: `area.verb`.
        parameters: values first, then modes.
        result: type of the result.
        body: takes the parameters, then the services it names among its own parameters (`output`).
        services: names of these services.
        gate: what the policy is asked, or None for an operation without effect.
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
    gate: Gate | None
    fuel: str
    memory: str
    blocks: str
    pure: bool
    replay: str
    doc: str

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
    gate: Gate | None = None,
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
            gate,
            fuel,
            memory,
            blocks,
            pure,
            replay,
            (body.__doc__ or "").strip(),
        )
        return body

    return declare


def parse_signature(text: str) -> tuple[str, tuple[Parameter, ...], Ty]:
    """Name, parameters and result type of a signature. ValueError when it is malformed."""
    name, opening, rest = text.partition("(")
    inner, arrow, result = rest.rpartition(") -> ")
    if not (opening and arrow and name.count(".") == 1):
        raise ValueError(f"malformed signature `{text}`")
    return name, tuple(_parameter(part) for part in split_outside_brackets(inner)), type_named(result)


def _parameter(text: str) -> Parameter:
    name, colon, type_name = (part.strip() for part in text.partition(":"))
    if not colon:
        raise ValueError(f"parameter `{text}` has no type")
    if name.startswith("mode "):
        return Parameter(name.removeprefix("mode ").strip(), type_name, None, is_mode=True)
    return Parameter(name, type_name, type_named(type_name), is_mode=False)


def type_named(text: str) -> Ty:
    """The type of the bytecode that a signature names. ValueError for an unknown name."""
    found = BY_NAME.get(text.strip())
    if found is None:
        raise ValueError(f"unknown type `{text}`")
    return found


def split_outside_brackets(text: str) -> list[str]:
    """The parts between the commas that are in no bracket; none of an empty text."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    last = text[start:].strip()
    return [*parts, last] if parts or last else []
