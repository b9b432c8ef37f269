"""What an operand of each kind may be. Builder and verifier share these checks."""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import Any, Final, cast

from motet.bytecode.program import Function, Program
from motet.bytecode.shown import show, show_type
from motet.bytecode.table import OPS, RELATIONS, RULES, TESTABLE
from motet.bytecode.traps import BY_NAME
from motet.bytecode.valid_types import type_error

Check = Callable[[object, Program, Function], str]
"""Takes an operand and where it stands; gives the reason why it is not valid, or an empty string."""

MAX_COUNT: Final = 65_535
"""The most values an instruction, a call or a function can handle at once: operands, locals, depth of the stack."""

CAUSES: Final = tuple(name for name, kind in BY_NAME.items() if not kind.is_limit)
"""The kinds of trap that a program may raise itself."""


def _index_error(value: object, items: Sized, what: str) -> str:
    if type(value) is not int:
        return f"{what} must be a number, not {show(value)}"
    if not 0 <= value < len(items):
        return f"{what} {show(value)} is outside of 0 ... {len(items) - 1}"
    return ""


def _check_local(value: object, program: Program, function: Function) -> str:
    if type(value) is not int:
        return f"local must be a number, not {show(value)}"
    if not 0 <= value < function.local_count:
        return f"there is no local {show(value)}: the function has {function.local_count}"
    return ""


def _check_count(value: object, program: Program, function: Function) -> str:
    if type(value) is not int:
        return f"count must be a number, not {show(value)}"
    return "" if 0 <= value <= MAX_COUNT else f"count {show(value)} is outside of 0 ... {MAX_COUNT}"


def _check_name(value: object, program: Program, function: Function) -> str:
    reason = _index_error(value, program.constants, "name")
    if reason or type(program.constants[cast("int", value)]) is str:
        return reason
    return f"name must be a Str, not constant {show(value)}"


def _check_shape(value: object, program: Program, function: Function) -> str:
    return _index_error(value, program.types, "type") or type_error(program.types[cast("int", value)])


def _one_of(what: str, names: tuple[str, ...]) -> Check:
    allowed = frozenset(names)

    def check(value: object, program: Program, function: Function) -> str:
        if type(value) is str and value in allowed:
            return ""
        return f"{what} must be one of {', '.join(names)}, not {show(value)}"

    return check


CHECKS: Final[dict[str, Check]] = {
    "constant": lambda value, program, function: _index_error(value, program.constants, "constant"),
    "local": _check_local,
    "global": lambda value, program, function: _index_error(value, program.globals, "global"),
    "label": lambda value, program, function: _index_error(value, function.code, "label"),
    "function": lambda value, program, function: _index_error(value, program.functions, "function"),
    "count": _check_count,
    "rule": _one_of("overflow rule", tuple(RULES)),
    "relation": _one_of("relation", RELATIONS),
    "type": _one_of("type", TESTABLE),
    "trap": _one_of("trap", CAUSES),
    "shape": _check_shape,
    "name": _check_name,
}
"""One check for each kind of operand. They need valid sizes in the function and lists in the program, no more."""


def _str_constant(instruction: tuple[Any, ...], program: Program) -> str:
    if type(program.constants[instruction[1]]) is str:
        return ""
    return f"constant {instruction[1]} of {instruction[0]} must be a Str"


def _of_kind(kind: str) -> Callable[[tuple[Any, ...], Program], str]:
    def check(instruction: tuple[Any, ...], program: Program) -> str:
        found = program.types[instruction[OPS[instruction[0]].operands.index("shape") + 1]]
        if found.kind != kind:
            return f"{instruction[0]} needs a type of kind {kind}, not {show_type(found)}"
        return "" if len(found.parts) <= MAX_COUNT else f"{show_type(found)} has more than {MAX_COUNT} parts"

    return check


_is_union: Final = _of_kind("Union")


def _constructor(instruction: tuple[Any, ...], program: Program) -> str:
    reason = _is_union(instruction, program)
    if reason:
        return reason
    union, name = program.types[instruction[1]], program.constants[instruction[2]]
    found = next((one for one in union.constructors if one.name == name), None)
    if found is None:
        return f"{show_type(union)} has no constructor {show(name)}"
    return "" if len(found.payload) <= MAX_COUNT else f"{show(name)} holds more than {MAX_COUNT} values"


def _one_result(instruction: tuple[Any, ...], program: Program) -> str:
    count = len(program.functions[instruction[1]].results)
    return "" if count == 1 else f"function {instruction[1]} of {instruction[0]} must have one result, not {count}"


_MORE_CHECKS: Final[dict[str, Callable[[tuple[Any, ...], Program], str]]] = {
    "panic": _str_constant,
    "host_call": _str_constant,
    "closure_new": _one_result,
    "parallel": _of_kind("List"),
    "parallel_workers": _of_kind("List"),
    "list_new": _of_kind("List"),
    "tuple_new": _of_kind("Tuple"),
    "record_new": _of_kind("Record"),
    "variant_new": _constructor,
}
"""What the operands of an instruction must be together, once each of them is valid. They need valid types."""


def instruction_error(instruction: object, program: Program, function: Function, *, labels: bool = True) -> str:
    """The reason why an instruction is malformed, or an empty string. `labels`: whether to check labels, too."""
    if type(instruction) is not tuple or not instruction or type(instruction[0]) is not str:
        return "an instruction must be a tuple that starts with a name"
    op = OPS.get(instruction[0])
    if op is None:
        return f"there is no instruction {show(instruction[0])}"
    if len(instruction) != len(op.operands) + 1:
        return f"{op.name} takes {len(op.operands)} operands, not {len(instruction) - 1}"
    for kind, value in zip(op.operands, instruction[1:], strict=True):
        if labels or kind != "label":
            reason = CHECKS[kind](value, program, function)
            if reason:
                return f"{op.name}: {reason}"
    more = _MORE_CHECKS.get(op.name)
    return more(instruction, program) if more else ""
