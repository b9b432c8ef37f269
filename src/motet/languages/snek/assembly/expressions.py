"""Literals, variables and control: all expressions but operators, calls and vectors."""

from __future__ import annotations

from motet.languages.snek import ast
from motet.languages.snek.assembly.code import Code, LoopFrame, is_immediate
from motet.languages.snek.assembly.conditions import ALWAYS, DEPENDS, NEVER, branch
from motet.languages.snek.assembly.instructions import Memory
from motet.languages.snek.assembly.operands import is_leaf, load_leaf
from motet.languages.snek.assembly.values import Kind, Kinds, literal
from motet.languages.snek.trampoline import Task


def leaf(code: Code, node: ast.Expr, _tail: bool) -> Task[Kinds]:
    """A literal, a variable or `input`."""
    load_leaf(code, node, "rax")
    return code.kind_of_leaf(node)
    yield


def let(code: Code, node: ast.Let, tail: bool) -> Task[Kinds]:
    """Each variable stays where its first value was pushed until the `let` is left."""
    for binding in node.bindings:
        word = literal(binding.value, code.patterns)
        comment = f"let {binding.name}"
        if word is not None and is_immediate(word):
            kind = code.kind_of_leaf(binding.value)
            code.push(word, comment)
        else:
            kind = yield code.value(binding.value)
            code.push("rax", comment)
        code.bind(binding, code.top(), kind)
    result: Kinds = yield code.value(node.body, tail)
    for binding in node.bindings:
        code.unbind(binding.name)
    code.drop(len(node.bindings), needed=bool(result) and not tail)
    return result


def assign(code: Code, node: ast.Assign, _tail: bool) -> Task[Kinds]:
    """`(set! x e)`."""
    kind: Kinds = yield code.value(node.value)
    code.emit("mov", code.variable(node.name).place, "rax", comment=f"set! {node.name}")
    return kind


def block(code: Code, node: ast.Block, tail: bool) -> Task[Kinds]:
    """`(block e1 ... en)`."""
    *before, last = node.expressions
    for expression in before:
        if not is_leaf(expression) and not (yield code.value(expression)):
            return Kind.NONE
    kind: Kinds = yield code.value(last, tail)
    return kind


def conditional(code: Code, node: ast.If, tail: bool) -> Task[Kinds]:
    """`(if c t e)`; only the live branch when the kind of the condition decides."""
    otherwise, end = code.new_label("else"), code.new_label("end_if")
    code.note(node)
    outcome = yield branch(code, node.condition, otherwise)
    if outcome != DEPENDS:
        live = {ALWAYS: node.then, NEVER: node.otherwise}.get(outcome)
        decided: Kinds = Kind.NONE if live is None else (yield code.value(live, tail))
        return decided
    then_kind: Kinds = yield code.value(node.then, tail)
    if then_kind:
        code.emit("jmp", end)
    code.place(otherwise)
    else_kind: Kinds = yield code.value(node.otherwise, tail)
    if then_kind:
        code.place(end)
    return then_kind | else_kind


def loop(code: Code, node: ast.Loop, _tail: bool) -> Task[Kinds]:
    """`(loop e)`."""
    start = code.new_label("loop")
    frame = LoopFrame(code.new_label("end_loop"), code.depth)
    code.loops.append(frame)
    code.note(node)
    code.place(start)
    if (yield code.value(node.body)):
        code.emit("jmp", start)
    code.loops.pop()
    if frame.kind:
        code.place(frame.end)
    return frame.kind


def leave(code: Code, node: ast.Break, _tail: bool) -> Task[Kinds]:
    """`(break e)`: variables and waiting operands since the beginning of the loop are given up."""
    frame = code.loops[-1]
    kind: Kinds = yield code.value(node.value)
    if kind:
        frame.kind |= kind
        if code.depth != frame.depth:
            code.emit("lea", "rsp", Memory("rbp", -8 * frame.depth))
        code.emit("jmp", frame.end, comment="break")
    return Kind.NONE
