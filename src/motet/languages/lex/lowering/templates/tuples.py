"""`std.tuple`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from motet.languages.lex import types as lex
from motet.languages.lex.lowering.applications import Application
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.uses import DROP, Use

Template = Callable[[Body, Application, Use], None]


def _item(index: int) -> Template:
    def template(body: Body, application: Application, use: Use) -> None:
        span = application.span
        (value,) = application.operands
        local = value.variable(body)
        items = () if local is None else body.items(local)
        if items:
            body.load(items[index], span)
        else:
            value.push(body, span)
            body.emit("tuple_get", index, span=span)
            body.fit(body.view.of(value.type), body.view.of(application.result), span)
        body.settle(use, span)

    return template


def tuple_len(body: Body, application: Application, use: Use) -> None:
    """The number of items, which the type says."""
    span = application.span
    (value,) = application.operands
    type_ = lex.prune(value.type)
    value.push(body, span)
    body.settle(DROP, span)
    if use is not DROP:
        body.const(len(type_.items) if isinstance(type_, lex.TupleType) else 2, span)
        body.settle(use, span)


TEMPLATES: Final[Mapping[str, Template]] = {
    "tuple.fst": _item(0),
    "tuple.snd": _item(1),
    "tuple.third": _item(2),
    "tuple.len": tuple_len,
}
