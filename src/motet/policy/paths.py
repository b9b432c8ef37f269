"""Paths compared as they are meant: links and `..` are resolved first, then whole components are compared."""

from __future__ import annotations

import os


def is_beneath(root: str, path: str) -> bool:
    """Whether a path is a directory or something in it; parts that do not exist are taken as written."""
    if "\0" in root or "\0" in path:
        return False
    upper, lower = os.path.realpath(root), os.path.realpath(path)
    return lower == upper or lower.startswith(upper if upper.endswith(os.sep) else upper + os.sep)
