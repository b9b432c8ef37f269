"""Declarations of the run-time routines that emitted code may call."""

from __future__ import annotations

from typing import Final

from motet.jit import native
from motet.jit.emit import slow_paths

DECLARATIONS: Final = {
    **native.DECLARATIONS,
    **slow_paths.DECLARATIONS,
    "motet_vector_new": "declare ptr @motet_vector_new(ptr, i64, i64) nounwind",
    "motet_vector_init": "declare void @motet_vector_init(ptr, i64, i64, ptr) nounwind",
    "motet_vector_make": "declare ptr @motet_vector_make(ptr, i64, i64, ptr, i64) nounwind",
    "motet_vector_get": "declare {i64, ptr} @motet_vector_get(ptr, ptr, i64, i64) nounwind",
    "motet_vector_set": "declare void @motet_vector_set(ptr, ptr, i64, i64, ptr, i64) nounwind",
    "motet_vector_len": "declare i64 @motet_vector_len(ptr) nounwind",
    "motet_deep_equal": "declare i1 @motet_deep_equal(ptr, i64, ptr, i64, ptr, i64) nounwind",
    "motet_collect": "declare void @motet_collect(ptr, i64) nounwind",
    "fmod": "declare double @fmod(double, double) nounwind willreturn memory(none)",
}
"""The declaration of each routine, by name. `fmod` is that of the C library."""
