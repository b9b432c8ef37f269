"""The log of a run: lines on standard error or in a file."""

from __future__ import annotations

import os
from typing import Final

from motet.stdlib.civil import rfc3339_text
from motet.stdlib.declare import Gate, host
from motet.stdlib.host import Host
from motet.stdlib.json_writer import json_string
from motet.stdlib.os_errors import os_failure
from motet.stdlib.outcomes import ArgumentError, FileError
from motet.stdlib.paths import Place

LEVELS: Final = ("debug", "info", "warn", "error")
FORMATS: Final = ("text", "json")


@host(
    "log.write(message: Str, mode level: Str) -> Unit",
    gate=Gate("log", "", "writing to the log"),
    fuel="200 + message.bytes / 4",
    replay="effect",
)
def write(message: str, level: str, output: Host) -> None:
    """Write a line with the time in UTC and a level, unless the level is below that of the log."""
    log = output.log
    if LEVELS.index(level) < LEVELS.index(log.level):
        return
    at = rfc3339_text(output.surroundings.now() // 1_000_000_000 * 1_000_000_000)
    if log.format == "json":
        line = f'{{"level":"{level}","msg":{json_string(message)},"ts":"{at}"}}\n'
    else:
        line = f"[{at}] {level}: {message}\n"
    output.flush()
    log.write(line.encode())


@host(
    "log.set_level(level: Str) -> Unit",
    gate=Gate("io", "err", "changing the log"),
    errors=ArgumentError,
    fuel="20",
    replay="effect",
)
def set_level(level: str, output: Host) -> ArgumentError | None:
    """Leave out what is below a level (`debug info warn error`)."""
    if level not in LEVELS:
        return ArgumentError("invalid", message=f"unknown level `{level}`; expected debug, info, warn or error")
    output.log.level = level
    return None


@host(
    "log.set_format(format: Str) -> Unit",
    gate=Gate("io", "err", "changing the log"),
    errors=ArgumentError,
    fuel="20",
    replay="effect",
)
def set_format(format: str, output: Host) -> ArgumentError | None:
    """Write lines as `text` or `json`."""
    if format not in FORMATS:
        return ArgumentError("invalid", message=f"unknown format `{format}`; expected text or json")
    output.log.format = format
    return None


@host(
    "log.set_sink(path: Str) -> Unit",
    gate=(
        Gate("io", "err", "changing the log"),
        Gate("fs_write", "", "writing the log to a file", opens="path", unless="-"),
    ),
    errors=FileError,
    fuel="500",
    replay="effect",
)
def set_sink(path: Place | str, output: Host) -> FileError | None:
    """Write to the end of a file from now on; `-` is standard error."""
    if isinstance(path, str):
        output.log.sink = None
        return None
    try:
        descriptor = path.open(os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    except OSError as error:
        return os_failure(error, path.path)
    output.log.sink = open(descriptor, "ab", buffering=0)  # noqa: SIM115 - it stays open as long as the run
    return None
