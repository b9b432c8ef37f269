"""Lowering of arithmetic on known types. Operands of unknown type are narrowed, and known from then on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from motet.bytecode.program import Instruction
from motet.bytecode.table import OPS
from motet.bytecode.types import BOOL, BY_NAME, Ty
from motet.jit.lower.state import FALSE, TRUE
from motet.jit.lower.unit import Lowering

Handler = Callable[[Lowering, Instruction], bool | None]

_SCALARS: Final = frozenset(("Int", "Float", "Bool"))


def _one(wanted: Ty, result: Ty) -> Handler:
    def lower(u: Lowering, ins: Instruction) -> bool | None:
        value = u.stack.pop()
        if value.type is not wanted:
            narrow = u.narrow(value, wanted)
            if narrow is None:
                return True
            value = narrow
        u.stack.append(u.ins(ins[0], result, (value,), ins[1] if len(ins) > 1 else None))
        return None

    return lower


def _two(left: Ty, right: Ty, result: Ty) -> Handler:
    def lower(u: Lowering, ins: Instruction) -> bool | None:
        y = u.stack.pop()
        x = u.stack.pop()
        if x.type is not left or y.type is not right:
            both = u.narrow_two(x, left, y, right)
            if both is None:
                return True
            x, y = both
        u.stack.append(u.ins(ins[0], result, (x, y), ins[1] if len(ins) > 1 else None))
        return None

    return lower


def _bool_not(u: Lowering, ins: Instruction) -> bool | None:
    value = u.narrow(u.stack.pop(), BOOL)
    if value is None:
        return True
    if value.words[0] in ("true", "false"):
        u.stack.append(FALSE if value.words[0] == "true" else TRUE)
        return None
    result = u.ins("bool_not", BOOL, (value,))
    test = u.tests.get(value)
    if test is not None:
        u.tests[result] = test.inverse()
    if value in u.variant_tests:
        u.variant_tests[result] = u.variant_tests[value].inverse()
    u.stack.append(result)
    return None


def _table() -> dict[str, Handler]:
    table: dict[str, Handler] = {"bool_not": _bool_not}
    for op in OPS.values():
        if op.name in table or not op.pops or not op.pushes or not _SCALARS.issuperset(op.pops + op.pushes):
            continue
        pops, result = [BY_NAME[name] for name in op.pops], BY_NAME[op.pushes[0]]
        table[op.name] = _one(pops[0], result) if len(pops) == 1 else _two(pops[0], pops[1], result)
    return table


HANDLERS: Final = _table()
