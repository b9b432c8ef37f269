"""Types as they are written, made types of the checker."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, Protocol

from motet.languages.lex import ast
from motet.languages.lex.checker.tables import Tables
from motet.languages.lex.types import (
    PRIMITIVES,
    UNIT,
    EffectKind,
    FunctionType,
    ListType,
    Named,
    RecordType,
    Rigid,
    Row,
    TupleType,
    Type,
)
from motet.source import Source

LIBRARY: Final = "<library>"
"""Name of the source of signatures: names of types mean the built-in ones there."""


class Spreads(Protocol):
    """Gives the fields of a record alias that a spread names, or None when there is no such alias."""

    def __call__(self, name: str) -> Mapping[str, Type] | None:
        """Fields of the alias."""


def effect_kind(effect: ast.Effect) -> EffectKind:
    """An effect without its place."""
    return EffectKind(effect.name, effect.argument_kind, effect.argument)


class Annotations:
    """Converts the types of one declaration; what is wrong is reported, and a type comes back all the same.

    Attributes:
        parameters: what the type parameters in scope stand for.
        spreads: gives the fields of spread records.
    """

    def __init__(
        self, tables: Tables, source: Source, parameters: Mapping[str, Type], spreads: Spreads | None = None
    ) -> None:
        self._tables = tables
        self._source = source
        self.parameters = parameters
        self._spreads = spreads or self._fields_of_alias
        self._built_in: Mapping[str, str] = tables.renamed if source.name == LIBRARY else {}
        self._own: Collection[str] = () if source.name == LIBRARY else tables.own

    def convert(self, node: ast.TypeExpr) -> Type:
        """The type; refinements are left out."""
        return _RULES[type(node)](self, node)

    def row(self, effects: Sequence[ast.Effect], variable: str, node: ast.Node) -> Row:
        """A row of effects."""
        kinds = frozenset([effect_kind(effect) for effect in effects])
        if not variable:
            return Row(kinds)
        tail = self.parameters.get(variable)
        if tail is None:
            self._report(node, "unknown_identifier", "the tail of a row is a type parameter", name=variable)
            return Row(kinds)
        return Row(kinds, self._tables.unifier.row_variable(tail))

    def _report(self, node: ast.Node, kind: str, help: str = "", **fields: object) -> None:
        self._tables.report(kind, self._source, node.span, help, (), **fields)

    def _named(self, node: ast.NamedType) -> Type:
        name = node.name
        own = name in self._own
        if not node.args:
            found = self.parameters.get(name) or (None if own else PRIMITIVES.get(name))
            if found is not None:
                return found
        args = tuple([self.convert(item) for item in node.args])
        if name == "Tuple" and not own:
            return TupleType(args) if len(args) > 1 else args[0] if args else UNIT
        name = self._built_in.get(name, name)
        arity = self._arity(node, name)
        if arity is None:
            return self._tables.anything()
        if arity != len(args):
            self._report(node, "arity_mismatch", f"`{name}` takes {_counted(arity)}", expected=arity, got=len(args))
            args = (args + tuple([self._tables.unifier.fresh() for _ in range(arity)]))[:arity]
        return ListType(args[0]) if name == "List" and not own else Named(name, args)

    def _arity(self, node: ast.NamedType, name: str) -> int | None:
        """How many arguments a type takes; None when there is no such type, which is reported."""
        if name not in self._own:
            if name == "List":
                return 1
            if name in self.parameters or name in PRIMITIVES:
                return 0
        arity = self._tables.arities.get(name)
        if arity is None:
            known = [*self._tables.arities, *PRIMITIVES, *self.parameters, "List", "Tuple"]
            self._report(node, "unknown_identifier", self._tables.suggestion(name, known) or "no such type", name=name)
        return arity

    def _record(self, node: ast.RecordType) -> Type:
        fields: dict[str, Type] = {}
        for name in node.spreads:
            spread = self._spreads(name)
            if spread is None:
                help = (
                    self._tables.suggestion(name, self._tables.checked.aliases)
                    or "only records without parameters are spread"
                )
                self._report(node, "unknown_identifier", help, name=name)
            else:
                fields.update(spread)
        own: set[str] = set()
        for name, item in node.fields:
            if name in own:
                self._report(item, "duplicate_field", field=name)
            own.add(name)
            fields[name] = self.convert(item)
        return RecordType(fields)

    def _fields_of_alias(self, name: str) -> Mapping[str, Type] | None:
        info = self._tables.checked.aliases.get(name)
        if info is None or info.parameters:
            return None
        definition = self._tables.unifier.unfold(info.definition)
        return definition.fields if isinstance(definition, RecordType) else None

    def _tuple(self, node: ast.TupleType) -> Type:
        items = tuple([self.convert(item) for item in node.items])
        return TupleType(items) if len(items) > 1 else items[0] if items else UNIT

    def _function(self, node: ast.FunctionType) -> Type:
        params = tuple([self.convert(item) for item in node.params])
        row = self.row(node.effects, node.row_variable, node)
        return FunctionType(params, row, self.convert(node.result))

    def _refined(self, node: ast.RefinedType) -> Type:
        return self.convert(node.base)

    def _union(self, node: ast.UnionType) -> Type:
        self._report(node, "unknown_identifier", "a union needs a `type` declaration of its own", name="|")
        return UNIT


def rigid(names: Sequence[str]) -> dict[str, Type]:
    """Type parameters as they are inside of the declaration."""
    return {name: Rigid(name) for name in names}


def _counted(arity: int) -> str:
    return {0: "no arguments", 1: "1 argument"}.get(arity, f"{arity} arguments")


_RULES: Final[dict[type, Callable[[Annotations, Any], Type]]] = {
    ast.NamedType: Annotations._named,
    ast.RecordType: Annotations._record,
    ast.TupleType: Annotations._tuple,
    ast.FunctionType: Annotations._function,
    ast.RefinedType: Annotations._refined,
    ast.UnionType: Annotations._union,
}
