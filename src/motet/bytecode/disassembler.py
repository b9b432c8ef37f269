"""Writes programs in the text form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from motet.bytecode.literals import quote, write_constant, write_name
from motet.bytecode.operands import instruction_error
from motet.bytecode.program import Effect, Function, Program, constant_key
from motet.bytecode.table import OPS
from motet.bytecode.type_text import TypeWriter
from motet.bytecode.types import Ty
from motet.bytecode.valid_types import type_error
from motet.bytecode.verify import VerifyError
from motet.source import Source

_SHOWN: Final = 100
"""Characters of a source line that a comment shows."""


def disassemble(program: Program) -> str:
    """The program as text that `motet.bytecode.text.assemble` turns into the same program.

    It need not be verified, but its instructions must be well-formed: VerifyError.
    """
    _check(program)
    return "\n".join(_Disassembler(program).lines()) + "\n"


def _check(program: Program) -> None:
    for type_ in (*program.types, *(variable.type for variable in program.globals)):
        _refuse(type_error(type_))
    for index, function in enumerate(program.functions):
        for type_ in function.captures + function.parameters + function.results:
            _refuse(type_error(type_), index)
        for pc, instruction in enumerate(function.code):
            _refuse(instruction_error(instruction, program, function), index, pc)


def _refuse(reason: str, function: int = -1, pc: int = -1) -> None:
    if reason:
        raise VerifyError(function, pc, reason)


def inferred_locals(function: Function) -> int:
    """Number of locals that a function needs: its captures and parameters, and whatever it loads and stores."""
    used = (i[1] for i in function.code if i[0] in ("load", "store"))
    return max(function.arity, max(used, default=-1) + 1)


class _Disassembler:
    def __init__(self, program: Program) -> None:
        self.program: Final = program
        self.function_names: Final = Counter(function.name for function in program.functions)
        self.global_names: Final = Counter(variable.name for variable in program.globals)
        self.types: Final = TypeWriter(program)
        self.first_type: Final[dict[Ty, int]] = {}
        for index, type_ in enumerate(program.types):
            self.first_type.setdefault(type_, index)
        self.first_constant: Final[dict[tuple[type, str], int]] = {}
        for index, value in enumerate(program.constants):
            self.first_constant.setdefault(constant_key(value), index)
        self.sources: Final[dict[tuple[str, str], int]] = {}
        self.labels: dict[int, str] = {}

    def lines(self) -> Iterator[str]:
        """All lines of the text."""
        yield f"language {write_name(self.program.language)}"
        if self.program.entry >= 0:
            yield f"entry {self._function(self.program.entry)}"
        yield from self.types.lines()
        if not self._table_is_implied():
            for type_ in self.program.types:
                yield f"type {self.types.text(type_)}"
        for variable in self.program.globals:
            yield f"global {write_name(variable.name)}: {self.types.text(variable.type)}"
        if not self._pool_is_implied():
            for value in self.program.constants:
                yield f"constant {write_constant(value)}"
        yield from self._source_lines()
        for index, function in enumerate(self.program.functions):
            yield ""
            yield from self._function_lines(index, function)

    def _pool_is_implied(self) -> bool:
        """Whether the first uses of the constants, in the order of the text, are the whole pool in its order."""
        count = len(self.program.constants)
        return self._uses(("constant", "name")) == list(range(count)) and len(self.first_constant) == count

    def _table_is_implied(self) -> bool:
        """The same of types."""
        count = len(self.program.types)
        return self._uses(("shape",)) == list(range(count)) and len(self.first_type) == count

    def _uses(self, wanted: tuple[str, ...]) -> list[int]:
        """The different operands of these kinds, in the order of the text."""
        seen: dict[int, None] = {}
        for function in self.program.functions:
            for instruction in function.code:
                for kind, operand in zip(OPS[instruction[0]].operands, instruction[1:], strict=True):
                    if kind in wanted:
                        seen.setdefault(operand)
        return list(seen)

    def _source_lines(self) -> Iterator[str]:
        for function in self.program.functions:
            source = function.source
            if source is not None and (source.name, source.text) not in self.sources:
                self.sources[source.name, source.text] = len(self.sources)
                yield ""
                yield f"source {quote(source.name)}"
                yield from map(_source_line, source.text.split("\n"))

    def _function_lines(self, index: int, function: Function) -> Iterator[str]:
        number = f"  ; #{index}" if self.function_names[function.name] > 1 else ""
        results = self.types.all(function.results)
        if len(function.results) != 1 or results.startswith("("):
            results = f"({results})"
        yield f"function {write_name(function.name)}({self.types.all(function.parameters)}) -> {results} {{{number}"
        yield from (f"  {line}" for line in self._attributes(function))
        self.labels = _label_names(function)
        line = 0
        for pc, instruction in enumerate(function.code):
            if pc in self.labels:
                yield f"{self.labels[pc]}:"
            before, line = line, _line_number(function, pc, line)
            if line != before and function.source is not None:
                yield f"  ; {line}: {_beginning_of_line(function.source, line)}"
            yield self._instruction_line(function, pc, instruction)
        yield "}"

    def _attributes(self, function: Function) -> Iterator[str]:
        if function.captures:
            yield f"captures ({self.types.all(function.captures)})"
        if function.local_count != inferred_locals(function):
            yield f"locals {function.local_count}"
        for effect in function.effects:
            yield _effect(effect)
        if function.source is not None:
            yield f"source #{self.sources[function.source.name, function.source.text]}"

    def _instruction_line(self, function: Function, pc: int, instruction: tuple[Any, ...]) -> str:
        words = [instruction[0]]
        for kind, operand in zip(OPS[instruction[0]].operands, instruction[1:], strict=True):
            writer = _OPERANDS.get(kind)
            words.append(str(operand) if writer is None else writer(self, operand))
        line = "  " + " ".join(words)
        origin = _origin(function, pc)
        return f"{line:<39} {origin}" if origin else line

    def _constant(self, index: int) -> str:
        value = self.program.constants[index]
        return write_constant(value) if self.first_constant[constant_key(value)] == index else f"#{index}"

    def _name(self, index: int) -> str:
        value = self.program.constants[index]
        return write_name(str(value)) if self.first_constant[constant_key(value)] == index else f"#{index}"

    def _shape(self, index: int) -> str:
        type_ = self.program.types[index]
        return self.types.text(type_) if self.first_type[type_] == index else f"#{index}"

    def _function(self, index: int) -> str:
        name = self.program.functions[index].name
        return write_name(name) if self.function_names[name] == 1 else f"#{index}"

    def _global(self, index: int) -> str:
        name = self.program.globals[index].name
        return write_name(name) if self.global_names[name] == 1 else f"#{index}"

    def _label(self, pc: int) -> str:
        return self.labels[pc]


_OPERANDS: Final[dict[str, Callable[[_Disassembler, int], str]]] = {
    "constant": _Disassembler._constant,
    "function": _Disassembler._function,
    "global": _Disassembler._global,
    "label": _Disassembler._label,
    "name": _Disassembler._name,
    "shape": _Disassembler._shape,
}


def _effect(effect: Effect) -> str:
    argument = effect.argument
    if argument is None:
        return f"effect {write_name(effect.kind)}"
    return f"effect {write_name(effect.kind)} {quote(argument) if isinstance(argument, str) else argument}"


def _source_line(line: str) -> str:
    if not line:
        return "|"
    return f"| {line}" if line.replace("\t", "").isprintable() else f"|{quote(line)}"


def _label_names(function: Function) -> dict[int, str]:
    """Names of the labels by position: `loop1` where a loop is entered, `L2` elsewhere, numbered from the top."""
    backwards: dict[int, bool] = {}
    for pc, instruction in enumerate(function.code):
        if OPS[instruction[0]].branches:
            backwards[instruction[1]] = backwards.get(instruction[1], False) or instruction[1] <= pc
    return {at: f"{'loop' if backwards[at] else 'L'}{n}" for n, at in enumerate(sorted(backwards), 1)}


def _line_number(function: Function, pc: int, before: int) -> int:
    """Line that an instruction comes from; the one before if that is not known."""
    span = function.span_at(pc)
    return before if span is None or function.source is None else function.source.position(span.start)[0]


def _beginning_of_line(source: Source, number: int) -> str:
    start = source.line_starts[number - 1]
    return quote(source.text[start : start + _SHOWN].partition("\n")[0].strip())[1:-1]


def _origin(function: Function, pc: int) -> str:
    words = []
    span = function.span_at(pc)
    if span is not None:
        words.append(f"@{span.start}..{span.end}")
    node = function.nodes[pc] if pc < len(function.nodes) else None
    if node is not None:
        words.append("$" + quote(node))
    return " ".join(words)
