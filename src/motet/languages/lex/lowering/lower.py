"""The lowering from outside."""

from __future__ import annotations

from motet.bytecode.program import Program
from motet.languages.lex.checker import Checked
from motet.languages.lex.lowering.options import Options
from motet.languages.lex.lowering.program import ProgramLowering
from motet.languages.lex.recursion import deep

_PLAIN = Options()


def lower(checked: Checked, options: Options = _PLAIN) -> Program:
    """The bytecode of a checked program; its entry is `main`, if there is one without parameters.

    Raises:
        DiagnosticError: a function is too large.
    """
    lowering = ProgramLowering(checked, options)
    with deep():
        lowering.run()
    program = lowering.program
    main = checked.functions.get("main")
    if main is not None:
        program.entry = lowering.function(lowering.unit, "main", lowering.general_types(main))
    return program
