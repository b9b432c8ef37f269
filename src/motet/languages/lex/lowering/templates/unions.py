"""What the templates of `std.option` and `std.result` share."""

from __future__ import annotations

from collections.abc import Callable

from motet.languages.lex import ast
from motet.languages.lex.lowering.applications import Application, Operand
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.callables import Callee, callee_of
from motet.languages.lex.lowering.constructors import Split
from motet.languages.lex.lowering.makers import makes_constructors
from motet.languages.lex.lowering.uses import Use

Handler = Callable[[str, list[int], Use], None]
Constructors = tuple[tuple[str, int], tuple[str, int]]


def with_function(
    body: Body, application: Application, use: Use, constructors: Constructors, handler: Callable[[Callee], Handler]
) -> None:
    """Take the first argument apart; the second one is a function, evaluated before the outcome is looked at."""
    value, function = application.operands
    if not _is_at_hand(body, function):
        value = _evaluated(body, application, value)
    callee = callee_of(body, function, application.span, application.node)
    split(body, application, value, constructors, use, handler(callee))


def with_value(
    body: Body, application: Application, use: Use, constructors: Constructors, handler: Callable[[Operand], Handler]
) -> None:
    """Take the first argument apart; the second one is a value, evaluated before the outcome is looked at."""
    value, other = application.operands
    if not (_is_at_hand(body, other) or isinstance(other.node, ast.Literal)):
        value = _evaluated(body, application, value)
        other = _evaluated(body, application, other)
    split(body, application, value, constructors, use, handler(other))


def split(
    body: Body, application: Application, value: Operand, constructors: Constructors, use: Use, handler: Handler
) -> None:
    """Take a value apart and lower what comes then."""
    ways = Split(body, body.view.made(value.type), constructors, application.span)
    if value.node is not None and makes_constructors(body, value.node):
        body.expression(value.node, ways)
    else:
        value.push(body, application.span)
        ways.unknown(body, application.span)
    ways.handle(body, use, handler)


def _evaluated(body: Body, application: Application, operand: Operand) -> Operand:
    return Operand(operand.type, None, operand.in_local(body, application.span))


def _is_at_hand(body: Body, operand: Operand) -> bool:
    """Whether it makes no difference when the argument is evaluated."""
    return operand.node is None or isinstance(operand.node, ast.Lambda | ast.Var | ast.FieldAccess)
