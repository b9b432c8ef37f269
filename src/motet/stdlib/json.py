"""JSON: reading with and without a schema, writing."""

from __future__ import annotations

from typing import Any

from motet.bytecode.program import Value
from motet.stdlib.declare import host
from motet.stdlib.host import Host
from motet.stdlib.json_reader import parse_json
from motet.stdlib.json_writer import json_text
from motet.stdlib.outcomes import ParseError
from motet.stdlib.schema import missing_fields, typed_fields


@host("json.text(value: T) -> Str", fuel="20", memory="64", pure=True)
def text(value: Value, output: Host) -> str:
    """The value as JSON without blanks, keys sorted."""
    return json_text(value, output.closure_text, output.memory_limit, output.poll)


@host(
    "json.parse(text: Str) -> Any",
    errors=ParseError,
    fuel="20 + 2 * text.bytes",
    memory="48 * text.bytes + 64",
    pure=True,
)
def parse(text: str) -> Value | ParseError:
    """The value of a text in JSON; `syntax` with `message`, `line` and `column`."""
    return parse_json(text)


@host(
    "json.require(text: Str, required: List[Str]) -> Any",
    errors=ParseError,
    fuel="20 + 2 * text.bytes + 20 * required.length",
    memory="48 * text.bytes + 64",
    pure=True,
)
def require(text: str, required: list[str]) -> Value | ParseError:
    """As `parse`; `missing` when the document lacks one of the fields, named by dotted paths (`\\.` is a dot)."""
    value = parse_json(text)
    return value if isinstance(value, ParseError) else missing_fields(value, required) or value


@host(
    "json.typed(text: Str, required: List[Str], schema: List[(Str, Str)]) -> Any",
    errors=ParseError,
    fuel="20 + 4 * text.bytes + 20 * required.length + 20 * schema.length",
    memory="64 * text.bytes + 64",
    pure=True,
)
def typed(text: str, required: list[str], schema: list[tuple[str, str]]) -> Value | ParseError:
    """As `require`; then the fields of the schema are compared with their types, and converted: whole numbers to
    Floats where these are wanted, fields that may be absent to Options. `mismatch` when one does not fit."""
    found: Any = require(text, required)
    return found if isinstance(found, ParseError) else typed_fields(found, schema)
