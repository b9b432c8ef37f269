"""Operators. Chains are deep on the left and are walked with loops."""

from __future__ import annotations

from typing import Final

from motet.bytecode.types import BOOL, FLOAT, INT, STR, Ty
from motet.languages.lex import ast
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.uses import DROP, VALUE, Branch, Use
from motet.source import Span

_ARITHMETIC: Final = {"+": "add", "-": "sub", "*": "mul", "/": "div", "%": "rem"}
_RELATIONS: Final = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
_COMPARE: Final = {INT: "int_compare", FLOAT: "float_compare", STR: "str_compare"}


def lower_binary(body: Body, node: ast.BinOp, use: Use) -> None:
    """A binary operator."""
    if node.op in _ARITHMETIC:
        _lower_arithmetic(body, node)
        body.settle(use, node.span)
    elif node.op in ("and", "or"):
        body.make_bool(use, node.span, lambda branch: _short_circuit(body, node, branch))
    else:
        _lower_comparison(body, node, use)


def _lower_arithmetic(body: Body, node: ast.BinOp) -> None:
    chain = [node]
    first = node.left
    while isinstance(first, ast.BinOp) and first.op in _ARITHMETIC:
        chain.append(first)
        first = first.left
    body.expression(first, VALUE)
    for link in reversed(chain):
        body.expression(link.right, VALUE)
        emit_arithmetic(body, link.op, body.shape_of(link), link.span)


def emit_arithmetic(body: Body, op: str, operands: Ty, span: Span) -> None:
    """Combine the two values on top of the stack. Values of a type parameter may be none that the operator takes."""
    if operands is STR and op == "+":
        body.library("str.concat", 2, STR, span)
    elif operands is FLOAT:
        body.emit(f"float_{_ARITHMETIC[op]}", span=span)
    else:
        body.emit(f"int_{_ARITHMETIC[op]}", body.rule, span=span)


def _short_circuit(body: Body, node: ast.BinOp, branch: Branch) -> None:
    """`a and b and c`: the first operand that decides ends it."""
    operands = [node.right]
    first = node.left
    while isinstance(first, ast.BinOp) and first.op == node.op:
        operands.append(first.right)
        first = first.left
    operands.append(first)
    operands.reverse()
    for operand in operands[:-1]:
        further = body.label()
        if node.op == "and":
            body.expression(operand, Branch(further, branch.false, further))
        else:
            body.expression(operand, Branch(branch.true, further, further))
        body.place(further)
    body.expression(operands[-1], branch)


def _lower_comparison(body: Body, node: ast.BinOp, use: Use) -> None:
    if node.op in ("==", "!=") and _test_constructor(body, node, use):
        return
    body.expression(node.left, VALUE)
    body.expression(node.right, VALUE)
    if use is DROP:
        body.emit("pop", span=node.span)
        body.emit("pop", span=node.span)
        return
    emit_comparison(body, node.op, body.shape_of(node.left), node.span)
    body.settle(use, node.span)


def emit_comparison(body: Body, op: str, operands: Ty, span: Span) -> None:
    """Compare the two values on top of the stack. Values of a type parameter may have no order: then the run stops."""
    name = _COMPARE.get(operands) or (None if op in ("==", "!=") else "int_compare")
    if name is not None:
        body.emit(name, _RELATIONS[op], span=span)
        return
    body.emit("same" if operands is BOOL else "deep_equal", span=span)
    if op == "!=":
        body.emit("bool_not", span=span)


def _test_constructor(body: Body, node: ast.BinOp, use: Use) -> bool:
    """`value == None` is a test of the constructor. False: it is no such comparison, and nothing was done."""
    value, other = node.left, node.right
    if not (isinstance(other, ast.Constructor) and not other.args) or body.shape_of(value).kind != "Union":
        return False
    body.expression(value, VALUE)
    body.emit("variant_is", body.name(other.name), span=node.span)
    if node.op == "!=":
        body.emit("bool_not", span=node.span)
    body.settle(use, node.span)
    return True


def lower_unary(body: Body, node: ast.UnaryOp, use: Use) -> None:
    """`-` or `not`."""
    if node.op == "not":
        _lower_not(body, node, use)
        return
    operand = node.operand
    if isinstance(operand, ast.Literal) and isinstance(operand.value.value, int | float):
        body.const(-operand.value.value, node.span)
    else:
        body.expression(operand, VALUE)
        if body.shape_of(node) is FLOAT:
            body.emit("float_neg", span=node.span)
        else:
            body.emit("int_neg", body.rule, span=node.span)
    body.settle(use, node.span)


def _lower_not(body: Body, node: ast.UnaryOp, use: Use) -> None:
    if isinstance(use, Branch):
        body.expression(node.operand, Branch(use.false, use.true, use.following))
        return
    body.expression(node.operand, VALUE)
    body.emit("bool_not", span=node.span)
    body.settle(use, node.span)
