"""How a run fails: a trap becomes an exception that says where in the source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from motet.bytecode.program import Function, Program
from motet.bytecode.traps import BY_NAME, Trap
from motet.languages.interface import Language
from motet.policy import Limits
from motet.source import Diagnostic

FAILED: Final = 1
REFUSED: Final = 4
LIMITED: Final = 5

_NUMBERS: Final = frozenset({"fuel", "depth"})
"""Limits that are counts; their traps have the names of `Limits`' attributes."""


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


def run_error(
    trap: Trap, program: Program, language: Language, *, broken: bool = False, limits: Limits | None = None
) -> RunError:
    """The exception for a trap. `broken`: the reader of the output has closed it; `limits`: those of the run."""
    function: Function | None = program.functions[trap.function] if trap.function >= 0 else None
    if function and 0 <= trap.pc < len(function.code):
        trap.instruction = function.code[trap.pc][0]
    diagnostic = Diagnostic(
        code="broken-pipe" if broken and trap.kind == "host" else trap.kind.replace("_", "-"),
        message=_text(trap, function, language, limits),
        source=function.source if function else None,
        span=function.span_at(trap.pc) if function else None,
        help=trap.help,
    )
    if trap.kind == "policy":
        return PolicyError(trap, diagnostic)
    return (LimitError if BY_NAME[trap.kind].is_limit else RunError)(trap, diagnostic)


def static_error(program: Program, index: int, message: str) -> PolicyError:
    """The exception for a program that is refused before it runs, because of what a function declares."""
    function = program.functions[index]
    span = next((span for span in function.spans if span is not None), None)
    diagnostic = Diagnostic("policy", message, function.source, span)
    return PolicyError(Trap("policy", index, message=message), diagnostic)


def _text(trap: Trap, function: Function | None, language: Language, limits: Limits | None) -> str:
    """What the language says; about a limit that is a number, with the number, where it has a text for that."""
    tell: Callable[[Trap, int, str], str] | None = getattr(language, "limit_text", None)
    limit = getattr(limits, trap.kind, None) if trap.kind in _NUMBERS else None
    if tell is None or limit is None:
        return language.trap_text(trap)
    return tell(trap, limit, function.name if function else "?")
