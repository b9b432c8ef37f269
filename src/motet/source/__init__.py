"""Source text, spans, diagnostics and how they are shown."""

from motet.source.diagnostic import Diagnostic, DiagnosticError, Note
from motet.source.text import Source, Span

__all__ = ["Diagnostic", "DiagnosticError", "Note", "Source", "Span"]
