"""`std.flow`: functions made of functions; those that only call are functions of the prelude."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from motet.bytecode import types as bc
from motet.bytecode.types import ANY
from motet.languages.lex.lowering.applications import Application
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.closures import new_function
from motet.languages.lex.lowering.prelude import apply_prelude
from motet.languages.lex.lowering.uses import Use

Template = Callable[[Body, Application, Use], None]


def flow_parallel(body: Body, application: Application, use: Use) -> None:
    """A function that runs two functions, which may be at the same time, and gives both results."""
    span = application.span
    for operand in application.operands:
        operand.push(body, span)
    if body.live:
        body.emit("closure_new", _both(body, application), span=span)
    body.settle(use, span)


def _both(body: Body, application: Application) -> int:
    """The function of it; its captures are the two functions."""
    span = application.span
    result = body.view.made(application.result)
    captures = tuple([body.view.of(operand.type) for operand in application.operands])
    inner = new_function(body, "flow.parallel.fn", result, captures)
    general = bc.list_of(ANY)
    for local in range(len(captures)):
        inner.load(local, span)
    inner.emit("list_new", len(captures), inner.shape(general), span=span)
    inner.emit("parallel", inner.shape(general), span=span, node=application.node)
    results = inner.store_new(span)
    (pair,) = result.results
    for index in range(len(captures)):
        inner.load(results, span)
        inner.const(index, span)
        inner.emit("list_get", span=span)
        if pair.kind == "Tuple":
            inner.fit(ANY, pair.parts[index], span)
    made = pair if pair.kind == "Tuple" else bc.tuple_of(ANY, ANY)
    inner.emit("tuple_new", inner.shape(made), span=span)
    inner.emit("return", span=span)
    return inner.finish()


TEMPLATES: Final[Mapping[str, Template]] = {
    "flow.parallel": flow_parallel,
    **{f"flow.{name}": apply_prelude for name in ("sequential", "branch", "retry", "retry_with_backoff")},
}
