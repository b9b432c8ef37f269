"""Signatures of library functions, read when a program mentions the function."""

from __future__ import annotations

from collections.abc import Iterator

from motet.languages.lex import ast
from motet.languages.lex.canonical import canonical_stages
from motet.languages.lex.checker.annotations import LIBRARY, Annotations, rigid
from motet.languages.lex.checker.tables import Signature, Tables
from motet.languages.lex.library import Entry
from motet.languages.lex.parser import parse_items
from motet.languages.lex.types import FunctionType
from motet.source import Source

_written: dict[str, ast.FunctionType] = {}
"""Types as they are written, by their text: the same in all programs."""


def signature(entry: Entry, tables: Tables) -> Signature:
    """The type of a function. ValueError when the library has no valid one."""
    found = tables.signatures.get(entry.name)
    if found is None:
        found = tables.signatures[entry.name] = _read(entry, tables)
    return found


def _read(entry: Entry, tables: Tables) -> Signature:
    written = _written.get(entry.signature)
    if written is None:
        written = _written[entry.signature] = _parse(entry.signature)
    names: list[str] = []
    rows: list[str] = []
    _variables(written, names, rows)
    type_ = Annotations(tables, Source(LIBRARY, ""), rigid((*names, *rows))).convert(written)
    if not isinstance(type_, FunctionType):
        raise ValueError(f"{entry.name} is no function")
    return Signature(type_, tuple(names), tuple(rows))


def _parse(text: str) -> ast.FunctionType:
    source = Source(LIBRARY, f"type signature = {text}")
    (stage,) = canonical_stages(parse_items(source), source)
    if not isinstance(stage, ast.TypeDecl) or not isinstance(stage.definition, ast.FunctionType):
        raise ValueError(f"`{text}` is no type of a function")
    return _with_row_variables(stage.definition)


def _is_row_variable(effect: ast.Effect) -> bool:
    return len(effect.name) == 1


def _with_row_variables(node: ast.FunctionType) -> ast.FunctionType:
    """The type with effects of one letter (`[net, e]`) as variables (`[net | e]`), in itself and its parts."""
    variable = next((effect.name for effect in node.effects if _is_row_variable(effect)), node.row_variable)
    effects = tuple([effect for effect in node.effects if not _is_row_variable(effect)])
    params = tuple([_part(item) for item in node.params])
    return ast.FunctionType(node.span, params, effects, variable, _part(node.result))


def _part(node: ast.TypeExpr) -> ast.TypeExpr:
    if isinstance(node, ast.FunctionType):
        return _with_row_variables(node)
    if isinstance(node, ast.NamedType):
        return ast.NamedType(node.span, node.name, tuple([_part(item) for item in node.args]))
    if isinstance(node, ast.TupleType):
        return ast.TupleType(node.span, tuple([_part(item) for item in node.items]))
    if isinstance(node, ast.RecordType):
        return ast.RecordType(node.span, tuple([(name, _part(item)) for name, item in node.fields]), node.spreads)
    return node


def _variables(node: ast.TypeExpr, names: list[str], rows: list[str]) -> None:
    if isinstance(node, ast.NamedType) and len(node.name) == 1 and node.name not in names:
        names.append(node.name)
    if isinstance(node, ast.FunctionType) and node.row_variable and node.row_variable not in rows:
        rows.append(node.row_variable)
    for part in _parts(node):
        _variables(part, names, rows)


def _parts(node: ast.TypeExpr) -> Iterator[ast.TypeExpr]:
    if isinstance(node, ast.FunctionType):
        yield from (*node.params, node.result)
    elif isinstance(node, ast.NamedType):
        yield from node.args
    elif isinstance(node, ast.TupleType):
        yield from node.items
    elif isinstance(node, ast.RecordType):
        yield from (item for _, item in node.fields)
