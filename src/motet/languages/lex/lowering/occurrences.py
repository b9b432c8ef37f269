"""How often variables are used: what is used once need not be made before."""

from __future__ import annotations

from typing import Final

from motet.languages.lex import ast
from motet.languages.lex.checker import Checked
from motet.languages.lex.lowering.captures import children
from motet.source import Span


def used_once(checked: Checked, function: ast.Expr) -> set[ast.Let]:
    """The bindings of a body whose variable is mentioned once, and not inside of a lambda that the binding is outside of."""
    walk = _Walk(checked)
    walk.run(function)
    return {let for let, count in walk.counts.items() if count == 1}


class _Binder:
    """A variable in scope: its `let`, if it has one, and the lambdas around it."""

    __slots__ = ("depth", "let")

    def __init__(self, let: ast.Let | None, depth: int) -> None:
        self.let: Final = let
        self.depth: Final = depth


class _Walk:
    """A walk with a list of work: nodes, changes of scope, changes of the number of lambdas around."""

    def __init__(self, checked: Checked) -> None:
        self.checked: Final = checked
        self.counts: Final[dict[ast.Let, int]] = {}
        self.scope: Final[dict[str, list[_Binder]]] = {}
        self.depth = 0

    def run(self, root: ast.Expr) -> None:
        work: list[ast.Node | tuple[str, int] | int] = [root]
        while work:
            item = work.pop()
            if isinstance(item, int):
                self.depth += item
            elif isinstance(item, tuple):
                self.change(item[0], item[1], None)
            elif isinstance(item, ast.Var):
                self.variable(item)
            elif isinstance(item, ast.Let):
                work += [(item.name, -1), item.body, _Opening(item.span, item), item.value]
            elif isinstance(item, _Opening):
                self.change(item.let.name, 1, item.let)
            elif isinstance(item, ast.Lambda):
                work += [-1, *reversed(children(item)), 1]
            else:
                work += reversed(children(item))

    def change(self, name: str, by: int, let: ast.Let | None) -> None:
        """A variable comes into scope, or leaves it."""
        found = self.scope.setdefault(name, [])
        if by < 0:
            found.pop()
            return
        found.append(_Binder(let, self.depth))
        if let is not None:
            self.counts[let] = 0

    def variable(self, node: ast.Var) -> None:
        """One use; a use inside of a further lambda counts as many."""
        reference = self.checked.references.get(node)
        found = self.scope.get(node.name) if reference is None or reference.kind == "local" else None
        if found and found[-1].let is not None:
            self.counts[found[-1].let] += 1 if found[-1].depth == self.depth else 2


class _Opening(ast.Node):
    """The place where the variable of a `let` comes into scope."""

    __slots__ = ("let",)

    def __init__(self, span: Span, let: ast.Let) -> None:
        super().__init__(span)
        self.let = let
