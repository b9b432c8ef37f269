"""The reference VM: what each instruction means."""

from motet.vm.machine import HANDLERS, VirtualMachine
from motet.vm.trace import Tracer

__all__ = ["HANDLERS", "Tracer", "VirtualMachine"]
