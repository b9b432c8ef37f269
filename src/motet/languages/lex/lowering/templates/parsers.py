"""`std.parser`: the one function that refuses arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from motet.bytecode.types import STR
from motet.languages.lex.lowering.applications import Application, Operand
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.prelude import apply_prelude
from motet.languages.lex.lowering.uses import Use
from motet.source import Span


def parser_char(body: Body, application: Application, use: Use) -> None:
    """The text must be one character."""
    span = application.span
    (operand,) = application.operands
    text = operand.in_local(body, span)
    fits, differs = body.label(), body.label()
    _compare(body, lambda: body.load(text, span), span)
    body.jump(differs, span, "branch_if")
    _compare(body, lambda: _second(body, text, span), span)
    body.jump(fits, span, "branch_if")
    body.place(differs)
    body.const('parser.char: expected 1-character string, got "', span)
    body.load(text, span)
    body.library("str.concat", 2, STR, span)
    body.const('"', span)
    body.library("str.concat", 2, STR, span)
    body.emit("trap_with", "host", span=span)
    body.place(fits)
    apply_prelude(body, application._replace(operands=[Operand(operand.type, None, text)]), use)


def _compare(body: Body, push: Callable[[], None], span: Span) -> None:
    """Whether what is pushed is empty."""
    push()
    body.const("", span)
    body.emit("str_compare", "eq", span=span)


def _second(body: Body, text: int, span: Span) -> None:
    body.load(text, span)
    body.const(1, span)
    body.const(2, span)
    body.library("str.slice", 3, STR, span)


TEMPLATES: Final[Mapping[str, Callable[[Body, Application, Use], None]]] = {"parser.char": parser_char}
