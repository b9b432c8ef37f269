"""Lex as the engine sees it: `LANGUAGE`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from motet.bytecode import Program, Trap, Value
    from motet.bytecode.program import Function
    from motet.bytecode.types import Ty
    from motet.languages.interface import Invocation, LanguageSession, Refusal
    from motet.languages.lex.checker import Checked
    from motet.policy import Grants
    from motet.source import Source
    from motet.stdlib import Row

_TEXTS: Final[Mapping[str, str]] = {
    "panic": "runtime panic: {message}",
    "type": "type mismatch at runtime: {message}",
    "host": "effect handler error: {message}",
    "policy": "effect handler error: {message}",
    "depth": "call stack overflow: recursion depth exceeded ({message})",
    "stack": "call stack overflow: recursion depth exceeded",
    "refinement": "{message}",
    "division_by_zero": "integer division by zero",
    "overflow": "integer overflow",
}
"""Texts of run-time errors (specification 12.7) by kind of trap."""

_WORKER: Final = "effect handler error: par_map worker: "
"""In front of what ended a worker of `list.par_map` (specification 14.4), once for each that it happened inside of."""

_FAILED: Final = 1
"""Exit status of all run-time errors (specification 15)."""


class LexLanguage:
    """The front end, by the names that the engine uses. What a command does not need is not imported."""

    name: Final = "lex"
    prints_result: Final = True
    shows_unit: Final = False

    @property
    def rows(self) -> Mapping[str, Row]:
        """Host functions, by the name that programs use."""
        from motet.languages.lex.library import ROWS

        return ROWS

    @property
    def stages(self) -> Mapping[str, Callable[[Source, Mapping[str, object]], str]]:
        """Stages that can be shown as text, by name."""
        from motet.languages.lex.stages import STAGES

        return STAGES

    def compile(self, source: Source, options: Mapping[str, object]) -> Program:
        """Bytecode of a file. DiagnosticError when it is wrong, ValueError for wrong options (`stages.OPTIONS`)."""
        from motet.languages.lex.stages import front

        return self.lower(front(source, options), options)

    def lower(self, checked: Checked, options: Mapping[str, object]) -> Program:
        """Bytecode of a checked program, with the options `checked`, `budget` and `nodes` (`lowering.Options`)."""
        from motet.languages.lex.lowering import Options, lower

        return lower(checked, Options(*[bool(options.get(name)) for name in Options._fields]))

    def functions(self, program: Program) -> Mapping[str, int]:
        """Functions of the file by name: no lambdas, no specialisations, nothing of the prelude."""
        return {function.name: index for index, function in enumerate(program.functions) if _is_declared(function)}

    def invocation(self, program: Program, texts: Sequence[str]) -> Invocation:
        """The function and the arguments that a command line means (`arguments.invocation`)."""
        from motet.languages.lex.arguments import invocation

        return invocation(program, self.functions(program), texts)

    @staticmethod
    def static_refusal(functions: Sequence[Function], grants: Grants) -> Refusal | None:
        """What stands against running a program with these functions."""
        from motet.languages.lex.policy import static_refusal

        return static_refusal(functions, grants)

    def format_value(self, value: Value) -> Iterator[str]:
        """JSON of a value, in pieces."""
        from motet.languages.lex.json_form import to_json

        return to_json(value)

    def type_text(self, t: Ty) -> str:
        """A type as Lex spells it."""
        from motet.languages.lex.type_text import type_text

        return type_text(t)

    def trap_text(self, trap: Trap) -> str:
        """The message of a run-time error. Limits that the language does not know are no failures of workers."""
        text = _TEXTS.get(trap.kind)
        if text is None:
            return str(trap)
        if trap.kind == "division_by_zero" and trap.instruction == "int_rem":
            text = "integer modulo by zero"
        return _WORKER * trap.workers + text.format_map(_Facts(trap))

    def limit_text(self, trap: Trap, limit: int, function: str) -> str:
        """The message for a limit that was reached: `fuel` (steps) or `depth`."""
        text = f"runtime panic: step limit exceeded in `{function.partition('[')[0]}` ({limit + 1} > {limit})"
        if trap.kind == "depth":
            text = f"call stack overflow: recursion depth exceeded ({limit})"
        return _WORKER * trap.workers + text

    def exit_status(self, kind: str) -> int:
        """The exit status of the original's command line."""
        return _FAILED

    def session(self, options: Mapping[str, object]) -> LanguageSession:
        """A new dialogue."""
        from motet.languages.lex.session import LexSession

        return LexSession(options)


class _Facts(dict[str, Any]):
    """What texts mention."""

    def __init__(self, trap: Trap) -> None:
        super().__init__(message=trap.message or str(trap))


def _is_declared(function: Function) -> bool:
    """Whether a function stands in the program as it is: see `motet.languages.lex.lowering` for the names."""
    return not function.name.startswith("prelude.") and function.name[-1] != "]" and not function.name.endswith(_INNER)


_INNER: Final = ".fn"

LANGUAGE: Final = LexLanguage()
"""The front end of Lex."""
