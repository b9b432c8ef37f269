"""Prints types, effect rows and patterns."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from motet.languages.lex import surface
from motet.languages.lex.ast import Node
from motet.languages.lex.formatter_base import Printer, Style, quoted_text
from motet.languages.lex.formatter_layout import LINE, Doc
from motet.languages.lex.surface import Expr, Pattern, Type

ROUND: Final = Style("(", ")")
SQUARE: Final = Style("[", "]")
CURLY: Final = Style("{", "}", LINE)


class TypePrinter(Printer):
    """Types and patterns. Expressions are the matter of a subclass."""

    @abstractmethod
    def expression(self, node: Expr) -> Doc:
        """An expression."""

    def type(self, node: Type) -> Doc:
        """A type."""
        doc: Doc = _TYPES[type(node)](self, node)
        return doc

    def _type_name(self, node: surface.TypeName) -> Doc:
        if not node.args and not node.parens:
            return node.name
        end = node.span.end - 1
        return [node.name, self.listed(ROUND if node.parens else SQUARE, node.span.start, end, node.args, self.type)]

    def _type_record(self, node: surface.TypeRecord) -> Doc:
        return self.listed(CURLY, node.span.start, node.span.end - 1, node.fields, self._type_field)

    def _type_field(self, node: surface.TypeField) -> Doc:
        return f"...{node.name}" if node.type is None else [f"{node.name} :: ", self.type(node.type)]

    def _type_paren(self, node: surface.TypeParen) -> Doc:
        style = Style("(", ")", comma="")
        return self.listed(style, node.span.start, node.span.end - 1, (node.inner,), self.type)

    def _type_tuple(self, node: surface.TypeTuple) -> Doc:
        return self.listed(ROUND, node.span.start, node.span.end - 1, node.items, self.type)

    def _type_function(self, node: surface.TypeFunction) -> Doc:
        end = (node.row or node.result).span.start
        params = self.listed(ROUND, node.span.start, end, node.params, self.type)
        return [params, " -> ", self.row(node.row), self.type(node.result)]

    def _type_refined(self, node: surface.TypeRefined) -> Doc:
        return [self.type(node.base), f"{{{node.binding} | ", self.expression(node.predicate), "}"]

    def row(self, row: surface.Row | None) -> str:
        """Effects in brackets and a blank, or nothing."""
        if row is None:
            return ""
        effects = ", ".join([_effect(effect) for effect in row.effects])
        tail = f"{' ' if effects else ''}| {row.variable}" if row.variable else ""
        return f"[{effects}{tail}] "

    # ---- patterns

    def pattern(self, node: Pattern) -> Doc:
        """A pattern."""
        doc: Doc = _PATTERNS[type(node)](self, node)
        return doc

    def _pattern_literal(self, node: surface.PatternLiteral) -> Doc:
        return self.literal(node.span, node.value)

    def _pattern_any(self, _node: surface.PatternAny) -> Doc:
        return "_"

    def _pattern_name(self, node: surface.PatternName) -> Doc:
        if node.args is None:
            return node.name
        return [node.name, self.listed(ROUND, node.span.start, node.span.end - 1, node.args, self.pattern)]

    def _pattern_record(self, node: surface.PatternRecord) -> Doc:
        return self.listed(CURLY, node.span.start, node.span.end - 1, node.fields, self._pattern_field)

    def _pattern_field(self, node: surface.PatternField) -> Doc:
        return node.name if node.pattern is None else [f"{node.name}: ", self.pattern(node.pattern)]

    def _pattern_tuple(self, node: surface.PatternTuple) -> Doc:
        return self.listed(ROUND, node.span.start, node.span.end - 1, node.items, self.pattern)

    def _pattern_list(self, node: surface.PatternList) -> Doc:
        parts: list[Pattern | _Rest] = [*node.items]
        if node.rest is not None:
            parts.append(_Rest(node.rest.span, node.rest))
        return self.listed(SQUARE, node.span.start, node.span.end - 1, parts, self._list_part)

    def _list_part(self, node: Pattern | _Rest) -> Doc:
        return ["..", self.pattern(node.pattern)] if isinstance(node, _Rest) else self.pattern(node)


@dataclass(slots=True, eq=False, repr=False)
class _Rest(Node):
    """The rest of a list, after `..`."""

    pattern: Pattern


def _effect(effect: surface.EffectName) -> str:
    if not effect.argument_kind:
        return effect.name
    shown = quoted_text(str(effect.argument)) if effect.argument_kind == "Str" else str(effect.argument)
    return f"{effect.name}({shown})"


_TYPES: Final[dict[type, Callable[[TypePrinter, Any], Doc]]] = {
    surface.TypeName: TypePrinter._type_name,
    surface.TypeRecord: TypePrinter._type_record,
    surface.TypeParen: TypePrinter._type_paren,
    surface.TypeTuple: TypePrinter._type_tuple,
    surface.TypeFunction: TypePrinter._type_function,
    surface.TypeRefined: TypePrinter._type_refined,
}

_PATTERNS: Final[dict[type, Callable[[TypePrinter, Any], Doc]]] = {
    surface.PatternLiteral: TypePrinter._pattern_literal,
    surface.PatternAny: TypePrinter._pattern_any,
    surface.PatternName: TypePrinter._pattern_name,
    surface.PatternRecord: TypePrinter._pattern_record,
    surface.PatternTuple: TypePrinter._pattern_tuple,
    surface.PatternList: TypePrinter._pattern_list,
}
