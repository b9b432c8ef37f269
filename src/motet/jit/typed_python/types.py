"""Types of the subset: those of the bytecode, pointers, structs, objects, and widths that exist in memory only."""

from __future__ import annotations

from typing import Final, NamedTuple

from motet.bytecode.types import ANY, BOOL, FLOAT, INT, UNIT, VECTOR, Key, Ty
from motet.jit.references import is_counted_type

_table: Final[dict[tuple[str, tuple[Ty, ...]], Ty]] = {}


def _intern(kind: str, words: tuple[str, ...], parts: tuple[Ty, ...] = ()) -> Ty:
    return _table.setdefault((kind, parts), Ty(Key(kind, parts), words))


U8: Final = _intern("u8", ("i64",))
U32: Final = _intern("u32", ("i64",))
NONE: Final = _intern("None", ("ptr",))
"""The type of `None`, which fits every `X | None`."""

OBJECT: Final = _intern("Object", ("ptr",))


MEMORY_CLASSES: Final = {"Unit": UNIT, "Int": INT, "Float": FLOAT, "Bool": BOOL, "Ref": OBJECT, "Any": ANY}
"""What a type variable stands for in a specialisation, by the name that symbols have of it."""

CLASS_NAMES: Final = {t: name for name, t in MEMORY_CLASSES.items()}


def memory_class(t: Ty) -> Ty:
    """What a type variable is bound to by a value of the type: all counted objects are alike."""
    return t if t is ANY or not is_counted_type(t) else OBJECT


def type_of_kind(kind: str, parts: tuple[Ty, ...]) -> Ty:
    """The type of this module that has this kind and these parts: its words are one `ptr` if it is new."""
    return _intern(kind, ("ptr",), parts)


def pointer(item: Ty) -> Ty:
    """`Ptr[item]`."""
    return _intern("Ptr", ("ptr",), (item,))


def struct(name: str, arguments: tuple[Ty, ...] = ()) -> Ty:
    """The address of a struct; `arguments` are those of a generic class."""
    return _intern(f"struct {name}", ("ptr",), arguments)


def object_type(name: str, arguments: tuple[Ty, ...] = ()) -> Ty:
    """A class of counted objects; `arguments` are those of a generic class."""
    return VECTOR if name == "Vector" else _intern(name, ("ptr",), arguments)


def maybe(t: Ty) -> Ty:
    """`t | None`."""
    return t if t.kind == "Maybe" or t is NONE else _intern("Maybe", ("ptr",), (t,))


def without_none(t: Ty) -> Ty:
    """What is left of a type when it is known not to be None."""
    return t.parts[0] if t.kind == "Maybe" else t


def is_struct(t: Ty) -> bool:
    """Whether values are addresses of structs."""
    return t.kind.startswith("struct ")


def widened(t: Ty) -> Ty:
    """The type of a value loaded from memory of the type."""
    return INT if t in (U8, U32) else t


class InMemory(NamedTuple):
    """How a type lies in memory: LLVM type of each word, and bytes in all."""

    words: tuple[str, ...]
    size: int


_MEMORY: Final = {
    U8: InMemory(("i8",), 1),
    U32: InMemory(("i32",), 4),
    INT: InMemory(("i64",), 8),
    FLOAT: InMemory(("double",), 8),
    BOOL: InMemory(("i8",), 1),
    ANY: InMemory(("i64", "ptr"), 16),
    UNIT: InMemory((), 0),
}
_REFERENCE: Final = InMemory(("ptr",), 8)


def in_memory(t: Ty) -> InMemory:
    """How a field or item of the type lies in memory; objects, structs and pointers are references."""
    return _MEMORY.get(t, _REFERENCE)
