"""What both engines offer for one program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from motet.bytecode.program import Value


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
