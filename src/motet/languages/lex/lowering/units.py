"""`Unit`: a checked source that functions are lowered from: the program, or a module of the prelude."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.ast import FnDecl, Node
from motet.languages.lex.canonical import node_ids
from motet.languages.lex.checker import Checked, FunctionInfo
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
        self._ids: Final[dict[str, dict[Node, str]]] = {}

    def info(self, name: str) -> FunctionInfo:
        """A function of the source."""
        return self.checked.functions[name]

    def declarations(self) -> list[FnDecl]:
        """The functions in source order."""
        return [stage for stage in self.checked.stages if isinstance(stage, FnDecl)]

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
