"""Shows a diagnostic: as text with the source underlined, or as data."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from motet.source.diagnostic import Diagnostic
from motet.source.text import Source, Span

_TAB: Final = 4
_WINDOW: Final = 96
"""Columns of a source line that are shown at most."""
_BEFORE: Final = 32
"""Columns of them that stand before the span when the line must be cut."""
_MESSAGE: Final = 1000
"""Characters of a message, label or note that are shown at most."""

_RESET: Final = "\x1b[0m"
_STYLES: Final = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "frame": "\x1b[1;34m",
    "bold": "\x1b[1m",
    "note": "\x1b[1;36m",
}

_UNPRINTABLE: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Categories that are escaped: controls, direction marks, lone surrogates, unassigned, line separators."""


class _Cell(NamedTuple):
    """One code point as it is shown, and the columns that takes."""

    shown: str
    width: int


def escape(text: str, limit: int = _MESSAGE) -> str:
    """Text of any origin as one printable line, cut after `limit` characters."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return cut if cut.isprintable() else "".join(_printable(char) for char in cut)


def render(diagnostic: Diagnostic, *, color: bool = False) -> str:
    """The diagnostic as lines of text; the last one has no line end.

    Without colours the text contains no control characters but line feeds, whatever the source contains.
    """
    severity = diagnostic.severity
    head = _paint(f"{severity}[{escape(diagnostic.code)}]", severity, color)
    lines = [f"{head}: {_paint(escape(diagnostic.message), 'bold', color)}"]
    if diagnostic.source is not None and diagnostic.span is not None:
        lines += _excerpt(diagnostic.source, diagnostic.span, diagnostic.label, severity, color)
    elif diagnostic.source is not None:
        lines.append(f"  {_paint('-->', 'frame', color)} {escape(diagnostic.source.name)}")
    if diagnostic.help:
        lines.append(f"  {_paint('= help:', 'note', color)} {escape(diagnostic.help)}")
    for note in diagnostic.notes:
        lines.append(f"  {_paint('= note:', 'note', color)} {escape(note.message)}")
        if note.source is not None and note.span is not None:
            lines += _excerpt(note.source, note.span, "", "note", color)
    return "\n".join(lines)


def diagnostic_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """The diagnostic as data for JSON.

    Lines and columns count from 1, columns in code points; `end_line` and `end_column` are exclusive. Places are
    absent where the diagnostic has none.
    """
    data: dict[str, Any] = {
        "severity": diagnostic.severity,
        "code": diagnostic.code,
        "message": diagnostic.message,
        **_place_json(diagnostic.source, diagnostic.span),
    }
    if diagnostic.label:
        data["label"] = diagnostic.label
    if diagnostic.help:
        data["help"] = diagnostic.help
    if diagnostic.notes:
        data["notes"] = [{"message": note.message, **_place_json(note.source, note.span)} for note in diagnostic.notes]
    return data


def place(source: Source, span: Span) -> str:
    """`file:line:column` of a span's start."""
    line, column = source.position(_clamp(source, span).start)
    return f"{escape(source.name)}:{line}:{column}"


def _place_json(source: Source | None, span: Span | None) -> dict[str, Any]:
    if source is None:
        return {}
    if span is None:
        return {"file": source.name}
    inside = _clamp(source, span)
    line, column = source.position(inside.start)
    end_line, end_column = source.position(inside.end)
    return {"file": source.name, "line": line, "column": column, "end_line": end_line, "end_column": end_column}


def _clamp(source: Source, span: Span) -> Span:
    start = min(max(span.start, 0), len(source.text))
    return Span(start, min(max(span.end, start), len(source.text)))


def _paint(text: str, style: str, color: bool) -> str:
    return f"{_STYLES[style]}{text}{_RESET}" if color else text


def _excerpt(source: Source, span: Span, label: str, style: str, color: bool) -> list[str]:
    """The place, and the first and last line of the span with what belongs to it underlined."""
    inside = _clamp(source, span)
    pieces = list(_underlined_lines(source, inside))
    margin = len(str(pieces[-1][0]))
    bar = _paint("|", "frame", color)
    blank = f"{' ' * margin} {bar}"
    lines = [f"{' ' * margin}{_paint('-->', 'frame', color)} {place(source, inside)}", blank]
    previous = pieces[0][0]
    for number, start, end in pieces:
        if number > previous + 1:
            lines.append(_paint("...", "frame", color))
        previous = number
        shown, indent, width = _window(source, number, start, end)
        lines.append(f"{_paint(str(number).rjust(margin), 'frame', color)} {bar} {shown}".rstrip())
        lines.append(f"{blank} {' ' * indent}{_paint('^' * width, style, color)}")
    if label:
        lines[-1] += f" {_paint(escape(label), style, color)}"
    return lines


def _underlined_lines(source: Source, span: Span) -> Iterator[tuple[int, int, int]]:
    """Number of each shown line with the columns, from 0 and end exclusive, that the span covers in it."""
    first, column = source.position(span.start)
    last, last_column = source.position(span.end)
    if last > first and last_column == 1:
        last -= 1
        last_column = len(source.line(last)) + 1
    if first == last:
        yield first, column - 1, last_column - 1
        return
    yield first, column - 1, len(source.line(first))
    line = source.line(last)
    yield last, min(len(line) - len(line.lstrip()), last_column - 1), last_column - 1


def _window(source: Source, number: int, start: int, end: int) -> tuple[str, int, int]:
    """The visible part of a line, the columns before the underlined part, and the columns of that part (at least 1)."""
    line = source.line(number)
    start = min(start, len(line))
    first = 0 if start <= _WINDOW - _BEFORE else start - _BEFORE
    shown, starts = [], []
    column = 0
    if first:
        shown.append("…")
        column = 1
    for char in line[first : first + 2 * _WINDOW]:
        cell = _cell(char, column)
        if column + cell.width > _WINDOW:
            break
        starts.append(column)
        shown.append(cell.shown)
        column += cell.width
    if first + len(starts) < len(line):
        shown.append("…")
    starts.append(column)
    indent = starts[min(start - first, len(starts) - 1)]
    stop = starts[min(max(end - first, 0), len(starts) - 1)]
    return "".join(shown), indent, max(stop - indent, 1)


def _cell(char: str, column: int) -> _Cell:
    if char == "\t":
        width = _TAB - column % _TAB
        return _Cell(" " * width, width)
    if " " <= char <= "~":
        return _Cell(char, 1)
    shown = _printable(char)
    if shown != char:
        return _Cell(shown, len(shown))
    if unicodedata.category(char) in ("Mn", "Me"):
        return _Cell(char, 0)
    return _Cell(char, 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1)


def _printable(char: str) -> str:
    if unicodedata.category(char) not in _UNPRINTABLE:
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
