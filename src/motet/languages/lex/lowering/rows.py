"""Rows of a match: what is still to be tested before an arm is the one, and what it binds."""

from __future__ import annotations

from typing import Final

from motet.bytecode.types import Ty
from motet.languages.lex import ast
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.places import Place


class Row:
    """An arm, with the tests that are left, in order, and the variables it binds.

    Attributes:
        arm: its number.
        tests: pattern for each place that must be looked at.
        bindings: names, their places and types.
        dead: it can never be the one.
    """

    __slots__ = ("arm", "bindings", "dead", "tests")

    def __init__(self, arm: int) -> None:
        self.arm: Final = arm
        self.tests: dict[Place, ast.Pattern] = {}
        self.bindings: Final[list[tuple[str, Place, Ty]]] = []
        self.dead = False

    def demand(self, body: Body, place: Place, pattern: ast.Pattern) -> None:
        """Let a pattern be matched at a place: bind what it binds, keep the tests that it needs."""
        work = [(place, pattern)]
        while work:
            where, what = work.pop()
            parts = _parts(body, where, what)
            if parts is not None:
                work.extend(reversed(parts))
            elif isinstance(what, ast.PVar):
                self.bindings.append((what.name, where, body.shape_of(what)))
            elif isinstance(what, ast.PConstructor) and where.constructor:
                self.dead = True
            else:
                self.tests[where] = what

    def settle(self, body: Body, place: Place, parts: list[tuple[Place, ast.Pattern]]) -> None:
        """The test of a place has succeeded: its parts come next."""
        later = self.tests
        self.tests = {}
        del later[place]
        for where, what in parts:
            self.demand(body, where, what)
        self.tests.update(later)


def _parts(body: Body, place: Place, pattern: ast.Pattern) -> list[tuple[Place, ast.Pattern]] | None:
    """What a pattern that needs no test of its own demands of the parts; None for another pattern."""
    if isinstance(pattern, ast.PWild) or (isinstance(pattern, ast.PLiteral) and pattern.value.value is None):
        return []
    if isinstance(pattern, ast.PTuple):
        return [
            (place.part(("tuple_get", index), body.shape_of(item)), item) for index, item in enumerate(pattern.items)
        ]
    if isinstance(pattern, ast.PRecord):
        return [(place.part(("record_get", name), body.shape_of(inner)), inner) for name, inner in pattern.fields]
    if isinstance(pattern, ast.PConstructor) and (place.constructor == pattern.name or _is_lone(place.type)):
        return constructor_parts(body, place, pattern)
    if isinstance(pattern, ast.PList) and not pattern.items and pattern.rest is not None:
        return [(place, pattern.rest)]
    return None


def _is_lone(union: Ty) -> bool:
    return union.kind == "Union" and len(union.constructors) == 1


def constructor_parts(body: Body, place: Place, pattern: ast.PConstructor) -> list[tuple[Place, ast.Pattern]]:
    """What a constructor pattern demands once the constructor is right."""
    return [(place.part((pattern.name, index), body.shape_of(item)), item) for index, item in enumerate(pattern.args)]


def list_parts(body: Body, place: Place, pattern: ast.PList) -> list[tuple[Place, ast.Pattern]]:
    """What a list pattern demands once the length is right."""
    parts = [(place.part(("list_get", index), body.shape_of(item)), item) for index, item in enumerate(pattern.items)]
    if pattern.rest is not None:
        parts.append((place.part(("drop", len(pattern.items)), place.type), pattern.rest))
    return parts
