"""Records: made anew, or another one with some fields replaced."""

from __future__ import annotations

from collections import Counter
from typing import Final

from motet.bytecode.types import Ty
from motet.languages.lex import ast
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.constructors import give_parts
from motet.languages.lex.lowering.openings import opened_variable, push_parts
from motet.languages.lex.lowering.uses import DROP, VALUE, Branch, Simple, Use

_MOST_REPLACED: Final = 4
"""Fields that may be replaced even if fewer are kept: a record that nobody else has is changed in place."""


def lower_record(body: Body, node: ast.RecordLit, use: Use) -> None:
    """A record."""
    if use is DROP:
        for _, value in node.fields:
            body.expression(value, DROP)
        return
    made = body.view.made(body.type_of(node))
    opened = opened_variable(body, node.fields, made)
    base = _base(body, node, made) if isinstance(use, Simple | Branch) and not opened else ""
    if base:
        _update(body, node, base)
        body.settle(use, node.span)
        return
    push_parts(body, node.fields, opened, node.span)
    give_parts(body, made, len(node.fields), use, node.span)


def _base(body: Body, node: ast.RecordLit, made: Ty) -> str:
    """The variable that holds a record of the same type from which enough fields are taken over, or empty."""
    kept = Counter([_kept_from(body, name, value) for name, value in node.fields])
    del kept[""]
    for name, count in kept.most_common(1):
        replaced = len(node.fields) - count
        found = body.lookup(name)
        if replaced and found.type is made and found.local >= 0 and (replaced <= _MOST_REPLACED or replaced <= count):
            return name
    return ""


def _kept_from(body: Body, field: str, value: ast.Expr) -> str:
    """The variable that a field is taken over from, or empty."""
    if not isinstance(value, ast.FieldAccess) or value.field != field or not isinstance(value.value, ast.Var):
        return ""
    return value.value.name if body.unit.checked.references[value.value].kind == "local" else ""


def _update(body: Body, node: ast.RecordLit, base: str) -> None:
    """The new values first, then the record: if this is its last use, it is changed in place."""
    local = body.lookup(base).local
    mark = body.mark()
    new: list[tuple[str, int]] = []
    for name, value in node.fields:
        if _kept_from(body, name, value) != base:
            body.expression(value, VALUE)
            new.append((name, body.store_new(value.span)))
    body.load(local, node.span)
    for name, value_local in new:
        body.load(value_local, node.span)
        body.emit("record_set", body.name(name), span=node.span)
    body.release(mark)
