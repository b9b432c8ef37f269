"""How values are represented in registers and memory (specification 9), and what is known about them.

Numbers are shifted left by one at every level. The other patterns are those of the course's own run-time systems at
the level, so that a program links with either: 1 and 3 for false and true where there are no vectors, else 1 for nil,
3 and 7 for false and true, and the address plus 1 for a vector.
"""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

from motet.languages.snek import ast
from motet.languages.snek.levels import Level


class Kind:
    """The kinds of values, as bits of a set."""

    NONE: Final = 0
    NUMBER: Final = 1
    BOOLEAN: Final = 2
    NIL: Final = 4
    VECTOR: Final = 8
    ANY: Final = 15


Kinds: TypeAlias = int
"""The set of kinds of values that an expression may have; empty if it never yields one."""


def within(kinds: Kinds, others: Kinds) -> bool:
    """Whether every value of the first kinds is of one of the others."""
    return not kinds & ~others


NUMBER_TAG: Final = 1
"""Mask of the bit that is 0 in numbers and 1 in all else."""


class Representation(NamedTuple):
    """The patterns of one level.

    Attributes:
        false, true: the booleans.
        filler: a valid value that refers to nothing, for words of a frame that hold none.
        tag_mask: mask of the bits that tell apart all that is no number.
        boolean_tag, vector_tag: what the mask leaves of booleans, and of vectors and nil.
        heap: whether there are vectors.
        kinds: the kinds of values that exist.
    """

    false: int
    true: int
    filler: int
    tag_mask: int
    boolean_tag: int
    vector_tag: int
    heap: bool
    kinds: Kinds


NIL: Final = 1
_PLAIN: Final = Representation(1, 3, 1, 0b1, 0b1, 0b1, heap=False, kinds=Kind.NUMBER | Kind.BOOLEAN)
_HEAP: Final = Representation(3, 7, NIL, 0b11, 0b11, 0b01, heap=True, kinds=Kind.ANY)


def representation(level: Level) -> Representation:
    """The patterns that programs of a level use."""
    return _HEAP if level.heap else _PLAIN


def literal(node: ast.Expr, patterns: Representation) -> int | None:
    """The word of a literal; None for other expressions."""
    match node:
        case ast.Number():
            return node.value * 2
        case ast.Boolean():
            return patterns.true if node.value else patterns.false
        case ast.Nil():
            return NIL
    return None


_LITERALS: Final = {ast.Number: Kind.NUMBER, ast.Boolean: Kind.BOOLEAN, ast.Nil: Kind.NIL}
_RESULTS: Final = {
    **dict.fromkeys(("add1", "sub1", "+", "-", "*", "/", "vec-len", "gc"), Kind.NUMBER),
    **dict.fromkeys(("isnum", "isbool", "isvec", "<", ">", "<=", ">=", "=", "=="), Kind.BOOLEAN),
    **dict.fromkeys(("vec", "make-vec", "vec-set!"), Kind.VECTOR),
}
_STATIC: Final[dict[ast.Type | None, Kinds]] = {"Num": Kind.NUMBER, "Bool": Kind.BOOLEAN}


def static_kind(type_: ast.Type | None) -> Kinds:
    """What a static type says. `Nothing` says that no value comes, which code must not be built upon."""
    return _STATIC.get(type_, Kind.ANY)


def obvious_kind(node: ast.Expr, typed: bool) -> Kinds:
    """What the outermost form of an expression (and its static type, in a typed program) says about its value."""
    match node:
        case ast.Number() | ast.Boolean() | ast.Nil():
            return _LITERALS[type(node)]
        case ast.Unary() | ast.Binary():
            kind = _RESULTS.get(node.op, Kind.ANY)
        case ast.VectorForm():
            kind = _RESULTS.get(node.form, Kind.ANY)
        case ast.Cast():
            kind = static_kind(node.target)
        case ast.Input():
            kind = Kind.NUMBER | Kind.BOOLEAN
        case _:
            kind = Kind.ANY
    return kind & static_kind(node.type) if typed else kind
