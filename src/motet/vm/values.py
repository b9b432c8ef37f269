"""Meaning of lists, tuples, records and values of unions. They never change: instructions make new ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from motet.bytecode.program import Program, Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import Ty
from motet.bytecode.values import Record, Variant
from motet.vm.control import pop_parts
from motet.vm.frame import Checks, Frame, checks_of
from motet.vm.heap import object_bytes
from motet.vm.integers import RELATION
from motet.vm.objects import Maker, class_of, fits, kind_of, type_of
from motet.vm.registry import meaning
from motet.vm.sharing import is_unshared

if TYPE_CHECKING:
    from motet.vm.machine import VirtualMachine


@meaning("str_compare")
def str_compare(machine: VirtualMachine, frame: Frame, relation: str) -> None:
    """Code points are in the order of their UTF-8."""
    right = frame.stack.pop()
    left = frame.stack.pop()
    if type(left) is not str or type(right) is not str:
        raise Trap("type")
    frame.stack.append(RELATION[relation](left, right))


def _pop_of(frame: Frame, kind: type) -> Value:
    value = frame.stack.pop()
    if kind_of(value) is not kind:
        raise Trap("type")
    return value


def _made_like(value: Value, *content: object) -> Value:
    """A value of the type of another one."""
    return type(value)(*content)


def _part(value: Value, at: int) -> type:
    """Class of a part of the type of a value."""
    t = type_of(value)
    assert t is not None
    part: type = class_of(t.parts[at])
    return part


# ---- lists


def _prepared_list(program: Program, count: int, shape: int) -> tuple[object, ...]:
    t = program.types[shape]
    return count, class_of(t), checks_of(t.parts * count)


@meaning("list_new", _prepared_list)
def list_new(machine: VirtualMachine, frame: Frame, count: int, made_by: Maker, checks: Checks) -> None:
    """A list of the top values."""
    frame.stack.append(made_by(pop_parts(machine, frame, count, checks)))


@meaning("list_len")
def list_len(machine: VirtualMachine, frame: Frame) -> None:
    """Number of elements."""
    frame.stack.append(len(_pop_of(frame, list)))


def _pop_index(frame: Frame) -> int:
    index = frame.stack.pop()
    if type(index) is not int:
        raise Trap("type")
    return index


def _pop_list(frame: Frame, index: int) -> list[Value]:
    items: list[Value] = _pop_of(frame, list)
    if not 0 <= index < len(items):
        raise Trap("index")
    return items


@meaning("list_get")
def list_get(machine: VirtualMachine, frame: Frame) -> None:
    """List index -> element."""
    index = _pop_index(frame)
    frame.stack.append(_pop_list(frame, index)[index])


def _own_list(machine: VirtualMachine, stack: list[Value], at: int) -> list[Value]:
    """The list at a place of the stack, to be changed: itself if it is of this machine and nobody else has it."""
    if type(stack[at]) is list or not is_unshared(stack, at):
        machine.heap.take(object_bytes(len(stack[at])))
        stack[at] = _made_like(stack[at], stack[at])
    items: list[Value] = stack[at]
    return items


@meaning("list_set")
def list_set(machine: VirtualMachine, frame: Frame) -> None:
    """List index value -> the list with the element replaced."""
    stack = frame.stack
    index, value = stack[-2:]
    if type(index) is not int or kind_of(stack[-3]) is not list or not fits(value, _part(stack[-3], 0)):
        raise Trap("type")
    if not 0 <= index < len(stack[-3]):
        raise Trap("index")
    _own_list(machine, stack, -3)[index] = value
    del stack[-2:]


@meaning("list_push")
def list_push(machine: VirtualMachine, frame: Frame) -> None:
    """List value -> the list with the value at its end."""
    stack = frame.stack
    value = stack[-1]
    if kind_of(stack[-2]) is not list or not fits(value, _part(stack[-2], 0)):
        raise Trap("type")
    machine.heap.take(object_bytes(1) - object_bytes(0))
    _own_list(machine, stack, -2).append(value)
    stack.pop()


# ---- tuples and records


def _prepared_parts(program: Program, shape: int) -> tuple[object, ...]:
    t = program.types[shape]
    return t, class_of(t), len(t.parts), checks_of(t.parts)


@meaning("tuple_new", _prepared_parts)
def tuple_new(machine: VirtualMachine, frame: Frame, t: Ty, made_by: Maker, count: int, checks: Checks) -> None:
    """A tuple of the top values."""
    frame.stack.append(made_by(pop_parts(machine, frame, count, checks)))


@meaning("tuple_get")
def tuple_get(machine: VirtualMachine, frame: Frame, at: int) -> None:
    """Tuple -> item."""
    items: Sequence[Value] = _pop_of(frame, tuple)
    if at >= len(items):
        raise Trap("index")
    frame.stack.append(items[at])


@meaning("record_new", _prepared_parts)
def record_new(machine: VirtualMachine, frame: Frame, t: Ty, made_by: Maker, count: int, checks: Checks) -> None:
    """A record of the top values."""
    frame.stack.append(made_by(t.fields, tuple(pop_parts(machine, frame, count, checks)), t.name))


def _name(program: Program, *operands: int) -> tuple[object, ...]:
    return str(program.constants[operands[0]]), *operands[1:]


def _place(record: Value, field: str) -> int:
    """Which of the fields of a record it is."""
    if kind_of(record) is not Record or field not in record.fields:
        raise Trap("type")
    at: int = record.fields.index(field)
    return at


@meaning("record_get", _name)
def record_get(machine: VirtualMachine, frame: Frame, field: str) -> None:
    """Record -> value of the field."""
    record = frame.stack[-1]
    at = _place(record, field)
    frame.stack[-1] = record.values[at]


@meaning("record_set", _name)
def record_set(machine: VirtualMachine, frame: Frame, field: str) -> None:
    """Record value -> another record."""
    record, value = frame.stack[-2:]
    at = _place(record, field)
    if not fits(value, _part(record, at)):
        raise Trap("type")
    machine.heap.take(object_bytes(len(record.values)))
    values = (*record.values[:at], value, *record.values[at + 1 :])
    frame.stack[-2:] = [_made_like(record, record.fields, values, record.name)]


# ---- unions


def _prepared_variant(program: Program, shape: int, name: int) -> tuple[object, ...]:
    t, constructor = program.types[shape], str(program.constants[name])
    payload = t.constructors[t.constructor(constructor)].payload
    return constructor, class_of(t), len(payload), checks_of(payload)


@meaning("variant_new", _prepared_variant)
def variant_new(machine: VirtualMachine, frame: Frame, name: str, made_by: Maker, count: int, checks: Checks) -> None:
    """A value of a union, of the top values."""
    frame.stack.append(made_by(name, tuple(pop_parts(machine, frame, count, checks))))


@meaning("variant_is", _name)
def variant_is(machine: VirtualMachine, frame: Frame, name: str) -> None:
    """Whether the constructor made it."""
    frame.stack.append(_pop_of(frame, Variant).name == name)


@meaning("variant_get", _name)
def variant_get(machine: VirtualMachine, frame: Frame, name: str, at: int) -> None:
    """Value of a union -> one of the values that it holds."""
    variant: Variant = _pop_of(frame, Variant)
    if variant.name != name or at >= len(variant.values):
        raise Trap("type")
    frame.stack.append(variant.values[at])


@meaning("narrow")
def narrow(machine: VirtualMachine, frame: Frame, shape: int) -> None:
    """The value as one of the type."""
    frame.stack[-1] = machine.narrowing.narrowed(frame.stack[-1], machine.program.types[shape])
