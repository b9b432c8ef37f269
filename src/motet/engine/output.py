"""Where a program's output goes when nothing is said."""

from __future__ import annotations

import sys


class StandardOutput:
    """`sys.stdout` as it is when something is written, below its text layer if it has one."""

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return sys.stdout is not None and sys.stdout.isatty()

    def write(self, data: bytes) -> int:
        """Write all bytes, after what Python code has printed. OSError when that fails."""
        stream = sys.stdout
        if stream is None:
            raise OSError("there is no standard output")
        stream.flush()
        buffer = getattr(stream, "buffer", None)
        if buffer is None:
            stream.write(data.decode("utf-8", "replace"))
        else:
            buffer.write(data)
        return len(data)

    def flush(self) -> None:
        """Hand on what the stream has gathered."""
        if sys.stdout is not None:
            sys.stdout.flush()
