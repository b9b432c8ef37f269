"""YAML: reading with and without a schema, writing."""

from __future__ import annotations

from motet.bytecode.program import Value
from motet.stdlib.declare import host
from motet.stdlib.documents import declare_reading
from motet.stdlib.gathering import Gatherer
from motet.stdlib.host import Host
from motet.stdlib.outcomes import FormatError
from motet.stdlib.yaml_reader import parse_yaml
from motet.stdlib.yaml_writer import yaml_text

declare_reading(
    "yaml",
    parse_yaml,
    (50, 10),
    64,
    "The one document of a text, by the core schema of YAML 1.2. `syntax` with `message` and `line`.",
)


@host("yaml.text(value: T) -> Str", errors=FormatError, fuel="20", memory="64", pure=True)
def text(value: Value, output: Host) -> str | FormatError:
    """A document in block style, keys sorted; texts are in quotes where YAML 1.1 or 1.2 would take them for something else."""
    return yaml_text(value, Gatherer(output.memory_limit, output.poll))
