"""The rewrite of 7.10: documents that are decoded to a known record are checked field by field."""

from __future__ import annotations

from typing import Final

from motet.bytecode import types as bc
from motet.bytecode.types import ANY, STR, Ty
from motet.languages.lex import types as lex
from motet.languages.lex.lowering.applications import Application
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.uses import Use

_TAGS: Final = {bc.INT: "Int", bc.FLOAT: "Float", bc.BOOL: "Bool", bc.STR: "Str"}


def apply_decoding(body: Body, application: Application, decoded: lex.Type, use: Use) -> None:
    """`json.parse` and its like, where the result is a record: with what is required, and the type of each field."""
    shape = body.view.of(decoded)
    span, name = application.span, application.entry.name
    for operand in application.operands:
        operand.push(body, span)
    count = len(application.operands)
    if shape.kind == "Record":
        _push_strings(body, application, [n for n, t in _fields(shape) if not _is_option(t)])
        _push_schema(body, application, _fields(shape))
        name, count = f"{name.partition('.')[0]}.parse_strict_typed", count + 2
    body.library(name, count, body.view.of(application.result), span, application.node)
    body.settle(use, span)


def _fields(record: Ty) -> list[tuple[str, Ty]]:
    return list(zip(record.fields, record.parts, strict=True))


def _is_option(t: Ty) -> bool:
    return t.kind == "Union" and t is bc.option_of(t.parts[0]) if t.parts else False


def _push_strings(body: Body, application: Application, texts: list[str]) -> None:
    for text in texts:
        body.const(text, application.span)
    body.emit("list_new", len(texts), body.shape(bc.list_of(STR)), span=application.span)


def _push_schema(body: Body, application: Application, fields: list[tuple[str, Ty]]) -> None:
    pair = bc.tuple_of(STR, STR)
    for name, type_ in fields:
        body.const(name, application.span)
        body.const(tag(type_), application.span)
        body.emit("tuple_new", body.shape(pair), span=application.span)
    body.emit("list_new", len(fields), body.shape(bc.list_of(pair)), span=application.span)


def tag(t: Ty) -> str:
    """How a schema writes the type of a field: `Int Float Bool Str List[tag] Option[tag] Record Any`."""
    if t in _TAGS:
        return _TAGS[t]
    if t.kind == "List":
        return f"List[{tag(t.parts[0])}]"
    if t is not ANY and _is_option(t):
        return f"Option[{tag(t.parts[0])}]"
    return "Record" if t.kind == "Record" else "Any"
