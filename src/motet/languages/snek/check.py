"""Scope, arity and placement: the static errors that hold in every mode (specification 5).

All checks look at the whole program, at functions that are never called too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final, TypeAlias

from motet.languages.snek import ast
from motet.languages.snek.errors import counted, diagnostic, name_text, quote
from motet.languages.snek.levels import hint
from motet.source import Diagnostic, DiagnosticError, Note, Source, Span

_MOST_ERRORS: Final = 20

_MOST_CANDIDATES: Final = 1000
"""Names that are compared with an unknown one at most."""

_Work: TypeAlias = "list[ast.Expr | tuple[Callable[[Any], None], Any]]"


def check_program(program: ast.Program, typed: bool = False) -> None:
    """Check a file. In the typed modes messages say `Type error`, too.

    Raises:
        DiagnosticError: with up to 20 errors, in the order of the specification.
    """
    checker = _Checker(program.source, typed)
    for definition in program.definitions:
        checker.declare(definition)
    for definition in program.definitions:
        checker.function(definition)
    checker.expression(program.main)
    checker.finish()


def check_entry(
    source: Source,
    entry: ast.Entry,
    functions: Mapping[str, int],
    variables: Collection[str],
    typed: bool = False,
) -> None:
    """Check an entry of the REPL against what is defined: functions with their numbers of parameters, and variables.

    Raises:
        DiagnosticError: as `check_program`.
    """
    checker = _Checker(source, typed, functions, variables)
    if isinstance(entry, ast.Definition):
        checker.declare(entry)
        checker.function(entry)
    elif isinstance(entry, ast.Define):
        if entry.name in variables:
            checker.report(entry.name_span, "duplicate-binding", f"Invalid: Duplicate binding {quote(entry.name)}")
        checker.expression(entry.value)
    else:
        checker.expression(entry)
    checker.finish()


class _Checker:
    """Walks over trees with a list of work instead of recursion: expressions, and what is to happen between them."""

    def __init__(
        self,
        source: Source,
        typed: bool,
        functions: Mapping[str, int] | None = None,
        variables: Iterable[str] = (),
    ) -> None:
        self.source: Final = source
        self.prefix: Final = "Type error: " if typed else ""
        self.functions: Final = dict(functions or {})
        self.places: Final[dict[str, Span]] = {}
        self.bound: Final = dict.fromkeys(variables, 1)
        self.loops = 0
        self.inside: str | None = None
        self.errors: Final[list[Diagnostic]] = []
        self.work: _Work = []
        self.visitors: Final[dict[type[ast.Expr], Callable[[Any], None]]] = {
            ast.Input: self.input,
            ast.Variable: self.variable,
            ast.Let: self.let,
            ast.Unary: lambda node: self.later(node.operand),
            ast.Binary: lambda node: self.later(node.left, node.right),
            ast.If: lambda node: self.later(node.condition, node.then, node.otherwise),
            ast.Block: lambda node: self.later(*node.expressions),
            ast.Loop: self.loop,
            ast.Break: self.leave,
            ast.Assign: self.assign,
            ast.Call: self.call,
            ast.Cast: lambda node: self.later(node.operand),
            ast.VectorForm: lambda node: self.later(*node.operands),
        }

    def report(self, span: Span, code: str, message: str, *, help: str = "", notes: tuple[Note, ...] = ()) -> None:
        self.errors.append(diagnostic(self.source, span, code, self.prefix + message, help=help, notes=notes))
        if len(self.errors) == _MOST_ERRORS:
            self.finish()

    def finish(self) -> None:
        """Raise what has been reported."""
        if self.errors:
            raise DiagnosticError(*self.errors)

    # ---- definitions

    def declare(self, definition: ast.Definition) -> None:
        """Make a function known to calls."""
        name = definition.name
        if name in self.functions:
            first = self.places.get(name)
            notes = (Note("the first one is here", self.source, first),) if first else ()
            text = f"Invalid: Duplicate function definition {quote(name)}"
            self.report(definition.name_span, "duplicate-function", text, notes=notes)
        else:
            self.functions[name] = len(definition.parameters)
            self.places[name] = definition.name_span

    def function(self, definition: ast.Definition) -> None:
        """Check parameters and body."""
        names: set[str] = set()
        for parameter in definition.parameters:
            if parameter.name in names:
                text = f"Invalid: Duplicate parameter {quote(parameter.name)} in function {quote(definition.name)}"
                self.report(parameter.span, "duplicate-parameter", text)
            names.add(parameter.name)
        self.inside = definition.name
        self.bind(names)
        self.expression(definition.body)
        self.unbind(names)
        self.inside = None

    def bind(self, names: Iterable[str]) -> None:
        for name in names:
            self.bound[name] = self.bound.get(name, 0) + 1

    def unbind(self, names: Iterable[str]) -> None:
        for name in names:
            self.bound[name] -= 1

    # ---- expressions

    def expression(self, root: ast.Expr) -> None:
        """Check an expression."""
        work: _Work = [root]
        self.work = work
        visitors = self.visitors
        while work:
            item = work.pop()
            if isinstance(item, tuple):
                action, argument = item
                action(argument)
            elif (visit := visitors.get(type(item))) is not None:
                visit(item)

    def later(self, *nodes: ast.Expr) -> None:
        """Visit these next, from left to right."""
        self.work.extend(reversed(nodes))

    def input(self, node: ast.Input) -> None:
        if self.inside is not None:
            text = f"Invalid: input used inside function {quote(self.inside)}"
            self.report(node.span, "input-in-function", text, help="pass it as an argument")

    def variable(self, node: ast.Variable) -> None:
        if not self.bound.get(node.name):
            self.unbound(node.name, node.span)

    def unbound(self, name: str, span: Span) -> None:
        if name in self.functions:
            help = f"{quote(name)} is a function: call it as ({quote(name)} ...)"
        else:
            help = hint(name) or self.similar(name, [known for known, count in self.bound.items() if count])
        self.report(span, "unbound-variable", f"Unbound variable identifier {name_text(name)}", help=help)

    def similar(self, name: str, known: Collection[str]) -> str:
        """A question after the name that was meant, if one is close."""
        if len(known) > _MOST_CANDIDATES:
            return ""
        from difflib import get_close_matches

        close = get_close_matches(name[:80], known, 1)
        return f"did you mean {quote(close[0])}?" if close else ""

    def let(self, node: ast.Let) -> None:
        names: list[str] = []
        seen: set[str] = set()
        steps: _Work = []
        for binding in node.bindings:
            if binding.name in seen:
                text = f"Invalid: Duplicate binding {quote(binding.name)}"
                self.report(binding.span, "duplicate-binding", text)
            seen.add(binding.name)
            names.append(binding.name)
            steps += (binding.value, (self.bind, (binding.name,)))
        steps += (node.body, (self.unbind, names))
        self.work.extend(reversed(steps))

    def loop(self, node: ast.Loop) -> None:
        self.loops += 1
        self.work += ((self.end_loop, None), node.body)

    def end_loop(self, _: None) -> None:
        self.loops -= 1

    def leave(self, node: ast.Break) -> None:
        if not self.loops:
            self.report(node.span, "break-outside-loop", "Invalid: break outside of a loop")
        self.later(node.value)

    def assign(self, node: ast.Assign) -> None:
        if not self.bound.get(node.name):
            self.unbound(node.name, node.name_span)
        self.later(node.value)

    def call(self, node: ast.Call) -> None:
        arity = self.functions.get(node.name)
        shown = quote(node.name)
        if arity is None:
            is_variable = bool(self.bound.get(node.name))
            help = hint(node.name) or self.similar(node.name, self.functions)
            if is_variable:
                help = f"{shown} is a variable: its value is not a function; write it without parentheses"
            self.report(node.name_span, "undefined-function", f"Invalid: undefined function {shown}", help=help)
        elif arity != len(node.arguments):
            text = f"Invalid: function {shown} takes {counted(arity, 'argument')}, got {len(node.arguments)}"
            self.report(node.span, "arity", text)
        self.later(*node.arguments)
