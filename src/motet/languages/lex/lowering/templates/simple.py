"""Functions of several modules that are a few instructions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from motet.bytecode.types import INT
from motet.languages.lex.lowering.applications import Application
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.uses import Use

Template = Callable[[Body, Application, Use], None]


def int_abs(body: Body, application: Application, use: Use) -> None:
    """The number without its sign; the least Int stays as it is."""
    span, positive = application.span, body.label()
    application.operands[0].push(body, span)
    body.emit("dup", span=span)
    body.const(0, span)
    body.emit("int_compare", "ge", span=span)
    body.jump(positive, span, "branch_if")
    body.emit("int_neg", body.rule, span=span)
    body.jump(positive, span)
    body.place(positive)
    body.settle(use, span)


def _choice(relation: str) -> Template:
    """The first of two Ints if it stands in a relation to the second."""

    def template(body: Body, application: Application, use: Use) -> None:
        span, first = application.span, body.label()
        for operand in application.operands:
            operand.push(body, span)
        other = body.store_new(span)
        body.emit("dup", span=span)
        body.load(other, span)
        body.emit("int_compare", relation, span=span)
        body.jump(first, span, "branch_if")
        body.emit("pop", span=span)
        body.load(other, span)
        body.jump(first, span)
        body.place(first)
        body.settle(use, span)

    return template


def _empty(size: str) -> Template:
    """Whether a size is 0."""

    def template(body: Body, application: Application, use: Use) -> None:
        span = application.span
        application.operands[0].push(body, span)
        body.library(size, 1, INT, span, application.node)
        body.const(0, span)
        body.emit("int_compare", "eq", span=span)
        body.settle(use, span)

    return template


TEMPLATES: Final[Mapping[str, Template]] = {
    "int.abs": int_abs,
    "int.min": _choice("le"),
    "int.max": _choice("ge"),
    "bytes.is_empty": _empty("bytes.len"),
    "deque.is_empty": _empty("deque.size"),
    "map.is_empty": _empty("map.size"),
    "set.is_empty": _empty("set.size"),
    "str.is_empty": _empty("str.len"),
}
