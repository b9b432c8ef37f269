"""Calls of host functions."""

from __future__ import annotations

from motet.languages.lex.lowering.applications import Application
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.uses import Use


def apply_row(body: Body, application: Application, use: Use) -> None:
    """Call the host function."""
    for operand in application.operands:
        operand.push(body, application.span)
    result = body.view.of(application.result)
    body.library(application.entry.name, len(application.operands), result, application.span, application.node)
    body.settle(use, application.span)
