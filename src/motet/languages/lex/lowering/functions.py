"""Declared functions: parameters, conditions on them, body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motet.bytecode.builder import FunctionBuilder
from motet.languages.lex.checker import FunctionInfo
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.refinements import check_refinement
from motet.languages.lex.lowering.shapes import View
from motet.languages.lex.lowering.units import Unit
from motet.languages.lex.lowering.uses import TAIL

if TYPE_CHECKING:
    from motet.languages.lex.lowering.program import ProgramLowering


def lower_function(
    lowering: ProgramLowering, unit: Unit, info: FunctionInfo, builder: FunctionBuilder, view: View
) -> None:
    """Lower a declared function for the types that `view` gives its type parameters."""
    body = Body(lowering, builder, unit, view, info.decl.name, info.decl.source)
    for index, refinement in enumerate(info.refinements):
        if refinement is not None:
            check_refinement(body, info, index, refinement)
    for index, (parameter, type_) in enumerate(zip(info.decl.params, info.params, strict=True)):
        body.bind(parameter.name, index, view.of(type_))
    body.expression(info.decl.body, TAIL)
    body.finish()
    unit.forget_ids(info.decl.name)
