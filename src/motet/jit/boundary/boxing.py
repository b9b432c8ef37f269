"""LLVM text: objects of Python of values of the heap, and whether that is worth while."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from motet.bytecode.types import STR, Ty
from motet.jit.boundary import lists
from motet.jit.boundary.lines import Lines, begin_loop, end_loop
from motet.jit.boundary.python_api import LIST_ITEMS, TUPLE_ITEMS
from motet.jit.boundary.signature import FLAT, parts_of
from motet.jit.layout import ITEM_BYTES, TEXT_BYTES, layout, memory_class

if TYPE_CHECKING:
    from motet.jit.boundary.structures import Structures, Table

_SHORT: Final = 64
"""Texts in lists of at most so many bytes are copied each time they occur."""


def _fits_all(s: Structures, w: Lines, t: Ty) -> None:
    """Every value of the type fits."""
    w.do("ret i1 true")


def _fits_list(s: Structures, w: Lines, t: Ty) -> None:
    """Texts in its elements are short."""
    if not _has_texts(t):
        _fits_all(s, w, t)
        return
    made = w.ins("load ptr, ptr %at")
    items, count = w.load("ptr", made, 8), w.load("i64", made, 16)
    index = begin_loop(w, count)
    _short(s, w, t.parts[0], w.ins(f"getelementptr i64, ptr {items}, i64 {index}"))
    end_loop(w, index)
    w.do("ret i1 true")


def _short(s: Structures, w: Lines, t: Ty, place: str) -> None:
    if t is STR:
        size = w.load("i32", w.ins(f"load ptr, ptr {place}"), 8)
        w.next_unless(w.ins(f"icmp ugt i32 {size}, {_SHORT}"), "no")
    elif _has_texts(t):
        good = w.ins(f"call i1 {s.function('short', t, SHORTS)}(ptr {place})")
        w.next_unless(w.ins(f"xor i1 {good}, true"), "no")


def _short_fields(s: Structures, w: Lines, t: Ty) -> None:
    """Texts in it are short."""
    _each_object(s, w, t, lambda part, place: _short(s, w, part, place))


def _fits_fields(s: Structures, w: Lines, t: Ty) -> None:
    """Its parts fit."""

    def part_fits(part: Ty, place: str) -> None:
        if part not in FLAT:
            good = w.ins(f"call i1 {s.fits(part)}(ptr {place})")
            w.next_unless(w.ins(f"xor i1 {good}, true"), "no")

    _each_object(s, w, t, part_fits)


def _each_object(s: Structures, w: Lines, t: Ty, look: Callable[[Ty, str], None]) -> None:
    """Look at all parts that an object has, with the places where they lie."""
    made = w.ins("load ptr, ptr %at")
    for constructor in s.by_descriptor(w, t, made):
        for part in layout(t, constructor).parts:
            if part.type.words:
                look(part.type, w.place(made, part.offset))
        w.do("ret i1 true")


def _has_texts(t: Ty) -> bool:
    return t is STR or any(map(_has_texts, parts_of(t)))


def _drop(w: Lines, whole: str) -> None:
    w.label("drop")
    w.do(f"call void @Py_DecRef(ptr {whole})")
    w.do("br label %no")


def _box_int(s: Structures, w: Lines, t: Ty) -> None:
    """An int."""
    word = w.ins("load i64, ptr %at")
    w.do(f"ret ptr {w.ins(f'call ptr @PyLong_FromLongLong(i64 {word})')}")


def _box_float(s: Structures, w: Lines, t: Ty) -> None:
    """A float."""
    word = w.ins("load double, ptr %at")
    w.do(f"ret ptr {w.ins(f'call ptr @PyFloat_FromDouble(double {word})')}")


def _box_bool(s: Structures, w: Lines, t: Ty) -> None:
    """True or False."""
    is_true = w.ins(f"icmp ne i8 {w.ins('load i8, ptr %at')}, 0")
    address = w.ins(f"select i1 {is_true}, i64 {s.at.true}, i64 {s.at.false}")
    _new_reference(w, w.ins(f"inttoptr i64 {address} to ptr"))


def _box_unit(s: Structures, w: Lines, t: Ty) -> None:
    """None."""
    _new_reference(w, f"inttoptr (i64 {s.at.none} to ptr)")


def _new_reference(w: Lines, constant: str) -> None:
    w.do(f"call void @Py_IncRef(ptr {constant})")
    w.do(f"ret ptr {constant}")


def _box_str(s: Structures, w: Lines, t: Ty) -> None:
    """A str."""
    made = w.ins("load ptr, ptr %at")
    size = w.ins(f"zext i32 {w.load('i32', made, 8)} to i64")
    start = w.place(made, TEXT_BYTES)
    w.do(f"ret ptr {w.ins(f'call ptr @PyUnicode_DecodeUTF8(ptr {start}, i64 {size}, ptr null)')}")


def _box_list(s: Structures, w: Lines, t: Ty) -> None:
    """A list."""
    made = w.ins("load ptr, ptr %at")
    items, count = w.load("ptr", made, 8), w.load("i64", made, 16)
    if t in lists.MAKE:
        w.do(f"ret ptr {w.ins(f'call ptr @{lists.MAKE[t]}(ptr {items}, i64 {count})')}")
        return
    whole = w.ins(f"call ptr @PyList_New(i64 {count})")
    w.next_unless(w.ins(f"icmp eq ptr {whole}, null"), "no")
    to = w.load("ptr", whole, LIST_ITEMS)
    index = begin_loop(w, count)
    place = w.ins(f"getelementptr [{ITEM_BYTES[memory_class(t.parts[0])]} x i8], ptr {items}, i64 {index}")
    item = w.ins(f"call ptr {s.box(t.parts[0])}(ptr {place})")
    w.next_unless(w.ins(f"icmp eq ptr {item}, null"), "drop")
    w.do(f"store ptr {item}, ptr {w.ins(f'getelementptr ptr, ptr {to}, i64 {index}')}")
    end_loop(w, index)
    w.do(f"ret ptr {whole}")
    _drop(w, whole)


def _box_tuple(s: Structures, w: Lines, t: Ty) -> None:
    """A tuple."""
    made = w.ins("load ptr, ptr %at")
    whole = w.ins(f"call ptr @PyTuple_New(i64 {len(t.parts)})")
    w.next_unless(w.ins(f"icmp eq ptr {whole}, null"), "no")
    for k, part in enumerate(layout(t).parts):
        item = _boxed(s, w, made, part.type, part.offset, "drop")
        w.store(f"ptr {item}", whole, TUPLE_ITEMS + 8 * k)
    w.do(f"ret ptr {whole}")
    _drop(w, whole)


def _boxed(s: Structures, w: Lines, made: str, t: Ty, offset: int, failed: str) -> str:
    item = w.ins(f"call ptr {s.box(t)}(ptr {w.place(made, offset)})")
    w.next_unless(w.ins(f"icmp eq ptr {item}, null"), failed)
    return item


def _box_record(s: Structures, w: Lines, t: Ty) -> None:
    """A dict."""
    made = w.ins("load ptr, ptr %at")
    whole = w.ins("call ptr @PyDict_New()")
    w.next_unless(w.ins(f"icmp eq ptr {whole}, null"), "no")
    for name, part in zip(t.fields, layout(t).parts, strict=True):
        item = _boxed(s, w, made, part.type, part.offset, "drop")
        error = w.ins(f"call i32 @PyDict_SetItem(ptr {whole}, ptr {s.address_of(name)}, ptr {item})")
        w.do(f"call void @Py_DecRef(ptr {item})")
        w.next_unless(w.ins(f"icmp ne i32 {error}, 0"), "drop")
    w.do(f"ret ptr {whole}")
    _drop(w, whole)


def _box_union(s: Structures, w: Lines, t: Ty) -> None:
    """An instance of the class of variants."""
    made = w.ins("load ptr, ptr %at")
    for constructor in s.by_descriptor(w, t, made):
        parts = layout(t, constructor).parts
        held = w.ins(f"call ptr @PyTuple_New(i64 {len(parts)})")
        w.next_unless(w.ins(f"icmp eq ptr {held}, null"), "no")
        failed = w.new_label()
        for k, part in enumerate(parts):
            w.store(f"ptr {_boxed(s, w, made, part.type, part.offset, failed)}", held, TUPLE_ITEMS + 8 * k)
        area = w.ins(f"alloca [{1 + len(parts)} x ptr]")
        w.store(f"ptr {s.address_of(t.constructors[constructor].name)}", area, 0)
        for k in range(len(parts)):
            w.store(f"ptr {w.load('ptr', held, TUPLE_ITEMS + 8 * k)}", area, 8 + 8 * k)
        cls = f"inttoptr (i64 {s.at.variant_type} to ptr)"
        whole = w.ins(f"call ptr @PyObject_Vectorcall(ptr {cls}, ptr {area}, i64 {1 + len(parts)}, ptr null)")
        w.do(f"call void @Py_DecRef(ptr {held})")
        w.do(f"ret ptr {whole}")
        w.label(failed)
        w.do(f"call void @Py_DecRef(ptr {held})")
        w.do("br label %no")


FITS: Final[Table] = {
    "List": _fits_list,
    "Tuple": _fits_fields,
    "Record": _fits_fields,
    "Union": _fits_fields,
}
"""Writers of `fits`, by kind of type."""

SHORTS: Final[Table] = dict.fromkeys(("Tuple", "Record", "Union"), _short_fields)
"""Writers of `short`."""

BOXES: Final[Table] = {
    "Int": _box_int,
    "Float": _box_float,
    "Bool": _box_bool,
    "Unit": _box_unit,
    "Str": _box_str,
    "List": _box_list,
    "Tuple": _box_tuple,
    "Record": _box_record,
    "Union": _box_union,
}
"""Writers of `box`, by kind of type."""
