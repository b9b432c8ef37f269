"""Paths of programs, looked up so that a check and a use cannot differ.

A path is walked by descriptors of directories; `..` and symbolic links are taken by hand. It is inside of a root if the
root is on the way as it ended, compared by device and inode: neither links nor spellings deceive.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from typing import Final, NamedTuple

from motet.policy import Roots

MAX_LINKS: Final = 40
"""Symbolic links that one look-up follows."""

_CLOEXEC: Final = getattr(os, "O_CLOEXEC", 0)
_NOFOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)
_DIRECTORY: Final = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0) | _NOFOLLOW | _CLOEXEC
WALKS: Final = os.open in os.supports_dir_fd and os.readlink in os.supports_dir_fd
"""Whether the system can look up names in an open directory."""

Identity = tuple[int, int]


class Mark(NamedTuple):
    """A root: the identity of what it names or, if that does not exist, its name in a directory."""

    identity: Identity | None
    parent: Identity | None
    name: str


class RefusedError(Exception):
    """The path is in none of the granted places."""


class _Level(NamedTuple):
    descriptor: int
    identity: Identity
    name: str


class Place:
    """Where a path leads: a name in an open directory. Close it after use.

    Attributes:
        path: as the program wrote it.
        directory: descriptor of the directory, or None: the name is a path that is used as it is.
        name: last part of the path, or the whole.
        failure: why it leads nowhere, or None.
    """

    def __init__(
        self,
        path: str,
        directory: int | None,
        name: str,
        failure: OSError | None = None,
        denied: frozenset[Identity] = frozenset(),
    ) -> None:
        self._denied: Final = denied
        self.path: Final = path
        self.directory: Final = directory
        self.name: Final = name
        self.failure: Final = failure

    def target(self) -> str:
        """The name to hand to a function of `os` that takes `dir_fd`. OSError when the path leads nowhere."""
        if self.failure is not None:
            raise self.failure
        return self.name

    def open(self, flags: int, mode: int = 0o666) -> int:
        """A descriptor of what is there. OSError as the system gives it; special files are refused inside of roots."""
        name = self.target()
        if self.directory is None:
            return os.open(name, flags | _CLOEXEC, mode)
        descriptor = os.open(
            name, flags | _CLOEXEC | _NOFOLLOW | getattr(os, "O_NONBLOCK", 0), mode, dir_fd=self.directory
        )
        kind = os.fstat(descriptor).st_mode
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
            os.close(descriptor)
            raise OSError(errno.EACCES, "")
        return descriptor

    def stat(self) -> os.stat_result:
        """What the system says about what is there. OSError as the system gives it."""
        name = self.target()
        return os.stat(name, dir_fd=self.directory, follow_symlinks=self.directory is None)

    def hides(self, found: os.stat_result) -> bool:
        """Whether something beneath it has been denied."""
        return (found.st_dev, found.st_ino) in self._denied

    def close(self) -> None:
        """Give the directory back."""
        if self.directory is not None:
            os.close(self.directory)


class Lookup:
    """Looks up paths for one kind of effect.

    Roots are looked up once, when the first path is.
    """

    def __init__(self, roots: Roots, directory: str | None) -> None:
        self._directory: Final = directory
        self._granted: Final = None if roots.granted is None else _marks(roots.granted, directory)
        self._denied: Final = _marks(roots.denied, directory)
        self._hidden: Final = frozenset(mark.identity for mark in self._denied if mark.identity is not None)

    def place(self, path: str, follow: bool = True) -> Place:
        """Where the path leads; without `follow` a link at its end is what it leads to.

        Raises:
            RefusedError: it, or the point where the look-up failed, is outside of the granted places.
        """
        if "\0" in path or not path:
            return Place(path, None, path, OSError(errno.EINVAL if path else errno.ENOENT, ""))
        if self._granted is None and not self._denied:
            return Place(path, None, _absolute(path, self._directory) if self._directory else path)
        walk = self._walk(path)
        try:
            failure = walk.run(follow)
            self._check(walk.marks())
            return walk.place(path, failure, self._hidden)
        finally:
            walk.close()

    def _walk(self, path: str) -> _Walk | _RealPath:
        return _walk(_absolute(path, self._directory))

    def _check(self, on_the_way: list[Mark]) -> None:
        if self._granted is not None and not any(_reaches(mark, on_the_way) for mark in self._granted):
            raise RefusedError
        if any(_reaches(mark, on_the_way) for mark in self._denied):
            raise RefusedError


def _absolute(path: str, directory: str | None) -> str:
    return os.path.join(directory or os.getcwd(), path)


def _walk(path: str) -> _Walk | _RealPath:
    return _Walk(path) if WALKS else _RealPath(path)


def _marks(roots: Sequence[str], directory: str | None) -> list[Mark]:
    """Roots whose directory does not exist lead nowhere and grant nothing."""
    marks = []
    for root in roots:
        walk = _walk(_absolute(root, directory))
        try:
            if walk.run(follow=True) is None:
                marks.append(walk.marks()[-1])
        finally:
            walk.close()
    return marks


def _reaches(root: Mark, on_the_way: list[Mark]) -> bool:
    if root.identity is not None:
        return any(mark.identity == root.identity for mark in on_the_way)
    return any(mark.parent == root.parent and mark.name == root.name for mark in on_the_way)


class _Walk:
    """One look-up from the root directory on.

    `levels` are the directories on the way, `last` is what was found in the last one: a name, and what it is.
    """

    def __init__(self, path: str) -> None:
        self._todo: Final = _parts(path)
        self._levels: Final[list[_Level]] = []
        self._links = 0
        self._name = "."
        self._identity: Identity | None = None
        self._enter("/", None)

    def _enter(self, name: str, above: int | None) -> None:
        descriptor = os.open(name, _DIRECTORY, dir_fd=above)
        found = os.fstat(descriptor)
        self._levels.append(_Level(descriptor, (found.st_dev, found.st_ino), name))

    def run(self, follow: bool) -> OSError | None:
        """Walk to the end. What stopped it, if something did; the last part may be missing."""
        try:
            while self._todo:
                self._step(self._todo.pop(), follow)
        except OSError as error:
            return error
        return None

    def _step(self, name: str, follow: bool) -> None:
        if name == "..":
            if len(self._levels) > 1:
                os.close(self._levels.pop().descriptor)
            return
        above = self._levels[-1].descriptor
        try:
            found = os.stat(name, dir_fd=above, follow_symlinks=False)
        except FileNotFoundError:
            if self._todo:
                raise
            self._name = name
            return
        if stat.S_ISLNK(found.st_mode) and (follow or self._todo):
            self._follow(name, above)
        elif stat.S_ISDIR(found.st_mode):
            self._enter(name, above)
        elif self._todo:
            raise NotADirectoryError(errno.ENOTDIR, "")
        else:
            self._name, self._identity = name, (found.st_dev, found.st_ino)

    def _follow(self, name: str, above: int) -> None:
        self._links += 1
        if self._links > MAX_LINKS:
            raise OSError(errno.ELOOP, "")
        target = os.readlink(name, dir_fd=above)
        if target.startswith("/"):
            for level in self._levels[1:]:
                os.close(level.descriptor)
            del self._levels[1:]
        self._todo.extend(_parts(target))

    def marks(self) -> list[Mark]:
        """What is on the way, from the root directory to the end."""
        marks = [
            Mark(level.identity, above.identity, level.name)
            for above, level in zip([self._levels[0], *self._levels], self._levels, strict=False)
        ]
        if self._name != ".":
            marks.append(Mark(self._identity, self._levels[-1].identity, self._name))
        return marks

    def place(self, path: str, failure: OSError | None, denied: frozenset[Identity]) -> Place:
        """Where it ended. The directory of what is there stays open."""
        if failure is not None:
            return Place(path, None, path, failure)
        name = self._name
        if name == "." and len(self._levels) > 1:
            last = self._levels.pop()
            os.close(last.descriptor)
            name = last.name
        return Place(path, self._levels.pop().descriptor, name, None, denied)

    def close(self) -> None:
        """Give back all directories."""
        for level in self._levels:
            os.close(level.descriptor)
        self._levels.clear()


def _parts(path: str) -> list[str]:
    """The parts of a path, the last one first. One that ends with a slash ends in the directory itself."""
    return [part for part in reversed(path.split("/")) if part not in ("", ".")]


class _RealPath:
    """A look-up by the system's own resolution of paths, where names cannot be looked up in open directories."""

    def __init__(self, path: str) -> None:
        self._path: Final = path
        self._real = path

    def run(self, follow: bool) -> OSError | None:
        """Resolve the path. What stopped it, if something did; the last part may be missing."""
        try:
            if follow:
                self._real = os.path.realpath(self._path)
            else:
                parent, name = os.path.split(self._path)
                self._real = os.path.join(os.path.realpath(parent), name)
            os.stat(os.path.dirname(self._real))
        except OSError as error:
            return error
        return None

    def marks(self) -> list[Mark]:
        """What is on the way, from the end to the root directory and then the end."""
        marks: list[Mark] = []
        path = self._real
        while True:
            parent, name = os.path.split(path)
            marks.insert(0, Mark(_identity(path), _identity(parent), name))
            if parent == path:
                return marks
            path = parent

    def place(self, path: str, failure: OSError | None, denied: frozenset[Identity]) -> Place:
        """Where it ended."""
        return Place(path, None, self._real, failure, denied)

    def close(self) -> None:
        """Nothing is open."""


def _identity(path: str) -> Identity | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
