"""The subset of Python in which the run-time library is written: its types, marks and intrinsic operations.

The library is read by `motet.jit.typed_python` and becomes native code; the same source runs under CPython on the checked
memory of `motet.runtime.simulation`. What is special about it:

* `int` is a signed number of 64 bits. `u8` and `u32` exist in memory only: a load widens, a store truncates. Plain
  arithmetic must not leave 64 bits; what may wrap says so (`wrap_add`, `wrap_mul`, `shift_left`). `//` and `%` truncate.
* `Struct` is a block of fields, `Object` a counted value with a header, `Ptr[T]` an array of T in memory.
* Classes and functions may be generic over `T`, `U`, `K`, `V`. A type variable stands for a memory class: `int`, `float`, `bool`, `None`, `Object`
  (whatever its class is), `AnyValue`; one specialisation is compiled for each. `isinstance` of a variable is decided while compiling.
  A parameter `type[List[T]]` takes a class, such as `List[T]`, for type variables that no other argument tells; it has no words.
* A class of objects that is released in its own way says its `kind` (`motet.jit.layout.KINDS`).
* A `@raw` function counts references by hand (`retain`, `release`). An argument of type `Own[X]` is given up to it;
  all other arguments are borrowed, results are owned, except `Borrowed[X]`: it lives as long as the first argument.
* A function without `@raw` is managed: it mentions no count and no pointer; the compiler inserts and checks the counts.
* if, while, for over range, break, continue, return, `X | None` with `is None`, `==` of references (identity), constants of the module; tuples of
  Ints that other rooms define are tables. No exceptions: `fail(kind, where)` ends the run, `where` being the position of the instruction on
  whose behalf it works.
"""

from __future__ import annotations

import math
import re
import struct
import typing
from collections.abc import Callable
from typing import Annotated, Any, NoReturn, TypeAlias, TypeVar

from motet.runtime import simulation
from motet.runtime.simulation import Address, AnyValue, Object, Ptr, Struct, Tail

__all__ = [
    "DEBUG",
    "AnyValue",
    "Borrowed",
    "K",
    "NoReturn",
    "Object",
    "Own",
    "Ptr",
    "Struct",
    "T",
    "Tail",
    "U",
    "V",
    "address",
    "allocated",
    "any_of",
    "any_scalar",
    "array",
    "below",
    "clz",
    "cold",
    "compare_bytes",
    "context_pointer",
    "context_word",
    "copy_bytes",
    "ctz",
    "descriptor_of",
    "descriptor_word",
    "divide_unsigned",
    "exponential",
    "fail",
    "fields_size",
    "find_byte",
    "freed",
    "inline",
    "instance",
    "item_size",
    "move_bytes",
    "multiply_high",
    "new",
    "noinline",
    "null",
    "number_of",
    "poll",
    "popcount",
    "print_value",
    "put_word",
    "raw",
    "reader_of",
    "real_bits",
    "real_of_bits",
    "set_bytes",
    "shape_of",
    "shift_left",
    "shift_right",
    "swap_bytes",
    "sys_advise",
    "sys_map",
    "sys_remap",
    "sys_unmap",
    "to_real",
    "u8",
    "u32",
    "unlikely",
    "view",
    "word_at",
    "wrap_add",
    "wrap_mul",
    "write_text",
]

T = TypeVar("T")
U = TypeVar("U")
K = TypeVar("K")
V = TypeVar("V")
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
    words = (word for text in function.__annotations__.values() for word in re.findall(r"\w+", str(text)))
    return simulation.bound(function) if not {"T", "U", "K", "V"}.isdisjoint(words) else function


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
    """The same address, seen as another class, or as an array (`Ptr[T]`); nothing is read or written."""
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


def new(cls: type[T], block: Ptr[u8], descriptor: int = 0) -> T:
    """A raw block becomes an object of count 1, with the descriptor of the class or the given one: only the header is written."""
    view(Object, block).count = 1
    view(Object, block).descriptor = descriptor or simulation.descriptor_of(cls)
    return view(cls, block)


def fields_size(cls: type[Any]) -> int:
    """Bytes of the fields of a class, header included; a constant."""
    return simulation.fields_size(cls)


def item_size(cls: type[Ptr[Any]]) -> int:
    """Bytes from one item of `Ptr[T]` to the next; a constant."""
    return simulation.stride(typing.get_args(simulation.resolve(cls))[0])


def number_of(pointer: Ptr[Any]) -> int:
    """An address as a number, which is never turned back into a pointer."""
    return pointer._at


def copy_bytes(target: Ptr[u8], source: Ptr[u8], count: int) -> None:
    """Copy bytes between ranges that do not overlap."""
    data = bytes(simulation.world.memory.bytes_at(source._at, count))
    simulation.world.memory.bytes_at(target._at, count)[:] = data


def move_bytes(target: Ptr[u8], source: Ptr[u8], count: int) -> None:
    """Copy bytes between ranges that may overlap."""
    copy_bytes(target, source, count)


def set_bytes(target: Ptr[u8], byte: int, count: int) -> None:
    """Let all bytes of a range be the same."""
    simulation.world.memory.bytes_at(target._at, count)[:] = bytes([byte]) * count


def compare_bytes(one: Ptr[u8], other: Ptr[u8], count: int) -> int:
    """Below 0, 0 or above 0, as the bytes of one range come before, equal or come after those of the other."""
    memory = simulation.world.memory
    a, b = bytes(memory.bytes_at(one._at, count)), bytes(memory.bytes_at(other._at, count))
    return (a > b) - (a < b)


def find_byte(place: Ptr[u8], byte: int, count: int) -> Ptr[u8]:
    """The first place of a byte among `count` bytes; null if there is none."""
    found = bytes(simulation.world.memory.bytes_at(place._at, count)).find(byte)
    return place + found if found >= 0 else null(u8)


def word_at(place: Ptr[u8]) -> int:
    """Eight bytes as a number, the lowest first; they need not be aligned."""
    return int.from_bytes(simulation.world.memory.bytes_at(place._at, 8), "little", signed=True)


def put_word(place: Ptr[u8], value: int) -> None:
    """Write eight bytes, the lowest first; they need not be aligned."""
    simulation.world.memory.bytes_at(place._at, 8)[:] = (value & ((1 << 64) - 1)).to_bytes(8, "little")


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


def shape_of(descriptor: int) -> Ptr[int]:
    """The shape of a descriptor (`motet.jit.typed_python.shapes`); null if it has none."""
    return Ptr(simulation.world.shapes.get(descriptor, 0), int)


def reader_of(descriptor: int) -> Ptr[int]:
    """The reader of a descriptor (`motet.jit.typed_python.readers`)."""
    return Ptr(simulation.world.readers[descriptor], int)


# ---- the system


def sys_map(size: int) -> Ptr[u8]:
    """Fresh zeroed pages; null if the system has none."""
    return Ptr(simulation.world.memory.map(size), u8)


def sys_unmap(pages: Ptr[u8], size: int) -> None:
    """Give pages back."""
    simulation.world.memory.unmap(pages._at, size)


def sys_remap(pages: Ptr[u8], size: int, wanted: int) -> Ptr[u8]:
    """Give pages another size; they may move, their content stays. Null if that cannot be done."""
    memory = simulation.world.memory
    data = bytes(memory.bytes_at(pages._at, size))
    moved = memory.map(wanted)
    memory.bytes_at(moved, min(size, wanted))[:] = data[:wanted]
    memory.unmap(pages._at, size)
    return Ptr(moved, u8)


def sys_advise(pages: Ptr[u8], size: int) -> None:
    """Ask for huge pages."""


# ---- values of type Any


def any_of(tag: int, o: Object) -> AnyValue:
    """An object as a value of type Any: the same reference."""
    return AnyValue(tag, o._at)


def any_scalar(tag: int, bits: int) -> AnyValue:
    """A scalar as a value of type Any, from its bits."""
    return AnyValue(tag, bits)


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


def ctz(value: int) -> int:
    """Trailing zero bits of a number that is not 0."""
    return (value & -value).bit_length() - 1


def popcount(value: int) -> int:
    """Number of bits that are set."""
    return (value & ((1 << 64) - 1)).bit_count()


def swap_bytes(value: int) -> int:
    """The eight bytes of a number in the other order."""
    return int.from_bytes((value & ((1 << 64) - 1)).to_bytes(8, "little"), "big", signed=True)


def divide_unsigned(a: int, b: int) -> int:
    """Quotient of two numbers that are never negative, even if their highest bit is set."""
    return _wrapped((a & ((1 << 64) - 1)) // (b & ((1 << 64) - 1)))


def multiply_high(a: int, b: int) -> int:
    """The upper 64 bits of the product of two numbers that are never negative, even if their highest bit is set."""
    mask = (1 << 64) - 1
    return _wrapped((a & mask) * (b & mask) >> 64)


def to_real(value: int) -> float:
    """The nearest Float."""
    return float(value)


def exponential(value: float) -> float:
    """The C library's `exp`."""
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf


def real_of_bits(bits: int) -> float:
    """The Float that a number has the bits of."""
    return float(struct.unpack("<d", struct.pack("<q", bits))[0])


def real_bits(value: float) -> int:
    """The bits of a Float as a number."""
    return int.from_bytes(struct.pack("<d", value), "little", signed=True)
