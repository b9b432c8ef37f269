"""The canonical tree of Lex (specification 5): what the parser's tree is reduced to, and what is checked, hashed and lowered.

Nodes are compared by identity, so that tables can say more about each of them. `span` is the source that a node was made
from; it takes no part in the canonical form. Sequences are tuples, so trees are never changed in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from motet.source import Source, Span


@dataclass(slots=True, eq=False)
class Node:
    """What all nodes have."""

    span: Span


# ---- types as they are written


@dataclass(slots=True, eq=False)
class NamedType(Node):
    """`Int`, `List[T]`, `std_alias.T`: a name and its arguments."""

    name: str
    args: tuple[TypeExpr, ...] = ()


@dataclass(slots=True, eq=False)
class RecordType(Node):
    """Fields in canonical order; `spreads` are names of record aliases, then the fields are as written."""

    fields: tuple[tuple[str, TypeExpr], ...]
    spreads: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class TupleType(Node):
    """A tuple of none, two or more."""

    items: tuple[TypeExpr, ...]


@dataclass(slots=True, eq=False)
class FunctionType(Node):
    """A function type with its effect row."""

    params: tuple[TypeExpr, ...]
    effects: tuple[Effect, ...]
    row_variable: str
    result: TypeExpr


@dataclass(slots=True, eq=False)
class UnionType(Node):
    """Variants, sorted by name, each with its payload (a tuple type for several) or None."""

    variants: tuple[tuple[str, TypeExpr | None], ...]


@dataclass(slots=True, eq=False)
class RefinedType(Node):
    """`base{binding | predicate}`."""

    base: TypeExpr
    binding: str
    predicate: Expr


TypeExpr: TypeAlias = NamedType | RecordType | TupleType | FunctionType | UnionType | RefinedType


@dataclass(slots=True, eq=False)
class Effect(Node):
    """`io`, `net("host")`, `budget(5)`, `kind(name)`. `argument_kind` is `Str`, `Int`, `Ident` or empty."""

    name: str
    argument: str | int | None = None
    argument_kind: str = ""


# ---- literals


@dataclass(slots=True, frozen=True)
class Lit:
    """A literal. `kind`: `Int Float Str Bytes Bool Unit`; `value`: int, float, str, bytes, bool or None."""

    kind: str
    value: int | float | str | bytes | bool | None


# ---- expressions


@dataclass(slots=True, eq=False)
class Literal(Node):
    """A literal."""

    value: Lit


@dataclass(slots=True, eq=False)
class Var(Node):
    """A variable, function or module alias."""

    name: str


@dataclass(slots=True, eq=False)
class Call(Node):
    """A call."""

    callee: Expr
    args: tuple[Expr, ...]


ASCRIPTION: Final = "__ascription"
"""Name that an ascription binds its value to."""


@dataclass(slots=True, eq=False)
class Let(Node):
    """`name` is bound to `value` in `body`. Blocks of many lets nest to the right: walk them with a loop."""

    name: str
    type: TypeExpr | None
    value: Expr
    body: Expr


@dataclass(slots=True, eq=False)
class Arm(Node):
    """One arm of a match."""

    pattern: Pattern
    body: Expr


@dataclass(slots=True, eq=False)
class Match(Node):
    """A match; `if` is one on true and false."""

    scrutinee: Expr
    arms: tuple[Arm, ...]


@dataclass(slots=True, eq=False)
class Block(Node):
    """Statements whose values are dropped, then the result."""

    statements: tuple[Expr, ...]
    result: Expr


@dataclass(slots=True, eq=False)
class Constructor(Node):
    """A constructor applied to arguments."""

    name: str
    args: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class RecordLit(Node):
    """Fields in canonical order."""

    fields: tuple[tuple[str, Expr], ...]


@dataclass(slots=True, eq=False)
class TupleLit(Node):
    """A tuple."""

    items: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class ListLit(Node):
    """A list."""

    items: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class FieldAccess(Node):
    """`value.field`; a function of a module when `value` is a module alias."""

    value: Expr
    field: str


@dataclass(slots=True, eq=False)
class Param(Node):
    """A parameter of a function or lambda; `_` for one without name."""

    name: str
    type: TypeExpr


@dataclass(slots=True, eq=False)
class Lambda(Node):
    """A function value."""

    params: tuple[Param, ...]
    effects: tuple[Effect, ...]
    row_variable: str
    result: TypeExpr
    body: Expr


@dataclass(slots=True, eq=False)
class BinOp(Node):
    """A binary operator, as it is spelled. Chains are deep on the left: walk them with a loop."""

    op: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class UnaryOp(Node):
    """`-` or `not`."""

    op: str
    operand: Expr


@dataclass(slots=True, eq=False)
class Return(Node):
    """Leaves the function with a value; only `?` makes it."""

    value: Expr


Expr: TypeAlias = (
    Literal | Var | Call | Let | Match | Block | Constructor | RecordLit | TupleLit | ListLit | FieldAccess | Lambda
    | BinOp | UnaryOp | Return
)  # fmt: skip


# ---- patterns


@dataclass(slots=True, eq=False)
class PLiteral(Node):
    """A literal."""

    value: Lit


@dataclass(slots=True, eq=False)
class PVar(Node):
    """Binds a name."""

    name: str


@dataclass(slots=True, eq=False)
class PWild(Node):
    """Anything."""


@dataclass(slots=True, eq=False)
class PConstructor(Node):
    """A constructor with patterns for what it holds."""

    name: str
    args: tuple[Pattern, ...]


@dataclass(slots=True, eq=False)
class PRecord(Node):
    """Some of the fields, in canonical order."""

    fields: tuple[tuple[str, Pattern], ...]


@dataclass(slots=True, eq=False)
class PTuple(Node):
    """A tuple."""

    items: tuple[Pattern, ...]


@dataclass(slots=True, eq=False)
class PList(Node):
    """An extension: `[a, b]`, `[a, ..rest]`, `[a, .._]`. `rest` is None for a list of exactly these items."""

    items: tuple[Pattern, ...]
    rest: Pattern | None


Pattern: TypeAlias = PLiteral | PVar | PWild | PConstructor | PRecord | PTuple | PList


# ---- stages


@dataclass(slots=True, eq=False)
class Example(Node):
    """One case of an `examples` block."""

    args: tuple[Expr, ...]
    expected: Expr


@dataclass(slots=True, eq=False)
class FnDecl(Node):
    """A function. `source` is the file it stands in; its name is mangled when that is not the entry file."""

    name: str
    type_params: tuple[str, ...]
    params: tuple[Param, ...]
    effects: tuple[Effect, ...]
    row_variable: str
    result: TypeExpr
    body: Expr
    examples: tuple[Example, ...]
    source: Source


@dataclass(slots=True, eq=False)
class TypeDecl(Node):
    """A type."""

    name: str
    params: tuple[str, ...]
    definition: TypeExpr
    source: Source


@dataclass(slots=True, eq=False)
class Import(Node):
    """An import. Aliases of standard modules belong to the file: `source` says to which."""

    reference: str
    alias: str
    source: Source


Stage: TypeAlias = FnDecl | TypeDecl | Import
