"""The run-time library under CPython: its memory is simulated, and every access is checked.

A load or store outside of a live block, a block that is freed twice, arithmetic that leaves 64 bits are Python
exceptions with a traceback into the library's source. This is how the library is unit-tested; native code never
touches this module.
"""

from __future__ import annotations

import functools
import inspect
import struct
import types
import typing
from collections.abc import Callable
from types import NoneType
from typing import Any, ClassVar, Final, Generic, NoReturn, TypeAlias, TypeVar

from motet.bytecode.traps import Trap

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
Thing: TypeAlias = Any
"""A type of the library as a Python object, or one of its values."""

PAGE: Final = 4096
FORMATS: Final = {"u8": ("<B", 1), "u32": ("<I", 4), "int": ("<q", 8), "float": ("<d", 8), "bool": ("<?", 1)}
"""How the plain types lie in memory."""


class BadAccessError(Exception):
    """The library touched memory that is not its own: a bug in it."""


class Memory:
    """Mappings by address; each byte of one is live or dead, and only live bytes may be read or written."""

    def __init__(self) -> None:
        self.data: Final[dict[int, bytearray]] = {}
        self.live: Final[dict[int, bytearray]] = {}
        self.top = 1 << 32

    def map(self, size: int) -> int:
        """Address of `size` fresh zero bytes, all of them live."""
        base = self.top
        self.top += (size + 2 * PAGE) & -PAGE
        self.data[base] = bytearray(size)
        self.live[base] = bytearray(b"\1") * size
        return base

    def unmap(self, address: int, size: int) -> None:
        """Give back the head, the tail or the whole of a mapping."""
        base, offset = self.locate(address, size)
        data, live = self.data.pop(base), self.live.pop(base)
        for start, end in ((0, offset), (offset + size, len(data))):
            if start < end:
                self.data[base + start], self.live[base + start] = data[start:end], live[start:end]

    def locate(self, address: int, size: int) -> tuple[int, int]:
        """The mapping of a range: its address and the offset of the range in it."""
        for base, data in self.data.items():
            if base <= address and address + size <= base + len(data):
                return base, address - base
        raise BadAccessError(f"{size} bytes at {address:#x} are not mapped")

    def bytes_at(self, address: int, size: int, *, dead_too: bool = False) -> memoryview:
        """The bytes of a range, to read or write. BadAccessError if one of them is dead."""
        base, offset = self.locate(address, size)
        if not dead_too and b"\0" in self.live[base][offset : offset + size]:
            raise BadAccessError(f"{size} bytes at {address:#x}: not in a live block")
        return memoryview(self.data[base])[offset : offset + size]

    def mark(self, address: int, size: int, live: bool) -> None:
        """Begin or end the life of a block, which must have been dead or alive throughout."""
        base, offset = self.locate(address, size)
        if bytes([live]) in self.live[base][offset : offset + size]:
            raise BadAccessError(
                f"block of {size} bytes at {address:#x}: {'overlaps a live one' if live else 'freed twice'}"
            )
        self.live[base][offset : offset + size] = bytes([live]) * size


class World:
    """What one simulated run has: memory, the structs and other fields of its context, bindings of type variables, output."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.instances: dict[type, Thing] = {}
        self.bindings: list[dict[Thing, Thing]] = [{}]
        self.rows: list[tuple[int, ...]] = [()]
        self.numbers: dict[Thing, int] = {}
        self.shapes: dict[int, int] = {}
        self.readers: dict[int, int] = {}
        self.fields: dict[str, int] = {}
        self.output = b""
        self.printed: list[AnyValue] = []


world: Final = World()


def reset() -> None:
    """Start anew with empty memory and zeroed contexts."""
    world.memory = Memory()
    world.instances.clear()
    world.fields.clear()
    world.shapes.clear()
    world.readers.clear()
    world.printed.clear()
    world.output = b""


# ---- types


def form(t: Thing) -> Thing:
    """The generic class of a subscripted type, `Annotated` included; None for others."""
    return typing.get_origin(t)


def resolve(t: Thing) -> Thing:
    """The type with type variables replaced by what the current call binds them to, and `X | None` by X."""
    if isinstance(t, TypeVar):
        return world.bindings[-1].get(t, t)
    origin: Thing = form(t)
    if origin is None:
        return t
    if origin in (typing.Union, types.UnionType):
        return resolve(next(part for part in typing.get_args(t) if part is not type(None)))
    if origin is typing.Annotated:
        return t if t.__metadata__[0] in FORMATS else resolve(t.__origin__)
    if origin is Ptr or is_class(origin, Fields):
        return origin[tuple(map(resolve, typing.get_args(t)))]
    return t


def class_of(t: Thing) -> Thing:
    """The class itself of a generic one with arguments; other things as they are."""
    return form(t) or t


def kind(t: Thing) -> str:
    """Name of a row of `FORMATS`, `any`, `pointer` (a `Ptr`) or `reference` (a struct or object)."""
    if form(t) is typing.Annotated:
        return str(t.__metadata__[0])
    if t in (int, float, bool):
        return str(t.__name__)
    if t is AnyValue:
        return "any"
    if t is NoneType:
        return "unit"
    return "pointer" if form(t) is Ptr else "reference"


def size_in_memory(t: Thing) -> int:
    """Bytes of a field of the type."""
    name = kind(t)
    return FORMATS[name][1] if name in FORMATS else {"any": 16, "unit": 0}.get(name, 8)


def is_struct(t: Thing) -> bool:
    """Whether items of the type lie in place."""
    return is_class(class_of(t), Struct)


def is_class(t: Thing, base: type) -> bool:
    """Whether something is a class that extends another."""
    return inspect.isclass(t) and issubclass(t, base)


def stride(t: Thing) -> int:
    """Bytes from one item of an array to the next: structs lie in place."""
    return fields_size(t) if is_struct(t) else size_in_memory(t)


def layout(cls: Thing) -> dict[str, tuple[int, Thing]]:
    """Offset and type of every field; under the empty name the size. A field of type `Tail` is the open end."""
    if cls not in _layouts:
        world.bindings.append(dict(zip(getattr(form(cls), "__parameters__", ()), typing.get_args(cls), strict=True)))
        try:
            _layouts[cls] = _compute_layout(class_of(cls))
        finally:
            world.bindings.pop()
    return _layouts[cls]


_layouts: Final[dict[Thing, dict[str, tuple[int, Thing]]]] = {}


def _compute_layout(cls: Thing) -> dict[str, tuple[int, Thing]]:
    at, fields, tail = 0, {}, []
    for name, t in typing.get_type_hints(cls, include_extras=True).items():
        if name.startswith("_") or form(t) is typing.ClassVar:
            continue
        if form(t) is Tail:
            tail.append((name, Ptr[resolve(typing.get_args(t)[0])]))  # type: ignore[misc]  # computed at run time
            continue
        t = resolve(t)
        align = min(size_in_memory(t), 8)
        at = (at + align - 1) & -align
        fields[name] = (at, t)
        at += size_in_memory(t)
    size = (at + 7) & -8
    return fields | {name: (size, t) for name, t in tail} | {"": (size, None)}


def fields_size(cls: Thing) -> int:
    """Bytes of the declared fields, the header of an object included, an open end not."""
    return layout(cls)[""][0]


# ---- values


class AnyValue:
    """A value of unknown type: a tag (`motet.bytecode.types.TAGS`) and a payload of 64 bits."""

    __slots__ = ("payload", "tag")

    def __init__(self, tag: int, payload: int) -> None:
        self.tag = tag
        self.payload = payload

    @property
    def integer(self) -> int:
        """The payload as a signed number."""
        return self.payload

    @property
    def real(self) -> float:
        """The payload as the bits of a Float."""
        return float(struct.unpack("<d", struct.pack("<q", self.payload))[0])

    @property
    def obj(self) -> Object:
        """The payload as an object."""
        return Object(self.payload)


class Address:
    """Something at an address. Two are equal when the addresses are."""

    _at: int

    def __init__(self, at: int) -> None:
        object.__setattr__(self, "_at", at)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Address) and self._at == other._at

    def __hash__(self) -> int:
        return hash(self._at)


class Ptr(Address, Generic[T]):
    """An array of T somewhere in memory: `p[i]`, `p + n` (items). Items of a struct type are the structs in place."""

    _item: Thing

    def __init__(self, at: int, item: Thing) -> None:
        super().__init__(at)
        object.__setattr__(self, "_item", item)

    @property
    def is_null(self) -> bool:
        """Whether it is the null pointer."""
        return self._at == 0

    @property
    def width(self) -> int:
        """Bytes from one item to the next; a constant for the compiler."""
        return stride(self._item)

    @property
    def is_counted(self) -> bool:
        """Whether items may be objects; a constant for the compiler."""
        return kind(self._item) in ("reference", "any")

    def __getitem__(self, index: int) -> T:
        return typing.cast("T", load(self._at + index * self.width, self._item, in_place=True))

    def __setitem__(self, index: int, value: T) -> None:
        store(self._at + index * self.width, self._item, value)

    def __add__(self, count: int) -> Ptr[T]:
        return Ptr(self._at + count * self.width, self._item)

    def __gt__(self, other: Ptr[T]) -> bool:
        return self._at > other._at

    def __lt__(self, other: Ptr[T]) -> bool:
        return self._at < other._at


if typing.TYPE_CHECKING:
    Tail = Ptr
else:

    class Tail(Generic[T]):
        """The open array behind the fields of an object."""


class Fields(Address):
    """A struct or an object: attributes are its fields in memory."""

    checked: ClassVar[bool] = True
    _type: Thing = None

    if not typing.TYPE_CHECKING:

        def __getattr__(self, name: str) -> Thing:
            if name.startswith("_"):
                raise AttributeError(name)
            places = layout(self._type or type(self))
            offset, t = places[name]
            if offset == places[""][0]:
                return Ptr(self._at + offset, typing.get_args(t)[0])
            return load(self._at + offset, t, dead_too=not self.checked)

        def __setattr__(self, name: str, value: Thing) -> None:
            offset, t = layout(self._type or type(self))[name]
            store(self._at + offset, t, value, dead_too=not self.checked)


class Struct(Fields):
    """A block of fields without a header. `checked = False`: its bytes may be dead (the allocator's own links)."""


if typing.TYPE_CHECKING:

    class Object(Fields):
        """A counted value. The header comes first: number of references, index of the descriptor."""

        kind: ClassVar[int]
        count: int
        descriptor: int

else:

    class Object(Fields):
        """A counted value. The header comes first: number of references, index of the descriptor."""

        kind = 1
        count: typing.Annotated[int, "u32"]
        descriptor: typing.Annotated[int, "u32"]


def at_address(cls: type[T], at: int) -> T:
    """The struct or object of a class at an address."""
    resolved: Thing = resolve(cls)
    if form(resolved) is Ptr:
        return typing.cast("T", Ptr(at, typing.get_args(resolved)[0]))
    made: Thing = class_of(resolved)(at)
    if made.__class__ is not resolved:
        object.__setattr__(made, "_type", resolved)
    return typing.cast("T", made)


def load(at: int, t: Thing, *, in_place: bool = False, dead_too: bool = False) -> Thing:
    """The value of a type at an address."""
    t = resolve(t)
    name = kind(t)
    if name in FORMATS:
        code, size = FORMATS[name]
        return struct.unpack(code, world.memory.bytes_at(at, size, dead_too=dead_too))[0]
    if name == "any":
        return AnyValue(*struct.unpack("<qq", world.memory.bytes_at(at, 16, dead_too=dead_too)))
    if name == "unit":
        return None
    if in_place and is_struct(t):
        return at_address(t, at)
    word: int = struct.unpack("<q", world.memory.bytes_at(at, 8, dead_too=dead_too))[0]
    if name == "pointer":
        return at_address(t, word)
    return at_address(t, word) if word else None


def store(at: int, t: Thing, value: Thing, *, dead_too: bool = False) -> None:
    """Write a value of a type; narrow integers are truncated."""
    name = kind(resolve(t))
    if name == "unit":
        return
    if name == "any":
        data = struct.pack("<qq", value.tag, value.payload)
    elif name in ("u8", "u32"):
        code, size = FORMATS[name]
        data = struct.pack(code, value & ((1 << 8 * size) - 1))
    elif name in FORMATS:
        data = struct.pack(FORMATS[name][0], value)
    else:
        data = struct.pack("<q", 0 if value is None else value._at)
    world.memory.bytes_at(at, len(data), dead_too=dead_too)[:] = data


# ---- what decorators and intrinsics of `motet.runtime.language` do here


def bound(function: F) -> F:
    """Bind the type variables of a generic function at each call, as the compiler does once for each specialisation."""

    @functools.cache
    def hints() -> list[Thing]:
        found = typing.get_type_hints(function, include_extras=True)
        return [found[name] for name in inspect.signature(function).parameters]

    @functools.wraps(function)
    def call(*arguments: Thing) -> Thing:
        bindings: dict[Thing, Thing] = {}
        for hint, argument in zip(hints(), arguments, strict=True):
            match(hint, argument, bindings)
        world.bindings.append(bindings)
        try:
            return function(*arguments)
        finally:
            world.bindings.pop()

    return typing.cast("F", call)


def match(parameter: Thing, argument: Thing, bindings: dict[Thing, Thing]) -> None:
    """Learn the type variables of a parameter from an argument."""
    if isinstance(parameter, TypeVar):
        bindings.setdefault(parameter, Object if isinstance(argument, Object) else type(argument))
        return
    origin = form(parameter)
    if origin is typing.Annotated:
        match(parameter.__origin__, argument, bindings)
    elif origin is types.UnionType or origin is typing.Union:
        match(typing.get_args(parameter)[0], argument, bindings)
    elif origin is type:
        _match_arguments(typing.get_args(parameter)[0], resolve(argument), bindings)
    elif origin is Ptr and isinstance(argument, Ptr):
        match_type(typing.get_args(parameter)[0], argument._item, bindings)
    elif origin is not None and isinstance(argument, Fields):
        _match_arguments(parameter, argument._type, bindings)


def _match_arguments(parameter: Thing, t: Thing, bindings: dict[Thing, Thing]) -> None:
    for part, argument in zip(typing.get_args(parameter), typing.get_args(t), strict=False):
        match_type(part, argument, bindings)


def match_type(parameter: Thing, t: Thing, bindings: dict[Thing, Thing]) -> None:
    """Learn the type variables of an argument of a generic type."""
    if isinstance(parameter, TypeVar):
        bindings.setdefault(parameter, t)
    else:
        _match_arguments(parameter, t, bindings)


def instance(cls: type[T]) -> T:
    """The one struct of a class that the context holds, made at its first use."""

    class Proxy:
        def __getattr__(self, name: str) -> Thing:
            return getattr(real(), name)

        def __setattr__(self, name: str, value: Thing) -> None:
            setattr(real(), name, value)

    def real() -> Thing:
        found = world.instances.get(cls)
        if found is None:
            found = world.instances[cls] = typing.cast("Any", cls)(world.memory.map(1024))
        return found

    return typing.cast("T", Proxy())


MEMORY_CLASSES: Final[dict[Thing, int]] = {NoneType: 0, int: 1, float: 2, bool: 3, Object: 4, AnyValue: 5}
"""Numbers of memory classes in descriptors (`motet.jit.layout`)."""


def add_descriptor(row: tuple[int, ...]) -> int:
    """Number of a new descriptor. Numbers begin at 1; 0 marks a free block."""
    world.rows.append(row)
    return len(world.rows) - 1


def add_shape(descriptor: int, words: tuple[int, ...]) -> None:
    """Give a descriptor a shape, which stays until `reset`."""
    world.shapes[descriptor] = _constant(words)


def add_reader(descriptor: int, words: tuple[int, ...]) -> None:
    """Give a descriptor a reader, which stays until `reset`."""
    world.readers[descriptor] = _constant(words)


def _constant(words: tuple[int, ...]) -> int:
    place = world.memory.map(8 * len(words))
    world.memory.bytes_at(place, 8 * len(words))[:] = struct.pack(f"<{len(words)}q", *words)
    return place


def descriptor_of(cls: type) -> int:
    """Number of the descriptor of a class, a new one at its first use."""
    resolved = resolve(cls)
    if resolved not in world.numbers:
        world.numbers[resolved] = add_descriptor(describe(resolved))
    return world.numbers[resolved]


def descriptor_word(descriptor: int, word: int) -> int:
    """One word of a descriptor."""
    return world.rows[descriptor][word]


def describe(cls: Thing) -> tuple[int, ...]:
    """The descriptor of a class, as the compiler makes it."""
    references, anys = 0, 0
    for name, (offset, t) in layout(cls).items():
        if name and offset < fields_size(cls):
            references |= (kind(t) == "reference") << offset // 8
            anys |= (kind(t) == "any") << offset // 8
    bindings = dict(
        zip((v.__name__ for v in getattr(form(cls), "__parameters__", ())), typing.get_args(cls), strict=True)
    )
    item, key = (MEMORY_CLASSES[bindings.get(name, NoneType)] for name in ("V" if "V" in bindings else "T", "K"))
    return (class_of(cls).kind, fields_size(cls), references, anys, item, key, 0, 0)


def fail(name: str, where: int) -> NoReturn:
    """End the run with a trap."""
    raise Trap(name, where >> 8 & 0xFFFFFF, where >> 32)
