"""Types of expressions (specification 7.3).

Chains of operators, calls, pipes and field accesses are deep on one side: their first part, the head. They are walked
from the head outwards with a list; blocks and `let`s, deep on the other side, with a loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from motet.languages.lex import ast
from motet.languages.lex.checker.calls import Calls, result_of
from motet.languages.lex.checker.errors import ExpressionError
from motet.languages.lex.types import LITERALS, NEVER, ListType, RecordType, TupleType, Type, prune


class Expressions(Calls):
    """All rules for expressions."""

    def infer(self, node: ast.Expr) -> Type:
        """The type of an expression. ExpressionError: it has none."""
        leaf = _LEAVES.get(type(node))
        if leaf is not None:
            found = self.types[node] = leaf(self, node)
            return found
        chain: list[ast.Expr] = []
        child: ast.Expr | None = node
        while child is not None and leaf is None:
            node = child
            chain.append(node)
            child = _HEADS[type(node)](self, node)
            leaf = _LEAVES.get(type(child))
        head: Type | None = None
        if child is not None and leaf is not None:
            head = self.types[child] = leaf(self, child)
        while chain:
            node = chain.pop()
            head = self.types[node] = _LINKS[type(node)](self, node, head)
        assert head is not None
        return head

    # ---- leaves

    def _literal_type(self, node: ast.Literal) -> Type:
        return LITERALS[node.value.kind]

    def _record_type(self, node: ast.RecordLit) -> Type:
        fields: dict[str, Type] = {}
        for name, value in node.fields:
            if name in fields:
                raise self.problem("duplicate_field", value, field=name)
            fields[name] = self.infer(value)
        return RecordType(fields)

    def _tuple_type(self, node: ast.TupleLit) -> Type:
        return TupleType(tuple([self.infer(item) for item in node.items]))

    def _list_type(self, node: ast.ListLit) -> Type:
        element: Type | None = None
        for item in node.items:
            found = self.infer(item)
            if element is None:
                element = None if prune(found) is NEVER else found
            else:
                self.coerce(element, found, item, "in list literal")
        return ListType(self.unifier.fresh() if element is None else element)

    def _block(self, node: ast.Let | ast.Block) -> Type:
        """Statements and `let`s one after the other, and the result at their end."""
        mark = self.mark()
        waiting: list[ast.Let | ast.Block] = []
        inner: ast.Expr = node
        while True:
            if isinstance(inner, ast.Let):
                waiting.append(inner)
                self._let(inner)
                inner = inner.body
            elif isinstance(inner, ast.Block):
                waiting.append(inner)
                for statement in inner.statements:
                    self._statement(statement)
                inner = inner.result
            else:
                break
        found = self.infer(inner)
        self.leave(mark)
        types = self.types
        for outer in waiting:
            types[outer] = found
        return found

    def _let(self, node: ast.Let) -> None:
        mark = self.mark()
        self.pending.append(node.name)
        try:
            found = self.infer(node.value)
            if node.type is not None:
                annotation = self.annotations.convert(node.type)
                self.coerce(annotation, found, result_of(node.value))
                found = annotation
            if not found.ground or found.weight > _LIGHT:
                found = self.weigh(found, node.span)
        except ExpressionError as error:
            self.leave(mark)
            found = self.recover(error.within(_let_context(node)))
        self.pending.pop()
        self.bind(node.name, found)

    def _statement(self, node: ast.Expr) -> None:
        mark = self.mark()
        try:
            self.infer(node)
        except ExpressionError as error:
            self.leave(mark)
            self.recover(error)

    # ---- links of chains

    def _binary_head(self, node: ast.BinOp) -> ast.Expr:
        return node.left

    def _binary(self, node: ast.BinOp, left: Type) -> Type:
        return self.binary_type(node, left, self.infer(node.right))

    def _unary_head(self, node: ast.UnaryOp) -> ast.Expr:
        return node.operand

    def _access_head(self, node: ast.FieldAccess) -> ast.Expr | None:
        return node.value if self.module_of(node.value) is None else None

    def _access(self, node: ast.FieldAccess, value: Type | None) -> Type:
        if value is not None:
            return self.field(node, value)
        return self.module_function(node, self.module_of(node.value) or "")

    def _return_head(self, node: ast.Return) -> ast.Expr:
        return node.value

    def _return(self, node: ast.Return, value: Type) -> Type:
        """What `?` leaves the function with has to fit the function's result; lax, it is made to fit where it can be."""
        try:
            self.coerce(self.frame.result, value, node.value, "operator `?`")
        except ExpressionError as error:
            if "question" not in self.tables.options.lax:
                error.problem.help = _ERR_HELP
                raise
        return NEVER

    def _take_result(self, node: ast.Match, value: Type) -> None:
        """Demand that what `?` stands behind is a Result."""
        try:
            self.coerce(
                self.instantiate_union(self.checked.constructors["Ok"])[0],
                value,
                node.scrutinee,
                "constructor pattern `Ok`",
            )
        except ExpressionError as error:
            error.problem.help = _RESULT_HELP
            raise

    def _match_head(self, node: ast.Match) -> ast.Expr:
        return node.scrutinee

    def _match(self, node: ast.Match, scrutinee: Type) -> Type:
        if not node.arms:
            raise self.problem("non_exhaustive_match", node, missing=["_"])
        self.matches.append(node)
        if type(node.arms[-1].body) is ast.Return:
            self._take_result(node, scrutinee)
        result: Type | None = None
        for arm in node.arms:
            mark = self.mark()
            self.pattern(arm.pattern, scrutinee)
            found = self.infer(arm.body)
            self.leave(mark)
            if result is None:
                result = None if prune(found) is NEVER else found
            else:
                self.coerce(result, found, result_of(arm.body), "in match arm")
        return NEVER if result is None else result


def _let_context(node: ast.Let) -> str:
    return "in ascription" if node.name == ast.ASCRIPTION else f"in let `{node.name}`"


_ERR_HELP: Final = (
    "`?` returns the Err: the function's result is a Result with this type of errors, or `result.map_err` changes it"
)
_RESULT_HELP: Final = "`?` takes a Result apart; of an Option, `option.ok_or(value, error)` makes one"

_LIGHT: Final = 1000
"""Weight of types that a `let` need not look at."""

_LEAVES: Final[dict[type, Callable[[Expressions, Any], Type]]] = {
    ast.Literal: Expressions._literal_type,
    ast.Var: Expressions.variable,
    ast.Let: Expressions._block,
    ast.Block: Expressions._block,
    ast.Lambda: Expressions.lambda_,
    ast.RecordLit: Expressions._record_type,
    ast.TupleLit: Expressions._tuple_type,
    ast.ListLit: Expressions._list_type,
}

_HEADS: Final[dict[type, Callable[[Expressions, Any], ast.Expr | None]]] = {
    ast.BinOp: Expressions._binary_head,
    ast.UnaryOp: Expressions._unary_head,
    ast.Call: Expressions.call_head,
    ast.Constructor: Expressions.constructor_head,
    ast.FieldAccess: Expressions._access_head,
    ast.Match: Expressions._match_head,
    ast.Return: Expressions._return_head,
}
"""The part of a link that is walked before it, if it has one."""

_LINKS: Final[dict[type, Callable[[Expressions, Any, Any], Type]]] = {
    ast.BinOp: Expressions._binary,
    ast.UnaryOp: Expressions.unary_type,
    ast.Call: Expressions.call,
    ast.Constructor: Expressions.constructor,
    ast.FieldAccess: Expressions._access,
    ast.Match: Expressions._match,
    ast.Return: Expressions._return,
}
"""Type of a link, of that of its head."""
