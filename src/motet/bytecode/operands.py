"""What an operand of each kind may be. Builder and verifier share these checks."""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import Any, Final

from motet.bytecode.program import Function, Program
from motet.bytecode.table import OPS, RELATIONS, RULES, TESTABLE
from motet.bytecode.traps import BY_NAME

Check = Callable[[object, Program, Function], str]
"""Takes an operand and where it stands; gives the reason why it is not valid, or an empty string."""

MAX_COUNT: Final = 65_535
"""The most values an instruction, a call or a function can handle at once: operands, locals, depth of the stack."""

CAUSES: Final = tuple(name for name, kind in BY_NAME.items() if not kind.is_limit)
"""The kinds of trap that a program may raise itself."""

PUSHABLE: Final = frozenset((int, float, bool, type(None)))
"""Python types of the constants that `const` pushes. Str and Bytes are messages and names in other operands: no
instruction works on them as values."""

_SHOWN: Final = 40


def show(value: object) -> str:
    """A short description of any object at all, for messages: never fails, never long."""
    if type(value) is int:
        return str(value) if value.bit_length() <= 64 else f"an integer of {value.bit_length()} bits"
    if type(value) is str:
        return repr(value if len(value) <= _SHOWN else value[:_SHOWN] + "...")
    if value is None or type(value) is bool:
        return str(value)
    return f"an object of Python type {type(value).__name__[:_SHOWN]}"


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
}
"""One check for each kind of operand. They need valid sizes in the function and lists in the program, no more."""


def _str_constant(instruction: tuple[Any, ...], program: Program) -> str:
    if type(program.constants[instruction[1]]) is str:
        return ""
    return f"constant {instruction[1]} of {instruction[0]} must be a Str"


def _pushable_constant(instruction: tuple[Any, ...], program: Program) -> str:
    if type(program.constants[instruction[1]]) in PUSHABLE:
        return ""
    return f"constant {instruction[1]} is no value that const can push"


_MORE_CHECKS: Final[dict[str, Callable[[tuple[Any, ...], Program], str]]] = {
    "const": _pushable_constant,
    "panic": _str_constant,
    "host_call": _str_constant,
}


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
