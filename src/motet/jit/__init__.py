"""The just-in-time compiler: bytecode to machine code, one room a step (`docs/engine.md`, The JIT)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motet.jit.machine import NativeMachine

__all__ = ["NativeMachine"]


def __getattr__(name: str) -> object:
    """Rooms are imported one by one; the machine, which needs all of them, when it is asked for."""
    if name == "NativeMachine":
        from motet.jit.machine import NativeMachine

        return NativeMachine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
