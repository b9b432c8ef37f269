"""Which locals of a function never hold a negative Int: what a loop entered in the middle no longer sees.

A flow-insensitive analysis: a local that is no parameter is non-negative if everything that is ever stored into it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from motet.bytecode.program import Function, Instruction, Program, stack_effect

_GROWING: Final = frozenset(("int_add", "int_mul", "int_div"))
"""Results are non-negative if both operands are, and no result wraps."""


def non_negative_locals(program: Program, function: Function) -> frozenset[int]:
    """Numbers of the locals whose Ints are all 0 or more, wherever they are stored."""
    stores = [ins[1] for ins in function.code if ins[0] == "store"]
    assumed = frozenset(local for local in stores if local >= function.arity)
    while True:
        negative = _stores_of_others(program, function, assumed)
        if not negative & assumed:
            return assumed
        assumed -= negative


def _stores_of_others(program: Program, function: Function, assumed: frozenset[int]) -> set[int]:
    """Locals that something is stored into which may be negative, if the assumed ones are not."""
    found: set[int] = set()
    facts = function.facts
    for leader in facts.leaders:
        stack = [False] * facts.depth[leader]
        for ins in function.code[leader : leader + facts.length[leader]]:
            if ins[0] == "store" and not stack[-1]:
                found.add(ins[1])
            _step(program, function, ins, stack, assumed)
    return found


def _step(program: Program, function: Function, ins: Instruction, stack: list[bool], assumed: frozenset[int]) -> None:
    known = _RESULTS.get(ins[0])
    pops, pushes = stack_effect(program, function, ins)
    operands = stack[len(stack) - pops :]
    del stack[len(stack) - pops :]
    stack += known(program, ins, operands, assumed) if known else [False] * pushes


def _sum(_: Program, ins: Instruction, operands: list[bool], assumed: frozenset[int]) -> list[bool]:
    return [ins[1] != "wrap64" and all(operands)]


def _constant(program: Program, ins: Instruction, operands: list[bool], assumed: frozenset[int]) -> list[bool]:
    value = program.constants[ins[1]]
    return [type(value) is int and value >= 0]


_RESULTS: Final[dict[str, Callable[[Program, Instruction, list[bool], frozenset[int]], list[bool]]]] = {
    **dict.fromkeys(_GROWING, _sum),
    "const": _constant,
    "load": lambda program, ins, operands, assumed: [ins[1] in assumed],
    "dup": lambda program, ins, operands, assumed: operands * 2,
    "swap": lambda program, ins, operands, assumed: operands[::-1],
}
