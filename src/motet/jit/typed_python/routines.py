"""Specialised functions of the library: one `Routine` for each function and set of types that is reached."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Final

from motet.bytecode.types import UNIT, Ty
from motet.jit.ir import IrFunction, Value
from motet.jit.layout import DESCRIPTORS
from motet.jit.references import is_counted_type
from motet.jit.typed_python.declarations import Class, Function, Library, TypedPythonError, head_of
from motet.jit.typed_python.types import CLASS_NAMES, MEMORY_CLASSES, memory_class, without_none

PREFIX: Final = "motet_"
SEPARATOR: Final = "__"
"""Between the name of a function and the classes that its type variables stand for."""


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
        self.symbol: Final = (
            PREFIX + function.name + SEPARATOR * bool(bindings) + "_".join(map(_plain, bindings.values()))
        )
        self.types: Final = [
            UNIT if p.is_class else module.type_of(p.annotation, bindings) for p in function.parameters
        ]
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
    """A value with a name of its own, which is that of no block."""
    if len(t.words) == 2:
        return Value(t, (f"%{name}.tag", f"%{name}.value"))
    return Value(t, (f"%{name}.value",) if t.words else ())


def _plain(t: Ty) -> str:
    return CLASS_NAMES.get(t) or "_".join((t.kind.replace(" ", "_"), *map(_plain, t.parts)))


def bind(function: Function, annotation: ast.expr, actual: Ty, bindings: dict[str, Ty]) -> None:
    """Learn the type variables in a parameter's annotation from the type of its argument."""
    if isinstance(annotation, ast.Name) and annotation.id in function.module.type_variables:
        bindings.setdefault(annotation.id, memory_class(actual))
    elif isinstance(annotation, ast.BinOp):
        bind(function, annotation.left, without_none(actual), bindings)
    elif isinstance(annotation, ast.Subscript):
        if head_of(annotation) in ("Own", "Borrowed", "type"):
            bind(function, annotation.slice, actual, bindings)
        else:
            parts = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
            for part, argument in zip(parts, without_none(actual).parts, strict=False):
                bind(function, part, argument, bindings)


class Routines:
    """All routines of a library that something asked for, each once; also by their LLVM names."""

    def __init__(self, library: Library) -> None:
        self.library: Final = library
        self.by_symbol: Final[dict[str, Routine]] = {}
        self._made: Final[dict[tuple[Function, tuple[Ty, ...]], Routine]] = {}
        self._descriptors: Final[dict[Ty, int]] = {}

    def descriptor(self, cls: Class) -> int:
        """Number of the descriptor of a class of objects, a new one at first."""
        found = self._descriptors.get(cls.type)
        if found is None:
            found = self._descriptors[cls.type] = DESCRIPTORS.add(_plain(cls.type), cls.row())
        return found

    def routine(self, function: Function, arguments: Sequence[Ty]) -> Routine:
        """The specialisation of a function for arguments of these types."""
        bindings: dict[str, Ty] = {}
        for p, actual in zip(function.parameters, arguments, strict=True):
            bind(function, p.annotation, actual, bindings)
        return self._at(function, bindings)

    def _at(self, function: Function, found: dict[str, Ty]) -> Routine:
        bindings = {name: found[name] for name in function.variables if name in found}
        key = (function, tuple(bindings.values()))
        routine = self._made.get(key)
        if routine is None:
            routine = self._made[key] = Routine(function, bindings)
            self.by_symbol[routine.symbol] = routine
        return routine

    def named(self, module: str, name: str, *arguments: Ty) -> Routine:
        """The specialisation of a function by name, for arguments of these types or for none if it is not generic."""
        function = self.function(module, name)
        if not arguments:
            return self._at(function, {})
        return self.routine(function, arguments)

    def for_classes(self, module: str, name: str, classes: Sequence[str]) -> Routine:
        """The specialisation of a function whose type variables stand for memory classes, in their order."""
        function = self.function(module, name)
        if len(classes) != len(function.variables):
            raise TypedPythonError(f"{module}.{name} has the type variables {', '.join(function.variables) or 'none'}")
        return self._at(function, {v: MEMORY_CLASSES[c] for v, c in zip(function.variables, classes, strict=True)})

    def function(self, module: str, name: str) -> Function:
        """A function by name."""
        function = self.library.module(module).entity(name, ast.Pass())
        if not isinstance(function, Function):
            raise TypedPythonError(f"{module}.{name} is no function")
        return function
