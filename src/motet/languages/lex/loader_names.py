"""Names of imported files (specification 2): what a file's own names and its imports' become in the merged program.

Trees come straight from the parser and are changed in place, with a list of work: they may be deep.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from motet.languages.lex import ast
from motet.languages.lex.ast import FnDecl, Node, Stage, TypeDecl
from motet.languages.lex.canonical_schema import NODE, NODES, OPTIONAL, PAIRS, PARTS, SHAPES, Field

_Shadows: TypeAlias = frozenset[str]
_AnyNode: TypeAlias = Any

_CHILDREN: Final[dict[type, tuple[Field, ...]]] = {
    shape.cls: tuple(field for field in shape.fields if field.holds in (NODE, NODES, OPTIONAL, PAIRS))
    for shape in (*SHAPES.values(), *PARTS.values())
}
"""Fields that hold nodes."""


class Scope(NamedTuple):
    """What names mean in a file.

    Attributes:
        functions, types: the file's own names, and what they become; aliases of modules are among the functions.
        prefixes: prefix of the imported file, by alias.
    """

    functions: Mapping[str, str]
    types: Mapping[str, str]
    prefixes: Mapping[str, str]


def own_names(stages: tuple[Stage, ...], prefix: str) -> tuple[dict[str, str], dict[str, str]]:
    """Functions and types that a file declares, and their names with a prefix."""
    functions = {stage.name: prefix + stage.name for stage in stages if isinstance(stage, FnDecl)}
    types = {stage.name: prefix + stage.name for stage in stages if isinstance(stage, TypeDecl)}
    return functions, types


def rename(stage: FnDecl | TypeDecl, scope: Scope) -> None:
    """Replace all names in a declaration that mean something of the file or of one that it imports."""
    if isinstance(stage, TypeDecl):
        _Renamer(scope, stage.params).walk(stage.definition, frozenset())
        stage.name = scope.types.get(stage.name, stage.name)
        return
    renamer = _Renamer(scope, stage.type_params)
    for node in (*[param.type for param in stage.params], stage.result):
        renamer.walk(node, frozenset())
    for example in stage.examples:
        renamer.walk(example, frozenset())
    inside = renamer.shadowed(frozenset(), [param.name for param in stage.params])
    stage.body = renamer.walk(stage.body, inside)
    stage.name = scope.functions.get(stage.name, stage.name)


class _Renamer:
    """Replaces names in one declaration, whose type parameters are no types of the file."""

    def __init__(self, scope: Scope, type_params: tuple[str, ...]) -> None:
        self._scope = scope
        self._type_params = type_params
        self._work: list[tuple[Node, _Shadows]] = []

    def walk(self, node: _AnyNode, shadows: _Shadows) -> _AnyNode:
        """Replace names in a node; what stands in its place afterwards."""
        node = self._replacement(node, shadows)
        self._work.append((node, shadows))
        while self._work:
            self._visit(*self._work.pop())
        return node

    def shadowed(self, shadows: _Shadows, names: list[str]) -> _Shadows:
        """Scope with local names in it; only those that hide something are kept."""
        hiding = [name for name in names if name in self._scope.functions or name in self._scope.prefixes]
        return shadows.union(hiding) if hiding else shadows

    def _replacement(self, node: _AnyNode, shadows: _Shadows) -> _AnyNode:
        """`alias.f` is a variable, if the alias is that of a file."""
        if type(node) is ast.FieldAccess and type(node.value) is ast.Var:
            alias = node.value.name
            if alias in self._scope.prefixes and alias not in shadows:
                return ast.Var(node.span, self._scope.prefixes[alias] + node.field)
        return node

    def _visit(self, node: Node, shadows: _Shadows) -> None:
        kind = type(node)
        if kind is ast.Var:
            self._variable(node, shadows)
        elif kind is ast.NamedType:
            self._named_type(node)
        elif kind is ast.RecordType:
            self._spreads(node)
        for field in _CHILDREN.get(kind, ()):
            inside = self._scope_of(node, field.attribute, shadows)
            self._descend(node, field, inside)

    def _variable(self, node: _AnyNode, shadows: _Shadows) -> None:
        if node.name not in shadows:
            node.name = self._scope.functions.get(node.name, node.name)

    def _named_type(self, node: _AnyNode) -> None:
        node.name = self._type_name(node.name)

    def _spreads(self, node: _AnyNode) -> None:
        node.spreads = tuple([self._type_name(name) for name in node.spreads])

    def _type_name(self, name: str) -> str:
        alias, dot, inner = name.partition(".")
        if dot:
            return self._scope.prefixes[alias] + inner if alias in self._scope.prefixes else name
        return name if name in self._type_params else self._scope.types.get(name, name)

    def _scope_of(self, node: _AnyNode, attribute: str, shadows: _Shadows) -> _Shadows:
        """The local names in a part of a node."""
        kind = type(node)
        if kind is ast.Let and attribute == "body":
            return self.shadowed(shadows, [node.name])
        if kind is ast.Arm and attribute == "body":
            return self.shadowed(shadows, bound_names(node.pattern))
        if kind is ast.Lambda and attribute == "body":
            return self.shadowed(shadows, [param.name for param in node.params])
        if kind is ast.RefinedType and attribute == "predicate":
            return self.shadowed(shadows, [node.binding])
        return shadows

    def _descend(self, node: Node, field: Field, shadows: _Shadows) -> None:
        value = getattr(node, field.attribute)
        if field.holds == NODES:
            new: Any = tuple([self._replacement(child, shadows) for child in value])
            children = list(new)
        elif field.holds == PAIRS:
            new = tuple([(name, self._replacement(child, shadows)) for name, child in value])
            children = [child for _, child in new]
        else:
            new = self._replacement(value, shadows)
            children = [new]
        setattr(node, field.attribute, new)
        self._work += [(child, shadows) for child in children if child is not None]


def bound_names(pattern: ast.Pattern) -> list[str]:
    """Variables that a pattern binds."""
    names: list[str] = []
    work: list[ast.Pattern] = [pattern]
    while work:
        part = work.pop()
        if isinstance(part, ast.PVar):
            names.append(part.name)
        elif isinstance(part, ast.PRecord):
            work += [inner for _, inner in part.fields]
        elif isinstance(part, ast.PConstructor):
            work += part.args
        elif isinstance(part, ast.PTuple | ast.PList):
            work += part.items
            if isinstance(part, ast.PList) and part.rest is not None:
                work.append(part.rest)
    return names
