"""The lattice of types: static types of the bytecode, and what inference computes with.

Types are interned: two equal types are the same object, so they are compared with `is`. `words` names the machine
words that hold one value of a type (`i1`, `i64`, `double`, `ptr`); a value of type `ANY` is a pair of tag and payload.
"""

from __future__ import annotations

from typing import Final


class Ty:
    """One interned type. Make types with the functions of this module, never with the class.

    Attributes:
        kind: name of the constructor (`Int`, `List`, `Closure`, ...).
        parts: argument types (element, fields, parameters, captures).
        results: result types, of `Fn` only.
        function: index of the function a `Closure` is made from, otherwise -1.
        words: the machine words of a value.
        depth: nesting depth, at least 1.
    """

    __slots__ = ("depth", "function", "kind", "parts", "results", "text", "words")

    def __init__(
        self, kind: str, function: int, parts: tuple[Ty, ...], results: tuple[Ty, ...], words: tuple[str, ...]
    ) -> None:
        self.kind: Final = kind
        self.function: Final = function
        self.parts: Final = parts
        self.results: Final = results
        self.words: Final = words
        self.depth: Final[int] = 1 + max((part.depth for part in parts + results), default=0)
        self.text: Final[str] = _text(kind, function, parts, results)

    def __repr__(self) -> str:
        return self.text


def _text(kind: str, function: int, parts: tuple[Ty, ...], results: tuple[Ty, ...]) -> str:
    inner = ", ".join(part.text for part in parts)
    if kind == "Fn":
        return f"Fn({inner})->({', '.join(result.text for result in results)})"
    if kind == "Closure":
        return f"Closure#{function}({inner})"
    return f"{kind}[{inner}]" if parts else kind


_table: dict[tuple[str, int, tuple[Ty, ...], tuple[Ty, ...]], Ty] = {}


def _intern(
    kind: str,
    words: tuple[str, ...],
    parts: tuple[Ty, ...] = (),
    results: tuple[Ty, ...] = (),
    function: int = -1,
) -> Ty:
    key = (kind, function, parts, results)
    found = _table.get(key)
    if found is None:
        found = _table.setdefault(key, Ty(kind, function, parts, results, words))
    return found


NEVER: Final = _intern("Never", ())
UNIT: Final = _intern("Unit", ())
BOOL: Final = _intern("Bool", ("i1",))
INT: Final = _intern("Int", ("i64",))
FLOAT: Final = _intern("Float", ("double",))
VECTOR: Final = _intern("Vector", ("ptr",))
"""A mutable vector with identity, elements of type `ANY` (Snek's heap levels)."""
ANY: Final = _intern("Any", ("i64", "ptr"))
"""Any value: a tag (`TAGS`) and a payload. The payload is a `ptr` so that heap values keep their provenance."""

BY_NAME: Final = {t.kind: t for t in (NEVER, UNIT, BOOL, INT, FLOAT, VECTOR, ANY)}
"""The types without arguments, by the name that the text form uses."""

TAGS: Final = {INT: 0, FLOAT: 1, BOOL: 2, UNIT: 3, VECTOR: 4}
"""Tag of a type inside a value of type `ANY`. Int is 0, so that "both are Int" is one `or` and one comparison.
Tags from 4 on are counted heap values."""

FIRST_COUNTED_TAG: Final = 4


def closure(function: int, captures: tuple[Ty, ...]) -> Ty:
    """The type of the closures of one function: its value is the captures, unboxed."""
    words = tuple(word for capture in captures for word in capture.words)
    return _intern("Closure", words, captures, (), function)


def fn(parameters: tuple[Ty, ...], results: tuple[Ty, ...]) -> Ty:
    """A closure of an unknown function with this signature."""
    return _intern("Fn", ("ptr",), parameters, results)


def is_counted(t: Ty) -> bool:
    """Whether values of the type may hold a reference to the heap."""
    return t is ANY or "ptr" in t.words
