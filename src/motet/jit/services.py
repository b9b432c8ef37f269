"""What a run of native code asks of others."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from motet.bytecode.program import Value
from motet.jit.values import HeapBridge


class Entry(NamedTuple):
    """A way into native code.

    Attributes:
        wrapper: address of the C function that moves arguments and results between context and registers.
        slot: address of the word that holds the code to call.
        result_count: number of results.
    """

    wrapper: int
    slot: int
    result_count: int


class Services(Protocol):
    """What the loop asks of the machine around it."""

    @property
    def notify(self) -> int:
        """What goes in the field `notify_fd`."""

    @property
    def heap(self) -> HeapBridge | None:
        """Conversion of heap values; None as long as there are none."""

    range: tuple[int, int]
    """Range of Ints that come from outside, the end excluded."""

    def host_name(self, constant: int, function: int, pc: int) -> str:
        """Name of the host function that constant `constant` names; -1: the one of this instruction."""

    def operation(self, function: int, pc: int, arguments: list[tuple[int, int]]) -> Value:
        """Do an instruction on values, pairs of tag and payload. Traps."""

    def literal(self, number: int) -> None:
        """Make an object of the run."""

    def panic_message(self, function: int, pc: int) -> str:
        """The message of the `panic` at this instruction."""

    def promote(self, number: int) -> None:
        """A unit is hot: compile it now."""


class Callbacks(Protocol):
    """Calls callables of Python for the loop (`motet.jit.boundary.callbacks`)."""

    def answer(self, context: int) -> int:
        """Answer a host call and what follows: the next request of another kind, below 0 if this call is not for it."""
