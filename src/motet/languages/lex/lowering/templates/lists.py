"""`std.list`: what needs no loop, and what runs in parallel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from motet.bytecode import types as bc
from motet.languages.lex import ast
from motet.languages.lex.lowering.applications import Application
from motet.languages.lex.lowering.body import Body, Join
from motet.languages.lex.lowering.constructors import give
from motet.languages.lex.lowering.host_calls import apply_row
from motet.languages.lex.lowering.templates.sources import ListSource, element_of
from motet.languages.lex.lowering.templates.thunks import push_thunk, thunk_of
from motet.languages.lex.lowering.uses import DROP, VALUE, Branch, Simple, Use

Template = Callable[[Body, Application, Use], None]


def list_is_empty(body: Body, application: Application, use: Use) -> None:
    """Whether the length is 0."""
    span = application.span
    application.operands[0].push(body, span)
    if use is not DROP:
        body.emit("list_len", span=span)
        body.const(0, span)
        body.emit("int_compare", "eq", span=span)
    body.settle(use, span)


def _element(check: Callable[[Body, Application, int], int]) -> Template:
    """An Option of one element; `check` pushes whether there is one, and gives the local of its index."""

    def template(body: Body, application: Application, use: Use) -> None:
        if isinstance(use, Simple | Branch):
            apply_row(body, application, use)
            return
        span, operand = application.span, application.operands[0]
        xs, made, join = operand.in_local(body, span), body.view.made(application.result), Join(body, use)
        none = body.label()
        index = check(body, application, xs)
        body.jump(none, span, "branch_unless")
        body.load(xs, span)
        body.load(index, span)
        body.emit("list_get", span=span)
        body.fit(body.view.of(operand.type), made.parts[0], span)
        give(body, made, "Some", 1, join.elsewhere, span)
        body.place(none)
        give(body, made, "None", 0, use, span)

    return template


def _check_first(body: Body, application: Application, xs: int) -> int:
    span = application.span
    body.const(0, span)
    index = body.store_new(span)
    body.load(xs, span)
    body.emit("list_len", span=span)
    body.const(0, span)
    body.emit("int_compare", "gt", span=span)
    return index


def _check_last(body: Body, application: Application, xs: int) -> int:
    span = application.span
    body.load(xs, span)
    body.emit("list_len", span=span)
    body.const(1, span)
    body.emit("int_sub", "wrap64", span=span)
    index = body.store_new(span)
    body.load(index, span)
    body.const(0, span)
    body.emit("int_compare", "ge", span=span)
    return index


def _check_index(body: Body, application: Application, xs: int) -> int:
    span = application.span
    index = application.operands[1].in_local(body, span)
    body.load(index, span)
    body.const(0, span)
    body.emit("int_compare", "ge", span=span)
    body.load(index, span)
    body.load(xs, span)
    body.emit("list_len", span=span)
    body.emit("int_compare", "lt", span=span)
    body.emit("bool_and", span=span)
    return index


def list_concat(body: Body, application: Application, use: Use) -> None:
    """What is written out as a list is pushed element by element."""
    span = application.span
    first, second = application.operands
    if not isinstance(second.node, ast.ListLit) or use is DROP:
        apply_row(body, application, use)
        return
    first.push(body, span)
    for item in second.node.items:
        body.expression(item, VALUE)
        body.emit("list_push", span=item.span)
    body.settle(use, span)


def list_set(body: Body, application: Application, use: Use) -> None:
    """The list itself if there is no such index."""
    span = application.span
    values, index, value = application.operands
    values.push(body, span)
    index.push(body, span)
    at = body.store_new(span)
    value.push(body, span)
    new = body.store_new(span)
    outside = body.label()
    body.emit("dup", span=span)
    body.emit("list_len", span=span)
    body.load(at, span)
    body.emit("int_compare", "gt", span=span)
    body.load(at, span)
    body.const(0, span)
    body.emit("int_compare", "ge", span=span)
    body.emit("bool_and", span=span)
    body.jump(outside, span, "branch_unless")
    body.load(at, span)
    body.load(new, span)
    body.emit("list_set", span=span)
    body.jump(outside, span)
    body.place(outside)
    body.settle(use, span)


def list_par_map(body: Body, application: Application, use: Use) -> None:
    """A list of functions without parameters, one for each element, which may run at the same time."""
    span = application.span
    values, function = application.operands
    made, element = body.view.made(application.result), element_of(body, values)
    source = ListSource(values.in_local(body, span), body.view.of(values.type), element)
    thunk = thunk_of(body, function, element, made.parts[0], application)
    body.emit("list_new", 0, body.shape(bc.list_of(bc.fn((), made.parts))), span=span)

    def visit(local: int) -> None:
        push_thunk(body, thunk, local, span)
        body.emit("list_push", span=span)

    source.loop(body, span, visit)
    body.emit("parallel_workers", body.shape(made), span=span, node=application.node)
    body.settle(use, span)


def parallel_list(body: Body, application: Application, use: Use) -> None:
    """The results of functions without parameters, which may run at the same time."""
    span = application.span
    application.operands[0].push(body, span)
    body.emit("parallel", body.shape(body.view.made(application.result)), span=span, node=application.node)
    body.settle(use, span)


TEMPLATES: Final[Mapping[str, Template]] = {
    "list.is_empty": list_is_empty,
    "list.head": _element(_check_first),
    "list.last": _element(_check_last),
    "list.get": _element(_check_index),
    "list.concat": list_concat,
    "list.par_map": list_par_map,
    "list.set": list_set,
    "flow.parallel_list": parallel_list,
}
