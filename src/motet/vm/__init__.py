"""The reference VM: what each instruction means."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motet.vm.machine import HANDLERS, VirtualMachine
    from motet.vm.trace import Tracer

__all__ = ["HANDLERS", "Tracer", "VirtualMachine"]


def __getattr__(name: str) -> object:
    """Native code needs rooms of the VM, but not the machine: that is imported when it is asked for."""
    if name == "Tracer":
        from motet.vm.trace import Tracer

        return Tracer
    if name in __all__:
        from motet.vm import machine

        return getattr(machine, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
