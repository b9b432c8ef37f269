"""Specialised functions of the library: one `Routine` for each function and set of types that is reached."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Final

from motet.bytecode.types import UNIT, Ty
from motet.jit.ir import IrFunction, Value
from motet.jit.layout import Row
from motet.jit.typed_python.declarations import Class, Function, Library, TypedPythonError, head_of
from motet.jit.typed_python.signatures import Parameter, Signature, class_symbol, plain_name, symbol_of
from motet.jit.typed_python.types import MEMORY_CLASSES, memory_class, without_none


class Routine(Signature):
    """A function at one set of types.

    Attributes:
        function: what it was made from.
        bindings: what its type variables stand for.
    """

    def __init__(self, function: Function, bindings: dict[str, Ty]) -> None:
        module = function.module
        self.function: Final = function
        self.bindings: Final = bindings
        super().__init__(
            symbol_of(function.name, [*map(plain_name, bindings.values())]),
            [Parameter(p.name, p.is_class, p.owned) for p in function.parameters],
            [UNIT if p.is_class else module.type_of(p.annotation, bindings) for p in function.parameters],
            UNIT if function.never_returns else module.type_of(function.returns, bindings),
            inline=function.inline,
            cold=function.cold,
            result_borrowed=function.result_borrowed,
        )

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
    """All routines of a library that something asked for, each once; also by their LLVM names.

    Attributes:
        library: the modules that they are in.
        by_symbol: the routines by name.
        rows: descriptors of the classes that they mention, by symbol.
    """

    def __init__(self, library: Library) -> None:
        self.library: Final = library
        self.by_symbol: Final[dict[str, Routine]] = {}
        self._made: Final[dict[tuple[Function, tuple[Ty, ...]], Routine]] = {}
        self.rows: Final[dict[str, Row]] = {}

    def descriptor(self, cls: Class) -> str:
        """The symbol whose address is the number of the descriptor of a class of objects; `rows` knows its row then."""
        symbol = class_symbol(cls.type)
        if symbol not in self.rows:
            self.rows[symbol] = cls.row()
        return symbol

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
            if self.by_symbol.setdefault(routine.symbol, routine) is not routine:
                raise function.module.error(function.node, f"another module has a function {function.name}, too")
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
