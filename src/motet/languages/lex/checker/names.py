"""Types of names: locals, functions, functions of modules, and fields (specification 7.3)."""

from __future__ import annotations

from typing import Final

from motet.languages.lex import ast
from motet.languages.lex.checker.checked import FunctionInfo, Reference
from motet.languages.lex.checker.declarations import STANDARD
from motet.languages.lex.checker.patterns import Patterns
from motet.languages.lex.checker.signatures import signature
from motet.languages.lex.library import MODULES, Entry, entries
from motet.languages.lex.types import UNKNOWN, RecordType, Type, TypeVariable, render
from motet.source import Note

_NOTHING: Final = "no local name, function or module is called so"
_ABSENT: Final = "there is no null: what may be missing is an Option, `Some(value)` or `None`; Unit is `()`"
FOREIGN: Final = {
    **dict.fromkeys(("null", "nil", "undefined", "none"), _ABSENT),
    **dict.fromkeys(("print", "println"), '`import "std.io" as io`, then `io.print(text)`'),
}
"""What is meant by names that other languages have."""


class Names(Patterns):
    """Rules for variables and field accesses."""

    def variable(self, node: ast.Var) -> Type:
        """Type of a name."""
        name = node.name
        local = self.locals.get(name)
        if local is not None:
            self.refer(node, Reference("local", name))
            return local
        info = self.checked.functions.get(name)
        if info is None:
            raise self.unknown_name(node)
        self.refer(node, Reference("function", name))
        return self._instance(node, info)

    def unknown_name(self, node: ast.Var) -> Exception:
        """The error of a name without a meaning, to be raised."""
        name = node.name
        stranger = self.tables.strangers.get((self.source, name))
        if stranger is not None and name not in self.modules:
            return self._no_module(node, stranger)
        if name in self.modules:
            help = f"a module is no value; name one of its functions: `{name}.f`"
        elif name == "str" and self.source.text.startswith('f"', node.span.start):
            help = 'texts with holes need `import "std.str" as str`'
        elif name in self.pending:
            help = f"`{name}` has no value before its `let` ends; what calls itself is a function at top level"
        else:
            known = (*self.locals, *self.checked.functions, *self.modules)
            help = FOREIGN.get(name) or self.tables.suggestion(name, known) or _NOTHING
        return self.problem("unknown_identifier", node, help, name=name)

    def _no_module(self, node: ast.Var, stranger: ast.Import) -> Exception:
        """The error of a name that was to be a module."""
        near = self.tables.nearest(stranger.reference.removeprefix(STANDARD), MODULES)
        help = f"did you mean `{STANDARD}{near}`?" if near else f"the modules of `std` are {', '.join(sorted(MODULES))}"
        error = self.problem("unknown_identifier", node, help, name=node.name)
        error.problem.detail = f"there is no module `{stranger.reference}`"
        error.problem.notes = (Note("imported here", stranger.source, stranger.span),)
        return error

    def _instance(self, node: ast.Var, info: FunctionInfo) -> Type:
        """Type of a function; a generic one with new variables."""
        if not info.type_params:
            return info.type
        names: dict[str, Type] = {}
        for parameter in info.type_params:
            names[parameter.name] = self.unifier.fresh()
        self.instances[node] = tuple(names.values())
        return self.unifier.substitute(info.type, names)

    # ---- fields and functions of modules

    def module_of(self, node: ast.Expr) -> str | None:
        """The module that an expression names, if it is a module's alias."""
        if type(node) is ast.Var and node.name not in self.locals:
            return self.modules.get(node.name)
        return None

    def module_function(self, node: ast.FieldAccess, module: str) -> Type:
        """Type of a function of a module; a generic one with new variables."""
        self.refer(node.value, Reference("module", module))
        self.types[node.value] = UNKNOWN
        table = entries(module)
        entry = table.get(node.field)
        if entry is None:
            help = self.tables.suggestion(node.field, table) or f"std.{module} has {', '.join(sorted(table))}"
            raise self.problem("unknown_field", node, help, record_type=f"std.{module}", field=node.field)
        self.refer(node, Reference("library", entry.name, entry))
        return self._library_instance(node, entry)

    def _library_instance(self, node: ast.FieldAccess, entry: Entry) -> Type:
        found = signature(entry, self.tables)
        if not found.parameters and not found.rows:
            return found.type
        names: dict[str, Type] = {}
        for name in found.parameters:
            names[name] = self.unifier.fresh()
        self.instances[node] = tuple(names.values())
        for name in found.rows:
            names[name] = self.unifier.fresh()
        return self.unifier.substitute(found.type, names)

    def field(self, node: ast.FieldAccess, value: Type) -> Type:
        """Type of a field of a record."""
        self.refer(node, Reference("field", node.field))
        record = self.unifier.unfold(value)
        if self.is_unknown(record):
            return record
        context = f"field access `.{node.field}`"
        if not isinstance(record, RecordType):
            help = "" if not isinstance(record, TypeVariable) else "say what type it has: `(value :: Type)`"
            raise self.mismatch("record", value, node.value, context, help)
        found = record.fields.get(node.field)
        if found is None:
            help = (
                self.tables.suggestion(node.field, record.fields)
                or f"its fields are {', '.join(record.fields) or 'none'}"
            )
            raise self.problem("unknown_field", node, help, record_type=render(value), field=node.field)
        return found
