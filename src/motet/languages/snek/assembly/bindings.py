"""Which variables are assigned, and what the assignments say about their values: one walk before a function's code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from motet.languages.snek import ast
from motet.languages.snek.assembly.values import Kind, Kinds, obvious_kind
from motet.languages.snek.trampoline import Task, trampoline

Bound: TypeAlias = ast.Binding | ast.Parameter

Assignments: TypeAlias = dict[int, Kinds]
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
            if not isinstance(child, _LEAVES):
                yield self.visit(child)


def nodes(root: ast.Expr) -> Iterator[ast.Expr]:
    """An expression and all parts of it."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += _children(node)


def _children(node: ast.Expr) -> Sequence[ast.Expr]:
    """The direct parts of an expression."""
    parts: Sequence[ast.Expr] = ()
    match node:
        case ast.Let():
            parts = [*(binding.value for binding in node.bindings), node.body]
        case ast.Unary() | ast.Cast():
            parts = (node.operand,)
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
    return parts


_LEAVES = (ast.Number, ast.Boolean, ast.Nil, ast.Input, ast.Variable)
