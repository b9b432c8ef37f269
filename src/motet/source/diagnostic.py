"""Diagnostics: what is wrong, where, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from motet.source.text import Source, Span

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Note:
    """A second place or remark of a diagnostic."""

    message: str
    source: Source | None = None
    span: Span | None = None


@dataclass(frozen=True)
class Diagnostic:
    """One message to the user.

    Attributes:
        code: stable name of the kind of message, kebab-case (`unbound-variable`).
        message: one line: what is wrong.
        source, span: where; both None for errors without a place.
        label: what stands under the underlined text, if anything.
        help: what would be right, if known.
        notes: other places and remarks (for instance the chain of calls).
        severity: `error` or `warning`.
    """

    code: str
    message: str
    source: Source | None = None
    span: Span | None = None
    label: str = ""
    help: str = ""
    notes: tuple[Note, ...] = ()
    severity: Severity = "error"


class DiagnosticError(Exception):
    """Source that is not valid: one or more diagnostics, at least one of them an error."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(diagnostics[0].message if diagnostics else "")
        self.diagnostics = diagnostics
