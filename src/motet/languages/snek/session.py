"""The REPL's meaning (specification 11): entries that see what earlier ones defined, in one growing program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from motet.bytecode import Program
from motet.languages.interface import Entry
from motet.languages.snek import ast
from motet.languages.snek.check import check_entry
from motet.languages.snek.forms import parse_entry
from motet.languages.snek.gc_pause import gc_paused
from motet.languages.snek.lower import lower_entry
from motet.languages.snek.options import Options
from motet.languages.snek.types import Signature, check_entry_types, signature
from motet.source import DiagnosticError, Source

NOTHING_TO_RUN: Final = -1


class SnekSession:
    """A dialogue.

    `enter` either raises and changes nothing, or appends to the program and says what to run. A `define` is bound
    when `settle` hears that its expression has a value; until then, and after a failure, its name is free. A function
    is defined at once. What an entry did to other variables before it failed stays done.

    Attributes:
        program: grows by a function an entry, and by a global a `define`.
        functions: index of each function by name.
        variables: global of each variable by name.
    """

    def __init__(self, options: Mapping[str, object]) -> None:
        self.options: Final = Options.read(options)
        self.program = Program("snek")
        self.functions: Final[dict[str, int]] = {}
        self.variables: Final[dict[str, int]] = {}
        self._signatures: Final[dict[str, Signature]] = {}
        self._types: Final[dict[str, ast.Type]] = {}
        self._pending: tuple[Entry, str, int, ast.Type] | None = None

    def enter(self, source: Source) -> Entry:
        """Compile one entry.

        Raises:
            DiagnosticError: it is wrong; nothing has changed.
        """
        with gc_paused():
            return self._enter(source)

    def _enter(self, source: Source) -> Entry:
        entry = parse_entry(source, self.options.level)
        if entry is None:
            return Entry(NOTHING_TO_RUN, shows=False)
        typed = self.options.typed
        arities = {name: len(found.parameters) for name, found in self._signatures.items()}
        check_entry(source, entry, arities, self.variables, typed)
        type_: ast.Type = "Any"
        if typed:
            type_ = check_entry_types(source, entry, self.options.level, self._signatures, self._types)
        if isinstance(entry, ast.Define):
            return self._define(source, entry, type_)
        index = self._lower(source, entry, self.variables)
        if not isinstance(entry, ast.Definition):
            return Entry(index, shows=True)
        self.functions[entry.name] = index
        self._signatures[entry.name] = signature(entry)
        return Entry(NOTHING_TO_RUN, shows=False)

    def settle(self, entry: Entry, succeeded: bool) -> None:
        """Bind what a `define` defined if its run succeeded."""
        if self._pending is None or self._pending[0] != entry:
            return
        _, name, variable, type_ = self._pending
        self._pending = None
        if succeeded:
            self.variables[name] = variable
            self._types[name] = type_

    def _lower(self, source: Source, entry: ast.Entry, variables: Mapping[str, int]) -> int:
        keeps = self.options.level.heap
        return lower_entry(self.program, source, entry, self.functions, variables, keeps=keeps)

    def _define(self, source: Source, entry: ast.Define, type_: ast.Type) -> Entry:
        variable = len(self.program.globals)
        self.program.add_global(entry.name)
        try:
            index = self._lower(source, entry, {**self.variables, entry.name: variable})
        except DiagnosticError:
            self.program.globals.pop()
            raise
        result = Entry(index, shows=False)
        self._pending = (result, entry.name, variable, type_)
        return result
