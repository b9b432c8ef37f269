"""Directories, and what the system says about files. Symbolic links in directories are listed, never followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import Final, NamedTuple

from motet.bytecode.values import Record
from motet.stdlib.declare import Gate, host
from motet.stdlib.files import copy_content
from motet.stdlib.host import Host
from motet.stdlib.os_errors import os_failure
from motet.stdlib.outcomes import FileError
from motet.stdlib.paths import Lookup, Place
from motet.stdlib.patterns import glob_paths

_LOOKS: Final = Gate("fs_read", "", "looking at a file", opens="path")
_LISTS: Final = Gate("fs_read", "", "listing a directory", opens="path")
_OPENS_DIRECTORY: Final = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)


def _found(path: Place) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


@host("file.exists(path: Str) -> Bool", gate=_LOOKS, fuel="100", replay="record")
def exists(path: Place) -> bool:
    """Whether the path leads to something."""
    return _found(path) is not None


@host("file.is_file(path: Str) -> Bool", gate=_LOOKS, fuel="100", replay="record")
def is_file(path: Place) -> bool:
    """Whether the path leads to a regular file."""
    found = _found(path)
    return found is not None and stat.S_ISREG(found.st_mode)


@host("file.is_dir(path: Str) -> Bool", gate=_LOOKS, fuel="100", replay="record")
def is_dir(path: Place) -> bool:
    """Whether the path leads to a directory."""
    found = _found(path)
    return found is not None and stat.S_ISDIR(found.st_mode)


@host(
    "file.stat(path: Str) -> {size: Int, mtime: Int, is_dir: Bool, is_file: Bool}",
    gate=_LOOKS,
    errors=FileError,
    fuel="100",
    memory="128",
    replay="record",
)
def stat_file(path: Place) -> Record | FileError:
    """Size in bytes, time of the last change in seconds since 1970, and what it is."""
    try:
        found = path.stat()
    except OSError as error:
        return os_failure(error, path.path)
    is_directory, is_regular = stat.S_ISDIR(found.st_mode), stat.S_ISREG(found.st_mode)
    values = (is_directory, is_regular, found.st_mtime_ns // 1_000_000_000, found.st_size)
    return Record(("is_dir", "is_file", "mtime", "size"), values)


def joined(directory: str, name: str) -> str:
    """The path of a name in a directory."""
    return directory + name if directory.endswith("/") else f"{directory}/{name}"


def _text(name: str) -> str:
    """A file's name as text; what is not UTF-8 is replaced by U+FFFD."""
    return name if name.isascii() else os.fsencode(name).decode(errors="replace")


@host(
    "file.list(path: Str) -> List[Str]",
    gate=_LISTS,
    errors=FileError,
    fuel="1000",
    memory="65536",
    blocks="pool",
    replay="record",
)
def list_dir(path: Place) -> list[str] | FileError:
    """The paths of what is in a directory, in the order of their bytes."""
    try:
        descriptor = path.open(_OPENS_DIRECTORY)
        try:
            names = os.listdir(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        return os_failure(error, path.path)
    return [joined(path.path, _text(name)) for name in sorted(names, key=os.fsencode)]


@host(
    "file.walk(path: Str) -> List[Str]",
    gate=_LISTS,
    errors=FileError,
    fuel="1000",
    memory="65536",
    blocks="pool",
    replay="record",
)
def walk(path: Place, output: Host) -> list[str] | FileError:
    """The path itself and the paths of all that is beneath it: each directory before what is in it, names in the order of
    their bytes."""
    paths = [path.path]
    size = 0
    try:
        if not stat.S_ISDIR(path.stat().st_mode):
            return paths
        for entry in _tree(path):
            if not entry.is_last_visit:
                paths.append(entry.path)
                size += 64 + len(entry.path)
                output.need(size)
    except OSError as error:
        return os_failure(error, path.path)
    return paths


class _Entry(NamedTuple):
    """Something in a directory that is open."""

    path: str
    name: str
    directory: int
    is_directory: bool
    is_last_visit: bool = False


class _Level(NamedTuple):
    descriptor: int
    path: str
    names: Iterator[str]
    entry: _Entry | None


def _tree(root: Place) -> Iterator[_Entry]:
    """What is beneath a directory. A directory comes twice: before and (`is_last_visit`) after what is in it."""
    levels = [_level(root.open(_OPENS_DIRECTORY), root.path, None)]
    try:
        while levels:
            level = levels[-1]
            name = next(level.names, None)
            if name is None:
                os.close(levels.pop().descriptor)
                if level.entry is not None:
                    yield level.entry._replace(is_last_visit=True)
                continue
            found = os.stat(name, dir_fd=level.descriptor, follow_symlinks=False)
            if root.hides(found):
                continue
            is_directory = stat.S_ISDIR(found.st_mode)
            entry = _Entry(joined(level.path, _text(name)), name, level.descriptor, is_directory)
            yield entry
            if is_directory:
                flags = _OPENS_DIRECTORY | getattr(os, "O_NOFOLLOW", 0)
                levels.append(_level(os.open(name, flags, dir_fd=level.descriptor), entry.path, entry))
    finally:
        for level in levels:
            os.close(level.descriptor)


def _level(descriptor: int, path: str, entry: _Entry | None) -> _Level:
    return _Level(descriptor, path, iter(sorted(os.listdir(descriptor), key=os.fsencode)), entry)


@host(
    "file.glob(pattern: Str) -> List[Str]",
    gate=Gate("fs_read", "", "listing directories"),
    errors=FileError,
    fuel="2000",
    memory="65536",
    blocks="pool",
    replay="record",
)
def glob(pattern: str, places: Lookup) -> list[str] | FileError:
    """The paths that match a pattern, in the order of their bytes: `*` and `?` within a name, `[a-z]`, `[!a-z]`, and `**` for
    any number of directories. What the policy hides is left out."""
    return glob_paths(pattern, places)


@host(
    "file.make_dirs(path: Str) -> Unit",
    gate=Gate("fs_write", "", "making a directory"),
    errors=FileError,
    fuel="500",
    blocks="pool",
    replay="effect",
)
def make_dirs(path: str, places: Lookup) -> FileError | None:
    """Make a directory, and those above it that are missing; there may be one already."""
    missing, made = [path], ""
    try:
        while missing:
            place = places.place(missing[-1])
            try:
                _make_directory(place)
                made = missing.pop()
            except FileNotFoundError:
                parent = _parent(missing[-1])
                if parent in ("", made):
                    raise
                missing.append(parent)
            finally:
                place.close()
    except OSError as error:
        return os_failure(error, path)
    return None


def _parent(path: str) -> str:
    return os.path.dirname(path.rstrip("/"))


def _make_directory(place: Place) -> None:
    try:
        os.mkdir(place.target(), dir_fd=place.directory)
    except FileExistsError:
        if not stat.S_ISDIR(place.stat().st_mode):
            raise


@host(
    "file.remove(path: Str) -> Unit",
    gate=Gate("fs_delete", "", "removing a file", opens="path", follows=False),
    errors=FileError,
    fuel="500",
    blocks="pool",
    replay="effect",
)
def remove(path: Place) -> FileError | None:
    """Remove a file, a symbolic link, or a directory with all that is in it."""
    try:
        name = path.target()
        if not stat.S_ISDIR(os.stat(name, dir_fd=path.directory, follow_symlinks=False).st_mode):
            os.unlink(name, dir_fd=path.directory)
            return None
        for entry in _tree(path):
            if entry.is_last_visit:
                os.rmdir(entry.name, dir_fd=entry.directory)
            elif not entry.is_directory:
                os.unlink(entry.name, dir_fd=entry.directory)
        os.rmdir(name, dir_fd=path.directory)
    except OSError as error:
        return os_failure(error, path.path)
    return None


@host(
    "file.copy(source: Str, target: Str) -> Unit",
    gate=(
        Gate("fs_read", "", "reading a file", opens="source"),
        Gate("fs_write", "", "writing a file", opens="target"),
    ),
    errors=FileError,
    fuel="1000",
    blocks="pool",
    replay="effect",
)
def copy(source: Place, target: Place) -> FileError | None:
    """Make the second a file with the content and the permissions of the first."""
    try:
        copy_content(source, target)
    except OSError as error:
        return os_failure(error, source.path)
    return None
