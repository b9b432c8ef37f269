"""What a front end offers to the engine: `LANGUAGE` of its package has these attributes, structurally."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from motet.bytecode.program import Program, Value
from motet.bytecode.traps import Trap
from motet.source import Source
from motet.stdlib import Row


class Invocation(NamedTuple):
    """What the arguments of a command line mean: a function, its arguments, the program's own heap in words."""

    function: int
    arguments: list[Value]
    heap_words: int | None = None


class Entry(NamedTuple):
    """One accepted entry of a session: the function to run (-1: none), and whether its result is shown."""

    function: int
    shows: bool


class Refusal(NamedTuple):
    """What stands against running a program: the number of a function, and why its declared effects are refused."""

    function: int
    text: str


class LanguageSession(Protocol):
    """A dialogue whose program only grows."""

    program: Program

    def enter(self, source: Source) -> Entry:
        """Compile one entry. DiagnosticError: it is wrong, and nothing has changed."""

    def settle(self, entry: Entry, succeeded: bool) -> None:
        """Keep or take back what the entry defined, once it has run."""


class Language(Protocol):
    """One voice.

    A language may offer more: `functions(program)`, the functions that can be called from outside, by name (otherwise
    all), `static_refusal(functions, grants)`, a `Refusal` or None before anything runs, `limit_text(trap, limit, function)`,
    the message for `fuel` and `depth`, `type_text(t)`, a type of the bytecode as messages write it, `shows_unit` (False: `motet run` does not show unit), `stages`, texts of `motet emit`.

    Attributes:
        name: as in `Program.language`.
        rows: host functions, by the name that programs use.
        prints_result: whether `motet run` shows what the entry returns.
    """

    @property
    def name(self) -> str:
        """Name, as in `Program.language`."""

    @property
    def rows(self) -> Mapping[str, Row]:
        """Host functions, by the name that programs use."""

    @property
    def prints_result(self) -> bool:
        """Whether `motet run` shows what the entry returns."""

    def compile(self, source: Source, options: Mapping[str, object]) -> Program:
        """Front end. DiagnosticError for wrong source, ValueError with a text for an unknown option."""

    def invocation(self, program: Program, texts: Sequence[str]) -> Invocation:
        """Meaning of the arguments of a command line. ValueError with the whole text for the user if they are wrong."""

    def format_value(self, value: Value) -> Iterator[str]:
        """Text form of a value, in pieces, without host recursion."""

    def trap_text(self, trap: Trap) -> str:
        """One line for the user."""

    def exit_status(self, kind: str) -> int:
        """Exit status of a kind of trap on the language's own command line."""

    def session(self, options: Mapping[str, object]) -> LanguageSession:
        """A new dialogue."""
