"""Tables as text with separators (RFC 4180)."""

from __future__ import annotations

from typing import Final

from motet.stdlib.declare import host
from motet.stdlib.gathering import Finder, Gatherer, Ledger
from motet.stdlib.host import Host
from motet.stdlib.outcomes import FormatError

_ENDS: Final = ",\r\n"
"""What ends a field that is not in quotes."""


@host("csv.parse(text: Str) -> List[List[Str]]", fuel="8 + 4 * text.bytes", memory="96 * text.bytes + 128", pure=True)
def parse(text: str, output: Host) -> list[list[str]]:
    """The fields of each line; blank lines are skipped, lines may differ in length.

    A field in quotes may hold separators, line ends and doubled quotes; what follows its closing quote belongs to it, and
    so does everything up to the end of the text when it is not closed. Lines end with LF, CR or both.
    """
    ledger = Ledger(output.memory_limit, output.poll)
    if '"' not in text:
        return [_fields(line, ledger) for line in ledger.split(text, "\n\r") if line]
    return _Reader(text, ledger).rows()


def _fields(line: str, ledger: Ledger) -> list[str]:
    """The fields of a line without quotes."""
    ledger.holder()
    return ledger.split(line, ",")


class _Reader:
    """Reads text that has quotes."""

    def __init__(self, text: str, ledger: Ledger) -> None:
        self._text: Final = text
        self._ledger: Final = ledger
        self._ends: Final = Finder(text, _ENDS)
        self._at = 0

    def rows(self) -> list[list[str]]:
        rows: list[list[str]] = []
        text = self._text
        while self._at < len(text):
            if text[self._at] in "\r\n":
                self._ledger.step()
                self._at += 1
            else:
                rows.append(self._row())
        return rows

    def _row(self) -> list[str]:
        self._ledger.holder()
        fields = [self._field()]
        while self._text[self._at : self._at + 1] == ",":
            self._at += 1
            fields.append(self._field())
        return fields

    def _field(self) -> str:
        text = self._text
        head = self._quoted() if text[self._at : self._at + 1] == '"' else ""
        start = self._at
        end = self._ends.next(start)
        while end < len(text) and text[end] not in _ENDS:
            self._ledger.window()
            end = self._ends.next(end)
        self._at = end
        return self._ledger.text(head + text[start:end])

    def _quoted(self) -> str:
        """What is between quotes, up to the closing one or the end of the text."""
        parts: list[str] = []
        while True:
            start = self._at + 1
            end = self._text.find('"', start)
            if end < 0:
                self._at = len(self._text)
                return "".join([*parts, self._text[start:]])
            self._ledger.step()
            parts.append(self._text[start:end])
            self._at = end + 1
            if self._text[self._at : self._at + 1] != '"':
                return "".join(parts)
            parts.append('"')


@host(
    "csv.text(rows: List[List[Str]]) -> Str",
    errors=FormatError,
    fuel="8 + 4 * rows.items",
    memory="8 * rows.items + 128",
    pure=True,
)
def text(rows: list[list[str]], output: Host) -> str | FormatError:
    """Lines that end with LF; fields are in quotes only where these are needed. `unsupported` when lines differ in length."""
    gathered = Gatherer(output.memory_limit, output.poll)
    for row in rows:
        if len(row) != len(rows[0]):
            counts = f"found record with {len(row)} fields, but the previous record has {len(rows[0])} fields"
            return FormatError("unsupported", message=f"CSV error: {counts}")
        lead = ""
        for field in row:
            gathered.append(lead)
            gathered.append(_written(field) if field or len(row) > 1 else '""')
            lead = ","
        gathered.append("\n" if row else '""\n')
    return gathered.text()


def _written(field: str) -> str:
    if any(character in field for character in ',"\r\n'):
        return '"' + field.replace('"', '""') + '"'
    return field
