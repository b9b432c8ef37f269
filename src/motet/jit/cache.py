"""Machine code that is kept from process to process, in a folder of the user.

`MOTET_CACHE` names the folder, or says `off`; without it, it is `motet` in `XDG_CACHE_HOME`, or in `~/.cache`.

What is in the folder runs: a file counts only if it and the folder belong to the user and nobody else may write there. It
begins with a digest of its name and content, so that one that is damaged, cut off or renamed is as good as none. Files
are written beside their place and then renamed, so that a reader sees all of one or nothing. No failure is an error:
who finds nothing compiles.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from time import time
from typing import Final

try:
    from _blake2 import blake2b  # what hashlib has, without the 2 ms that it takes to load OpenSSL
except ImportError:
    from hashlib import blake2b

VARIABLE: Final = "MOTET_CACHE"
OFF: Final = ("off", "0", "")
"""What the variable says for no cache."""

KEPT: Final = 8
"""Files of a kind that stay when another one is written: the newest. A kind is what names have up to the first dash."""

RETRY_SECONDS: Final = 600.0
"""Between two attempts to make a file that is missed."""

_MAGIC: Final = b"motet machine code 1\n"
_DIGEST: Final = 32
_MOST_BYTES: Final = 1 << 26
_NOTE: Final = ".wanted"
_TEMPORARY: Final = ".new"
_ABANDONED_SECONDS: Final = 3600.0


def digest(*parts: bytes) -> bytes:
    """A digest of 32 bytes, with the lengths of the parts."""
    state = blake2b(digest_size=_DIGEST)
    for part in parts:
        state.update(len(part).to_bytes(8, "little"))
        state.update(part)
    return state.digest()


def name_of(kind: str, *parts: bytes) -> str:
    """The name of a file: its kind, which has no dash, and a digest of everything that determines its content."""
    return f"{kind}-{digest(*parts).hex()[:40]}"


def folder_of_user() -> str:
    """The folder that the environment says; empty for none."""
    said = os.environ.get(VARIABLE)
    if said is not None:
        return "" if said.lower() in OFF else os.path.abspath(said)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        home = os.path.expanduser("~")
        if not _is_mine(home):  # as under `sudo`: the folder would belong to the wrong one
            return ""
        base = os.path.join(home, ".cache")
    return os.path.join(base, "motet")


def _is_mine(folder: str) -> bool:
    with suppress(OSError):
        return os.path.isabs(folder) and os.stat(folder).st_uid == os.geteuid()
    return False


class Cache:
    """The files of a folder; an empty name stands for no folder. `Cache.shared()` is that of the user."""

    _shared: Cache | None = None

    @classmethod
    def shared(cls) -> Cache:
        """The cache that the environment said when it was first asked for."""
        if cls._shared is None:
            cls._shared = cls(folder_of_user())
        return cls._shared

    def __init__(self, folder: str) -> None:
        self.folder: Final = folder

    def read(self, name: str) -> bytes | None:
        """The content of a file; None if there is none that can be trusted."""
        with suppress(OSError), self._opened() as folder:
            data = _read(name, folder)
            if data is not None and data.startswith(_MAGIC):
                start = len(_MAGIC) + _DIGEST
                content = data[start:]
                if data[len(_MAGIC) : start] == digest(name.encode(), content):
                    return content
        return None

    def write(self, name: str, content: bytes) -> bool:
        """Keep a file, in place of the one that is there; whether that was possible."""
        with suppress(OSError):
            self._make()
            with self._opened() as folder:
                _replace(name, (_MAGIC, digest(name.encode(), content), content), folder)
                with suppress(OSError):
                    _tidy(name, folder)
                return True
        return False

    def is_due(self, name: str) -> bool:
        """Say that a file is missed; whether to make it now: not when it is missed for the first time, then once in a while."""
        with suppress(OSError):
            self._make()
            with self._opened() as folder:
                return _is_due(name + _NOTE, folder)
        return False

    def _make(self) -> None:
        if self.folder:
            os.makedirs(self.folder, 0o700, exist_ok=True)

    @contextmanager
    def _opened(self) -> Iterator[int]:
        """A descriptor of the folder. OSError if there is none that can be trusted."""
        if not self.folder:
            raise FileNotFoundError("there is no cache")
        folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            if not _is_private(os.fstat(folder)):
                raise PermissionError("others may write in the folder of the cache")
            yield folder
        finally:
            os.close(folder)


_READING: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_WRITING: Final = os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC


def _is_private(status: os.stat_result) -> bool:
    """Whether nobody but the user can have written it."""
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _is_due(note: str, folder: int) -> bool:
    """The time of the note is that of the last attempt, at first 0."""
    try:
        os.close(os.open(note, os.O_CREAT | os.O_EXCL | _WRITING, 0o600, dir_fd=folder))
        last = 0.0
        is_due = False
    except FileExistsError:
        last = time()
        is_due = abs(last - os.stat(note, dir_fd=folder).st_mtime) > RETRY_SECONDS
    if is_due or not last:
        os.utime(note, (last, last), dir_fd=folder)
    return is_due


def _read(name: str, folder: int) -> bytes | None:
    file = os.open(name, _READING, dir_fd=folder)
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode) or not _is_private(status) or status.st_size > _MOST_BYTES:
            return None
        with open(file, "rb", buffering=0, closefd=False) as stream:
            return stream.readall()
    finally:
        os.close(file)


def _replace(name: str, parts: Iterable[bytes], folder: int) -> None:
    """Write a file and let it take the place of the one of this name at once."""
    new = f"{name}.{os.getpid()}.{os.urandom(4).hex()}{_TEMPORARY}"
    file = os.open(new, _WRITING | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
    try:
        with open(file, "wb") as stream:
            stream.writelines(parts)
        os.rename(new, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        os.unlink(new, dir_fd=folder)
        raise


def _tidy(name: str, folder: int) -> None:
    """Remove the oldest files of the kind, notes included, and what writers that were killed have left."""
    kind = name.partition("-")[0] + "-"
    ages = sorted((os.stat(each, dir_fd=folder).st_mtime, each) for each in os.listdir(folder) if each.startswith(kind))
    newest = ages[-1][0]
    files = [each for _, each in ages if not each.endswith((_TEMPORARY, _NOTE))]
    old = set(files[:-KEPT])
    notes = [each for _, each in ages if each.endswith(_NOTE) and each.removesuffix(_NOTE) not in files]
    old.update(notes[:-KEPT])
    old.update(each + _NOTE for each in tuple(old))
    old.update(each for age, each in ages if each.endswith(_TEMPORARY) and newest - age > _ABANDONED_SECONDS)
    for each in old:
        with suppress(OSError):
            os.unlink(each, dir_fd=folder)
