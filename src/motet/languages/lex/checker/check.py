"""The checker from outside."""

from __future__ import annotations

from collections.abc import Sequence

from motet.languages.lex.ast import FnDecl, Stage
from motet.languages.lex.checker.bodies import FunctionCheck
from motet.languages.lex.checker.checked import Checked, Options
from motet.languages.lex.checker.declarations import Declarations
from motet.languages.lex.checker.errors import CheckError
from motet.languages.lex.checker.lints import lint
from motet.languages.lex.checker.tables import Tables
from motet.languages.lex.recursion import deep

_STRICT = Options()


def check(stages: Sequence[Stage], options: Options = _STRICT) -> Checked:
    """Check a program of canonical stages (specification 7 and 8).

    Raises:
        CheckError: the program is wrong; it has all errors that were found.
    """
    checked = Checked(tuple(stages))
    tables = Tables(checked, options)
    with deep():
        Declarations(tables, stages).enter()
        for stage in stages:
            info = checked.functions.get(stage.name) if isinstance(stage, FnDecl) else None
            if info is not None and info.decl is stage:
                FunctionCheck(tables, info).run()
    if tables.errors:
        raise CheckError(tuple(tables.errors))
    if options.lints:
        checked.warnings += lint(checked)
    return checked
