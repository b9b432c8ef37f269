"""A loaded program, as Python sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Final, cast

from motet.bytecode.program import Program, Value
from motet.bytecode.types import Ty
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant, Vector
from motet.engine.callbacks import Callbacks
from motet.engine.functions import ProgramFunction, builtin_of, function_of
from motet.engine.languages import LANGUAGES, Domain, type_speller
from motet.engine.machine import NativeReports
from motet.engine.runner import Runner, Setup, check_program
from motet.engine.values import Reader, arguments_of, converted, python_value, value_of
from motet.languages.interface import Language
from motet.source import Source

_MOST_NAMES: Final = 30
"""Functions that a message lists, at most."""

NATIVE_STAGES: Final = ("types", "llvm", "llvm-optimised", "asm")

_OF_BYTECODE: Final = (bool, int, float, str, bytes, type(None), Record, SortedMap, SortedSet, Deque, Closure, Vector)
"""Python types that are values of the bytecode as they are, whatever they hold."""


class Loaded(Runner):
    """A compiled program. Its functions are attributes, unless a method has the name; `call` takes any name."""

    def __init__(
        self,
        program: Program,
        language: Language,
        source: Source,
        options: Mapping[str, object],
        setup: Setup,
    ) -> None:
        super().__init__(program, language, setup)
        check_program(program)
        known = LANGUAGES.get(language.name)
        self.source: Final = source
        self.options: Final = options
        self._domain: Final = known.domain if known else Domain()
        self.value_reader: Final = Reader(self._domain, self._closure_of, type_speller(language))
        self._callbacks: Final = Callbacks(self)
        self._by_name: Final = _functions(program, language)

    def __repr__(self) -> str:
        return f"<{self.language.name} program {self.source.name}>"

    def __getattr__(self, name: str) -> Callable[..., Value]:
        function = ProgramFunction(self, self._index(name))
        found = builtin_of(function) if self.engine == "jit" else None
        if found is None:
            return function
        self.__dict__[name] = found
        return found

    def _index(self, name: str) -> int:
        index: int | None = self.__dict__.get("_by_name", {}).get(name)
        if index is None:
            known = ", ".join([f"`{each}`" for each in islice(self.__dict__.get("_by_name", {}), _MOST_NAMES)])
            raise AttributeError(f"the program has no function `{name}`; it has {known or 'none'}", name=name, obj=self)
        return index

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._by_name]

    def names(self) -> list[str]:
        """Names of its functions."""
        return list(self._by_name)

    def call(self, name: str, *arguments: object) -> Value:
        """Call a function by name. AttributeError when there is none; otherwise as calling the attribute."""
        return self.call_index(self._index(name), arguments)

    def call_index(self, index: int, arguments: Sequence[object], captures: tuple[Value, ...] = ()) -> Value:
        """Call a function by its index in the program, after its captured values, with Python values."""
        return self.call_and_tell(index, arguments, captures)[0]

    def call_and_tell(
        self, index: int, arguments: Sequence[object], captures: tuple[Value, ...] = ()
    ) -> tuple[Value, list[Value]]:
        """As `call_index`; gives the values of the arguments, too."""
        function = self.program.functions[index]
        with self._callbacks.scope(function):
            given = arguments_of(function, arguments, self.value_reader, len(captures))
            return self.for_python(self.call_function(index, [*captures, *given])), given

    def run(self, texts: Sequence[str] = ()) -> Value:
        """Run the program with the arguments of a command line; its result.

        Raises:
            ValueError: the arguments are wrong; the text is for the user.
            TypeError: they are no sequence of texts.
            RunError: the run ended early.
        """
        return python_value(self.run_value(texts), self._function_of)

    def run_value(self, texts: Sequence[str] = ()) -> Value:
        """As `run`, but the result is a value of the bytecode."""
        if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
            raise TypeError("run() takes a sequence of texts")
        with self._lock:
            self._gate()
            invocation = self.guarded(lambda: self.language.invocation(self.program, texts))
            self._use_heap(invocation.heap_words)
            results = self.call_function(invocation.function, invocation.arguments)
        return results[0] if len(results) == 1 else results or None

    def text(self, value: object) -> str:
        """The language's text form of a value, of Python's or of the bytecode. LimitError when it takes too much memory."""
        from motet.stdlib.expansion import bounded_text  # not needed to run

        found = self._value_of(value)
        return self.guarded(lambda: bounded_text(self.language.format_value(found), found, self.host.memory_limit))

    def show(self, value: object) -> None:
        """Write a value in the language's text form and a line end to the program's output, and flush. RunError."""
        super().show(self._value_of(value))

    def _value_of(self, value: object) -> Value:
        if type(value) in _OF_BYTECODE or type(value) is Variant or not self._domain.structured:
            return value
        return value_of(value, self.value_reader)

    def for_python(self, results: tuple[Value, ...]) -> Value:
        """What Python sees of the results of a function."""
        values = tuple(map(self.python_value, results))
        return values[0] if len(values) == 1 else values or None

    def python_value(self, value: Value) -> Value:
        """What Python sees of a value."""
        return python_value(value, self._function_of)

    def converted(self, value: object, t: Ty) -> Value:
        """The value of a type that a Python object means. MismatchError, OverflowError."""
        return converted(value, t, self._closure_of)

    def _function_of(self, closure: Closure) -> ProgramFunction:
        return ProgramFunction(self, closure.function, closure.captures)

    def _closure_of(self, value: object, t: Ty) -> Closure | None:
        function = function_of(value)
        if function is not None:
            return function.closure_in(self)
        return self._callbacks.closure(value, t) if t.kind == "Fn" and callable(value) else None

    def emit(self, stage: str) -> str:
        """Text of a stage: `bytecode`, `types` (as inferred), `llvm`, `llvm-optimised`, `asm`, or one of the front end's.

        Raises:
            ValueError: there is no such stage, or it needs the JIT; the text is for the user.
        """
        if stage == "bytecode":
            from motet.bytecode.text import disassemble

            return disassemble(self.program)
        own: Mapping[str, Callable[[Source, Mapping[str, object]], str]] = getattr(self.language, "stages", {})
        if stage in own:
            return own[stage](self.source, self.options)
        if stage not in NATIVE_STAGES:
            raise ValueError(f"there is no stage `{stage}`; there are {' '.join([*own, 'bytecode', *NATIVE_STAGES])}")
        machine = self.machine
        if self.engine != "jit":
            raise ValueError(f"stage `{stage}` needs the JIT: {self.engine_note or 'the reference VM was chosen'}")
        return cast("NativeReports", machine).emit(stage)

    def explain(self) -> str:
        """What the compiler did, for people."""
        machine = self.machine
        if self.engine == "jit":
            return cast("NativeReports", machine).explain()
        return f"Nothing was compiled: {self.engine_note or 'the reference VM was chosen'}."


def _functions(program: Program, language: Language) -> Mapping[str, int]:
    """The functions that can be called from outside, by name; a language may choose."""
    choose: Callable[[Program], Mapping[str, int]] | None = getattr(language, "functions", None)
    if choose is not None:
        return choose(program)
    return {function.name: index for index, function in enumerate(program.functions)}
