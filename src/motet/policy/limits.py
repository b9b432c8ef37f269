"""How much a run may use."""

from __future__ import annotations

import math
import os
from functools import cache
from typing import Final

_UNITS: Final = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}
_LARGEST: Final = 2**62
_UNKNOWN: Final = 1 << 36
"""Bytes of memory, where the system does not say how many there are."""

DEFAULT_STACK: Final = 1 << 28
"""Bytes of native stack when nothing is said."""


def parse_size(text: str) -> int:
    """Bytes of a size such as `4096`, `64MB`, `1.5 GiB`; K, M, G and T are powers of 1024.

    Raises:
        ValueError: the text is no size.
    """
    body = text.strip().upper().removesuffix("B").removesuffix("I").strip()
    unit = body[-1:] if body[-1:] in _UNITS else ""
    number = body.removesuffix(unit).strip()
    whole, dot, part = number.partition(".")
    digits = whole + part
    if not digits.isascii() or not digits.isdigit() or len(digits) > 20 or (dot and not part):
        raise ValueError(f"`{text}` is not a size: write a number of bytes, or one with KB, MB or GB")
    scale: int = 10 ** len(part)
    return (int(digits) << _UNITS[unit]) // scale


def _size(name: str, value: int | str | None) -> int | None:
    if isinstance(value, str):
        try:
            value = parse_size(value)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    return _count(name, value, 1)


def _count(name: str, value: int | None, least: int) -> int | None:
    if value is None:
        return None
    if type(value) is not int:
        raise TypeError(f"{name} must be a whole number, not {value!r}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, not {value}")
    if value > _LARGEST:
        raise ValueError(f"{name} must be at most 2**62, not {value}")
    return value


def _seconds(value: float | None) -> float | None:
    if value is None:
        return None
    if type(value) not in (int, float):
        raise TypeError(f"seconds must be a number, not {value!r}")
    if not (value > 0 and math.isfinite(value)):
        raise ValueError(f"seconds must be more than 0, not {value}")
    return float(value)


class Limits:
    """Limits of one run; None is no limit. It never changes.

    Attributes:
        seconds: wall-clock time of one call from outside.
        fuel: instructions of one call from outside.
        memory: bytes of the program's heap.
        output: bytes of output of a loaded program.
        stack: bytes of native stack; None is `DEFAULT_STACK`.
        depth: frames of nested calls that are not tail calls, the entry included; the next one is the trap `depth`.
        heap_words: size of Snek's own heap in words of 8 bytes; 0 is a heap in which nothing has room.
    """

    __slots__ = ("depth", "fuel", "heap_words", "memory", "output", "seconds", "stack")

    def __init__(
        self,
        *,
        seconds: float | None = None,
        fuel: int | None = None,
        memory: int | str | None = None,
        output: int | str | None = None,
        stack: int | str | None = None,
        heap_words: int | None = None,
        depth: int | None = None,
    ) -> None:
        """Check and keep the limits; sizes may be texts such as `64MB`. ValueError or TypeError for bad ones."""
        self.seconds: Final = _seconds(seconds)
        self.fuel: Final = _count("fuel", fuel, 1)
        self.memory: Final = _size("memory", memory)
        self.output: Final = _size("output", output)
        self.stack: Final = _size("stack", stack)
        self.heap_words: Final = _count("heap_words", heap_words, 0)
        self.depth: Final = _count("depth", depth, 1)

    def __repr__(self) -> str:
        given = ((name, getattr(self, name)) for name in self.__slots__)
        return f"Limits({', '.join(f'{name}={value}' for name, value in given if value is not None)})"

    def with_heap_words(self, heap_words: int | None) -> Limits:
        """The same limits with another size of Snek's heap."""
        return Limits(
            seconds=self.seconds,
            fuel=self.fuel,
            memory=self.memory,
            output=self.output,
            stack=self.stack,
            heap_words=heap_words,
            depth=self.depth,
        )

    @property
    def stack_bytes(self) -> int:
        """Bytes of native stack, the default included."""
        return DEFAULT_STACK if self.stack is None else self.stack

    @property
    def memory_bytes(self) -> int:
        """Bytes of heap; without a limit, three quarters of what the machine or the container has, and less than is free."""
        return _machine_memory() if self.memory is None else self.memory


def _machine_memory() -> int:
    """Bytes that a run may have before the system would end the process."""
    return min(_installed_memory() * 3 // 4, _free_memory())


@cache
def _installed_memory() -> int:
    """Bytes of memory that the machine has, or that the process may have at the most."""
    try:
        pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        pages = _UNKNOWN
    return min([pages, *map(_number_in, _container_limits())])


def _container_limits() -> list[str]:
    """Files with the limits of the control groups of the process (Linux)."""
    try:
        with open("/proc/self/cgroup", encoding="utf-8") as file:
            groups = [line.rstrip("\n").split(":", 2) for line in file]
    except (OSError, ValueError):
        return []
    paths = []
    for _, controllers, group in groups:
        root = "/sys/fs/cgroup" if not controllers else "/sys/fs/cgroup/memory"
        name = "memory.max" if not controllers else "memory.limit_in_bytes"
        if not controllers or "memory" in controllers.split(","):
            parts = group.strip("/").split("/")
            paths += ["/".join([root, *parts[:count], name]) for count in range(len(parts) + 1)]
    return paths


def _number_in(path: str) -> int:
    """The number of bytes that a file says; very many if it says none."""
    try:
        with open(path, encoding="utf-8") as file:
            return int(file.read())
    except (OSError, ValueError):
        return _UNKNOWN


def _free_memory() -> int:
    """Bytes of memory that nobody needs, but for some."""
    try:
        with open("/proc/meminfo", encoding="utf-8") as file:
            kilobytes = next(int(line.split()[1]) for line in file if line.startswith("MemAvailable:"))
    except (OSError, ValueError, IndexError, StopIteration):
        return _UNKNOWN
    return kilobytes * 1024 * 9 // 10
