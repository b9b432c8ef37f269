"""What the formats of structured documents (JSON, TOML, YAML) share: reading with a schema, and how values are seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from motet.bytecode.program import Value
from motet.bytecode.values import Deque, Record, SortedMap, SortedSet, Variant
from motet.stdlib.declare import host
from motet.stdlib.gathering import Ledger
from motet.stdlib.host import Host
from motet.stdlib.outcomes import ParseError
from motet.stdlib.schema import missing_fields, typed_fields

Reader = Callable[[str, Ledger], "Value | ParseError"]
"""Takes a text, and where it counts what it makes of it."""


def declare_reading(area: str, read: Reader, fuel: tuple[int, int], memory: int, about: str) -> None:
    """Declare `parse`, `require` and `typed` of a format.

    Args:
        area: name of the format.
        read: gives the value of a text.
        fuel: what reading costs: a base, and for each byte.
        memory: bytes for each byte of the text.
        about: the documentation of `parse`.
    """
    base, rate = fuel
    bound = f"{memory} * text.bytes + 64"

    def parse(text: str, output: Host) -> Value | ParseError:
        return read(text, Ledger(output.memory_limit, output.poll))

    def require(text: str, required: list[str], output: Host) -> Value | ParseError:
        """As `parse`; `missing` when the document lacks one of the fields, named by dotted paths (`\\.` is a dot)."""
        value = parse(text, output)
        return value if isinstance(value, ParseError) else missing_fields(value, required) or value

    def typed(text: str, required: list[str], schema: list[tuple[str, str]], output: Host) -> Value | ParseError:
        """As `require`; then the fields of the schema are compared with their types, and converted: whole numbers to
        Floats where these are wanted, fields that may be absent to Options. `mismatch` when one does not fit."""
        found: Any = require(text, required, output)
        return found if isinstance(found, ParseError) else typed_fields(found, schema)

    parse.__doc__ = about
    cost = f"{base} + {rate} * text.bytes"
    more = f"{base} + {2 * rate} * text.bytes + 20 * required.length + 20 * schema.length"
    host(f"{area}.parse(text: Str) -> Any", errors=ParseError, fuel=cost, memory=bound, pure=True)(parse)
    host(
        f"{area}.require(text: Str, required: List[Str]) -> Any",
        errors=ParseError,
        fuel=f"{cost} + 20 * required.length",
        memory=bound,
        pure=True,
    )(require)
    host(
        f"{area}.typed(text: Str, required: List[Str], schema: List[(Str, Str)]) -> Any",
        errors=ParseError,
        fuel=more,
        memory=bound,
        pure=True,
    )(typed)


def entries_of(value: Value) -> dict[str, Value] | None:
    """The entries of what a document writes as a table, sorted by name; None for other values."""
    if type(value) is Record:
        return dict(zip(value.fields, value.values, strict=True))
    if type(value) is Variant:
        return {"$variant": value.name, "args": list(value.values)}
    if type(value) is bytes:
        return {"$bytes": value.hex()}
    if type(value) is SortedMap and all(type(key) is str for key in value.entries):
        return value.entries
    return None


def items_of(value: Value) -> list[Value] | None:
    """The items of what a document writes as an array; None for other values."""
    if type(value) in (list, tuple):
        return list(value)
    if type(value) in (Deque, SortedSet):
        return list(value.items)
    return [list(pair) for pair in value.entries.items()] if type(value) is SortedMap else None
