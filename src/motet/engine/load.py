"""From text to a program that can run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from motet.bytecode.program import Program
from motet.engine.languages import LANGUAGES, language_of_path, registration
from motet.engine.languages import language as language_named
from motet.engine.loaded import Loaded
from motet.engine.runner import Setup
from motet.engine.session import Session
from motet.policy import Grants, Limits, Settings
from motet.source import Diagnostic, DiagnosticError, Source
from motet.source.decoding import decoded
from motet.stdlib import ByteStream

LONGEST_SOURCE: Final = 1 << 26
"""Bytes of a source file."""


def read_source(path: str | os.PathLike[str]) -> Source:
    """The text of a file.

    Raises:
        OSError: it cannot be read.
        DiagnosticError: it is no UTF-8, or too long.
    """
    name = os.fspath(path)
    with open(name, "rb") as file:
        data = file.read(LONGEST_SOURCE + 1)
    if len(data) > LONGEST_SOURCE:
        message = f"the source is longer than {LONGEST_SOURCE >> 20} MB"
        raise DiagnosticError(Diagnostic("too-large", message, Source(name, "")))
    return decoded(name, data, "invalid-utf8", "Invalid: the source is not valid UTF-8")


def _setup(
    policy: Grants | None,
    limits: Limits | None,
    engine: str,
    output: ByteStream | Callable[[bytes], object] | None,
    settings: Settings | None,
    arguments: Sequence[str] = (),
) -> Setup:
    """The arguments as one value. TypeError: a host that errs here must not believe its program confined."""
    if policy is not None and not hasattr(policy, "refusal"):
        raise TypeError(f"policy must be a motet.Policy, not {type(policy).__name__}")
    for name, value, expected in (
        ("limits", limits, Limits),
        ("settings", settings, Settings),
    ):
        if not isinstance(value, expected | None):
            raise TypeError(f"{name} must be a motet.{expected.__name__}, not {type(value).__name__}")
    if output is not None and not callable(output) and not hasattr(output, "write"):
        raise TypeError(f"output must be a binary stream or a function, not {type(output).__name__}")
    if isinstance(arguments, str) or not all(isinstance(text, str) for text in arguments):
        raise TypeError("arguments must be a sequence of texts")
    return Setup(policy, limits, engine, output, settings, tuple(arguments))


def _compile(source: Source, language: str, setup: Setup, options: Mapping[str, object]) -> Loaded:
    voice = language_named(language)
    program = voice.compile(source, options)
    if program.language != voice.name and program.language in LANGUAGES:
        voice = language_named(program.language)
    return Loaded(program, voice, source, options, setup)


def compile_text(
    text: str,
    *,
    language: str = "snek",
    name: str = "<string>",
    policy: Grants | None = None,
    limits: Limits | None = None,
    engine: str = "auto",
    output: ByteStream | Callable[[bytes], object] | None = None,
    settings: Settings | None = None,
    arguments: Sequence[str] = (),
    **options: object,
) -> Loaded:
    """Compile a program.

    Args:
        text: its source.
        language: name of the language.
        name: what messages call the source.
        policy: what it may touch; by default printing, standard input, time and random numbers.
        limits: how much it may use; by default as much as the machine has.
        engine: `auto`, `vm` or `jit`.
        output: a binary stream, or a function that takes bytes; by default the standard output.
        settings: knobs of the engine.
        arguments: texts that the program can ask for (Lex: `io.argv`).
        options: of the language (`level`, `typed`).

    Raises:
        SourceError: the program is wrong.
        ValueError: the language, an option or the engine does not exist.
        TypeError: an argument is of the wrong type.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a str, not {type(text).__name__}")
    return _compile(Source(name, text), language, _setup(policy, limits, engine, output, settings, arguments), options)


def from_program(
    program: Program,
    source: Source,
    *,
    policy: Grants | None = None,
    limits: Limits | None = None,
    engine: str = "auto",
    output: ByteStream | Callable[[bytes], object] | None = None,
    settings: Settings | None = None,
    arguments: Sequence[str] = (),
    options: Mapping[str, object] | None = None,
) -> Loaded:
    """A program that a front end has made. As `compile_text`; `arguments` are those that the program can ask for."""
    setup = _setup(policy, limits, engine, output, settings, arguments)
    return Loaded(program, language_named(program.language), source, options or {}, setup)


def load(
    path: str | os.PathLike[str],
    *,
    language: str | None = None,
    policy: Grants | None = None,
    limits: Limits | None = None,
    engine: str = "auto",
    output: ByteStream | Callable[[bytes], object] | None = None,
    settings: Settings | None = None,
    arguments: Sequence[str] = (),
    **options: object,
) -> Loaded:
    """Compile the program of a file; its extension tells the language. As `compile_text`, and OSError.

    Where programs import files, the option `root` is the directory that imports may lead to: by default the file's own.
    """
    voice = language or language_of_path(os.fspath(path))
    if registration(voice).imports:
        options.setdefault("root", os.path.dirname(os.path.abspath(os.fspath(path))))
    return _compile(read_source(path), voice, _setup(policy, limits, engine, output, settings, arguments), options)


def session(
    language: str = "snek",
    *,
    policy: Grants | None = None,
    limits: Limits | None = None,
    engine: str = "auto",
    output: ByteStream | Callable[[bytes], object] | None = None,
    settings: Settings | None = None,
    **options: object,
) -> Session:
    """Begin a dialogue. ValueError as `compile_text`, and for a language that has none."""
    voice = language_named(language)
    return Session(voice.session(options), voice, _setup(policy, limits, engine, output, settings))
