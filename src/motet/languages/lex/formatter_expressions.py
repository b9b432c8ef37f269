"""Prints expressions and blocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from motet.languages.lex import surface
from motet.languages.lex.formatter_base import Style, joined
from motet.languages.lex.formatter_comments import Comment
from motet.languages.lex.formatter_layout import (
    HARD,
    LINE,
    SOFT,
    Doc,
    Flat,
    Group,
    Head,
    IfBroken,
    Indented,
    must_break,
)
from motet.languages.lex.formatter_types import CURLY, TypePrinter
from motet.languages.lex.parser_expressions import LEVELS
from motet.languages.lex.surface import Expr

_ARGS: Final = Style("(", ")", hugs=True)
_LIST: Final = Style("[", "]")
_TUPLE: Final = Style("(", ")")
_ONE_TUPLE: Final = Style("(", ")", comma=",")
_PAREN: Final = Style("(", ")", comma="", hugs=True)
_HUGGING: Final = frozenset(
    (
        surface.Lambda,
        surface.Match,
        surface.If,
        surface.Block,
        surface.Record,
        surface.List,
        surface.Call,
        surface.Tuple,
    )
)


class ExpressionPrinter(TypePrinter):
    """Expressions."""

    def expression(self, node: Expr) -> Doc:
        """An expression."""
        doc: Doc = _EXPRESSIONS[type(node)](self, node)
        return doc

    def _literal(self, node: surface.Literal) -> Doc:
        return self.literal(node.span, node.value)

    def _name(self, node: surface.Name) -> Doc:
        return node.name

    def _interpolation(self, node: surface.Interpolation) -> Doc:
        assert self.source is not None, "canonical trees have no interpolation"
        return self.source[node.span.start : node.span.end]

    def _parts(self, style: Style, node: Expr, parts: tuple[Expr, ...]) -> Doc:
        return self.listed(style, node.span.start, node.span.end - 1, parts, self.expression, hugging=_hugs(parts))

    def _paren(self, node: surface.Paren) -> Doc:
        return self._parts(_PAREN, node, (node.inner,))

    def _tuple(self, node: surface.Tuple) -> Doc:
        return self._parts(_TUPLE if len(node.items) > 1 else _ONE_TUPLE, node, node.items)

    def _list(self, node: surface.List) -> Doc:
        return self._parts(_LIST, node, node.items)

    def _ascription(self, node: surface.Ascription) -> Doc:
        inner = [self.expression(node.value), " :: ", self.type(node.type)]
        return Group(["(", Indented([SOFT, inner]), SOFT, ")"])

    def _record(self, node: surface.Record) -> Doc:
        return self.listed(CURLY, node.span.start, node.span.end - 1, node.fields, self._field)

    def _field(self, node: surface.Field) -> Doc:
        return node.name if node.value is None else [f"{node.name}: ", self.expression(node.value)]

    def _unary(self, node: surface.Unary) -> Doc:
        ops = []
        operand: Expr = node
        while isinstance(operand, surface.Unary):
            ops.append(operand.op if operand.op == "-" else "not ")
            operand = operand.operand
        return ["".join(ops), self.expression(operand)]

    def _binary(self, node: surface.Binary) -> Doc:
        """Operands of one level of operators, on lines of their own if they do not fit on one."""
        level = LEVELS[node.op]
        operators: list[str] = []
        operands: list[Expr] = []
        left: Expr = node
        while isinstance(left, surface.Binary) and LEVELS[left.op] == level:
            operators.append(left.op)
            operands.append(left.right)
            left = left.left
        operands.append(left)
        return self.chain(self.elements(operands[::-1], self.expression), operators[::-1])

    def _postfix(self, node: surface.Call | surface.Access | surface.Try) -> Doc:
        links: list[surface.Call | surface.Access | surface.Try] = []
        base: Expr = node
        while isinstance(base, surface.Call | surface.Access | surface.Try):
            links.append(base)
            base = base.callee if isinstance(base, surface.Call) else base.value
        out: list[Doc] = [self.expression(base)]
        for link in reversed(links):
            if isinstance(link, surface.Call):
                opened = link.callee.span.end
                hugging = bool(link.args) and type(link.args[-1]) in _HUGGING
                out.append(self.listed(_ARGS, opened, link.span.end - 1, link.args, self.expression, hugging=hugging))
            else:
                out.append("?" if isinstance(link, surface.Try) else f".{link.field}")
        return out

    # ---- blocks

    def _if(self, node: surface.If) -> Doc:
        self.comments.hoist(node.condition.span.start)
        out: list[Doc] = [Head(["if ", self.expression(node.condition), " "])]
        self.comments.hoist(node.then.span.start)
        out.append(self.block(node.then, []))
        otherwise: surface.Block | surface.If = node.otherwise
        while isinstance(otherwise, surface.If):
            before = self.comments.before(otherwise.condition.span.start)
            out += [" else if ", self.expression(otherwise.condition), " "]
            before += self.comments.before(otherwise.then.span.start)
            out.append(self.block(otherwise.then, before))
            otherwise = otherwise.otherwise
        before = self.comments.before(otherwise.span.start)
        return Group([*out, " else ", self.block(otherwise, before)], settles=True)

    def _braces(self, node: surface.Block) -> Doc:
        """A block where a record could stand: a name alone must not be on the line of the brace."""
        self.comments.hoist(node.span.start)
        broken = len(node.statements) == 1 and isinstance(node.statements[0], surface.Name)
        return Group(self.block(node, [], broken=broken), settles=True)

    def block(self, node: surface.Block, before: list[Comment], *, broken: bool = False) -> Doc:
        """Statements; the group around it decides about the line ends of a single one.

        Args:
            before: comments that stood before the block.
            broken: each statement stands on a line of its own.
        """
        opened = node.span.start
        elements = self.elements(node.statements, self._statement)
        rest = self.comments.before(node.span.end - 1)
        if not elements and not before and not rest:
            return "{}"
        commented = bool(before or rest) or any(element.before for element in elements)
        if not (broken or commented or len(elements) != 1 or self._is_open(node)):
            return ["{", Indented([LINE, elements[0].doc]), LINE, "}"]
        if elements:
            elements[0].before[:0] = before
        else:
            rest[:0] = before
        return ["{", *self.lines(opened, elements, rest, ""), HARD, "}"]

    def _is_open(self, node: surface.Block) -> bool:
        """Whether a block with one statement is written on several lines, or must be."""
        first = node.statements[0]
        return isinstance(first, surface.Let) or self.breaks_after(node.span.start, first.span.start)

    def _statement(self, node: surface.Let | Expr) -> Doc:
        if not isinstance(node, surface.Let):
            return self.expression(node)
        type = [] if node.type is None else [" :: ", self.type(node.type)]
        return [f"let {node.name}", *type, " := ", self.expression(node.value)]

    def _match(self, node: surface.Match) -> Doc:
        self.comments.hoist(node.scrutinee.span.start)
        head: Doc = Head(["match ", self.expression(node.scrutinee), " {"])
        opened = node.scrutinee.span.end
        elements = self.elements(node.arms, self._arm)
        rest = self.comments.before(node.span.end - 1)
        if not elements and not rest:
            return [head, "}"]
        if rest or self.source is None or any(element.before for element in elements) or self._arms_break(node):
            return [head, *self.lines(opened, elements, rest, ","), HARD, "}"]
        arms = joined([element.doc for element in elements], LINE)
        return Group([head, Indented([LINE, arms, IfBroken(",")]), LINE, "}"], settles=True)

    def _arms_break(self, node: surface.Match) -> bool:
        """Whether the first arm stands on a line of its own."""
        first = node.arms[0].span.start
        return self.breaks_after(first if self.source is None else self.source.rfind("{", 0, first), first)

    def _arm(self, node: surface.Arm) -> Doc:
        return [self.pattern(node.pattern), " => ", self.expression(node.body)]

    def _lambda(self, node: surface.Lambda) -> Doc:
        head: Doc = Head(["fn ", self.parameters(node.span.start, node.params, node.row, node.result)])
        self.comments.hoist(node.body.span.start)
        return [head, " ", Group(self.block(node.body, []), settles=True)]

    def parameters(
        self, start: int, params: tuple[surface.Param, ...], row: surface.Row | None, result: surface.Type
    ) -> Doc:
        """Parameters in parentheses, and the result type."""
        end = (row or result).span.start
        opened = self.find("(", start)
        listed = self.listed(_TUPLE, opened, end, params, self._param)
        doc: Doc = [" -> ", self.row(row), self.type(result)]
        return [listed, doc if isinstance(result, surface.TypeRecord) or must_break(doc) else Flat(doc)]

    def _param(self, node: surface.Param) -> Doc:
        return [f"{node.name} :: ", self.type(node.type)]


def _hugs(parts: tuple[Expr, ...]) -> bool:
    """Whether the last part may begin on the line of the opening bracket: it has brackets of its own, and no twin."""
    kinds = [type(part) for part in parts[-2:]]
    return bool(kinds) and kinds[-1] in _HUGGING and (len(kinds) == 1 or kinds[0] is not kinds[1])


_EXPRESSIONS: Final[dict[type, Callable[[ExpressionPrinter, Any], Doc]]] = {
    surface.Literal: ExpressionPrinter._literal,
    surface.Name: ExpressionPrinter._name,
    surface.Interpolation: ExpressionPrinter._interpolation,
    surface.Paren: ExpressionPrinter._paren,
    surface.Ascription: ExpressionPrinter._ascription,
    surface.Tuple: ExpressionPrinter._tuple,
    surface.List: ExpressionPrinter._list,
    surface.Record: ExpressionPrinter._record,
    surface.Block: ExpressionPrinter._braces,
    surface.If: ExpressionPrinter._if,
    surface.Match: ExpressionPrinter._match,
    surface.Lambda: ExpressionPrinter._lambda,
    surface.Unary: ExpressionPrinter._unary,
    surface.Binary: ExpressionPrinter._binary,
    surface.Call: ExpressionPrinter._postfix,
    surface.Access: ExpressionPrinter._postfix,
    surface.Try: ExpressionPrinter._postfix,
}
