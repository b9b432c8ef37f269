"""LLVM text: objects of the heap of what was checked before. The parts of an object are made before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from motet.bytecode.types import BOOL, STR, Ty
from motet.jit.boundary import lists
from motet.jit.boundary.lines import Lines, begin_loop, end_loop
from motet.jit.boundary.python_api import LIST_COUNT, LIST_ITEMS, TUPLE_ITEMS, VALUE_OFFSET, VARIANT_VALUES
from motet.jit.layout import DESCRIPTORS, HEADER, ITEM_BYTES, LIST_BYTES, TEXT_BYTES, layout, memory_class

if TYPE_CHECKING:
    from motet.jit.boundary.structures import Structures, Table


def _allocate(s: Structures, w: Lines, size: str, descriptor: int) -> str:
    """A new object with one count."""
    area = w.ins("alloca [2 x i64]")
    w.store(f"i64 {size}", area, 0)
    w.store(f"i64 {descriptor}", area, 8)
    w.store(f"ptr {area}", "%ctx", s.objects.area)
    w.store("i64 1", "%ctx", s.objects.number)
    request = w.ins(f"call i64 @enter(ptr %ctx, ptr inttoptr (i64 {s.objects.make} to ptr))")
    w.next_unless(w.ins(f"icmp ne i64 {request}, 0"), "no")
    made = w.load("ptr", area, 8)
    w.store("i32 1", made, 0)
    return made


def _make_int(s: Structures, w: Lines, t: Ty) -> None:
    """The number."""
    overflow = w.ins("alloca i32")
    w.do(f"store i64 {w.ins(f'call i64 @PyLong_AsLongLongAndOverflow(ptr %o, ptr {overflow})')}, ptr %out")
    w.do("ret i1 true")


def _make_float(s: Structures, w: Lines, t: Ty) -> None:
    """The number."""
    w.do(f"store double {w.load('double', '%o', VALUE_OFFSET)}, ptr %out")
    w.do("ret i1 true")


def _make_bool(s: Structures, w: Lines, t: Ty) -> None:
    """0 or 1."""
    is_true = w.ins(f"icmp eq ptr %o, inttoptr (i64 {s.at.true} to ptr)")
    w.do(f"store i64 {w.ins(f'zext i1 {is_true} to i64')}, ptr %out")
    w.do("ret i1 true")


def _make_unit(s: Structures, w: Lines, t: Ty) -> None:
    """Nothing."""
    w.do("ret i1 true")


def _make_str(s: Structures, w: Lines, t: Ty) -> None:
    """A copy."""
    size = w.ins("alloca i64")
    start = w.ins(f"call ptr @PyUnicode_AsUTF8AndSize(ptr %o, ptr {size})")
    length = w.load("i64", size, 0)
    least = w.ins(f"call i64 @llvm.umax.i64(i64 {length}, i64 1)")
    made = _allocate(s, w, w.ins(f"add i64 {least}, {TEXT_BYTES}"), DESCRIPTORS.number(STR))
    w.store(f"i32 {w.ins(f'trunc i64 {length} to i32')}", made, 8)
    w.store("i64 0", made, 16)
    w.do(f"call void @llvm.memcpy(ptr {w.place(made, TEXT_BYTES)}, ptr {start}, i64 {length}, i1 false)")
    _give(w, made)


def _give(w: Lines, made: str) -> None:
    w.do(f"store ptr {made}, ptr %out")
    w.do("ret i1 true")


def _make_list(s: Structures, w: Lines, t: Ty) -> None:
    """Its elements one after the other; it is as long as it has elements."""
    element, each = t.parts[0], ITEM_BYTES[memory_class(t.parts[0])]
    count, items = w.load("i64", "%o", LIST_COUNT), w.load("ptr", "%o", LIST_ITEMS)
    size = w.ins(f"call i64 @llvm.umax.i64(i64 {w.ins(f'mul i64 {count}, {each}')}, i64 8)")
    made = _allocate(s, w, w.ins(f"add i64 {size}, {LIST_BYTES}"), DESCRIPTORS.number(t))
    if t in lists.READ:
        w.ins(f"call i1 @{lists.READ[t]}(ptr %o, ptr {w.load('ptr', made, 8)})")
    elif element.words:
        _make_elements(s, w, element, items, count, w.load("ptr", made, 8))
    w.store(f"i64 {count}", made, 16)
    _give(w, made)


def _make_elements(s: Structures, w: Lines, element: Ty, items: str, count: str, to: str) -> None:
    word = w.ins("alloca i64")
    index = begin_loop(w, count)
    item = w.ins(f"load ptr, ptr {w.ins(f'getelementptr ptr, ptr {items}, i64 {index}')}")
    _make_words(s, w, [(item, element)], word)
    kind = "i8" if element is BOOL else "i64"
    value = w.load("i64", word, 0)
    narrow = w.ins(f"trunc i64 {value} to i8") if element is BOOL else value
    w.do(f"store {kind} {narrow}, ptr {w.ins(f'getelementptr {kind}, ptr {to}, i64 {index}')}")
    end_loop(w, index)


def _make_words(s: Structures, w: Lines, values: list[tuple[str, Ty]], area: str) -> None:
    """The words of values, one after the other."""
    offset = 0
    for value, t in values:
        if t.words:
            made = w.ins(f"call i1 {s.make(t)}(ptr %ctx, ptr {value}, ptr {w.place(area, offset)})")
            w.next_unless(w.ins(f"xor i1 {made}, true"), "no")
            offset += 8


def _make_fields(s: Structures, w: Lines, t: Ty, constructor: int, values: list[tuple[str, Ty]]) -> None:
    """An object, once its parts are made."""
    count = sum(1 for _, part in values if part.words)
    area = w.ins(f"alloca [{max(count, 1)} x i64]")
    _make_words(s, w, values, area)
    made = _allocate(s, w, str(layout(t, constructor).size), DESCRIPTORS.number(t, constructor))
    w.do(f"call void @llvm.memcpy(ptr {w.place(made, HEADER)}, ptr {area}, i64 {8 * count}, i1 false)")
    _give(w, made)


def _make_tuple(s: Structures, w: Lines, t: Ty) -> None:
    """An object of its items."""
    values = [(w.load("ptr", "%o", TUPLE_ITEMS + 8 * k), part) for k, part in enumerate(t.parts)]
    _make_fields(s, w, t, -1, values)


def _make_record(s: Structures, w: Lines, t: Ty) -> None:
    """An object of its fields."""
    get = "call ptr @PyDict_GetItemWithError(ptr %o, ptr "
    values = [(w.ins(f"{get}{s.address_of(name)})"), part) for name, part in zip(t.fields, t.parts, strict=True)]
    _make_fields(s, w, t, -1, values)


def _make_union(s: Structures, w: Lines, t: Ty) -> None:
    """An object of the constructor."""
    if t.name == "Option":
        w.next_unless(w.ins(f"icmp eq ptr %o, inttoptr (i64 {s.at.none} to ptr)"), "none")
    values = w.load("ptr", "%o", VARIANT_VALUES)
    for constructor, other in s.by_name(w, t):
        payload = t.constructors[constructor].payload
        found = [(w.load("ptr", values, TUPLE_ITEMS + 8 * k), part) for k, part in enumerate(payload)]
        _make_fields(s, w, t, constructor, found)
        w.label(other)
    w.do("br label %no")
    if t.name == "Option":
        w.label("none")
        _make_fields(s, w, t, t.constructor("None"), [])


MAKES: Final[Table] = {
    "Int": _make_int,
    "Float": _make_float,
    "Bool": _make_bool,
    "Unit": _make_unit,
    "Str": _make_str,
    "List": _make_list,
    "Tuple": _make_tuple,
    "Record": _make_record,
    "Union": _make_union,
}
"""Writers of `make`, by kind of type."""
