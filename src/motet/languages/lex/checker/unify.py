"""Unification: plain, and with aliases that are transparent in one direction (specification 7.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from motet.languages.lex.checker.checked import AliasInfo
from motet.languages.lex.types import (
    PURE,
    UNKNOWN,
    FunctionType,
    ListType,
    Named,
    RecordType,
    Rigid,
    Row,
    RowVariable,
    TupleType,
    Type,
    TypeVariable,
    prune,
    prune_row,
    render,
    render_row,
    settle,
)

HEAVIEST: Final = 20_000
"""Weight of the largest type that is allowed, so that no later walk over types is long or deep."""

_MOST_STEPS: Final = 500_000
"""Pairs of types that are compared in one program, at most."""


class UnifyError(Exception):
    """Two types differ. `kind` is that of the error; `expected` and `got` are texts of rows if these differ."""

    def __init__(self, kind: str, expected: str = "", got: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.expected = expected
        self.got = got


class Unifier:
    """Makes variables and binds them.

    Attributes:
        aliases: by name.
        twins: of type variables that stand for rows of effects (`E` of `[| E]`), the row variables.
    """

    def __init__(self, aliases: Mapping[str, AliasInfo]) -> None:
        self.aliases = aliases
        self.twins: dict[TypeVariable, RowVariable] = {}
        self.made = 0
        self._steps = 0

    # ---- variables

    def fresh(self) -> TypeVariable:
        """A new variable."""
        self.made += 1
        return TypeVariable(self.made)

    def fresh_row(self) -> RowVariable:
        """A new variable for effects."""
        self.made += 1
        return RowVariable(self.made)

    def row_variable(self, type_: Type) -> RowVariable | Rigid:
        """The row that the type argument of a row parameter stands for.

        A type that is no row stands for effects of its own, which no function has.
        """
        type_ = prune(type_)
        if not isinstance(type_, TypeVariable):
            return type_ if isinstance(type_, Rigid) else Rigid(render(type_))
        twin = self.twins.get(type_)
        if twin is None:
            twin = self.twins[type_] = self.fresh_row()
        return twin

    def unfold(self, type_: Type) -> Type:
        """A type with the aliases at its top expanded."""
        type_ = prune(type_)
        while type(type_) is Named:
            info = self.aliases.get(type_.name)
            if info is None:
                break
            type_ = prune(self.expansion(info, type_))
        return type_

    def expansion(self, info: AliasInfo, type_: Named) -> Type:
        """What an applied alias stands for."""
        if not info.parameters:
            return info.definition
        names = {parameter.name: argument for parameter, argument in zip(info.parameters, type_.args, strict=False)}
        return self.substitute(info.definition, names)

    def substitute(self, type_: Type, names: Mapping[str, Type]) -> Type:
        """A type with type parameters replaced. Rows that end with a parameter end with what stands for its row."""
        rule = _SUBSTITUTIONS.get(type(type_))
        return type_ if rule is None else rule(self, type_, names)

    def substitute_row(self, row: Row, names: Mapping[str, Type]) -> Row:
        """A row with its declared variable replaced."""
        variable = row.variable
        if type(variable) is not Rigid or variable.name not in names:
            return row
        return Row(row.effects, self.row_variable(names[variable.name]))

    # ---- unification

    def unify(self, left: Type, right: Type) -> None:
        """Make two types equal. UnifyError: they cannot be."""
        self._match(left, right, coerce=False)

    def coerce(self, expected: Type, got: Type) -> None:
        """Make two types equal but for aliases, which fit what they stand for. UnifyError: they cannot be."""
        self._match(expected, got, coerce=True)

    def _match(self, left: Type, right: Type, coerce: bool) -> None:
        left, right = prune(left), prune(right)
        if left is right:
            return
        kind = type(left)
        if isinstance(left, TypeVariable):
            self._bind(left, right)
        elif isinstance(right, TypeVariable):
            self._bind(right, left)
        elif left is UNKNOWN or right is UNKNOWN:
            return
        elif kind is Named or type(right) is Named:
            self._match_named(left, right, coerce)
        elif kind is not type(right):
            raise UnifyError("type_mismatch")
        else:
            self._steps += 1
            if self._steps > _MOST_STEPS:
                raise UnifyError("infinite_type")
            rule = _MATCHES.get(kind)
            if rule is not None:
                rule(self, left, right, coerce)
            elif left != right:
                raise UnifyError("type_mismatch")

    def _match_named(self, left: Type, right: Type, coerce: bool) -> None:
        if type(left) is Named and type(right) is Named and left.name == right.name:
            if len(left.args) != len(right.args):
                raise UnifyError("type_mismatch")
            for mine, other in zip(left.args, right.args, strict=True):
                self._match(mine, other, coerce)
            return
        first = self.aliases.get(left.name) if type(left) is Named and coerce else None
        second = self.aliases.get(right.name) if type(right) is Named and coerce else None
        if (first is None) == (second is None):
            raise UnifyError("type_mismatch")
        if first is not None and type(left) is Named:
            self._match(self.expansion(first, left), right, coerce)
        elif second is not None and type(right) is Named:
            self._match(left, self.expansion(second, right), coerce)

    def _bind(self, variable: TypeVariable, type_: Type) -> None:
        if not type_.ground:
            type_ = self._settle_without(variable, type_)
        if type_.weight > HEAVIEST:
            raise UnifyError("infinite_type")
        if self.twins and variable in self.twins:
            row = Row(frozenset(), self.twins[variable])
            self.unify_rows(Row(frozenset(), self.row_variable(type_)), row)
        variable.bound = type_

    def _settle_without(self, variable: TypeVariable, type_: Type) -> Type:
        def unbound(found: TypeVariable) -> Type:
            if found is variable:
                raise UnifyError("infinite_type")
            return found

        return settle(type_, unbound, _kept_row)

    def settled(self, type_: Type) -> Type:
        """A type without bound variables."""
        return type_ if type_.ground else settle(type_, _kept, _kept_row)

    def final(self, type_: Type) -> Type:
        """A type without variables: what nothing determines is `UNKNOWN`, and pure."""
        return type_ if type_.ground else settle(type_, _undetermined, _closed)

    def unify_rows(self, expected: Row, got: Row) -> None:
        """Make two rows equal. UnifyError: they cannot be."""
        expected, got = prune_row(expected), prune_row(got)
        left, right = expected.variable, got.variable
        more, fewer = got.effects - expected.effects, expected.effects - got.effects
        if left == right:
            matches = not more and not fewer
        elif type(left) is RowVariable and type(right) is RowVariable:
            rest = self.fresh_row()
            left.bound, right.bound = Row(more, rest), Row(fewer, rest)
            return
        elif type(left) is RowVariable:
            matches = not fewer
            left.bound = Row(more, right) if matches else None
        elif type(right) is RowVariable:
            matches = not more
            right.bound = Row(fewer, left) if matches else None
        else:
            matches = False
        if not matches:
            raise UnifyError("effect_row_mismatch", render_row(expected), render_row(got))

    # ---- parts of types

    def _match_list(self, left: ListType, right: ListType, coerce: bool) -> None:
        self._match(left.element, right.element, coerce)

    def _match_tuple(self, left: TupleType, right: TupleType, coerce: bool) -> None:
        if len(left.items) != len(right.items):
            raise UnifyError("type_mismatch")
        for mine, other in zip(left.items, right.items, strict=True):
            self._match(mine, other, coerce)

    def _match_record(self, left: RecordType, right: RecordType, coerce: bool) -> None:
        if left.fields.keys() != right.fields.keys():
            raise UnifyError("type_mismatch")
        others = right.fields
        for name, mine in left.fields.items():
            self._match(mine, others[name], coerce)

    def _match_function(self, left: FunctionType, right: FunctionType, coerce: bool) -> None:
        if len(left.params) != len(right.params):
            raise UnifyError("type_mismatch")
        for mine, other in zip(left.params, right.params, strict=True):
            self._match(mine, other, coerce)
        if left.row is not right.row:
            self.unify_rows(left.row, right.row)
        self._match(left.result, right.result, coerce)

    def _substitute_rigid(self, type_: Rigid, names: Mapping[str, Type]) -> Type:
        return names.get(type_.name, type_)

    def _substitute_list(self, type_: ListType, names: Mapping[str, Type]) -> Type:
        return ListType(self.substitute(type_.element, names))

    def _substitute_tuple(self, type_: TupleType, names: Mapping[str, Type]) -> Type:
        return TupleType(tuple([self.substitute(item, names) for item in type_.items]))

    def _substitute_record(self, type_: RecordType, names: Mapping[str, Type]) -> Type:
        return RecordType({name: self.substitute(item, names) for name, item in type_.fields.items()})

    def _substitute_named(self, type_: Named, names: Mapping[str, Type]) -> Type:
        return Named(type_.name, tuple([self.substitute(item, names) for item in type_.args])) if type_.args else type_

    def _substitute_function(self, type_: FunctionType, names: Mapping[str, Type]) -> Type:
        params = tuple([self.substitute(item, names) for item in type_.params])
        return FunctionType(params, self.substitute_row(type_.row, names), self.substitute(type_.result, names))


_MATCHES: Final[dict[type, Callable[[Unifier, Any, Any, bool], None]]] = {
    ListType: Unifier._match_list,
    TupleType: Unifier._match_tuple,
    RecordType: Unifier._match_record,
    FunctionType: Unifier._match_function,
}
_SUBSTITUTIONS: Final[dict[type, Callable[[Unifier, Any, Mapping[str, Type]], Type]]] = {
    Rigid: Unifier._substitute_rigid,
    ListType: Unifier._substitute_list,
    TupleType: Unifier._substitute_tuple,
    RecordType: Unifier._substitute_record,
    Named: Unifier._substitute_named,
    FunctionType: Unifier._substitute_function,
}


def _kept(variable: TypeVariable) -> Type:
    return variable


def _kept_row(row: Row) -> Row:
    return row


def _undetermined(variable: TypeVariable) -> Type:
    variable.bound = UNKNOWN
    return UNKNOWN


def _closed(row: Row) -> Row:
    if isinstance(row.variable, RowVariable):
        row.variable.bound = PURE
    return Row(row.effects)
