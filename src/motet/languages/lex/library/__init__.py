"""The standard modules of Lex: the signature of every function, and what it means.

A module's table is imported when a program imports the module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final

from motet.languages.lex.library.entry import PREFIX, Entry
from motet.stdlib.rows import Row

_HERE: Final = "motet.languages.lex.library"

MODULES: Final[Mapping[str, str]] = {
    module: f"{_HERE}.{home}"
    for home, modules in {
        "text": "str",
        "numbers": "int float math",
        "lists": "list option result tuple",
        "maps": "map set deque",
        "bytes": "bytes",
        "data": "json toml yaml dotenv csv test",
        "console": "io env",
        "times": "time datetime duration",
        "random": "rand random",
        "crypto": "crypto",
        "system": "fs log process proc",
        "decimals": "decimal",
        "cli": "cli",
        "control": "flow iter",
        "parsers": "parser",
    }.items()
    for module in modules.split()
}
"""Python module of each standard module."""


def entries(module: str) -> Mapping[str, Entry]:
    """The functions of a standard module, by name (`split`). KeyError when there is no such module."""
    found: Mapping[str, Entry] = getattr(import_module(MODULES[module]), module.upper())
    return found


def internal_entries(module: str) -> Mapping[str, Entry]:
    """Functions of a module that only the lowering calls (`parse_strict_typed`)."""
    found: Mapping[str, Entry] = getattr(import_module(MODULES[module]), f"{module.upper()}_INTERNAL", {})
    return found


class _Rows(Mapping[str, Row]):
    """All rows by name; tables are imported when they are asked for."""

    def __getitem__(self, name: str) -> Row:
        module, _, function = name.removeprefix(PREFIX).partition(".")
        if not name.startswith(PREFIX) or module not in MODULES:
            raise KeyError(name)
        entry = entries(module).get(function) or internal_entries(module)[function]
        if entry.row is None:
            raise KeyError(name)
        return entry.row

    def __iter__(self) -> Iterator[str]:
        for module in MODULES:
            for table in (entries(module), internal_entries(module)):
                yield from (entry.row.name for entry in table.values() if entry.row is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


ROWS: Final[Mapping[str, Row]] = _Rows()
"""The host functions of Lex, `lex:module.function` (what `Language.rows` is)."""

__all__ = ["MODULES", "ROWS", "Entry", "entries", "internal_entries"]
