"""The tree as it is written: what the parser makes, the formatter prints and `canonical` reduces.

Spans are code point offsets, as everywhere. Parentheses, shorthands and the order of fields are kept.
Nodes have no text form of their own: making those would double the time that importing this takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from motet.languages.lex.ast import Lit, Node
from motet.source import Span

# ---- types


@dataclass(slots=True, eq=False, repr=False)
class TypeName(Node):
    """A name, dotted if it is qualified, with arguments; `parens`: they stand in `(` `)` instead of `[` `]`."""

    name: str
    args: tuple[Type, ...]
    parens: bool


@dataclass(slots=True, eq=False, repr=False)
class TypeField(Node):
    """`name :: type`, or `...name` where `type` is None."""

    name: str
    type: Type | None


@dataclass(slots=True, eq=False, repr=False)
class TypeRecord(Node):
    """Fields and spreads, as written."""

    fields: tuple[TypeField, ...]


@dataclass(slots=True, eq=False, repr=False)
class TypeParen(Node):
    """A type in parentheses."""

    inner: Type


@dataclass(slots=True, eq=False, repr=False)
class TypeTuple(Node):
    """None, two or more types; a single one followed by a comma is no tuple but that type."""

    items: tuple[Type, ...]


@dataclass(slots=True, eq=False, repr=False)
class EffectName(Node):
    """An effect with its argument: a literal `Str` or `Int`, or the `Ident` as text."""

    name: str
    argument: str | int | None
    argument_kind: str


@dataclass(slots=True, eq=False, repr=False)
class Row(Node):
    """`[a, b | E]`; `variable` is empty when there is none."""

    effects: tuple[EffectName, ...]
    variable: str


@dataclass(slots=True, eq=False, repr=False)
class TypeFunction(Node):
    """A function type; `row` is None when no brackets are written."""

    params: tuple[Type, ...]
    row: Row | None
    result: Type


@dataclass(slots=True, eq=False, repr=False)
class TypeRefined(Node):
    """`base{binding | predicate}`."""

    base: Type
    binding: str
    predicate: Expr


Type: TypeAlias = TypeName | TypeRecord | TypeParen | TypeTuple | TypeFunction | TypeRefined


# ---- patterns


@dataclass(slots=True, eq=False, repr=False)
class PatternLiteral(Node):
    """A literal, the sign of a number included."""

    value: Lit


@dataclass(slots=True, eq=False, repr=False)
class PatternName(Node):
    """A name, dotted if it is qualified; `args` is None when there are no parentheses."""

    name: str
    args: tuple[Pattern, ...] | None


@dataclass(slots=True, eq=False, repr=False)
class PatternAny(Node):
    """`_`."""


@dataclass(slots=True, eq=False, repr=False)
class PatternField(Node):
    """`name: pattern`, or `name` alone where `pattern` is None."""

    name: str
    pattern: Pattern | None


@dataclass(slots=True, eq=False, repr=False)
class PatternRecord(Node):
    """Some of the fields of a record."""

    fields: tuple[PatternField, ...]


@dataclass(slots=True, eq=False, repr=False)
class PatternTuple(Node):
    """None, two or more patterns."""

    items: tuple[Pattern, ...]


@dataclass(slots=True, eq=False, repr=False)
class PatternList(Node):
    """`[a, b, ..rest]`, an extension; `rest` is None for a list of exactly these items."""

    items: tuple[Pattern, ...]
    rest: Pattern | None


Pattern: TypeAlias = PatternLiteral | PatternName | PatternAny | PatternRecord | PatternTuple | PatternList


# ---- expressions


@dataclass(slots=True, eq=False, repr=False)
class Literal(Node):
    """A literal."""

    value: Lit


@dataclass(slots=True, eq=False, repr=False)
class Name(Node):
    """An identifier."""

    name: str


@dataclass(slots=True, eq=False, repr=False)
class Interpolation(Node):
    """An f-string: texts (literals of kind `Str`, never empty) and expressions, in order."""

    pieces: tuple[Expr, ...]


@dataclass(slots=True, eq=False, repr=False)
class Paren(Node):
    """An expression in parentheses."""

    inner: Expr


@dataclass(slots=True, eq=False, repr=False)
class Ascription(Node):
    """`(value :: type)`."""

    value: Expr
    type: Type


@dataclass(slots=True, eq=False, repr=False)
class Tuple(Node):
    """`(a,)`, `(a, b)`, ... ; `()` is a literal."""

    items: tuple[Expr, ...]


@dataclass(slots=True, eq=False, repr=False)
class List(Node):
    """`[a, b]`."""

    items: tuple[Expr, ...]


@dataclass(slots=True, eq=False, repr=False)
class Field(Node):
    """`name: value` of a record, or `name` alone where `value` is None."""

    name: str
    value: Expr | None


@dataclass(slots=True, eq=False, repr=False)
class Record(Node):
    """Fields as written."""

    fields: tuple[Field, ...]


@dataclass(slots=True, eq=False, repr=False)
class Let(Node):
    """A binding; `_` discards."""

    name: str
    type: Type | None
    value: Expr


@dataclass(slots=True, eq=False, repr=False)
class Block(Node):
    """Statements in braces; the last one is its value unless it is a `Let`."""

    statements: tuple[Let | Expr, ...]


@dataclass(slots=True, eq=False, repr=False)
class If(Node):
    """`otherwise` is another `If` for `else if`, an extension."""

    condition: Expr
    then: Block
    otherwise: Block | If


@dataclass(slots=True, eq=False, repr=False)
class Arm(Node):
    """One arm of a match."""

    pattern: Pattern
    body: Expr


@dataclass(slots=True, eq=False, repr=False)
class Match(Node):
    """A match."""

    scrutinee: Expr
    arms: tuple[Arm, ...]


@dataclass(slots=True, eq=False, repr=False)
class Param(Node):
    """A parameter; `_` has no name."""

    name: str
    type: Type


@dataclass(slots=True, eq=False, repr=False)
class Lambda(Node):
    """A function value; `row` is None when no brackets are written."""

    params: tuple[Param, ...]
    row: Row | None
    result: Type
    body: Block


@dataclass(slots=True, eq=False, repr=False)
class Unary(Node):
    """`-` or `not`."""

    op: str
    operand: Expr


@dataclass(slots=True, eq=False, repr=False)
class Binary(Node):
    """A binary operator, `|>` included. Chains are deep on the left."""

    op: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False, repr=False)
class Call(Node):
    """A call."""

    callee: Expr
    args: tuple[Expr, ...]


@dataclass(slots=True, eq=False, repr=False)
class Access(Node):
    """`value.field`."""

    value: Expr
    field: str


@dataclass(slots=True, eq=False, repr=False)
class Try(Node):
    """`value?`."""

    value: Expr


Expr: TypeAlias = (
    Literal | Name | Interpolation | Paren | Ascription | Tuple | List | Record | Block | If | Match | Lambda
    | Unary | Binary | Call | Access | Try
)  # fmt: skip


# ---- items


@dataclass(slots=True, eq=False, repr=False)
class Case(Node):
    """`call => expected` of an `examples` block."""

    call: Call
    expected: Expr


@dataclass(slots=True, eq=False, repr=False)
class Function(Node):
    """`head` is the span from `fn` to the result type; `cases` is None without an `examples` block."""

    head: Span
    name: str
    type_params: tuple[str, ...]
    params: tuple[Param, ...]
    row: Row | None
    result: Type
    cases: tuple[Case, ...] | None
    body: Block


@dataclass(slots=True, eq=False, repr=False)
class TypeItem(Node):
    """`type name[params] = types`. `union`: they are its variants, otherwise there is one, which the name stands for."""

    name: str
    params: tuple[str, ...]
    types: tuple[Type, ...]
    union: bool


@dataclass(slots=True, eq=False, repr=False)
class Import(Node):
    """`import "reference" as alias`."""

    reference: str
    alias: str


Item: TypeAlias = Function | TypeItem | Import
