"""`std.result`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from motet.languages.lex.lowering.applications import Application, Operand
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.callables import Callee
from motet.languages.lex.lowering.constructors import RESULT, give
from motet.languages.lex.lowering.templates.options import constructor_test
from motet.languages.lex.lowering.templates.unions import Handler, with_function, with_value
from motet.languages.lex.lowering.uses import VALUE, Use

Template = Callable[[Body, Application, Use], None]


def _mapped(wanted: str) -> Template:
    """What one constructor holds is mapped, the other one stays."""

    def template(body: Body, application: Application, use: Use) -> None:
        made, span = body.view.made(application.result), application.span

        def handler(callee: Callee) -> Handler:
            def handle(constructor: str, parts: list[int], use: Use) -> None:
                if constructor == wanted:
                    callee.apply(body, parts, VALUE, span)
                else:
                    body.load(parts[0], span)
                give(body, made, constructor, 1, use, span)

            return handle

        with_function(body, application, use, RESULT, handler)

    return template


def _continued(wanted: str) -> Template:
    """One constructor goes on with what the function gives, the other one stays."""

    def template(body: Body, application: Application, use: Use) -> None:
        made, span = body.view.made(application.result), application.span

        def handler(callee: Callee) -> Handler:
            def handle(constructor: str, parts: list[int], use: Use) -> None:
                if constructor == wanted:
                    callee.apply(body, parts, use, span)
                else:
                    body.load(parts[0], span)
                    give(body, made, constructor, 1, use, span)

            return handle

        with_function(body, application, use, RESULT, handler)

    return template


def result_unwrap_or(body: Body, application: Application, use: Use) -> None:
    """The value, or the other one for Err."""
    span = application.span

    def handler(other: Operand) -> Handler:
        def handle(constructor: str, parts: list[int], use: Use) -> None:
            if constructor == "Ok":
                body.load(parts[0], span)
            else:
                other.push(body, span)
            body.settle(use, span)

        return handle

    with_value(body, application, use, RESULT, handler)


def result_unwrap_or_else(body: Body, application: Application, use: Use) -> None:
    """The value, or f(error) for Err."""
    span = application.span

    def handler(callee: Callee) -> Handler:
        def handle(constructor: str, parts: list[int], use: Use) -> None:
            if constructor == "Ok":
                body.load(parts[0], span)
                body.settle(use, span)
            else:
                callee.apply(body, parts, use, span)

        return handle

    with_function(body, application, use, RESULT, handler)


TEMPLATES: Final[Mapping[str, Template]] = {
    "result.map": _mapped("Ok"),
    "result.map_err": _mapped("Err"),
    "result.and_then": _continued("Ok"),
    "result.or_else": _continued("Err"),
    "result.unwrap_or": result_unwrap_or,
    "result.unwrap_or_else": result_unwrap_or_else,
    "result.is_ok": constructor_test("Ok", RESULT),
    "result.is_err": constructor_test("Err", RESULT),
}
