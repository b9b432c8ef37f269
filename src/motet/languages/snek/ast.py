"""The syntax tree of Snek (specification 4).

Every expression knows the text it came from (`span`) and has a slot for its static type (`type`), which the type
checker fills and code generators may read; it is None in the untyped modes. Trees may be very deep: nothing here
recurses, and whoever walks a tree must not either (see `motet.languages.snek.trampoline`).
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from motet.source import Source, Span

Type: TypeAlias = Literal["Num", "Bool", "Nothing", "Any"]

TYPES: Final[tuple[Type, ...]] = ("Num", "Bool", "Nothing", "Any")

LEAST_NUMBER: Final = -(2**62)
GREATEST_NUMBER: Final = 2**62 - 1


class Expr:
    """An expression. Attributes: `span`, its text; `type`, its static type once checked."""

    __slots__ = ("span", "type")

    def __init__(self, span: Span) -> None:
        self.span = span
        self.type: Type | None = None


class Number(Expr):
    """An integer literal, in 63 bits."""

    __slots__ = ("value",)

    def __init__(self, span: Span, value: int) -> None:
        super().__init__(span)
        self.value = value


class Boolean(Expr):
    """`true` or `false`."""

    __slots__ = ("value",)

    def __init__(self, span: Span, value: bool) -> None:
        super().__init__(span)
        self.value = value


class Nil(Expr):
    """`nil`: the vector that is none."""

    __slots__ = ()


class Input(Expr):
    """`input`: the argument of the program."""

    __slots__ = ()


class Variable(Expr):
    """A use of a variable."""

    __slots__ = ("name",)

    def __init__(self, span: Span, name: str) -> None:
        super().__init__(span)
        self.name = name


class Binding:
    """One `(x e)` of a `let`. `span` is that of the name."""

    __slots__ = ("name", "span", "value")

    def __init__(self, span: Span, name: str, value: Expr) -> None:
        self.span = span
        self.name = name
        self.value = value


class Let(Expr):
    """`(let ((x e) ...) body)`: each binding sees the ones before it."""

    __slots__ = ("bindings", "body")

    def __init__(self, span: Span, bindings: list[Binding], body: Expr) -> None:
        super().__init__(span)
        self.bindings = bindings
        self.body = body


class Unary(Expr):
    """An operator with one operand: a name of `UNARY`."""

    __slots__ = ("op", "operand")

    def __init__(self, span: Span, op: str, operand: Expr) -> None:
        super().__init__(span)
        self.op = op
        self.operand = operand


class Binary(Expr):
    """An operator with two operands: a name of `BINARY`."""

    __slots__ = ("left", "op", "right")

    def __init__(self, span: Span, op: str, left: Expr, right: Expr) -> None:
        super().__init__(span)
        self.op = op
        self.left = left
        self.right = right


class If(Expr):
    """`(if condition then else)`: only `false` is false."""

    __slots__ = ("condition", "otherwise", "then")

    def __init__(self, span: Span, condition: Expr, then: Expr, otherwise: Expr) -> None:
        super().__init__(span)
        self.condition = condition
        self.then = then
        self.otherwise = otherwise


class Block(Expr):
    """`(block e1 ... en)`, at least one expression."""

    __slots__ = ("expressions",)

    def __init__(self, span: Span, expressions: list[Expr]) -> None:
        super().__init__(span)
        self.expressions = expressions


class Loop(Expr):
    """`(loop e)`: its value is that of the `break` that leaves it."""

    __slots__ = ("body",)

    def __init__(self, span: Span, body: Expr) -> None:
        super().__init__(span)
        self.body = body


class Break(Expr):
    """`(break e)`: leaves the innermost loop of the same function."""

    __slots__ = ("value",)

    def __init__(self, span: Span, value: Expr) -> None:
        super().__init__(span)
        self.value = value


class Assign(Expr):
    """`(set! x e)`: its value is the new one. `name_span` is the text of `x`."""

    __slots__ = ("name", "name_span", "value")

    def __init__(self, span: Span, name: str, name_span: Span, value: Expr) -> None:
        super().__init__(span)
        self.name = name
        self.name_span = name_span
        self.value = value


class Call(Expr):
    """`(f e ...)`. `name_span` is the text of `f`."""

    __slots__ = ("arguments", "name", "name_span")

    def __init__(self, span: Span, name: str, name_span: Span, arguments: list[Expr]) -> None:
        super().__init__(span)
        self.name = name
        self.name_span = name_span
        self.arguments = arguments


class Cast(Expr):
    """`(cast T e)`."""

    __slots__ = ("operand", "target")

    def __init__(self, span: Span, target: Type, operand: Expr) -> None:
        super().__init__(span)
        self.target: Final = target
        self.operand = operand


class VectorForm(Expr):
    """A form of the heap levels: a name of `VECTOR_FORMS`, with its operands from left to right."""

    __slots__ = ("form", "operands")

    def __init__(self, span: Span, form: str, operands: list[Expr]) -> None:
        super().__init__(span)
        self.form = form
        self.operands = operands


UNARY: Final = ("add1", "sub1", "isnum", "isbool", "isvec", "print")
BINARY: Final = ("+", "-", "*", "/", "<", ">", "<=", ">=", "=", "==")
VECTOR_FORMS: Final = {"vec": None, "make-vec": 2, "vec-get": 2, "vec-set!": 3, "vec-len": 1, "gc": 0}
"""Number of operands of each form; None is any number."""


class Parameter:
    """A parameter, annotated or not. `span` is that of the name."""

    __slots__ = ("name", "span", "type")

    def __init__(self, span: Span, name: str, type_: Type | None = None) -> None:
        self.span = span
        self.name = name
        self.type = type_


class Definition:
    """`(fun (f x ...) body)`: annotated throughout (`result` is a type) or not at all (`result` is None).

    `name_span` is the text of the name, `body.type` is the type of the body once checked.
    """

    __slots__ = ("body", "name", "name_span", "parameters", "result", "span")

    def __init__(
        self, span: Span, name: str, name_span: Span, parameters: list[Parameter], result: Type | None, body: Expr
    ) -> None:
        self.span = span
        self.name = name
        self.name_span = name_span
        self.parameters = parameters
        self.result = result
        self.body = body

    @property
    def annotated(self) -> bool:
        """Whether parameters and result have declared types."""
        return self.result is not None


class Program:
    """A file: its definitions and its main expression."""

    __slots__ = ("definitions", "main", "source")

    def __init__(self, source: Source, definitions: list[Definition], main: Expr) -> None:
        self.source = source
        self.definitions = definitions
        self.main = main


class Define:
    """`(define x e)`, only an entry of the REPL. `name_span` is the text of `x`."""

    __slots__ = ("name", "name_span", "span", "value")

    def __init__(self, span: Span, name: str, name_span: Span, value: Expr) -> None:
        self.span = span
        self.name = name
        self.name_span = name_span
        self.value = value


Entry: TypeAlias = Define | Definition | Expr
"""What one line of the REPL is."""
