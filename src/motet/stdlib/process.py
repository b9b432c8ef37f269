"""Other programs, started without a shell."""

from __future__ import annotations

import os
import selectors
import shutil
import subprocess
from collections.abc import Mapping
from typing import IO, Final

from motet.bytecode.values import Record
from motet.stdlib.declare import Gate, host
from motet.stdlib.host import Host
from motet.stdlib.os_errors import os_failure
from motet.stdlib.outcomes import FileError

MOST_ARGUMENTS: Final = 1024
LONGEST_ARGUMENT: Final = 1 << 16
_ALWAYS: Final = ("PATH", "LANG", "TZ")
"""Environment variables that every program gets."""

_TICK: Final = 0.05
"""Seconds after which the run may be stopped while it waits."""


@host(
    "process.run(program: Str, arguments: List[Str]) -> {stdout: Str, stderr: Str, exit_code: Int}",
    gate=Gate("proc", "", "starting a program", names="program"),
    errors=FileError,
    fuel="20000",
    memory="65536",
    blocks="pool",
    replay="effect",
)
def run(program: str, arguments: list[str], output: Host) -> Record | FileError:
    """Start a program, wait for its end, and give what it has written (what is not UTF-8 replaced by U+FFFD) and its exit
    status, -1 when a signal ended it. It has no input, and sees the environment variables that the run may read."""
    if len(arguments) > MOST_ARGUMENTS or any(len(text.encode()) > LONGEST_ARGUMENT for text in arguments):
        return FileError("os", message="too many or too long arguments", path=program)
    if "\0" in program or any("\0" in text for text in arguments):
        return FileError("os", message="nul byte found in provided data", path=program)
    environment = _environment(output)
    executable = shutil.which(program, path=environment.get("PATH", os.defpath))
    output.flush()
    try:
        if executable is None:
            raise FileNotFoundError(2, "")
        return _run(os.path.abspath(executable), [program, *arguments], environment, output)
    except OSError as error:
        return os_failure(error, program)


def _environment(host: Host) -> Mapping[str, str]:
    given = host.surroundings.environment
    return {name: value for name, value in given.items() if name in _ALWAYS or host.may_read_variable(name)}


def _run(executable: str, words: list[str], environment: Mapping[str, str], host: Host) -> Record:
    with subprocess.Popen(
        words,
        executable=executable,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=host.surroundings.directory,
        env=environment,
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        ended = False
        try:
            out, err = _gather(child.stdout, child.stderr, host)
            while not ended:
                host.poll()
                ended = _has_ended(child)
        finally:
            if not ended:  # whatever ends the run ends the program, too
                child.kill()
    texts = (out.decode(errors="replace"), err.decode(errors="replace"))
    return Record(("exit_code", "stderr", "stdout"), (max(child.returncode, -1), texts[1], texts[0]))


def _gather(out: IO[bytes], err: IO[bytes], host: Host) -> tuple[bytearray, bytearray]:
    """All that comes from two pipes. Trap `memory` when it is too much."""
    gathered = {out: bytearray(), err: bytearray()}
    with selectors.DefaultSelector() as selector:
        for pipe in gathered:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select(_TICK):
                pipe = out if key.fileobj is out else err
                data = os.read(pipe.fileno(), 1 << 16)
                gathered[pipe] += data
                if not data:
                    selector.unregister(pipe)
            host.poll()
            host.need(len(gathered[out]) + len(gathered[err]))
    return gathered[out], gathered[err]


def _has_ended(child: subprocess.Popen[bytes]) -> bool:
    """Whether a program ends within a moment."""
    try:
        child.wait(_TICK)
    except subprocess.TimeoutExpired:
        return False
    return True
