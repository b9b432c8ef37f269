"""From s-expressions to the syntax tree: shapes of forms, reserved words, what each level has (specification 3, 5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from typing import Any, Final, cast

from motet.languages.snek import ast
from motet.languages.snek.errors import counted, invalid, quote
from motet.languages.snek.levels import Level, hint
from motet.languages.snek.reader import Atom, Group, SExpression, read
from motet.languages.snek.trampoline import Task, trampoline
from motet.source import DiagnosticError, Source, Span

_IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_IDENTIFIER_HELP: Final = "an identifier is a letter, then letters, digits, - and _"
_LET_SHAPE: Final = "the form is `(let ((name expression) ...) body)`"


def parse_program(source: Source, level: Level) -> ast.Program:
    """Read a file: definitions, then one expression.

    Raises:
        DiagnosticError: the text is no program of the level.
    """
    expressions = read(source)
    forms = _Forms(source, level)
    if not expressions:
        end = len(source.text)
        raise forms.wrong(Span(end, end), "parse error: the program is empty", help="write at least one expression")
    definitions: list[ast.Definition] = []
    for position, expression in enumerate(expressions):
        if forms.is_definition(expression):
            definitions.append(forms.definition(expression))
        elif position + 1 < len(expressions):
            raise _after_main(forms, expressions[position + 1])
        else:
            return ast.Program(source, definitions, trampoline(forms.expression(expression)))
    raise forms.wrong(expressions[-1].span, "the main expression is missing", help="end the file with an expression")


def parse_entry(source: Source, level: Level) -> ast.Entry | None:
    """Read one entry of the REPL: `(define x e)`, a function definition or an expression; None for a comment alone.

    Raises:
        DiagnosticError: the text is no entry of the level.
    """
    expressions = read(source)
    forms = _Forms(source, level)
    if not expressions:
        return None
    if len(expressions) > 1:
        help = "enter one expression or definition at a time"
        raise forms.wrong(expressions[1].span, f"parse error: one entry expected, {len(expressions)} found", help=help)
    expression = expressions[0]
    if forms.is_definition(expression):
        return forms.definition(expression)
    if _head(expression) == "define" and "define" in level.reserved:
        return forms.define(cast("Group", expression))
    return trampoline(forms.expression(expression))


def _after_main(forms: _Forms, expression: SExpression) -> DiagnosticError:
    if forms.is_definition(expression):
        return forms.wrong(expression.span, "a function is defined after the main expression")
    return forms.wrong(
        expression.span, "there is more than one main expression", help="a `block` holds several expressions"
    )


def _head(expression: SExpression) -> str | None:
    """The word that a list begins with."""
    if isinstance(expression, Group) and expression.items and isinstance(first := expression.items[0], Atom):
        return None if first.value is not None else first.text
    return None


class _Forms:
    """Builds the tree of one text at one level."""

    def __init__(self, source: Source, level: Level) -> None:
        self.source = source
        self.level = level
        self.builders: dict[str, Callable[[Group], Task[ast.Expr]]] = {
            "let": self.let,
            "set!": self.assign,
            "if": self.conditional,
            "block": self.block,
            "loop": self.loop,
            "break": self.leave,
            "cast": self.cast,
            "snek-printstack": self.print_stack,
            **dict.fromkeys(ast.VECTOR_FORMS, self.vector_form),
        }

    def wrong(self, span: Span, message: str, code: str = "form", help: str = "") -> DiagnosticError:
        return invalid(self.source, span, code, message, help=help)

    def shape(self, group: Group, shape: str) -> DiagnosticError:
        """The error of a form with a name but of the wrong shape."""
        head = cast("Atom", group.items[0]).text
        return self.wrong(group.span, f"{head} does not have this form", help=f"the form is `{shape}`")

    # ---- names

    def name(self, expression: SExpression, what: str) -> str:
        """The identifier that an s-expression must be; `what` it would name."""
        if isinstance(expression, Atom):
            if expression.text in self.level.reserved:
                raise self.keyword(expression, f"as {what}")
            if _IDENTIFIER.fullmatch(expression.text):
                return expression.text
            raise self.wrong(expression.span, f"{quote(expression.text)} is no identifier", help=_IDENTIFIER_HELP)
        raise self.wrong(expression.span, f"expected {what}, got a list")

    def keyword(self, atom: Atom, use: str, help: str = "choose another name") -> DiagnosticError:
        return self.wrong(atom.span, f"keyword {atom.text} used {use}", "keyword", help)

    # ---- definitions

    def is_definition(self, expression: SExpression) -> bool:
        return _head(expression) in self.level.definitions

    def definition(self, expression: SExpression) -> ast.Definition:
        """A function definition, annotated or not."""
        group = cast("Group", expression)
        match group.items:
            case [_, Group(items=[name, *parameters]), body]:
                result = None
            case [_, Group(items=[name, *parameters]), Atom(text="->"), type_, body] if self.level.annotations:
                result = self.type(type_)
            case _:
                raise self.shape(group, self._definition_shape(group))
        function = self.name(name, "a function name")
        listed = [self.parameter(parameter, result is not None, function) for parameter in parameters]
        return ast.Definition(group.span, function, name.span, listed, result, trampoline(self.expression(body)))

    def _definition_shape(self, group: Group) -> str:
        head = _head(group)
        if any(isinstance(item, Atom) and item.text == "->" for item in group.items) and self.level.annotations:
            return f"({head} (name (parameter : type) ...) -> type body)"
        return f"({head} (name parameter ...) body)"

    def parameter(self, expression: SExpression, annotated: bool, function: str) -> ast.Parameter:
        if isinstance(expression, Atom):
            name = self.name(expression, "a parameter")
            if annotated:
                raise self.mixture(expression.span, function)
            return ast.Parameter(expression.span, name)
        match expression.items:
            case [name_, Atom(text=":"), type_] if self.level.annotations:
                parameter = ast.Parameter(name_.span, self.name(name_, "a parameter"), self.type(type_))
            case _:
                raise self.wrong(expression.span, "bad parameter", help="write `name` or `(name : type)`")
        if not annotated:
            raise self.mixture(expression.span, function)
        return parameter

    def mixture(self, span: Span, function: str) -> DiagnosticError:
        return self.wrong(
            span,
            f"function {quote(function)} is annotated in part",
            help="annotate every parameter and the result, or none",
        )

    def type(self, expression: SExpression) -> ast.Type:
        for type_ in ast.TYPES:
            if isinstance(expression, Atom) and expression.text == type_:
                return type_
        shown = quote(expression.text) if isinstance(expression, Atom) else "a list"
        raise self.wrong(expression.span, f"{shown} is no type", help="the types are Num, Bool, Nothing, Any")

    def define(self, group: Group) -> ast.Define:
        if len(group.items) != 3:
            raise self.shape(group, "(define name expression)")
        name = self.name(group.items[1], "a variable")
        value = trampoline(self.expression(group.items[2]))
        return ast.Define(group.span, name, group.items[1].span, value)

    # ---- expressions

    def expression(self, expression: SExpression) -> Task[ast.Expr]:
        """The tree of an expression."""
        if isinstance(expression, Atom):
            return self.atom(expression)
        tree: ast.Expr = yield self.compound(expression)
        return tree

    def operands(self, items: list[SExpression]) -> Task[list[ast.Expr]]:
        result: list[ast.Expr] = []
        for item in items:
            if isinstance(item, Atom):
                result.append(self.atom(item))
            else:
                result.append((yield self.compound(item)))
        return result

    def atom(self, atom: Atom) -> ast.Expr:
        if atom.value is not None:
            return ast.Number(atom.span, atom.value)
        text = atom.text
        if text in self.level.atoms:
            return _ATOMS[text](atom.span)
        if text in self.level.reserved:
            raise self.keyword(atom, "as an identifier", f"it begins a list: `({text} ...)`")
        if self.level.variables and _IDENTIFIER.fullmatch(text):
            return ast.Variable(atom.span, text)
        raise self.wrong(atom.span, f"{quote(text)} is no expression", help=_IDENTIFIER_HELP)

    def compound(self, group: Group) -> Task[ast.Expr]:
        """The task for a list: chosen by its head."""
        if not group.items:
            raise self.wrong(group.span, "() is no expression")
        head = group.items[0]
        if isinstance(head, Group) or head.value is not None:
            raise self.wrong(head.span, "a list must begin with an operator, a form or the name of a function")
        level, text = self.level, head.text
        if text in level.unary:
            return self.unary(group)
        if text in level.binary:
            return self.binary(group)
        if text in level.forms:
            return self.builders[text](group)
        return self.call(group, head)

    def unary(self, group: Group) -> Task[ast.Expr]:
        op = self.operator(group, 1)
        (operand,) = yield self.operands(group.items[1:])
        if op == "negate":
            return ast.Binary(group.span, "-", ast.Number(group.span, 0), operand)
        return ast.Unary(group.span, op, operand)

    def binary(self, group: Group) -> Task[ast.Expr]:
        op = self.operator(group, 2)
        left, right = yield self.operands(group.items[1:])
        return ast.Binary(group.span, op, left, right)

    def operator(self, group: Group, count: int) -> str:
        """The head of a form with this many operands."""
        op = cast("Atom", group.items[0]).text
        if len(group.items) != count + 1:
            given = len(group.items) - 1
            raise self.wrong(group.span, f"{op} takes {counted(count, 'operand')}, got {given}", "operand-count")
        return op

    def let(self, group: Group) -> Task[ast.Expr]:
        match group.items:
            case [_, Group(items=[_, *_] as pairs), body]:
                pass
            case [_, Group(items=[]) as empty, _]:
                raise self.wrong(empty.span, "let binds nothing", help=_LET_SHAPE)
            case _:
                raise self.wrong(group.span, "let does not have this form", help=_LET_SHAPE)
        names: list[tuple[Span, str]] = []
        values: list[SExpression] = []
        for pair in pairs:
            match pair:
                case Group(items=[name, value]):
                    names.append((name.span, self.name(name, "a variable")))
                    values.append(value)
                case _:
                    raise self.wrong(pair.span, "a binding of let is `(name expression)`", help=_LET_SHAPE)
        trees = yield self.operands([*values, body])
        bindings = [ast.Binding(span, name, value) for (span, name), value in zip(names, trees, strict=False)]
        return ast.Let(group.span, bindings, trees[-1])

    def assign(self, group: Group) -> Task[ast.Expr]:
        if len(group.items) != 3:
            raise self.shape(group, "(set! name expression)")
        target = group.items[1]
        name = self.name(target, "a variable")
        (value,) = yield self.operands(group.items[2:])
        return ast.Assign(group.span, name, target.span, value)

    def conditional(self, group: Group) -> Task[ast.Expr]:
        self.operator(group, 3)
        condition, then, otherwise = yield self.operands(group.items[1:])
        return ast.If(group.span, condition, then, otherwise)

    def block(self, group: Group) -> Task[ast.Expr]:
        if len(group.items) < 2:
            raise self.shape(group, "(block expression ...)")
        return ast.Block(group.span, (yield self.operands(group.items[1:])))

    def loop(self, group: Group) -> Task[ast.Expr]:
        self.operator(group, 1)
        (body,) = yield self.operands(group.items[1:])
        return ast.Loop(group.span, body)

    def leave(self, group: Group) -> Task[ast.Expr]:
        self.operator(group, 1)
        (value,) = yield self.operands(group.items[1:])
        return ast.Break(group.span, value)

    def cast(self, group: Group) -> Task[ast.Expr]:
        self.operator(group, 2)
        target = self.type(group.items[1])
        (operand,) = yield self.operands(group.items[2:])
        return ast.Cast(group.span, target, operand)

    def vector_form(self, group: Group) -> Task[ast.Expr]:
        form = cast("Atom", group.items[0]).text
        count = ast.VECTOR_FORMS[form]
        if count is not None:
            self.operator(group, count)
        elif len(group.items) == 1 and "make-vec" not in self.level.forms:
            raise self.wrong(group.span, "vec takes 1 operand or more at this level", "operand-count")
        return ast.VectorForm(group.span, form, (yield self.operands(group.items[1:])))

    def print_stack(self, group: Group) -> Generator[Any, Any, ast.Expr]:
        """The debugging aid of one edition: there is no such stack here, its value is 0."""
        self.operator(group, 0)
        return ast.Number(group.span, 0)
        yield

    def call(self, group: Group, head: Atom) -> Task[ast.Expr]:
        name = head.text
        if name == "define" and name in self.level.reserved:
            raise self.wrong(group.span, "define is only allowed at the prompt", "define")
        if name in self.level.definitions:
            raise self.wrong(group.span, "a function can only be defined at the top level")
        if name in self.level.reserved:
            is_atom = name in self.level.atoms
            raise self.keyword(head, "as the name of a function", f"write `{name}` alone" if is_atom else "")
        if not self.level.definitions or not _IDENTIFIER.fullmatch(name):
            text = f"{quote(name)} is no operator or form of the level {self.level.name}"
            raise self.wrong(head.span, text, help=hint(name))
        return ast.Call(group.span, name, head.span, (yield self.operands(group.items[1:])))


_ATOMS: Final[dict[str, Callable[[Span], ast.Expr]]] = {
    "true": lambda span: ast.Boolean(span, True),
    "false": lambda span: ast.Boolean(span, False),
    "input": ast.Input,
    "nil": ast.Nil,
}
