"""Expressions, one function for each kind of node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from motet.bytecode.types import ANY
from motet.languages.lex import ast
from motet.languages.lex.lowering.body import Body, Visitor
from motet.languages.lex.lowering.calls import lower_call
from motet.languages.lex.lowering.closures import function_value, lower_lambda, push_library_function
from motet.languages.lex.lowering.constructors import give_parts
from motet.languages.lex.lowering.matches import lower_match
from motet.languages.lex.lowering.openings import opened_variable, push_parts
from motet.languages.lex.lowering.operators import lower_binary, lower_unary
from motet.languages.lex.lowering.records import lower_record
from motet.languages.lex.lowering.templates.sources import is_fused_call, virtual_list
from motet.languages.lex.lowering.uses import DROP, TAIL, VALUE, Branch, Simple, Use


def lower_literal(body: Body, node: ast.Literal, use: Use) -> None:
    """Push a constant."""
    value = node.value.value
    if isinstance(value, bool):
        body.settle_bool(value, use, node.span)
    elif use is not DROP:
        body.const(value, node.span)
        body.settle(use, node.span)


def lower_variable(body: Body, node: ast.Var, use: Use) -> None:
    """Push a variable, or a function as a value."""
    if use is DROP:
        return
    reference = body.unit.checked.references[node]
    if reference.kind == "function":
        function_value(body, node, reference.name)
    else:
        body.load(body.lookup(node.name).local, node.span)
    body.settle(use, node.span)


def lower_lets(body: Body, node: ast.Let | ast.Block, use: Use) -> None:
    """Bindings and statements, however many follow each other, then the result."""
    mark = body.mark()
    rest: ast.Expr = node
    while isinstance(rest, ast.Let | ast.Block):
        if isinstance(rest, ast.Block):
            for statement in rest.statements:
                body.expression(statement, DROP)
            rest = rest.result
        elif rest.name == ast.ASCRIPTION:
            rest = rest.value
        else:
            body.bind(rest.name, _local_of(body, rest), body.shape_of(rest.value))
            rest = rest.body
    body.expression(rest, use)
    body.release(mark)


def _local_of(body: Body, node: ast.Let) -> int:
    """The local of a variable. A list that is used once need not be made where it is bound."""
    if is_fused_call(body, node.value) and node in body.used_once():
        return virtual_list(body, node.value)
    body.expression(node.value, VALUE)
    return body.store_new(node.span)


def lower_constructor(body: Body, node: ast.Constructor, use: Use) -> None:
    """A value of a union, unless it is taken apart at once."""
    if use is DROP:
        _drop_all(body, node.args)
        return
    for argument in node.args:
        body.expression(argument, VALUE)
    if body.live and not isinstance(use, Simple | Branch):
        use.known(body, node.name, len(node.args), node.span)
        return
    make_variant(body, node)
    body.settle(use, node.span)


def make_variant(body: Body, node: ast.Constructor) -> None:
    """Make the object of a constructor from what is on the stack."""
    made = body.shape(body.view.made(body.type_of(node)))
    if body.live:
        body.emit("variant_new", made, body.name(node.name), span=node.span)


def lower_tuple(body: Body, node: ast.TupleLit, use: Use) -> None:
    """A tuple; the empty one is Unit."""
    if use is DROP:
        _drop_all(body, node.items)
        return
    if node.items:
        made = body.view.made(body.type_of(node))
        items = tuple(enumerate(node.items))
        push_parts(body, items, opened_variable(body, items, made), node.span)
        give_parts(body, made, len(node.items), use, node.span)
        return
    body.const(None, node.span)
    body.settle(use, node.span)


def lower_list(body: Body, node: ast.ListLit, use: Use) -> None:
    """A list."""
    if use is DROP:
        _drop_all(body, node.items)
        return
    first, rest = node.items[:_AT_ONCE], node.items[_AT_ONCE:]
    for item in first:
        body.expression(item, VALUE)
    body.emit("list_new", len(first), body.shape(body.view.made(body.type_of(node))), span=node.span)
    for item in rest:
        body.expression(item, VALUE)
        body.emit("list_push", span=item.span)
    body.settle(use, node.span)


_AT_ONCE: Final = 1000
"""Items of a list that are put on the stack before the list is made."""


def lower_field(body: Body, node: ast.FieldAccess, use: Use) -> None:
    """A field of a record, or a function of a module as a value."""
    reference = body.unit.checked.references[node]
    if reference.kind == "library":
        if use is not DROP:
            push_library_function(body, node)
            body.settle(use, node.span)
        return
    container = body.shape_of(node.value)
    items = _known_fields(body, node.value)
    if items:
        body.load(items[container.fields.index(node.field)], node.span)
        body.settle(use, node.span)
        return
    body.expression(node.value, VALUE)
    body.emit("record_get", body.name(node.field), span=node.span)
    body.fit(container if node.field in container.fields else ANY, body.shape_of(node), node.span)
    body.settle(use, node.span)


def _known_fields(body: Body, node: ast.Expr) -> tuple[int, ...]:
    """The locals of the fields of a variable, if it is a record that was not made."""
    if not isinstance(node, ast.Var) or body.unit.checked.references[node].kind != "local":
        return ()
    return body.items(body.lookup(node.name).local)


def lower_return(body: Body, node: ast.Return, use: Use) -> None:
    """Leave the function, or the lambda that was written into it. Pending operands go first: nobody will see them."""
    if not body.live:
        return
    returns, depth = body.returns, body.depth
    if returns is None:
        body.pop_to(0, node.span)
        body.expression(node.value, TAIL)
    else:
        body.pop_to(returns.depth, node.span)
        body.expression(node.value, returns.use)
        body.jump(returns.end, node.span)
    body.depth = depth


def _drop_all(body: Body, nodes: tuple[ast.Expr, ...]) -> None:
    for node in nodes:
        body.expression(node, DROP)


VISITORS: Final[Mapping[type, Visitor]] = {
    ast.Literal: lower_literal,
    ast.Var: lower_variable,
    ast.Call: lower_call,
    ast.Let: lower_lets,
    ast.Block: lower_lets,
    ast.Match: lower_match,
    ast.Constructor: lower_constructor,
    ast.RecordLit: lower_record,
    ast.TupleLit: lower_tuple,
    ast.ListLit: lower_list,
    ast.FieldAccess: lower_field,
    ast.Lambda: lower_lambda,
    ast.BinOp: lower_binary,
    ast.UnaryOp: lower_unary,
    ast.Return: lower_return,
}
"""The lowering of each kind of expression."""
