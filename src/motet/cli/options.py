"""A small table-driven parser of command lines.

The standard library's parser takes longer to import than a warm program takes to run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

Values = dict[str, Any]
"""Values of options and positional arguments, under their names without dashes (`fuel`, `allow_all`, `file`)."""


class UsageError(Exception):
    """The command line is wrong; the message says how."""


class Option(NamedTuple):
    """One option.

    Attributes:
        names: its spellings; the value is filed under the first, without its dashes and with `-` as `_`.
        help: one line.
        metavar: what the value is called; empty for a flag without a value.
        convert: makes the value from its text; raises `UsageError` saying what is expected.
        default: value when the option is absent.
        repeat: may be given several times; the value is a list.
    """

    names: tuple[str, ...]
    help: str
    metavar: str = ""
    convert: Callable[[str], Any] = str
    default: Any = None
    repeat: bool = False

    @property
    def key(self) -> str:
        """Name under which the value is filed."""
        return self.names[0].lstrip("-").replace("-", "_")


class Command(NamedTuple):
    """One command.

    Attributes:
        name: as it is typed (`run`).
        summary: one line for the list of commands.
        positionals: names of the positional arguments; `[NAME]` is optional, `[NAME...]` takes all the rest.
        options: its options.
        options_first: options stand before the first positional argument, what follows belongs to the program.
        epilog: text at the end of the help.
    """

    name: str
    summary: str
    positionals: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    options_first: bool = False
    epilog: str = ""

    @property
    def usage(self) -> str:
        """The line that shows how it is called."""
        options = ["[OPTIONS]"] if self.options else []
        return " ".join(["motet", self.name, *options, *self.positionals])


HELP: Final = Option(("--help", "-h"), "show this help")


def parse(command: Command, arguments: Sequence[str]) -> Values:
    """Values of all options and positionals of a command; `help` is True when help was asked for.

    Raises:
        UsageError: for everything that does not fit the command's table.
    """
    table = {name: option for option in (*command.options, HELP) for name in option.names}
    values: Values = {option.key: [] if option.repeat else option.default for option in table.values()}
    words: list[str] = []
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            words += rest
            break
        if not word.startswith("-") or word == "-":
            words.append(word)
            if command.options_first:
                words += rest
                break
            continue
        _take_option(table, word, rest, values)
    if not values["help"]:
        _take_positionals(command, words, values)
    return values


def _take_option(table: dict[str, Option], word: str, rest: list[str], values: Values) -> None:
    name, equals, text = word.partition("=") if word.startswith("--") else (word, "", "")
    option = table.get(name)
    if option is None:
        raise UsageError(f"unknown option {name}{_suggestion(name, table)}")
    if not option.metavar:
        if equals:
            raise UsageError(f"option {name} takes no value")
        values[option.key] = True
        return
    if not equals:
        if not rest:
            raise UsageError(f"option {name} needs a value: {name} {option.metavar}")
        text = rest.pop(0)
    try:
        value = option.convert(text)
    except UsageError as error:
        raise UsageError(f"option {name}: {error}") from None
    if option.repeat:
        values[option.key].append(value)
    else:
        values[option.key] = value


def _take_positionals(command: Command, words: list[str], values: Values) -> None:
    rest = list(words)
    for name in command.positionals:
        key = name.strip("[].").lower()
        if name.endswith("...]"):
            values[key], rest = rest, []
        elif rest:
            values[key] = rest.pop(0)
        elif name.startswith("["):
            values[key] = None
        else:
            raise UsageError(f"{name} is missing")
    if rest:
        raise UsageError(f"unexpected argument {rest[0]!r}")


def _suggestion(name: str, candidates: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, list(candidates), 1)
    return f"; did you mean {close[0]}?" if close else ""


def suggest(name: str, candidates: Iterable[str]) -> str:
    """`; did you mean X?` for a misspelt word, or nothing."""
    return _suggestion(name, candidates)


def help_text(command: Command) -> str:
    """What `--help` prints for a command."""
    rows = [(_spelling(option), _description(option)) for option in (*command.options, HELP)]
    width = min(max(len(left) for left, _ in rows), 30)
    lines = [f"usage: {command.usage}", "", command.summary, "", "options:"]
    for left, right in rows:
        if len(left) > width:
            lines += [f"  {left}", f"  {'':{width}}  {right}"]
        else:
            lines.append(f"  {left:{width}}  {right}")
    if command.epilog:
        lines += ["", command.epilog]
    return "\n".join(lines) + "\n"


def _spelling(option: Option) -> str:
    spelled = ", ".join(option.names)
    return f"{spelled} {option.metavar}" if option.metavar else spelled


def _description(option: Option) -> str:
    return option.help + ("; may be repeated" if option.repeat else "")


def choice(*allowed: str) -> Callable[[str], str]:
    """Converter that accepts these words only."""

    def convert(text: str) -> str:
        if text not in allowed:
            names = " or ".join([", ".join(allowed[:-1]), allowed[-1]] if len(allowed) > 1 else allowed)
            raise UsageError(f"expected {names}, got {text!r}")
        return text

    return convert


def positive_count(text: str) -> int:
    """A whole number above 0."""
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) > 0):
        raise UsageError(f"expected a whole number above 0, got {text!r}")
    return int(text)


def positive_seconds(text: str) -> float:
    """A number of seconds above 0."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UsageError(f"expected a number of seconds above 0, got {text!r}")
    return seconds
