"""`FunctionBuilder`: how front ends make code."""

from __future__ import annotations

from typing import Any, Final

from motet.bytecode.operands import MAX_COUNT, instruction_error
from motet.bytecode.program import Constant, Effect, Function, Instruction, Program
from motet.bytecode.table import OPS
from motet.bytecode.types import ANY, Ty
from motet.source import Source, Span

_WITH_TYPES_OR_NAMES: Final = frozenset(op.name for op in OPS.values() if {"shape", "name"} & set(op.operands))


class Label:
    """A place in one function's code. It may be used before it is placed."""

    __slots__ = ("owner", "position")

    def __init__(self, owner: FunctionBuilder) -> None:
        self.owner: Final = owner
        self.position = -1


class FunctionBuilder:
    """Builds one function of a program.

    The constructor appends an empty function, so that other functions can already call `index`; `finish` fills it.
    Every mistake is a programmer's and raises ValueError.

    Attributes:
        program: the program the function belongs to.
        function: the function being built.
        index: its index in the program.
    """

    def __init__(
        self,
        program: Program,
        name: str,
        parameters: tuple[Ty, ...] = (),
        results: tuple[Ty, ...] = (ANY,),
        captures: tuple[Ty, ...] = (),
        source: Source | None = None,
        effects: tuple[Effect, ...] = (),
    ) -> None:
        self.program: Final = program
        self.function: Final = Function(name, parameters, results, captures, source=source, effects=effects)
        self.function.local_count = self.function.arity
        self.index: Final = program.add(self.function)
        self._code: Final[list[tuple[Any, ...]]] = []
        self._spans: Final[list[Span | None]] = []
        self._nodes: Final[list[str | None]] = []
        self._placed_here = False
        self._finished = False

    @property
    def position(self) -> int:
        """Index of the next instruction."""
        return len(self._code)

    @property
    def reachable(self) -> bool:
        """Whether control may come to the next instruction: the last one does not end it, or a label is here."""
        return not self._code or self._placed_here or not OPS[self._code[-1][0]].ends

    def emit(
        self, name: str, *operands: int | str | Label | Ty, span: Span | None = None, node: str | None = None
    ) -> int:
        """Append an instruction; its index.

        Operands as `motet.bytecode.table` lists them, labels as `Label`; a shape may be a type, a name its text.
        """
        if self._finished:
            raise ValueError(f"{self.function.name} is finished")
        instruction = (name, *(self._numbered(name, operands) if name in _WITH_TYPES_OR_NAMES else operands))
        reason = instruction_error(instruction, self.program, self.function, labels=False) or self._label_error(
            instruction
        )
        if reason:
            raise ValueError(f"{self.function.name}, instruction {len(self._code)}: {reason}")
        self._code.append(instruction)
        self._spans.append(span)
        self._nodes.append(node)
        self._placed_here = False
        return len(self._code) - 1

    def const(self, value: Constant, span: Span | None = None, node: str | None = None) -> int:
        """Append a `const` that pushes the value; its index."""
        return self.emit("const", self.program.constant(value), span=span, node=node)

    def local(self) -> int:
        """A new local, which holds unit; its number."""
        if self.function.local_count >= MAX_COUNT:
            raise ValueError(f"{self.function.name}: more than {MAX_COUNT} locals")
        self.function.local_count += 1
        return self.function.local_count - 1

    def label(self) -> Label:
        """A new label, not placed yet."""
        return Label(self)

    def place(self, label: Label) -> None:
        """Let a label mean the next instruction."""
        if label.owner is not self:
            raise ValueError(f"{self.function.name}: the label belongs to {label.owner.function.name}")
        if label.position >= 0:
            raise ValueError(f"{self.function.name}: the label is already placed at {label.position}")
        label.position = len(self._code)
        self._placed_here = True

    def finish(self) -> int:
        """Resolve the labels and fill in the function; its index in the program."""
        if self._finished:
            raise ValueError(f"{self.function.name} is finished")
        self.function.code = [self._resolved(pc, instruction) for pc, instruction in enumerate(self._code)]
        self.function.spans = self._spans if any(span is not None for span in self._spans) else []
        self.function.nodes = self._nodes if any(node is not None for node in self._nodes) else []
        self._finished = True
        return self.index

    def _numbered(self, name: str, operands: tuple[object, ...]) -> tuple[object, ...]:
        """Operands with types and names as their numbers."""
        kinds = OPS[name].operands
        if len(kinds) != len(operands):
            return operands
        return tuple(self._number(kind, operand) for kind, operand in zip(kinds, operands, strict=True))

    def _number(self, kind: str, operand: object) -> object:
        if kind == "shape" and isinstance(operand, Ty):
            return self.program.type(operand)
        return self.program.constant(operand) if kind == "name" and isinstance(operand, str) else operand

    def _label_error(self, instruction: tuple[Any, ...]) -> str:
        for kind, operand in zip(OPS[instruction[0]].operands, instruction[1:], strict=True):
            if (kind == "label") != isinstance(operand, Label):
                return f"{instruction[0]}: operand must be a {kind}"
            if isinstance(operand, Label) and operand.owner is not self:
                return f"{instruction[0]}: the label belongs to {operand.owner.function.name}"
        return ""

    def _resolved(self, pc: int, instruction: tuple[Any, ...]) -> Instruction:
        if not OPS[instruction[0]].branches:
            return instruction
        for operand in instruction:
            if isinstance(operand, Label) and not 0 <= operand.position < len(self._code):
                state = "stands behind the last instruction" if operand.position >= 0 else "was never placed"
                raise ValueError(f"{self.function.name}, instruction {pc}: the label {state}")
        return tuple(operand.position if isinstance(operand, Label) else operand for operand in instruction)
