"""Merges a program with the files that it imports (specification 2).

Imports stay below a root: paths are walked by descriptors of directories, and only regular files are read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Final, NamedTuple

from motet.languages.lex.ast import Import, Stage
from motet.languages.lex.loader_names import Scope, own_names, rename
from motet.languages.lex.parser import parse_source
from motet.policy import Roots
from motet.source import Diagnostic, DiagnosticError, Source
from motet.stdlib.paths import Lookup, RefusedError

IMPORT_ERROR: Final = "import-error"
"""Code of what is wrong with an import."""

LONGEST_FILE: Final = 1 << 26
"""Bytes of an imported file."""

_NEEDS_PATH: Final = "local imports (`./`, `../`, `/`) require a base path; cannot resolve from a string source"


class Loaded(NamedTuple):
    """An imported file: its canonical path and its text."""

    path: str
    text: str


Read = Callable[[str], Loaded]
"""Reads a file by its path. OSError when there is none, RefusedError outside of the root, ValueError with a reason for others."""


def is_local(reference: str) -> bool:
    """Whether an import names a file."""
    return reference.startswith(("./", "../", "/"))


class _File:
    """A file that is being merged.

    Attributes:
        path: canonical path; empty for a program without one.
        stages: what it declares.
        todo: imports of files that are still to be merged.
        prefixes: prefix of each imported file, by alias.
        merged: stages of the files that it imports.
    """

    def __init__(self, source: Source, path: str, stages: tuple[Stage, ...]) -> None:
        self.source: Final = source
        self.path: Final = path
        self.stages: Final = stages
        self.todo: Final[Iterator[Import]] = iter(
            [s for s in stages if isinstance(s, Import) and is_local(s.reference)]
        )
        self.prefixes: Final[dict[str, str]] = {}
        self.merged: Final[list[Stage]] = []


def merge(source: Source, stages: tuple[Stage, ...], root: str | None, read: Read | None) -> tuple[Stage, ...]:
    """Stages of a program, those of imported files included; each file is merged once.

    Depth first, with a list of the files that are being merged: chains of imports may be long.

    Args:
        source, stages: the program; the name of the source is the path that its imports start from.
        root: directory that imports may lead to; None: imports of files are refused.
        read: reads a file, by default from the file system, below `root`.

    Raises:
        DiagnosticError: as `loader.load` says.
    """
    entry = _File(source, "" if root is None and read is None else os.path.realpath(source.name), stages)
    if read is None and root is not None:
        read = _reader(root)
    done: set[str] = set()
    aliases: dict[str, str] = {}
    _module_aliases(entry, "", aliases)
    open_files = [entry]
    while True:
        file = open_files[-1]
        item = next(file.todo, None)
        if item is not None:
            if read is None:
                raise _error(file, item, _NEEDS_PATH, "read the program from a file")
            loaded, name = _load_one(file, item, read)
            file.prefixes[item.alias] = prefix(loaded.path)
            _check_cycle(open_files, file, item, loaded.path)
            if loaded.path not in done:
                open_files.append(_parsed(loaded, name))
            continue
        result = _finished(file, "" if file is entry else prefix(file.path), aliases)
        open_files.pop()
        done.add(file.path)
        if not open_files:
            return tuple(result)
        open_files[-1].merged.extend(result)


def prefix(path: str) -> str:
    """What the names of an imported file begin with, from its canonical path."""
    stem = os.path.splitext(os.path.basename(path))[0]
    return f"{stem}_{sha256(os.fsencode(path)).hexdigest()[:8]}."


def _module_aliases(file: _File, own_prefix: str, aliases: dict[str, str]) -> dict[str, str]:
    """Aliases of a file that mean another module in a file before it, and what they become.

    Aliases belong to their file; names of their own let the merged program say so even without its files.
    """
    renamed = {}
    for stage in file.stages:
        if not isinstance(stage, Import) or is_local(stage.reference):
            continue
        if aliases.setdefault(stage.alias, stage.reference) != stage.reference and own_prefix:
            renamed[stage.alias] = own_prefix + stage.alias
            stage.alias = renamed[stage.alias]
    return renamed


def _finished(file: _File, own_prefix: str, aliases: dict[str, str]) -> list[Stage]:
    """All stages of a file: imports of modules, what it imports from files, what it declares."""
    imports: list[Stage] = []
    own: list[Stage] = []
    functions, types = own_names(file.stages, own_prefix) if own_prefix else ({}, {})
    renamed = _module_aliases(file, own_prefix, aliases)
    scope = Scope({**renamed, **functions}, types, file.prefixes)
    for stage in file.stages:
        if isinstance(stage, Import):
            if not is_local(stage.reference):
                _check_package(file, stage)
                imports.append(stage)
            continue
        if own_prefix or file.prefixes:
            rename(stage, scope)
        own.append(stage)
    return [*imports, *file.merged, *own]


def _parsed(loaded: Loaded, name: str) -> _File:
    source = Source(name, loaded.text)
    try:
        return _File(source, loaded.path, parse_source(source))
    except DiagnosticError as error:
        first = error.diagnostics[0]
        message = f"parse {name}: {first.message}"
        raise DiagnosticError(Diagnostic(first.code, message, source, first.span, help=first.help)) from None


def _load_one(file: _File, item: Import, read: Read) -> tuple[Loaded, str]:
    """An imported file, and what messages call it."""
    reference = item.reference
    target = reference if os.path.splitext(os.path.basename(reference))[1] else reference + ".lex"
    name = os.path.normpath(os.path.join(os.path.dirname(file.source.name), target))
    try:
        return read(name), name
    except FileNotFoundError:
        message = f'import "{reference}" from {file.source.name}: file not found'
        raise _error(file, item, message, f"there is no file {name}") from None
    except RefusedError:
        message = f'import "{reference}" from {file.source.name}: outside of the import root'
        raise _error(file, item, message, "imports stay below the directory of the program, or `--root`") from None
    except OSError as error:
        raise _error(file, item, f"read {name}: {error.strerror or 'not a regular file'}") from None
    except ValueError as error:
        raise _error(file, item, f"read {name}: {error}") from None


def _check_cycle(open_files: list[_File], file: _File, item: Import, path: str) -> None:
    paths = [other.path for other in open_files]
    if path in paths:
        circle = [*paths[paths.index(path) :], path]
        help = "move what both need into a file that imports neither"
        raise _error(file, item, f"import cycle: {' -> '.join(circle)}", help)


def _check_package(file: _File, item: Import) -> None:
    if "/" in item.reference and not item.reference.startswith("std."):
        message = f'import "{item.reference}" from {file.source.name}: packages are not supported'
        raise _error(file, item, message, f'a file is imported by its path: "./{item.reference}"')


def _error(file: _File, item: Import, message: str, help: str = "") -> DiagnosticError:
    return DiagnosticError(Diagnostic(IMPORT_ERROR, message, file.source, item.span, help=help))


def _reader(root: str) -> Read:
    """Reads files below a directory."""
    lookup = Lookup(Roots([root]), None)

    def read(path: str) -> Loaded:
        place = lookup.place(path)
        try:
            descriptor = place.open(os.O_RDONLY)
        finally:
            place.close()
        with open(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ValueError("not a regular file")
            data = file.read(LONGEST_FILE + 1)
        return Loaded(os.path.realpath(path), _decoded(data))

    return read


def _decoded(data: bytes) -> str:
    if len(data) > LONGEST_FILE:
        raise ValueError(f"longer than {LONGEST_FILE >> 20} MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"not valid UTF-8: byte 0x{data[error.start]:02x} in line {line}") from None
