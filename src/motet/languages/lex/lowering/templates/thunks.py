"""Functions without parameters that apply something to one element: what `parallel` runs."""

from __future__ import annotations

from typing import NamedTuple

from motet.bytecode import types as bc
from motet.bytecode.types import Ty
from motet.languages.lex import ast
from motet.languages.lex.lowering.applications import Application, Operand
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.callables import ClosureLocal, callee_of
from motet.languages.lex.lowering.captures import free_variables
from motet.languages.lex.lowering.closures import new_function
from motet.languages.lex.lowering.uses import TAIL
from motet.source import Span


class Thunk(NamedTuple):
    """A function that applies another one to its last capture; the locals that are its other captures."""

    function: int
    captured: list[int]


def thunk_of(body: Body, function: Operand, element: Ty, result: Ty, application: Application) -> Thunk:
    """The function for elements of a type."""
    span = application.span
    callee = callee_of(body, function, span, application.node)
    names = free_variables(body.unit.checked, function.node) if isinstance(function.node, ast.Lambda) else ()
    bindings = [body.lookup(name) for name in names]
    captured = [binding.local for binding in bindings]
    types = [binding.type for binding in bindings]
    if isinstance(callee, ClosureLocal):
        captured, types = [callee.local], [body.view.of(function.type)]
        callee = ClosureLocal(0, callee.node)
    inner = new_function(body, f"{body.unit.prefix}{body.owner}.fn", bc.fn((), (result,)), (*types, element))
    for local, (name, binding) in enumerate(zip(names, bindings, strict=True)):
        inner.bind(name, local, binding.type)
    callee.apply(inner, (len(captured),), TAIL, span)
    return Thunk(inner.finish(), captured)


def push_thunk(body: Body, thunk: Thunk, element: int, span: Span) -> None:
    """Push a closure for the element in a local."""
    for local in (*thunk.captured, element):
        body.load(local, span)
    body.emit("closure_new", thunk.function, span=span)
