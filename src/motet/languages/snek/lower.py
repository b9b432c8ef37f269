"""From the syntax tree to bytecode (specification 6, 15).

Operands are evaluated from left to right onto the stack of the bytecode, variables of `let` are locals. Every
expression is lowered for a *use*: its value stays on the stack (`VALUE`), is dropped (`DROP`), or is returned (`TAIL`).
Code that control cannot reach is not emitted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, TypeAlias

from motet.bytecode import FunctionBuilder, Program
from motet.bytecode.builder import Label
from motet.bytecode.operands import MAX_COUNT
from motet.bytecode.types import ANY
from motet.bytecode.verify import MAX_CODE, MAX_WORK
from motet.languages.snek import ast
from motet.languages.snek.errors import invalid
from motet.languages.snek.trampoline import Task, trampoline
from motet.languages.snek.types import is_subtype, test_outcome
from motet.source import DiagnosticError, Source, Span

Use: TypeAlias = Literal["value", "drop", "tail"]
VALUE: Final = "value"
DROP: Final = "drop"
TAIL: Final = "tail"

MAIN: Final = "<main>"
"""Name of the function of the main expression; its one parameter is the value of `input`."""

PRINT: Final = "snek:print"

_RULE: Final = "trap63"
_MOST_POPS: Final = 1_000_000
"""Pops where control leaves that a function may have: deep operands full of `break`s would make code of quadratic size."""

_ROOM: Final = 4
"""Stack that single instructions of one form need beside its operands."""

_BINARY: Final[dict[str, tuple[str, ...]]] = {
    "+": ("int_add", _RULE),
    "-": ("int_sub", _RULE),
    "*": ("int_mul", _RULE),
    "/": ("int_div", _RULE),
    "<": ("int_compare", "lt"),
    ">": ("int_compare", "gt"),
    "<=": ("int_compare", "le"),
    ">=": ("int_compare", "ge"),
    "=": ("same",),
    "==": ("deep_equal",),
}
_STEPS: Final = {"add1": "int_add", "sub1": "int_sub"}
_TESTS: Final = {"isnum": "Int", "isbool": "Bool"}
_CASTS: Final = {"Num": "Int", "Bool": "Bool"}
_VECTOR_FORMS: Final = {
    "make-vec": "vector_make",
    "vec-get": "vector_get",
    "vec-set!": "vector_set",
    "vec-len": "vector_len",
}
_BOOLEAN_OPS: Final = frozenset(("<", ">", "<=", ">=", "=", "==", "isnum", "isbool", "isvec"))


def lower_program(program: ast.Program, *, keeps: bool = False) -> Program:
    """The bytecode of a checked file; its entry takes the value of `input`.

    Args:
        program: the tree.
        keeps: variables keep what they hold until their scope ends (specification 18.3), used or not.

    Raises:
        DiagnosticError: a function is too large.
    """
    made = Program("snek")
    builders = [_builder(made, program.source, definition) for definition in program.definitions]
    functions = {builder.function.name: builder.index for builder in builders}
    for definition, builder in zip(program.definitions, builders, strict=True):
        _lower_definition(definition, builder, functions, {}, keeps)
    main = FunctionBuilder(made, MAIN, (ANY,), source=program.source)
    _Lowering(main, program.source, functions, {}, keeps, input_local=0).body(program.main)
    made.entry = main.index
    return made


def lower_entry(
    program: Program,
    source: Source,
    entry: ast.Entry,
    functions: Mapping[str, int],
    variables: Mapping[str, int],
    *,
    keeps: bool = False,
) -> int:
    """Append the function of a checked entry of the REPL to a program; its index.

    A `define` stores its value into the global that `variables` has for it. In an expression, `input` is false.

    Args:
        program: what grows.
        source: the text of the entry.
        entry: the entry.
        functions: indices of the functions that it may call.
        variables: globals that it may use.
        keeps: as for `lower_program`.

    Raises:
        DiagnosticError: the entry is too large; the program is as it was.
    """
    count = len(program.functions)
    try:
        if isinstance(entry, ast.Definition):
            builder = _builder(program, source, entry)
            _lower_definition(entry, builder, {**functions, entry.name: builder.index}, variables, keeps)
            return builder.index
        builder = FunctionBuilder(program, MAIN, source=source)
        lowering = _Lowering(builder, source, functions, variables, keeps)
        if isinstance(entry, ast.Define):
            lowering.define(entry, variables[entry.name])
        else:
            lowering.body(entry)
    except DiagnosticError:
        del program.functions[count:]
        raise
    return builder.index


def _builder(program: Program, source: Source, definition: ast.Definition) -> FunctionBuilder:
    if len(definition.parameters) > MAX_COUNT:
        raise invalid(source, definition.span, "too-large", f"a function has at most {MAX_COUNT} parameters")
    return FunctionBuilder(program, definition.name, (ANY,) * len(definition.parameters), source=source)


def _lower_definition(
    definition: ast.Definition,
    builder: FunctionBuilder,
    functions: Mapping[str, int],
    variables: Mapping[str, int],
    keeps: bool,
) -> None:
    assert builder.function.source is not None
    lowering = _Lowering(builder, builder.function.source, functions, variables, keeps)
    for local, parameter in enumerate(definition.parameters):
        lowering.enter_scope(parameter.name, local)
    lowering.body(definition.body)


class _Loop:
    """A loop that is being lowered: where a `break` goes, with how many pending operands and variables in scope."""

    __slots__ = ("depth", "exit", "scope_size", "use")

    def __init__(self, depth: int, scope_size: int, use: Use, exit: Label) -> None:
        self.depth = depth
        self.scope_size = scope_size
        self.use = use
        self.exit = exit


class _Lowering:
    """Lowers one function.

    Attributes:
        scope: locals of each name, innermost last.
        in_scope: all of them, innermost last.
        depth: operands that are pending on the stack where the code is being emitted.
        live: whether control can reach that place.
    """

    def __init__(
        self,
        builder: FunctionBuilder,
        source: Source,
        functions: Mapping[str, int],
        variables: Mapping[str, int],
        keeps: bool,
        input_local: int | None = None,
    ) -> None:
        self.builder: Final = builder
        self.source: Final = source
        self.functions: Final = functions
        self.variables: Final = variables
        self.keeps: Final = keeps
        self.input_local: Final = input_local
        self.scope: Final[dict[str, list[int]]] = {}
        self.in_scope: Final[list[int]] = []
        self.free_locals: Final[list[int]] = []
        self.loops: Final[list[_Loop]] = []
        self.targets: Final[set[Label]] = set()
        self.depth = 0
        self.deepest = 0
        self.jumps = 0
        self.pops = 0
        self.live = True
        self.visitors: Final[dict[type[ast.Expr], Callable[[Any, Use], Task[None]]]] = {
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

    # ---- whole functions

    def body(self, root: ast.Expr) -> None:
        """Lower a function that returns the value of an expression."""
        trampoline(self.expression(root, TAIL))
        self.finish(root.span)

    def define(self, entry: ast.Define, variable: int) -> None:
        """Lower a function that stores the value of an expression into a global and returns it."""
        trampoline(self.expression(entry.value, VALUE))
        self.emit("dup", span=entry.span)
        self.emit("global_set", variable, span=entry.span)
        self.emit("return", span=entry.span)
        self.finish(entry.span)

    def finish(self, span: Span) -> None:
        function = self.builder.function
        blocks = 2 * self.jumps + 1
        depth = self.deepest + _ROOM
        if self.builder.position > MAX_CODE or blocks * max(depth, function.local_count) > MAX_WORK:
            raise self.too_large(span, "this is too large for one function")
        self.builder.finish()

    def too_large(self, span: Span, message: str) -> DiagnosticError:
        return invalid(self.source, span, "too-large", message, help="spread it over several functions")

    # ---- instructions

    def emit(self, name: str, *operands: int | str, span: Span) -> None:
        """Append an instruction, if control comes here."""
        if self.live:
            self.builder.emit(name, *operands, span=span)
            if name in _ENDS:
                self.live = False

    def const(self, value: int | bool | None, span: Span) -> None:
        self.emit("const", self.builder.program.constant(value), span=span)

    def jump(self, name: str, label: Label, span: Span) -> None:
        """Append a jump or branch, if control comes here."""
        if self.live:
            self.builder.emit(name, label, span=span)
            self.targets.add(label)
            self.jumps += 1
            self.live = name != "jump"

    def place(self, label: Label) -> None:
        """Let a label that something jumps to mean the next instruction."""
        if label in self.targets:
            self.builder.place(label)
            self.live = True

    def settle(self, use: Use, span: Span) -> None:
        """Do with the value on top of the stack what its use asks for."""
        if use == DROP:
            self.emit("pop", span=span)
        elif use == TAIL:
            self.ret(span)

    def ret(self, span: Span) -> None:
        """Return the value on top of the stack."""
        self.keep(0, span)
        self.emit("return", span=span)

    def keep(self, first: int, span: Span) -> None:
        """Use the variables in scope from the n-th on, so that what they hold counts as live up to here."""
        if not self.keeps or not self.live:
            return
        self.count_pops(len(self.in_scope) - first, span)
        for local in self.in_scope[first:]:
            self.emit("load", local, span=span)
            self.emit("pop", span=span)

    def count_pops(self, count: int, span: Span) -> None:
        self.pops += count
        if self.pops > _MOST_POPS:
            raise self.too_large(span, "too many operands or variables are pending where control leaves")

    # ---- variables

    def enter_scope(self, name: str, local: int) -> None:
        self.scope.setdefault(name, []).append(local)
        self.in_scope.append(local)

    def new_local(self, span: Span) -> int:
        if self.free_locals:
            return self.free_locals.pop()
        if self.builder.function.local_count == MAX_COUNT:
            raise self.too_large(span, f"more than {MAX_COUNT} variables are in scope")
        return self.builder.local()

    def load(self, name: str, span: Span) -> None:
        locals_ = self.scope.get(name)
        if locals_:
            self.emit("load", locals_[-1], span=span)
        else:
            self.emit("global_get", self.variables[name], span=span)

    def store(self, name: str, span: Span) -> None:
        locals_ = self.scope.get(name)
        if locals_:
            self.emit("store", locals_[-1], span=span)
        else:
            self.emit("global_set", self.variables[name], span=span)

    # ---- expressions

    def expression(self, node: ast.Expr, use: Use) -> Task[None]:
        """The task that lowers an expression."""
        visit = self.visitors.get(type(node))
        return self.leaf_task(node, use) if visit is None else visit(node, use)

    def leaf_task(self, node: ast.Expr, use: Use) -> Task[None]:
        if use != DROP:
            self.leaf(node)
        if use == TAIL:
            self.ret(node.span)
        return
        yield

    def leaf(self, node: ast.Expr) -> None:
        """Push the value of a literal, a variable or `input`."""
        if isinstance(node, ast.Variable):
            self.load(node.name, node.span)
        elif isinstance(node, ast.Number | ast.Boolean):
            self.const(node.value, node.span)
        elif isinstance(node, ast.Input) and self.input_local is not None:
            self.emit("load", self.input_local, span=node.span)
        else:
            self.const(None if isinstance(node, ast.Nil) else False, node.span)

    def operands(self, *nodes: ast.Expr) -> Task[None]:
        """Push the values of expressions, from left to right."""
        for node in nodes:
            visit = self.visitors.get(type(node))
            if visit is None:
                self.leaf(node)
            else:
                yield visit(node, VALUE)
            self.depth += 1
        if self.depth > self.deepest:
            self.deepest = self.depth
            if self.depth > MAX_COUNT - _ROOM:
                raise self.too_large(nodes[-1].span, "too many operands are pending here")
        self.depth -= len(nodes)

    def let(self, node: ast.Let, use: Use) -> Task[None]:
        locals_: list[int] = []
        for binding in node.bindings:
            yield self.operands(binding.value)
            local = self.new_local(binding.span)
            self.emit("store", local, span=binding.span)
            locals_.append(local)
            self.enter_scope(binding.name, local)
        yield self.expression(node.body, use)
        first = len(self.in_scope) - len(locals_)
        self.keep(first, node.span)
        del self.in_scope[first:]
        for binding in node.bindings:
            self.scope[binding.name].pop()
        self.free_locals.extend(reversed(locals_))

    def unary(self, node: ast.Unary, use: Use) -> Task[None]:
        outcome = test_outcome(node)
        if outcome is not None:
            yield self.expression(node.operand, DROP)
            self.const(outcome, node.span)
            self.settle(use, node.span)
            return
        yield self.operands(node.operand)
        if node.op == "print":
            self.print(node.span, use)
            return
        if node.op in _STEPS:
            self.const(1, node.span)
            self.emit(_STEPS[node.op], _RULE, span=node.span)
        elif node.op == "isvec":
            self.is_vector(node.span)
        else:
            self.emit("is_type", _TESTS[node.op], span=node.span)
        self.settle(use, node.span)

    def print(self, span: Span, use: Use) -> None:
        """Print the value on top. It stays under the host's answer, so that its type is known without asking the host."""
        if use != DROP:
            self.emit("dup", span=span)
        self.emit("host_call", self.builder.program.constant(PRINT), 1, span=span)
        self.emit("pop", span=span)
        if use == TAIL:
            self.ret(span)

    def is_vector(self, span: Span) -> None:
        """Test for a vector or nil, which is unit."""
        self.emit("dup", span=span)
        self.emit("is_type", "Vector", span=span)
        self.emit("swap", span=span)
        self.emit("is_type", "Unit", span=span)
        self.emit("bool_or", span=span)

    def binary(self, node: ast.Binary, use: Use) -> Task[None]:
        yield self.operands(node.left, node.right)
        self.emit(*_BINARY[node.op], span=node.span)
        self.settle(use, node.span)

    def conditional(self, node: ast.If, use: Use) -> Task[None]:
        outcome = _known_outcome(node.condition)
        if outcome is not None:
            yield self.expression(node.condition, DROP)
            yield self.expression(node.then if outcome else node.otherwise, use)
            return
        otherwise, end = self.builder.label(), self.builder.label()
        yield self.expression(node.condition, VALUE)
        if _is_boolean(node.condition):
            self.jump("branch_unless", otherwise, node.condition.span)
        else:
            self.emit("is_false", span=node.condition.span)
            self.jump("branch_if", otherwise, node.condition.span)
        yield self.expression(node.then, use)
        self.jump("jump", end, node.span)
        self.place(otherwise)
        yield self.expression(node.otherwise, use)
        self.place(end)

    def block(self, node: ast.Block, use: Use) -> Task[None]:
        for expression in node.expressions[:-1]:
            yield self.expression(expression, DROP)
        yield self.expression(node.expressions[-1], use)

    def loop(self, node: ast.Loop, use: Use) -> Task[None]:
        head = self.builder.label()
        if self.live:
            self.builder.place(head)
        loop = _Loop(self.depth, len(self.in_scope), use, self.builder.label())
        self.loops.append(loop)
        yield self.expression(node.body, DROP)
        self.keep(0, node.span)
        self.jump("jump", head, node.span)
        self.loops.pop()
        self.place(loop.exit)

    def leave(self, node: ast.Break, use: Use) -> Task[None]:
        """Leave a loop. The operands that are pending inside of it go first: nobody will ever see them."""
        loop, depth = self.loops[-1], self.depth
        if self.live:
            self.count_pops(depth - loop.depth, node.span)
            for _ in range(depth - loop.depth):
                self.emit("pop", span=node.span)
        self.depth = loop.depth
        yield self.expression(node.value, DROP if loop.use == DROP else VALUE)
        if loop.use == TAIL:
            self.ret(node.span)
        else:
            self.keep(loop.scope_size, node.span)
            self.jump("jump", loop.exit, node.span)
        self.depth = depth

    def assign(self, node: ast.Assign, use: Use) -> Task[None]:
        yield self.operands(node.value)
        if use != DROP:
            self.emit("dup", span=node.span)
        self.store(node.name, node.span)
        if use == TAIL:
            self.ret(node.span)

    def call(self, node: ast.Call, use: Use) -> Task[None]:
        yield self.operands(*node.arguments)
        function = self.functions[node.name]
        if use == TAIL:
            self.emit("tail_call", function, span=node.span)
        else:
            self.emit("call", function, span=node.span)
            self.settle(use, node.span)

    def cast(self, node: ast.Cast, use: Use) -> Task[None]:
        yield self.operands(node.operand)
        known = node.operand.type
        if known is None or not is_subtype(known, node.target):
            if node.target == "Nothing":
                self.emit("trap", "bad_cast", span=node.span)
            elif node.target != "Any":
                self.emit("cast", _CASTS[node.target], "bad_cast", span=node.span)
        self.settle(use, node.span)

    def vector_form(self, node: ast.VectorForm, use: Use) -> Task[None]:
        yield self.operands(*node.operands)
        if node.form == "vec":
            self.emit("vector_new", len(node.operands), span=node.span)
        elif node.form == "gc":
            self.emit("collect", span=node.span)
            self.const(0, node.span)
        else:
            self.emit(_VECTOR_FORMS[node.form], span=node.span)
        self.settle(use, node.span)


_ENDS: Final = frozenset(("return", "tail_call", "trap"))


def _known_outcome(condition: ast.Expr) -> bool | None:
    """Which way a condition always goes, if that is evident."""
    if isinstance(condition, ast.Number | ast.Boolean):
        return condition.value is not False
    return test_outcome(condition)


def _is_boolean(node: ast.Expr) -> bool:
    """Whether a value is evidently a boolean."""
    while isinstance(node, ast.Let | ast.Block):
        node = node.body if isinstance(node, ast.Let) else node.expressions[-1]
    if isinstance(node, ast.Unary | ast.Binary) and node.op in _BOOLEAN_OPS:
        return True
    return (
        isinstance(node, ast.Boolean) or (isinstance(node, ast.Cast) and node.target == "Bool") or node.type == "Bool"
    )
