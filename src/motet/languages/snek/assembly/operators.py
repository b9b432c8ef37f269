"""Operators with one and two operands, and casts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from motet.languages.snek import ast
from motet.languages.snek.assembly.code import Code
from motet.languages.snek.assembly.conditions import (
    COMPARISONS,
    TESTS,
    boolean,
    pair,
    require,
    require_numbers,
)
from motet.languages.snek.assembly.instructions import Operand
from motet.languages.snek.assembly.operands import operands
from motet.languages.snek.assembly.values import Kind, Kinds, static_kind
from motet.languages.snek.trampoline import Task


def unary(code: Code, node: ast.Unary, _tail: bool) -> Task[Kinds]:
    """An operator with one operand."""
    kind: Kinds = yield (boolean(code, node) if node.op in TESTS else code.value(node.operand))
    if not kind or node.op in TESTS:
        return kind
    if node.op == "print":
        code.emit("mov", "rdi", "rax", comment=code.text(node))
        code.external("snek_print")
        return kind
    if not require(code, "rax", kind, Kind.NUMBER):
        return Kind.NONE
    operation = {"add1": "add", "sub1": "sub"}[node.op]
    code.emit(operation, "rax", 2, comment=code.text(node))
    code.fail("jo", "overflow")
    return Kind.NUMBER


def binary(code: Code, node: ast.Binary, _tail: bool) -> Task[Kinds]:
    """An operator with two operands."""
    if node.op in COMPARISONS or node.op == "==":
        kind: Kinds = yield (_structural_equality if node.op == "==" else boolean)(code, node)
        return kind
    if node.op == "/":
        left, right = yield operands(code, [node.left, node.right], ["rax", "rcx"])
        op, operand = "/", "rcx"
    else:
        op, left, right, operand = yield pair(code, node.op, node.left, node.right)
    if not require_numbers(code, left, right, operand):
        return Kind.NONE
    _ARITHMETIC[op](code, operand, code.text(node))
    code.fail("jo", "overflow")
    return Kind.NUMBER


def _add(code: Code, operand: Operand, comment: str) -> None:
    code.emit("add", "rax", operand, comment=comment)


def _subtract(code: Code, operand: Operand, comment: str) -> None:
    code.emit("sub", "rax", operand, comment=comment)


def _multiply(code: Code, operand: Operand, comment: str) -> None:
    """One factor keeps its tag, so the product has one and the overflow flag means 63 bits."""
    if isinstance(operand, int):
        code.emit("imul", "rax", "rax", operand // 2, comment=comment)
    else:
        code.emit("sar", "rax", 1)
        code.emit("imul", "rax", operand, comment=comment)


def _divide(code: Code, operand: Operand, comment: str) -> None:
    """The quotient of two tagged numbers has no tag; giving it one overflows only for the least number by -1."""
    code.emit("test", operand, operand)
    code.fail("jz", "division_by_zero")
    code.emit("cqo")
    code.emit("idiv", operand, comment=comment)
    code.emit("add", "rax", "rax")


_ARITHMETIC: Final[dict[str, Callable[[Code, Operand, str], None]]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
}


def _structural_equality(code: Code, node: ast.Binary) -> Task[Kinds]:
    kinds = yield operands(code, [node.left, node.right], ["rdi", "rsi"])
    if not all(kinds):
        return Kind.NONE
    code.note(node)
    code.external(code.routine("snek_equal"))
    return Kind.BOOLEAN


def cast(code: Code, node: ast.Cast, _tail: bool) -> Task[Kinds]:
    """`(cast T e)`: a check, unless the kind of the operand makes it needless."""
    kind: Kinds = yield code.value(node.operand)
    if not kind or node.target == "Any":
        return kind
    if node.target == "Nothing":
        code.fail("jmp", "bad_cast")
        return Kind.NONE
    target = static_kind(node.target)
    return target if require(code, "rax", kind, target, "bad_cast") else Kind.NONE
