"""Where loops get their elements from: a list, or a range, a reversal or an enumeration that is never made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from motet.bytecode import types as bc
from motet.bytecode.types import INT, Ty
from motet.languages.lex import ast
from motet.languages.lex.lowering.applications import Operand
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.callables import SnapshotLambda, snapshot
from motet.languages.lex.lowering.totals import is_total
from motet.languages.lex.lowering.uses import VALUE, Branch
from motet.languages.lex.lowering.virtuals import VirtualTuple
from motet.source import Span

_WRAP: Final = "wrap64"
"""Counters stay between the bounds of a loop."""


class Source(Protocol):
    """Elements in order."""

    def size(self, body: Body, span: Span) -> None:
        """Push their number, or one that is near to it."""

    def loop(self, body: Body, span: Span, visit: Callable[[int], None]) -> None:
        """Lower a loop over them; `visit` lowers what is done with the element in a local."""


class RangeSource:
    """The Ints from one bound to before another."""

    def __init__(self, low: int, high: int) -> None:
        self.low: Final = low
        self.high: Final = high

    def size(self, body: Body, span: Span) -> None:
        """high - low; 0 when there are none, or more than an Int can count."""
        none, some = body.label(), body.label()
        body.load(self.low, span)
        body.load(self.high, span)
        body.emit("int_compare", "lt", span=span)
        body.jump(none, span, "branch_unless")
        body.load(self.high, span)
        body.load(self.low, span)
        body.emit("int_sub", _WRAP, span=span)
        body.emit("dup", span=span)
        body.const(0, span)
        body.emit("int_compare", "ge", span=span)
        body.jump(some, span, "branch_if")
        body.emit("pop", span=span)
        body.place(none)
        body.const(0, span)
        body.jump(some, span)
        body.place(some)

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
            if self.backwards:
                body.load(length, span)
                body.load(index, span)
                body.emit("int_sub", _WRAP, span=span)
                body.const(1, span)
                body.emit("int_sub", _WRAP, span=span)
                self.visit(body, index, self.fetch(body, body.store_new(span), span), visit)
            else:
                self.visit(body, index, self.fetch(body, index, span), visit)

        body.const(0, span)
        _count(body, length, span, visit_index)

    def fetch(self, body: Body, index: int, span: Span) -> int:
        """A new local with the element at an index."""
        body.load(self.local, span)
        body.load(index, span)
        body.emit("list_get", span=span)
        body.fit(self.type, self.element, span)
        return body.store_new(span)

    def visit(self, body: Body, index: int, element: int, visit: Callable[[int], None]) -> None:
        """Visit an element; `index` counts them."""
        visit(element)


class MappedSource:
    """What a lambda without effects makes of the elements of another source."""

    def __init__(self, source: Source, function: SnapshotLambda) -> None:
        self.source: Final = source
        self.function: Final = function

    def size(self, body: Body, span: Span) -> None:
        """As many."""
        self.source.size(body, span)

    def loop(self, body: Body, span: Span, visit: Callable[[int], None]) -> None:
        """Apply it on the way."""

        def visit_mapped(element: int) -> None:
            self.function.apply(body, (element,), VALUE, span)
            visit(body.store_new(span))

        self.source.loop(body, span, visit_mapped)


class FilteredSource:
    """The elements of another source for which a lambda without effects gives true."""

    def __init__(self, source: Source, function: SnapshotLambda) -> None:
        self.source: Final = source
        self.function: Final = function

    def size(self, body: Body, span: Span) -> None:
        """Nobody knows."""
        body.const(0, span)

    def loop(self, body: Body, span: Span, visit: Callable[[int], None]) -> None:
        """Test on the way."""

        def visit_tested(element: int) -> None:
            keep, skip = body.label(), body.label()
            self.function.apply(body, (element,), Branch(keep, skip, keep), span)
            body.place(keep)
            visit(element)
            body.jump(skip, span)
            body.place(skip)

        self.source.loop(body, span, visit_tested)


class EnumeratedSource(ListSource):
    """Pairs of index and element, which are only made where they are used as a whole."""

    def visit(self, body: Body, index: int, element: int, visit: Callable[[int], None]) -> None:
        """Visit the pair."""
        visit(body.add_virtual(VirtualTuple(bc.tuple_of(INT, self.element), (index, element))))


class ZippedSource:
    """Pairs of the elements of two lists, as long as both have one; they are only made where they are used as a whole."""

    def __init__(self, first: ListSource, second: ListSource) -> None:
        self.first: Final = first
        self.second: Final = second

    def size(self, body: Body, span: Span) -> None:
        """The length of the first, which is enough."""
        self.first.size(body, span)

    def loop(self, body: Body, span: Span, visit: Callable[[int], None]) -> None:
        """Index both."""
        longer = body.label()
        self.first.size(body, span)
        length = body.store_new(span)
        self.second.size(body, span)
        body.load(length, span)
        body.emit("int_compare", "ge", span=span)
        body.jump(longer, span, "branch_if")
        self.second.size(body, span)
        body.emit("store", length, span=span)
        body.place(longer)
        body.const(0, span)

        def visit_index(index: int) -> None:
            elements = (self.first.fetch(body, index, span), self.second.fetch(body, index, span))
            visit(body.add_virtual(VirtualTuple(bc.tuple_of(self.first.element, self.second.element), elements)))

        _count(body, length, span, visit_index)


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


class VirtualList(NamedTuple):
    """A list that is made of another one by lambdas without effects, if somebody wants it as a whole."""

    type: Ty
    source: Source

    def push(self, body: Body, span: Span) -> None:
        """Make the list."""
        new_list(body, self.type, span, self.source)

        def visit(element: int) -> None:
            body.load(element, span)
            body.emit("list_push", span=span)

        self.source.loop(body, span, visit)


def new_list(body: Body, made: Ty, span: Span, source: Source | None = None) -> None:
    """Push an empty list, with room for as many elements as there are in a source."""
    if source is None:
        body.emit("list_new", 0, body.shape(made), span=span)
    else:
        source.size(body, span)
        body.library("list.with_capacity", 1, made, span)


def virtual_list(body: Body, node: ast.Expr) -> int:
    """The number of a list that need not be made; what it is made of is evaluated here."""
    return body.add_virtual(
        VirtualList(body.view.made(body.type_of(node)), source_of(body, _operand(body, node), node.span))
    )


def source_of(body: Body, operand: Operand, span: Span) -> Source:
    """The elements of an argument that is a list; what has to be evaluated is evaluated here."""
    node = operand.node
    if isinstance(node, ast.Call):
        reference = body.unit.checked.references.get(node.callee)
        make = _SOURCES.get(reference.name) if reference is not None and reference.entry is not None else None
        source = None if make is None else make(body, node, span)
        if source is not None:
            return source
    value = _virtual(body, operand)
    return _list_source(body, operand, span) if value is None else value.source


def _virtual(body: Body, operand: Operand) -> VirtualList | None:
    local = operand.variable(body)
    value = None if local is None else body.virtual(local)
    return value if isinstance(value, VirtualList) else None


def is_fused(body: Body, operand: Operand) -> bool:
    """Whether an argument is a list that need not be made."""
    return is_fused_call(body, operand.node) or (operand.node is not None and _virtual(body, operand) is not None)


def is_fused_call(body: Body, node: ast.Expr | None) -> bool:
    """Whether an expression is a list that lambdas without effects make of another one."""
    if not isinstance(node, ast.Call) or len(node.args) != 2:
        return False
    reference, function = body.unit.checked.references.get(node.callee), node.args[1]
    known = reference is not None and reference.entry is not None and reference.name in ("list.map", "list.filter")
    return known and isinstance(function, ast.Lambda) and is_total(body, function.body)


def element_of(body: Body, operand: Operand) -> Ty:
    """The type of the elements of an argument that is a list."""
    made = body.view.made(operand.type)
    return made.parts[0] if made.kind == "List" else bc.ANY


def _list_source(body: Body, operand: Operand, span: Span) -> ListSource:
    return ListSource(operand.in_local(body, span), body.view.of(operand.type), element_of(body, operand))


def _operand(body: Body, node: ast.Expr) -> Operand:
    return Operand(body.type_of(node), node)


def _range_source(body: Body, node: ast.Call, span: Span) -> Source:
    low = _operand(body, node.args[0]).in_local(body, span)
    return RangeSource(low, _operand(body, node.args[1]).in_local(body, span))


def _reversed_source(body: Body, node: ast.Call, span: Span) -> Source:
    inner = _operand(body, node.args[0])
    return ListSource(inner.in_local(body, span), body.view.of(inner.type), element_of(body, inner), backwards=True)


def _enumerated_source(body: Body, node: ast.Call, span: Span) -> Source:
    inner = _operand(body, node.args[0])
    return EnumeratedSource(inner.in_local(body, span), body.view.of(inner.type), element_of(body, inner))


def _zipped_source(body: Body, node: ast.Call, span: Span) -> Source:
    first = _list_source(body, _operand(body, node.args[0]), span)
    return ZippedSource(first, _list_source(body, _operand(body, node.args[1]), span))


def _entries_source(body: Body, node: ast.Call, span: Span) -> Source:
    """The entries of a map: its keys with its values."""
    entries = _operand(body, node.args[0])
    return entry_source(body, entries, entries.in_local(body, span), span)


def entry_source(body: Body, entries: Operand, local: int, span: Span) -> ZippedSource:
    """The entries of a map in a local."""
    held = body.view.made(entries.type).parts
    key, value = held if len(held) == 2 else (bc.ANY, bc.ANY)
    return ZippedSource(_listed(body, local, "map.keys", key, span), _listed(body, local, "map.values", value, span))


def _listed(body: Body, entries: int, row: str, element: Ty, span: Span) -> ListSource:
    made = bc.list_of(element)
    body.load(entries, span)
    body.library(row, 1, made, span)
    return ListSource(body.store_new(span), made, element)


def _mapped_source(body: Body, node: ast.Call, span: Span) -> Source | None:
    function = node.args[1]
    if not isinstance(function, ast.Lambda) or not is_total(body, function.body):
        return None
    return MappedSource(source_of(body, _operand(body, node.args[0]), span), snapshot(body, function))


def _filtered_source(body: Body, node: ast.Call, span: Span) -> Source | None:
    function = node.args[1]
    if not isinstance(function, ast.Lambda) or not is_total(body, function.body):
        return None
    return FilteredSource(source_of(body, _operand(body, node.args[0]), span), snapshot(body, function))


_SOURCES: Final[dict[str, Callable[[Body, ast.Call, Span], Source | None]]] = {
    "list.range": _range_source,
    "list.reverse": _reversed_source,
    "list.enumerate": _enumerated_source,
    "list.map": _mapped_source,
    "list.zip": _zipped_source,
    "map.entries": _entries_source,
    "list.filter": _filtered_source,
}
"""Calls whose list need not be made. The lambdas always have a value and no effect, so that their order does not matter."""
