"""The face for people at a terminal: history, and entries of several lines while parentheses are open."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from motet.repl.entries import BRACKETS, Brackets, EntryReader, open_parentheses


class Prompts(NamedTuple):
    """What stands before the first line of an entry, and before the others."""

    first: str = "> "
    more: str = ". "


PLAIN: Final = Prompts()

_PARENTHESES: Final = Brackets(open_parentheses)


def is_interactive() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def terminal_reader(language: str, prompts: Prompts = PLAIN) -> EntryReader:
    """The best reader that this installation has: prompt_toolkit's, else Python's own line editing."""
    if find_spec("prompt_toolkit") is not None:
        return _ToolkitReader(language, prompts)
    return _PlainReader(language, prompts)


class _PlainReader:
    """`input()` with the line editing of Python's `readline`, where there is one."""

    def __init__(self, language: str, prompts: Prompts) -> None:
        self._prompts: Final = prompts
        self._open: Final = BRACKETS.get(language, _PARENTHESES).count
        if find_spec("readline") is not None:
            import readline

            readline.set_auto_history(True)

    def read(self) -> str | None:
        """Lines until all brackets are closed."""
        try:
            text = input(self._prompts.first)
            while self._open(text) > 0:
                text += "\n" + input(self._prompts.more)
        except EOFError:
            print()
            return None
        return text


class _ToolkitReader:
    """prompt_toolkit: history in a file, one buffer for an entry of several lines."""

    def __init__(self, language: str, prompts: Prompts) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.filters import Condition
        from prompt_toolkit.history import FileHistory, History, InMemoryHistory

        path = _history_path(language)
        history: History = FileHistory(str(path)) if path else InMemoryHistory()
        count = BRACKETS.get(language, _PARENTHESES).count
        is_open = Condition(lambda: count(self._prompt.default_buffer.text) > 0)
        self._prompt: PromptSession[str] = PromptSession(
            prompts.first, history=history, multiline=is_open, prompt_continuation=prompts.more
        )

    def read(self) -> str | None:
        """One entry; Ctrl-D ends the dialogue."""
        try:
            text: str = self._prompt.prompt()
        except EOFError:
            return None
        return text


def _history_path(language: str) -> Path | None:
    """The file of former entries, or None where none can be written."""
    base = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    path = Path(base) / "motet" / f"{language}.history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError:
        return None
    return path
