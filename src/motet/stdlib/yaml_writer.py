"""Values as YAML documents: block style, keys sorted."""

from __future__ import annotations

import math
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.values import Closure
from motet.stdlib.documents import entries_of, items_of
from motet.stdlib.gathering import Gatherer
from motet.stdlib.outcomes import FormatError
from motet.stdlib.shims import float_short_text
from motet.stdlib.yaml_scalars import plain_value

MAX_DEPTH: Final = 100
"""Values may be nested this deeply: no reader takes more."""

_OLD_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off"})
"""What YAML 1.1 takes for Bools."""

_LEADING: Final = frozenset("-?:,[]{}#&*!|>'\"%@` \t=<")
_ESCAPES: Final = {number: f"\\x{number:02x}" for number in (*range(0x20), 0x7F)} | {
    ord(a): "\\" + b for a, b in zip('"\\\n\t\r\0', '"\\ntr0', strict=True)
}


def yaml_text(value: Value, lines: Gatherer) -> str | FormatError:
    """The document of a value."""
    try:
        _write(value, "", "", lines, 0)
    except _TooDeepError:
        return FormatError("unsupported", message=f"values are nested more than {MAX_DEPTH} deep")
    return lines.text()


class _TooDeepError(Exception):
    pass


def _write(value: Value, lead: str, indentation: str, lines: Gatherer, depth: int) -> None:
    """Add the lines of a value. `lead` stands before its first line, `indentation` before the others."""
    if depth > MAX_DEPTH:
        raise _TooDeepError
    entries, items = entries_of(value), items_of(value)
    if entries:
        for name, inner in entries.items():
            _write_entry(name, inner, lead, indentation, lines, depth)
            lead = indentation
    elif items:
        for inner in items:
            _write(inner, lead + "- ", indentation + "  ", lines, depth + 1)
            lead = indentation
    else:
        written = "{}" if entries is not None else "[]" if items is not None else _scalar(value)
        lines.append(f"{lead}{written}\n")


def _write_entry(name: str, inner: Value, lead: str, indentation: str, lines: Gatherer, depth: int) -> None:
    head = f"{lead}{_text(name)}:"
    if entries_of(inner):
        lines.append(head + "\n")
        _write(inner, indentation + "  ", indentation + "  ", lines, depth + 1)
    elif items_of(inner):
        lines.append(head + "\n")
        _write(inner, indentation, indentation, lines, depth + 1)
    else:
        _write(inner, head + " ", indentation, lines, depth + 1)


def _scalar(value: Value) -> str:
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is float:
        return _float(value)
    if type(value) is Closure:
        return f"<closure {value.function:08x}>"
    return _text(value) if type(value) is str else str(value)


def _float(value: float) -> str:
    if value != value:
        return ".nan"
    return float_short_text(value, -5) if math.isfinite(value) else (".inf" if value > 0 else "-.inf")


def _text(text: str) -> str:
    """A text as it is where it reads back as itself, otherwise in quotes."""
    if not text.isprintable():
        return f'"{text.translate(_ESCAPES)}"'
    is_plain = (
        text
        and text[0] not in _LEADING
        and text[-1] not in " :"
        and ": " not in text
        and " #" not in text
        and text.lower() not in _OLD_WORDS
        and not text[0].isdigit()
        and not text.startswith(("+", ".", "..."))
        and type(plain_value(text)) is str
    )
    return text if is_plain else "'" + text.replace("'", "''") + "'"
