"""The memory that a machine has besides its heap and its stacks."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Final

from motet.jit.context import ARGS, SIZE
from motet.jit.memory import STACKS, Stack, reserve
from motet.jit.values import Words
from motet.jit.watch import WATCHER

OUTPUT_BUFFER: Final = 1 << 16
GLOBALS: Final = 1 << 20
"""The most globals of a program: address space for them is reserved once."""

LITERALS: Final = 1 << 20
"""The most objects of a run (constants that are texts, constructors that hold nothing)."""


class Region:
    """The memory of one machine: context, output buffer and globals. Recycled, never unmapped."""

    _free: Final[list[Region]] = []

    def __init__(self) -> None:
        address = reserve(SIZE + OUTPUT_BUFFER + 16 * GLOBALS)
        self.context: Final = Words(address, SIZE)
        self.output: Final = (ctypes.c_char * OUTPUT_BUFFER).from_address(address + SIZE)
        self.output_address: Final = address + SIZE
        self.literals: Final = Words(reserve(8 * LITERALS), 8 * LITERALS)
        self.globals: Final = Words(address + SIZE + OUTPUT_BUFFER, 16 * GLOBALS)
        self.watch: Final = WATCHER.add(address)
        self.cleanup: Callable[[], None] | None = None
        """Gives back the memory of the heap; None while there is no heap."""
        self.direct_stack: Stack | None = None
        """Stack of the runs that native code begins; None as long as there are none."""

    @classmethod
    def take(cls) -> Region:
        """A region whose context is all zero."""
        try:
            return cls._free.pop()
        except IndexError:
            return cls()

    def give(self) -> None:
        """The region is not used any more."""
        if self.cleanup is not None:
            self.cleanup()
            self.cleanup = None
        if self.direct_stack is not None:
            STACKS.give(self.direct_stack, deep=False)
            self.direct_stack = None
        self.context.octets[:ARGS] = bytes(ARGS)
        self._free.append(self)
