"""Function values: lambdas with what they capture, functions of the program, functions of modules."""

from __future__ import annotations

from typing import Final

from motet.bytecode import OPS
from motet.bytecode.builder import FunctionBuilder
from motet.bytecode.types import Ty
from motet.languages.lex import ast
from motet.languages.lex import types as lex
from motet.languages.lex.library import Entry
from motet.languages.lex.lowering.applications import Application, Operand
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.budgets import charge, charges
from motet.languages.lex.lowering.captures import free_variables
from motet.languages.lex.lowering.uses import DROP, TAIL, Use
from motet.source import Span

_NEVER: Final = frozenset(("type", "overflow"))
"""Traps that checked programs do not raise, unless they are told to by `Options.checked`."""


def lower_lambda(body: Body, node: ast.Lambda, use: Use) -> None:
    """A closure of what the lambda mentions."""
    if use is DROP:
        return
    names = free_variables(body.unit.checked, node)
    for name in names:
        body.load(body.lookup(name).local, node.span)
    if body.live:
        inner = lambda_body(body, node, names)
        inner.expression(node.body, TAIL)
        inner.finish()
        body.emit("closure_new", _shared(body, inner.builder), span=node.span)
    body.settle(use, node.span)


def _shared(body: Body, builder: FunctionBuilder) -> int:
    """A lambda's function, or one before it that is equal, because closures are equal whose code and captures are.

    Only functions that stop no run are shared: messages tell the place of the others.
    """
    function = builder.function
    if body.lowering.options.checked or not all(_is_silent(instruction[0]) for instruction in function.code):
        return builder.index
    key = (function.captures, function.parameters, function.results, function.local_count, tuple(function.code))
    return body.lowering.lambdas.setdefault(key, builder.index)


def _is_silent(name: str) -> bool:
    op = OPS[name]
    return "name" not in op.operands and "call" not in name and set(op.traps) <= _NEVER


def lambda_body(body: Body, node: ast.Lambda, names: tuple[str, ...]) -> Body:
    """The function of a lambda: captures first, then parameters."""
    captures = tuple([body.lookup(name).type for name in names])
    signature = body.view.made(body.type_of(node))
    inner = new_function(body, f"{body.unit.prefix}{body.owner}.fn", signature, captures)
    for local, name in enumerate(names):
        inner.bind(name, local, captures[local])
    for local, (parameter, type_) in enumerate(zip(node.params, signature.parts, strict=True)):
        inner.bind(parameter.name, len(names) + local, type_)
    return inner


def new_function(body: Body, name: str, signature: Ty, captures: tuple[Ty, ...] = ()) -> Body:
    """A function that stands in the one that is being lowered."""
    builder = FunctionBuilder(
        body.builder.program, name, signature.parts, signature.results, captures, source=body.source
    )
    return Body(body.lowering, builder, body.unit, body.view, body.owner, body.source)


def instance(body: Body, node: ast.Expr, name: str) -> int:
    """Index of a function of the source, for the types that a node uses it with."""
    types = body.unit.checked.instances.get(node, ())
    return body.lowering.function(body.unit, name, body.view.all(types))


def function_value(body: Body, node: ast.Var, name: str) -> None:
    """Push a function of the source as a closure."""
    if not body.live:
        return
    index = instance(body, node, name)
    amount = charges(body, name)
    if amount:
        inner = new_function(body, f"{name}.fn", body.view.made(body.type_of(node)))
        for local in range(inner.builder.function.arity):
            inner.load(local, node.span)
        charge(inner, amount, node.span)
        inner.emit("tail_call", index, span=node.span)
        index = inner.finish()
    body.emit("closure_new", index, span=node.span)


def push_library_function(body: Body, node: ast.FieldAccess) -> None:
    """Push a function of a module as a closure that calls it."""
    entry = body.unit.checked.references[node].entry
    assert entry is not None
    type_ = lex.prune(body.type_of(node))
    assert isinstance(type_, lex.FunctionType)
    if body.live:
        body.emit("closure_new", _expanded(body, entry, type_, node.span, body.node_id(node)), span=node.span)


def _expanded(body: Body, entry: Entry, type_: lex.FunctionType, span: Span, node: str | None) -> int:
    inner = new_function(body, f"{entry.name}.fn", body.view.made(type_))
    operands = [Operand(parameter, None, local) for local, parameter in enumerate(type_.params)]
    body.lowering.apply(inner, Application(entry, operands, type_.result, span, node), TAIL)
    return inner.finish()
