"""The standard output of a run: gathered, counted against a limit, its failures traps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Protocol

from motet.bytecode.traps import Trap

BUFFER: Final = 1 << 16
"""Bytes of output that are gathered before they are handed on."""

SLICE: Final = 1 << 16
"""Characters of one long text after which its cost is charged and the run may be stopped."""

SLICE_FUEL: Final = SLICE // 8


class Meter(Protocol):
    """What a machine offers to long host functions while it runs."""

    def charge(self, units: int) -> None:
        """Take fuel. Trap `fuel` when less is left."""

    def poll(self) -> None:
        """Trap when the run is to stop: deadline, cancelled."""


class ByteStream(Protocol):
    """The part of a binary stream that is needed."""

    def write(self, data: bytes, /) -> int | None:
        """Write bytes; their number, or None if it was all of them."""

    def flush(self) -> object:
        """Hand on what is buffered."""

    def isatty(self) -> bool:
        """Whether it is a terminal."""


class Output:
    """A standard output that gathers bytes, counts them against a limit, and turns failures into traps.

    Attributes:
        interactive: the stream is a terminal: each line is handed on at once.
        left: bytes that may still be written, or None.
        broken: the reader has closed the stream.
        meter: the machine that is running, or None.
    """

    def __init__(self, output: ByteStream | Callable[[bytes], object], limit: int | None = None) -> None:
        self._deliver: Final = output if callable(output) else _stream_writer(output)
        self._buffer: Final = bytearray()
        self.interactive: Final = not callable(output) and output.isatty()
        self.left = limit
        self.broken = False
        self.meter: Meter | None = None

    def write(self, data: bytes) -> None:
        """Write bytes. Trap `output` when the limit is reached, after the bytes that still fit."""
        if self.left is not None:
            if len(data) > self.left:
                self._buffer.extend(data[: self.left])
                self.left = 0
                raise Trap("output")
            self.left -= len(data)
        self._buffer.extend(data)
        if len(self._buffer) >= BUFFER or (self.interactive and b"\n" in data):
            self.flush()

    def write_pieces(self, pieces: Iterable[str]) -> None:
        """Write a long text; fuel, deadline and cancelling are looked after in slices."""
        gathered: list[str] = []
        size = 0
        for piece in pieces:
            gathered.append(piece)
            size += len(piece)
            if size >= SLICE:
                text = "".join(gathered)
                self._write_slices(text)
                gathered, size = [text[len(text) - len(text) % SLICE :]], len(text) % SLICE
        self.write("".join(gathered).encode())

    def _write_slices(self, text: str) -> None:
        for start in range(0, len(text) - SLICE + 1, SLICE):
            if self.meter is not None:
                self.meter.poll()
                self.meter.charge(SLICE_FUEL)
            self.write(text[start : start + SLICE].encode())

    def flush(self) -> None:
        """Hand on what has been gathered. Trap `host` when the stream fails."""
        if not self._buffer:
            return
        data = bytes(self._buffer)
        self._buffer.clear()
        try:
            self._deliver(data)
        except BrokenPipeError:
            self.broken = True
            raise Trap("host", message="cannot write standard output: its reader has closed it") from None
        except OSError as error:
            raise Trap("host", message=f"cannot write standard output: {error.strerror or error}") from None


def _stream_writer(stream: ByteStream) -> Callable[[bytes], None]:
    def deliver(data: bytes) -> None:
        while data:
            written = stream.write(data)
            data = data[len(data) if written is None else written :]
        stream.flush()

    return deliver
