"""What documents must have: fields that are required, and types of fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from motet.bytecode.program import Value
from motet.bytecode.values import Record
from motet.stdlib.debug_form import quoted
from motet.stdlib.fitting import DEFINITION, KINDS, Fit, Fitting, MismatchError, is_optional
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
    """The document with its fields converted to the types of the schema, which are tags (`motet.stdlib.fitting`).

    A field that may be absent and is becomes `None`. A field without a name stands for the whole document; one whose name
    begins with `#` is none, but the definition of the tag that is called so.
    """
    try:
        return _fit(tuple(schema))(document)
    except MismatchError as mismatch:
        return ParseError("mismatch", message=mismatch.message)


@lru_cache(maxsize=64)
def _fit(schema: tuple[tuple[str, str], ...]) -> Callable[[Value], Value]:
    """What a schema makes of documents."""
    fitting = Fitting(dict(pair for pair in schema if pair[0].startswith(DEFINITION)))
    fields = [(name, tag) for name, tag in schema if not name.startswith(DEFINITION)]
    if fields and not fields[0][0]:
        whole = fitting.of(fields[0][1])
        return lambda document: whole(document, True)
    fits = [(name, fitting.of(tag), is_optional(tag)) for name, tag in fields]
    return lambda document: _typed(document, fits) if type(document) is Record else document


def _typed(document: Record, fits: list[tuple[str, Fit, bool]]) -> Record:
    fields = dict(zip(document.fields, document.values, strict=True))
    for name, fit, optional in fits:
        if name in fields:
            try:
                fields[name] = fit(fields[name], False)
            except MismatchError as mismatch:
                raise mismatch.within(f"field `{name}`") from None
        elif optional:
            fields[name] = NONE
    names = tuple(sorted(fields))
    return Record(names, tuple(fields[name] for name in names))
