"""Files that commands write: whole or not at all."""

from __future__ import annotations

import os
import stat

from motet.cli.options import UsageError


def write_whole(path: str, text: str) -> None:
    """Write a text so that a reader sees the old file or the new one, never a part.

    What is no regular file (a pipe, `/dev/stdout`) is written to directly.

    Raises:
        UsageError: the file cannot be written.
    """
    write_whole_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_whole_bytes(path: str, data: bytes) -> None:
    """The same for bytes."""
    try:
        if _is_stream(path):
            with open(path, "wb") as stream:
                stream.write(data)
        else:
            _replace(os.path.realpath(path), data)
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"cannot write {path}: {reason}") from None


def _is_stream(path: str) -> bool:
    """Whether a path is no regular file, or one that only stands for an open file (`/dev/stdout`)."""
    if os.path.abspath(path).startswith(("/dev/", "/proc/")):
        return True
    return os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode)


def _replace(target: str, data: bytes) -> None:
    temporary = f"{target}.{os.getpid()}.part"
    try:
        with open(temporary, "xb") as stream:
            stream.write(data)
        if os.path.exists(target):
            os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(temporary, target)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise
