"""What callers know of routines of the library: symbols, parameters, results, marks.

The types of the library as plain data, so that they can be kept in a file, stand here, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from motet.bytecode.types import ANY, BOOL, FLOAT, INT, UNIT, VECTOR, Ty
from motet.jit.references import is_counted_type
from motet.jit.typed_python.types import CLASS_NAMES, type_of_kind

PREFIX: Final = "motet_"
SEPARATOR: Final = "__"
"""Between the name of a function and the classes that its type variables stand for."""

CLASS_PREFIX: Final = "motet.class."
"""Of symbols whose address is the number of a descriptor: of a class of objects of the library. No routine has a dot in its name."""


class Parameter(NamedTuple):
    """A parameter of a function.

    Attributes:
        name: in the source; `where` says that the routine can trap.
        is_class: a class given as a value (`type[List[T]]`), which needs no words.
        owned: a value of a counted type gives up a count.
    """

    name: str
    is_class: bool
    owned: bool


class Signature:
    """A function at one set of types, as its callers see it.

    Attributes:
        symbol: its LLVM name.
        parameters: those of the function.
        types: their types; `UNIT` for a class.
        result: type of the result; `UNIT` if there is none.
        owned: for each parameter whether it gives up a count.
        inline: optimised callers get the text of its body.
        cold: it is called rarely.
        result_borrowed: the result is held by the first argument.
    """

    def __init__(
        self,
        symbol: str,
        parameters: Sequence[Parameter],
        types: Sequence[Ty],
        result: Ty,
        *,
        inline: bool,
        cold: bool,
        result_borrowed: bool,
    ) -> None:
        self.symbol: Final = symbol
        self.parameters: Final = tuple(parameters)
        self.types: Final = tuple(types)
        self.result: Final = result
        self.inline: Final = inline
        self.cold: Final = cold
        self.result_borrowed: Final = result_borrowed
        self.owned: Final = [p.owned and is_counted_type(t) for p, t in zip(self.parameters, self.types, strict=True)]


def symbol_of(name: str, classes: Sequence[str]) -> str:
    """The symbol of a function whose type variables stand for these memory classes."""
    return PREFIX + name + SEPARATOR * bool(classes) + "_".join(classes)


def class_symbol(t: Ty) -> str:
    """The symbol of the descriptor of a class of objects."""
    return CLASS_PREFIX + plain_name(t)


def plain_name(t: Ty) -> str:
    """A type in a symbol."""
    return CLASS_NAMES.get(t) or "_".join((t.kind.replace(" ", "_"), *map(plain_name, t.parts)))


def group(t: Ty) -> str:
    """LLVM type of a result."""
    return "{i64, ptr}" if t is ANY else t.words[0] if t.words else "void"


def declaration(routine: Signature) -> str:
    """The declaration of a routine that another module has."""
    words = ", ".join(["ptr", *(word for t in routine.types for word in t.words)])
    mark = " cold" if routine.cold else ""
    return f"declare {group(routine.result)} @{routine.symbol}({words}) nounwind{mark}\n"


# ---- as plain data

Coded = tuple[object, ...]
"""Tuples of texts, numbers and such tuples."""

_PLAIN: Final = {t.kind: t for t in (ANY, BOOL, FLOAT, INT, UNIT, VECTOR)}


def coded_type(t: Ty) -> Coded:
    """A type of the library as plain data."""
    return (t.kind, *map(coded_type, t.parts))


def type_of(code: Coded) -> Ty:
    """The type that plain data mean."""
    kind, *parts = code
    found = _PLAIN.get(str(kind))
    return found or type_of_kind(str(kind), tuple(type_of(part) for part in parts if isinstance(part, tuple)))


def coded(routine: Signature) -> Coded:
    """A signature as plain data, without its symbol."""
    parameters = tuple((*p, coded_type(t)) for p, t in zip(routine.parameters, routine.types, strict=True))
    return parameters, coded_type(routine.result), routine.inline, routine.cold, routine.result_borrowed


def decoded(symbol: str, code: Coded) -> Signature:
    """The signature that plain data mean."""
    parameters, result, inline, cold, result_borrowed = code
    assert isinstance(parameters, tuple)
    assert isinstance(result, tuple)
    return Signature(
        symbol,
        [Parameter(name, is_class, owned) for name, is_class, owned, _ in parameters],
        [type_of(t) for _, _, _, t in parameters],
        type_of(result),
        inline=bool(inline),
        cold=bool(cold),
        result_borrowed=bool(result_borrowed),
    )
