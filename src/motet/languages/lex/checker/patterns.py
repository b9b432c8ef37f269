"""Types of patterns (specification 7.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from motet.languages.lex import ast
from motet.languages.lex.checker.state import State
from motet.languages.lex.types import (
    LITERALS,
    PRIMITIVES,
    UNIT,
    ListType,
    Named,
    RecordType,
    TupleType,
    Type,
    TypeVariable,
    render,
)


def holds(name: str, payload: Sequence[Type]) -> str:
    """What a constructor holds, for messages."""
    if not payload:
        return f"`{name}` holds nothing"
    return f"`{name}` holds {len(payload)} value{'s' * (len(payload) > 1)}: {', '.join(map(render, payload))}"


class Patterns(State):
    """Rules for patterns."""

    def pattern(self, node: ast.Pattern, type_: Type) -> None:
        """Match a pattern with the type of what it is matched with; its variables are bound in the scope."""
        self.types[node] = type_
        _RULES[type(node)](self, node, type_)

    def instantiate_union(self, name: str) -> tuple[Named, dict[str, Type]]:
        """The type of a union with new variables, and what its parameters stand for."""
        info = self.checked.unions[name]
        names: dict[str, Type] = {parameter.name: self.unifier.fresh() for parameter in info.parameters}
        return Named(name, tuple(names.values())), names

    def unknown_constructor(self, node: ast.Constructor | ast.PConstructor) -> Exception:
        """The error of a constructor that no union has, to be raised."""
        if node.name in PRIMITIVES or node.name in self.tables.arities or node.name == "List":
            help = f"`{node.name}` is a type, and no value"
            alias = self.checked.aliases.get(node.name)
            if alias is not None and isinstance(alias.definition, RecordType):
                help = f"`{node.name}` is a type; its values are written `{{ {', '.join(f'{name}: ...' for name in alias.definition.fields)} }}`"
        else:
            help = self.tables.suggestion(node.name, self.checked.constructors) or "no union of the program has it"
        return self.problem("unknown_variant", node, help, constructor=node.name)

    def _literal(self, node: ast.PLiteral, type_: Type) -> None:
        literal = LITERALS[node.value.kind]
        if node.value.kind == "Bool":
            self.coerce(literal, type_, node, "in pattern")
        else:
            self.coerce(type_, literal, node, "in pattern")

    def _variable(self, node: ast.PVar, type_: Type) -> None:
        self.bind(node.name, type_)

    def _wild(self, node: ast.PWild, type_: Type) -> None:
        """Anything goes."""

    def _constructor(self, node: ast.PConstructor, type_: Type) -> None:
        union = self.checked.constructors.get(node.name)
        if union is None:
            raise self.unknown_constructor(node)
        made, names = self.instantiate_union(union)
        self.coerce(type_, made, node, f"constructor pattern `{node.name}`")
        payload = self.checked.unions[union].constructors[node.name]
        if len(payload) != len(node.args):
            raise self.problem(
                "arity_mismatch", node, holds(node.name, payload), expected=len(payload), got=len(node.args)
            )
        for part, item in zip(node.args, payload, strict=True):
            self.pattern(part, self.unifier.substitute(item, names) if names else item)

    def _record(self, node: ast.PRecord, type_: Type) -> None:
        record = self.unifier.unfold(type_)
        if self.is_unknown(record):
            for _, part in node.fields:
                self.pattern(part, record)
            return
        if not isinstance(record, RecordType):
            raise self.mismatch("record", type_, node, "in record pattern")
        for name, part in node.fields:
            item = record.fields.get(name)
            if item is None:
                help = self.tables.suggestion(name, record.fields)
                raise self.problem("unknown_field", part, help, record_type=render(type_), field=name)
            self.pattern(part, item)

    def _tuple(self, node: ast.PTuple, type_: Type) -> None:
        if not node.items:
            self.coerce(type_, UNIT, node, "in tuple pattern")
            return
        found = self.unifier.unfold(type_)
        if isinstance(found, TypeVariable):
            made = TupleType(tuple([self.unifier.fresh() for _ in node.items]))
            self.coerce(found, made, node, "in tuple pattern")
            found = made
        if not isinstance(found, TupleType):
            made = TupleType(tuple([self.unifier.fresh() for _ in node.items]))
            raise self.mismatch(type_, made, node, "in tuple pattern")
        if len(found.items) != len(node.items):
            raise self.problem("arity_mismatch", node, expected=len(found.items), got=len(node.items))
        for part, item in zip(node.items, found.items, strict=True):
            self.pattern(part, item)

    def _list(self, node: ast.PList, type_: Type) -> None:
        found = self.unifier.unfold(type_)
        made = found if isinstance(found, ListType) else ListType(self.unifier.fresh())
        self.coerce(type_, made, node, "in pattern")
        for part in node.items:
            self.pattern(part, made.element)
        if node.rest is not None:
            self.pattern(node.rest, made)


_RULES: Final[dict[type, Callable[[Patterns, Any, Type], None]]] = {
    ast.PLiteral: Patterns._literal,
    ast.PVar: Patterns._variable,
    ast.PWild: Patterns._wild,
    ast.PConstructor: Patterns._constructor,
    ast.PRecord: Patterns._record,
    ast.PTuple: Patterns._tuple,
    ast.PList: Patterns._list,
}
