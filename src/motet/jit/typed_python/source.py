"""Text of routines from the sources of the library: read, built, counted and written when first asked for."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from motet.jit import ir_memory_ops, ir_ops
from motet.jit.checker import check_counts
from motet.jit.ownership import insert_counts
from motet.jit.typed_python.declarations import Class, Library
from motet.jit.typed_python.intrinsics import RoutineBuilder
from motet.jit.typed_python.prebuilt import Written
from motet.jit.typed_python.routines import Routine, Routines
from motet.jit.typed_python.signatures import PREFIX, SEPARATOR, Parameter
from motet.jit.typed_python.text import WRITERS, RoutineWriter

if TYPE_CHECKING:
    from motet.jit.ir import IrFunction

OPS: Final = (ir_ops, ir_memory_ops)
"""The modules that fill the table of ops."""

_HEAP: Final = "motet.runtime.heap"


class Source:
    """Routines made from the sources.

    Args:
        home: the module of each routine that can be asked for, by symbol without classes.
        debug: the constant DEBUG.
    """

    def __init__(self, home: Mapping[str, str], *, debug: bool) -> None:
        self.routines: Final = Routines(Library(debug))
        self._home: Final = home
        self._written: Final[dict[str, Written]] = {}

    def find(self, symbol: str) -> Routine | None:
        """The routine of a symbol; None for what is no routine."""
        found = self.routines.by_symbol.get(symbol)
        if found is None:
            name, _, classes = symbol.partition(SEPARATOR)
            if name in self._home:
                found = self.at(name.removeprefix(PREFIX), classes.split("_") if classes else ())
        return found

    def at(self, name: str, classes: Sequence[str]) -> Routine:
        """A routine by its name and what its type variables stand for."""
        return self.routines.for_classes(self._home[PREFIX + name], name, classes)

    def parameters(self, name: str) -> tuple[Parameter, ...]:
        """Those of a function."""
        function = self.routines.function(self._home[PREFIX + name], name)
        return tuple(Parameter(p.name, p.is_class, p.owned) for p in function.parameters)

    def fields(self, name: str) -> Mapping[str, int]:
        """Places of the fields of a struct of the heap, in bytes."""
        cls = self.routines.library.module(_HEAP).entity(name, ast.Pass())
        assert isinstance(cls, Class)
        return {name: field.offset for name, field in cls.fields.items() if not field.is_tail}

    def declare(self, module: str, name: str) -> str:
        """The symbol of the descriptor of a class of objects."""
        cls = self.routines.library.module(module).entity(name, ast.Pass())
        assert isinstance(cls, Class)
        return self.routines.descriptor(cls)

    def constant(self, name: str) -> int:
        """A constant of the heap."""
        value = self.routines.library.module(_HEAP).entity(name, ast.Pass())
        assert isinstance(value, int)
        return value

    def written(self, symbol: str) -> Written:
        """The text of a routine, built when first asked for."""
        found = self._written.get(symbol)
        if found is None:
            routine = self.find(symbol)
            assert routine is not None
            imports: set[str] = set()
            called: dict[Routine, None] = {}
            text = RoutineWriter(self.routines, routine, self.body(routine), imports, called).text(WRITERS)
            written = Written(text, tuple(each.symbol for each in called), tuple(sorted(imports)))
            found = self._written[symbol] = written
        return found

    def body(self, routine: Routine) -> IrFunction:
        """The typed IR of a routine, with counts."""
        ir = RoutineBuilder(self.routines, routine).run()
        if not routine.function.raw:
            insert_counts(ir)
            check_counts(ir)
        return ir
