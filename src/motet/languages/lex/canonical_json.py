"""Writes the canonical JSON form (specification 5.1, 6), without recursion: no white space, keys sorted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

from motet.languages.lex import ast
from motet.languages.lex.ast import Lit, Node, Stage
from motet.languages.lex.canonical_schema import (
    LITERAL,
    NAMES,
    NODE,
    NODES,
    OPTIONAL,
    PAIRS,
    PARTS,
    SHAPES,
    Field,
    Shape,
)

VERSION: Final = b"\x01"
"""First byte of a binary canonical file."""


def canonical_json(node: Node) -> str:
    """The canonical form of a stage, or of any node of one."""
    return _written([node])


def canonical_list(nodes: Iterable[Node]) -> str:
    """An array of stages or other nodes."""
    return _written(_listed(list(nodes)))


def encode(stages: Iterable[Stage]) -> bytes:
    """A binary canonical file."""
    return VERSION + canonical_list(stages).encode("utf-8", "surrogatepass")


def json_text(text: str) -> str:
    """A string in JSON: only quotes, backslashes and control characters are escaped."""
    return json.dumps(text, ensure_ascii=False)


def float_text(value: float) -> str:
    """Shortest decimal that reads back as the same number, without exponent."""
    text = repr(value)
    if text in _NOT_FINITE:
        return _NOT_FINITE[text]
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return text
    sign, digits = ("-", mantissa[1:]) if mantissa[0] == "-" else ("", mantissa)
    whole, _, fraction = digits.partition(".")
    shift = int(exponent)
    if shift < 0:
        return f"{sign}0.{'0' * (-shift - len(whole))}{whole}{fraction.rstrip('0')}"
    return f"{sign}{whole}{fraction.rstrip('0').ljust(shift, '0')}.0"


_NOT_FINITE: Final = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def literal_json(literal: Lit) -> str:
    """Canonical form of a literal."""
    kind, value = literal.kind, literal.value
    if kind == "Unit":
        return '{"kind":"Unit"}'
    return f'{{"kind":"{kind}","value":{_LITERALS[kind](value)}}}'


_LITERALS: Final[dict[str, Callable[[Any], str]]] = {
    "Int": str,
    "Float": lambda value: f'"{float_text(value)}"',
    "Str": json_text,
    "Bytes": lambda value: f'"{value.hex()}"',
    "Bool": lambda value: "true" if value else "false",
}


def indented(text: str) -> str:
    """JSON without white space, spread over lines with two spaces for each level, up to `_INDENTED` levels."""
    out: list[str] = []
    level = 0
    for token in _TOKEN.findall(text):
        if token in ("{", "["):
            level += 1
            out.append(token + _line(level))
        elif token in ("}", "]"):
            level -= 1
            out.append(_line(level) + token)
        elif token == ",":
            out.append(token + _line(level))
        else:
            out.append(": " if token == ":" else token)
    return "".join(out)


def _line(level: int) -> str:
    return "\n" + "  " * min(level, _INDENTED)


_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|\{\}|\[\]|[{}\[\],:]|[^"{}\[\],:]+')
_INDENTED: Final = 200
"""Levels that differ in how far they are indented: a function of many `let`s is as many levels deep."""

_Value: TypeAlias = Any
"""What an attribute of a node has."""

# ---- work: texts to write and nodes to take apart


def _written(parts: list[str | Node]) -> str:
    out: list[str] = []
    work = parts[::-1]
    while work:
        part = work.pop()
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, ast.Effect):
            out.append(_effect(part))
        else:
            work += reversed(_taken_apart(part))
    return "".join(out)


def _taken_apart(node: Node) -> list[str | Node]:
    name, shape = _named_shape(node)
    parts: list[str | Node] = []
    written = False
    for field in shape.fields:
        if name and not written and field.key > "node":
            parts.append(f'"node":"{name}",')
            written = True
        value = getattr(node, field.attribute)
        if field.omitted and field.holds != PAIRS and not value:
            continue
        parts.append(f'"{field.key}":')
        parts += _value(field, value)
        parts.append(",")
    if name and not written:
        parts.append(f'"node":"{name}",')
    last = parts[-1]
    assert type(last) is str
    parts[-1] = last[:-1] + "}"
    return ["{", *parts]


def _named_shape(node: Node) -> tuple[str, Shape]:
    if type(node) is ast.RecordType and node.spreads:
        return "RecordWithSpreads", SHAPES["RecordWithSpreads"]
    return _SHAPES[type(node)]


_SHAPES: Final[dict[type, tuple[str, Shape]]] = {
    **{shape.cls: (name, shape) for name, shape in SHAPES.items() if name != "RecordWithSpreads"},
    **{cls: ("", shape) for cls, shape in PARTS.items()},
}


def _value(field: Field, value: _Value) -> list[str | Node]:
    if field.holds == NODE:
        return [value]
    if field.holds == OPTIONAL:
        return ["null" if value is None else value]
    if field.holds == NODES:
        return _listed(value)
    if field.holds == NAMES:
        return ["[" + ",".join([json_text(name) for name in value]) + "]"]
    if field.holds == LITERAL:
        return [literal_json(value)]
    if field.holds == PAIRS:
        return _pairs(field, value)
    return [json_text(value)]


def _listed(nodes: Iterable[Node]) -> list[str | Node]:
    parts: list[str | Node] = ["["]
    for node in nodes:
        if len(parts) > 1:
            parts.append(",")
        parts.append(node)
    parts.append("]")
    return parts


def _pairs(field: Field, pairs: tuple[tuple[str, Node | None], ...]) -> list[str | Node]:
    parts: list[str | Node] = ["["]
    for name, node in pairs:
        opened = "{" if len(parts) == 1 else ",{"
        named = f'"name":{json_text(name)}'
        if node is None:
            parts.append(f"{opened}{named}}}")
        elif field.inner > "name":
            parts += [f'{opened}{named},"{field.inner}":', node, "}"]
        else:
            parts += [f'{opened}"{field.inner}":', node, f",{named}}}"]
    parts.append("]")
    return parts


def _effect(effect: ast.Effect) -> str:
    named = f'"name":{json_text(effect.name)}'
    if not effect.argument_kind:
        return f"{{{named}}}"
    value = str(effect.argument) if effect.argument_kind == "Int" else json_text(str(effect.argument))
    return f'{{"arg":{{"kind":"{effect.argument_kind}","value":{value}}},{named}}}'
