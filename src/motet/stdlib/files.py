"""Files. The gate opens: a body never sees a path that the policy has not let through."""

from __future__ import annotations

import os
from io import FileIO
from typing import Final

from motet.bytecode.traps import Trap
from motet.stdlib.declare import Gate, host
from motet.stdlib.host import Host
from motet.stdlib.os_errors import os_failure
from motet.stdlib.outcomes import FileError
from motet.stdlib.paths import Place

_CHUNK: Final = 1 << 20
_CREATES: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC

_READS: Final = Gate("fs_read", "", "reading a file", opens="path")
_WRITES: Final = Gate("fs_write", "", "writing a file", opens="path")


@host(
    "file.read_text(path: Str) -> Str",
    gate=_READS,
    errors=FileError,
    fuel="500",
    blocks="pool",
    replay="record",
)
def read_text(path: Place, output: Host) -> str | FileError:
    """The content of a file of text in UTF-8."""
    try:
        data = _read(path, output.memory_limit)
        return data.decode()
    except OSError as error:
        return os_failure(error, path.path)
    except UnicodeDecodeError:
        return FileError("not_text", message="stream did not contain valid UTF-8", path=path.path)


def _opened(place: Place, flags: int, mode: int = 0o666) -> FileIO:
    """The file that is there. OSError as the system gives it, for a directory, too."""
    descriptor = place.open(flags, mode)
    try:
        return FileIO(descriptor, "w" if flags & os.O_WRONLY else "r")
    except OSError:
        os.close(descriptor)
        raise


def _read(place: Place, limit: int) -> bytes:
    with _opened(place, os.O_RDONLY) as file:
        chunks: list[bytes] = []
        left = limit
        while chunk := file.read(_CHUNK):
            chunks.append(chunk)
            left -= len(chunk)
            if left < 0:
                raise Trap("memory")
    return b"".join(chunks)


@host(
    "file.write_text(path: Str, text: Str) -> Unit",
    gate=_WRITES,
    errors=FileError,
    fuel="500 + text.bytes / 4",
    blocks="pool",
    replay="effect",
)
def write_text(path: Place, text: str) -> FileError | None:
    """Make a file with this content in UTF-8, in place of the content it had."""
    try:
        with _opened(path, _CREATES) as file:
            _write_all(file, text.encode())
    except OSError as error:
        return os_failure(error, path.path)
    return None


def _write_all(file: FileIO, content: bytes) -> None:
    data = memoryview(content)
    while data:
        data = data[file.write(data) :]


def copy_content(source: Place, target: Place) -> None:
    """Give a file the content and the permissions of another. OSError as the system gives it."""
    with _opened(source, os.O_RDONLY) as file:
        mode = os.fstat(file.fileno()).st_mode & 0o777
        first = file.read(_CHUNK)  # before the target is emptied: a directory cannot be read
        with _opened(target, _CREATES, mode) as copied:
            os.fchmod(copied.fileno(), mode)
            while first:
                _write_all(copied, first)
                first = file.read(_CHUNK)
