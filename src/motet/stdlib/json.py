"""JSON: reading with and without a schema, writing."""

from __future__ import annotations

from motet.bytecode.program import Value
from motet.stdlib.declare import host
from motet.stdlib.documents import declare_reading
from motet.stdlib.host import Host
from motet.stdlib.json_reader import parse_json
from motet.stdlib.json_writer import json_text


@host("json.text(value: T) -> Str", fuel="20", memory="64", pure=True)
def text(value: Value, output: Host) -> str:
    """The value as JSON without blanks, keys sorted."""
    return json_text(value, output.closure_text, output.memory_limit, output.poll)


declare_reading(
    "json", parse_json, (20, 2), 48, "The value of a text in JSON; `syntax` with `message`, `line` and `column`."
)
