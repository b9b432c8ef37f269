"""What is known about a program while it is checked: declarations, names of modules, and the errors found so far."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from motet.languages.lex.ast import Import
from motet.languages.lex.checker.checked import Checked, Options
from motet.languages.lex.checker.errors import Problem
from motet.languages.lex.checker.unify import Unifier
from motet.languages.lex.types import FunctionType, TypeVariable
from motet.source import Note, Source, Span

_MOST_SUGGESTIONS: Final = 20
"""Errors that say which name may have been meant, at most."""
_MOST_NAMES: Final = 500
"""Names that are compared with a misspelt one, at most."""


class Signature(NamedTuple):
    """Type of a library function.

    Attributes:
        type: with its variables rigid.
        parameters: names of its type variables, in order of first occurrence.
        rows: names of its row variables.
    """

    type: FunctionType
    parameters: tuple[str, ...]
    rows: tuple[str, ...]


class Tables:
    """The state that all parts of the checker share.

    Attributes:
        checked: what is found out.
        arities: arguments that each type takes, by name.
        modules: of each file, its aliases of standard modules, and the modules (`str`).
        strangers: imports of modules that do not exist, by file and alias; uses of them are errors.
        renamed: built-in types that the program declares anew, and how the built-in ones are called then.
        own: names of types that the program declares; they mean these, also where a built-in one is called so.
        signatures: types of the library functions that the program mentions, by name.
        errors: what is wrong so far.
        unknown: variables that stand for the types of what was in error.
    """

    def __init__(self, checked: Checked, options: Options) -> None:
        self.checked = checked
        self.options = options
        self.unifier = Unifier(checked.aliases)
        self.arities: dict[str, int] = {}
        self.modules: dict[Source, dict[str, str]] = {}
        self.strangers: dict[tuple[Source, str], Import] = {}
        self.renamed: dict[str, str] = {}
        self.own: set[str] = set()
        self.signatures: dict[str, Signature] = {}
        self.errors: list[Problem] = []
        self.unknown: set[TypeVariable] = set()
        self._suggestions = 0

    def anything(self) -> TypeVariable:
        """A type for what is in error: it fits everything and makes no further errors."""
        variable = self.unifier.fresh()
        self.unknown.add(variable)
        return variable

    def report(
        self,
        kind: str,
        source: Source,
        span: Span,
        help: str = "",
        notes: tuple[Note, ...] = (),
        **fields: object,
    ) -> None:
        """Keep an error."""
        self.errors.append(Problem(kind, fields, source, span, help=help, notes=notes))

    def suggestion(self, name: str, known: Iterable[str]) -> str:
        """`did you mean ...?`, if something known is written like the name."""
        near = self.nearest(name, known)
        return f"did you mean `{near}`?" if near else ""

    def nearest(self, name: str, known: Iterable[str]) -> str:
        """What is known and written like the name, or nothing; no more than so often."""
        self._suggestions += 1
        if self._suggestions > _MOST_SUGGESTIONS:
            return ""
        from difflib import get_close_matches

        near = [item for item in known if item[:1].lower() == name[:1].lower()]
        close = get_close_matches(name, near[:_MOST_NAMES], 1)
        return close[0] if close else ""
