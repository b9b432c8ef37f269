"""Applications of functions of modules: templates, instructions, functions of the prelude, rows."""

from __future__ import annotations

from motet.languages.lex.lowering.applications import Application
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.decoding import apply_decoding
from motet.languages.lex.lowering.host_calls import apply_row
from motet.languages.lex.lowering.prelude import apply_prelude
from motet.languages.lex.lowering.templates import TEMPLATES
from motet.languages.lex.lowering.uses import Use


def apply_library(body: Body, application: Application, use: Use) -> None:
    """Apply a function of a module."""
    entry = application.entry
    template = TEMPLATES.get(entry.name)
    if template is not None:
        template(body, application, use)
    elif entry.inline.startswith("prelude:"):
        apply_prelude(body, application, use)
    elif entry.inline.startswith("instr:"):
        _apply_instruction(body, application, entry.inline.partition(":")[2], use)
    elif application.decoded is not None:
        apply_decoding(body, application, application.decoded, use)
    else:
        apply_row(body, application, use)


def _apply_instruction(body: Body, application: Application, name: str, use: Use) -> None:
    for operand in application.operands:
        operand.push(body, application.span)
    body.emit(name, span=application.span, node=application.node)
    body.settle(use, application.span)
