"""Where loops get their elements from: a list, or a range, a reversal or an enumeration that is never made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from motet.bytecode import types as bc
from motet.bytecode.types import INT, Ty
from motet.languages.lex import ast
from motet.languages.lex.lowering.applications import Operand
from motet.languages.lex.lowering.body import Body
from motet.source import Span

_WRAP: Final = "wrap64"
"""Counters stay between the bounds of a loop."""


class Source(Protocol):
    """Elements in order."""

    def size(self, body: Body, span: Span) -> None:
        """Push their number; it may be negative when there are none."""

    def loop(self, body: Body, span: Span, visit: Callable[[int], None]) -> None:
        """Lower a loop over them; `visit` lowers what is done with the element in a local."""


class RangeSource:
    """The Ints from one bound to before another."""

    def __init__(self, low: int, high: int) -> None:
        self.low: Final = low
        self.high: Final = high

    def size(self, body: Body, span: Span) -> None:
        """high - low."""
        body.load(self.high, span)
        body.load(self.low, span)
        body.emit("int_sub", _WRAP, span=span)

    def loop(self, body: Body, span: Span, visit: Callable[[int], None]) -> None:
        """Count."""
        body.load(self.low, span)
        _count(body, self.high, span, visit)


class ListSource:
    """The elements of a list in a local; reversed; or pairs of index and element."""

    def __init__(self, local: int, type_: Ty, element: Ty, *, backwards: bool = False) -> None:
        self.local: Final = local
        self.type: Final = type_
        self.element: Final = element
        self.backwards: Final = backwards

    def size(self, body: Body, span: Span) -> None:
        """The length."""
        body.load(self.local, span)
        body.emit("list_len", span=span)

    def loop(self, body: Body, span: Span, visit: Callable[[int], None]) -> None:
        """Index from the front or the back."""
        self.size(body, span)
        length = body.store_new(span)

        def visit_index(index: int) -> None:
            body.load(self.local, span)
            if self.backwards:
                body.load(length, span)
                body.load(index, span)
                body.emit("int_sub", _WRAP, span=span)
                body.const(1, span)
                body.emit("int_sub", _WRAP, span=span)
            else:
                body.load(index, span)
            body.emit("list_get", span=span)
            body.fit(self.type, self.element, span)
            self.visit(body, index, span, visit)

        body.const(0, span)
        _count(body, length, span, visit_index)

    def visit(self, body: Body, index: int, span: Span, visit: Callable[[int], None]) -> None:
        """Visit the element on top of the stack."""
        visit(body.store_new(span))


class EnumeratedSource(ListSource):
    """Pairs of index and element."""

    def visit(self, body: Body, index: int, span: Span, visit: Callable[[int], None]) -> None:
        """Visit the pair."""
        element = body.store_new(span)
        body.load(index, span)
        body.load(element, span)
        body.emit("tuple_new", body.shape(bc.tuple_of(INT, self.element)), span=span)
        visit(body.store_new(span))


def _count(body: Body, high: int, span: Span, visit: Callable[[int], None]) -> None:
    """Count from the Int on the stack to before the one in a local."""
    counter = body.store_new(span)
    head, end = body.loop_head(), body.label()
    body.load(counter, span)
    body.load(high, span)
    body.emit("int_compare", "lt", span=span)
    body.jump(end, span, "branch_unless")
    mark = body.mark()
    visit(counter)
    body.release(mark)
    body.load(counter, span)
    body.const(1, span)
    body.emit("int_add", _WRAP, span=span)
    body.emit("store", counter, span=span)
    body.jump(head, span)
    body.place(end)


def source_of(body: Body, operand: Operand, span: Span) -> Source:
    """The elements of an argument that is a list; what has to be evaluated is evaluated here."""
    node = operand.node
    made = body.view.made(operand.type)
    element = made.parts[0] if made.kind == "List" else bc.ANY
    if isinstance(node, ast.Call):
        reference = body.unit.checked.references.get(node.callee)
        name = reference.name if reference is not None and reference.entry is not None else ""
        inner = [Operand(body.type_of(argument), argument) for argument in node.args]
        if name == "list.range":
            low = inner[0].in_local(body, span)
            return RangeSource(low, inner[1].in_local(body, span))
        if name == "list.reverse":
            return ListSource(inner[0].in_local(body, span), body.view.of(inner[0].type), element, backwards=True)
        if name == "list.enumerate":
            item = body.view.made(inner[0].type).parts
            return EnumeratedSource(
                inner[0].in_local(body, span), body.view.of(inner[0].type), item[0] if item else bc.ANY
            )
    return ListSource(operand.in_local(body, span), body.view.of(operand.type), element)
