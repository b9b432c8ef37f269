"""Work for later processes: another process does it, in the background, when a command line is done."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Final

_MODULES: Final[list[str]] = []

_PROGRAM: Final = "import runpy, sys; sys.path.append(sys.argv[1]); runpy.run_module(sys.argv[2], run_name='__main__')"
_PACKAGES: Final = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def later(module: str) -> None:
    """Let a module be run as a program when this process ends, if it is a command line."""
    _MODULES.append(module)


def finish() -> None:
    """Run the modules in processes of their own, which nobody waits for: without streams, in a session of their own."""
    nothing = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in range(3)]
    with suppress(OSError, NotImplementedError):
        while _MODULES and sys.executable:
            words = [sys.executable, "-P", "-c", _PROGRAM, _PACKAGES, _MODULES.pop()]
            _keep_descriptors()
            os.posix_spawn(words[0], words, os.environ, file_actions=nothing, setsid=True)


def _keep_descriptors() -> None:
    """Let no process that is started inherit a descriptor: who waits for the end of a pipe or of a lock would wait for it."""
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        with suppress(OSError):  # one is that of the list itself
            os.set_inheritable(descriptor, False)
