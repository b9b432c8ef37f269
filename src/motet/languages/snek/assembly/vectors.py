"""The forms of the heap levels. r15 is the heap pointer, r14 the end of the heap, rbx the base of the stack.

A vector of n elements at address A (a multiple of 8) is the word A + 1; [A] is the GC word, [A+8] is n, the elements
follow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from motet.languages.snek import ast
from motet.languages.snek.assembly.code import WORD, Code
from motet.languages.snek.assembly.conditions import require
from motet.languages.snek.assembly.instructions import Memory
from motet.languages.snek.assembly.operands import can_wait, load_leaf, operands
from motet.languages.snek.assembly.values import NIL, Kind, Kinds
from motet.languages.snek.trampoline import Task

_TAG: Final = 1
_HEADER: Final = 2
"""Words before the elements."""


def vector_form(code: Code, node: ast.VectorForm, _tail: bool) -> Task[Kinds]:
    """A form by its name."""
    return _FORMS[node.form](code, node)


def _new(code: Code, node: ast.VectorForm) -> Task[Kinds]:
    """`(vec e ...)`: the elements wait in the frame, where the collector finds them, until there is room."""
    nodes = node.operands
    late = can_wait(code, nodes)
    reached = True
    for element, waits in zip(nodes, late, strict=True):
        if not waits:
            reached = bool((yield code.value(element))) and reached
            code.push("rax")
    _make_room(code, node, len(nodes) + _HEADER)
    code.emit("mov", Memory("r15"), 0)
    code.emit("mov", Memory("r15", WORD), len(nodes), comment="length")
    for i in reversed(range(len(nodes))):
        place = Memory("r15", WORD * (_HEADER + i))
        if late[i]:
            load_leaf(code, nodes[i], place)
        else:
            code.pop(place)
    code.emit("lea", "rax", Memory("r15", _TAG))
    code.emit("add", "r15", WORD * (len(nodes) + _HEADER))
    return Kind.VECTOR if reached else Kind.NONE


def _make_room(code: Code, node: ast.VectorForm, words: int) -> None:
    room = code.new_label("room")
    code.note(node)
    code.emit("lea", "rax", Memory("r15", WORD * words))
    code.emit("cmp", "rax", "r14")
    code.emit("jbe", room)
    code.emit("mov", "rdi", words)
    code.emit("mov", "r8", "rsp")
    code.emit("call", code.routine("collect"))
    code.place(room)


def _make(code: Code, node: ast.VectorForm) -> Task[Kinds]:
    """`(make-vec n e)`: the routine takes its operands from the frame, where the collector finds them."""
    reached = True
    for operand in node.operands:
        reached = bool((yield code.value(operand))) and reached
        code.push("rax")
    code.note(node)
    code.routine("collect")
    code.emit("call", code.routine("make_vector"))
    code.drop(len(node.operands))
    return Kind.VECTOR if reached else Kind.NONE


def _require_vector(code: Code, kind: Kinds) -> bool:
    """Check that rax holds a vector other than nil."""
    if not require(code, "rax", kind, Kind.NIL | Kind.VECTOR):
        return False
    if kind & Kind.NIL:
        code.emit("cmp", "rax", NIL)
        code.fail("je", "invalid_argument")
    return True


def _require_element(code: Code, vector: Kinds, index: Kinds) -> bool:
    """Check a vector in rax and an index in rcx, and take the tag off the index."""
    if not _require_vector(code, vector) or not require(code, "rcx", index, Kind.NUMBER):
        return False
    code.emit("sar", "rcx", 1)
    code.emit("cmp", "rcx", Memory("rax", WORD - _TAG))
    code.fail("jae", "index")
    return True


_ELEMENT: Final = Memory("rax", WORD * _HEADER - _TAG, "rcx", WORD)


def _get(code: Code, node: ast.VectorForm) -> Task[Kinds]:
    vector, index = yield operands(code, node.operands, ["rax", "rcx"])
    if not (vector and index and _require_element(code, vector, index)):
        return Kind.NONE
    code.emit("mov", "rax", _ELEMENT, comment=code.text(node))
    return Kind.ANY


def _set(code: Code, node: ast.VectorForm) -> Task[Kinds]:
    vector, index, value = yield operands(code, node.operands, ["rax", "rcx", "rdi"])
    if not (vector and index and value and _require_element(code, vector, index)):
        return Kind.NONE
    code.emit("mov", _ELEMENT, "rdi", comment=code.text(node))
    return Kind.VECTOR


def _length(code: Code, node: ast.VectorForm) -> Task[Kinds]:
    kind = yield code.value(node.operands[0])
    if not kind or not _require_vector(code, kind):
        return Kind.NONE
    code.emit("mov", "rax", Memory("rax", WORD - _TAG), comment=code.text(node))
    code.emit("add", "rax", "rax")
    return Kind.NUMBER


def _collect(code: Code, node: ast.VectorForm) -> Task[Kinds]:
    code.note(node)
    code.emit("mov", "r8", "rsp")
    code.emit("call", code.routine("collect_all"))
    code.load("rax", 0, "0")
    return Kind.NUMBER
    yield


_Form: TypeAlias = Callable[[Code, ast.VectorForm], Task[Kinds]]
_FORMS: Final[dict[str, _Form]] = {
    "vec": _new,
    "make-vec": _make,
    "vec-get": _get,
    "vec-set!": _set,
    "vec-len": _length,
    "gc": _collect,
}
