"""Entries of a dialogue: expressions that are lowered into a growing program."""

from __future__ import annotations

from motet.bytecode.builder import FunctionBuilder
from motet.bytecode.program import Program
from motet.languages.lex import ast
from motet.languages.lex.checker import Checked
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.options import Options
from motet.languages.lex.lowering.program import ProgramLowering
from motet.languages.lex.lowering.uses import TAIL
from motet.languages.lex.recursion import deep
from motet.source import DiagnosticError


def lower_entry(program: Program, checked: Checked, options: Options, owner: str, expression: ast.Expr) -> int:
    """Append a function without parameters that gives the value of an expression, and the functions it needs.

    Args:
        program: what grows.
        checked: the items of the dialogue, and a function that the expression stands in.
        options: of the lowering.
        owner: name of that function.
        expression: what is to be run.

    Raises:
        DiagnosticError: it is too large; the program is as it was.
    """
    count = len(program.functions)
    lowering = ProgramLowering(checked, options, program)
    unit = lowering.unit
    view = unit.shapes.within({})
    try:
        with deep():
            result = view.of(checked.types[expression])
            source = unit.info(owner).decl.source
            body = Body(
                lowering, FunctionBuilder(program, owner, (), (result,), source=source), unit, view, owner, source
            )
            body.expression(expression, TAIL)
            body.finish()
            lowering.finish()
    except DiagnosticError:
        del program.functions[count:]
        raise
    return body.builder.index
