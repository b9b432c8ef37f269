"""What both engines offer for one program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from motet.bytecode.program import Value

if TYPE_CHECKING:
    from motet.jit.boundary.builtin import Link
    from motet.jit.boundary.callbacks import CallbackTable


class Machine(Protocol):
    """See `docs/engine.md`, Engines."""

    @property
    def fuel_left(self) -> int:
        """Fuel left by the last call, when `limits.fuel` is set."""

    def call(self, function: int, arguments: Sequence[Value]) -> tuple[Value, ...]:
        """Run a function. Trap when it ends early."""

    def global_value(self, index: int) -> Value:
        """What a global holds."""

    def set_global(self, index: int, value: Value) -> None:
        """Assign to a global."""

    def cancel(self) -> None:
        """End the current call, from any thread."""

    @property
    def live_objects(self) -> int:
        """Heap objects that are reachable from nothing but activations: 0 after a call."""

    def close(self) -> None:
        """Give everything back."""


class NativeReports(Protocol):
    """What the JIT's machine offers besides."""

    def emit(self, stage: str) -> str:
        """Text of a stage: `llvm`, `asm`. ValueError for another."""

    def explain(self) -> str:
        """What the compiler did."""


class DirectCalls(Protocol):
    """What the JIT's machine offers for calls that native code begins (`motet.jit.boundary`)."""

    def link(self, link: Link, function: int, arguments: Sequence[Value]) -> bool:
        """Let native code begin calls of a function with such arguments; whether it may."""

    def use_callbacks(self, callbacks: CallbackTable) -> None:
        """Let native code call callables of Python by itself."""

    def go_on(self, function: int, request: int) -> tuple[Value, ...]:
        """Go on with such a call. Trap."""

    def refuse_nested(self) -> None:
        """RuntimeError when this thread is in such a call."""

    def abandon(self) -> None:
        """Give such a call up."""
