"""LLVM text of what copies lists of numbers between Python and native code. Python's lock is held."""

from __future__ import annotations

from typing import Final

from motet.bytecode.types import FLOAT, INT, Ty, list_of
from motet.jit.boundary.python_api import DECLARATIONS, LIST_COUNT, LIST_ITEMS, TYPE_OFFSET, VALUE_OFFSET

INTS: Final = list_of(INT)
FLOATS: Final = list_of(FLOAT)

READ: Final[dict[Ty, str]] = {INTS: "motet_read_ints", FLOATS: "motet_read_floats"}
"""`READ(list, place) -> i1`: writes the elements, which are of the right type, as words; false when one has more than 64 bits."""

MAKE: Final[dict[Ty, str]] = {INTS: "motet_list_of_ints", FLOATS: "motet_list_of_floats"}
"""`MAKE(words, count) -> object`: a list of Python, or null with an exception."""

CHECK: Final = "motet_check_list"
"""`CHECK(list, type) -> i64`: number of elements; -1 if one of them is not of exactly this type."""

EXPORTS: Final = (CHECK, *READ.values(), *MAKE.values())

USED: Final = (
    f"declare i64 @{CHECK}(ptr, i64)\n"
    + "".join(f"declare i1 @{name}(ptr, ptr)\n" for name in READ.values())
    + "".join(f"declare ptr @{name}(ptr, i64)\n" for name in MAKE.values())
)
"""Declarations for modules that call it."""

_OPEN: Final = f"""
  %count_place = getelementptr i8, ptr %list, i64 {LIST_COUNT}
  %count = load i64, ptr %count_place
  %items_place = getelementptr i8, ptr %list, i64 {LIST_ITEMS}
  %items = load ptr, ptr %items_place
  br label %head
head:
  %k = phi i64 [ 0, %entry ], [ %next, %go_on ]
  %more = icmp ult i64 %k, %count
  br i1 %more, label %one, label %done
one:
  %next = add i64 %k, 1
  %place = getelementptr ptr, ptr %items, i64 %k
  %item = load ptr, ptr %place
"""


def _maker(name: str, word: str, make: str) -> str:
    return f"""
define ptr @{name}(ptr %words, i64 %count) nounwind {{
entry:
  %list = call ptr @PyList_New(i64 %count)
  %failed = icmp eq ptr %list, null
  br i1 %failed, label %nothing, label %made
nothing:
  ret ptr null
made:
  %items_place = getelementptr i8, ptr %list, i64 {LIST_ITEMS}
  %items = load ptr, ptr %items_place
  br label %head
head:
  %k = phi i64 [ 0, %made ], [ %next, %go_on ]
  %more = icmp ult i64 %k, %count
  br i1 %more, label %one, label %done
one:
  %next = add i64 %k, 1
  %from = getelementptr {word}, ptr %words, i64 %k
  %value = load {word}, ptr %from
  %item = call ptr @{make}({word} %value)
  %missing = icmp eq ptr %item, null
  br i1 %missing, label %drop, label %go_on
go_on:
  %place = getelementptr ptr, ptr %items, i64 %k
  store ptr %item, ptr %place
  br label %head
drop:
  call void @Py_DecRef(ptr %list)
  ret ptr null
done:
  ret ptr %list
}}
"""


TEXT: Final = f"""{DECLARATIONS}
define i64 @{CHECK}(ptr %list, i64 %type) nounwind {{
entry:
  {_OPEN}
  %type_place = getelementptr i8, ptr %item, i64 {TYPE_OFFSET}
  %found = load i64, ptr %type_place
  %same = icmp eq i64 %found, %type
  br i1 %same, label %go_on, label %other
go_on:
  br label %head
other:
  ret i64 -1
done:
  ret i64 %count
}}

define i1 @{READ[INTS]}(ptr %list, ptr %to) nounwind {{
entry:
  %overflow = alloca i32
  {_OPEN}
  %value = call i64 @PyLong_AsLongLongAndOverflow(ptr %item, ptr %overflow)
  %beyond = load i32, ptr %overflow
  %fits = icmp eq i32 %beyond, 0
  br i1 %fits, label %go_on, label %other
go_on:
  %at = getelementptr i64, ptr %to, i64 %k
  store i64 %value, ptr %at
  br label %head
other:
  ret i1 false
done:
  ret i1 true
}}

define i1 @{READ[FLOATS]}(ptr %list, ptr %to) nounwind {{
entry:
  {_OPEN}
  %from = getelementptr i8, ptr %item, i64 {VALUE_OFFSET}
  %value = load double, ptr %from
  br label %go_on
go_on:
  %at = getelementptr double, ptr %to, i64 %k
  store double %value, ptr %at
  br label %head
done:
  ret i1 true
}}
{_maker(MAKE[INTS], "i64", "PyLong_FromLongLong")}{_maker(MAKE[FLOATS], "double", "PyFloat_FromDouble")}"""
