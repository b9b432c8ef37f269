"""Reads canonical files back into stages, and trusts nothing in them (specification 5.1, 6).

Objects become nodes from the inside out, so that no depth of nesting matters here; trees that the parser could not have
made because they are too deep are refused, for those who walk them afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeAlias

from motet.languages.lex import ast
from motet.languages.lex.ast import Lit, Node, Stage
from motet.languages.lex.canonical_json import VERSION
from motet.languages.lex.canonical_schema import (
    LITERAL,
    NAME,
    NAMES,
    NODE,
    NODES,
    OPTIONAL,
    PAIRS,
    PARTS,
    SHAPES,
    STAGES,
    TEXT,
    Field,
    Shape,
)
from motet.languages.lex.json_reader import Json, Reader, canonical_error
from motet.languages.lex.lexer import GREATEST_INT
from motet.languages.lex.parser_cursor import LONGEST_CHAIN
from motet.languages.lex.recursion import deep
from motet.source import DiagnosticError, Source, Span

TALLEST: Final = LONGEST_CHAIN + 1000
"""Nodes on the longest path, those that `let` and blocks put one behind the other not counted."""


class _Object(NamedTuple):
    """An object without `node`: it becomes something when the object around it says what."""

    members: dict[str, Json]
    span: Span


_Convert: TypeAlias = Callable[["_Decoder", Field, Json, Span], Json]


def decode(data: bytes, name: str) -> tuple[Stage, ...]:
    """Stages of a binary canonical file.

    Args:
        data: content of the file.
        name: what messages call it.

    Raises:
        DiagnosticError: it is no canonical file. Spans are places in its JSON text.
    """
    empty = Source(name, "")
    if data[:1] != VERSION:
        found = f"version {data[0]}" if data else "no version"
        raise canonical_error(empty, Span(0, 0), f"{found}, expected version 1", "`canonical encode` makes such files")
    try:
        text = data[1:].decode("utf-8")
    except UnicodeDecodeError as error:
        raise canonical_error(empty, Span(0, 0), f"not UTF-8 at byte {error.start + 1}") from None
    return decode_text(Source(name, text))


def decode_text(source: Source) -> tuple[Stage, ...]:
    """Stages of a JSON array of them.

    Raises:
        DiagnosticError: it is not one.
    """
    decoder = _Decoder(source)
    whole = Span(0, len(source.text))
    with deep():
        stages = Reader(source, decoder.object).read()
        if type(stages) is not list:
            raise canonical_error(source, whole, "expected an array of stages")
        return tuple([decoder.node(stage, STAGES, whole) for stage in stages])


class _Decoder:
    """Turns members of objects into nodes."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.heights: dict[Node, int] = {}

    def fail(self, span: Span, message: str) -> DiagnosticError:
        """The error to raise."""
        return canonical_error(self.source, span, message)

    def object(self, members: dict[str, Json], span: Span) -> Json:
        """A node if the object has the discriminator of one."""
        name = members.get("node")
        if name is None:
            return _Object(members, span)
        shape = SHAPES.get(name) if type(name) is str else None
        if shape is None:
            raise self.fail(span, f"unknown kind of node: {_shown(name)}")
        return self.shaped(shape, members, span, str(name))

    def shaped(self, shape: Shape, members: dict[str, Json], span: Span, name: str = "") -> Json:
        """A node of a known shape."""
        values: dict[str, Json] = {}
        count = 1 if name else 0
        for field in shape.fields:
            if field.key in members:
                count += 1
                values[field.attribute] = _CONVERT[field.holds](self, field, members[field.key], span)
            elif field.omitted:
                values[field.attribute] = "" if field.holds == NAME else ()
            else:
                raise self.fail(span, f"`{field.key}` is missing{_of(name)}")
        if count != len(members):
            known = {field.key for field in shape.fields} | {"node"}
            unknown = sorted(key for key in members if key not in known)
            raise self.fail(span, f"unknown key {_shown(unknown[0])}{_of(name)}")
        if shape.cls in STAGES:
            values["source"] = self.source
        node = shape.cls(span=span, **values)
        self._measure(node, values, span)
        return node

    def _measure(self, node: Node, values: dict[str, Json], span: Span) -> None:
        last = _IN_LINE.get(type(node), "")
        height = self.heights.get(values[last], 0) if last else 0
        step = 0 if type(node) in PARTS else 1
        for attribute, value in values.items():
            if attribute != last:
                height = max(height, self._height(value) + step)
        if height > TALLEST:
            raise self.fail(span, "the tree is too deep")
        self.heights[node] = height

    def _height(self, value: Json) -> int:
        if type(value) is not tuple:
            return self.heights.get(value, 0) if isinstance(value, Node) else 0
        parts = [part[1] if type(part) is tuple else part for part in value]
        return max([self.heights.get(part, 0) for part in parts], default=0)

    # ---- what fields hold

    def node(self, value: Json, of: frozenset[Any], span: Span) -> Json:
        """A node of one of these classes."""
        if type(value) not in of:
            raise self.fail(getattr(value, "span", span), f"expected {_classes(of)}")
        return value

    def list(self, field: Field, value: Json, span: Span) -> list[Json]:
        """An array."""
        if type(value) is not list:
            raise self.fail(span, f"`{field.key}` is no array")
        return value

    def text(self, field: Field, value: Json, span: Span) -> str:
        """A string, one of those that are possible if the field says so."""
        if type(value) is not str or (field.of and value not in field.of):
            raise self.fail(span, f"`{field.key}` cannot be {_shown(value)}")
        return value

    def name(self, field: Field, value: Json, span: Span) -> str:
        """A string that is not empty."""
        if type(value) is not str or not value:
            raise self.fail(span, f"`{field.key}` is no name: {_shown(value)}")
        return value

    def names(self, field: Field, value: Json, span: Span) -> tuple[str, ...]:
        """Names."""
        return tuple([self.name(field, item, span) for item in self.list(field, value, span)])

    def field_node(self, field: Field, value: Json, span: Span) -> Json:
        """A node."""
        return self.node(value, field.of, span)

    def optional(self, field: Field, value: Json, span: Span) -> Json:
        """A node or null."""
        return None if value is None else self.node(value, field.of, span)

    def nodes(self, field: Field, value: Json, span: Span) -> tuple[Any, ...]:
        """Nodes, or objects that are known by where they stand."""
        items = self.list(field, value, span)
        part = next(iter(field.of)) if len(field.of) == 1 else None
        if part is ast.Effect:
            effects = [self.effect(item, span) for item in items]
            return tuple(sorted(effects, key=_name) if field.ordered else effects)
        if part in PARTS:
            return tuple([self.shaped(PARTS[part], *self.bare(field, item, span)) for item in items])
        return tuple([self.node(item, field.of, span) for item in items])

    def bare(self, field: Field, value: Json, span: Span) -> _Object:
        """An object without `node`."""
        if type(value) is not _Object:
            raise self.fail(getattr(value, "span", span), f"`{field.key}` has a part of the wrong shape")
        return value

    def pairs(self, field: Field, value: Json, span: Span) -> tuple[tuple[str, Any], ...]:
        """Objects with a name and a node, which only variants may lack."""
        pairs = [self.pair(field, *self.bare(field, item, span)) for item in self.list(field, value, span)]
        return tuple(sorted(pairs, key=_first) if field.ordered else pairs)

    def pair(self, field: Field, members: dict[str, Json], span: Span) -> tuple[str, Any]:
        """One of them."""
        if not members.keys() <= {"name", field.inner} or (not field.omitted and field.inner not in members):
            raise self.fail(span, f"expected `name` and `{field.inner}`")
        inner = members.get(field.inner)
        node = None if field.omitted and inner is None else self.node(inner, field.of, span)
        return self.name(field, members.get("name"), span), node

    def effect(self, value: Json, span: Span) -> ast.Effect:
        """An effect with its argument."""
        members, span = self.bare(_EFFECTS, value, span)
        if not members.keys() <= {"name", "arg"}:
            raise self.fail(span, "an effect has `name` and maybe `arg`")
        name = self.name(_EFFECTS, members.get("name"), span)
        if "arg" not in members:
            return ast.Effect(span, name)
        argument, place = self.bare(_EFFECTS, members["arg"], span)
        kind = argument.get("kind")
        found = argument.get("value")
        if argument.keys() != {"kind", "value"} or not _EFFECT_ARGUMENTS.get(_hashable(kind), _never)(found):
            raise self.fail(place, "this is no argument of an effect")
        return ast.Effect(span, name, found, str(kind))

    def literal(self, field: Field, value: Json, span: Span) -> Lit:
        """A literal."""
        members, place = self.bare(field, value, span)
        kind = members.get("kind")
        found = members.get("value")
        keys = {"kind"} if kind == "Unit" else {"kind", "value"}
        if members.keys() != keys or not _LITERALS.get(_hashable(kind), _never)(found):
            raise self.fail(place, "this is no literal")
        return Lit(str(kind), _VALUES[str(kind)](found))


_EFFECTS: Final = Field("effects", "effects", NODES)

_CONVERT: Final[dict[str, _Convert]] = {
    TEXT: _Decoder.text,
    NAME: _Decoder.name,
    NAMES: _Decoder.names,
    NODE: _Decoder.field_node,
    OPTIONAL: _Decoder.optional,
    NODES: _Decoder.nodes,
    PAIRS: _Decoder.pairs,
    LITERAL: _Decoder.literal,
}

_IN_LINE: Final[dict[type, str]] = {ast.Let: "body", ast.Block: "result"}
"""What comes after a node, rather than inside of it."""

_FLOAT: Final = re.compile(r"-?[0-9]{1,400}(?:\.[0-9]{1,1100})?|NaN|-?Infinity")
_HEX: Final = re.compile(r"(?:[0-9a-f]{2})*")


def _is_int(value: Json) -> bool:
    return type(value) is int and -GREATEST_INT - 1 <= value <= GREATEST_INT


def _is_text(value: Json) -> bool:
    return type(value) is str


def _never(_value: Json) -> bool:
    return False


_EFFECT_ARGUMENTS: Final[dict[Json, Callable[[Json], bool]]] = {"Str": _is_text, "Int": _is_int, "Ident": _is_text}
_LITERALS: Final[dict[Json, Callable[[Json], bool]]] = {
    "Int": _is_int,
    "Float": lambda value: type(value) is str and _FLOAT.fullmatch(value) is not None,
    "Str": _is_text,
    "Bytes": lambda value: type(value) is str and _HEX.fullmatch(value) is not None,
    "Bool": lambda value: type(value) is bool,
    "Unit": lambda value: value is None,
}
"""Whether a value suits a kind of literal."""
_VALUES: Final[dict[str, Callable[[Json], Json]]] = {
    "Int": int,
    "Float": float,
    "Str": str,
    "Bytes": bytes.fromhex,
    "Bool": bool,
    "Unit": lambda _value: None,
}


def _hashable(value: Json) -> Json:
    return value if type(value) is str else None


def _first(pair: tuple[str, Any]) -> str:
    return pair[0]


def _name(effect: ast.Effect) -> str:
    return effect.name


def _of(name: str) -> str:
    return f" in {name}" if name else ""


def _shown(value: Json) -> str:
    text = str(value) if isinstance(value, str | int) or value is None else type(value).__name__
    return f"`{text[:80]}`"


def _classes(of: frozenset[Any]) -> str:
    """What one of several classes is called."""
    if ast.Var in of:
        return "an expression"
    if ast.NamedType in of:
        return "a type"
    return "a pattern" if ast.PVar in of else "a stage"
