"""`std.option` and `std.result`: for each function, what is done with each constructor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from motet.languages.lex.lowering.applications import Application, Operand
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.callables import Callee
from motet.languages.lex.lowering.constructors import OPTION, RESULT, give
from motet.languages.lex.lowering.makers import makes_constructors
from motet.languages.lex.lowering.templates.unions import Constructors, Handler, split, with_function, with_value
from motet.languages.lex.lowering.uses import DROP, VALUE, Use

Template = Callable[[Body, Application, Use], None]
Given = TypeVar("Given")


@dataclass(slots=True, frozen=True)
class _Case(Generic[Given]):
    """One constructor's piece of code; `given` is the second argument: a function or a value."""

    body: Body
    application: Application
    given: Given
    constructor: str
    parts: list[int]
    use: Use

    def held(self) -> None:
        """Push what the constructor holds."""
        for part in self.parts:
            self.body.load(part, self.application.span)

    def as_constructor(self, name: str, count: int) -> None:
        """Use a constructor of what is on the stack."""
        span = self.application.span
        give(self.body, self.body.view.made(self.application.result), name, count, self.use, span)

    def settle(self) -> None:
        """Use what is on the stack."""
        self.body.settle(self.use, self.application.span)


def _kept(case: _Case[Given]) -> None:
    """The value as it is."""
    case.held()
    case.as_constructor(case.constructor, len(case.parts))


def _held(case: _Case[Given]) -> None:
    """What the constructor holds."""
    case.held()
    case.settle()


def _held_as_ok(case: _Case[Given]) -> None:
    case.held()
    case.as_constructor("Ok", 1)


def _mapped(case: _Case[Callee]) -> None:
    """The same constructor of what the function gives."""
    case.given.apply(case.body, case.parts, VALUE, case.application.span)
    case.as_constructor(case.constructor, 1)


def _applied(case: _Case[Callee]) -> None:
    """What the function gives."""
    case.given.apply(case.body, case.parts, case.use, case.application.span)


def _other(case: _Case[Operand]) -> None:
    """The second argument."""
    case.given.push(case.body, case.application.span)
    case.settle()


def _other_as_err(case: _Case[Operand]) -> None:
    case.given.push(case.body, case.application.span)
    case.as_constructor("Err", 1)


def _handlers(
    body: Body, application: Application, actions: Mapping[str, Callable[[_Case[Given]], None]]
) -> Callable[[Given], Handler]:
    def handler(given: Given) -> Handler:
        def handle(constructor: str, parts: list[int], use: Use) -> None:
            actions[constructor](_Case(body, application, given, constructor, parts, use))

        return handle

    return handler


def _of_function(constructors: Constructors, *actions: Callable[[_Case[Callee]], None]) -> Template:
    by_name = {name: action for (name, _), action in zip(constructors, actions, strict=True)}

    def template(body: Body, application: Application, use: Use) -> None:
        with_function(body, application, use, constructors, _handlers(body, application, by_name))

    return template


def _of_value(constructors: Constructors, *actions: Callable[[_Case[Operand]], None]) -> Template:
    by_name = {name: action for (name, _), action in zip(constructors, actions, strict=True)}

    def template(body: Body, application: Application, use: Use) -> None:
        with_value(body, application, use, constructors, _handlers(body, application, by_name))

    return template


def _test(constructor: str, constructors: Constructors) -> Template:
    """Whether a value has the constructor."""

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


TEMPLATES: Final[Mapping[str, Template]] = {
    "option.map": _of_function(OPTION, _mapped, _kept),
    "option.and_then": _of_function(OPTION, _applied, _kept),
    "option.or_else": _of_function(OPTION, _kept, _applied),
    "option.unwrap_or_else": _of_function(OPTION, _held, _applied),
    "option.unwrap_or": _of_value(OPTION, _held, _other),
    "option.ok_or": _of_value(OPTION, _held_as_ok, _other_as_err),
    "option.is_some": _test("Some", OPTION),
    "option.is_none": _test("None", OPTION),
    "result.map": _of_function(RESULT, _mapped, _kept),
    "result.map_err": _of_function(RESULT, _kept, _mapped),
    "result.and_then": _of_function(RESULT, _applied, _kept),
    "result.or_else": _of_function(RESULT, _kept, _applied),
    "result.unwrap_or_else": _of_function(RESULT, _held, _applied),
    "result.unwrap_or": _of_value(RESULT, _held, _other),
    "result.is_ok": _test("Ok", RESULT),
    "result.is_err": _test("Err", RESULT),
}
