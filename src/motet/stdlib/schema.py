"""What documents must have: fields that are required, and types of fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.values import Record, Variant
from motet.stdlib.debug_form import quoted
from motet.stdlib.optional import NONE, some
from motet.stdlib.outcomes import ParseError

_KINDS: Final[dict[type, str]] = {
    type(None): "null",
    bool: "Bool",
    int: "Number",
    float: "Number",
    str: "Str",
    list: "Array",
    Record: "Object",
    Variant: "Object",
    bytes: "Object",
}

_SIMPLE: Final[dict[str, type]] = {"Int": int, "Bool": bool, "Str": str}


def missing_fields(document: Value, required: list[str]) -> ParseError | None:
    """What is wrong when the document lacks required fields. A field is named by its path: `a.b`, `\\.` is a dot."""
    if not required:
        return None
    if type(document) is not Record:
        names = ", ".join(map(quoted, required))
        message = f"parse_strict: expected top-level object with fields [{names}], got {_KINDS[type(document)]}"
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
    """The document with its fields converted to the types of the schema.

    Types are `Int Float Bool Str List[T] Option[T] Record Any`. A field that may be absent and is becomes `None`.
    """
    if type(document) is not Record:
        return document
    fields = dict(zip(document.fields, document.values, strict=True))
    for name, tag in schema:
        if name not in fields:
            if tag.startswith("Option["):
                fields[name] = NONE
            continue
        try:
            fields[name] = _converted(fields[name], tag)
        except _Mismatch as mismatch:
            return ParseError("mismatch", message=f"field `{name}`: {mismatch.message}")
    names = tuple(sorted(fields))
    return Record(names, tuple(fields[name] for name in names))


class _Mismatch(Exception):  # noqa: N818 - it never leaves this module
    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message: Final = message


def _converted(value: Value, tag: str) -> Value:
    """The value as one of the type. Tags are as deep as the types of a program are."""
    if tag.startswith("Option["):
        return NONE if value is None else some(_converted(value, tag[7:-1]))
    if tag.startswith("List["):
        if type(value) is not list:
            raise _Mismatch(f"expected List, got {_KINDS[type(value)]}")
        return _elements(value, tag[5:-1])
    if tag == "Float" and type(value) in (int, float):
        return float(value)
    if tag in ("Float", "Int", "Bool", "Str") and type(value) is not _SIMPLE.get(tag):
        raise _Mismatch(f"expected {tag}, got {_KINDS[type(value)]}")
    return value


def _elements(values: list[Value], tag: str) -> list[Value]:
    converted = []
    for at, value in enumerate(values):
        try:
            converted.append(_converted(value, tag))
        except _Mismatch as mismatch:
            raise _Mismatch(f"[{at}]: {mismatch.message}") from None
    return converted
