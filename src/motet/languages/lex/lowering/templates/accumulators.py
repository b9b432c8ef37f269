"""Accumulators of folds: a local, or one for each part of a tuple or a record that is always taken apart."""

from __future__ import annotations

from typing import Final

from motet.bytecode.types import Ty
from motet.languages.lex import ast
from motet.languages.lex.lowering.applications import Operand
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.captures import children, free_variables
from motet.languages.lex.lowering.makers import makes_constructors
from motet.languages.lex.lowering.uses import PARTS, VALUE, Branch, Simple, Use
from motet.languages.lex.lowering.virtuals import VirtualTuple, part_keys
from motet.source import Span

_MOST_PARTS: Final = 12

_ITEMS: Final = frozenset(("tuple.fst", "tuple.snd", "tuple.third"))


class Accumulator:
    """One local. `local` is what the function is applied to; `use` takes what it gives."""

    def __init__(self, body: Body, start: Operand, span: Span) -> None:
        start.push(body, span)
        self.local = body.store_new(span)
        self.use: Final[Use] = VALUE

    def begin(self, body: Body) -> None:
        """The function is about to be applied."""

    def end(self, body: Body, span: Span) -> None:
        """The function has been applied."""
        body.emit("store", self.local, span=span)

    def settle(self, body: Body, use: Use, span: Span) -> None:
        """Use what it holds at last."""
        body.load(self.local, span)
        body.settle(use, span)


class PartsAccumulator:
    """A local for each part; it is the use of the values that become the parts."""

    def __init__(self, body: Body, type_: Ty, start: Operand, span: Span) -> None:
        self.type: Final = type_
        self.locals: Final = tuple([body.new_local(span) for _ in type_.parts])
        self.local: Final = body.add_virtual(VirtualTuple(type_, self.locals))
        self.use: Final[Use] = self
        self.next = body.label()
        if start.node is not None:
            body.expression(start.node, self)
        else:
            start.push(body, span)
            self.unknown(body, span)
        body.place(self.next)

    def known(self, body: Body, constructor: str, count: int, span: Span) -> None:
        """The parts are on the stack."""
        for local in reversed(self.locals):
            body.emit("store", local, span=span)
        body.jump(self.next, span)

    def unknown(self, body: Body, span: Span) -> None:
        """The whole is on the stack."""
        whole = body.store_new(span)
        for (get, operand), local in zip(part_keys(self.type), self.locals, strict=True):
            body.load(whole, span)
            body.emit(get, operand if isinstance(operand, int) else body.name(operand), span=span)
            body.emit("store", local, span=span)
        body.jump(self.next, span)

    def begin(self, body: Body) -> None:
        """The function is about to be applied."""
        self.next = body.label()

    def end(self, body: Body, span: Span) -> None:
        """The function has been applied."""
        body.place(self.next)

    def settle(self, body: Body, use: Use, span: Span) -> None:
        """Use what it holds at last."""
        if isinstance(use, Simple | Branch):
            body.load(self.local, span)
            body.settle(use, span)
            return
        for local in self.locals:
            body.load(local, span)
        if body.live:
            use.known(body, PARTS, len(self.locals), span)


def accumulator(body: Body, start: Operand, function: Operand, span: Span) -> Accumulator | PartsAccumulator:
    """What a fold keeps from element to element; the start is evaluated here."""
    type_ = body.view.of(start.type)
    node = function.node
    if type_.kind in ("Tuple", "Record") and 0 < len(type_.parts) <= _MOST_PARTS and isinstance(node, ast.Lambda):
        name = node.params[0].name
        if makes_constructors(body, node.body) and _is_taken_apart(body, node.body, name):
            return PartsAccumulator(body, type_, start, span)
    return Accumulator(body, start, span)


def _is_taken_apart(body: Body, node: ast.Expr, name: str) -> bool:
    """Whether a variable of this name is never used as a whole."""
    work: list[ast.Node] = [node]
    while work:
        item = work.pop()
        if isinstance(item, ast.Var) and item.name == name:
            return False
        if isinstance(item, ast.Lambda):
            if name in free_variables(body.unit.checked, item):
                return False
        elif not _takes_apart(body, item, name):
            work += [part for part in children(item) if isinstance(part, ast.Node)]
        elif isinstance(item, ast.Match):
            work += [arm.body for arm in item.arms]
    return True


def _takes_apart(body: Body, node: ast.Node, name: str) -> bool:
    """Whether an expression only looks at parts of a variable."""
    if isinstance(node, ast.Match):
        return _is_named(node.scrutinee, name) and not any(isinstance(arm.pattern, ast.PVar) for arm in node.arms)
    if isinstance(node, ast.FieldAccess):
        return _is_named(node.value, name)
    if isinstance(node, ast.Call):
        reference = body.unit.checked.references.get(node.callee)
        known = reference is not None and reference.entry is not None and reference.name in _ITEMS
        return known and _is_named(node.args[0], name)
    return False


def _is_named(node: ast.Expr, name: str) -> bool:
    return isinstance(node, ast.Var) and node.name == name
