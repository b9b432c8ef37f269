"""Imports, types and signatures of functions: everything that bodies refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from motet.languages.lex import ast
from motet.languages.lex.checker.annotations import Annotations, rigid
from motet.languages.lex.checker.builtin import ALIASES, OPAQUE, UNIONS
from motet.languages.lex.checker.checked import AliasInfo, FunctionInfo, Refinement, UnionInfo
from motet.languages.lex.checker.tables import Tables
from motet.languages.lex.library import MODULES
from motet.languages.lex.types import FunctionType, Named, RecordType, Rigid, TupleType, Type
from motet.source import Note

STANDARD: Final = "std."
"""What references of the modules of the language begin with."""

_MOST_UNFOLDED: Final = 1000
"""Aliases that are looked into when an alias is searched for itself."""


class Declarations:
    """Enters the declarations of a program into the tables."""

    def __init__(self, tables: Tables, stages: Sequence[ast.Stage]) -> None:
        self._tables = tables
        self._stages = stages
        self._types: dict[str, ast.TypeDecl] = {}
        self._owners: dict[str, ast.TypeDecl] = {}
        self._spreading: list[str] = []

    def enter(self) -> None:
        """Enter everything; errors are reported to the tables."""
        for stage in self._stages:
            if isinstance(stage, ast.Import):
                self._import(stage)
            elif isinstance(stage, ast.TypeDecl):
                self._name(stage)
        self._built_in()
        for decl in self._types.values():
            self._define(decl)
        for decl in self._types.values():
            self._check_recursion(decl)
        for stage in self._stages:
            if isinstance(stage, ast.FnDecl):
                self._function(stage)

    def _import(self, stage: ast.Import) -> None:
        module = stage.reference.removeprefix(STANDARD)
        if stage.reference.startswith(STANDARD) and module in MODULES:
            self._tables.checked.modules[stage] = module
            self._tables.modules.setdefault(stage.source, {})[stage.alias] = module
        else:
            self._tables.strangers[stage.source, stage.alias] = stage

    # ---- types

    def _name(self, decl: ast.TypeDecl) -> None:
        first = self._types.get(decl.name)
        if first is not None:
            self._duplicate("type", decl.name, decl, first)
            return
        self._types[decl.name] = decl

    def _duplicate(self, what: str, name: str, decl: ast.TypeDecl | ast.FnDecl, first: ast.Stage) -> None:
        notes = (Note("the first definition", first.source, first.span),)
        help = f"give one of them another name: {what}s are global"
        self._tables.report("duplicate_definition", decl.source, decl.span, help, notes, what=what, name=name)

    def _built_in(self) -> None:
        """Enter the types that are in scope everywhere, under other names where the program has types so called."""
        tables = self._tables
        arities = {
            **OPAQUE,
            **{name: len(info.parameters) for name, info in UNIONS.items()},
            **{name: len(info.parameters) for name, info in ALIASES.items()},
        }
        tables.renamed = {name: f"std.{name}" for name in arities if name in self._types and not self._restates(name)}
        for name, arity in arities.items():
            tables.arities[tables.renamed.get(name, name)] = arity
        for union in UNIONS.values():
            self._enter_union(tables.renamed.get(union.name, union.name), union)
        for alias in ALIASES.values():
            name = tables.renamed.get(alias.name, alias.name)
            tables.checked.aliases[name] = AliasInfo(alias.name, alias.parameters, self._renamed(alias.definition))
        tables.arities.update((name, len(decl.params)) for name, decl in self._types.items())
        tables.own.update(self._types)

    def _restates(self, name: str) -> bool:
        """Whether the program declares a built-in type once more, exactly as it is; then it stays the built-in one."""
        decl = self._types[name]
        built_in = UNIONS.get(name) or ALIASES.get(name)
        if built_in is None or len(decl.params) != len(built_in.parameters):
            return False
        names = {parameter: own.name for parameter, own in zip(decl.params, built_in.parameters, strict=True)}
        if isinstance(built_in, AliasInfo):
            same = _written(decl.definition, names) == str(built_in.definition)
        else:
            same = isinstance(decl.definition, ast.UnionType) and {
                variant: [_written(item, names) for item in _payload(payload)]
                for variant, payload in decl.definition.variants
            } == {key: [str(item) for item in payload] for key, payload in built_in.constructors.items()}
        if same:
            del self._types[name]
        return same

    def _enter_union(self, name: str, union: UnionInfo) -> None:
        constructors = {
            key: tuple([self._renamed(item) for item in payload]) for key, payload in union.constructors.items()
        }
        self._tables.checked.unions[name] = UnionInfo(union.name, union.parameters, constructors)
        self._tables.checked.constructors.update(dict.fromkeys(constructors, name))

    def _renamed(self, type_: Type) -> Type:
        """A type of a built-in declaration, with the names that built-in types have in this program."""
        renamed = self._tables.renamed
        if not renamed:
            return type_
        if isinstance(type_, RecordType):
            return RecordType({name: self._renamed(item) for name, item in type_.fields.items()})
        if isinstance(type_, Named):
            args = tuple([self._renamed(item) for item in type_.args])
            return Named(renamed.get(type_.name, type_.name), args)
        return type_

    def _define(self, decl: ast.TypeDecl) -> None:
        if decl.name in self._tables.checked.aliases:
            return
        annotations = Annotations(self._tables, decl.source, rigid(decl.params), self._spread)
        parameters = tuple([Rigid(name) for name in decl.params])
        if isinstance(decl.definition, ast.UnionType):
            constructors = self._constructors(decl, decl.definition, annotations)
            self._tables.checked.unions[decl.name] = UnionInfo(decl.name, parameters, constructors, decl)
            return
        self._spreading.append(decl.name)
        definition = annotations.convert(decl.definition)
        self._spreading.pop()
        self._tables.checked.aliases[decl.name] = AliasInfo(decl.name, parameters, definition, decl)

    def _constructors(
        self, decl: ast.TypeDecl, union: ast.UnionType, annotations: Annotations
    ) -> dict[str, tuple[Type, ...]]:
        constructors: dict[str, tuple[Type, ...]] = {}
        for name, payload in union.variants:
            first = self._owners.setdefault(name, decl)
            if first is not decl or name in constructors:
                self._duplicate("constructor", name, decl, first)
                continue
            constructors[name] = tuple([annotations.convert(item) for item in _payload(payload)])
            self._tables.checked.constructors[name] = decl.name
        return constructors

    def _spread(self, name: str) -> Mapping[str, Type] | None:
        """Fields of a record alias, which is defined now if it has not been."""
        decl = self._types.get(name)
        if name in self._spreading and decl is not None:
            self._recursive(decl)
            return {}
        if decl is not None and not isinstance(decl.definition, ast.UnionType):
            self._define(decl)
        info = self._tables.checked.aliases.get(name)
        if info is None or info.parameters:
            return None
        fields = self._at_top(info)
        return fields.fields if isinstance(fields, RecordType) else None

    def _at_top(self, info: AliasInfo) -> Type:
        """What an alias stands for; aliases may still stand for each other in a circle."""
        seen: set[str] = set()
        definition = info.definition
        while isinstance(definition, Named) and definition.name not in seen:
            seen.add(definition.name)
            next_ = self._tables.checked.aliases.get(definition.name)
            definition = definition if next_ is None else next_.definition
        return definition

    # ---- types that contain themselves

    def _check_recursion(self, decl: ast.TypeDecl) -> None:
        info = self._tables.checked.aliases.get(decl.name)
        if info is not None and self._contains(info.definition, decl.name):
            self._recursive(decl)

    def _recursive(self, decl: ast.TypeDecl) -> None:
        help = f"put a union, `Option` or `List` in between: `Option[{decl.name}]`"
        self._tables.report("recursive_type_without_constructor", decl.source, decl.span, help, name=decl.name)
        self._tables.checked.aliases.pop(decl.name, None)

    def _contains(self, type_: Type, name: str) -> bool:
        """Whether each value of the type holds one of the alias `name`."""
        aliases = self._tables.checked.aliases
        seen: set[Named] = set()
        work = [type_]
        while work and len(seen) < _MOST_UNFOLDED:
            item = work.pop()
            if isinstance(item, RecordType):
                work += item.fields.values()
            elif isinstance(item, TupleType):
                work += item.items
            elif isinstance(item, Named) and item.name in aliases and item not in seen:
                if item.name == name:
                    return True
                seen.add(item)
                work.append(self._tables.unifier.expansion(aliases[item.name], item))
        return False

    # ---- functions

    def _function(self, decl: ast.FnDecl) -> None:
        first = self._tables.checked.functions.get(decl.name)
        if first is not None:
            self._duplicate("function", decl.name, decl, first.decl)
            return
        annotations = Annotations(self._tables, decl.source, rigid(decl.type_params))
        params = tuple([annotations.convert(param.type) for param in decl.params])
        row = annotations.row(decl.effects, decl.row_variable, decl)
        result = annotations.convert(decl.result)
        self._tables.checked.functions[decl.name] = FunctionInfo(
            decl,
            tuple([Rigid(name) for name in decl.type_params]),
            params,
            result,
            row,
            tuple([_refinement(param.type) for param in decl.params]),
            FunctionType(params, row, result),
        )


def _payload(payload: ast.TypeExpr | None) -> Sequence[ast.TypeExpr]:
    """What a constructor holds: a tuple is several things."""
    if payload is None:
        return ()
    return payload.items if isinstance(payload, ast.TupleType) and payload.items else (payload,)


def _written(type_: ast.TypeExpr, names: Mapping[str, str]) -> str:
    """A type as messages write it, with its parameters renamed; empty if it is not made of names and records only."""
    if isinstance(type_, ast.NamedType):
        args = ", ".join(_written(item, names) for item in type_.args)
        return f"{names.get(type_.name, type_.name)}[{args}]" if args else names.get(type_.name, type_.name)
    if isinstance(type_, ast.RecordType) and not type_.spreads:
        fields = sorted((name, _written(item, names)) for name, item in type_.fields)
        return f"{{ {', '.join(f'{name} :: {item}' for name, item in fields)} }}"
    return ""


def _refinement(type_: ast.TypeExpr) -> Refinement | None:
    return Refinement(type_.binding, type_.predicate) if isinstance(type_, ast.RefinedType) else None
