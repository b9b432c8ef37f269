"""What the checker finds out about a program, for the rooms that come after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from motet.languages.lex.ast import Expr, FnDecl, Import, Node, Pattern, Stage, TypeDecl
from motet.languages.lex.types import FunctionType, Rigid, Row, Type

if TYPE_CHECKING:
    from motet.languages.lex.library import Entry
    from motet.source import Diagnostic

LAXNESS: Final = frozenset({"exhaustiveness", "rigidity", "question"})
"""What can be left unchecked: partial matches, type parameters that become types, error types of `?`."""


@dataclass(frozen=True)
class Options:
    """How strict the checker is.

    Attributes:
        lax: names of `LAXNESS` that are not checked. Effects are always checked.
        lints: whether there are warnings about style (`check --strict`).
    """

    lax: frozenset[str] = frozenset()
    lints: bool = False


class Refinement(NamedTuple):
    """The condition of a parameter: `binding | predicate`."""

    binding: str
    predicate: Expr


@dataclass(slots=True)
class FunctionInfo:
    """A function of the program.

    Attributes:
        type_params: its type parameters, which the other types mention; those that name rows of effects included.
        params, result: types without their refinements.
        row: declared effects.
        refinements: of each parameter, None without.
        type: all of them as a function type.
    """

    decl: FnDecl
    type_params: tuple[Rigid, ...]
    params: tuple[Type, ...]
    result: Type
    row: Row
    refinements: tuple[Refinement | None, ...]
    type: FunctionType


@dataclass(slots=True)
class AliasInfo:
    """A type that stands for another. `parameters` are what `definition` mentions. `decl` is None for a built-in one."""

    name: str
    parameters: tuple[Rigid, ...]
    definition: Type
    decl: TypeDecl | None = None


@dataclass(slots=True)
class UnionInfo:
    """A union: what each constructor holds, in the order of their names. `decl` is None for a built-in one."""

    name: str
    parameters: tuple[Rigid, ...]
    constructors: dict[str, tuple[Type, ...]]
    decl: TypeDecl | None = None


ReferenceKind = Literal["local", "function", "module", "library", "field"]


class Reference(NamedTuple):
    """What a name means.

    Attributes:
        kind: `local` (a parameter, let or pattern variable), `function` (of the program), `module` (an alias of a
            standard module, the value of a field access only), `library` (a function of a module), `field` (of a record).
        name: of the local, function (mangled), module (`str`), library function (`str.split`) or field.
        entry: of a library function.
    """

    kind: ReferenceKind
    name: str
    entry: Entry | None = None


@dataclass(slots=True)
class Checked:
    """A program that has passed the checker.

    Attributes:
        functions: by name, mangled where the loader did.
        aliases, unions: by type name; the built-in ones included.
        constructors: the union of each constructor.
        types: of every expression and every pattern, without variables: what nothing determines is `UNKNOWN`.
            Type parameters of the function that a node stands in are `Rigid`.
        instances: for a variable that names a generic function, and a field access that names a function of a module:
            the types of its type parameters, in order of declaration (of first occurrence in a signature of the library).
        references: of every variable and every field access.
        decoded: for calls of `json.parse` and others of 7.10: the type that the value is decoded to.
        modules: for each import of a standard module, the module (`str`).
        warnings: unreachable arms and, if asked for, lints.
    """

    stages: tuple[Stage, ...]
    functions: dict[str, FunctionInfo] = field(default_factory=dict)
    aliases: dict[str, AliasInfo] = field(default_factory=dict)
    unions: dict[str, UnionInfo] = field(default_factory=dict)
    constructors: dict[str, str] = field(default_factory=dict)
    types: dict[Expr | Pattern, Type] = field(default_factory=dict)
    instances: dict[Node, tuple[Type, ...]] = field(default_factory=dict)
    references: dict[Node, Reference] = field(default_factory=dict)
    decoded: dict[Node, Type] = field(default_factory=dict)
    modules: dict[Import, str] = field(default_factory=dict)
    warnings: list[Diagnostic] = field(default_factory=list)
