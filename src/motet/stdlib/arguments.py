"""Command lines: a program says what it takes, and gets what it was given.

Specifications are records with a `kind`: `flag`, `option`, `positional` or `command`.
"""

from __future__ import annotations

from typing import Any, Final

from motet.bytecode.program import Value
from motet.bytecode.values import Record, Variant
from motet.stdlib.declare import host
from motet.stdlib.outcomes import ArgumentError


def _record(**fields: Value) -> Record:
    names = tuple(sorted(fields))
    return Record(names, tuple(fields[name] for name in names))


def _optional(value: Variant) -> Value:
    """What an Option holds, or unit."""
    return value.values[0] if value.name == "Some" else None


@host("arguments.flag(name: Str, short: Option[Str], help: Str) -> Any", fuel="20", memory="256", pure=True)
def flag(name: str, short: Variant, help: str) -> Record:
    """`--name`, or `-s`: true when it is given."""
    return _record(kind="flag", name=name, short=_optional(short), help=help)


@host(
    "arguments.option(name: Str, short: Option[Str], help: Str, default: Option[Str]) -> Any",
    fuel="20",
    memory="256",
    pure=True,
)
def option(name: str, short: Variant, help: str, default: Variant) -> Record:
    """`--name value`, `--name=value`, or `-s value`."""
    return _record(kind="option", name=name, short=_optional(short), help=help, default=_optional(default))


@host("arguments.positional(name: Str, help: Str, required: Bool) -> Any", fuel="20", memory="256", pure=True)
def positional(name: str, help: str, required: bool) -> Record:
    """An argument without a name, in the order of the specification."""
    return _record(kind="positional", name=name, help=help, required=required)


@host(
    "arguments.spec(name: Str, help: Str, arguments: List[Any], subcommands: List[Any]) -> Any",
    fuel="20",
    memory="256",
    pure=True,
)
def spec(name: str, help: str, arguments: list[Value], subcommands: list[Value]) -> Record:
    """A command with its arguments and the commands below it."""
    return _record(kind="command", name=name, help=help, args=arguments, subcommands=subcommands)


@host("arguments.envelope(ok: Bool, command: Str, data: T) -> Any", fuel="20", memory="256", pure=True)
def envelope(ok: bool, command: str, data: Value) -> Record:
    """What a command answers: whether it went well, its name, and its data."""
    return _record(ok=ok, command=command, data=data)


@host("arguments.describe(spec: Any) -> Any", fuel="4", pure=True)
def describe(spec: Value) -> Value:
    """A specification as data."""
    return spec


def _field(spec: Value, name: str) -> Value:
    """A field of a specification; unit when it has none, or is none."""
    return spec.get(name) if type(spec) is Record and name in spec.fields else None


def _text(spec: Value, name: str) -> str:
    found = _field(spec, name)
    return found if type(found) is str else ""


def _specs(spec: Value, field: str, kind: str) -> list[Value]:
    found = _field(spec, field)
    return [each for each in found if _field(each, "kind") == kind] if type(found) is list else []


@host(
    "arguments.parse(spec: Any, arguments: List[Str]) -> Any",
    errors=ArgumentError,
    fuel="100 + 50 * arguments.length",
    memory="256 * arguments.length + 1024",
    pure=True,
)
def parse(spec: Value, arguments: list[str]) -> Record | ArgumentError:
    """What the arguments say: a record of `command`, `flags`, `options`, `positionals` and `remaining`.

    A subcommand is recognised before the first positional. `--` ends the reading; what follows is `remaining`. Words with one
    dash that are no flag or option are positionals.
    """
    if _field(spec, "kind") != "command":
        return ArgumentError("invalid", message="cli.parse: not a spec")
    try:
        return _Reader(spec, arguments).read()
    except _WrongError as wrong:
        return ArgumentError("invalid", message=wrong.message)


class _WrongError(Exception):
    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message: Final = message


class _Reader:
    """Reads the arguments of one command line."""

    def __init__(self, spec: Value, arguments: list[str]) -> None:
        self._todo: Final = list(reversed(arguments))
        self._command: Final[list[str]] = []
        self._flags: Final[dict[str, bool]] = {}
        self._options: Final[dict[str, str]] = {}
        self._positionals: Final[dict[str, str]] = {}
        self._remaining: list[str] = []
        self._spec = spec
        self._waiting: list[Value] = []
        self._enter(spec)

    def _enter(self, spec: Value) -> None:
        self._spec = spec
        self._waiting = _specs(spec, "args", "positional")
        self._command.append(_text(spec, "name"))
        for each in _specs(spec, "args", "flag"):
            self._flags.setdefault(_text(each, "name"), False)
        for each in _specs(spec, "args", "option"):
            default = _field(each, "default")
            if type(default) is str:
                self._options.setdefault(_text(each, "name"), default)

    @property
    def _program(self) -> str:
        return self._command[-1]

    def read(self) -> Record:
        """Everything that the arguments say."""
        while self._todo:
            word = self._todo.pop()
            if word == "--":
                self._remaining = self._todo[::-1]
                break
            if word.startswith("--"):
                self._long(word)
            elif not (word.startswith("-") and self._short(word)):
                self._plain(word)
        for each in self._waiting:
            if _field(each, "required") is True:
                raise _WrongError(f"missing required positional `{_text(each, 'name')}` for `{self._program}`")
        return _record(
            command=self._command,
            flags=_record(**self._flags),
            options=_record(**self._options),
            positionals=_record(**self._positionals),
            remaining=self._remaining,
        )

    def _long(self, word: str) -> None:
        name, sign, value = word[2:].partition("=")
        found = self._argument("name", name)
        if found is None:
            raise _WrongError(f"unknown flag `--{name}` for `{self._program}`")
        self._take(found, value if sign else None)

    def _short(self, word: str) -> bool:
        found = self._argument("short", word[1:])
        if found is None:
            return False
        self._take(found, None)
        return True

    def _argument(self, field: str, wanted: str) -> Value:
        """The flag or option that a word names."""
        known = (*_specs(self._spec, "args", "flag"), *_specs(self._spec, "args", "option"))
        return next((each for each in known if wanted and _text(each, field).lstrip("-") == wanted), None)

    def _take(self, found: Value, value: str | None) -> None:
        name = _text(found, "name")
        if _field(found, "kind") == "flag":
            if value is not None:
                raise _WrongError(f"flag `--{name}` does not take a value (got `={value}`)")
            self._flags[name] = True
            return
        if value is None:
            if not self._todo:
                raise _WrongError(f"option `--{name}` requires a value")
            value = self._todo.pop()
        self._options[name] = value

    def _plain(self, word: str) -> None:
        commands: list[Any] = [] if self._positionals else _specs(self._spec, "subcommands", "command")
        for each in commands:
            if _text(each, "name") == word:
                self._enter(each)
                return
        if not self._waiting:
            raise _WrongError(f"unexpected positional argument `{word}` for `{self._program}`")
        self._positionals[_text(self._waiting.pop(0), "name")] = word


@host("arguments.help(spec: Any) -> Str", fuel="500", memory="65536", pure=True)
def help_text(spec: Value) -> str:
    """A text for people: name and purpose, usage, flags and options, subcommands."""
    name, about = _text(spec, "name"), _text(spec, "help")
    flags = [*_specs(spec, "args", "flag"), *_specs(spec, "args", "option")]
    positionals = _specs(spec, "args", "positional")
    commands = _specs(spec, "subcommands", "command")
    usage = [name, *(["[FLAGS]"] if flags else []), *map(_usage, positionals), *(["<SUBCOMMAND>"] if commands else [])]
    lines = [f"{name} — {about}" if about else name, "", "USAGE:", "  " + " ".join(usage)]
    lines += _section("ARGS:", [(_text(each, "name"), _text(each, "help")) for each in positionals])
    lines += _section("FLAGS:", [(_switch(each), _text(each, "help")) for each in flags])
    lines += _section("SUBCOMMANDS:", [(_text(each, "name"), _text(each, "help")) for each in commands])
    return "\n".join(lines) + "\n"


def _usage(spec: Value) -> str:
    name = _text(spec, "name")
    return f"<{name}>" if _field(spec, "required") is True else f"[{name}]"


def _switch(spec: Value) -> str:
    short = _text(spec, "short").lstrip("-")
    value = " <value>" if _field(spec, "kind") == "option" else ""
    return f"{f'-{short}, ' if short else ''}--{_text(spec, 'name')}{value}"


def _section(title: str, rows: list[tuple[str, str]]) -> list[str]:
    width = max((len(head) for head, _ in rows), default=0)
    body = [f"  {head.ljust(width)}  {text}".rstrip() for head, text in rows]
    return ["", title, *body] if body else []
