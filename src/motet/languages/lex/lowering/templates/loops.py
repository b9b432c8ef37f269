"""Templates that are loops: of `std.list`, and `map.fold`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from motet.bytecode import types as bc
from motet.bytecode.builder import Label
from motet.languages.lex import types as lex
from motet.languages.lex.lowering.applications import Application
from motet.languages.lex.lowering.body import Body, Join
from motet.languages.lex.lowering.callables import callee_of
from motet.languages.lex.lowering.constructors import give
from motet.languages.lex.lowering.operators import emit_comparison
from motet.languages.lex.lowering.templates.accumulators import accumulator
from motet.languages.lex.lowering.templates.sources import (
    ListSource,
    element_of,
    entry_source,
    is_fused,
    new_list,
    source_of,
)
from motet.languages.lex.lowering.uses import VALUE, Branch, Use

Template = Callable[[Body, Application, Use], None]


def list_map(body: Body, application: Application, use: Use) -> None:
    """The list that is being made stays on the stack, so that nobody else has it."""
    span = application.span
    source = source_of(body, application.operands[0], span)
    callee = callee_of(body, application.operands[1], span, application.node)
    new_list(body, body.view.made(application.result), span, source)

    def visit(element: int) -> None:
        callee.apply(body, (element,), VALUE, span)
        body.emit("list_push", span=span)

    source.loop(body, span, visit)
    body.settle(use, span)


def list_filter(body: Body, application: Application, use: Use) -> None:
    """Those for which the function gives true."""
    span = application.span
    source = source_of(body, application.operands[0], span)
    callee = callee_of(body, application.operands[1], span, application.node)
    new_list(body, body.view.made(application.result), span)

    def visit(element: int) -> None:
        keep, skip = body.label(), body.label()
        callee.apply(body, (element,), Branch(keep, skip, keep), span)
        body.place(keep)
        body.load(element, span)
        body.emit("list_push", span=span)
        body.place(skip)

    source.loop(body, span, visit)
    body.settle(use, span)


def list_fold(body: Body, application: Application, use: Use) -> None:
    """The accumulator is one local, or several."""
    span = application.span
    values, start, function = application.operands
    source = source_of(body, values, span)
    kept = accumulator(body, start, function, span)
    callee = callee_of(body, function, span, application.node)

    def visit(element: int) -> None:
        kept.begin(body)
        callee.apply(body, (kept.local, element), kept.use, span)
        kept.end(body, span)

    source.loop(body, span, visit)
    kept.settle(body, use, span)


def _search(found: bool) -> Template:
    """`list.any` ends with the first true, `list.all` with the first false."""

    def template(body: Body, application: Application, use: Use) -> None:
        span = application.span
        source = source_of(body, application.operands[0], span)
        callee = callee_of(body, application.operands[1], span, application.node)

        def test(branch: Branch) -> None:
            def visit(element: int) -> None:
                further = body.label()
                inner = Branch(branch.true, further, further) if found else Branch(further, branch.false, further)
                callee.apply(body, (element,), inner, span)
                body.place(further)

            source.loop(body, span, visit)
            body.settle_bool(not found, branch, span)

        body.make_bool(use, span, test)

    return template


def list_find(body: Body, application: Application, use: Use) -> None:
    """The first for which the function gives true."""
    span, join = application.span, Join(body, use)
    source = source_of(body, application.operands[0], span)
    callee = callee_of(body, application.operands[1], span, application.node)
    made = body.view.made(application.result)

    def visit(element: int) -> None:
        found, further = body.label(), body.label()
        callee.apply(body, (element,), Branch(found, further, found), span)
        body.place(found)
        body.load(element, span)
        give(body, made, "Some", 1, join.elsewhere, span)
        join.leave(span)
        body.place(further)

    source.loop(body, span, visit)
    give(body, made, "None", 0, use, span)
    join.place()


def list_flat_map(body: Body, application: Application, use: Use) -> None:
    """The elements of all lists that the function gives."""
    span = application.span
    source = source_of(body, application.operands[0], span)
    callee = callee_of(body, application.operands[1], span, application.node)
    made = body.view.made(application.result)
    new_list(body, made, span)

    def visit(element: int) -> None:
        callee.apply(body, (element,), VALUE, span)
        inner = ListSource(body.store_new(span), body.view.of(application.result), made.parts[0])
        inner.loop(body, span, push)

    def push(element: int) -> None:
        body.load(element, span)
        body.emit("list_push", span=span)

    source.loop(body, span, visit)
    body.settle(use, span)


def list_sort_by(body: Body, application: Application, use: Use) -> None:
    """A list of the keys decides the order."""
    span = application.span
    values, function = application.operands
    source = ListSource(values.in_local(body, span), body.view.of(values.type), element_of(body, values))
    callee = callee_of(body, function, span, application.node)
    key = lex.prune(function.type)
    assert isinstance(key, lex.FunctionType)
    body.load(source.local, span)
    new_list(body, bc.list_of(body.view.of(key.result)), span, source)

    def visit(element: int) -> None:
        callee.apply(body, (element,), VALUE, span)
        body.emit("list_push", span=span)

    source.loop(body, span, visit)
    body.library("list.sort_by_keys", 2, body.view.of(application.result), span)
    body.settle(use, span)


def map_fold(body: Body, application: Application, use: Use) -> None:
    """Over the keys in order, with their values."""
    span = application.span
    entries, start, function = application.operands
    local = entries.in_local(body, span)
    kept = accumulator(body, start, function, span)
    callee = callee_of(body, function, span, application.node)

    def visit(pair: int) -> None:
        kept.begin(body)
        callee.apply(body, (kept.local, *body.items(pair)), kept.use, span)
        kept.end(body, span)

    entry_source(body, entries, local, span).loop(body, span, visit)
    kept.settle(body, use, span)


def list_len(body: Body, application: Application, use: Use) -> None:
    """The length; elements of a list that need not be made are counted."""

    def one(element: int) -> None:
        body.const(1, application.span)

    if is_fused(body, application.operands[0]):
        _add_up(body, application, use, one)
        return
    application.operands[0].push(body, application.span)
    body.emit("list_len", span=application.span)
    body.settle(use, application.span)


def list_sum(body: Body, application: Application, use: Use) -> None:
    """The sum, which wraps."""

    def value(element: int) -> None:
        body.load(element, application.span)

    _add_up(body, application, use, value)


def list_contains(body: Body, application: Application, use: Use) -> None:
    """Whether an element equals a value."""

    def test(branch: Branch) -> None:
        _look_for(body, application, branch.true)
        body.settle_bool(False, branch, application.span)

    body.make_bool(use, application.span, test)


def _look_for(body: Body, application: Application, found: Label) -> None:
    """Go to a label at the first element that equals a value; go on when there is none."""
    span = application.span
    values, wanted = application.operands
    source = source_of(body, values, span)
    value = wanted.in_local(body, span)
    type_ = element_of(body, values)

    def visit(element: int) -> None:
        body.load(element, span)
        body.load(value, span)
        emit_comparison(body, "==", type_, span)
        body.jump(found, span, "branch_if")

    source.loop(body, span, visit)


def list_flatten(body: Body, application: Application, use: Use) -> None:
    """The elements of all lists."""
    span = application.span
    source = source_of(body, application.operands[0], span)
    type_ = body.view.of(application.result)
    made = body.view.made(application.result)
    new_list(body, made, span)

    def push(element: int) -> None:
        body.load(element, span)
        body.emit("list_push", span=span)

    source.loop(body, span, lambda inner: ListSource(inner, type_, made.parts[0]).loop(body, span, push))
    body.settle(use, span)


def _add_up(body: Body, application: Application, use: Use, push: Callable[[int], None]) -> None:
    span = application.span
    source = source_of(body, application.operands[0], span)
    body.const(0, span)
    total = body.store_new(span)

    def visit(element: int) -> None:
        body.load(total, span)
        push(element)
        body.emit("int_add", "wrap64", span=span)
        body.emit("store", total, span=span)

    source.loop(body, span, visit)
    body.load(total, span)
    body.settle(use, span)


TEMPLATES: Final[Mapping[str, Template]] = {
    "list.len": list_len,
    "list.map": list_map,
    "list.contains": list_contains,
    "list.flatten": list_flatten,
    "list.sum": list_sum,
    "list.filter": list_filter,
    "list.fold": list_fold,
    "list.any": _search(True),
    "list.all": _search(False),
    "list.find": list_find,
    "list.flat_map": list_flat_map,
    "list.sort_by": list_sort_by,
    "map.fold": map_fold,
}
