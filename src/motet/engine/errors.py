"""How a run fails: a trap becomes an exception that says where in the source."""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Function, Program
from motet.bytecode.traps import BY_NAME, Trap
from motet.languages.interface import Language
from motet.source import Diagnostic

FAILED: Final = 1
REFUSED: Final = 4
LIMITED: Final = 5


class RunError(Exception):
    """A run ended early.

    Attributes:
        kind: name of the trap (`motet.bytecode.traps.KINDS`).
        diagnostic: message and place.
        trap: what the engine raised: function, instruction, message.
        exit_status: of `motet run`: 1, 4 when the policy refused, 5 when a limit was reached.
    """

    exit_status = FAILED

    def __init__(self, trap: Trap, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.kind: Final = trap.kind
        self.trap: Final = trap
        self.diagnostic: Final = diagnostic

    def __str__(self) -> str:
        source, span = self.diagnostic.source, self.diagnostic.span
        if source is None or span is None:
            return self.diagnostic.message
        line, column = source.position(span.start)
        return f"{source.name}:{line}:{column}: {self.diagnostic.message}"


class PolicyError(RunError):
    """The policy refused a host call."""

    exit_status = REFUSED


class LimitError(RunError):
    """A limit was reached: the program did nothing wrong."""

    exit_status = LIMITED


def run_error(trap: Trap, program: Program, language: Language, *, broken: bool = False) -> RunError:
    """The exception for a trap. `broken`: the reader of the output has closed it."""
    function: Function | None = program.functions[trap.function] if trap.function >= 0 else None
    if function and 0 <= trap.pc < len(function.code):
        trap.instruction = function.code[trap.pc][0]
    diagnostic = Diagnostic(
        code="broken-pipe" if broken and trap.kind == "host" else trap.kind.replace("_", "-"),
        message=language.trap_text(trap),
        source=function.source if function else None,
        span=function.span_at(trap.pc) if function else None,
    )
    if trap.kind == "policy":
        return PolicyError(trap, diagnostic)
    return (LimitError if BY_NAME[trap.kind].is_limit else RunError)(trap, diagnostic)
