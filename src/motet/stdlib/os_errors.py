"""Texts of the operating system's errors, in English whatever the locale is."""

from __future__ import annotations

import errno
from typing import Final

from motet.stdlib.outcomes import FileError

_TEXTS: Final = {
    errno.EPERM: "Operation not permitted",
    errno.ENOENT: "No such file or directory",
    errno.EIO: "Input/output error",
    errno.EBADF: "Bad file descriptor",
    errno.ENOMEM: "Cannot allocate memory",
    errno.EACCES: "Permission denied",
    errno.EBUSY: "Device or resource busy",
    errno.EEXIST: "File exists",
    errno.EXDEV: "Invalid cross-device link",
    errno.ENODEV: "No such device",
    errno.ENOTDIR: "Not a directory",
    errno.EISDIR: "Is a directory",
    errno.EINVAL: "Invalid argument",
    errno.ENFILE: "Too many open files in system",
    errno.EMFILE: "Too many open files",
    errno.ETXTBSY: "Text file busy",
    errno.EFBIG: "File too large",
    errno.ENOSPC: "No space left on device",
    errno.ESPIPE: "Illegal seek",
    errno.EROFS: "Read-only file system",
    errno.EPIPE: "Broken pipe",
    errno.ENAMETOOLONG: "File name too long",
    errno.ENOTEMPTY: "Directory not empty",
    errno.ELOOP: "Too many levels of symbolic links",
    errno.ENXIO: "No such device or address",
}


def os_text(error: OSError) -> str:
    """`No such file or directory (os error 2)`."""
    number = error.errno
    if number is None:
        return str(error)
    return f"{_TEXTS.get(number, error.strerror or 'Unknown error')} (os error {number})"


def os_failure(error: OSError, path: str) -> FileError:
    """The failure of an operation on a path."""
    if "\0" in path:
        return FileError("os", message="file name contained an unexpected NUL byte", path=path)
    return FileError("os", message=os_text(error), path=path)
