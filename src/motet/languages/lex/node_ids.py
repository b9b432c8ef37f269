"""NodeIds (specification 5.3): where a node stands in its stage, as a path such as `n_0.2.1`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from motet.languages.lex import ast
from motet.languages.lex.ast import Node, Stage

ROOT: Final = "n_0"
"""NodeId of every stage."""


class NodeIds(Mapping[Node, str]):
    """Ids of the nodes of a stage, parents before children; paths are put together when they are asked for.

    Examples, annotations of `let`, arms, effects and parameters have none.
    """

    def __init__(self, stage: Stage) -> None:
        self._places: dict[Node, tuple[Node | None, int]] = {}
        work: list[tuple[Node, Node | None, int]] = [(stage, None, 0)]
        while work:
            node, parent, index = work.pop()
            self._places[node] = (parent, index)
            work += [(child, node, at) for at, child in reversed(children(node))]

    def __getitem__(self, node: Node) -> str:
        path = []
        parent, index = self._places[node]
        while parent is not None:
            path.append(str(index))
            parent, index = self._places[parent]
        path.append(ROOT)
        return ".".join(reversed(path))

    def __iter__(self) -> Iterator[Node]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def node_ids(stage: Stage) -> Mapping[Node, str]:
    """NodeIds of a stage; they are unique within it only."""
    return NodeIds(stage)


def children(node: Node) -> list[tuple[int, Node]]:
    """The nodes below a node that have ids, with their indices."""
    find = _CHILDREN.get(type(node))
    return find(node) if find else []


_Children = list[tuple[int, Node]]


def _numbered(*nodes: Node) -> _Children:
    return list(enumerate(nodes))


def _seconds(pairs: tuple[tuple[str, Any], ...]) -> _Children:
    return [(at, node) for at, (_, node) in enumerate(pairs) if node is not None]


def _match(node: ast.Match) -> _Children:
    parts: list[Node] = [node.scrutinee]
    for arm in node.arms:
        parts += (arm.pattern, arm.body)
    return _numbered(*parts)


_CHILDREN: Final[dict[type, Callable[[Any], _Children]]] = {
    ast.FnDecl: lambda node: _numbered(*[param.type for param in node.params], node.result, node.body),
    ast.TypeDecl: lambda node: _numbered(node.definition),
    ast.NamedType: lambda node: _numbered(*node.args),
    ast.RecordType: lambda node: _seconds(node.fields),
    ast.TupleType: lambda node: _numbered(*node.items),
    ast.FunctionType: lambda node: _numbered(*node.params, node.result),
    ast.UnionType: lambda node: _seconds(node.variants),
    ast.RefinedType: lambda node: _numbered(node.base, node.predicate),
    ast.Call: lambda node: _numbered(node.callee, *node.args),
    ast.Let: lambda node: _numbered(node.value, node.body),
    ast.Match: _match,
    ast.Block: lambda node: _numbered(*node.statements, node.result),
    ast.Constructor: lambda node: _numbered(*node.args),
    ast.RecordLit: lambda node: _seconds(node.fields),
    ast.TupleLit: lambda node: _numbered(*node.items),
    ast.ListLit: lambda node: _numbered(*node.items),
    ast.FieldAccess: lambda node: _numbered(node.value),
    ast.Lambda: lambda node: _numbered(node.body),
    ast.BinOp: lambda node: _numbered(node.left, node.right),
    ast.UnaryOp: lambda node: _numbered(node.operand),
    ast.Return: lambda node: _numbered(node.value),
    ast.PConstructor: lambda node: _numbered(*node.args),
    ast.PRecord: lambda node: _seconds(node.fields),
    ast.PTuple: lambda node: _numbered(*node.items),
    ast.PList: lambda node: _numbered(*node.items, *(() if node.rest is None else (node.rest,))),
}
