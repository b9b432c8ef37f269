"""`Body`: what lowering one function needs: instructions, places, locals, variables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from motet.bytecode.builder import FunctionBuilder, Label
from motet.bytecode.operands import MAX_COUNT
from motet.bytecode.program import Constant, stack_effect
from motet.bytecode.table import OPS
from motet.bytecode.types import ANY, Ty
from motet.languages.lex import ast
from motet.languages.lex import types as lex
from motet.languages.lex.lowering.shapes import View
from motet.languages.lex.lowering.uses import DROP, TAIL, VALUE, Branch, Simple, Use
from motet.languages.lex.lowering.virtuals import Virtual, VirtualTuple
from motet.source import Diagnostic, DiagnosticError, Source, Span

if TYPE_CHECKING:
    from motet.languages.lex.lowering.program import ProgramLowering
    from motet.languages.lex.lowering.units import Unit

Visitor: TypeAlias = Callable[["Body", Any, Use], None]


class Binding(NamedTuple):
    """Where the value of a variable is, and its type."""

    local: int
    type: Ty


class Returns(NamedTuple):
    """Where `Return` goes in a lambda that was written into its caller: use of the result, stack below it, end."""

    use: Use
    depth: int
    end: Label


class Body:
    """Lowers one function.

    Attributes:
        lowering: the program it belongs to.
        builder: takes the instructions.
        unit: the checked source that the function stands in.
        view: its types.
        owner: name of the declared function, for node ids.
        depth: values on the stack where code is being emitted.
        live: whether control can reach that place.
        returns: of the innermost lambda that is written into this function.
    """

    def __init__(
        self,
        lowering: ProgramLowering,
        builder: FunctionBuilder,
        unit: Unit,
        view: View,
        owner: str,
        source: Source,
    ) -> None:
        self.lowering: Final = lowering
        self.builder: Final = builder
        self.unit: Final = unit
        self.view: Final = view
        self.owner: Final = owner
        self.source: Final = source
        self.rule: Final = "trap64" if lowering.options.checked else "wrap64"
        self.depth = 0
        self.live = True
        self.returns: Returns | None = None
        self._visitors: Final[Mapping[type, Visitor]] = lowering.visitors
        self._scope: Final[dict[str, list[Binding]]] = {}
        self._names: Final[list[str]] = []
        self._free: Final[list[int]] = []
        self._taken: Final[list[int]] = []
        self._pending: tuple[Label, Span] | None = None
        self._virtual: Final[dict[int, Virtual]] = {}
        self._depths: Final[dict[Label, int]] = {}

    # ---- expressions

    def expression(self, node: ast.Expr, use: Use) -> None:
        """Lower an expression for a use."""
        self._visitors[type(node)](self, node, use)

    def type_of(self, node: ast.Expr | ast.Pattern) -> lex.Type:
        """The checker's type of a node."""
        return self.unit.checked.types[node]

    def shape_of(self, node: ast.Expr | ast.Pattern) -> Ty:
        """The type of the bytecode of a node."""
        return self.view.of(self.unit.checked.types[node])

    def shape(self, t: Ty) -> int:
        """Index of a type in the program."""
        return self.builder.program.type(t)

    def name(self, text: str) -> int:
        """Index of a Str in the program."""
        return self.builder.program.constant(text)

    def node_id(self, node: ast.Node) -> str | None:
        """Id of a node of the function's canonical tree, if ids are wanted."""
        return self.lowering.node_id(self.unit, self.owner, node)

    def used_once(self) -> set[ast.Let]:
        """Bindings of the declared function that are used once (`occurrences.used_once`)."""
        return self.unit.used_once(self.owner)

    # ---- instructions

    def emit(self, name: str, *operands: int | str, span: Span, node: str | None = None) -> None:
        """Append an instruction, if control comes here."""
        if not self.live:
            return
        builder = self.builder
        builder.emit(name, *operands, span=span, node=node)
        pops, pushes = stack_effect(builder.program, builder.function, (name, *operands))
        self.depth += pushes - pops
        if OPS[name].ends:
            self.live = False

    def const(self, value: Constant, span: Span) -> None:
        """Push a constant."""
        self.emit("const", self.builder.program.constant(value), span=span)

    def library(self, row: str, count: int, result: Ty, span: Span, node: str | None = None) -> None:
        """Call a row `module.function`."""
        self.emit("library", self.name(f"lex:{row}"), count, self.shape(result), span=span, node=node)

    def label(self) -> Label:
        """A new label."""
        return self.builder.label()

    def jump(self, label: Label, span: Span, name: str = "jump") -> None:
        """Append a jump or branch, if control comes here."""
        if not self.live:
            return
        if name == "jump":
            self._pending = (label, span)
            self.live = False
        else:
            self.builder.emit(name, label, span=span)
            self.depth -= 1
        self._depths[label] = self.depth

    def place(self, label: Label) -> None:
        """Let a label that something jumps to mean the next instruction."""
        depth = self._depths.get(label)
        if depth is None:
            return
        if self._pending is not None and self._pending[0] is label:
            self._pending = None
        self._emit_jump()
        self.builder.place(label)
        self.depth = depth
        self.live = True

    def finish(self) -> int:
        """End the function; its index in the program."""
        self._emit_jump()
        return self.builder.finish()

    def _emit_jump(self) -> None:
        """Append a jump that was held back because its label might come next."""
        if self._pending is not None:
            label, span = self._pending
            self.builder.emit("jump", label, span=span)
            self._pending = None

    def loop_head(self) -> Label:
        """A label here that is jumped back to."""
        head = self.label()
        if self.live:
            self.builder.place(head)
            self._depths[head] = self.depth
        return head

    def pop_to(self, depth: int, span: Span) -> None:
        """Drop what lies above a depth of the stack."""
        while self.live and self.depth > depth:
            self.emit("pop", span=span)

    def settle(self, use: Use, span: Span) -> None:
        """Do with the value on top of the stack what its use asks for."""
        if use is VALUE:
            return
        if use is DROP:
            self.emit("pop", span=span)
        elif use is TAIL:
            self.emit("return", span=span)
        elif isinstance(use, Branch):
            self.branch(use, span)
        elif not isinstance(use, Simple):
            use.unknown(self, span)

    def branch(self, use: Branch, span: Span) -> None:
        """Go where the Bool on top of the stack says."""
        if use.following is use.true:
            self.jump(use.false, span, "branch_unless")
            return
        self.jump(use.true, span, "branch_if")
        if use.following is not use.false:
            self.jump(use.false, span)

    def settle_bool(self, value: bool, use: Use, span: Span) -> None:
        """Use a Bool that is known."""
        if isinstance(use, Branch):
            label = use.true if value else use.false
            if label is not use.following:
                self.jump(label, span)
        elif use is not DROP:
            self.const(value, span)
            self.settle(use, span)

    def make_bool(self, use: Use, span: Span, test: Callable[[Branch], None]) -> None:
        """Use the outcome of a test that branches."""
        if isinstance(use, Branch):
            test(use)
            return
        join = Join(self, use)
        true, false = self.label(), self.label()
        test(Branch(true, false, true))
        self.place(true)
        self.settle_bool(True, use, span)
        join.leave(span)
        self.place(false)
        self.settle_bool(False, use, span)
        join.place()

    def fit(self, container: Ty, wanted: Ty, span: Span) -> None:
        """Narrow what was taken out of a container whose type is not known."""
        if container is ANY and wanted is not ANY:
            self.emit("narrow", self.shape(wanted), span=span)

    # ---- locals

    def new_local(self, span: Span) -> int:
        """A local that is free until `release` goes back behind this point."""
        if self._free:
            local = self._free.pop()
        elif self.builder.function.local_count == MAX_COUNT:
            raise too_large(self.source, span, f"more than {MAX_COUNT} variables are in scope")
        else:
            local = self.builder.local()
        self._taken.append(local)
        return local

    def store_new(self, span: Span) -> int:
        """Pop into a new local."""
        local = self.new_local(span)
        self.emit("store", local, span=span)
        return local

    def pinned_local(self, span: Span) -> int:
        """A local that no `release` frees, but `unpin`."""
        local = self.new_local(span)
        self._taken.pop()
        return local

    def unpin(self, locals_: Iterable[int]) -> None:
        """Free pinned locals."""
        self._free.extend(locals_)

    def mark(self) -> tuple[int, int]:
        """The variables in scope and locals in use, for `release`."""
        return len(self._names), len(self._taken)

    def release(self, mark: tuple[int, int]) -> None:
        """End the scope of variables and the use of locals that came after a mark."""
        names, taken = mark
        while len(self._names) > names:
            self._scope[self._names.pop()].pop()
        while len(self._taken) > taken:
            self._free.append(self._taken.pop())

    def bind(self, name: str, local: int, type_: Ty) -> None:
        """Bring a variable into scope."""
        self._scope.setdefault(name, []).append(Binding(local, type_))
        self._names.append(name)

    def lookup(self, name: str) -> Binding:
        """The innermost variable of a name. KeyError when there is none."""
        found = self._scope.get(name)
        if not found:
            raise KeyError(name)
        return found[-1]

    def load(self, local: int, span: Span) -> None:
        """Push a local; a virtual value is made."""
        if local >= 0:
            self.emit("load", local, span=span)
        else:
            self._virtual[local].push(self, span)

    def add_virtual(self, value: Virtual) -> int:
        """A number, below 0, that stands for the local of a value that was not made."""
        number = -1 - len(self._virtual)
        self._virtual[number] = value
        return number

    def virtual(self, local: int) -> Virtual | None:
        """The value that was not made, if it is one."""
        return self._virtual[local] if local < 0 else None

    def fixed(self, local: int, span: Span) -> int:
        """The local itself, which code may read again and again: a list that was not made is made, once."""
        if local >= 0 or self.items(local):
            return local
        self.load(local, span)
        return self.store_new(span)

    def items(self, local: int) -> tuple[int, ...]:
        """The locals of the items of a tuple that was not made; empty for other locals."""
        value = self.virtual(local)
        return value.items if isinstance(value, VirtualTuple) else ()


class Join:
    """The end of code that comes there on several ways, each of which has had the value for a use."""

    def __init__(self, body: Body, use: Use) -> None:
        self.body: Final = body
        self.use: Final = use
        self.elsewhere: Final[Use] = Branch(use.true, use.false, None) if isinstance(use, Branch) else use
        """The use for ways that are not the last one in the code."""
        self.end: Final = body.label()

    def leave(self, span: Span) -> None:
        """One way, not the last one in the code, ends here."""
        self.body.jump(self.end, span)

    def place(self) -> None:
        """The last way ends here, too."""
        self.body.place(self.end)


def too_large(source: Source, span: Span, message: str) -> DiagnosticError:
    """The error of a program that is too large for the bytecode."""
    return DiagnosticError(Diagnostic("too-large", message, source, span, help="spread it over several functions"))
