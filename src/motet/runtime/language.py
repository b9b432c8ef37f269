"""The subset of Python in which the run-time library is written: its types, marks and intrinsic operations.

The library is read by `motet.jit.typed_python` and becomes native code; the same source runs under CPython on the checked
memory of `motet.runtime.simulation`. What is special about it:

* `int` is a signed number of 64 bits. `u8` and `u32` exist in memory only: a load widens, a store truncates. Plain
  arithmetic must not leave 64 bits; what may wrap says so (`wrap_add`, `wrap_mul`, `shift_left`). `//` and `%` truncate.
* `Struct` is a block of fields, `Object` a counted value with a header, `Ptr[T]` an array of T in memory.
* A `@raw` function counts references by hand (`retain`, `release`). An argument of type `Own[X]` is given up to it;
  all other arguments are borrowed, results are owned, except `Borrowed[X]`: it lives as long as the first argument.
* A function without `@raw` is managed: it mentions no count and no pointer; the compiler inserts and checks the counts.
* if, while, for over range, break, continue, return, `X | None` with `is None`, `==` of references (identity), constants of the module. No
  exceptions: `fail(kind, where)` ends the run, `where` being the position of the instruction on whose behalf it works.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, NoReturn, TypeAlias, TypeVar

from motet.runtime import simulation
from motet.runtime.simulation import Address, AnyValue, Object, Ptr, Struct, Tail

__all__ = [
    "DEBUG",
    "AnyValue",
    "Borrowed",
    "NoReturn",
    "Object",
    "Own",
    "Ptr",
    "Struct",
    "Tail",
    "address",
    "allocated",
    "array",
    "below",
    "clz",
    "cold",
    "context_pointer",
    "context_word",
    "copy_bytes",
    "descriptor_of",
    "descriptor_word",
    "fail",
    "fields_size",
    "freed",
    "inline",
    "instance",
    "new",
    "noinline",
    "null",
    "number_of",
    "poll",
    "print_value",
    "raw",
    "shift_left",
    "shift_right",
    "sys_advise",
    "sys_map",
    "sys_unmap",
    "u8",
    "u32",
    "unlikely",
    "view",
    "wrap_add",
    "wrap_mul",
    "write_text",
]

T = TypeVar("T")
U = TypeVar("U")
F = TypeVar("F", bound=Callable[..., Any])

u8: TypeAlias = Annotated[int, "u8"]
u32: TypeAlias = Annotated[int, "u32"]
Own: TypeAlias = Annotated[T, "own"]
Borrowed: TypeAlias = Annotated[T, "borrowed"]

DEBUG = False
"""A constant of the compilation: with it, freed blocks are filled with `0xDB`. `if DEBUG:` costs nothing without."""


# ---- marks of functions


def raw(function: F) -> F:
    """Counts are written by hand."""
    generic = any("Ptr[T]" in str(a) or str(a) == "T" for a in function.__annotations__.values())
    return simulation.bound(function) if generic else function


def inline(function: F) -> F:
    """Always inlined where the optimiser runs; its text travels into the modules of programs."""
    return function


def noinline(function: F) -> F:
    """Never inlined."""
    return function


def cold(function: F) -> F:
    """Never inlined, and the paths to it are moved out of the way."""
    return function


# ---- memory


def instance(cls: type[T]) -> T:
    """The struct of this class that lies in the run's context. Only for a constant of a module."""
    return simulation.instance(cls)


def view(cls: type[T], pointer: Address | None) -> T:
    """The same address, seen as another class; nothing is read or written."""
    return simulation.at_address(cls, 0 if pointer is None else pointer._at)


def array(cls: type[T], pointer: Address | None) -> Ptr[T]:
    """The same address, seen as an array of T."""
    return Ptr(0 if pointer is None else pointer._at, cls)


def address(thing: Object | Struct | None) -> Ptr[u8]:
    """The bytes of something."""
    return Ptr(0 if thing is None else thing._at, u8)


def null(cls: type[T]) -> Ptr[T]:
    """The null pointer."""
    return Ptr(0, cls)


def new(cls: type[T], block: Ptr[u8]) -> T:
    """A raw block becomes an object of count 1: the header is written, nothing else."""
    view(Object, block).count = 1
    view(Object, block).descriptor = simulation.descriptor_of(cls)
    return view(cls, block)


def fields_size(cls: type[Any]) -> int:
    """Bytes of the fields of a class, header included; a constant."""
    return simulation.fields_size(cls)


def number_of(pointer: Ptr[Any]) -> int:
    """An address as a number, which is never turned back into a pointer."""
    return pointer._at


def copy_bytes(target: Ptr[u8], source: Ptr[u8], count: int) -> None:
    """Copy bytes between ranges that do not overlap."""
    data = bytes(simulation.world.memory.bytes_at(source._at, count))
    simulation.world.memory.bytes_at(target._at, count)[:] = data


def allocated(block: Ptr[u8], size: int) -> None:
    """The allocator hands out a block: from now on it may be used. Costs nothing in native code."""
    simulation.world.memory.mark(block._at, size, True)


def freed(block: Ptr[u8], size: int) -> None:
    """The block must not be used any more. Native code fills it with `0xDB` when DEBUG is on."""
    simulation.world.memory.mark(block._at, size, False)


def descriptor_of(cls: type[Any]) -> int:
    """Index of the descriptor of a class; a constant."""
    return simulation.descriptor_of(cls)


def descriptor_word(descriptor: int, word: int) -> int:
    """Word of a descriptor: 0 kind, 1 bytes of the fields, 2 mask of the reference fields."""
    return simulation.descriptor_word(descriptor, word)


# ---- the system


def sys_map(size: int) -> Ptr[u8]:
    """Fresh zeroed pages; null if the system has none."""
    return Ptr(simulation.world.memory.map(size), u8)


def sys_unmap(pages: Ptr[u8], size: int) -> None:
    """Give pages back."""
    simulation.world.memory.unmap(pages._at, size)


def sys_advise(pages: Ptr[u8], size: int) -> None:
    """Ask for huge pages."""


# ---- the run around it


def context_word(name: str) -> int:
    """A field of the context (`motet.jit.context`), given by a literal."""
    return simulation.world.fields[name]


def context_pointer(name: str) -> Ptr[u8]:
    """A field of the context that holds an address."""
    return Ptr(simulation.world.fields[name], u8)


def write_text(text: Ptr[u8], size: int, where: int) -> None:
    """Append bytes to the output."""
    simulation.world.output += bytes(simulation.world.memory.bytes_at(text._at, size))


def print_value(x: AnyValue, where: int) -> None:
    """Let the host, or the shared routine for scalars, print a value and a line end."""
    simulation.world.printed.append(x)


# ---- control and arithmetic


def fail(kind: str, where: int) -> NoReturn:
    """End the run with this kind of trap (a name of `motet.bytecode.traps`) at `where` (function << 8 | pc << 32)."""
    simulation.fail(kind, where)


def poll(where: int) -> None:
    """Let the host have a word if somebody wants its attention. Does not return if the run is to end."""


def unlikely(condition: bool) -> bool:
    """The condition, which is almost always false."""
    return condition


def _wrapped(value: int) -> int:
    return ((value + (1 << 63)) & ((1 << 64) - 1)) - (1 << 63)


def wrap_add(a: int, b: int) -> int:
    """Sum modulo 2**64."""
    return _wrapped(a + b)


def wrap_mul(a: int, b: int) -> int:
    """Product modulo 2**64."""
    return _wrapped(a * b)


def shift_left(a: int, count: int) -> int:
    """Bits may be pushed out."""
    return _wrapped(a << count)


def shift_right(a: int, count: int) -> int:
    """Zeros come in from the left."""
    return (a & ((1 << 64) - 1)) >> count


def below(index: int, count: int) -> bool:
    """0 <= index < count, in one comparison."""
    return 0 <= index < count


def clz(value: int) -> int:
    """Leading zero bits of a positive number."""
    return 64 - value.bit_length()
