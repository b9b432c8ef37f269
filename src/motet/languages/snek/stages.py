"""The stages that can be looked at: tree, types, and the assembly of a program of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from motet.languages.snek import ast
from motet.languages.snek.checked import checked_program
from motet.languages.snek.options import Options
from motet.languages.snek.types import signature
from motet.source import Source

_DEEPEST: Final = 40
"""Levels that are indented: a tree of a million levels must not become a text of its square."""

Stage = Callable[[Source, Mapping[str, object]], str]
"""Text of a stage, from a source and the options of `compile`. DiagnosticError, ValueError as there."""


class _Node(NamedTuple):
    """A line of the tree and what hangs below it."""

    label: str
    children: list[ast.Expr | _Node]


def _tree(source: Source, options: Mapping[str, object]) -> str:
    """One line a node, indented by depth; with types where the options ask for them."""
    program = _checked(source, options)[0]
    lines = []
    waiting: list[tuple[int, ast.Expr | _Node]] = [(0, program.main)]
    waiting += [(0, _definition(definition)) for definition in reversed(program.definitions)]
    while waiting:
        depth, item = waiting.pop()
        node = item if isinstance(item, _Node) else _SHOW[type(item)](item)
        type_ = getattr(item, "type", None)
        lines.append("  " * min(depth, _DEEPEST) + node.label + (f" : {type_}" if type_ else ""))
        waiting += [(depth + 1, child) for child in reversed(node.children)]
    return "\n".join(lines) + "\n"


def _definition(definition: ast.Definition) -> _Node:
    parameters = "".join(f" {p.name}" + (f" : {p.type}" if p.type else "") for p in definition.parameters)
    result = f" -> {definition.result}" if definition.result else ""
    return _Node(f"fun {definition.name}{parameters}{result}", [definition.body])


def _let(node: ast.Let) -> _Node:
    return _Node("let", [*(_Node(f"bind {each.name}", [each.value]) for each in node.bindings), node.body])


_SHOW: Final[Mapping[type, Callable[[Any], _Node]]] = {
    ast.Number: lambda node: _Node(str(node.value), []),
    ast.Boolean: lambda node: _Node("true" if node.value else "false", []),
    ast.Nil: lambda node: _Node("nil", []),
    ast.Input: lambda node: _Node("input", []),
    ast.Variable: lambda node: _Node(f"variable {node.name}", []),
    ast.Let: _let,
    ast.Unary: lambda node: _Node(node.op, [node.operand]),
    ast.Binary: lambda node: _Node(node.op, [node.left, node.right]),
    ast.If: lambda node: _Node("if", [node.condition, node.then, node.otherwise]),
    ast.Block: lambda node: _Node("block", node.expressions),
    ast.Loop: lambda node: _Node("loop", [node.body]),
    ast.Break: lambda node: _Node("break", [node.value]),
    ast.Assign: lambda node: _Node(f"set! {node.name}", [node.value]),
    ast.Call: lambda node: _Node(f"call {node.name}", node.arguments),
    ast.Cast: lambda node: _Node(f"cast {node.target}", [node.operand]),
    ast.VectorForm: lambda node: _Node(node.form, node.operands),
}
"""Line and children of each kind of expression."""


def _types(source: Source, options: Mapping[str, object]) -> str:
    """One line a function, then one for the program."""
    program, type_ = _checked(source, {**options, "typed": True})
    lines = []
    for definition in program.definitions:
        found = signature(definition)
        lines.append(f"{definition.name} : ({', '.join(found.parameters)}) -> {found.result}")
    return "\n".join([*lines, f"program : {type_}"]) + "\n"


def _type(source: Source, options: Mapping[str, object]) -> str:
    """The type of the program alone, as `snek -t` prints it."""
    return f"{_checked(source, {**options, 'typed': True})[1]}\n"


def _nasm(source: Source, options: Mapping[str, object]) -> str:
    """Assembly of the program, for NASM."""
    from motet.languages.snek.assembly import compile_to_assembly

    read = Options.read(options)
    return compile_to_assembly(_checked(source, options)[0], read.level, read.typed)


def _nasm_runtime(source: Source, options: Mapping[str, object]) -> str:
    """Assembly of the run-time part that a program of this level links with."""
    from motet.languages.snek.assembly import runtime_assembly

    return runtime_assembly(Options.read(options).level)


def _checked(source: Source, options: Mapping[str, object]) -> tuple[ast.Program, ast.Type | None]:
    return checked_program(source, Options.read(options))


STAGES: Final[Mapping[str, Stage]] = {
    "ast": _tree,
    "static-types": _types,
    "type": _type,
    "nasm": _nasm,
    "nasm-runtime": _nasm_runtime,
}
"""The stages by name, for `motet emit` and `motet snek`."""
