"""What a run sees of the process around it. Programs change none of it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import IO, Final, Protocol


class ByteSource(Protocol):
    """The part of a binary stream that is read."""

    def readline(self, size: int = -1, /) -> bytes:
        """The next line with its end; nothing at the end of the stream."""


class Surroundings:
    """Standard input, arguments, environment, directory and clocks of one run.

    Attributes:
        arguments: of the program, as texts.
        environment: variables by name.
        directory: where relative paths start; None is the process's own.
        now: nanoseconds since 1970-01-01 UTC.
        monotonic: nanoseconds of a clock that never goes back.
        started: what `monotonic` said when the run began.
        sleep: waits for seconds.
        random: that many random bytes.
    """

    def __init__(
        self,
        *,
        source: ByteSource | None = None,
        errors: IO[bytes] | None = None,
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        directory: str | None = None,
        now: Callable[[], int] = time.time_ns,
        monotonic: Callable[[], int] = time.monotonic_ns,
        sleep: Callable[[float], object] = time.sleep,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._source = source
        self._errors = errors
        self._environment = environment
        self.arguments: Final = tuple(map(_text, arguments))
        self.directory: Final = directory
        self.now: Final = now
        self.monotonic: Final = monotonic
        self.started: Final = monotonic()
        self.sleep: Final = sleep
        self.random: Final = random

    @property
    def source(self) -> ByteSource:
        """Standard input; an empty one where the process has none."""
        if self._source is None:
            self._source = getattr(sys.stdin, "buffer", None) or BytesIO()
        return self._source

    @property
    def errors(self) -> IO[bytes]:
        """Standard error; where the process has none, what is written is lost."""
        if self._errors is None:
            self._errors = getattr(sys.stderr, "buffer", None) or BytesIO()
        return self._errors

    @property
    def environment(self) -> Mapping[str, str]:
        """Environment variables; what is not UTF-8 in a value is replaced by U+FFFD."""
        if self._environment is None:
            self._environment = {name: _text(value) for name, value in os.environ.items()}
        return self._environment


class Log:
    """State of a run's log.

    Attributes:
        level: what is below it is left out.
        format: `text` or `json`.
        sink: the file it goes to, or None for standard error.
    """

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings: Final = surroundings
        self.level = "info"
        self.format = "text"
        self.sink: IO[bytes] | None = None

    def write(self, line: bytes) -> None:
        """Write a line. What cannot be written is lost: a log never stops a run."""
        file = self._surroundings.errors if self.sink is None else self.sink
        try:
            file.write(line)
            file.flush()
        except OSError:
            self.sink = None


def _text(value: str) -> str:
    return value if value.isascii() else value.encode(errors="surrogateescape").decode(errors="replace")
