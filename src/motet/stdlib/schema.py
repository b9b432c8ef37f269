"""What documents must have: fields that are required, and types of fields."""

from __future__ import annotations

from collections.abc import Iterator

from motet.bytecode.program import Value
from motet.bytecode.values import Record
from motet.stdlib.debug_form import quoted
from motet.stdlib.fitting import KINDS, MismatchError, fitted
from motet.stdlib.optional import NONE
from motet.stdlib.outcomes import ParseError


def missing_fields(document: Value, required: list[str]) -> ParseError | None:
    """What is wrong when the document lacks required fields. A field is named by its path: `a.b`, `\\.` is a dot."""
    if not required:
        return None
    if type(document) is not Record:
        names = ", ".join(map(quoted, required))
        message = f"parse_strict: expected top-level object with fields [{names}], got {KINDS[type(document)]}"
        return ParseError("missing", message=message)
    missing = [path for path in required if not _has(document, path)]
    if not missing:
        return None
    return ParseError("missing", message=f"missing required field(s): {', '.join(missing)}")


def _has(document: Value, path: str) -> bool:
    for name in _path(path):
        if type(document) is not Record or name not in document.fields:
            return False
        document = document.get(name)
    return True


def _path(text: str) -> Iterator[str]:
    parts = text.split(".")
    name = ""
    for at, part in enumerate(parts):
        name += part
        if name.endswith("\\") and at < len(parts) - 1:
            name = name[:-1] + "."
            continue
        yield name
        name = ""


def typed_fields(document: Value, schema: list[tuple[str, str]]) -> Value | ParseError:
    """The document with its fields converted to the types of the schema, which are tags (`fitted`).

    A field that may be absent and is becomes `None`. A field without a name stands for the whole document.
    """
    try:
        if schema and not schema[0][0]:
            return fitted(document, schema[0][1], inside=True)
        return _typed(document, schema) if type(document) is Record else document
    except MismatchError as mismatch:
        return ParseError("mismatch", message=mismatch.message)


def _typed(document: Record, schema: list[tuple[str, str]]) -> Record:
    fields = dict(zip(document.fields, document.values, strict=True))
    for name, tag in schema:
        if name not in fields:
            if tag.startswith("Option["):
                fields[name] = NONE
            continue
        try:
            fields[name] = fitted(fields[name], tag)
        except MismatchError as mismatch:
            raise mismatch.within(f"field `{name}`") from None
    names = tuple(sorted(fields))
    return Record(names, tuple(fields[name] for name in names))
