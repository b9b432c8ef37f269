"""The verifier: what it accepts, engines can run without checking again.

It accepts or raises `VerifyError`, whatever objects the program contains. Unreachable code is allowed; its instructions
must be well-formed, but its stack depths are not looked at.
"""

from __future__ import annotations

from typing import Final

from motet.bytecode.blocks import Facts, compute_facts, find_leaders, targets
from motet.bytecode.operands import MAX_COUNT, instruction_error
from motet.bytecode.program import Effect, Function, Global, Instruction, Program, stack_effect
from motet.bytecode.shown import show, show_type
from motet.bytecode.table import OPS
from motet.bytecode.valid_types import type_error
from motet.source import Source, Span

MAX_FUNCTIONS: Final = (1 << 24) - 1
"""A trap packs the index of its function into 24 bits."""

MAX_CODE: Final = 1 << 24
"""The most instructions of a function."""

MAX_CONSTANTS: Final = 1 << 24
MAX_GLOBALS: Final = 1 << 24
MAX_TYPES: Final = 1 << 20

MAX_WORK: Final = 1 << 30
"""Basic blocks times locals, and basic blocks times stack depth: bounds the tables that compilation needs."""

_LEAST_INT: Final = -(1 << 63)
_GREATEST_INT: Final = (1 << 63) - 1


class VerifyError(Exception):
    """A program is malformed, or exceeds a size.

    Attributes:
        function: index of the function, or -1 if the program as a whole is meant.
        pc: index of the instruction, or -1 if the function as a whole is meant.
        reason: what is wrong, one line.
        too_large: nothing is wrong but the size; a front end that did its work can meet this one.
    """

    def __init__(self, function: int, pc: int, reason: str, *, too_large: bool = False) -> None:
        where = f"function {function}" if function >= 0 else "program"
        super().__init__(f"{where}, instruction {pc}: {reason}" if pc >= 0 else f"{where}: {reason}")
        self.function = function
        self.pc = pc
        self.reason = reason
        self.too_large = too_large


def verify(program: Program) -> None:
    """Accept the functions from `program.verified` on, which may refer to any function, and set their `facts`.

    VerifyError leaves the program as it was.
    """
    _check_program(program)
    batch = range(program.verified, len(program.functions))
    for index in batch:
        _check_header(index, program.functions[index])
    facts = [_verify_body(program, index) for index in batch]
    for index, found in zip(batch, facts, strict=True):
        program.functions[index].facts = found
    program.verified = len(program.functions)


def _require(condition: bool, reason: str, function: int = -1, pc: int = -1) -> None:
    if not condition:
        raise VerifyError(function, pc, reason)


def _require_size(size: int, limit: int, what: str, function: int = -1) -> None:
    if size > limit:
        raise VerifyError(function, -1, f"{what}: {show(size)}, of at most {limit}", too_large=True)


def _require_type(type_: object, refusal: str, function: int = -1) -> None:
    reason = type_error(type_)
    if reason:
        raise VerifyError(function, -1, f"{refusal.format(show_type(type_))}: {reason}")


def _check_program(program: Program) -> None:
    _require(type(program) is Program, "not a program")
    for name in ("functions", "constants", "globals", "types"):
        _require(type(getattr(program, name)) is list, f"{name} must be a list")
    _require(type(program.language) is str, "the language must be a string")
    _require_size(len(program.functions), MAX_FUNCTIONS, "functions")
    _require_size(len(program.constants), MAX_CONSTANTS, "constants")
    _require_size(len(program.globals), MAX_GLOBALS, "globals")
    _require_size(len(program.types), MAX_TYPES, "types")
    for index, value in enumerate(program.constants):
        reason = constant_error(value)
        _require(not reason, f"constant {index}: {reason}")
    for index, variable in enumerate(program.globals):
        whole = type(variable) is Global and type(variable.name) is str
        _require(whole, f"global {index} must be a Global with a name")
        _require_type(variable.type, f"global {index} has type {{}}")
    for index, type_ in enumerate(program.types):
        _require_type(type_, f"type {index} is {{}}")
    count = len(program.functions)
    _require(type(program.entry) is int and -1 <= program.entry < count, f"there is no entry {show(program.entry)}")
    for index, function in enumerate(program.functions):
        _require(type(function) is Function, "not a function", index)
    verified = program.verified
    whole = type(verified) is int and 0 <= verified <= count
    whole = whole and all(type(function.facts) is Facts for function in program.functions[:verified])
    _require(whole, "the count of verified functions is wrong")


def constant_error(value: object) -> str:
    """The reason why an object cannot be a constant, or an empty string."""
    if type(value) is int:
        return "" if _LEAST_INT <= value <= _GREATEST_INT else f"{show(value)} is no 64-bit Int"
    if type(value) is str:
        return "" if _is_unicode(value) else "a Str with a surrogate is not valid Unicode"
    return "" if value is None or type(value) in (bool, float, bytes) else f"{show(value)} is no constant"


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_header(index: int, function: Function) -> None:
    _require(type(function.name) is str, "the name must be a string", index)
    for field in ("parameters", "results", "captures"):
        types = getattr(function, field)
        _require(type(types) is tuple, f"{field} must be a tuple", index)
        for type_ in types:
            _require_type(type_, f"{field} may not have type {{}}", index)
        _require_size(len(types), MAX_COUNT, field, index)
    count = function.local_count
    _require(type(count) is int, "the number of locals must be a number", index)
    _require_size(function.arity, MAX_COUNT, "captures and parameters", index)
    _require(count >= function.arity, f"{show(count)} locals are fewer than captures and parameters", index)
    _require_size(count, MAX_COUNT, "locals", index)
    _require(type(function.code) is list, "the code must be a list", index)
    _require_size(len(function.code), MAX_CODE, "instructions", index)
    _require(len(function.code) > 0, "there is no code", index)
    _check_origins(index, function)
    _require(type(function.effects) is tuple, "effects must be a tuple", index)
    _require(all(map(_is_effect, function.effects)), "malformed effect", index)


def _is_effect(effect: object) -> bool:
    if type(effect) is not Effect or type(effect.kind) is not str:
        return False
    argument = effect.argument
    return argument is None or type(argument) is str or (type(argument) is int and not constant_error(argument))


def _check_origins(index: int, function: Function) -> None:
    source = function.source
    if source is not None:
        _require(type(source) is Source, "the source must be a Source", index)
        _require(type(source.name) is str and type(source.text) is str, "malformed source", index)
    for field in ("spans", "nodes"):
        items = getattr(function, field)
        _require(type(items) is list, f"{field} must be a list", index)
        _require(
            len(items) in (0, len(function.code)), f"{len(items)} {field} for {len(function.code)} instructions", index
        )
    end = None if source is None else len(source.text)
    for pc, span in enumerate(function.spans):
        _require(span is None or _is_span(span, end), "the span is no piece of the source", index, pc)
    for pc, node in enumerate(function.nodes):
        _require(node is None or type(node) is str, "the node id must be a string", index, pc)


def _is_span(span: object, end: int | None) -> bool:
    if type(span) is not Span or type(span.start) is not int or type(span.end) is not int:
        return False
    return 0 <= span.start <= span.end <= (_GREATEST_INT if end is None else end)


def _verify_body(program: Program, index: int) -> Facts:
    function = program.functions[index]
    for pc, instruction in enumerate(function.code):
        reason = instruction_error(instruction, program, function)
        _require(not reason, reason, index, pc)
    last = len(function.code) - 1
    _require(OPS[function.code[last][0]].ends, "control may run off the end of the code", index, last)
    depth = _stack_depths(program, index, function)
    leaders = find_leaders(function.code, depth)
    _require_size(len(leaders) * function.local_count, MAX_WORK, "basic blocks times locals", index)
    _require_size(len(leaders) * max(depth), MAX_WORK, "basic blocks times stack depth", index)
    return compute_facts(function.code, depth, leaders)


def _stack_depths(program: Program, index: int, function: Function) -> list[int]:
    """Stack depth before each instruction, -1 where control never comes; every way to an instruction must agree."""
    code = function.code
    depth = [-1] * len(code)
    depth[0] = 0
    waiting = [0]
    while waiting:
        pc = waiting.pop()
        after = _depth_after(program, index, function, pc, depth[pc])
        for target in targets(code, pc):
            if depth[target] < 0:
                depth[target] = after
                waiting.append(target)
            elif depth[target] != after:
                raise VerifyError(index, target, f"stack depths {depth[target]} and {after} meet here")
    return depth


def _depth_after(program: Program, index: int, function: Function, pc: int, before: int) -> int:
    instruction = function.code[pc]
    pops, pushes = stack_effect(program, function, instruction)
    if pops > before:
        raise VerifyError(index, pc, f"{instruction[0]} takes {pops} values and there are {before}")
    found, declared = _results_of_tail_call(program, instruction), len(function.results)
    _require(found in (-1, declared), f"tail call of a function with {found} results, not {declared}", index, pc)
    after = before - pops + pushes
    if after > MAX_COUNT:
        raise VerifyError(index, pc, f"the stack grows to {after} values, of at most {MAX_COUNT}", too_large=True)
    return after


def _results_of_tail_call(program: Program, instruction: Instruction) -> int:
    """Number of results of what an instruction tail-calls; -1 for other instructions."""
    if instruction[0] == "tail_call":
        return len(program.functions[instruction[1]].results)
    return 1 if instruction[0] == "tail_call_closure" else -1
