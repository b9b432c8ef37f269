"""Callables of Python as functions of programs: they can be passed where a program takes a function.

Such a function is a closure of a small function of the bytecode, one for each type, which hands its arguments to the host
function `NAME`, together with the number of the callable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import count
from threading import local
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from motet.bytecode.builder import FunctionBuilder
from motet.bytecode.program import Function, Value
from motet.bytecode.table import TESTABLE
from motet.bytecode.traps import Trap
from motet.bytecode.types import ANY, INT, Ty
from motet.bytecode.values import Closure
from motet.languages.walking import MismatchError

if TYPE_CHECKING:
    from motet.engine.loaded import Loaded
    from motet.engine.machine import DirectCalls
    from motet.jit.boundary.callbacks import CallbackTable

NAME: Final = "python:call"
"""The host function that calls a callable."""


_NOTHING: Final = nullcontext()


class _Passed(NamedTuple):
    """A callable, and the type of function that it is to be."""

    function: Callable[..., object]
    type: Ty


class Callbacks:
    """The callables that were passed to one program."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded: Final = loaded
        self._passed: Final[dict[int, _Passed]] = {}
        self._numbers: Final = count()
        self._adapters: Final[dict[Ty, int]] = {}
        self._holding: Final[dict[Ty, bool]] = {}
        self._table: CallbackTable | None = None
        self._local: Final = local()
        loaded.host.extensions[NAME] = self._call

    def closure(self, function: Callable[..., object], t: Ty) -> Closure:
        """A function of the program that calls a callable."""
        number = next(self._numbers)
        self._passed[number] = _Passed(function, t)
        self._given.append(number)
        made = Closure(self._adapter(t), (number,))
        table = self._native_table()
        if table is not None:
            table.add(number, function, t.results[0])
        return made

    def _native_table(self) -> CallbackTable | None:
        """What native code knows of callables; None where it calls none by itself."""
        loaded = self._loaded
        if loaded.engine != "jit":
            return None
        from motet.jit.boundary.builtin import is_available
        from motet.jit.boundary.callbacks import CallbackTable

        if self._table is None and is_available():
            self._table = CallbackTable(loaded.program.constant(NAME))
        with loaded.exclusive():
            machine = loaded.machine
        if self._table is None or loaded.engine != "jit":
            return None
        cast("DirectCalls", machine).use_callbacks(self._table)
        return self._table

    def scope(self, function: Function) -> AbstractContextManager[None]:
        """Callables that are passed to a function meanwhile are let go of at the end, unless its results could hold them."""
        if not any(map(self._may_hold, function.parameters)):
            return _NOTHING
        return self._scope(any(map(self._may_hold, function.results)))

    @contextmanager
    def _scope(self, keeps: bool) -> Iterator[None]:
        before = self._given
        given = self._local.given = []
        try:
            yield
        finally:
            self._local.given = before
            for number in () if keeps else given:
                del self._passed[number]
                if self._table is not None:
                    self._table.remove(number)

    @property
    def _given(self) -> list[int]:
        """Numbers of what was passed in the call that this thread is preparing."""
        found: list[int] = getattr(self._local, "given", [])
        return found

    def _may_hold(self, t: Ty) -> bool:
        found = self._holding.get(t)
        if found is None:
            found = self._holding[t] = _may_hold_functions(t)
        return found

    def _adapter(self, t: Ty) -> int:
        """Index of the function that hands its arguments on."""
        found = self._adapters.get(t)
        return self._new_adapter(t) if found is None else found

    def _new_adapter(self, t: Ty) -> int:
        with self._loaded.exclusive():
            program = self._loaded.program
            builder = FunctionBuilder(program, "<python function>", t.parts, t.results, (INT,))
            for local in range(1 + len(t.parts)):
                builder.emit("load", local)
            builder.emit("host_call", program.constant(NAME), 1 + len(t.parts))
            _emit_result(builder, t.results[0])
            return self._adapters.setdefault(t, builder.finish())

    def _call(self, values: list[Value]) -> Value:
        """The host function. TypeError when the callable gives something else than it should; what it raises passes."""
        number, *arguments = values or [None]
        passed = self._passed.get(number)
        if passed is None:
            raise Trap("host", message="a function of Python was called after the call that it was passed to")
        loaded = self._loaded
        done = () if self._table is None else self._table.take_result()
        result = done[0] if done else passed.function(*map(loaded.python_value, arguments))
        try:
            return loaded.converted(result, passed.type.results[0])
        except MismatchError as mismatch:
            name = getattr(passed.function, "__name__", "the function")
            raise TypeError(f"{name}() must return {loaded.value_reader.text(mismatch)}") from None


def _emit_result(builder: FunctionBuilder, t: Ty) -> None:
    """Return what is on the stack. A test comes first where there is one, because `narrow` is a long way for a scalar."""
    if t.kind in TESTABLE:
        local, other = builder.local(), builder.label()
        builder.emit("store", local)
        builder.emit("load", local)
        builder.emit("is_type", t.kind)
        builder.emit("branch_unless", other)
        builder.emit("load", local)
        builder.emit("return")
        builder.place(other)
        builder.emit("load", local)
    builder.emit("narrow", t)
    builder.emit("return")


def _may_hold_functions(t: Ty) -> bool:
    """Whether a value of the type can have a function in it."""
    seen: set[Ty] = set()
    waiting = [t]
    while waiting:
        one = waiting.pop()
        if one is ANY or one.kind == "Fn":
            return True
        if one not in seen:
            seen.add(one)
            waiting += [*one.parts, *(part for made in one.constructors for part in made.payload)]
    return False
