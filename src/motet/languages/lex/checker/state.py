"""What inference knows while it walks the body of a function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from motet.languages.lex.ast import Expr, Match, Node, Pattern
from motet.languages.lex.checker.annotations import Annotations
from motet.languages.lex.checker.checked import Reference
from motet.languages.lex.checker.errors import ExpressionError, Problem
from motet.languages.lex.checker.tables import Tables
from motet.languages.lex.checker.unify import HEAVIEST, UnifyError
from motet.languages.lex.types import (
    NEVER,
    PURE,
    EffectKind,
    Primitive,
    Rigid,
    Row,
    RowVariable,
    Type,
    TypeVariable,
    prune,
    prune_row,
    render,
)
from motet.source import Source, Span

_ABSENT: Final = Primitive("absent")
"""Stands in the log of a scope for a name that had no meaning before."""


@dataclass(slots=True)
class Frame:
    """A function or lambda whose body is walked.

    Attributes:
        titles: contexts of its errors, the outermost first.
        result: declared type of its result.
        row: declared effects.
        performed: effects of the body so far, each with the first expression that has it.
        open: variables of rows that the body performs, each with the expression.
        recovered: an error has been recovered in the body, so its effects are not known.
    """

    titles: tuple[str, ...]
    result: Type
    row: Row
    performed: dict[EffectKind, Node] = field(default_factory=dict)
    open: list[tuple[RowVariable | Rigid, Node]] = field(default_factory=list)
    recovered: bool = False


class State:
    """Names in scope, types found so far, and what all rules do.

    Attributes:
        tables: declarations and errors.
        source: file of the function.
        types: of the nodes of the function walked so far.
        locals: types of the local names in scope.
        pending: names of the `let`s whose values are walked.
        frame: the innermost function or lambda.
        matches: all matches of the function.
        instances: variables for the type parameters of the generic functions it uses.
        decoded: results of calls that decode, by call.
        generic_operators: operands whose type is a type parameter, with the operator and the types it works on.
    """

    def __init__(self, tables: Tables, source: Source, parameters: Mapping[str, Type], frame: Frame) -> None:
        self.tables = tables
        self.unifier = tables.unifier
        self.checked = tables.checked
        self.source = source
        self.modules: Mapping[str, str] = tables.modules.get(source, {})
        self.annotations = Annotations(tables, source, parameters)
        self.types: dict[Expr | Pattern, Type] = {}
        self.locals: dict[str, Type] = {}
        self.pending: list[str] = []
        self.frame = frame
        self.matches: list[Match] = []
        self.instances: dict[Node, tuple[Type, ...]] = {}
        self.decoded: dict[Node, Type] = {}
        self.generic_operators: list[tuple[Expr, str, str]] = []
        self._log: list[tuple[str, Type]] = []

    # ---- scopes

    def bind(self, name: str, type_: Type) -> None:
        """Give a local name a type, until the scope is left."""
        self._log.append((name, self.locals.get(name, _ABSENT)))
        self.locals[name] = type_

    def mark(self) -> int:
        """Where the scope is now, for `leave`."""
        return len(self._log)

    def leave(self, mark: int) -> None:
        """Forget the names that have been bound since the mark."""
        log = self._log
        while len(log) > mark:
            name, before = log.pop()
            if before is _ABSENT:
                del self.locals[name]
            else:
                self.locals[name] = before

    def refer(self, node: Node, reference: Reference) -> None:
        """Note what a name means."""
        self.checked.references[node] = reference

    # ---- errors

    def problem(self, kind: str, node: Node, help: str = "", **fields: object) -> ExpressionError:
        """An error of an expression, to be raised."""
        return ExpressionError(Problem(kind, fields, self.source, node.span, help=help))

    def mismatch(
        self, expected: Type | str, got: Type, node: Node, context: str, help: str = "", kind: str = "type_mismatch"
    ) -> ExpressionError:
        """A type that does not fit, to be raised."""
        wanted = expected if isinstance(expected, str) else render(expected)
        return self.problem(kind, node, help, expected=wanted, got=render(got), context=_contexts(context))

    def report(self, error: ExpressionError) -> None:
        """Keep an error and go on."""
        for title in reversed(self.frame.titles):
            error.within(title)
        self.tables.errors.append(error.problem)

    def recover(self, error: ExpressionError) -> TypeVariable:
        """Keep an error, and go on with a type that fits everything."""
        self.report(error)
        self.frame.recovered = True
        return self.tables.anything()

    def is_unknown(self, type_: Type) -> bool:
        """Whether a type stands for what was in error."""
        type_ = prune(type_)
        return isinstance(type_, TypeVariable) and type_ in self.tables.unknown

    def _fits_anyway(self, expected: Type, got: Type) -> bool:
        """Whether a type is one that makes no further errors."""
        return bool(self.tables.unknown) and (self.is_unknown(expected) or self.is_unknown(got))

    # ---- types

    def coerce(self, expected: Type, got: Type, node: Expr | Pattern, context: str = "") -> None:
        """Demand that a type fits another. ExpressionError: it does not."""
        if expected is got or prune(got) is NEVER or self._fits_anyway(expected, got):
            return
        try:
            self.unifier.coerce(expected, got)
        except UnifyError as error:
            raise self.unfit(error, expected, got, node, context) from None

    def unify(self, expected: Type, got: Type, node: Expr, context: str) -> None:
        """Demand that two types are the same, aliases included. ExpressionError: they are not."""
        if expected is got or prune(got) is NEVER or prune(expected) is NEVER or self._fits_anyway(expected, got):
            return
        try:
            self.unifier.unify(expected, got)
        except UnifyError as error:
            raise self.unfit(error, expected, got, node, context) from None

    def unfit(self, error: UnifyError, expected: Type, got: Type, node: Node, context: str) -> ExpressionError:
        """The error of an expression that a failed unification is."""
        if error.kind == "infinite_type":
            return self.problem("infinite_type", node, "a type contains itself here, or grows too large")
        if error.kind == "effect_row_mismatch":
            help = f"the type required is {render(expected)}"
            return self.problem(
                error.kind, node, help, expected=error.expected, got=error.got, context=_contexts(context)
            )
        return self.mismatch(expected, got, node, context)

    def weigh(self, type_: Type, span: Span) -> Type:
        """A type as a local name may have it. ExpressionError: it is too large."""
        type_ = self.unifier.settled(type_)
        if type_.weight > HEAVIEST:
            raise ExpressionError(Problem("infinite_type", {}, self.source, span, help="the type is too large"))
        return type_

    # ---- effects

    def perform(self, row: Row, node: Node) -> None:
        """Note effects of an expression."""
        if row is PURE:
            return
        row = prune_row(row)
        for effect in row.effects:
            self.frame.performed.setdefault(effect, node)
        if row.variable is not None:
            self.frame.open.append((row.variable, node))


def _contexts(context: str) -> list[str]:
    return [context] if context else []
