"""Formats source: two spaces of indentation, lines of at most 100 columns where that is possible, all comments kept.

Only white space, `;`, commas at the end of lists and parentheses around types change: the canonical form stays as it is, and
formatting again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from motet.languages.lex import surface
from motet.languages.lex.ast import Stage
from motet.languages.lex.formatter_base import Element, Style, quoted_text
from motet.languages.lex.formatter_canonical import surface_items
from motet.languages.lex.formatter_expressions import ExpressionPrinter
from motet.languages.lex.formatter_layout import BLANK, HARD, LINE, Doc, Group, Indented, laid_out
from motet.languages.lex.lexer import tokenize
from motet.languages.lex.parser import Parser
from motet.languages.lex.recursion import deep
from motet.source import Source

_CASES: Final = Style("{", "}", HARD)


def format_source(source: Source) -> str:
    """The text of a source, formatted. It ends with a line end unless it is empty.

    Raises:
        DiagnosticError: the source is not valid.
    """
    with deep():
        tokens = tokenize(source)
        items = Parser(tokens).items()
        return ItemPrinter(source.text, tokens.comments).items(items)


def format_stages(stages: tuple[Stage, ...]) -> str:
    """Text of canonical stages.

    Raises:
        DiagnosticError: no text stands for them; they cannot have come from one.
    """
    with deep():
        return ItemPrinter(None, ()).items(surface_items(stages))


class ItemPrinter(ExpressionPrinter):
    """Items."""

    def items(self, items: tuple[surface.Item, ...]) -> str:
        """The whole text."""
        elements = self.elements(items, self._item)
        end = len(self.source or "")
        rest = self.comments.before(end)
        out: list[Doc] = []
        last = 0
        for at, element in enumerate(elements):
            before = list(element.before)
            if at:
                out.append(self.comments.same_line(last, before))
                start = before[0].start if before else element.span.start
                out.append(self._between(items[at - 1], items[at], last, start, bool(before)))
            out += self._own_lines(before, element)
            out.append(element.doc)
            last = element.span.end
        if elements:
            out.append(self.comments.same_line(last, rest))
        if rest:
            out += [BLANK] if elements else []
            out += self.comments.lines(rest[:1], last, rest[0].end, first=True)[1:2]
            out += self.comments.closing(rest[1:], rest[0].end, first=False)
        text = laid_out(out)
        return text + "\n" if text else ""

    def _own_lines(self, before: list[Any], element: Element) -> list[Doc]:
        """Comments before an item, the first of them on the line where the document is."""
        if not before:
            return []
        lines = self.comments.lines(before[1:], before[0].end, element.span.start, first=False)
        return [before[0].text, *lines]

    def _between(self, one: surface.Item, other: surface.Item, end: int, start: int, commented: bool) -> Doc:
        """An empty line, except between imports that stand together."""
        both = isinstance(one, surface.Import) and isinstance(other, surface.Import)
        return HARD if both and (self.source is None or not self.comments.blank(end, start)) else BLANK

    def _item(self, node: surface.Item) -> Doc:
        doc: Doc = _ITEMS[type(node)](self, node)
        return doc

    def _import(self, node: surface.Import) -> Doc:
        return f"import {quoted_text(node.reference)} as {node.alias}"

    def _type_item(self, node: surface.TypeItem) -> Doc:
        head = f"type {node.name}{_type_params(node.params)} ="
        elements = self.elements(node.types, self.type)
        if len(elements) == 1:
            self.comments.hoisted += elements[0].before
            return [f"{head} ", elements[0].doc]
        variants = self.chain(elements, ["|"] * len(elements), indented=False)
        return [head, Group(Indented([LINE, variants.inner]), variants.hard)]

    def _function(self, node: surface.Function) -> Doc:
        head: Doc = [f"fn {node.name}{_type_params(node.type_params)}"]
        signature = self.parameters(node.head.start, node.params, node.row, node.result)
        self.comments.hoist(node.head.end)
        cases: Doc = ""
        if node.cases is not None:
            end = node.body.span.start
            cases = [" examples ", self.listed(_CASES, node.head.end, end, node.cases, self._case)]
        self.comments.hoist(node.body.span.start)
        broken = self.source is None or node.cases is not None
        return [head, signature, cases, " ", Group(self.block(node.body, [], broken=broken), settles=True)]

    def _case(self, node: surface.Case) -> Doc:
        return [self.expression(node.call), " => ", self.expression(node.expected)]


def _type_params(names: tuple[str, ...]) -> str:
    return f"[{', '.join(names)}]" if names else ""


_ITEMS: Final[dict[type, Callable[[ItemPrinter, Any], Doc]]] = {
    surface.Import: ItemPrinter._import,
    surface.TypeItem: ItemPrinter._type_item,
    surface.Function: ItemPrinter._function,
}
