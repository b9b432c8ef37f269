"""What predicates of refinements say about literals (specification 8)."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeAlias

from motet.languages.lex.ast import BinOp, Expr, Lit, Literal, UnaryOp, Var
from motet.languages.lex.canonical_json import float_text

_Constant: TypeAlias = "int | float | str | bytes | bool | None"
_MASK: Final = (1 << 64) - 1
_SIGN: Final = 1 << 63


class UnsupportedError(Exception):
    """The predicate says something that only a run can find out, or nothing can; the text says what."""


class Outcome(NamedTuple):
    """What a predicate says of a value. `reason` is the text of an error when it is false."""

    holds: bool
    reason: str = ""


def literal_value(node: Expr) -> Lit | None:
    """The value of a literal, or of a number with a sign; None for any other expression."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, UnaryOp) and node.op == "-" and isinstance(node.operand, Literal):
        literal = node.operand.value
        if literal.kind in ("Int", "Float") and isinstance(literal.value, int | float):
            return Lit(literal.kind, -literal.value)
    return None


def discharge(predicate: Expr, binding: str, value: Lit) -> Outcome | None:
    """Whether the predicate holds for the value; None when that is left to the run."""
    try:
        holds = evaluate(predicate, binding, value.value)
    except UnsupportedError:
        return None
    if not isinstance(holds, bool):
        return None
    return Outcome(True) if holds else Outcome(False, f"predicate failed for {binding} = {show(value)}")


def show(value: Lit) -> str:
    """A literal as the language writes it."""
    item = value.value
    if isinstance(item, str):
        return '"' + "".join(_ESCAPES.get(char, char) for char in item) + '"'
    if isinstance(item, bytes):
        return f'b"{item.decode("utf-8", "replace")}"'
    if item is None:
        return "()"
    if isinstance(item, float):
        return float_text(item)
    return str(item).lower() if isinstance(item, bool) else str(item)


_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def evaluate(predicate: Expr, binding: str, value: _Constant) -> _Constant:
    """The value of a predicate. UnsupportedError: it has none here.

    Long chains of operators are deep on the left, so operators wait in a list for their left operand.
    """
    waiting: list[BinOp] = []
    while isinstance(predicate, BinOp):
        waiting.append(predicate)
        predicate = predicate.left
    result = _evaluate_simple(predicate, binding, value)
    while waiting:
        node = waiting.pop()
        if node.op in ("and", "or"):
            if not isinstance(result, bool):
                raise UnsupportedError(f"`{node.op}` of what is not a Bool")
            if result is (node.op == "or"):
                continue
            result = evaluate(node.right, binding, value)
            if not isinstance(result, bool):
                raise UnsupportedError(f"`{node.op}` of what is not a Bool")
        else:
            result = _operate(node.op, result, evaluate(node.right, binding, value))
    return result


def _evaluate_simple(node: Expr, binding: str, value: _Constant) -> _Constant:
    if isinstance(node, Literal):
        return node.value.value
    if isinstance(node, Var):
        if node.name != binding:
            raise UnsupportedError(f"predicate references free var `{node.name}`")
        return value
    if isinstance(node, UnaryOp):
        operand = evaluate(node.operand, binding, value)
        if node.op == "not" and isinstance(operand, bool):
            return not operand
        if node.op == "-" and isinstance(operand, int | float) and not isinstance(operand, bool):
            return _wrap(-operand)
    raise UnsupportedError("predicate uses an expression that is not supported")


def _operate(op: str, left: _Constant, right: _Constant) -> _Constant:
    if op in ("==", "!="):
        return (type(left) is type(right) and left == right) is (op == "==")
    kind = type(left)
    rule = _OPERATIONS.get((op, kind)) if kind is type(right) else None
    if rule is None:
        raise UnsupportedError(f"predicate uses `{op}` on values it does not support")
    return rule(left, right)


def _wrap(number: int | float) -> int | float:
    """An Int in 64 bits, as arithmetic wraps it; a Float as it is."""
    if isinstance(number, float):
        return number
    return ((int(number) + _SIGN) & _MASK) - _SIGN


def _divide(left: int, right: int) -> int | float:
    if right == 0:
        raise UnsupportedError("integer division by zero")
    quotient = abs(left) // abs(right)
    return _wrap(quotient if (left < 0) == (right < 0) else -quotient)


def _remainder(left: int, right: int) -> int | float:
    if right == 0:
        raise UnsupportedError("integer modulo by zero")
    return left - right * int(_divide(left, right)) if (left, right) != (-_SIGN, -1) else 0


def _divide_floats(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or left != left:
        return float("nan")
    positive = (left > 0) == (str(right)[0] != "-")
    return float("inf") if positive else float("-inf")


def _wrapping(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], int | float]:
    return lambda left, right: _wrap(operation(left, right))


_ORDER: Final = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_ARITHMETIC: Final = {"+": operator.add, "-": operator.sub, "*": operator.mul}

_OPERATIONS: Final[dict[tuple[str, type], Callable[[Any, Any], bool | int | float]]] = {
    **{(op, kind): rule for op, rule in _ORDER.items() for kind in (int, float)},
    **{(op, int): _wrapping(rule) for op, rule in _ARITHMETIC.items()},
    **{(op, float): rule for op, rule in _ARITHMETIC.items()},
    ("/", int): _divide,
    ("%", int): _remainder,
    ("/", float): _divide_floats,
}
