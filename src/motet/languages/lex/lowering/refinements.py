"""Conditions on parameters (specification 8), checked at the entry of the function, so on every way into it."""

from __future__ import annotations

from typing import Final

from motet.bytecode import types as bc
from motet.bytecode.types import BOOL, FLOAT, INT, NEVER, STR, Ty
from motet.languages.lex import ast
from motet.languages.lex.checker import FunctionInfo, Refinement
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.operators import emit_comparison
from motet.languages.lex.lowering.uses import VALUE, Branch
from motet.source import Span

_ARITHMETIC: Final = {"+": "add", "-": "sub", "*": "mul", "/": "div", "%": "rem"}
_LITERALS: Final = {
    "Int": INT, "Float": FLOAT, "Str": STR, "Bytes": bc.BYTES, "Bool": BOOL, "Unit": bc.UNIT,
}  # fmt: skip
_ORDERED: Final = frozenset((INT, FLOAT))


def check_refinement(body: Body, info: FunctionInfo, index: int, refinement: Refinement) -> None:
    """Stop the run unless the argument meets the condition."""
    name, binding = info.decl.name, refinement.binding
    head = f"refinement violated: argument {index} of `{name}` (binding `{binding}`): "
    predicate = _Predicate(body, index, binding, body.view.of(info.params[index]), head)
    span = refinement.predicate.span
    holds, fails = body.label(), body.label()
    predicate.condition(refinement.predicate, Branch(holds, fails, fails))
    body.place(fails)
    body.const(f"{head}predicate failed for {binding} = ", span)
    body.load(index, span)
    body.library("test.debug_form", 1, STR, span)
    body.library("str.concat", 2, STR, span)
    body.emit("trap_with", "refinement", span=span)
    body.place(holds)


class _Predicate:
    """Lowers one predicate. What is no part of the language of predicates stops the run where it is met."""

    def __init__(self, body: Body, local: int, binding: str, type_: Ty, head: str) -> None:
        self.body: Final = body
        self.local: Final = local
        self.binding: Final = binding
        self.type: Final = type_
        self.head: Final = head

    def refuse(self, reason: str, span: Span) -> Ty:
        """The predicate has no outcome."""
        self.body.const(self.head + reason, span)
        self.body.emit("trap_with", "refinement", span=span)
        return NEVER

    def condition(self, node: ast.Expr, branch: Branch) -> None:
        """Go where a Bool says."""
        if isinstance(node, ast.BinOp) and node.op in ("and", "or"):
            further = self.body.label()
            left = Branch(further, branch.false, further) if node.op == "and" else Branch(branch.true, further, further)
            self.condition(node.left, left)
            self.body.place(further)
            self.condition(node.right, branch)
        elif isinstance(node, ast.UnaryOp) and node.op == "not":
            self.condition(node.operand, Branch(branch.false, branch.true, branch.following))
        elif self.value(node) in (BOOL, NEVER):
            self.body.branch(branch, node.span)
        else:
            self.refuse("predicate is no Bool", node.span)

    def value(self, node: ast.Expr) -> Ty:
        """Push a value; its type, or NEVER when control does not come back."""
        body = self.body
        if isinstance(node, ast.Literal):
            body.const(node.value.value, node.span)
            return _LITERALS[node.value.kind]
        if isinstance(node, ast.Var):
            if node.name != self.binding:
                return self.refuse(f"predicate references free var `{node.name}`", node.span)
            body.load(self.local, node.span)
            return self.type
        if isinstance(node, ast.UnaryOp) and node.op == "-":
            return self.negation(node)
        if isinstance(node, ast.BinOp) and node.op not in ("and", "or"):
            return self.arithmetic(node) if node.op in _ARITHMETIC else self.comparison(node)
        if isinstance(node, ast.BinOp | ast.UnaryOp):
            body.make_bool(VALUE, node.span, lambda branch: self.condition(node, branch))
            return BOOL
        return self.refuse(f"predicate uses unsupported {type(node).__name__}", node.span)

    def negation(self, node: ast.UnaryOp) -> Ty:
        """Unary minus."""
        operand = self.value(node.operand)
        if operand is INT:
            self.body.emit("int_neg", "wrap64", span=node.span)
        elif operand is FLOAT:
            self.body.emit("float_neg", span=node.span)
        elif operand is not NEVER:
            return self.refuse("predicate negates what is no number", node.span)
        return operand

    def operands(self, node: ast.BinOp) -> tuple[Ty, Ty]:
        """Push both operands."""
        left = self.value(node.left)
        return left, self.value(node.right)

    def arithmetic(self, node: ast.BinOp) -> Ty:
        """An operation on two Ints, which wraps, or two Floats."""
        left, right = self.operands(node)
        if NEVER in (left, right):
            return NEVER
        if left is INT and right is INT:
            if node.op in "/%":
                self.refuse_zero(node.span)
            self.body.emit(f"int_{_ARITHMETIC[node.op]}", "wrap64", span=node.span)
        elif left is FLOAT and right is FLOAT and node.op != "%":
            self.body.emit(f"float_{_ARITHMETIC[node.op]}", span=node.span)
        else:
            return self.refuse(f"predicate uses `{node.op}` on unsupported operands", node.span)
        return left

    def refuse_zero(self, span: Span) -> None:
        """Stop if the divisor on top of the stack is 0."""
        body = self.body
        fine = body.label()
        body.emit("dup", span=span)
        body.const(0, span)
        body.emit("int_compare", "ne", span=span)
        body.jump(fine, span, "branch_if")
        self.refuse("predicate divides by zero", span)
        body.place(fine)

    def comparison(self, node: ast.BinOp) -> Ty:
        """Equality of anything, order of numbers."""
        left, right = self.operands(node)
        if NEVER in (left, right):
            return NEVER
        if node.op in ("==", "!="):
            emit_comparison(self.body, node.op, left if left is right else bc.ANY, node.span)
        elif left is right and left in _ORDERED:
            emit_comparison(self.body, node.op, left, node.span)
        else:
            return self.refuse(f"predicate uses `{node.op}` on unsupported operands", node.span)
        return BOOL
