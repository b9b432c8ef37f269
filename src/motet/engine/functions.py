"""Functions of loaded programs, as Python sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import BuiltinFunctionType
from typing import TYPE_CHECKING, Final

from motet.bytecode.program import Value
from motet.bytecode.values import Closure, Record
from motet.bytecode.values import Variant as VariantValue
from motet.engine.variants import Variant

if TYPE_CHECKING:
    from motet.engine.loaded import Loaded
    from motet.engine.machine import DirectCalls
    from motet.jit.boundary.builtin import Link

_MAX_CONNECTIONS: Final = 8
"""A function that is called with other and other types of arguments goes the long way from then on."""

ABANDON: Final = -1
"""As `motet.jit.boundary.text.ABANDON`; that module is imported only where native code begins calls."""

_PLAIN: Final = frozenset({int, float, bool, type(None), str})
_DIRECT: Final = _PLAIN | {list, tuple, Record, VariantValue}
"""Types of values that may be passed directly."""

_PATIENCE: Final = 16
"""So many calls go the long way before code is made that takes objects with parts: making it takes as long as some hundred of them."""


class ProgramFunction:
    """A function of a loaded program, possibly with captured values: call it with Python values."""

    def __init__(self, loaded: Loaded, index: int, captures: tuple[Value, ...] = ()) -> None:
        function = loaded.program.functions[index]
        parameters = (function.captures + function.parameters)[len(captures) :]
        self.__name__: Final = function.name
        self.__doc__: Final = f"{function.name}({', '.join(map(loaded.value_reader.spell, parameters))})"
        self.loaded: Final = loaded
        self.index: Final = index
        self.captures: Final = captures

    def __repr__(self) -> str:
        return f"<{self.loaded.language.name} function {self.__doc__}>"

    def __call__(self, *arguments: object, **named: object) -> Value:
        """Result; a tuple of several; None for unit. TypeError and OverflowError for wrong arguments, RunError."""
        if named:
            raise TypeError(f"program.{self.__name__}() takes no keyword arguments")
        return self.loaded.call_index(self.index, arguments, self.captures)

    def closure_in(self, loaded: Loaded) -> Closure:
        """What the function is to a program. TypeError: it belongs to another one."""
        if self.loaded is not loaded:
            raise TypeError(f"{self!r} belongs to another program")
        return Closure(self.index, self.captures)


def builtin_of(function: ProgramFunction) -> Callable[..., Value] | None:
    """A built-in function of Python that does what a function of a program does; None where this cannot be.

    It calls machine code directly once a call the long way has succeeded, as long as only scalars are passed.
    """
    from motet.jit.boundary.builtin import Callables, Link, is_available

    if not is_available():
        return None
    caller = _Caller(function)
    link = Link(function, Callables(caller.call, caller.finish, Variant))
    caller.link = link
    return link.builtin(function.__name__, function.__doc__ or "")


def function_of(value: object) -> ProgramFunction | None:
    """The function of a program that a Python object is, or None."""
    if type(value) is BuiltinFunctionType:
        value = getattr(value.__self__, "function", None)
    return value if isinstance(value, ProgramFunction) else None


def _is_plain(value: Value) -> bool:
    """Whether it is a scalar, a text, or a list of such."""
    return type(value) in _PLAIN or (type(value) is list and (not value or type(value[0]) in _PLAIN))


class _Caller:
    """What a built-in function leaves to Python."""

    def __init__(self, function: ProgramFunction) -> None:
        self._loaded: Final = function.loaded
        self._index: Final = function.index
        self._connections = 0
        self._calls = 0
        self._refused: set[tuple[type, ...]] = set()
        self._machine: DirectCalls | None = None
        self._types: tuple[type, ...] = ()
        self.link: Link | None = None

    def call(self, *arguments: object) -> Value:
        """The whole call. If native code can do the next ones, it will."""
        loaded, link = self._loaded, self.link
        result, values = loaded.call_and_tell(self._index, arguments)
        if link is not None and self._connections < _MAX_CONNECTIONS:
            self._connect(link, values, tuple(map(type, values)), result)
        return result

    def _connect(self, link: Link, values: Sequence[Value], types: tuple[type, ...], result: Value) -> None:
        self._calls += 1
        if self._calls < _PATIENCE and not all(map(_is_plain, (*values, result))):
            return
        if types in self._refused or not _DIRECT.issuperset(types) or (types == self._types and link.is_connected):
            return
        machine = self._loaded.connect(link, self._index, values)
        if machine is None:
            self._refused.add(types)
        else:
            self._machine, self._types = machine, types
            self._connections += 1

    def finish(self, request: int) -> Value:
        """Go on with a call that native code began."""
        loaded, machine = self._loaded, self._machine
        assert machine is not None
        if request == ABANDON:
            machine.abandon()
            return None
        return loaded.for_python(loaded.guarded(lambda: machine.go_on(self._index, request)))
