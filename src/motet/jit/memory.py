"""Memory that native code uses: reserved through the C library, recycled, and never given back.

Python unmaps what its own `mmap` module mapped while it shuts down, when other threads may still run native code.
Reserved memory costs nothing until it is touched.
"""

from __future__ import annotations

import ctypes
import mmap
import threading
from collections.abc import Callable
from typing import Final, NamedTuple

PAGE: Final = mmap.PAGESIZE
HUGE_PAGE: Final = 1 << 21

MARGIN: Final = 1 << 20
"""Bytes below the limit of a stack, for frames that are entered without a check, library functions and signal handlers."""

SHALLOW: Final = 1 << 18
"""Bytes at the top of a stack that stay committed from run to run."""

_NO_ACCESS: Final = 0
_DONT_NEED: Final = 4
_HUGE: Final = 14
_NO_RESERVE: Final[int] = getattr(mmap, "MAP_NORESERVE", 0x4000)


class _Libc:
    def __init__(self) -> None:
        library = ctypes.CDLL(None, use_errno=True)
        size, pointer, number = ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int
        self.map: Callable[..., int | None] = library.mmap
        library.mmap.restype = pointer
        library.mmap.argtypes = [pointer, size, number, number, number, ctypes.c_ssize_t]
        self.protect: Callable[[int, int, int], int] = library.mprotect
        library.mprotect.argtypes = [pointer, size, number]
        self.advise: Callable[[int, int, int], int] = library.madvise
        library.madvise.argtypes = [pointer, size, number]


_libc: _Libc | None = None


def _library() -> _Libc:
    global _libc
    if _libc is None:
        _libc = _Libc()
    return _libc


def _round_up(size: int, unit: int) -> int:
    return -(-size // unit) * unit


def reserve(size: int) -> int:
    """Address of `size` bytes of zeroed memory, at the start of a page.

    Raises:
        MemoryError: the system refused.
    """
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _NO_RESERVE
    address = _library().map(None, size, mmap.PROT_READ | mmap.PROT_WRITE, flags, -1, 0)
    if address is None or address == ctypes.c_void_p(-1).value:
        raise MemoryError(f"cannot reserve {size} bytes of address space")
    return address


def discard(address: int, size: int) -> None:
    """Give the content of pages back; they read as zero afterwards."""
    _library().advise(address, size, _DONT_NEED)


class Stack(NamedTuple):
    """One native stack: a guard page, the margin, then its size in bytes up to the top.

    Attributes:
        top: its highest address.
        hard_limit: address below which a run has used it up.
        soft_limit: address down to which pages stay committed from run to run.
    """

    top: int
    hard_limit: int
    soft_limit: int


def trim(stack: Stack) -> None:
    """Give back what a run used beyond what stays committed."""
    low = stack.hard_limit - MARGIN
    discard(low, stack.soft_limit - low)


class _StackPool:
    """Stacks that are not in use, newest first, by size."""

    def __init__(self) -> None:
        self._free: dict[int, list[Stack]] = {}
        self._lock = threading.Lock()

    def take(self, size: int) -> Stack:
        size = (size + PAGE - 1) & -PAGE
        with self._lock:
            free = self._free.get(size)
            if free:
                return free.pop()
        return _new_stack(size)

    def give(self, stack: Stack, deep: bool) -> None:
        if deep:
            trim(stack)
        with self._lock:
            self._free.setdefault(stack.top - stack.hard_limit, []).append(stack)


def _new_stack(size: int) -> Stack:
    low = reserve(PAGE + MARGIN + size)
    _library().protect(low, PAGE, _NO_ACCESS)
    top = low + PAGE + MARGIN + size
    first, last = _round_up(low + PAGE, HUGE_PAGE), (top - HUGE_PAGE) // HUGE_PAGE * HUGE_PAGE
    if last > first:
        _library().advise(first, last - first, _HUGE)
    return Stack(top, top - size, top - min(size, SHALLOW))


STACKS: Final = _StackPool()
