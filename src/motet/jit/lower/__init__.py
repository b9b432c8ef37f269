"""Lowering: a specialisation to typed IR, one handler for each instruction of the bytecode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import motet.jit.ir_ops  # noqa: F401  (declares the rows that lowering uses)
from motet.jit.infer.code import Handler
from motet.jit.lower import closures, control, dynamic, moves, objects, scalars, vectors
from motet.jit.lower.closures import ClosureCode, OutsideCode, lower_closure_code, lower_outside_code
from motet.jit.lower.module import ModuleContext
from motet.jit.lower.unit import Lowering
from motet.jit.units import Unit

HANDLERS: Final[Mapping[str, Handler[Any]]] = {
    **scalars.HANDLERS,
    **moves.HANDLERS,
    **control.HANDLERS,
    **dynamic.HANDLERS,
    **vectors.HANDLERS,
    **objects.HANDLERS,
    **closures.HANDLERS,
}
"""Lowering of each instruction of `motet.bytecode.table`, by name."""


def lower_unit(context: ModuleContext, unit: Unit) -> Lowering | ClosureCode | OutsideCode:
    """Lower one unit; `ir` and `notes` of the result are what came of it."""
    if unit.kind == "closure":
        return lower_closure_code(context, unit)
    if unit.kind == "outside":
        return lower_outside_code(context, unit)
    inst = context.inference.inst_of(unit)
    lowering = Lowering(context, unit, inst)
    if not lowering.run():
        lowering = Lowering(context, unit, inst, is_careful=True)
        lowering.run()
    return lowering


__all__ = ["HANDLERS", "ClosureCode", "Lowering", "ModuleContext", "OutsideCode", "lower_unit"]
