"""Expressions that always have a value and no effect: when they are evaluated makes no difference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from motet.bytecode.types import INT
from motet.languages.lex import ast
from motet.languages.lex.lowering.body import Body

_FUNCTIONS: Final = frozenset(
    ("int.to_str", "int.to_float", "float.to_str", "float.to_int", "str.len", "str.is_empty", "list.len", "list.is_empty",
     "tuple.fst", "tuple.snd", "tuple.third")
)  # fmt: skip


def is_total(body: Body, node: ast.Expr) -> bool:
    """Whether an expression always has a value and no effect; false when that is not evident."""
    work: list[ast.Expr] = [node]
    while work:
        item = work.pop()
        parts = _PARTS.get(type(item))
        found = None if parts is None else parts(body, item)
        if found is None:
            return False
        work.extend(found)
    return True


def _operator(body: Body, node: ast.BinOp) -> list[ast.Expr] | None:
    if body.shape_of(node.left) is INT:
        if node.op in ("+", "-", "*") and body.rule != "wrap64":
            return None
        if node.op in ("/", "%") and not _is_literal_divisor(node.right):
            return None
    return [node.left, node.right]


def _is_literal_divisor(node: ast.Expr) -> bool:
    return isinstance(node, ast.Literal) and node.value.value != 0


def _call(body: Body, node: ast.Call) -> list[ast.Expr] | None:
    reference = body.unit.checked.references.get(node.callee)
    known = reference is not None and reference.entry is not None and reference.entry.name in _FUNCTIONS
    return list(node.args) if known else None


def _match(body: Body, node: ast.Match) -> list[ast.Expr] | None:
    """An `if`, or taking apart a tuple."""
    first = node.arms[0].pattern
    if isinstance(first, ast.PTuple) and all(isinstance(item, ast.PVar | ast.PWild) for item in first.items):
        return [node.scrutinee, node.arms[0].body]
    values = {arm.pattern.value.value for arm in node.arms if isinstance(arm.pattern, ast.PLiteral)}
    if values == {True, False}:
        return [node.scrutinee, *[arm.body for arm in node.arms]]
    return None


def _unary(body: Body, node: ast.UnaryOp) -> list[ast.Expr] | None:
    return None if body.shape_of(node) is INT and body.rule != "wrap64" else [node.operand]


_PARTS: Final[dict[type, Callable[[Body, Any], list[ast.Expr] | None]]] = {
    ast.Literal: lambda body, node: [],
    ast.Var: lambda body, node: [],
    ast.BinOp: _operator,
    ast.UnaryOp: _unary,
    ast.Call: _call,
    ast.Match: _match,
    ast.Let: lambda body, node: [node.value, node.body],
    ast.Block: lambda body, node: [*node.statements, node.result],
    ast.Constructor: lambda body, node: list(node.args),
    ast.TupleLit: lambda body, node: list(node.items),
    ast.ListLit: lambda body, node: list(node.items),
    ast.RecordLit: lambda body, node: [value for _, value in node.fields],
    ast.FieldAccess: lambda body, node: [node.value],
}
