"""Tests of values, and conditions that live in the processor's flags until somebody jumps on them.

A condition is the suffix of the jump that is taken when it holds (`l`, `e`), or one of the words below.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from motet.languages.snek import ast
from motet.languages.snek.assembly.code import Code, is_immediate
from motet.languages.snek.assembly.instructions import LOW_BYTE, Operand
from motet.languages.snek.assembly.operands import operands
from motet.languages.snek.assembly.values import NUMBER_TAG, Kind, Kinds, literal, within
from motet.languages.snek.trampoline import Task

Condition: TypeAlias = str

ALWAYS: Final = "always"
NEVER: Final = "never"
UNREACHABLE: Final = "unreachable"
"""Evaluating the condition never ends normally."""
DEPENDS: Final = "depends"
"""Of a branch: both ways are possible, the jumps are emitted."""

NEGATED: Final = {"l": "ge", "ge": "l", "g": "le", "le": "g", "e": "ne", "ne": "e", "z": "nz", "nz": "z"}
COMPARISONS: Final = {"<": "l", ">": "g", "<=": "le", ">=": "ge", "=": "e"}
TESTS: Final = {"isnum": Kind.NUMBER, "isbool": Kind.BOOLEAN, "isvec": Kind.NIL | Kind.VECTOR}
MIRRORED: Final = {"+": "+", "*": "*", "=": "=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
"""The operators whose operands can change places, and what they then become."""

_GROUPS: Final = (Kind.NUMBER, Kind.BOOLEAN, Kind.NIL | Kind.VECTOR)
"""The kinds that `=` compares with each other."""


# ---- checks of operands


def test(code: Code, register: str, kind: Kinds, group: Kinds) -> Condition:
    """Test whether a value belongs to one of `_GROUPS`. Clobbers rdx."""
    kind &= code.patterns.kinds
    if not kind:
        return UNREACHABLE
    if within(kind, group):
        return ALWAYS
    if not kind & group:
        return NEVER
    if group == Kind.NUMBER or not code.patterns.heap:
        code.emit("test", LOW_BYTE[register], NUMBER_TAG)
        return "z" if group == Kind.NUMBER else "nz"
    tag = code.patterns.boolean_tag if group == Kind.BOOLEAN else code.patterns.vector_tag
    code.emit("mov", "rdx", register)
    code.emit("and", "rdx", code.patterns.tag_mask)
    code.emit("cmp", "rdx", tag)
    return "e"


def require(code: Code, register: str, kind: Kinds, group: Kinds, error: str = "invalid_argument") -> bool:
    """Report the error unless a value belongs to the group; whether the code goes on at all. Clobbers rdx."""
    condition = test(code, register, kind, group)
    if condition == NEVER:
        code.fail("jmp", error)
    elif condition in NEGATED:
        code.fail(f"j{NEGATED[condition]}", error)
    return condition not in (NEVER, UNREACHABLE)


def require_numbers(code: Code, left: Kinds, right: Kinds, right_operand: Operand) -> bool:
    """Check both operands of an operator, in rax and rcx (or an immediate), for being numbers. Clobbers rdx."""
    if not left or not right:
        return False
    if isinstance(right_operand, str) and not within(left, Kind.NUMBER) and not within(right, Kind.NUMBER):
        if left & right & Kind.NUMBER:
            code.emit("mov", "rdx", "rax")
            code.emit("or", "rdx", right_operand)
            code.emit("test", "dl", NUMBER_TAG)
            code.fail("jnz", "invalid_argument")
            return True
        code.fail("jmp", "invalid_argument")
        return False
    right_register = right_operand if isinstance(right_operand, str) else "rcx"
    return require(code, "rax", left, Kind.NUMBER) and require(code, right_register, right, Kind.NUMBER)


def require_comparable(code: Code, left: Kinds, right: Kinds, right_operand: Operand) -> bool:
    """Check the operands of `=`, in rax and rcx (or an immediate): both of one group. Clobbers rdx."""
    if not left or not right:
        return False
    left, right = left & code.patterns.kinds, right & code.patterns.kinds
    for group in _GROUPS:
        if within(right, group):
            return require(code, "rax", left, group)
        if within(left, group):
            return require(code, str(right_operand), right, group)
    if code.patterns.heap:
        numbers = code.new_label("numbers")
        code.emit("mov", "rdx", "rax")
        code.emit("or", "rdx", right_operand)
        code.emit("test", "dl", NUMBER_TAG)
        code.emit("jz", numbers)
        _require_same_tag(code, right_operand)
        code.place(numbers)
    else:
        _require_same_tag(code, right_operand)
    return True


def _require_same_tag(code: Code, right_operand: Operand) -> None:
    code.emit("mov", "rdx", "rax")
    code.emit("xor", "rdx", right_operand)
    code.emit("test", "dl", code.patterns.tag_mask)
    code.fail("jnz", "invalid_argument")


# ---- conditions


def pair(code: Code, op: str, left: ast.Expr, right: ast.Expr) -> Task[tuple[str, Kinds, Kinds, Operand]]:
    """Evaluate the operands of an operator: the left one into rax, the right one into rcx or an immediate.

    The result: the operator that is left to apply (operands may have changed places), what is known of both, and where
    the right one is.
    """
    word = literal(right, code.patterns)
    if op in MIRRORED and not is_immediate(word) and is_immediate(literal(left, code.patterns)):
        op, left, right = MIRRORED[op], right, left
        word = literal(right, code.patterns)
    if word is not None and is_immediate(word):
        kind = yield code.value(left)
        return op, kind, code.kind_of_leaf(right), word
    left_kind, right_kind = yield operands(code, [left, right], ["rax", "rcx"])
    return op, left_kind, right_kind, "rcx"


def condition(code: Code, node: ast.Expr) -> Task[Condition]:
    """Evaluate an expression as a condition."""
    match node:
        case ast.Boolean():
            return ALWAYS if node.value else NEVER
        case ast.Binary(op=op) if op in COMPARISONS:
            compared: Condition = yield _comparison(code, node)
            return compared
        case ast.Unary(op=op) if op in TESTS:
            kind = yield code.value(node.operand)
            return test(code, "rax", kind, TESTS[op])
    kind = (yield code.value(node)) & code.patterns.kinds
    if not kind:
        return UNREACHABLE
    if not kind & Kind.BOOLEAN:
        return ALWAYS
    code.emit("cmp", "rax", code.patterns.false)
    return "ne"


def _comparison(code: Code, node: ast.Binary) -> Task[Condition]:
    op, left, right, operand = yield pair(code, node.op, node.left, node.right)
    check = require_comparable if op == "=" else require_numbers
    if not check(code, left, right, operand):
        return UNREACHABLE
    code.emit("cmp", "rax", operand, comment=code.text(node))
    return COMPARISONS[op]


def boolean(code: Code, node: ast.Expr) -> Task[Kinds]:
    """Evaluate a condition to a boolean in rax."""
    result = yield condition(code, node)
    if result == UNREACHABLE:
        return Kind.NONE
    if result in NEGATED:
        code.load("rax", code.patterns.false, "false")
        code.load("rcx", code.patterns.true, "true")
        code.emit(f"cmov{result}", "rax", "rcx")
    else:
        code.load("rax", code.patterns.true if result == ALWAYS else code.patterns.false, result)
    return Kind.BOOLEAN


def branch(code: Code, node: ast.Expr, false_label: str) -> Task[Condition]:
    """Evaluate a condition: go on behind it if it holds, jump to the label if not.

    The result is DEPENDS, or ALWAYS, NEVER or UNREACHABLE when no jump is needed and none was emitted.
    """
    if isinstance(node, ast.If):
        nested: Condition = yield _branch_of_if(code, node, false_label)
        return nested
    result: Condition = yield condition(code, node)
    if result not in NEGATED:
        return result
    code.emit(f"j{NEGATED[result]}", false_label)
    return DEPENDS


def _branch_of_if(code: Code, node: ast.If, false_label: str) -> Task[Condition]:
    """`(if (if a b c) ...)`: how programs spell `and` and `or`."""
    otherwise, end = code.new_label("else"), code.new_label("end_if")
    first = yield branch(code, node.condition, otherwise)
    if first != DEPENDS:
        live = {ALWAYS: node.then, NEVER: node.otherwise}.get(first)
        decided: Condition = UNREACHABLE if live is None else (yield branch(code, live, false_label))
        return decided
    for part, label, behind in ((node.then, otherwise, end), (node.otherwise, end, "")):
        result = yield branch(code, part, false_label)
        if result == NEVER:
            code.emit("jmp", false_label)
        elif behind and result != UNREACHABLE:
            code.emit("jmp", behind)
        code.place(label)
    return DEPENDS
