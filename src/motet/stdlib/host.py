"""The host of a run: its standard output, and the host functions bound to what the policy allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Protocol

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import ANY, BOOL, FLOAT, INT, UNIT, VECTOR, Ty
from motet.bytecode.values import Vector
from motet.policy import Policy
from motet.stdlib.declare import Declaration
from motet.stdlib.rows import Row

BUFFER: Final = 1 << 16
"""Bytes of output that are gathered before they are handed on."""

SLICE: Final = 1 << 16
"""Characters of one long text after which its cost is charged and the run may be stopped."""

SLICE_FUEL: Final = SLICE // 8

PYTHON_TYPES: Final[Mapping[Ty, type]] = {INT: int, FLOAT: float, BOOL: bool, UNIT: type(None), VECTOR: Vector}
"""Python type of the values of each type that can be tested."""

Bound = Callable[[list[Value]], Value]
"""A host function bound to a run: takes the arguments in the language's order."""


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


class Host(Output):
    """What a program can reach: its standard output and its language's host functions, gated by a policy."""

    def __init__(
        self,
        output: ByteStream | Callable[[bytes], object],
        policy: Policy,
        rows: Mapping[str, Row],
        output_limit: int | None = None,
    ) -> None:
        super().__init__(output, output_limit)
        self.policy: Final = policy
        self.rows: Final = rows
        self._bound: Final[dict[str, Bound]] = {}

    def refusal(self, name: str) -> str:
        """Why a host function may not be called, or an empty text. KeyError for a name that no row has."""
        gate = self.rows[name].declaration.gate
        if gate is None or self.policy.allows(gate.kind, gate.scope):
            return ""
        return self.policy.denial(gate.kind, gate.scope, gate.deed)

    def call(self, name: str, arguments: list[Value]) -> Value:
        """Call a host function.

        Raises:
            Trap: `policy` (refused), `host` (unknown, or it failed), `type` (an argument of another type), or a limit.
        """
        bound = self._bound.get(name)
        if bound is None:
            bound = self._bound[name] = self._bind(name)
        return bound(arguments)

    def _bind(self, name: str) -> Bound:
        row = self.rows.get(name)
        if row is None:
            return _failing("host", f"there is no host function `{name}`")
        refusal = self.refusal(name)
        return _failing("policy", refusal) if refusal else self._adapter(row, row.declaration)

    def _adapter(self, row: Row, found: Declaration) -> Bound:
        fixed = [row.constants[mode.name] for mode in found.modes] + [_SERVICES[name](self) for name in found.services]
        checks = [(at, PYTHON_TYPES[type_]) for at, type_ in enumerate(row.parameters) if type_ is not ANY]
        count = len(row.parameters)

        def call(arguments: list[Value]) -> Value:
            if len(arguments) != count:
                raise Trap("host", message=f"{row.name} takes {count} argument(s), got {len(arguments)}")
            for at, type_ in checks:
                if type(arguments[at]) is not type_:
                    raise Trap("type")
            return found.body(*(arguments[at] for at in row.order), *fixed)

        return call


_SERVICES: Final[Mapping[str, Callable[[Host], object]]] = {"output": lambda host: host}
"""What bodies can ask for, by the name of their parameter."""


def _failing(kind: str, message: str) -> Bound:
    def call(arguments: list[Value]) -> Value:
        raise Trap(kind, message=message)

    return call
