"""Declarations of the run-time routines that emitted code may call."""

from __future__ import annotations

from typing import Final

from motet.jit import native, numbers
from motet.jit.emit import slow_paths

DECLARATIONS: Final = {
    **native.DECLARATIONS,
    **slow_paths.DECLARATIONS,
    **numbers.DECLARATIONS,
    "fmod": "declare double @fmod(double, double) nounwind willreturn memory(none)",
}
"""The declaration of each routine, by name. `fmod` is that of the C library."""
