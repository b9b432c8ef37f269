"""Paths that match patterns."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import Final

from motet.stdlib.outcomes import FileError
from motet.stdlib.paths import Lookup, Place, RefusedError

_MAGIC: Final = frozenset("*?[")


def glob_paths(pattern: str, places: Lookup) -> list[str] | FileError:
    """The paths that match, in the order of their bytes. Directories that cannot be read, or that the policy hides, are
    left out."""
    if "\0" in pattern:
        return FileError("os", message="file name contained an unexpected NUL byte", path=pattern)
    if any("**" in part and part != "**" for part in pattern.split("/")):
        return FileError(
            "os", message="Pattern syntax error: recursive wildcards must form a single path component", path=pattern
        )
    parts = [part for part in pattern.split("/") if part]
    start = "/" if pattern.startswith("/") else ""
    found = set(_Matcher(places).matches(start, parts)) if parts else set()
    return sorted(found, key=str.encode)


class _Matcher:
    def __init__(self, places: Lookup) -> None:
        self._places: Final = places

    def matches(self, start: str, parts: list[str]) -> Iterator[str]:
        """Paths below `start` that match; the work that is left is a list of path and number of parts that it matches."""
        from fnmatch import fnmatchcase  # it imports `re`: only for programs that use patterns

        todo = [(start, 0)]
        while todo:
            path, done = todo.pop()
            if done == len(parts):
                if self._exists(path):
                    yield path
                continue
            part = parts[done]
            if part == "**":
                todo.append((path, done + 1))
                todo.extend((inner, done) for inner in self._names(path, directories=True))
            elif _MAGIC.isdisjoint(part):
                todo.append((_joined(path, part), done + 1))
            else:
                inner = self._names(path, directories=done + 1 < len(parts))
                todo.extend((each, done + 1) for each in inner if fnmatchcase(each.rpartition("/")[2], part))

    def _exists(self, path: str) -> bool:
        try:
            place = self._places.place(path, follow=False)
        except RefusedError:
            return False
        try:
            place.stat()
        except OSError:
            return False
        finally:
            place.close()
        return True

    def _names(self, path: str, *, directories: bool) -> list[str]:
        """Paths of what is in a directory."""
        try:
            place = self._places.place(path or ".")
        except RefusedError:
            return []
        try:
            return [_joined(path, name) for name in _listed(place, directories)]
        except OSError:
            return []
        finally:
            place.close()


def _listed(place: Place, directories: bool) -> list[str]:
    descriptor = place.open(os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        names = [name for name in os.listdir(descriptor) if _is_text(name)]
        if not directories:
            return names
        return [name for name in names if _is_directory(name, descriptor)]
    finally:
        os.close(descriptor)


def _is_directory(name: str, directory: int) -> bool:
    return stat.S_ISDIR(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode)


def _is_text(name: str) -> bool:
    return name.isascii() or not any("\ud800" <= character <= "\udfff" for character in name)


def _joined(path: str, name: str) -> str:
    return f"{path}/{name}" if path and not path.endswith("/") else path + name
