"""`match` and `if`: what is looked at, and the arms."""

from __future__ import annotations

from typing import Final, NamedTuple

from motet.bytecode.builder import Label
from motet.bytecode.types import ANY, Ty
from motet.languages.lex import ast
from motet.languages.lex.lowering.body import Body, Join
from motet.languages.lex.lowering.makers import makes_constructors
from motet.languages.lex.lowering.matching import Matcher
from motet.languages.lex.lowering.places import Place, local_place
from motet.languages.lex.lowering.rows import Row
from motet.languages.lex.lowering.uses import PARTS, VALUE, Branch, Use
from motet.languages.lex.lowering.virtuals import part_keys
from motet.source import Span

NOT_EXHAUSTIVE: Final = "non-exhaustive match"


def lower_match(body: Body, node: ast.Match, use: Use) -> None:
    """A match."""
    if not body.live:
        return
    branches = _branches(node)
    if branches is not None:
        lower_if(body, node.scrutinee, branches[0], branches[1], use)
        return
    mark = body.mark()
    if isinstance(node.scrutinee, ast.TupleLit) and node.scrutinee.items:
        _match_tuple(body, node, node.scrutinee, use)
    elif makes_constructors(body, node.scrutinee):
        _match_cases(body, node, use)
    else:
        _Arms(body, node, use).match_all([_place_of(body, node.scrutinee)])
    body.release(mark)


def _place_of(body: Body, node: ast.Expr) -> Place:
    """Where the value of an expression is, which is evaluated if it is no variable."""
    type_ = body.shape_of(node)
    if isinstance(node, ast.Var) and body.unit.checked.references[node].kind == "local":
        return local_place(body, type_, body.fixed(body.lookup(node.name).local, node.span))
    body.expression(node, VALUE)
    return Place(type_, body.store_new(node.span))


def _branches(node: ast.Match) -> tuple[ast.Expr, ast.Expr] | None:
    """The expressions for true and false, if the match is an `if`."""
    if len(node.arms) < 2:
        return None
    first, second = node.arms[0], node.arms[1]
    if not isinstance(first.pattern, ast.PLiteral) or not isinstance(first.pattern.value.value, bool):
        return None
    decides = first.pattern.value.value
    other = second.pattern
    if not isinstance(other, ast.PWild) and not (
        isinstance(other, ast.PLiteral) and other.value.value is (not decides)
    ):
        return None
    return (first.body, second.body) if decides else (second.body, first.body)


def lower_if(body: Body, condition: ast.Expr, then: ast.Expr, otherwise: ast.Expr, use: Use) -> None:
    """A condition and two branches."""
    join = Join(body, use)
    true, false = body.label(), body.label()
    body.expression(condition, Branch(true, false, true))
    body.place(true)
    body.expression(then, join.elsewhere)
    join.leave(then.span)
    body.place(false)
    body.expression(otherwise, use)
    join.place()


def _match_tuple(body: Body, node: ast.Match, scrutinee: ast.TupleLit, use: Use) -> None:
    """The tuple is only made if an arm binds it as a whole."""
    root = Place(body.view.made(body.type_of(scrutinee)))
    for index, item in enumerate(scrutinee.items):
        root.parts[("tuple_get", index)] = _place_of(body, item)
    _Arms(body, node, use).match_all([root])


def _match_cases(body: Body, node: ast.Match, use: Use) -> None:
    union = body.view.made(body.type_of(node.scrutinee))
    cases = MatchCases(body, union, node.span)
    body.expression(node.scrutinee, cases)
    _Arms(body, node, use).match_all(cases.roots())
    cases.free(body)


class _Delivery(NamedTuple):
    """Code that a known constructor comes to, and where its parts are."""

    label: Label
    locals: list[int]


class MatchCases:
    """The use of a value that is taken apart: one place in the code for each constructor, and one for any."""

    def __init__(self, body: Body, union: Ty, span: Span) -> None:
        self.body: Final = body
        self.union: Final = union
        self.span: Final = span
        self.deliveries: Final[dict[str, _Delivery]] = {}

    def known(self, body: Body, constructor: str, count: int, span: Span) -> None:
        """Keep the parts, and go to the code of the constructor."""
        self._deliver(constructor, count, span)

    def unknown(self, body: Body, span: Span) -> None:
        """Keep the value, and go to the code for any."""
        self._deliver("", 1, span)

    def _deliver(self, key: str, count: int, span: Span) -> None:
        body = self.body
        if not body.live:
            return
        if key not in self.deliveries:
            self.deliveries[key] = _Delivery(body.label(), [body.pinned_local(span) for _ in range(count)])
        delivery = self.deliveries[key]
        for local in reversed(delivery.locals):
            body.emit("store", local, span=span)
        body.jump(delivery.label, span)

    def roots(self) -> list[tuple[Label, Place]]:
        """Where control may come, and what is known there."""
        return [(delivery.label, self._root(key, delivery.locals)) for key, delivery in self.deliveries.items()]

    def _root(self, constructor: str, locals_: list[int]) -> Place:
        if not constructor:
            return Place(self.union, locals_[0])
        root = Place(self.union)
        if constructor == PARTS:
            for key, part, local in zip(part_keys(self.union), self.union.parts, locals_, strict=True):
                root.parts[key] = Place(part, local)
            return root
        root.constructor = constructor
        known = self.union.kind == "Union"
        held = self.union.constructors[self.union.constructor(constructor)].payload if known else ()
        for index, local in enumerate(locals_):
            root.part((constructor, index), held[index] if known else ANY).local = local
        return root

    def free(self, body: Body) -> None:
        """The arms are over."""
        for delivery in self.deliveries.values():
            body.unpin(delivery.locals)


class _Shared(NamedTuple):
    """An arm that control reaches on several ways: its place in the code, and the locals of its variables."""

    label: Label
    locals: list[tuple[str, int, Ty]]


class _Arms:
    """Lowers the arms of a match, each once."""

    def __init__(self, body: Body, node: ast.Match, use: Use) -> None:
        self.body: Final = body
        self.node: Final = node
        self.join: Final = Join(body, use)
        self.use: Final = self.join.elsewhere
        self.matcher: Final = Matcher(body, node.span, self.leaf)
        self.ways: Final[list[int]] = [0] * len(node.arms)
        self.shared: Final[dict[int, _Shared]] = {}

    def match_all(self, roots: list[Place] | list[tuple[Label, Place]]) -> None:
        """Match the value at each place; with a label, control comes to it there."""
        body = self.body
        fail = body.label()
        entries = [root if isinstance(root, tuple) else (None, root) for root in roots]
        matrices = [self.matrix(place) for _, place in entries]
        for rows in matrices:
            for row in rows:
                self.ways[row.arm] += 1
        for (label, _), rows in zip(entries, matrices, strict=True):
            if label is not None:
                body.place(label)
            self.matcher.branch(rows, fail)
        for arm, shared in self.shared.items():
            self.finish_shared(arm, shared)
        body.place(fail)
        body.emit("panic", body.name(NOT_EXHAUSTIVE), span=self.node.span)
        self.join.place()

    def matrix(self, place: Place) -> list[Row]:
        """The rows of a value: up to the first arm that always matches."""
        rows: list[Row] = []
        for index, arm in enumerate(self.node.arms):
            row = Row(index)
            row.demand(self.body, place, arm.pattern)
            if not row.dead:
                rows.append(row)
                if not row.tests:
                    break
        return rows

    def leaf(self, row: Row) -> None:
        """A row has matched."""
        if self.ways[row.arm] > 1:
            self.go_to_shared(row)
            return
        body, arm = self.body, self.node.arms[row.arm]
        mark = body.mark()
        for name, place, type_ in row.bindings:
            body.bind(name, self.matcher.places.local(place), type_)
        body.expression(arm.body, self.use)
        self.join.leave(arm.body.span)
        body.release(mark)

    def go_to_shared(self, row: Row) -> None:
        """Bring the variables to their locals and go to the arm."""
        body, span = self.body, self.node.arms[row.arm].body.span
        shared = self.shared.get(row.arm)
        if shared is None:
            locals_ = [(name, body.pinned_local(span), type_) for name, _, type_ in row.bindings]
            shared = self.shared[row.arm] = _Shared(body.label(), locals_)
        for (_, place, _), (_, local, _) in zip(row.bindings, shared.locals, strict=True):
            body.load(self.matcher.places.local(place), span)
            body.emit("store", local, span=span)
        body.jump(shared.label, span)

    def finish_shared(self, arm: int, shared: _Shared) -> None:
        """The arm itself."""
        body, expression = self.body, self.node.arms[arm].body
        mark = body.mark()
        body.place(shared.label)
        for name, local, type_ in shared.locals:
            body.bind(name, local, type_)
        body.expression(expression, self.use)
        self.join.leave(expression.span)
        body.release(mark)
        body.unpin([local for _, local, _ in shared.locals])
