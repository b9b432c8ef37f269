"""Paths that a policy has been asked about: what is opened is what was asked about.

A path is resolved first (links, `..`); the policy sees the result; then the result is opened one directory after the
other, and no link is followed on the way: one that somebody puts there meanwhile is an error, not a way out.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final

_DIRECTORY: Final = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | os.O_CLOEXEC
_LAST: Final = getattr(os, "O_NOFOLLOW", 0) | os.O_CLOEXEC


class RefusedError(Exception):
    """A policy refused; the text is the whole message."""


def resolved(path: str) -> str:
    """The absolute path without links and `..`; parts that do not exist are kept. OSError for a path with a NUL."""
    if "\0" in path:
        raise OSError(22, "the path has a NUL character", path)
    return os.path.realpath(path)


def is_beneath(root: str, path: str) -> bool:
    """Whether a path is a directory or something in it, both resolved; whole components are compared."""
    try:
        upper, lower = resolved(root), resolved(path)
    except OSError:
        return False
    return lower == upper or lower.startswith(upper if upper.endswith(os.sep) else upper + os.sep)


def open_checked(path: str, flags: int, refusal: Callable[[str], str], mode: int = 0o666) -> int:
    """Open a path after asking a policy about what it leads to; a file descriptor.

    Args:
        path: as the program gave it; relative ones start at the working directory.
        flags: of `os.open`.
        refusal: why the resolved path is refused, or an empty text.
        mode: of a file that is made.

    Raises:
        RefusedError: the policy refused.
        OSError: it cannot be opened.
    """
    real = resolved(path)
    reason = refusal(real)
    if reason:
        raise RefusedError(reason)
    directory, name = os.path.split(real)
    holder = _open_directory(directory)
    try:
        return os.open(name or ".", flags | _LAST, mode, dir_fd=holder)
    finally:
        os.close(holder)


def _open_directory(path: str) -> int:
    """Descriptor of a directory whose path has no links; each part is opened in the one before."""
    current = os.open(os.sep, _DIRECTORY)
    for part in filter(None, path.split(os.sep)):
        try:
            following = os.open(part, _DIRECTORY, dir_fd=current)
        finally:
            os.close(current)
        current = following
    return current
