"""YAML: reading with and without a schema, writing."""

from __future__ import annotations

from typing import Any

from motet.bytecode.program import Value
from motet.stdlib.declare import host
from motet.stdlib.outcomes import FormatError, ParseError
from motet.stdlib.schema import missing_fields, typed_fields
from motet.stdlib.yaml_reader import parse_yaml
from motet.stdlib.yaml_writer import yaml_text


@host(
    "yaml.parse(text: Str) -> Any",
    errors=ParseError,
    fuel="50 + 10 * text.bytes",
    memory="64 * text.bytes + 64",
    pure=True,
)
def parse(text: str) -> Value | ParseError:
    """The one document of a text, by the core schema of YAML 1.2. `syntax` with `message` and `line`."""
    return parse_yaml(text)


@host(
    "yaml.require(text: Str, required: List[Str]) -> Any",
    errors=ParseError,
    fuel="50 + 10 * text.bytes + 20 * required.length",
    memory="64 * text.bytes + 64",
    pure=True,
)
def require(text: str, required: list[str]) -> Value | ParseError:
    """As `parse`; `missing` when the document lacks one of the fields, named by dotted paths (`\\.` is a dot)."""
    value = parse_yaml(text)
    return value if isinstance(value, ParseError) else missing_fields(value, required) or value


@host(
    "yaml.typed(text: Str, required: List[Str], schema: List[(Str, Str)]) -> Any",
    errors=ParseError,
    fuel="50 + 12 * text.bytes + 20 * required.length + 20 * schema.length",
    memory="64 * text.bytes + 64",
    pure=True,
)
def typed(text: str, required: list[str], schema: list[tuple[str, str]]) -> Value | ParseError:
    """As `require`; then the fields of the schema are compared with their types and converted, as `json.typed` does."""
    found: Any = require(text, required)
    return found if isinstance(found, ParseError) else typed_fields(found, schema)


@host("yaml.text(value: T) -> Str", errors=FormatError, fuel="20", memory="64", pure=True)
def text(value: Value) -> str | FormatError:
    """A document in block style, keys sorted; texts are in quotes where YAML 1.1 or 1.2 would take them for something else."""
    return yaml_text(value)
