"""Several operands at once: evaluated from left to right, each then where it is needed.

Literals and variables that nothing changes meanwhile are loaded last, straight into their registers. The others are
pushed while later ones are computed, except for the last of them, which goes from rax to its register.
"""

from __future__ import annotations

from collections.abc import Sequence

from motet.languages.snek import ast
from motet.languages.snek.assembly.code import Code
from motet.languages.snek.assembly.instructions import Memory, fits
from motet.languages.snek.assembly.values import Kind, Kinds, literal
from motet.languages.snek.trampoline import Task


def operands(code: Code, nodes: Sequence[ast.Expr], places: Sequence[str | Memory]) -> Task[list[Kinds]]:
    """Evaluate operands into registers (rax may be one of them) or words of the frame that are reserved for them.

    Words of the frame are written at once, registers at the end. The result says what is known about each.
    """
    late = can_wait(code, nodes)
    early = [i for i in range(len(nodes)) if not late[i]]
    kinds = [Kind.NONE] * len(nodes)
    for i in early:
        kinds[i] = yield code.value(nodes[i])
        place = places[i]
        if isinstance(place, Memory):
            code.emit("mov", place, "rax")
        elif i != early[-1]:
            code.push("rax")
    for i in reversed(early):
        place = places[i]
        if isinstance(place, str):
            if i != early[-1]:
                code.pop(place)
            elif place != "rax":
                code.emit("mov", place, "rax")
    # Words of the frame first: a constant may pass through rax, which can be a place itself.
    for i in sorted((i for i in range(len(nodes)) if late[i]), key=lambda i: isinstance(places[i], str)):
        kinds[i] = code.kind_of_leaf(nodes[i])
        load_leaf(code, nodes[i], places[i])
    return kinds


def can_wait(code: Code, nodes: Sequence[ast.Expr]) -> list[bool]:
    """For each operand whether it may as well be loaded after all the others are computed."""
    result = [False] * len(nodes)
    nothing_follows = True
    for i in range(len(nodes) - 1, -1, -1):
        node = nodes[i]
        if isinstance(node, ast.Variable):
            result[i] = nothing_follows or not code.variable(node.name).assigned
        else:
            result[i] = is_leaf(node)
        nothing_follows = nothing_follows and result[i]
    return result


def is_leaf(node: ast.Expr) -> bool:
    """Whether an expression is a literal, a variable or `input`: nothing happens when it is evaluated."""
    return isinstance(node, _LEAVES)


_LEAVES = (ast.Number, ast.Boolean, ast.Nil, ast.Input, ast.Variable)


def leaf_place(code: Code, node: ast.Expr) -> Memory:
    """Where a variable or `input` is."""
    if isinstance(node, ast.Variable):
        return code.variable(node.name).place
    assert code.input is not None
    return code.input


def load_leaf(code: Code, node: ast.Expr, place: str | Memory) -> None:
    """Load a literal, a variable or `input` into a register or, through rax, a word of the frame."""
    word = literal(node, code.patterns)
    source = leaf_place(code, node) if word is None else word
    comment = code.text(node)
    if isinstance(place, str) or (isinstance(source, int) and fits(source)):
        code.emit("mov", place, source, comment=comment)
    else:
        code.emit("mov", "rax", source, comment=comment)
        code.emit("mov", place, "rax")
