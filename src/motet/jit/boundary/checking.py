"""LLVM text: whether an object of Python is, exactly, one of a type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from motet.bytecode.types import Ty
from motet.jit.boundary.lines import Lines, begin_loop, end_loop
from motet.jit.boundary.python_api import LIST_COUNT, LIST_ITEMS, TUPLE_ITEMS, TYPE_OFFSET, VARIANT_NAME, VARIANT_VALUES

if TYPE_CHECKING:
    from motet.jit.boundary.structures import Structures, Table

_MOST_TEXT: Final = 1 << 30
_MOST_ELEMENTS: Final = 1 << 27
"""What is longer goes the long way."""


def _check_all(s: Structures, w: Lines, values: list[tuple[str, Ty]]) -> None:
    for value, t in values:
        good = w.ins(f"call i1 {s.check(t)}(ptr {value})")
        w.next_unless(w.ins(f"xor i1 {good}, true"), "no")


def _require(s: Structures, w: Lines, item: str, wanted: int) -> None:
    w.next_unless(w.ins(f"icmp ne i64 {w.load('i64', item, TYPE_OFFSET)}, {wanted}"), "no")


def _require_same(s: Structures, w: Lines, item: str, *addresses: int) -> None:
    """One of some constants."""
    address = w.ins(f"ptrtoint ptr {item} to i64")
    others = [w.ins(f"icmp ne i64 {address}, {each}") for each in addresses]
    w.next_unless(others[0] if len(others) == 1 else w.ins(f"and i1 {others[0]}, {others[1]}"), "no")


def _check_int(s: Structures, w: Lines, t: Ty) -> None:
    """An int of 64 bits."""
    overflow = w.ins("alloca i32")
    _require(s, w, "%o", s.at.int_type)
    w.ins(f"call i64 @PyLong_AsLongLongAndOverflow(ptr %o, ptr {overflow})")
    w.next_unless(w.ins(f"icmp ne i32 {w.load('i32', overflow, 0)}, 0"), "no")
    w.do("ret i1 true")


def _check_float(s: Structures, w: Lines, t: Ty) -> None:
    """A float."""
    _require(s, w, "%o", s.at.float_type)
    w.do("ret i1 true")


def _check_bool(s: Structures, w: Lines, t: Ty) -> None:
    """True or False."""
    _require_same(s, w, "%o", s.at.true, s.at.false)
    w.do("ret i1 true")


def _check_unit(s: Structures, w: Lines, t: Ty) -> None:
    """None."""
    _require_same(s, w, "%o", s.at.none)
    w.do("ret i1 true")


def _check_str(s: Structures, w: Lines, t: Ty) -> None:
    """A text without halves of surrogate pairs."""
    size = w.ins("alloca i64")
    _require(s, w, "%o", s.at.text_type)
    start = w.ins(f"call ptr @PyUnicode_AsUTF8AndSize(ptr %o, ptr {size})")
    bad, good = w.new_label(), w.new_label()
    w.do(f"br i1 {w.ins(f'icmp eq ptr {start}, null')}, label %{bad}, label %{good}, !prof !0")
    w.label(bad)
    w.do("call void @PyErr_Clear()")
    w.do("br label %no")
    w.label(good)
    length = w.load("i64", size, 0)
    w.do(f"ret i1 {w.ins(f'icmp ule i64 {length}, {_MOST_TEXT}')}")


def _check_list(s: Structures, w: Lines, t: Ty) -> None:
    """A list, all elements too."""
    _require(s, w, "%o", s.at.list_type)
    count = w.load("i64", "%o", LIST_COUNT)
    w.next_unless(w.ins(f"icmp ugt i64 {count}, {_MOST_ELEMENTS}"), "no")
    items = w.load("ptr", "%o", LIST_ITEMS)
    index = begin_loop(w, count)
    item = w.ins(f"load ptr, ptr {w.ins(f'getelementptr ptr, ptr {items}, i64 {index}')}")
    _check_all(s, w, [(item, t.parts[0])])
    end_loop(w, index)
    w.do("ret i1 true")


def _check_tuple(s: Structures, w: Lines, t: Ty) -> None:
    """A tuple of the right length."""
    _require(s, w, "%o", s.at.tuple_type)
    w.next_unless(w.ins(f"icmp ne i64 {w.load('i64', '%o', LIST_COUNT)}, {len(t.parts)}"), "no")
    _check_all(s, w, [(w.load("ptr", "%o", TUPLE_ITEMS + 8 * k), part) for k, part in enumerate(t.parts)])
    w.do("ret i1 true")


def _check_record(s: Structures, w: Lines, t: Ty) -> None:
    """A dict with the fields as its only keys: looking for texts among texts runs no code of the user."""
    _require(s, w, "%o", s.at.dict_type)
    size = w.ins("call i64 @PyDict_Size(ptr %o)")
    w.next_unless(w.ins(f"icmp ne i64 {size}, {len(t.fields)}"), "no")
    position, key = w.ins("alloca i64"), w.ins("alloca ptr")
    w.store("i64 0", position, 0)
    for _ in t.fields:
        w.ins(f"call i32 @PyDict_Next(ptr %o, ptr {position}, ptr {key}, ptr null)")
        _require(s, w, w.load("ptr", key, 0), s.at.text_type)
    values = []
    for name in t.fields:
        values.append(w.ins(f"call ptr @PyDict_GetItemWithError(ptr %o, ptr {s.address_of(name)})"))
        w.next_unless(w.ins(f"icmp eq ptr {values[-1]}, null"), "no")
    _check_all(s, w, list(zip(values, t.parts, strict=True)))
    w.do("ret i1 true")


def _check_union(s: Structures, w: Lines, t: Ty) -> None:
    """A variant with the right number of values. None is one of Option."""
    if t.name == "Option":
        w.next_unless(w.ins(f"icmp eq ptr %o, inttoptr (i64 {s.at.none} to ptr)"), "yes")
    _require(s, w, "%o", s.at.variant_type)
    values = w.load("ptr", "%o", VARIANT_VALUES)
    _require(s, w, values, s.at.tuple_type)
    _require(s, w, w.load("ptr", "%o", VARIANT_NAME), s.at.text_type)
    count = w.load("i64", values, LIST_COUNT)
    for constructor, other in s.by_name(w, t):
        payload = t.constructors[constructor].payload
        w.next_unless(w.ins(f"icmp ne i64 {count}, {len(payload)}"), "no")
        _check_all(s, w, [(w.load("ptr", values, TUPLE_ITEMS + 8 * k), part) for k, part in enumerate(payload)])
        w.do("ret i1 true")
        w.label(other)
    w.do("br label %no")
    if t.name == "Option":
        w.label("yes")
        w.do("ret i1 true")


CHECKS: Final[Table] = {
    "Int": _check_int,
    "Float": _check_float,
    "Bool": _check_bool,
    "Unit": _check_unit,
    "Str": _check_str,
    "List": _check_list,
    "Tuple": _check_tuple,
    "Record": _check_record,
    "Union": _check_union,
}
"""Writers of `check`, by kind of type."""
