"""Which variables are assigned, and what the assignments say about their values: one walk before a function's code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from motet.languages.snek import ast
from motet.languages.snek.assembly.values import Kind, obvious_kind
from motet.languages.snek.trampoline import Task, trampoline

Bound: TypeAlias = ast.Binding | ast.Parameter

Assignments: TypeAlias = dict[int, Kind]
"""By the identity of the binding or parameter: the kinds of the values assigned to it. Those never assigned are not in it."""


def assignments(parameters: Sequence[ast.Parameter], body: ast.Expr, typed: bool) -> Assignments:
    """The assigned variables of a function."""
    walk = _Walk(typed)
    for parameter in parameters:
        walk.scope[parameter.name] = [parameter]
    trampoline(walk.visit(body))
    return walk.found


class _Walk:
    def __init__(self, typed: bool) -> None:
        self.typed = typed
        self.scope: dict[str, list[Bound]] = {}
        self.found: Assignments = {}

    def visit(self, node: ast.Expr) -> Task[None]:
        if isinstance(node, ast.Let):
            for binding in node.bindings:
                yield self.visit(binding.value)
                self.scope.setdefault(binding.name, []).append(binding)
            yield self.visit(node.body)
            for binding in node.bindings:
                self.scope[binding.name].pop()
            return
        if isinstance(node, ast.Assign):
            bound = id(self.scope[node.name][-1])
            self.found[bound] = self.found.get(bound, Kind.NONE) | obvious_kind(node.value, self.typed)
        for child in _children(node):
            yield self.visit(child)


def _children(node: ast.Expr) -> Iterable[ast.Expr]:
    """The direct parts of any expression but `let`, without those that have no parts themselves."""
    match node:
        case ast.Unary() | ast.Cast():
            parts: Sequence[ast.Expr] = (node.operand,)
        case ast.Binary():
            parts = (node.left, node.right)
        case ast.If():
            parts = (node.condition, node.then, node.otherwise)
        case ast.Block():
            parts = node.expressions
        case ast.Loop():
            parts = (node.body,)
        case ast.Break() | ast.Assign():
            parts = (node.value,)
        case ast.Call():
            parts = node.arguments
        case ast.VectorForm():
            parts = node.operands
        case _:
            parts = ()
    return (part for part in parts if not isinstance(part, _LEAVES))


_LEAVES = (ast.Number, ast.Boolean, ast.Nil, ast.Input, ast.Variable)
