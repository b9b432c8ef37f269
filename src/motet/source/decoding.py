"""Bytes of a file -> its text, or where they are no text."""

from __future__ import annotations

from motet.source.diagnostic import Diagnostic, DiagnosticError
from motet.source.text import Source, Span


def decoded(name: str, data: bytes, code: str, message: str) -> Source:
    """The text of a file in UTF-8, without a byte order mark.

    Args:
        name: what messages call the file.
        data: its bytes.
        code, message: of the diagnostic, to which the place is added.

    Raises:
        DiagnosticError: they are no UTF-8; it shows the line with a replacement character for what is wrong.
    """
    try:
        return Source(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        at = len(data[: error.start].decode("utf-8-sig"))
        source = Source(name, data.decode("utf-8-sig", "replace"))
        text = f"{message}: byte 0x{data[error.start]:02x} in line {source.position(at)[0]}"
        help = "sources are texts in UTF-8"
        raise DiagnosticError(Diagnostic(code, text, source, Span(at, at + 1), help=help)) from None
