"""Binds a language's function to a run: order of arguments, checks, gates, and what becomes of failures.

The function is put together from layers once; a call runs only those that it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import Ty
from motet.stdlib.argument_types import test_of
from motet.stdlib.declare import Gate
from motet.stdlib.optional import NONE, err, ok, some
from motet.stdlib.outcomes import Denied, Failure
from motet.stdlib.rows import Row

if TYPE_CHECKING:
    from motet.stdlib.host import Host

Bound = Callable[[list[Value]], Value]
"""A host function bound to a run: takes the arguments in the language's order."""

SERVICES: Final[Mapping[str, Callable[[Host, Row], object]]] = {
    "output": lambda host, _: host,
    "surroundings": lambda host, _: host.surroundings,
    "places": lambda host, row: host.lookup(row, row.declaration.gates[0]),
}
"""What bodies can ask for, by the name of their parameter."""


def failing(kind: str, message: str) -> Bound:
    """A host function that always ends the run."""

    def call(arguments: list[Value]) -> Value:
        raise Trap(kind, message=message)

    return call


def bind(host: Host, row: Row, *, tested: bool = True) -> Bound:
    """The function of a row, which the policy has not refused. Not tested: it only gets arguments of the declared types."""
    found = row.declaration
    fixed = [row.constants[mode.name] for mode in found.modes] + [SERVICES[name](host, row) for name in found.services]
    bound = _in_order(found.body, row, fixed)
    if "places" in found.services:
        bound = _looking_up(host, row, found.gates[0], bound)
    for gate in found.gates:
        if gate.opens:
            bound = _opening(host, row, gate, bound)
        elif gate.names:
            bound = _naming(host, row, gate, bound)
    if ".value" in found.memory or found.memory.count(".") > 1:
        bound = _bounded(host, row, bound)
    bound = _FAILING[row.fail.kind](bound, row.fail.text)
    return _checked(row, bound) if tested else bound


def _in_order(body: Callable[..., Any], row: Row, fixed: list[object]) -> Bound:
    order = row.order
    if order != tuple(range(len(row.parameters))):
        return lambda arguments: body(*[arguments[at] for at in order], *fixed)
    if fixed:
        return lambda arguments: body(*arguments, *fixed)
    return lambda arguments: body(*arguments)


def _bounded(host: Host, row: Row, bound: Bound) -> Bound:
    """Check before what is going to be made, unless it grows no faster than the arguments do."""
    from motet.stdlib.cost import parse_cost  # for few functions only

    found = row.declaration
    size, degree = parse_cost(found.memory, [parameter.name for parameter in found.values])
    if degree < 2:
        return bound
    order = row.order

    def call(arguments: list[Value]) -> Value:
        host.need(size([arguments[at] for at in order]))
        return bound(arguments)

    return call


def _naming(host: Host, row: Row, gate: Gate, bound: Bound) -> Bound:
    """Ask the policy about what an argument names."""
    at = _argument(row, gate.names)

    def call(arguments: list[Value]) -> Value:
        named = arguments[at]
        refusal = host.resource_refusal(row, gate, named)
        return _denied(host, row, gate, named, refusal) if refusal else bound(arguments)

    return call


def _argument(row: Row, parameter: str) -> int:
    """Index of the argument that is passed for a parameter of the declaration."""
    return row.order[[each.name for each in row.declaration.values].index(parameter)]


def _opening(host: Host, row: Row, gate: Gate, bound: Bound) -> Bound:
    """Put what a path leads to in place of the path."""
    from motet.stdlib.paths import RefusedError  # for functions on files only

    at = _argument(row, gate.opens)

    def call(arguments: list[Value]) -> Value:
        path = arguments[at]
        if gate.unless and path == gate.unless:
            return bound(arguments)
        try:
            place = host.lookup(row, gate).place(path, gate.follows)
        except RefusedError:
            return _refused(host, row, gate, path)
        try:
            return bound([*arguments[:at], place, *arguments[at + 1 :]])
        finally:
            place.close()

    return call


def _looking_up(host: Host, row: Row, gate: Gate, bound: Bound) -> Bound:
    """The body looks up paths itself; what it may not touch is a refusal of its first argument."""
    from motet.stdlib.paths import RefusedError  # for functions on files only

    def call(arguments: list[Value]) -> Value:
        try:
            return bound(arguments)
        except RefusedError:
            return _refused(host, row, gate, arguments[0])

    return call


def _refused(host: Host, row: Row, gate: Gate, path: str) -> Denied:
    return _denied(host, row, gate, path, host.path_refusal(row, gate, path))


def _denied(host: Host, row: Row, gate: Gate, resource: str, text: str) -> Denied:
    """The policy's refusal of a resource, as a failure or as the end of the run."""
    if host.refusal_is_value(row, gate, resource):
        return Denied("denied", message=text)
    raise Trap("policy", message=text)


# ---- what becomes of failures


def _never(bound: Bound, _: str) -> Bound:
    return bound


def _result(bound: Bound, text: str) -> Bound:
    def call(arguments: list[Value]) -> Value:
        value = bound(arguments)
        return err(value.text(text)) if isinstance(value, Failure) else ok(value)

    return call


def _option(bound: Bound, _: str) -> Bound:
    def call(arguments: list[Value]) -> Value:
        value = bound(arguments)
        return NONE if isinstance(value, Failure) else some(value)

    return call


def _abort(bound: Bound, text: str) -> Bound:
    def call(arguments: list[Value]) -> Value:
        value = bound(arguments)
        if isinstance(value, Failure):
            raise Trap("host", message=value.text(text))
        return value

    return call


_FAILING: Final[Mapping[str, Callable[[Bound, str], Bound]]] = {
    "none": _never,
    "result": _result,
    "option": _option,
    "abort": _abort,
}


# ---- checks of the arguments


def _checked(row: Row, bound: Bound) -> Bound:
    """The outermost layer: number and types of the arguments, and a shortage of memory as a trap."""
    tests = [(at, test) for at, test in enumerate(map(test_of, row.parameters)) if test is not None]
    count = len(row.parameters)

    def call(arguments: list[Value]) -> Value:
        if len(arguments) != count:
            raise Trap("host", message=f"{row.name} takes {count} argument(s), got {len(arguments)}")
        for at, test in tests:
            if not test(arguments[at]):
                raise Trap("type", message=_unexpected(row.parameters[at], arguments[at]))
        try:
            return bound(arguments)
        except MemoryError:
            raise Trap("memory") from None

    return call


def _unexpected(wanted: Ty, value: Value) -> str:
    from motet.stdlib.debug_form import debug_text  # for wrong calls only

    return f"expected {wanted.name or wanted.kind}, got {debug_text(value)}"
