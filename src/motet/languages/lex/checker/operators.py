"""Types of operators (specification 7.3)."""

from __future__ import annotations

from typing import Final

from motet.languages.lex import ast
from motet.languages.lex.checker.errors import ExpressionError
from motet.languages.lex.checker.names import Names
from motet.languages.lex.types import BOOL, FLOAT, INT, NEVER, STR, Primitive, Rigid, Type, TypeVariable, prune

_NUMBERS: Final[tuple[Type, ...]] = (INT, FLOAT)
_ORDERED: Final[tuple[Type, ...]] = (INT, FLOAT, STR)
_TEXTS: Final = {_NUMBERS: "Int or Float", _ORDERED: "Int, Float or Str"}

_ARITHMETIC: Final = {"+": _ORDERED, **dict.fromkeys(("-", "*", "/", "%"), _NUMBERS)}
_ORDERINGS: Final = frozenset(("<", "<=", ">", ">="))

_MIXED: Final = {
    frozenset(("Int", "Float")): "Int and Float never mix: convert one with `int.to_float` or `float.to_int`",
    frozenset(("Int", "Str")): "convert the number with `int.to_str`",
    frozenset(("Float", "Str")): "convert the number with `float.to_str`",
}


class Operators(Names):
    """Rules for operators."""

    def binary_type(self, node: ast.BinOp, left: Type, right: Type) -> Type:
        """Type of a binary operator's result, of those of its operands."""
        context = f"operator `{node.op}`"
        if node.op in ("and", "or"):
            self.coerce(BOOL, left, node.left, context)
            self.coerce(BOOL, right, node.right, context)
            return BOOL
        self._same(node, left, right, context)
        if node.op in _ARITHMETIC:
            return self._operand(_ARITHMETIC[node.op], left, right, node.left, context)
        if node.op in _ORDERINGS:
            self._operand(_ORDERED, left, right, node.left, context)
        return BOOL

    def unary_type(self, node: ast.UnaryOp, operand: Type) -> Type:
        """Type of `-` or `not`, of that of its operand."""
        context = f"unary `{node.op}`"
        if node.op == "not":
            self.coerce(BOOL, operand, node.operand, context)
            return BOOL
        return self._operand(_NUMBERS, operand, operand, node.operand, context)

    def _same(self, node: ast.BinOp, left: Type, right: Type, context: str) -> None:
        try:
            self.unify(left, right, node.right, context)
        except ExpressionError as error:
            left, right = prune(left), prune(right)
            if isinstance(left, Primitive) and isinstance(right, Primitive):
                error.problem.help = _MIXED.get(frozenset((left.name, right.name)), "")
            raise

    def _operand(self, allowed: tuple[Type, ...], left: Type, right: Type, node: ast.Expr, context: str) -> Type:
        """The type of the operands, if it is one of the allowed; one that nothing else determines is Int.

        A type parameter is let through: what it stands for is known where the function is called.
        """
        type_ = self.unifier.unfold(left)
        if type_ is NEVER:
            type_ = self.unifier.unfold(right)
        if isinstance(type_, TypeVariable):
            if not self.is_unknown(type_) and not self._is_parameter(type_):
                self.coerce(INT, type_, node, context)
                return INT
        elif isinstance(type_, Rigid):
            self.generic_operators.append((node, context, _TEXTS[allowed]))
        elif type_ not in allowed and type_ is not NEVER:
            raise self.mismatch(_TEXTS[allowed], left, node, context)
        return type_

    def _is_parameter(self, type_: TypeVariable) -> bool:
        """Whether a variable stands for a type parameter that is not rigid."""
        return any(prune(parameter) is type_ for parameter in self.annotations.parameters.values())
