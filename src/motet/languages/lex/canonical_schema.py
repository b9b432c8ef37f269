"""Shape of the canonical JSON form (specification 5.1) as a table, for writing and for reading it."""

from __future__ import annotations

from typing import Final, NamedTuple

from motet.languages.lex import ast

BINARY_OPERATORS: Final = frozenset(("or", "and", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%"))
UNARY_OPERATORS: Final = frozenset(("-", "not"))

# What a field holds. `name` is a text that is not empty, `fields` are pairs of a name and a node, under keys of their own.
TEXT: Final = "text"
NAME: Final = "name"
NAMES: Final = "names"
NODE: Final = "node"
OPTIONAL: Final = "optional"
NODES: Final = "nodes"
PAIRS: Final = "pairs"
LITERAL: Final = "literal"


class Field(NamedTuple):
    """One field of a node.

    Attributes:
        key: in JSON.
        attribute: of the class.
        holds: `TEXT`, `NAME`, ...
        of: classes of the nodes in it; for `PAIRS` of their second parts; for `TEXT` the texts that are possible.
        inner: for `PAIRS` the key of the second part.
        omitted: the key is left out when the value is empty.
        ordered: parts are sorted by name.
    """

    key: str
    attribute: str
    holds: str
    of: frozenset[type] | frozenset[str] = frozenset()
    inner: str = ""
    omitted: bool = False
    ordered: bool = False


class Shape(NamedTuple):
    """Class of the tree and fields of a node, sorted by key."""

    cls: type
    fields: tuple[Field, ...]


TYPES: Final = frozenset(
    (ast.NamedType, ast.RecordType, ast.TupleType, ast.FunctionType, ast.UnionType, ast.RefinedType)
)
EXPRESSIONS: Final = frozenset(
    (
        ast.Literal, ast.Var, ast.Call, ast.Let, ast.Match, ast.Block, ast.Constructor, ast.RecordLit, ast.TupleLit,
        ast.ListLit, ast.FieldAccess, ast.Lambda, ast.BinOp, ast.UnaryOp, ast.Return,
    )
)  # fmt: skip
PATTERNS: Final = frozenset((ast.PLiteral, ast.PVar, ast.PWild, ast.PConstructor, ast.PRecord, ast.PTuple, ast.PList))
STAGES: Final = frozenset((ast.FnDecl, ast.TypeDecl, ast.Import))

_ROW: Final = Field("effect_row_var", "row_variable", NAME, omitted=True)
_NAME: Final = Field("name", "name", NAME)


def _shape(cls: type, *fields: Field) -> Shape:
    return Shape(cls, tuple(sorted(fields)))


def _effects(*, ordered: bool) -> Field:
    return Field("effects", "effects", NODES, frozenset((ast.Effect,)), ordered=ordered)


def _params() -> Field:
    return Field("params", "params", NODES, frozenset((ast.Param,)))


def _items(of: frozenset[type], key: str = "items") -> Field:
    return Field(key, key, NODES, of)


def _fields(of: frozenset[type], inner: str, *, ordered: bool = True) -> Field:
    return Field("fields", "fields", PAIRS, of, inner, ordered=ordered)


SHAPES: Final[dict[str, Shape]] = {
    "FnDecl": _shape(
        ast.FnDecl,
        _NAME,
        Field("type_params", "type_params", NAMES),
        _params(),
        _effects(ordered=False),
        _ROW,
        Field("return_type", "result", NODE, TYPES),
        Field("body", "body", NODE, EXPRESSIONS),
        Field("examples", "examples", NODES, frozenset((ast.Example,)), omitted=True),
    ),
    "TypeDecl": _shape(
        ast.TypeDecl, _NAME, Field("params", "params", NAMES), Field("definition", "definition", NODE, TYPES)
    ),
    "Import": _shape(ast.Import, Field("reference", "reference", TEXT), Field("alias", "alias", NAME)),
    "Named": _shape(ast.NamedType, _NAME, _items(TYPES, "args")),
    "Record": _shape(ast.RecordType, _fields(TYPES, "type")),
    "RecordWithSpreads": _shape(
        ast.RecordType, Field("spreads", "spreads", NAMES), _fields(TYPES, "type", ordered=False)
    ),
    "Tuple": _shape(ast.TupleType, _items(TYPES)),
    "Function": _shape(
        ast.FunctionType, _items(TYPES, "params"), _effects(ordered=True), _ROW, Field("ret", "result", NODE, TYPES)
    ),
    "Union": _shape(ast.UnionType, Field("variants", "variants", PAIRS, TYPES, "payload", omitted=True, ordered=True)),
    "Refined": _shape(
        ast.RefinedType,
        Field("base", "base", NODE, TYPES),
        Field("binding", "binding", NAME),
        Field("predicate", "predicate", NODE, EXPRESSIONS),
    ),
    "Literal": _shape(ast.Literal, Field("value", "value", LITERAL)),
    "Var": _shape(ast.Var, _NAME),
    "Call": _shape(ast.Call, Field("callee", "callee", NODE, EXPRESSIONS), _items(EXPRESSIONS, "args")),
    "Let": _shape(
        ast.Let,
        _NAME,
        Field("ty", "type", OPTIONAL, TYPES),
        Field("value", "value", NODE, EXPRESSIONS),
        Field("body", "body", NODE, EXPRESSIONS),
    ),
    "Match": _shape(
        ast.Match,
        Field("scrutinee", "scrutinee", NODE, EXPRESSIONS),
        Field("arms", "arms", NODES, frozenset((ast.Arm,))),
    ),
    "Block": _shape(ast.Block, _items(EXPRESSIONS, "statements"), Field("result", "result", NODE, EXPRESSIONS)),
    "Constructor": _shape(ast.Constructor, _NAME, _items(EXPRESSIONS, "args")),
    "RecordLit": _shape(ast.RecordLit, _fields(EXPRESSIONS, "value")),
    "TupleLit": _shape(ast.TupleLit, _items(EXPRESSIONS)),
    "ListLit": _shape(ast.ListLit, _items(EXPRESSIONS)),
    "FieldAccess": _shape(ast.FieldAccess, Field("value", "value", NODE, EXPRESSIONS), Field("field", "field", NAME)),
    "Lambda": _shape(
        ast.Lambda,
        _params(),
        Field("return_type", "result", NODE, TYPES),
        _effects(ordered=True),
        _ROW,
        Field("body", "body", NODE, EXPRESSIONS),
    ),
    "BinOp": _shape(
        ast.BinOp,
        Field("op", "op", TEXT, BINARY_OPERATORS),
        Field("lhs", "left", NODE, EXPRESSIONS),
        Field("rhs", "right", NODE, EXPRESSIONS),
    ),
    "UnaryOp": _shape(
        ast.UnaryOp, Field("op", "op", TEXT, UNARY_OPERATORS), Field("expr", "operand", NODE, EXPRESSIONS)
    ),
    "Return": _shape(ast.Return, Field("value", "value", NODE, EXPRESSIONS)),
    "PLiteral": _shape(ast.PLiteral, Field("value", "value", LITERAL)),
    "PVar": _shape(ast.PVar, _NAME),
    "PWild": _shape(ast.PWild),
    "PConstructor": _shape(ast.PConstructor, _NAME, _items(PATTERNS, "args")),
    "PRecord": _shape(ast.PRecord, _fields(PATTERNS, "pattern")),
    "PTuple": _shape(ast.PTuple, _items(PATTERNS)),
    "PList": _shape(ast.PList, _items(PATTERNS), Field("rest", "rest", OPTIONAL, PATTERNS)),
}
"""By the discriminator `node`."""

PARTS: Final[dict[type, Shape]] = {
    ast.Param: _shape(ast.Param, _NAME, Field("type", "type", NODE, TYPES)),
    ast.Arm: _shape(ast.Arm, Field("pattern", "pattern", NODE, PATTERNS), Field("body", "body", NODE, EXPRESSIONS)),
    ast.Example: _shape(ast.Example, _items(EXPRESSIONS, "args"), Field("expected", "expected", NODE, EXPRESSIONS)),
}
"""Objects without a discriminator; effects, the last of them, have a form of their own."""
