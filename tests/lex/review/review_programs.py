"""Runs small programs on an engine."""

import re

import motet
from motet.languages.lex.checker import CheckError
from motet.languages.lex.library import MODULES
from motet.languages.lex.parser import parse_source
from motet.languages.lex.stages import front
from motet.source import DiagnosticError, Source

_MODULES = tuple(name for name in MODULES if name not in ("rand", "proc"))


def with_imports(text):
    """The program with imports of the modules it mentions, all in the first line."""
    used = [name for name in _MODULES if re.search(rf"\b{name}\.", text)]
    return ";".join(f'import "std.{name}" as {name}' for name in used) + "\n" + text


def run(text, engine, function="main", *arguments, limits=None):
    """The result as JSON, or the message of the error."""
    with motet.compile(with_imports(text), language="lex", engine=engine, limits=limits) as loaded:
        try:
            return loaded.text(loaded.run_value([function, *arguments]))
        except motet.RunError as error:
            return error.diagnostic.message


def errors(text):
    """What the checker has against a program, as data."""
    try:
        front(Source("review.lex", with_imports(text)), {})
    except CheckError as error:
        return [problem.json() for problem in error.errors]
    return []


def syntax_error(text):
    """The message of the error in front of the checker, or nothing."""
    try:
        parse_source(Source("review.lex", text))
    except DiagnosticError as error:
        return str(error)
    return ""


def warnings(text):
    """Code of each warning, and the text that it is about."""
    checked = front(Source("review.lex", with_imports(text)), {})
    return [(item.code, item.source.text[item.span.start : item.span.end]) for item in checked.warnings]
