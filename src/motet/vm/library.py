"""Meaning of calls of shared operations.

Arguments become plain values, and the result is narrowed; both take time in proportion to their size. Operations on texts and
collections get the values as they are when these are of the declared types (`motet.vm.dressing`), and change one in
place that nobody else has (`motet.vm.in_place`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from motet.bytecode.program import Program, Value
from motet.bytecode.types import ANY, STR, Ty, option_of, result_of
from motet.stdlib.binding import Bound
from motet.stdlib.rows import Row
from motet.vm.control import call_host
from motet.vm.dressing import Dress, bind
from motet.vm.frame import Frame
from motet.vm.heap import value_bytes
from motet.vm.in_place import CHANGES, Change
from motet.vm.objects import type_of_class
from motet.vm.registry import meaning
from motet.vm.sharing import is_unshared

if TYPE_CHECKING:
    from motet.vm.machine import VirtualMachine

AREAS: Final = frozenset(("text", "int", "float", "bytes", "list", "map", "set", "deque"))
"""Areas whose bodies take values of any class of their kind."""


class _Direct(NamedTuple):
    """How an operation is called with values as they are.

    Attributes:
        bound: the operation.
        dress: makes a value of the wanted type of its result; None if it is one.
        change: does the same to an argument that nobody else has; None if nothing does.
    """

    bound: Bound
    dress: Dress | None
    change: Change | None


def _refuse(arguments: list[Value]) -> Value:
    raise AssertionError("no way is known yet")


_UNKNOWN: Final = _Direct(_refuse, None, None)


class _Site:
    """One instruction of one machine.

    Attributes:
        name: constant that names the operation.
        count: of arguments.
        shape: type of the result.
        ways: how to call the operation for arguments of certain classes; None: with plain values.
    """

    __slots__ = ("count", "name", "shape", "ways")

    def __init__(self, name: int, count: int, shape: Ty) -> None:
        self.name: Final = name
        self.count: Final = count
        self.shape: Final = shape
        self.ways: Final[dict[tuple[type, ...], _Direct | None]] = {}


def _prepared(program: Program, name: int, count: int, shape: int) -> tuple[object, ...]:
    return (_Site(name, count, program.types[shape]),)


@meaning("library", _prepared)
def library(machine: VirtualMachine, frame: Frame, site: _Site) -> None:
    """Call a shared operation."""
    stack = frame.stack
    start = len(stack) - site.count
    classes = tuple(map(type, stack[start:]))
    way = site.ways.get(classes, _UNKNOWN)
    if way is _UNKNOWN:
        way = site.ways[classes] = _way(machine, site, classes)
    if way is None or not machine.takes_all_ints():
        _convert(machine, frame, site)
    elif way.change is None or not _changed(machine, stack, start, way.change):
        result = way.bound(stack[start:])
        stack[start:] = [result if way.dress is None else way.dress(result)]
    machine.poll()


def _convert(machine: VirtualMachine, frame: Frame, site: _Site) -> None:
    result = machine.narrowing.narrowed(call_host(machine, frame, site.name, site.count), site.shape)
    if type(result) is str or type(result) is bytes:
        machine.heap.take(value_bytes(result))
    frame.stack.append(result)


def _changed(machine: VirtualMachine, stack: list[Value], start: int, change: Change) -> bool:
    """Do the operation in place, if that can be."""
    at = start + change.at
    if not is_unshared(stack, at):
        return False
    arguments = stack[start:]
    machine.heap.take(change.growth(arguments))
    if not change.apply(*arguments):
        return False
    stack[start:] = [stack[at]]
    return True


# ---- how operations are called


def _way(machine: VirtualMachine, site: _Site, classes: Sequence[type]) -> _Direct | None:
    name = str(machine.program.constants[site.name])
    row = machine.host.rows.get(name)
    if row is None or name in machine.host.extensions or len(classes) != len(row.parameters):
        return None
    declared = row.declaration
    if not declared.pure or declared.gates or declared.name.partition(".")[0] not in AREAS:
        return None
    result = _CONVENTION[row.fail.kind](declared.result)
    if not _are_declared(row, classes, result, site.shape):
        return None
    dress = machine.dresser.dress(result, site.shape)
    stricter = not all(_takes_all(row.parameters[at], p.type) for at, p in zip(row.order, declared.values, strict=True))
    return _Direct(
        machine.host.bind(name, tested=stricter), dress, CHANGES.get(declared.name) if _is_whole(row) else None
    )


_CONVENTION: Final[dict[str, Callable[[Ty], Ty]]] = {
    "none": lambda result: result,
    "abort": lambda result: result,
    "option": option_of,
    "result": lambda result: result_of(result, STR),
}
"""Type of the result of a row, from that of its declaration."""


def _takes_all(parameter: Ty, declared: Ty | None) -> bool:
    """Whether a language's parameter takes all that the operation's takes."""
    if parameter.kind in ("Variable", "Any") or parameter is declared or declared is None:
        return True
    same = parameter.kind == declared.kind and parameter.name == declared.name
    return same and all(map(_takes_all, parameter.parts, declared.parts))


def _is_whole(row: Row) -> bool:
    """Whether the arguments are passed as they come, and the result is the operation's."""
    return row.order == tuple(range(len(row.parameters))) and row.fail.kind in ("none", "abort")


def _are_declared(row: Row, classes: Sequence[type], result: Ty, shape: Ty) -> bool:
    """Whether arguments and result are an instance of what is declared: what a type variable stands for is said by the
    types that it is a part of; everything may be put where Any is wanted."""
    given = [type_of_class(classes[at]) for at in row.order]
    pairs = [(p.type, t) for p, t in zip(row.declaration.values, given, strict=True) if p.type is not None]
    found = dict[str, Ty]()
    for declared, t in (*pairs, (result, shape)):
        if declared.kind != "Variable" and (t is None or not bind(declared, t, found)):
            return False
    return all(found.get(d.name) is ANY or found.get(d.name, t) is t for d, t in pairs if d.kind == "Variable")
