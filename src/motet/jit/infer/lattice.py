"""Abstract values of inference: types, and what is known beyond them inside of one block."""

from __future__ import annotations

from typing import Final, TypeAlias

from motet.bytecode.program import Program
from motet.bytecode.table import TESTABLE
from motet.bytecode.types import ANY, BOOL, BY_NAME, BYTES, FLOAT, INT, NEVER, STR, UNIT, VECTOR, Ty, fn

TESTED: Final = {name: BY_NAME[name] for name in TESTABLE}
"""The types that `is_type` and `cast` ask for."""

NUMBERS: Final = frozenset((INT, FLOAT))
SCALARS: Final = frozenset((INT, FLOAT, BOOL))
"""Types that `same` compares by value: the other operand must be of the type, too."""

REFERENCES: Final = frozenset((VECTOR, UNIT))
"""Types whose values `same` compares with each other by identity."""

CONSTANT_TYPES: Final = {int: INT, float: FLOAT, bool: BOOL, type(None): UNIT, str: STR, bytes: BYTES}


class Unknown:
    """A value of type `ANY` with an identity, so that what is learned of it holds wherever it is."""

    __slots__ = ()


class Test:
    """A Bool that tells whether another value is of a type; it never crosses a block boundary.

    Attributes:
        origin: the value that was tested, if it was unknown.
        yes: its type when the test succeeds.
        known: the outcome, when the types decide it.
        negated: whether the Bool is true when the test fails.
    """

    __slots__ = ("known", "negated", "origin", "yes")

    def __init__(self, origin: Unknown | None, yes: Ty, known: bool | None, negated: bool = False) -> None:
        self.origin = origin
        self.yes = yes
        self.known = known
        self.negated = negated


Abstract: TypeAlias = "Ty | Unknown | Test"


def plain(value: Abstract) -> Ty:
    """The type of an abstract value."""
    if isinstance(value, Ty):
        return value
    return ANY if isinstance(value, Unknown) else BOOL


class Lattice:
    """The order of types, as far as it depends on the program: the closures of a function are below its `Fn`."""

    def __init__(self, program: Program) -> None:
        self._program: Final = program
        self._signatures: Final[dict[int, Ty]] = {}

    def signature(self, function: int) -> Ty:
        """The type `Fn` that closures of a function fit."""
        found = self._signatures.get(function)
        if found is None:
            declared = self._program.functions[function]
            found = self._signatures[function] = fn(declared.parameters, declared.results)
        return found

    def erased(self, t: Ty) -> Ty:
        """The type of the object that a value becomes: `Fn` of a closure; other types stay."""
        return self.signature(t.function) if t.kind == "Closure" else t

    def join(self, a: Ty, b: Ty) -> Ty:
        """Least upper bound."""
        if a is b or b is NEVER:
            return a
        if a is NEVER:
            return b
        a, b = self.erased(a), self.erased(b)
        return a if a is b else ANY

    def narrowed(self, value: Ty, declared: Ty) -> Ty:
        """Type of a value that has been narrowed to a declared type; `NEVER` when that must fail."""
        if declared is ANY or value is declared:
            return value
        if value is ANY:
            return declared
        return value if self.erased(value) is declared else NEVER


def dynamic_result(a: Ty, b: Ty) -> Ty:
    """Result type of dynamic arithmetic; `NEVER` when it must trap."""
    for t in (a, b):
        if t is not ANY and t not in NUMBERS:
            return NEVER
    if a is INT and b is INT:
        return INT
    return FLOAT if a is FLOAT or b is FLOAT else ANY


def same_result(a: Ty, b: Ty) -> Ty:
    """Result type of `same`; `NEVER` when it must trap."""
    for t in (a, b):
        if t is not ANY and t not in SCALARS and t not in REFERENCES:
            return NEVER
    possible = a is ANY or b is ANY or a is b or (a in REFERENCES and b in REFERENCES)
    return BOOL if possible else NEVER
