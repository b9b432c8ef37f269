"""A loaded program, as Python sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, cast

from motet.bytecode.program import Program, Value
from motet.engine.languages import LANGUAGES, Domain
from motet.engine.machine import NativeReports
from motet.engine.runner import Runner, Setup, check_program
from motet.engine.values import arguments_of
from motet.languages.interface import Language
from motet.source import Source

NATIVE_STAGES: Final = ("types", "llvm", "llvm-optimised", "asm")


class ProgramFunction:
    """One function of a loaded program: call it with Python values."""

    def __init__(self, loaded: Loaded, index: int) -> None:
        function = loaded.program.functions[index]
        self.__name__: Final = function.name
        self.__doc__: Final = f"{function.name}({', '.join(map(str, function.parameters))})"
        self._loaded: Final = loaded
        self._index: Final = index

    def __repr__(self) -> str:
        return f"<{self._loaded.language.name} function {self.__doc__}>"

    def __call__(self, *arguments: object) -> Value:
        """Result; a tuple of several; None for unit. TypeError and OverflowError for wrong arguments, RunError."""
        return self._loaded.call_index(self._index, arguments)


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
        self._options: Final = options
        self._domain: Final = known.domain if known else Domain()
        self._by_name: Final = {function.name: index for index, function in enumerate(program.functions)}

    def __repr__(self) -> str:
        return f"<{self.language.name} program {self.source.name}>"

    def __getattr__(self, name: str) -> ProgramFunction:
        index = self.__dict__.get("_by_name", {}).get(name)
        if index is None:
            raise AttributeError(f"the program has no function `{name}`")
        return ProgramFunction(self, index)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._by_name]

    def names(self) -> list[str]:
        """Names of its functions."""
        return list(self._by_name)

    def call(self, name: str, *arguments: object) -> Value:
        """Call a function by name. AttributeError when there is none; otherwise as calling the attribute."""
        return self.__getattr__(name)(*arguments)

    def call_index(self, index: int, arguments: Sequence[object]) -> Value:
        """Call a function by its index in the program, with Python values."""
        function = self.program.functions[index]
        results = self.call_function(index, arguments_of(function, arguments, self._domain))
        return results[0] if len(results) == 1 else results or None

    def run(self, texts: Sequence[str] = ()) -> Value:
        """Run the program with the arguments of a command line; its result.

        Raises:
            ValueError: the arguments are wrong; the text is for the user.
            TypeError: they are no sequence of texts.
            RunError: the run ended early.
        """
        if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
            raise TypeError("run() takes a sequence of texts")
        with self._lock:
            invocation = self.language.invocation(self.program, texts)
            self._use_heap(invocation.heap_words)
            results = self.call_function(invocation.function, invocation.arguments)
        return results[0] if len(results) == 1 else results or None

    def text(self, value: Value) -> str:
        """The language's text form of a value."""
        return "".join(self.language.format_value(value))

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
            return own[stage](self.source, self._options)
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
