"""Flags of the Lex command line: anywhere before `--`, one table a command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from motet.cli.lex.reply import CommandError
from motet.cli.options import suggest


class Flag(NamedTuple):
    """One flag.

    Attributes:
        name: as it is typed (`--max-steps`).
        help: one line.
        metavar: what its value is called; empty for a flag without a value.
        convert: makes the value; raises ValueError with what was expected.
        repeat: values add up; each is a list.
    """

    name: str
    help: str
    metavar: str = ""
    convert: Callable[[str], Any] = str
    repeat: bool = False

    @property
    def key(self) -> str:
        """Name under which the value is filed."""
        return self.name.lstrip("-").replace("-", "_")


class Words(NamedTuple):
    """A command line, taken apart: values of flags, positional words, words after `--`."""

    values: dict[str, Any]
    positional: list[str]
    after: list[str] | None


_END: Final = "--"


def take_apart(flags: Sequence[Flag], words: Sequence[str]) -> Words:
    """Read a command line. CommandError for what does not fit the table; `-5` and `-` are no flags."""
    table = {flag.name: flag for flag in flags}
    values: dict[str, Any] = {flag.key: [] if flag.repeat else (None if flag.metavar else False) for flag in flags}
    positional: list[str] = []
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        if word == _END:
            return Words(values, positional, waiting[::-1])
        if not word.startswith("--"):
            positional.append(word)
            continue
        name, equals, text = word.partition("=")
        flag = table.get(name)
        if flag is None:
            raise CommandError(f"unknown flag `{name}`{suggest(name, table)}", code="usage")
        _file(flag, text if equals else None, waiting, values)
    return Words(values, positional, None)


def _file(flag: Flag, text: str | None, waiting: list[str], values: dict[str, Any]) -> None:
    """Put the value of a flag where it belongs; the next word is the value if none was attached."""
    if not flag.metavar:
        if text is not None:
            raise CommandError(f"`{flag.name}` takes no value", code="usage")
        values[flag.key] = True
        return
    if text is None:
        if not waiting:
            raise CommandError(f"`{flag.name}` needs a value: {flag.name} {flag.metavar}", code="usage")
        text = waiting.pop()
    try:
        value = flag.convert(text)
    except ValueError as error:
        raise CommandError(f"`{flag.name}` expects {error}, got `{text}`", code="usage") from None
    if flag.repeat:
        values[flag.key] += value
    else:
        values[flag.key] = value


def names(text: str) -> list[str]:
    """A list of names with commas between; commas inside of parentheses and quotes separate nothing."""
    found, depth, quoted, start = [], 0, False, 0
    for at, char in enumerate(text + ","):
        if char == '"':
            quoted = not quoted
        elif not quoted:
            depth += (char == "(") - (char == ")")
        if char == "," and not quoted and depth <= 0:
            found.append(text[start:at].strip())
            start = at + 1
    return [name for name in found if name]


def one(text: str) -> list[str]:
    """A value that may be given several times."""
    return [text]


def count(text: str) -> int:
    """A whole number from 0 on."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError("a whole number of at most 18 digits")
    return int(text)


def seconds(text: str) -> float:
    """A number of seconds above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise ValueError("a number of seconds above 0")
    return value


def engine(text: str) -> str:
    """Name of an engine."""
    if text not in ("auto", "vm", "jit"):
        raise ValueError("auto, vm or jit")
    return text
