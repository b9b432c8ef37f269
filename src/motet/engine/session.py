"""A dialogue with a language: one growing program, one machine that keeps its globals."""

from __future__ import annotations

from itertools import islice
from typing import Final

from motet.bytecode.program import Value
from motet.engine.runner import Runner, Setup, check_program
from motet.languages.interface import Entry, Language, LanguageSession
from motet.source import Source

LONGEST_TEXT: Final = 1 << 24
"""Characters of an answer's text; a value shared many times over has a longer one than any memory holds."""


class Answer:
    """What an entry gave.

    Attributes:
        shows: whether a face shows the value.
        value: the result; None when nothing ran.
    """

    def __init__(self, language: Language, value: Value, *, shows: bool) -> None:
        self.shows: Final = shows
        self.value: Final = value
        self._language: Final = language

    @property
    def text(self) -> str:
        """Text form of the value, cut after about `LONGEST_TEXT` characters. `Session.show` writes all of it."""
        pieces: list[str] = []
        size = 0
        stream = iter(self._language.format_value(self.value))
        while batch := list(islice(stream, 4096)):
            pieces += batch
            size += sum(map(len, batch))
            if size > LONGEST_TEXT:
                return "".join(pieces)[:LONGEST_TEXT] + "..."
        return "".join(pieces)


class Session(Runner):
    """A dialogue. Wrong entries change nothing, failed ones keep what they did to globals; both leave it alive."""

    def __init__(
        self,
        dialogue: LanguageSession,
        language: Language,
        setup: Setup,
    ) -> None:
        super().__init__(dialogue.program, language, setup)
        self._dialogue: Final = dialogue
        self._count = 0

    def enter(self, text: str, name: str | None = None) -> Answer:
        """Compile and run one entry; `name` is what messages call its text.

        Raises:
            SourceError: the entry is wrong.
            RunError: it ended early.
        """
        with self._lock:
            self._count += 1
            entry = self._dialogue.enter(Source(name or f"<repl:{self._count}>", text))
            succeeded = False
            try:
                value = self._run(entry)
                succeeded = True
            finally:
                self._dialogue.settle(entry, succeeded)
            return Answer(self.language, value, shows=entry.shows)

    def _run(self, entry: Entry) -> Value:
        if entry.function < 0:
            check_program(self.program)
            return None
        results = self.call_function(entry.function, ())
        return results[0] if results else None
