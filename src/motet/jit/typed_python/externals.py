"""What routines of the library use besides each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from motet.jit import native
from motet.jit.numbers import DECLARATIONS
from motet.jit.typed_python.signatures import CLASS_PREFIX

_EXTERNALS: Final[Mapping[str, str]] = {
    "mmap": "declare ptr @mmap(ptr, i64, i32, i32, i32, i64) nounwind",
    "munmap": "declare i32 @munmap(ptr, i64) nounwind",
    "madvise": "declare i32 @madvise(ptr, i64, i32) nounwind",
    "memcpy": "declare ptr @memcpy(ptr, ptr, i64) nounwind",
    "memmove": "declare ptr @memmove(ptr, ptr, i64) nounwind",
    "memset": "declare ptr @memset(ptr, i32, i64) nounwind",
    "memcmp": "declare i32 @memcmp(ptr, ptr, i64) nounwind willreturn memory(read)",
    "memchr": "declare ptr @memchr(ptr, i32, i64) nounwind willreturn memory(read)",
    "mremap": "declare ptr @mremap(ptr, i64, i64, i32, ...) nounwind",
    "exp": DECLARATIONS["exp"],
    **native.DECLARATIONS,
    "motet_shapes": "@motet_shapes = external constant [0 x ptr]",
    "motet_readers": "@motet_readers = external constant [0 x ptr]",
    "motet_descriptors": "@motet_descriptors = external constant [0 x i64]",
}


def external(symbol: str) -> str:
    """The declaration of what has this symbol, a line; empty for other symbols."""
    if symbol.startswith(CLASS_PREFIX):
        return f"@{symbol} = external constant [0 x i8]\n"
    found = _EXTERNALS.get(symbol)
    return "" if found is None else f"{found}\n"
