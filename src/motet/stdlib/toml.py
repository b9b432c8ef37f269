"""TOML: reading with and without a schema, writing."""

from __future__ import annotations

from motet.bytecode.program import Value
from motet.stdlib.declare import host
from motet.stdlib.documents import declare_reading
from motet.stdlib.gathering import Gatherer
from motet.stdlib.host import Host
from motet.stdlib.outcomes import FormatError
from motet.stdlib.toml_reader import parse_toml
from motet.stdlib.toml_writer import toml_text

declare_reading(
    "toml", parse_toml, (50, 10), 64, "The document as a record; dates and times are texts. `syntax` with `message`."
)


@host("toml.text(value: T) -> Str", errors=FormatError, fuel="20", memory="64", pure=True)
def text(value: Value, output: Host) -> str | FormatError:
    """A table as a document, keys sorted, tables after the other values. `unsupported`: what TOML cannot say."""
    return toml_text(value, Gatherer(output.memory_limit, output.poll))
