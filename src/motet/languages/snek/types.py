"""The type checker of the typed modes (specification 12 and 13).

`Nothing` is below `Num` and `Bool`, which are below `Any`. Checking fills the `type` of every expression that is
looked at; the branch that a type test rules out (Flying Snake) is not, and keeps None.
Vectors have no type of their own: they are `Any`, so operations of the heap levels take operands of type `Any`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from motet.languages.snek import ast
from motet.languages.snek.ast import Type
from motet.languages.snek.errors import diagnostic, quote
from motet.languages.snek.levels import Level
from motet.languages.snek.trampoline import Task, trampoline
from motet.source import DiagnosticError, Source, Span


def is_subtype(lower: Type, upper: Type) -> bool:
    """Whether every value of the first type is one of the second."""
    return lower == upper or upper == "Any" or lower == "Nothing"


def join(left: Type, right: Type) -> Type:
    """The least type above both."""
    if is_subtype(left, right):
        return right
    return left if is_subtype(right, left) else "Any"


class Signature(NamedTuple):
    """Types of a function's parameters and result; all `Any` when it has no annotations."""

    parameters: tuple[Type, ...]
    result: Type


def signature(definition: ast.Definition) -> Signature:
    """What calls of a function may rely on."""
    return Signature(tuple(p.type or "Any" for p in definition.parameters), definition.result or "Any")


def check_types(program: ast.Program, level: Level, input_type: Type = "Any") -> Type:
    """Check a file, which `check_program` has accepted; the type of its main expression.

    Raises:
        DiagnosticError: the program has no type.
    """
    checker = _TypeChecker(program.source, level, input_type)
    checker.functions.update((definition.name, signature(definition)) for definition in program.definitions)
    for definition in program.definitions:
        checker.definition(definition)
    return checker.check(program.main)


def check_entry_types(
    source: Source,
    entry: ast.Entry,
    level: Level,
    functions: Mapping[str, Signature],
    variables: Mapping[str, Type],
) -> Type:
    """Check an entry of the REPL, which `check_entry` has accepted; the type of its expression (`Any` for a function).

    Raises:
        DiagnosticError: the entry has no type.
    """
    checker = _TypeChecker(source, level, input_type="Bool")
    checker.functions.update(functions)
    for name, type_ in variables.items():
        checker.bind(name, type_)
    if isinstance(entry, ast.Definition):
        checker.functions[entry.name] = signature(entry)
        checker.definition(entry)
        return "Any"
    return checker.check(entry.value if isinstance(entry, ast.Define) else entry)


def test_outcome(condition: ast.Expr) -> bool | None:
    """What a checked `(isnum e)`, `(isbool e)` or `(isvec e)` always gives, if that is known."""
    if not isinstance(condition, ast.Unary) or condition.op not in _TESTS or condition.operand.type not in _TESTABLE:
        return None
    return condition.operand.type == _TESTS[condition.op]


_TESTS: Final[dict[str, Type | None]] = {"isnum": "Num", "isbool": "Bool", "isvec": None}
_TESTABLE: Final = ("Num", "Bool")

_UNARY: Final[dict[str, tuple[Type, Type | None]]] = {
    "add1": ("Num", "Num"),
    "sub1": ("Num", "Num"),
    "isnum": ("Any", "Bool"),
    "isbool": ("Any", "Bool"),
    "isvec": ("Any", "Bool"),
    "print": ("Any", None),
}
"""Type of the operand and of the result; None: that of the operand."""

_BINARY: Final[dict[str, tuple[Type, Type]]] = {
    **dict.fromkeys(("+", "-", "*", "/"), ("Num", "Num")),
    **dict.fromkeys(("<", ">", "<=", ">="), ("Num", "Bool")),
    "==": ("Any", "Bool"),
}

_VECTOR_FORMS: Final[dict[str, tuple[tuple[Type | None, ...], Type]]] = {
    "make-vec": (("Num", "Any"), "Any"),
    "vec-get": ((None, "Num"), "Any"),
    "vec-set!": ((None, "Num", "Any"), "Any"),
    "vec-len": ((None,), "Num"),
    "gc": ((), "Num"),
}
"""Types of operands (None: where a vector belongs) and of the result."""


class _TypeChecker:
    """Types expressions in an environment that may grow between them.

    Attributes:
        functions: signatures of the functions that can be called.
        variables: types of the variables, innermost last.
    """

    def __init__(self, source: Source, level: Level, input_type: Type) -> None:
        self.source: Final = source
        self.level: Final = level
        self.input_type: Final = input_type
        self.functions: Final[dict[str, Signature]] = {}
        self.variables: Final[dict[str, list[Type]]] = {}
        self.breaks: Final[list[Type]] = []
        self.visitors: Final[dict[type[ast.Expr], Callable[[Any], Task[Type]]]] = {
            ast.Let: self.let,
            ast.Unary: self.unary,
            ast.Binary: self.binary,
            ast.If: self.conditional,
            ast.Block: self.block,
            ast.Loop: self.loop,
            ast.Break: self.leave,
            ast.Assign: self.assign,
            ast.Call: self.call,
            ast.Cast: self.cast,
            ast.VectorForm: self.vector_form,
        }

    def bind(self, name: str, type_: Type) -> None:
        """Bring a variable into scope."""
        self.variables.setdefault(name, []).append(type_)

    def unbind(self, name: str) -> None:
        """Take the innermost variable of the name out of scope."""
        self.variables[name].pop()

    def definition(self, definition: ast.Definition) -> None:
        """Check a function against its annotations, or with every parameter `Any`."""
        expected = signature(definition)
        for parameter, type_ in zip(definition.parameters, expected.parameters, strict=True):
            self.bind(parameter.name, type_)
        self.check(definition.body)
        self.require(definition.body, expected.result, f"the result of {quote(definition.name)}")
        for parameter in definition.parameters:
            self.unbind(parameter.name)

    def check(self, root: ast.Expr) -> Type:
        """The type of an expression."""
        return trampoline(self.expression(root))

    def error(self, span: Span, message: str, help: str = "") -> DiagnosticError:
        return DiagnosticError(diagnostic(self.source, span, "type-error", f"Type error: {message}", help=help))

    def require(self, node: ast.Expr, expected: Type, who: str) -> None:
        """Refuse an operand whose type is not below the expected one."""
        assert node.type is not None
        if not is_subtype(node.type, expected):
            help = f"`(cast {expected} ...)` checks it when the program runs" if node.type == "Any" else ""
            raise self.error(node.span, f"{who} expects {expected}, got {node.type}", help)

    # ---- expressions

    def expression(self, node: ast.Expr) -> Task[Type]:
        """Find the type of an expression and note it there."""
        visit = self.visitors.get(type(node))
        type_: Type = self.leaf(node) if visit is None else (yield visit(node))
        node.type = type_
        return type_

    def operands(self, nodes: list[ast.Expr]) -> Task[None]:
        """Type several expressions, from left to right."""
        for node in nodes:
            visit = self.visitors.get(type(node))
            node.type = self.leaf(node) if visit is None else (yield visit(node))

    def leaf(self, node: ast.Expr) -> Type:
        if isinstance(node, ast.Variable):
            return self.variables[node.name][-1]
        if isinstance(node, ast.Input):
            return self.input_type
        if isinstance(node, ast.Number):
            return "Num"
        return "Bool" if isinstance(node, ast.Boolean) else "Any"

    def let(self, node: ast.Let) -> Task[Type]:
        for binding in node.bindings:
            self.bind(binding.name, (yield self.expression(binding.value)))
        result: Type = yield self.expression(node.body)
        for binding in node.bindings:
            self.unbind(binding.name)
        return result

    def unary(self, node: ast.Unary) -> Task[Type]:
        operand: Type = yield self.expression(node.operand)
        expected, result = _UNARY[node.op]
        self.require(node.operand, expected, node.op)
        return operand if result is None else result

    def binary(self, node: ast.Binary) -> Task[Type]:
        yield self.operands([node.left, node.right])
        if node.op == "=":
            self.equality(node)
            return "Bool"
        expected, result = _BINARY[node.op]
        self.require(node.left, expected, node.op)
        self.require(node.right, expected, node.op)
        return result

    def equality(self, node: ast.Binary) -> None:
        """Both operands numbers or both booleans; at the heap levels both may be `Any`, as vectors are."""
        assert node.left.type is not None
        assert node.right.type is not None
        if join(node.left.type, node.right.type) != "Any":
            return
        if self.level.heap and node.left.type not in _TESTABLE and node.right.type not in _TESTABLE:
            return
        found = f"{node.left.type} and {node.right.type}"
        raise self.error(node.span, f"= expects two Num or two Bool, got {found}")

    def conditional(self, node: ast.If) -> Task[Type]:
        yield self.expression(node.condition)
        self.require(node.condition, "Bool", "if")
        outcome = self.narrowed(node.condition)
        if outcome is not None:
            live: Type = yield self.expression(node.then if outcome else node.otherwise)
            return live
        then: Type = yield self.expression(node.then)
        otherwise: Type = yield self.expression(node.otherwise)
        return join(then, otherwise)

    def narrowed(self, condition: ast.Expr) -> bool | None:
        """Flying Snake: the outcome of a test of a literal or variable whose type is known."""
        if self.level.narrowing and isinstance(condition, ast.Unary) and isinstance(condition.operand, _SIMPLE):
            return test_outcome(condition)
        return None

    def block(self, node: ast.Block) -> Task[Type]:
        yield self.operands(node.expressions)
        return _known(node.expressions[-1])

    def loop(self, node: ast.Loop) -> Task[Type]:
        self.breaks.append("Nothing")
        yield self.expression(node.body)
        return self.breaks.pop()

    def leave(self, node: ast.Break) -> Task[Type]:
        value: Type = yield self.expression(node.value)
        self.breaks[-1] = join(self.breaks[-1], value)
        return "Nothing"

    def assign(self, node: ast.Assign) -> Task[Type]:
        value: Type = yield self.expression(node.value)
        self.require(node.value, self.variables[node.name][-1], f"the variable {quote(node.name)}")
        return value

    def call(self, node: ast.Call) -> Task[Type]:
        yield self.operands(node.arguments)
        expected = self.functions[node.name]
        for position, (argument, type_) in enumerate(zip(node.arguments, expected.parameters, strict=True), 1):
            self.require(argument, type_, f"argument {position} of {quote(node.name)}")
        return expected.result

    def cast(self, node: ast.Cast) -> Task[Type]:
        yield self.expression(node.operand)
        return node.target

    def vector_form(self, node: ast.VectorForm) -> Task[Type]:
        yield self.operands(node.operands)
        if node.form == "vec":
            return "Any"
        expected, result = _VECTOR_FORMS[node.form]
        for operand, type_ in zip(node.operands, expected, strict=True):
            if type_ is not None:
                self.require(operand, type_, node.form)
            elif operand.type in _TESTABLE:
                raise self.error(operand.span, f"{node.form} expects a vector, got {operand.type}")
        return result


_SIMPLE: Final = (ast.Number, ast.Boolean, ast.Variable)


def _known(node: ast.Expr) -> Type:
    assert node.type is not None
    return node.type
