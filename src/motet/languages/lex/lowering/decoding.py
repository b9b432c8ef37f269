"""The rewrite of 7.10: documents that are decoded to a known type are checked, records field by field."""

from __future__ import annotations

from typing import Final

from motet.bytecode import types as bc
from motet.bytecode.types import STR, Ty
from motet.languages.lex import types as lex
from motet.languages.lex.lowering.applications import Application
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.uses import Use

_TAGS: Final = {bc.INT: "Int", bc.FLOAT: "Float", bc.BOOL: "Bool", bc.STR: "Str"}


def apply_decoding(body: Body, application: Application, decoded: lex.Type, use: Use) -> None:
    """`json.parse` and its like, where the type of the result is known: with what is required, and the type of each field."""
    shape = body.view.of(decoded)
    span, name = application.span, application.entry.name
    for operand in application.operands:
        operand.push(body, span)
    count = len(application.operands)
    schema = _schema(shape)
    if schema:
        required = [n for n, t in _fields(shape) if not _is_option(t)] if shape.kind == "Record" else []
        _push_strings(body, application, required)
        _push_schema(body, application, schema)
        name, count = f"{name.partition('.')[0]}.parse_strict_typed", count + 2
    body.library(name, count, body.view.of(application.result), span, application.node)
    body.settle(use, span)


def _schema(shape: Ty) -> list[tuple[str, str]]:
    """Fields and tags of a record; of another type its tag, without a name."""
    if shape.kind == "Record":
        return [(name, tag(type_, (shape,))) for name, type_ in _fields(shape)]
    found = tag(shape)
    return [] if found == "Any" else [("", found)]


def _fields(record: Ty) -> list[tuple[str, Ty]]:
    return list(zip(record.fields, record.parts, strict=True))


def _is_option(t: Ty) -> bool:
    return t.kind == "Union" and t is bc.option_of(t.parts[0]) if t.parts else False


def _push_strings(body: Body, application: Application, texts: list[str]) -> None:
    for text in texts:
        body.const(text, application.span)
    body.emit("list_new", len(texts), body.shape(bc.list_of(STR)), span=application.span)


def _push_schema(body: Body, application: Application, schema: list[tuple[str, str]]) -> None:
    pair = bc.tuple_of(STR, STR)
    for texts in schema:
        for text in texts:
            body.const(text, application.span)
        body.emit("tuple_new", body.shape(pair), span=application.span)
    body.emit("list_new", len(schema), body.shape(bc.list_of(pair)), span=application.span)


def tag(t: Ty, within: tuple[Ty, ...] = ()) -> str:
    """How a schema writes a type (`motet.stdlib.fitting`). A record inside of itself is left as it is."""
    if t in _TAGS:
        return _TAGS[t]
    if t in within or not t.parts:
        return "Record" if t.kind == "Record" else "Any"
    inner = [tag(part, (*within, t)) for part in t.parts]
    if t.kind == "List":
        return f"List[{inner[0]}]"
    if t.kind == "Tuple":
        return f"Tuple[{','.join(inner)}]"
    if t.kind == "SortedMap" and t.parts[0] is STR:
        return f"Map[{inner[1]}]"
    if t.kind == "Record":
        return f"{{{','.join(map(':'.join, zip(t.fields, inner, strict=True)))}}}"
    return f"Option[{inner[0]}]" if _is_option(t) else "Any"
