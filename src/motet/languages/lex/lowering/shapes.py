"""Types of the checker -> types of the bytecode.

Equal types of the checker have the same type of the bytecode, wherever they stand: the engines compare types by identity.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from motet.bytecode import types as bc
from motet.bytecode.types import ANY, Constructor, Ty
from motet.languages.lex import types as lex
from motet.languages.lex.checker import AliasInfo, Checked, UnionInfo
from motet.languages.lex.library.signatures import APPLIED, NAMED
from motet.languages.lex.lowering.definitions import Definitions, describe
from motet.stdlib.signatures import MATRIX

DEEPEST: Final = 12
"""Types nested deeper become Any, so that polymorphic recursion ends."""

_STANDARD: Final = "std."
"""What the name of a built-in type begins with where the program declares a type of its name."""

_PRIMITIVES: Final = {
    "Int": bc.INT, "Float": bc.FLOAT, "Bool": bc.BOOL, "Str": bc.STR, "Bytes": bc.BYTES, "Unit": bc.UNIT,
}  # fmt: skip


def capped(t: Ty) -> Ty:
    """The type, or Any when it is nested too deeply."""
    return t if t.depth <= DEEPEST else ANY


def _uses_matrices(checked: Checked) -> bool:
    """Whether a program calls functions of matrices; in others a record with their fields is a record like any."""
    if "math" not in checked.modules.values():
        return False
    entries = (reference.entry for reference in checked.references.values())
    return any(entry is not None and "Matrix" in entry.signature for entry in entries)


class Shapes:
    """Types of one checked program.

    `borrowed` are the types of the prelude that stand for opaque ones (`Iter`): name -> shapes and name there.
    """

    def __init__(self, checked: Checked, borrowed: Mapping[str, tuple[Shapes, str]]) -> None:
        self.checked: Final = checked
        self.borrowed: Final = borrowed
        self.definitions: Final = Definitions(checked)
        self._named: Final[dict[tuple[str, tuple[Ty, ...]], Ty]] = {}
        self._has_matrices: Final = _uses_matrices(checked)
        self._unfolded: Final[dict[tuple[tuple[str, Ty], ...], Ty]] = {}
        if self._has_matrices:
            self._unfolded[tuple(zip(MATRIX.fields, MATRIX.parts, strict=True))] = MATRIX
        self._recursive: Final[dict[str, bool]] = {}
        self._folded: Final[set[Ty]] = set()

    def within(self, environment: Mapping[str, Ty]) -> View:
        """The types as a function sees them whose type parameters are these."""
        return View(self, environment)

    def named(self, name: str, arguments: tuple[Ty, ...]) -> Ty:
        """The type of a name with arguments."""
        key = (name, arguments)
        found = self._named.get(key)
        if found is None:
            found = self._make(name, arguments)
            self._named[key] = found
        return found

    def record(self, fields: tuple[tuple[str, Ty], ...]) -> Ty:
        """A record; an unfolded recursive one is the recursive one."""
        return self._unfolded.get(tuple(sorted(fields))) or bc.record_of(fields)

    def folded(self, t: Ty) -> Ty:
        """The type, or Any when it is what an alias stands for that has no type of its own because it mentions itself."""
        return ANY if t in self._folded else t

    def _make(self, name: str, arguments: tuple[Ty, ...]) -> Ty:
        alias = self.checked.aliases.get(name)
        if alias is not None and not (self._has_matrices and alias.decl is None and alias.name in NAMED):
            return self._alias(name, alias, arguments)
        union = self.checked.unions.get(name)
        if union is not None:
            return self._union(name, union, arguments)
        return self._built_in(name.removeprefix(_STANDARD), arguments)

    def _built_in(self, name: str, arguments: tuple[Ty, ...]) -> Ty:
        if name in self.borrowed:
            shapes, there = self.borrowed[name]
            return shapes.named(there, arguments)
        if name in APPLIED:
            return APPLIED[name](*arguments)
        return NAMED.get(name, ANY)

    def _alias(self, name: str, alias: AliasInfo, arguments: tuple[Ty, ...]) -> Ty:
        view = self.within(dict(zip((p.name for p in alias.parameters), arguments, strict=False)))
        recursive = self._recursive.get(name)
        if recursive is None:
            recursive = self._recursive[name] = self.definitions.is_recursive(name)
        if not recursive:
            return view.of(alias.definition)
        if isinstance(alias.definition, lex.RecordType):
            return self._recursive_record(name, alias.definition, arguments, view)
        self._named[(name, arguments)] = ANY
        self._folded.add(view.of(alias.definition))
        return ANY

    def _recursive_record(self, name: str, definition: lex.RecordType, arguments: tuple[Ty, ...], view: View) -> Ty:
        about = f"{self.definitions.text(name)} @ {describe(arguments)}"
        record = bc.recursive_record(name, about)
        self._named[(name, arguments)] = record
        fields = tuple((field, view.of(held)) for field, held in definition.fields.items())
        bc.define_record(record, fields)
        self._unfolded[tuple(sorted(fields))] = record
        return record

    def _union(self, name: str, union: UnionInfo, arguments: tuple[Ty, ...]) -> Ty:
        if union.decl is None and union.name in APPLIED:
            return APPLIED[union.name](*arguments)
        made = bc.union_of(name, self.definitions.text(name), arguments)
        self._named[(name, arguments)] = made
        view = self.within(dict(zip((p.name for p in union.parameters), arguments, strict=False)))
        bc.define_union(
            made,
            tuple(
                Constructor(name, tuple(view.of(held) for held in payload))
                for name, payload in union.constructors.items()
            ),
        )
        return made


class View:
    """Shapes as a function sees them: its type parameters have types."""

    def __init__(self, shapes: Shapes, environment: Mapping[str, Ty]) -> None:
        self.shapes: Final = shapes
        self.environment: Final = environment
        self._known: Final[dict[lex.Type, Ty]] = {}

    def of(self, type_: lex.Type) -> Ty:
        """The type of the bytecode."""
        found = self._known.get(type_)
        if found is None:
            found = self._known[type_] = self.shapes.folded(capped(self.made(type_)))
        return found

    def made(self, type_: lex.Type) -> Ty:
        """The type that a value is made as: never Any because it is deep, only its parts are."""
        type_ = lex.prune(type_)
        if isinstance(type_, lex.Primitive):
            return _PRIMITIVES.get(type_.name, ANY)
        if isinstance(type_, lex.Rigid):
            return self.environment.get(type_.name, ANY)
        if isinstance(type_, lex.ListType):
            return bc.list_of(self.of(type_.element))
        if isinstance(type_, lex.TupleType):
            return bc.tuple_of(*self.all(type_.items))
        if isinstance(type_, lex.RecordType):
            return self.shapes.record(tuple((name, self.of(held)) for name, held in type_.fields.items()))
        if isinstance(type_, lex.FunctionType):
            return bc.fn(self.all(type_.params), (self.of(type_.result),))
        if isinstance(type_, lex.Named):
            return self.shapes.named(type_.name, self.all(type_.args))
        return ANY

    def all(self, types: tuple[lex.Type, ...]) -> tuple[Ty, ...]:
        """The types of several."""
        return tuple([self.of(item) for item in types])
