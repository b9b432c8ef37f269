"""All static steps of a file at once."""

from __future__ import annotations

from motet.languages.snek import ast
from motet.languages.snek.check import check_program
from motet.languages.snek.forms import parse_program
from motet.languages.snek.options import Options
from motet.languages.snek.types import check_types
from motet.source import Source


def checked_program(source: Source, options: Options) -> tuple[ast.Program, ast.Type | None]:
    """The tree of a file, and its type if `options.typed` asks for types.

    Raises:
        DiagnosticError: the text is no program, or not well-typed.
    """
    program = parse_program(source, options.level)
    check_program(program, options.typed)
    if not options.typed:
        return program, None
    return program, check_types(program, options.level, options.input_type)
