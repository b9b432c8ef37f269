"""Lowering of operations on values of unknown type. What the types decide is decided here; the rest becomes an op
that tests tags."""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Instruction
from motet.bytecode.types import ANY, BOOL, FLOAT, INT, NEVER, STR, VECTOR, Ty
from motet.jit.infer.lattice import NUMBERS, REFERENCES, SCALARS, TESTED, dynamic_result, same_result
from motet.jit.ir import Value
from motet.jit.lower.state import FALSE, TRUE, TypeTest
from motet.jit.lower.unit import Lowering


def _truth(known: bool) -> Value:
    return TRUE if known else FALSE


def _is_type(u: Lowering, ins: Instruction) -> bool | None:
    value, asked = u.stack.pop(), TESTED[ins[1]]
    if value.type is not ANY:
        u.stack.append(_truth(value.type is asked))
        return None
    result = u.ins("has_type", BOOL, (value,), asked)
    u.tests[result] = TypeTest(value, asked)
    u.stack.append(result)
    return None


def _cast(u: Lowering, ins: Instruction) -> bool | None:
    value = u.narrow(u.stack.pop(), TESTED[ins[1]], ins[2])
    if value is None:
        return True
    u.stack.append(value)
    return None


def _is_false(u: Lowering, ins: Instruction) -> bool | None:
    value = u.stack.pop()
    if value.type is ANY:
        result = u.ins("is_false", BOOL, (value,))
        u.tests[result] = TypeTest(value, BOOL)
    elif value.type is BOOL:
        result = u.ins("bool_not", BOOL, (value,))
    else:
        result = FALSE
    u.stack.append(result)
    return None


def _as_float(u: Lowering, value: Value) -> Value:
    return value if value.type is FLOAT else u.ins("int_to_float", FLOAT, (value,))


def _arithmetic(u: Lowering, ins: Instruction) -> bool | None:
    y, x = u.stack.pop(), u.stack.pop()
    result = dynamic_result(x.type, y.type)
    if result is NEVER:
        return u.trap("type")
    if x.type is ANY or y.type is ANY:
        u.note(f"{ins[0]} on {x.type} and {y.type}")
        u.stack.append(u.ins(ins[0], result, (x, y), ins[1]))
    elif result is INT:
        u.stack.append(u.ins(f"int_{ins[0][4:]}", INT, (x, y), ins[1]))
    else:
        u.stack.append(u.ins(f"float_{ins[0][4:]}", FLOAT, (_as_float(u, x), _as_float(u, y))))
    return None


def _compare(u: Lowering, ins: Instruction) -> bool | None:
    y, x = u.stack.pop(), u.stack.pop()
    relation = ins[1]
    if x.type in NUMBERS and y.type in NUMBERS:
        if x.type is INT and y.type is INT:
            result = u.ins("int_compare", BOOL, (x, y), relation)
        else:
            result = u.ins("float_compare", BOOL, (_as_float(u, x), _as_float(u, y)), relation)
    elif relation not in ("eq", "ne"):
        if dynamic_result(x.type, y.type) is NEVER:
            return u.trap("type")
        u.note(f"dyn_compare on {x.type} and {y.type}")
        result = u.ins("dyn_compare", BOOL, (x, y), relation)
    else:
        result = _equal(u, x, y, relation)
    u.stack.append(result)
    return None


def _equal(u: Lowering, x: Value, y: Value, relation: str) -> Value:
    if x.type is ANY or y.type is ANY:
        u.note(f"dyn_compare on {x.type} and {y.type}")
        return u.ins("dyn_compare", BOOL, (x, y), relation)
    if not (is_structural(x.type) and is_structural(y.type)) and x.type is not y.type:
        return _truth(relation == "ne")
    equal = structural_equality(u, x, y) if is_structural(x.type) else _same_type(u, x, y, x.type)
    return equal if relation == "eq" else u.ins("bool_not", BOOL, (equal,))


def is_structural(t: Ty) -> bool:
    """Whether values of the type are compared by what they hold: they have no identity and are no scalars."""
    return t not in SCALARS and t not in REFERENCES


def structural_equality(u: Lowering, x: Value, y: Value) -> Value:
    """Equality of two values by what they hold."""
    t = x.type
    if t is not y.type or (is_structural(t) and t is not STR):
        return u.ins("deep_equal", BOOL, (u.box(x), u.box(y)))
    if t is STR:
        return u.ins("str_compare", BOOL, (x, y), "eq")
    return _same_type(u, x, y, t)


def _deep_equal(u: Lowering, ins: Instruction) -> bool | None:
    y, x = u.stack.pop(), u.stack.pop()
    by_boxes = VECTOR in (x.type, y.type)
    u.stack.append(u.ins("deep_equal", BOOL, (u.box(x), u.box(y))) if by_boxes else structural_equality(u, x, y))
    return None


def _same_type(u: Lowering, x: Value, y: Value, t: Ty) -> Value:
    """Equality of two values of one type: vectors by identity."""
    if t is INT:
        return u.ins("int_compare", BOOL, (x, y), "eq")
    if t is FLOAT:
        return u.ins("float_compare", BOOL, (x, y), "eq")
    if not t.words:
        return TRUE
    if t is BOOL:
        return u.ins("bool_not", BOOL, (u.ins("bool_xor", BOOL, (x, y)),))
    return u.ins("same", BOOL, (u.box(x), u.box(y)))


def _same(u: Lowering, ins: Instruction) -> bool | None:
    y, x = u.stack.pop(), u.stack.pop()
    if same_result(x.type, y.type) is NEVER:
        return u.trap("type")
    wanted = y.type if y.type in SCALARS else x.type
    if wanted in SCALARS:
        both = u.narrow_two(x, wanted, y, wanted)
        if both is None:
            return True
        u.stack.append(_same_type(u, both[0], both[1], wanted))
    elif x.type is ANY or y.type is ANY:
        u.note(f"same on {x.type} and {y.type}")
        u.stack.append(u.ins("same", BOOL, (u.box(x), u.box(y))))
    else:
        u.stack.append(_same_type(u, x, y, x.type) if x.type is y.type else FALSE)
    return None


HANDLERS: Final = {
    "is_type": _is_type,
    "cast": _cast,
    "is_false": _is_false,
    "dyn_add": _arithmetic,
    "dyn_sub": _arithmetic,
    "dyn_mul": _arithmetic,
    "dyn_compare": _compare,
    "same": _same,
    "deep_equal": _deep_equal,
}
