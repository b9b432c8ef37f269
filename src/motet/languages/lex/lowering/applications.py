"""`Application`: a function of a module and what it is applied to."""

from __future__ import annotations

from typing import NamedTuple

from motet.languages.lex import ast
from motet.languages.lex import types as lex
from motet.languages.lex.library import Entry
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.uses import VALUE
from motet.source import Span


class Operand(NamedTuple):
    """An argument: an expression that is not evaluated yet, or a local."""

    type: lex.Type
    node: ast.Expr | None
    local: int = -1

    def push(self, body: Body, span: Span) -> None:
        """Push its value."""
        if self.node is None:
            body.load(self.local, span)
        else:
            body.expression(self.node, VALUE)

    def variable(self, body: Body) -> int | None:
        """The local that its value is in already (below 0 when it was not made), or None."""
        if self.node is None:
            return self.local
        if isinstance(self.node, ast.Var) and body.unit.checked.references[self.node].kind == "local":
            return body.lookup(self.node.name).local
        return None

    def in_local(self, body: Body, span: Span) -> int:
        """The local that its value is in, from now on."""
        local = self.variable(body)
        if local is not None:
            return body.fixed(local, span)
        self.push(body, span)
        return body.store_new(span)


class Application(NamedTuple):
    """A function of a module with its arguments.

    Attributes:
        entry: the function.
        operands: arguments.
        result: type of the result.
        span: where.
        node: id of the call.
        decoded: what the value in a document is decoded to (specification 7.10), if it is one that this is about.
    """

    entry: Entry
    operands: list[Operand]
    result: lex.Type
    span: Span
    node: str | None
    decoded: lex.Type | None = None
