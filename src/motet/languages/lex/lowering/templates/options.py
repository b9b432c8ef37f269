"""`std.option`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from motet.languages.lex.lowering.applications import Application, Operand
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.callables import Callee
from motet.languages.lex.lowering.constructors import OPTION, give
from motet.languages.lex.lowering.makers import makes_constructors
from motet.languages.lex.lowering.templates.unions import Handler, split, with_function, with_value
from motet.languages.lex.lowering.uses import DROP, VALUE, Use


def option_map(body: Body, application: Application, use: Use) -> None:
    """Some(f(value)), or None."""
    made, span = body.view.made(application.result), application.span

    def handler(callee: Callee) -> Handler:
        def handle(constructor: str, parts: list[int], use: Use) -> None:
            if parts:
                callee.apply(body, parts, VALUE, span)
            give(body, made, constructor, len(parts), use, span)

        return handle

    with_function(body, application, use, OPTION, handler)


def option_and_then(body: Body, application: Application, use: Use) -> None:
    """f(value), or None."""
    made, span = body.view.made(application.result), application.span

    def handler(callee: Callee) -> Handler:
        def handle(constructor: str, parts: list[int], use: Use) -> None:
            if parts:
                callee.apply(body, parts, use, span)
            else:
                give(body, made, constructor, 0, use, span)

        return handle

    with_function(body, application, use, OPTION, handler)


def option_or_else(body: Body, application: Application, use: Use) -> None:
    """The option, or f() for None."""
    made, span = body.view.made(application.result), application.span

    def handler(callee: Callee) -> Handler:
        def handle(constructor: str, parts: list[int], use: Use) -> None:
            if parts:
                body.load(parts[0], span)
                give(body, made, constructor, 1, use, span)
            else:
                callee.apply(body, (), use, span)

        return handle

    with_function(body, application, use, OPTION, handler)


def option_unwrap_or_else(body: Body, application: Application, use: Use) -> None:
    """The value, or f() for None."""
    span = application.span

    def handler(callee: Callee) -> Handler:
        def handle(constructor: str, parts: list[int], use: Use) -> None:
            if parts:
                body.load(parts[0], span)
                body.settle(use, span)
            else:
                callee.apply(body, (), use, span)

        return handle

    with_function(body, application, use, OPTION, handler)


def option_unwrap_or(body: Body, application: Application, use: Use) -> None:
    """The value, or the other one for None."""
    span = application.span

    def handler(other: Operand) -> Handler:
        def handle(constructor: str, parts: list[int], use: Use) -> None:
            if parts:
                body.load(parts[0], span)
            else:
                other.push(body, span)
            body.settle(use, span)

        return handle

    with_value(body, application, use, OPTION, handler)


def option_ok_or(body: Body, application: Application, use: Use) -> None:
    """Ok(value), or Err of the other one for None."""
    made, span = body.view.made(application.result), application.span

    def handler(other: Operand) -> Handler:
        def handle(constructor: str, parts: list[int], use: Use) -> None:
            if parts:
                body.load(parts[0], span)
            else:
                other.push(body, span)
            give(body, made, "Ok" if parts else "Err", 1, use, span)

        return handle

    with_value(body, application, use, OPTION, handler)


def constructor_test(
    constructor: str, constructors: tuple[tuple[str, int], tuple[str, int]]
) -> Callable[[Body, Application, Use], None]:
    """The template that tests for a constructor."""

    def template(body: Body, application: Application, use: Use) -> None:
        span = application.span
        (value,) = application.operands
        if value.node is not None and makes_constructors(body, value.node):

            def handle(name: str, parts: list[int], use: Use) -> None:
                body.settle_bool(name == constructor, use, span)

            split(body, application, value, constructors, use, handle)
            return
        value.push(body, span)
        if use is not DROP:
            body.emit("variant_is", body.name(constructor), span=span)
        body.settle(use, span)

    return template


TEMPLATES: Final[Mapping[str, Callable[[Body, Application, Use], None]]] = {
    "option.map": option_map,
    "option.and_then": option_and_then,
    "option.or_else": option_or_else,
    "option.unwrap_or": option_unwrap_or,
    "option.unwrap_or_else": option_unwrap_or_else,
    "option.ok_or": option_ok_or,
    "option.is_some": constructor_test("Some", OPTION),
    "option.is_none": constructor_test("None", OPTION),
}
