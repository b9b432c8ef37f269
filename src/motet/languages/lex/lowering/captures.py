"""Free variables of lambdas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from motet.languages.lex import ast
from motet.languages.lex.checker import Checked


def free_variables(checked: Checked, node: ast.Lambda) -> tuple[str, ...]:
    """Variables of the enclosing scopes that a lambda mentions, in order of first occurrence."""
    walk = _Walk(checked)
    walk.run(node)
    return tuple(walk.free)


class _Walk:
    """A walk in the order of evaluation, with a list of work; names that are bound count how often."""

    def __init__(self, checked: Checked) -> None:
        self.checked: Final = checked
        self.free: Final[dict[str, None]] = {}
        self.bound: Final[Counter[str]] = Counter()
        self.work: Final[list[ast.Node | tuple[str, int]]] = []

    def run(self, root: ast.Lambda) -> None:
        self.work.append(root)
        while self.work:
            item = self.work.pop()
            if isinstance(item, tuple):
                self.bound[item[0]] += item[1]
            elif isinstance(item, ast.Var):
                self.variable(item)
            else:
                self.work.extend(reversed(children(item)))

    def variable(self, node: ast.Var) -> None:
        reference = self.checked.references.get(node)
        if (reference is None or reference.kind == "local") and not self.bound[node.name]:
            self.free.setdefault(node.name)


_Items = list[ast.Node | tuple[str, int]]


def children(node: ast.Node) -> _Items:
    """What is inside of an expression, in order of evaluation; `(name, 1)` brings a variable into scope, `(name, -1)` ends it."""
    return _CHILDREN.get(type(node), _no_children)(node)


def _scoped(names: list[str], items: _Items) -> _Items:
    return [*((name, 1) for name in names), *items, *((name, -1) for name in names)]


def _no_children(node: ast.Node) -> _Items:
    return []


def _lambda_children(node: ast.Lambda) -> _Items:
    return _scoped([parameter.name for parameter in node.params], [node.body])


def _let_children(node: ast.Let) -> _Items:
    return [node.value, *_scoped([node.name], [node.body])]


def _match_children(node: ast.Match) -> _Items:
    items: _Items = [node.scrutinee]
    for arm in node.arms:
        items += _scoped(pattern_variables(arm.pattern), [arm.body])
    return items


def pattern_variables(pattern: ast.Pattern) -> list[str]:
    """Names that a pattern binds, in order."""
    names: list[str] = []
    work = [pattern]
    while work:
        item = work.pop()
        if isinstance(item, ast.PVar):
            names.append(item.name)
        else:
            work.extend(reversed(subpatterns(item)))
    return names


def subpatterns(pattern: ast.Pattern) -> list[ast.Pattern]:
    """The patterns directly inside of a pattern."""
    if isinstance(pattern, ast.PConstructor):
        return list(pattern.args)
    if isinstance(pattern, ast.PTuple):
        return list(pattern.items)
    if isinstance(pattern, ast.PRecord):
        return [inner for _, inner in pattern.fields]
    if isinstance(pattern, ast.PList):
        return [*pattern.items, *([] if pattern.rest is None else [pattern.rest])]
    return []


_CHILDREN: Final[dict[type, Callable[[Any], _Items]]] = {
    ast.Call: lambda node: [node.callee, *node.args],
    ast.Let: _let_children,
    ast.Match: _match_children,
    ast.Block: lambda node: [*node.statements, node.result],
    ast.Constructor: lambda node: list(node.args),
    ast.RecordLit: lambda node: [value for _, value in node.fields],
    ast.TupleLit: lambda node: list(node.items),
    ast.ListLit: lambda node: list(node.items),
    ast.FieldAccess: lambda node: [node.value],
    ast.Lambda: _lambda_children,
    ast.BinOp: lambda node: [node.left, node.right],
    ast.UnaryOp: lambda node: [node.operand],
    ast.Return: lambda node: [node.value],
}
