"""Values as TOML documents."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.values import Closure
from motet.stdlib.documents import entries_of, items_of
from motet.stdlib.gathering import Gatherer
from motet.stdlib.outcomes import FormatError
from motet.stdlib.shims import float_short_text

MAX_DEPTH: Final = 100
"""Values may be nested this deeply: no reader takes more."""

_BARE: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_ESCAPES: Final = (
    {number: f"\\u{number:04X}" for number in range(0x20)}
    | {0x7F: "\\u007F"}
    | {ord(a): "\\" + b for a, b in zip('"\\\b\f\n\r\t', '"\\bfnrt', strict=True)}
)


class _UnsupportedError(Exception):
    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message: Final = message


def toml_text(value: Value, lines: Gatherer) -> str | FormatError:
    """The document of a record or a map from Strs: first plain values, then tables, each by name."""
    try:
        table = _table_of(value, 0)
        if table is None:
            raise _UnsupportedError("top level must be a table")
        _write_table(table, (), lines, 1)
    except _UnsupportedError as unsupported:
        return FormatError("unsupported", message=unsupported.message)
    return lines.text()


def _table_of(value: Value, depth: int) -> dict[str, Value] | None:
    """The entries of what becomes a table, sorted by name; None for other values."""
    if depth > MAX_DEPTH:
        raise _UnsupportedError(f"values are nested more than {MAX_DEPTH} deep")
    return entries_of(value)


def _write_table(table: dict[str, Value], path: tuple[str, ...], lines: Gatherer, depth: int) -> None:
    tables: list[tuple[str, dict[str, Value]]] = []
    lists: list[tuple[str, list[dict[str, Value]]]] = []
    plain: list[tuple[str, Value]] = []
    for name, value in table.items():
        inner = _table_of(value, depth)
        rows = _tables_of(value, depth)
        if inner is not None:
            tables.append((name, inner))
        elif rows:
            lists.append((name, rows))
        else:
            plain.append((name, value))
    if path and (plain or not (tables or lists)):
        _gap(lines, f"[{'.'.join(map(_key, path))}]\n")
    _write_lines(plain, lines, depth)
    for name, inner in tables:
        _write_table(inner, (*path, name), lines, depth + 1)
    for name, rows in lists:
        for row in rows:
            _gap(lines, f"[[{'.'.join(map(_key, (*path, name)))}]]\n")
            _write_lines(row.items(), lines, depth + 1)


def _write_lines(entries: Iterable[tuple[str, Value]], lines: Gatherer, depth: int) -> None:
    """A line for each of these entries of a table."""
    for name, value in entries:
        lines.append(f"{_key(name)} = ")
        _write_inline(value, lines, depth)
        lines.append("\n")


def _gap(lines: Gatherer, heading: str) -> None:
    if lines:
        lines.append("\n")
    lines.append(heading)


def _tables_of(value: Value, depth: int) -> list[dict[str, Value]]:
    """The tables of a list of nothing else; none for other values."""
    if type(value) is not list:
        return []
    tables = [_table_of(item, depth + 1) for item in value]
    return [table for table in tables if table is not None] if all(table is not None for table in tables) else []


def _write_inline(value: Value, lines: Gatherer, depth: int) -> None:
    table, items = _table_of(value, depth), items_of(value)
    if table is not None:
        lead = "{ "
        for name, item in table.items():
            lines.append(f"{lead}{_key(name)} = ")
            _write_inline(item, lines, depth + 1)
            lead = ", "
        lines.append(" }" if table else "{}")
    elif items is not None:
        lead = "["
        for item in items:
            lines.append(lead)
            _write_inline(item, lines, depth + 1)
            lead = ", "
        lines.append("]" if items else "[]")
    else:
        lines.append(_scalar(value))


def _scalar(value: Value) -> str:
    if value is None:
        raise _UnsupportedError("unsupported unit type")
    if type(value) is str:
        return f'"{value.translate(_ESCAPES)}"'
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is float:
        return _float(value)
    if type(value) is Closure:
        return f'"<closure {value.function:08x}>"'
    return str(value)


def _float(value: float) -> str:
    if value != value:
        return "nan"
    return float_short_text(value, -5) if math.isfinite(value) else ("inf" if value > 0 else "-inf")


def _key(name: str) -> str:
    return name if name and _BARE.issuperset(name) else f'"{name.translate(_ESCAPES)}"'
