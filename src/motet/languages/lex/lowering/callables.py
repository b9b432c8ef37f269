"""What templates call: a lambda whose body is written into the loop, a known function, or a closure in a local."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from motet.languages.lex import ast
from motet.languages.lex import types as lex
from motet.languages.lex.library import Entry
from motet.languages.lex.lowering.applications import Application, Operand
from motet.languages.lex.lowering.body import Binding, Body, Join, Returns
from motet.languages.lex.lowering.budgets import charge, charges
from motet.languages.lex.lowering.captures import free_variables
from motet.languages.lex.lowering.uses import TAIL, Use
from motet.source import Span


class Callee(Protocol):
    """Something that can be applied, once in the code."""

    def apply(self, body: Body, arguments: Sequence[int], use: Use, span: Span) -> None:
        """Apply it to what is in these locals."""


class InlineLambda(NamedTuple):
    """A lambda whose body is lowered in place."""

    node: ast.Lambda

    def apply(self, body: Body, arguments: Sequence[int], use: Use, span: Span) -> None:
        """Lower the body; `?` in it leaves it, not the function around it."""
        mark, before, join = body.mark(), body.returns, Join(body, use)
        signature = body.view.made(body.type_of(self.node))
        for parameter, local, type_ in zip(self.node.params, arguments, signature.parts, strict=True):
            body.bind(parameter.name, local, type_)
        body.returns = Returns(join.elsewhere, body.depth, join.end)
        body.expression(self.node.body, use)
        body.returns = before
        join.place()
        body.release(mark)


class SnapshotLambda(NamedTuple):
    """A lambda whose body is lowered later than it was written: what it mentions is looked up before."""

    node: ast.Lambda
    variables: tuple[tuple[str, Binding], ...]

    def apply(self, body: Body, arguments: Sequence[int], use: Use, span: Span) -> None:
        """Lower the body with the variables that it had where it was written."""
        mark = body.mark()
        for name, binding in self.variables:
            body.bind(name, binding.local, binding.type)
        InlineLambda(self.node).apply(body, arguments, use, span)
        body.release(mark)


def snapshot(body: Body, node: ast.Lambda) -> SnapshotLambda:
    """A lambda with the variables that it mentions."""
    names = free_variables(body.unit.checked, node)
    return SnapshotLambda(node, tuple([(name, body.lookup(name)) for name in names]))


class KnownFunction(NamedTuple):
    """A function of the source."""

    name: str
    function: int
    node: str | None

    def apply(self, body: Body, arguments: Sequence[int], use: Use, span: Span) -> None:
        """Call it."""
        for local in arguments:
            body.load(local, span)
        charge(body, charges(body, self.name), span)
        body.emit("tail_call" if use is TAIL else "call", self.function, span=span, node=self.node)
        body.settle(use, span)


class LibraryFunction(NamedTuple):
    """A function of a module."""

    entry: Entry
    type: lex.FunctionType
    node: str | None

    def apply(self, body: Body, arguments: Sequence[int], use: Use, span: Span) -> None:
        """Apply it as a call that is written out would be."""
        operands = [
            Operand(parameter, None, local) for parameter, local in zip(self.type.params, arguments, strict=True)
        ]
        mark = body.mark()
        body.lowering.apply(body, Application(self.entry, operands, self.type.result, span, self.node), use)
        body.release(mark)


class ClosureLocal(NamedTuple):
    """A closure in a local."""

    local: int
    node: str | None

    def apply(self, body: Body, arguments: Sequence[int], use: Use, span: Span) -> None:
        """Call it."""
        body.load(self.local, span)
        for local in arguments:
            body.load(local, span)
        name = "tail_call_closure" if use is TAIL else "call_closure"
        body.emit(name, len(arguments), span=span, node=self.node)
        body.settle(use, span)


def callee_of(body: Body, operand: Operand, span: Span, node: str | None) -> Callee:
    """What an argument that is a function means; it is evaluated here if it has to be."""
    if isinstance(operand.node, ast.Lambda):
        return InlineLambda(operand.node)
    if isinstance(operand.node, ast.Var | ast.FieldAccess):
        reference = body.unit.checked.references[operand.node]
        if reference.kind == "function":
            types = body.view.all(body.unit.checked.instances.get(operand.node, ()))
            return KnownFunction(reference.name, body.lowering.function(body.unit, reference.name, types), node)
        type_ = lex.prune(operand.type)
        if reference.entry is not None and isinstance(type_, lex.FunctionType):
            return LibraryFunction(reference.entry, type_, node)
    return ClosureLocal(operand.in_local(body, span), node)
