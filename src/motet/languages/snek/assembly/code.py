"""The code of one function while it is being generated: lines, frame, variables, labels.

The frame grows and shrinks with what is alive. Below the saved rbp lie the parameters that came in registers, then the
variables in scope and the operands that wait for a later one, pushed and popped as they come and go. The generator
always knows how many words that are (`depth`), so variables have fixed places relative to rbp, calls are aligned, and
no word of a frame is ever out of use: just what an exact collector wants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Final, NamedTuple, TypeAlias

from motet.languages.snek import ast
from motet.languages.snek.assembly.bindings import Assignments, Bound
from motet.languages.snek.assembly.instructions import Comment, Instruction, Label, Line, Memory, Operand, fits
from motet.languages.snek.assembly.values import Kind, Kinds, Representation, obvious_kind, static_kind
from motet.languages.snek.trampoline import Task
from motet.source import Source

WORD: Final = 8


class Variable(NamedTuple):
    """Where a variable is, what it can hold, and whether it is ever assigned."""

    place: Memory
    kind: Kinds
    assigned: bool


class LoopFrame:
    """A loop around the code in turn: where `break` goes, the depth there, what the breaks so far bring."""

    def __init__(self, end: str, depth: int) -> None:
        self.end = end
        self.depth = depth
        self.kind = Kind.NONE


class Unit:
    """What the functions of a program share.

    Attributes:
        source: the text, for comments.
        patterns: representation of values.
        typed: whether the static types of the tree hold.
        functions: label and definition by name.
        used: names of error labels and support routines that some function refers to.
    """

    def __init__(
        self,
        source: Source,
        patterns: Representation,
        typed: bool,
        functions: Mapping[str, tuple[str, ast.Definition]],
    ) -> None:
        self.source = source
        self.patterns = patterns
        self.typed = typed
        self.functions = functions
        self.used: set[str] = set()
        self.numbers: Iterator[int] = count(1)


Rule: TypeAlias = "Callable[[Code, ast.Expr, bool], Task[Kinds]]"
"""How one class of expressions is compiled: (code, node, tail position) -> task of its kind, value in rax."""


class Code:
    """Collects the lines of one function.

    Attributes:
        rules: the rule of each class of expressions.
        stack_words: words of parameters that came on the stack, padding included (always even).
        depth: words of the frame below rbp, in use now.
        deepest: the greatest depth so far.
        calls: whether there is a call other than a tail call.
        may_jump: whether a call in tail position may replace the frame.
    """

    def __init__(self, unit: Unit, rules: Mapping[type[ast.Expr], Rule], assigned: Assignments) -> None:
        self.unit = unit
        self.patterns = unit.patterns
        self.rules = rules
        self.assigned = assigned
        self.lines: list[Line] = []
        self.variables: dict[str, list[Variable]] = {}
        self.loops: list[LoopFrame] = []
        self.input: Memory | None = None
        self.stack_words = 0
        self.depth = 0
        self.deepest = 0
        self.calls = False
        self.may_jump = False

    # ---- lines

    def emit(self, operation: str, *operands: Operand, comment: str = "") -> None:
        """Append an instruction."""
        self.lines.append(Instruction(operation, operands, comment))

    def note(self, node: ast.Expr) -> None:
        """Append the text of an expression as a comment."""
        self.lines.append(Comment(self.text(node)))

    def text(self, node: ast.Expr) -> str:
        """The text of an expression, or the beginning of a long one."""
        start, end = node.span
        return self.unit.source.text[start : min(end, start + 400)]

    def place(self, label: str) -> None:
        """Append a label."""
        self.lines.append(Label(label))

    def new_label(self, stem: str) -> str:
        """A label of this function that nothing else has."""
        return f".{stem}_{next(self.unit.numbers)}"

    def fail(self, jump: str, error: str) -> None:
        """Jump to the routine that reports an error: `jmp`, or a conditional jump."""
        self.emit(jump, self.routine(f"error_{error}"))

    def routine(self, name: str) -> str:
        """The label of an error or support routine, which from now on is part of the program."""
        self.unit.used.add(name)
        return name

    # ---- the frame

    def push(self, operand: Operand, comment: str = "") -> None:
        """Push a word, which must be a valid value."""
        self.emit("push", operand, comment=comment)
        self.grow(1)

    def grow(self, words: int) -> None:
        """Account for words that were pushed."""
        self.depth += words
        self.deepest = max(self.deepest, self.depth)

    def pop(self, operand: Operand) -> None:
        """Pop a word."""
        self.emit("pop", operand)
        self.depth -= 1

    def reserve(self, words: int) -> None:
        """Push words that a valid value will replace."""
        if words and self.patterns.heap:
            for _ in range(words):
                self.emit("push", self.patterns.filler)
        elif words:
            self.emit("sub", "rsp", WORD * words)
        self.grow(words)

    def drop(self, words: int, needed: bool = True) -> None:
        """Remove words from the frame; by no instruction when nothing needed comes behind."""
        if words and needed:
            self.emit("add", "rsp", WORD * words)
        self.depth -= words

    def top(self, offset: int = 0) -> Memory:
        """The place of the word `offset` words above the lowest one."""
        return Memory("rbp", -WORD * (self.depth - offset))

    # ---- variables

    def bind(self, bound: Bound, place: Memory, kind: Kinds) -> None:
        """Bring a variable into scope whose first value has the kind."""
        later = self.assigned.get(id(bound))
        variable = Variable(place, kind if later is None else kind | later, later is not None)
        self.variables.setdefault(bound.name, []).append(variable)

    def unbind(self, name: str) -> None:
        """Take the innermost variable of a name out of scope."""
        self.variables[name].pop()

    def variable(self, name: str) -> Variable:
        """The innermost variable of a name."""
        return self.variables[name][-1]

    def kind_of_leaf(self, node: ast.Expr) -> Kinds:
        """What is known about a literal, a variable or `input`."""
        if isinstance(node, ast.Variable):
            kind = self.variable(node.name).kind
            return kind & static_kind(node.type) if self.unit.typed else kind
        return obvious_kind(node, self.unit.typed)

    # ---- code

    def value(self, node: ast.Expr, tail: bool = False) -> Task[Kinds]:
        """The task that computes an expression into rax; its result is what is known about the value.

        In tail position the frame need not be restored behind it: nothing but the return follows.
        """
        return self.rules[type(node)](self, node, tail)

    def load(self, register: str, word: int, comment: str = "") -> None:
        """Load a constant."""
        self.emit("mov", register, word, comment=comment)

    def external(self, symbol: str) -> None:
        """Call an external routine, with the stack aligned as System V asks for."""
        odd = self.depth % 2
        if odd:
            self.emit("sub", "rsp", WORD, comment="align")
        self.emit("call", symbol)
        if odd:
            self.emit("add", "rsp", WORD)
        self.deepest = max(self.deepest, self.depth + odd)


def is_immediate(word: int | None) -> bool:
    """Whether a word is known and can be an immediate operand."""
    return word is not None and fits(word)
