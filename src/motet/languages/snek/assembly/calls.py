"""Calls and tail calls.

The first six arguments travel in the registers of System V, the others on the stack, the seventh at the lowest address,
padded to an even number of words. The area of the stack arguments belongs to the callee, which removes it when it
returns (`ret N`): only so can a tail call replace it by an area of another size. A register of an argument that has
arrived, and the frame of a function that has made a tail call, keep nothing alive.
"""

from __future__ import annotations

from motet.languages.snek import ast
from motet.languages.snek.assembly.code import WORD, Code
from motet.languages.snek.assembly.instructions import ARGUMENT_REGISTERS, Memory
from motet.languages.snek.assembly.operands import operands
from motet.languages.snek.assembly.values import Kind, Kinds, static_kind
from motet.languages.snek.trampoline import Task


def stack_words(arguments: int) -> int:
    """Words on the stack for so many arguments, padding included."""
    beyond = max(0, arguments - len(ARGUMENT_REGISTERS))
    return beyond + beyond % 2


def parameter_place(index: int) -> Memory:
    """Where a function keeps its parameter."""
    if index < len(ARGUMENT_REGISTERS):
        return Memory("rbp", -WORD * (index + 1))
    return Memory("rbp", WORD * (2 + index - len(ARGUMENT_REGISTERS)))


def call(code: Code, node: ast.Call, tail: bool) -> Task[Kinds]:
    """`(f e ...)`."""
    label, _ = code.unit.functions[node.name]
    words = stack_words(len(node.arguments))
    last, tail = tail, tail and code.may_jump
    code.note(node)
    padding = 0 if tail else code.depth % 2
    code.reserve(padding + words)
    stack = [code.top(i) for i in range(max(0, len(node.arguments) - len(ARGUMENT_REGISTERS)))]
    kinds = yield operands(code, node.arguments, [*ARGUMENT_REGISTERS[: len(node.arguments)], *stack])
    reached = all(kinds)
    if reached and tail:
        _jump(code, label, words)
    elif reached:
        if last:
            _forget_variables(code)
        code.emit("call", label)
        code.calls = True
    code.depth -= words
    code.drop(padding, needed=reached and not tail)
    if tail or not reached:
        return Kind.NONE
    return static_kind(node.type) if code.unit.typed else Kind.ANY


def _forget_variables(code: Code) -> None:
    """Before the last call of a function that may not jump: its variables are not needed, so they keep nothing alive."""
    if code.patterns.heap:
        for variables in code.variables.values():
            for variable in variables:
                if variable.kind & Kind.VECTOR:
                    code.emit("mov", variable.place, code.patterns.filler)


def _jump(code: Code, label: str, words: int) -> None:
    """Replace this frame and its stack arguments by those of the callee, which are complete at the end of the frame."""
    own = code.stack_words
    first = parameter_place(len(ARGUMENT_REGISTERS)).displacement + WORD * (own - words)
    if words != own:
        code.emit("mov", "r10", Memory("rbp"), comment="saved rbp")
        code.emit("mov", "r11", Memory("rbp", WORD), comment="return address")
    # The new area lies higher than the words it is copied from, but may overlap them: the highest word goes first.
    for i in reversed(range(words)):
        code.emit("mov", "rax", code.top(i))
        code.emit("mov", Memory("rbp", first + WORD * i), "rax")
    if words == own:
        code.emit("leave")
    else:
        code.emit("lea", "rsp", Memory("rbp", first - WORD))
        code.emit("mov", Memory("rsp"), "r11")
        code.emit("mov", "rbp", "r10")
    code.emit("jmp", label, comment="tail call")
