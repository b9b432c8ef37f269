"""Calls (specification 10.1): what is called decides how."""

from __future__ import annotations

from motet.languages.lex import ast
from motet.languages.lex.lowering.applications import Application, Operand
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.budgets import charge, charges
from motet.languages.lex.lowering.callables import InlineLambda
from motet.languages.lex.lowering.closures import instance
from motet.languages.lex.lowering.libraries import apply_library
from motet.languages.lex.lowering.uses import TAIL, VALUE, Use


def lower_call(body: Body, node: ast.Call, use: Use) -> None:
    """A call of a function of a module, of the source, or of a value."""
    callee = node.callee
    reference = body.unit.checked.references.get(callee)
    if reference is not None and reference.entry is not None:
        operands = [Operand(body.type_of(argument), argument) for argument in node.args]
        decoded = body.unit.checked.decoded.get(node)
        application = Application(reference.entry, operands, body.type_of(node), node.span, body.node_id(node), decoded)
        mark = body.mark()
        apply_library(body, application, use)
        body.release(mark)
    elif reference is not None and reference.kind == "function":
        _call_function(body, node, reference.name, use)
    elif isinstance(callee, ast.Lambda):
        _call_lambda(body, node, callee, use)
    else:
        _call_value(body, node, use)


def _call_function(body: Body, node: ast.Call, name: str, use: Use) -> None:
    for argument in node.args:
        body.expression(argument, VALUE)
    if not body.live:
        return
    charge(body, charges(body, name), node.span)
    index = instance(body, node.callee, name)
    body.emit("tail_call" if use is TAIL else "call", index, span=node.span, node=body.node_id(node))
    body.settle(use, node.span)


def _call_lambda(body: Body, node: ast.Call, callee: ast.Lambda, use: Use) -> None:
    mark = body.mark()
    locals_ = []
    for argument in node.args:
        body.expression(argument, VALUE)
        locals_.append(body.store_new(argument.span))
    InlineLambda(callee).apply(body, locals_, use, node.span)
    body.release(mark)


def _call_value(body: Body, node: ast.Call, use: Use) -> None:
    body.expression(node.callee, VALUE)
    for argument in node.args:
        body.expression(argument, VALUE)
    name = "tail_call_closure" if use is TAIL else "call_closure"
    body.emit(name, len(node.args), span=node.span, node=body.node_id(node))
    body.settle(use, node.span)
