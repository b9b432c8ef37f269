"""`Program` and `Function`: what front ends make and engines run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

from motet.bytecode.table import OPS
from motet.bytecode.types import ANY, Ty
from motet.source import Source, Span

Instruction: TypeAlias = tuple[Any, ...]
"""Name of the instruction, then its operands as `motet.bytecode.table` lists them: numbers (indices, counts; a
label is the index of an instruction) and strings (rule, relation, type, trap). A `name` is an index, too, of a constant."""

Constant: TypeAlias = int | float | bool | str | bytes | None
"""None is unit."""

Value: TypeAlias = Any
"""A value of the reference VM: int, float, bool, None (unit), str, bytes, list, tuple, or an object of `motet.bytecode.values`."""


class Effect(NamedTuple):
    """One kind of effect that a function declares, with its optional argument."""

    kind: str
    argument: str | int | None = None


@dataclass
class Function:
    """One function. `code` is final once the program has been verified.

    Locals 0 ... `captures` - 1 are the captured values, then come the parameters, then the others.

    Attributes:
        name: the name that messages use; need not be unique.
        parameters: static types of the parameters (`ANY` where the language has none).
        results: static types of the results; their number is part of the calling convention.
        captures: static types of the captured values of a closure.
        local_count: number of locals, captures and parameters included.
        code: the instructions.
        spans: for each instruction the source text it came from, or None; empty when there is no source.
        nodes: for each instruction the id of the syntax node it came from, or None; may be empty.
        source: the text that `spans` refer to.
        effects: declared effects.
        facts: what the verifier found out (`motet.bytecode.blocks.Facts`); None before.
    """

    name: str
    parameters: tuple[Ty, ...] = ()
    results: tuple[Ty, ...] = (ANY,)
    captures: tuple[Ty, ...] = ()
    local_count: int = 0
    code: list[Instruction] = field(default_factory=list)
    spans: list[Span | None] = field(default_factory=list)
    nodes: list[str | None] = field(default_factory=list)
    source: Source | None = None
    effects: tuple[Effect, ...] = ()
    facts: Any = None

    @property
    def arity(self) -> int:
        """Number of values a call passes: captures and parameters."""
        return len(self.captures) + len(self.parameters)

    def span_at(self, pc: int) -> Span | None:
        """Source of an instruction, if known."""
        return self.spans[pc] if 0 <= pc < len(self.spans) else None


class Global(NamedTuple):
    """A variable of the whole program (a REPL's `define`)."""

    name: str
    type: Ty = ANY


def constant_key(value: Constant) -> tuple[type, str]:
    """What is equal for constants of the same type and the same bits (all NaNs are one)."""
    return type(value), value.hex() if isinstance(value, float) else repr(value)


class Program:
    """Functions, constants and globals of one closed program. It only grows: a REPL appends to it.

    Attributes:
        language: name of the front end (`snek`, ...), whose texts errors use.
        types: the types that instructions name.
        entry: index of the function that `run` calls, or -1.
    """

    def __init__(self, language: str = "bytecode") -> None:
        self.language: Final = language
        self.functions: Final[list[Function]] = []
        self.constants: Final[list[Constant]] = []
        self.globals: Final[list[Global]] = []
        self.types: Final[list[Ty]] = []
        self.entry = -1
        self.verified = 0
        """Number of functions, from the first, that the verifier has accepted."""
        self._constant_index: Final[dict[tuple[type, str], int]] = {}
        self._type_index: Final[dict[Ty, int]] = {}

    def constant(self, value: Constant) -> int:
        """Index of a constant in the pool; equal ones (same type, same bits) share an entry."""
        index = self._constant_index.get(constant_key(value))
        return self.append_constant(value) if index is None else index

    def type(self, t: Ty) -> int:
        """Index of a type in the table of types."""
        index = self._type_index.get(t)
        return self.append_type(t) if index is None else index

    def append_type(self, t: Ty) -> int:
        """Append a type even if it is in the table; its index."""
        self._type_index.setdefault(t, len(self.types))
        self.types.append(t)
        return len(self.types) - 1

    def append_constant(self, value: Constant) -> int:
        """Append a constant even if there is an equal one; its index."""
        self._constant_index.setdefault(constant_key(value), len(self.constants))
        self.constants.append(value)
        return len(self.constants) - 1

    def add(self, function: Function) -> int:
        """Append a function; its index."""
        self.functions.append(function)
        return len(self.functions) - 1

    def add_global(self, name: str, type_: Ty = ANY) -> int:
        """Append a global, initially unit; its index."""
        self.globals.append(Global(name, type_))
        return len(self.globals) - 1

    def index(self, name: str) -> int:
        """Index of the last function with this name. KeyError when there is none."""
        for i in range(len(self.functions) - 1, -1, -1):
            if self.functions[i].name == name:
                return i
        raise KeyError(name)


def stack_effect(program: Program, function: Function, instruction: Instruction) -> tuple[int, int]:
    """How many values an instruction takes and leaves. The operands must be valid."""
    name = instruction[0]
    rule = _EFFECTS.get(name)
    return rule(program, function, instruction) if rule is not None else _FIXED[name]


_FIXED: Final = {
    op.name: (len(op.pops), len(op.pushes)) for op in OPS.values() if op.pops is not None and op.pushes is not None
}


def _call_effect(program: Program, function: Function, instruction: Instruction) -> tuple[int, int]:
    callee = program.functions[instruction[1]]
    return callee.arity, len(callee.results)


_EFFECTS: Final[dict[str, Callable[[Program, Function, Instruction], tuple[int, int]]]] = {
    "pick": lambda program, function, instruction: (instruction[1] + 1, instruction[1] + 2),
    "roll": lambda program, function, instruction: (instruction[1] + 1, instruction[1] + 1),
    "return": lambda program, function, instruction: (len(function.results), 0),
    "call": _call_effect,
    "tail_call": lambda program, function, instruction: (program.functions[instruction[1]].arity, 0),
    "vector_new": lambda program, function, instruction: (instruction[1], 1),
    "host_call": lambda program, function, instruction: (instruction[2], 1),
    "library": lambda program, function, instruction: (instruction[2], 1),
    "closure_new": lambda program, function, instruction: (len(program.functions[instruction[1]].captures), 1),
    "call_closure": lambda program, function, instruction: (instruction[1] + 1, 1),
    "tail_call_closure": lambda program, function, instruction: (instruction[1] + 1, 0),
    "list_new": lambda program, function, instruction: (instruction[1], 1),
    "tuple_new": lambda program, function, instruction: (len(program.types[instruction[1]].parts), 1),
    "record_new": lambda program, function, instruction: (len(program.types[instruction[1]].parts), 1),
    "variant_new": lambda program, function, instruction: (_payload(program, instruction), 1),
}


def _payload(program: Program, instruction: Instruction) -> int:
    union = program.types[instruction[1]]
    name = program.constants[instruction[2]]
    return len(union.constructors[union.constructor(str(name))].payload)


def same_program(a: Program, b: Program) -> bool:
    """Whether two programs are equal in everything that a front end decides; facts do not take part.

    Lists of spans or nodes that are empty and lists of None are the same.
    """
    return (
        (a.language, a.entry, a.globals) == (b.language, b.entry, b.globals)
        and list(map(constant_key, a.constants)) == list(map(constant_key, b.constants))
        and a.types == b.types
        and len(a.functions) == len(b.functions)
        and all(_content(f) == _content(g) for f, g in zip(a.functions, b.functions, strict=True))
    )


def _content(function: Function) -> tuple[object, ...]:
    source = function.source
    return (
        (function.name, function.parameters, function.results, function.captures, function.local_count),
        function.code,
        function.spans if any(span is not None for span in function.spans) else [],
        function.nodes if any(node is not None for node in function.nodes) else [],
        None if source is None else (source.name, source.text),
        function.effects,
    )
