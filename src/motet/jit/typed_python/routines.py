"""Specialised functions of the library: one `Routine` for each function and set of types that is reached."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Final

from motet.bytecode.types import UNIT, Ty
from motet.jit.ir import IrFunction, Value
from motet.jit.references import is_counted_type
from motet.jit.typed_python.declarations import Class, Function, Library, TypedPythonError, head_of
from motet.jit.typed_python.types import without_none

PREFIX: Final = "motet_"


class Routine:
    """A function at one set of types.

    Attributes:
        function: what it was made from.
        symbol: its LLVM name.
        types: types of the parameters.
        result: type of the result; `UNIT` if there is none.
        owned: for each parameter whether it gives up a count.
        ir: its body; None while it is not built.
    """

    def __init__(self, function: Function, bindings: dict[str, Ty]) -> None:
        module = function.module
        self.function: Final = function
        self.bindings: Final = bindings
        self.symbol: Final = PREFIX + "_".join((function.name, *(_plain(t) for t in bindings.values())))
        self.types: Final = [module.type_of(p.annotation, bindings) for p in function.parameters]
        self.result: Final = UNIT if function.never_returns else module.type_of(function.returns, bindings)
        self.owned: Final = [
            p.owned and is_counted_type(t) for p, t in zip(function.parameters, self.types, strict=True)
        ]
        self.ir: IrFunction | None = None

    def new_ir(self) -> IrFunction:
        """An empty body with parameters named after those of the source."""
        names = [p.name for p in self.function.parameters]
        params = [parameter(name, t) for name, t in zip(names, self.types, strict=True)]
        ir = IrFunction(self.symbol, params, () if self.result is UNIT else (self.result,))
        ir.owned = list(self.owned)
        function = self.function
        if function.inline:
            ir.attributes = ("alwaysinline",)
        elif function.cold:
            ir.attributes = ("noinline", "cold")
        elif function.noinline:
            ir.attributes = ("noinline",)
        return ir


def parameter(name: str, t: Ty) -> Value:
    """A value with a name of its own."""
    if len(t.words) == 2:
        return Value(t, (f"%{name}.tag", f"%{name}"))
    return Value(t, (f"%{name}",) if t.words else ())


def _plain(t: Ty) -> str:
    return "_".join((t.kind.replace(" ", "_"), *map(_plain, t.parts)))


class Descriptors:
    """Which index each class of objects has. Index 0 is that of no class."""

    def __init__(self) -> None:
        self.classes: Final[list[Class]] = []

    def index(self, cls: Class) -> int:
        """The index of a class, a new one at first."""
        if cls not in self.classes:
            self.classes.append(cls)
        return self.classes.index(cls) + 1

    def rows(self) -> Iterator[tuple[int, int, int]]:
        """The descriptors, from index 1."""
        return (cls.descriptor() for cls in self.classes)


def bind(function: Function, annotation: ast.expr, actual: Ty, bindings: dict[str, Ty]) -> None:
    """Learn the type variables in a parameter's annotation from the type of its argument."""
    if isinstance(annotation, ast.Name) and annotation.id in function.module.type_variables:
        bindings.setdefault(annotation.id, actual)
    elif isinstance(annotation, ast.BinOp):
        bind(function, annotation.left, without_none(actual), bindings)
    elif isinstance(annotation, ast.Subscript):
        head = head_of(annotation)
        if head in ("Own", "Borrowed"):
            bind(function, annotation.slice, actual, bindings)
        elif head == "Ptr" and actual.kind == "Ptr":
            bind(function, annotation.slice, actual.parts[0], bindings)


class Routines:
    """All routines of a library that something asked for, each once; also by their LLVM names."""

    def __init__(self, library: Library) -> None:
        self.library: Final = library
        self.descriptors: Final = Descriptors()
        self.by_symbol: Final[dict[str, Routine]] = {}
        self._made: Final[dict[tuple[Function, tuple[Ty, ...]], Routine]] = {}

    def routine(self, function: Function, arguments: Sequence[Ty]) -> Routine:
        """The specialisation of a function for arguments of these types."""
        bindings: dict[str, Ty] = {}
        for p, actual in zip(function.parameters, arguments, strict=True):
            bind(function, p.annotation, actual, bindings)
        key = (function, tuple(bindings.values()))
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = Routine(function, bindings)
            self.by_symbol[found.symbol] = found
        return found

    def named(self, module: str, name: str, *arguments: Ty) -> Routine:
        """The specialisation of a function by name; a function without type variables needs no arguments."""
        function = self.library.module(module).entity(name, ast.Pass())
        if not isinstance(function, Function):
            raise TypedPythonError(f"{module}.{name} is no function")
        types = arguments or [function.module.type_of(p.annotation) for p in function.parameters]
        return self.routine(function, types)
