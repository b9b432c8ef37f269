"""`Unit`: a checked source that functions are lowered from: the program, or a module of the prelude."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from motet.languages.lex.ast import FnDecl, Let, Node
from motet.languages.lex.canonical import node_ids
from motet.languages.lex.checker import Checked, FunctionInfo
from motet.languages.lex.lowering.definitions import rigid_in
from motet.languages.lex.lowering.occurrences import used_once
from motet.languages.lex.lowering.shapes import Shapes


class Unit:
    """A checked source.

    Attributes:
        checked: what the checker says.
        shapes: its types.
        prefix: what the names of its functions begin with.
    """

    def __init__(self, checked: Checked, shapes: Shapes, prefix: str = "") -> None:
        self.checked: Final = checked
        self.shapes: Final = shapes
        self.prefix: Final = prefix
        self._used: Final[dict[str, tuple[bool, ...]]] = {}
        self._used_once: Final[dict[str, set[Let]]] = {}
        self._ids: Final[dict[str, Mapping[Node, str]]] = {}

    def info(self, name: str) -> FunctionInfo:
        """A function of the source."""
        return self.checked.functions[name]

    def declarations(self) -> list[FnDecl]:
        """The functions in source order."""
        return [stage for stage in self.checked.stages if isinstance(stage, FnDecl)]

    def used_parameters(self, info: FunctionInfo) -> tuple[bool, ...]:
        """Which type parameters the types of a function depend on: not those that stand for rows of effects."""
        found = self._used.get(info.decl.name)
        if found is None:
            names = set(rigid_in((*info.params, info.result)))
            found = self._used[info.decl.name] = tuple([p.name in names for p in info.type_params])
        return found

    def used_once(self, function: str) -> set[Let]:
        """Bindings of a declared function whose variable is used once, and not in a lambda around which they are."""
        found = self._used_once.get(function)
        if found is None:
            found = self._used_once[function] = used_once(self.checked, self.info(function).decl.body)
        return found

    def node_id(self, function: str, node: Node) -> str | None:
        """Id of a node of a declared function, qualified with its name."""
        ids = self._ids.get(function)
        if ids is None:
            ids = self._ids[function] = node_ids(self.info(function).decl)
        found = ids.get(node)
        return None if found is None else f"{self.prefix}{function}:{found}"

    def forget_ids(self, function: str) -> None:
        """Free the memory that the ids of a function take."""
        self._ids.pop(function, None)
