"""Values as TOML documents."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant
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


class _Unsupported(Exception):  # noqa: N818 - it never leaves this module
    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message: Final = message


def toml_text(value: Value) -> str | FormatError:
    """The document of a record or a map from Strs: first plain values, then tables, each by name."""
    try:
        table = _table_of(value, 0)
        if table is None:
            raise _Unsupported("top level must be a table")
        lines: list[str] = []
        _write_table(table, (), lines, 1)
    except _Unsupported as unsupported:
        return FormatError("unsupported", message=unsupported.message)
    return "".join(lines)


def _table_of(value: Value, depth: int) -> dict[str, Value] | None:
    """The entries of what becomes a table, sorted by name; None for other values."""
    if depth > MAX_DEPTH:
        raise _Unsupported(f"values are nested more than {MAX_DEPTH} deep")
    if type(value) is Record:
        return dict(zip(value.fields, value.values, strict=True))
    if type(value) is Variant:
        return {"$variant": value.name, "args": list(value.values)}
    if type(value) is bytes:
        return {"$bytes": value.hex()}
    if type(value) is SortedMap and all(type(key) is str for key in value.entries):
        return value.entries
    return None


def _write_table(table: dict[str, Value], path: tuple[str, ...], lines: list[str], depth: int) -> None:
    tables: list[tuple[str, dict[str, Value]]] = []
    lists: list[tuple[str, list[dict[str, Value]]]] = []
    plain: list[str] = []
    for name, value in table.items():
        inner = _table_of(value, depth)
        rows = _tables_of(value, depth)
        if inner is not None:
            tables.append((name, inner))
        elif rows:
            lists.append((name, rows))
        else:
            plain.append(f"{_key(name)} = {_inline(value, depth)}\n")
    if path and (plain or not (tables or lists)):
        _gap(lines, f"[{'.'.join(map(_key, path))}]\n")
    lines.extend(plain)
    for name, inner in tables:
        _write_table(inner, (*path, name), lines, depth + 1)
    for name, rows in lists:
        for row in rows:
            _write_row(row, (*path, name), lines, depth + 1)


def _write_row(row: dict[str, Value], path: tuple[str, ...], lines: list[str], depth: int) -> None:
    """One table of an array of tables; what it holds is written in its own lines."""
    _gap(lines, f"[[{'.'.join(map(_key, path))}]]\n")
    lines.extend(f"{_key(name)} = {_inline(value, depth)}\n" for name, value in row.items())


def _gap(lines: list[str], heading: str) -> None:
    if lines:
        lines.append("\n")
    lines.append(heading)


def _tables_of(value: Value, depth: int) -> list[dict[str, Value]]:
    """The tables of a list of nothing else; none for other values."""
    if type(value) is not list:
        return []
    tables = [_table_of(item, depth + 1) for item in value]
    return [table for table in tables if table is not None] if all(table is not None for table in tables) else []


def _inline(value: Value, depth: int) -> str:
    table = _table_of(value, depth)
    if table is not None:
        inner = ", ".join(f"{_key(name)} = {_inline(item, depth + 1)}" for name, item in table.items())
        return f"{{ {inner} }}" if inner else "{}"
    items = _items(value)
    if items is not None:
        return f"[{', '.join(_inline(item, depth + 1) for item in items)}]"
    return _scalar(value)


def _items(value: Value) -> Iterable[Value] | None:
    if type(value) in (list, tuple):
        return list(value)
    if type(value) in (Deque, SortedSet):
        return list(value.items)
    return [list(pair) for pair in value.entries.items()] if type(value) is SortedMap else None


def _scalar(value: Value) -> str:
    if value is None:
        raise _Unsupported("unsupported unit type")
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
