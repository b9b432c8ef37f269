"""Callables of Python that native code calls by itself, as long as scalars go in and come out.

A run in the main thread that calls one leaves native code with the request of a host call. `motet_call_back` answers it with
Python's lock held and goes on with the run, from call to call, until the run asks for something else. The watcher sees to
it that this is so after a tick at the latest, and the host's loop then releases the lock as always.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Final

from motet.bytecode.types import BOOL, FLOAT, INT, TAGS, UNIT, Ty
from motet.jit.boundary.builtin import Shared
from motet.jit.boundary.python_api import DECLARATIONS, TYPE_OFFSET, VALUE_OFFSET, Addresses
from motet.jit.context import ARGS, OFFSETS, REQUESTS

ROWS: Final = 256
"""Callables that native code can know at the same time, a power of 2."""

MOST: Final = 8
"""The most arguments that it passes."""

FAILED: Final = -1
UNKNOWN: Final = -2
"""In place of a request: an exception is set; and: this call is left to Python."""

_SYMBOL: Final = "motet_call_back"
_HEAD: Final = 2
_ROW: Final = 3


class CallbackTable:
    """The callables of one program.

    Args:
        constant: index of the constant that names the host function; its first argument is the number of the callable.
    """

    def __init__(self, constant: int) -> None:
        self._words: Final = (ctypes.c_int64 * (_HEAD + _ROW * ROWS))(constant)
        for row in range(ROWS):
            self._words[_HEAD + _ROW * row] = -1
        code = Shared.get().code(_SYMBOL, lambda: _text(Shared.get().places), _SYMBOL)
        prototype = ctypes.PYFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p)
        self._run: Final = prototype(code)
        self._address: Final = ctypes.addressof(self._words)

    def add(self, number: int, function: Callable[..., object], result: Ty) -> None:
        """Let native code know a callable, which must stay alive until it is removed, and its type of result."""
        at = _HEAD + _ROW * (number % ROWS)
        self._words[at : at + _ROW] = [number, id(function), _TAGS.get(result, -1)]

    def remove(self, number: int) -> None:
        """Let native code forget a callable."""
        at = _HEAD + _ROW * (number % ROWS)
        if self._words[at] == number:
            self._words[at] = -1

    def answer(self, context: int) -> int:
        """Answer a host call and what follows: the next request that is none of a callable's, or `UNKNOWN`.

        What a callable raises passes.
        """
        request: int = self._run(context, self._address)
        return request

    def take_result(self) -> tuple[object, ...]:
        """What the callable has given that was called last, if that was left to Python: one object, or none."""
        address = self._words[1]
        if not address:
            return ()
        self._words[1] = 0
        result = ctypes.cast(address, ctypes.py_object).value
        ctypes.pythonapi.Py_DecRef(ctypes.py_object(result))
        return (result,)


_TAGS: Final = {t: TAGS[t] for t in (INT, FLOAT, BOOL, UNIT)}


def _text(at: Addresses) -> str:
    text = _TEMPLATE
    numbers = {
        "args": ARGS, "type": TYPE_OFFSET, "value": VALUE_OFFSET, "host": REQUESTS["host"], "failed": FAILED, "unknown": UNKNOWN,
        "most": MOST, "last_row": ROWS - 1, "head": 8 * _HEAD, "row": 8 * _ROW,
        "int": TAGS[INT], "float": TAGS[FLOAT], "bool": TAGS[BOOL], "unit": TAGS[UNIT],
        "int_type": at.int_type, "float_type": at.float_type, "true": at.true, "false": at.false, "none": at.none,
    }  # fmt: skip
    for name, number in numbers.items():
        text = text.replace(f"{{{name}}}", str(number))
    for name in ("host_name", "host_count", "output_used"):
        text = text.replace(f"{{ctx.{name}}}", f"getelementptr i8, ptr %ctx, i64 {OFFSETS[name]}")
    return DECLARATIONS + text


_TEMPLATE: Final = """
declare i64 @resume(ptr)

define internal void @drop(ptr %objects, i64 %count) nounwind {
entry:
  br label %head
head:
  %k = phi i64 [ 0, %entry ], [ %next, %one ]
  %more = icmp slt i64 %k, %count
  br i1 %more, label %one, label %done
one:
  %place = getelementptr ptr, ptr %objects, i64 %k
  %object = load ptr, ptr %place
  call void @Py_DecRef(ptr %object)
  %next = add i64 %k, 1
  br label %head
done:
  ret void
}

define i64 @motet_call_back(ptr %ctx, ptr %block) nounwind {
entry:
  %objects = alloca [{most} x ptr]
  %overflow = alloca i32
  %wanted = load i64, ptr %block
  %name_field = {ctx.host_name}
  %count_field = {ctx.host_count}
  %used_field = {ctx.output_used}
  %args = getelementptr i8, ptr %ctx, i64 {args}
  %first = getelementptr i8, ptr %args, i64 8
  %pending = getelementptr i8, ptr %block, i64 8
  br label %look
look:
  %name = load i64, ptr %name_field
  %is_ours = icmp eq i64 %name, %wanted
  br i1 %is_ours, label %ours, label %unknown
ours:
  %used = load i64, ptr %used_field
  %written = icmp ne i64 %used, 0
  %count = load i64, ptr %count_field
  %less = sub i64 %count, 1
  %many = icmp ugt i64 %less, {most}
  %tag = load i64, ptr %args
  %no_number = icmp ne i64 %tag, {int}
  %odd_1 = or i1 %written, %many
  %odd = or i1 %odd_1, %no_number
  br i1 %odd, label %unknown, label %find
find:
  %number = load i64, ptr %first
  %slot = and i64 %number, {last_row}
  %offset_0 = mul i64 %slot, {row}
  %offset = add i64 %offset_0, {head}
  %row = getelementptr i8, ptr %block, i64 %offset
  %found = load i64, ptr %row
  %known = icmp eq i64 %found, %number
  br i1 %known, label %box, label %unknown
box:
  %k = phi i64 [ 0, %find ], [ %next, %store ]
  %more = icmp slt i64 %k, %less
  br i1 %more, label %one, label %call
one:
  %next = add i64 %k, 1
  %far = mul i64 %next, 16
  %pair = getelementptr i8, ptr %args, i64 %far
  %kind = load i64, ptr %pair
  %payload = getelementptr i8, ptr %pair, i64 8
  switch i64 %kind, label %other [ i64 {int}, label %int
                                   i64 {float}, label %float
                                   i64 {bool}, label %bool
                                   i64 {unit}, label %unit ]
int:
  %int_word = load i64, ptr %payload
  %int_object = call ptr @PyLong_FromLongLong(i64 %int_word)
  br label %store
float:
  %float_word = load double, ptr %payload
  %float_object = call ptr @PyFloat_FromDouble(double %float_word)
  br label %store
bool:
  %bool_word = load i64, ptr %payload
  %bit = trunc i64 %bool_word to i1
  %bool_address = select i1 %bit, i64 {true}, i64 {false}
  %bool_object = inttoptr i64 %bool_address to ptr
  call void @Py_IncRef(ptr %bool_object)
  br label %store
unit:
  %unit_object = inttoptr i64 {none} to ptr
  call void @Py_IncRef(ptr %unit_object)
  br label %store
store:
  %object = phi ptr [ %int_object, %int ], [ %float_object, %float ], [ %bool_object, %bool ], [ %unit_object, %unit ]
  %place = getelementptr ptr, ptr %objects, i64 %k
  store ptr %object, ptr %place
  %missing = icmp eq ptr %object, null
  br i1 %missing, label %no_object, label %box
no_object:
  call void @drop(ptr %objects, i64 %k)
  ret i64 {failed}
other:
  call void @drop(ptr %objects, i64 %k)
  br label %unknown
call:
  %function_field = getelementptr i8, ptr %row, i64 8
  %function = load ptr, ptr %function_field
  %result_field = getelementptr i8, ptr %row, i64 16
  %result_tag = load i64, ptr %result_field
  call void @Py_IncRef(ptr %function)
  %result = call ptr @PyObject_Vectorcall(ptr %function, ptr %objects, i64 %less, ptr null)
  call void @Py_DecRef(ptr %function)
  call void @drop(ptr %objects, i64 %less)
  %raised = icmp eq ptr %result, null
  br i1 %raised, label %failed, label %unbox
failed:
  ret i64 {failed}
unbox:
  %type_place = getelementptr i8, ptr %result, i64 {type}
  %type = load i64, ptr %type_place
  %address = ptrtoint ptr %result to i64
  switch i64 %result_tag, label %left [ i64 {int}, label %to_int
                                        i64 {float}, label %to_float
                                        i64 {bool}, label %to_bool
                                        i64 {unit}, label %to_unit ]
to_int:
  %is_int = icmp eq i64 %type, {int_type}
  br i1 %is_int, label %convert, label %left
convert:
  %int_result = call i64 @PyLong_AsLongLongAndOverflow(ptr %result, ptr %overflow)
  %beyond = load i32, ptr %overflow
  %fits = icmp eq i32 %beyond, 0
  br i1 %fits, label %got, label %left
to_float:
  %is_float = icmp eq i64 %type, {float_type}
  br i1 %is_float, label %read, label %left
read:
  %value_place = getelementptr i8, ptr %result, i64 {value}
  %float_result = load i64, ptr %value_place
  br label %got
to_bool:
  %is_true = icmp eq i64 %address, {true}
  %is_false = icmp eq i64 %address, {false}
  %is_bool = or i1 %is_true, %is_false
  %bool_result = zext i1 %is_true to i64
  br i1 %is_bool, label %got, label %left
to_unit:
  %is_none = icmp eq i64 %address, {none}
  br i1 %is_none, label %got, label %left
got:
  %word = phi i64 [ %int_result, %convert ], [ %float_result, %read ], [ %bool_result, %to_bool ], [ 0, %to_unit ]
  store i64 %result_tag, ptr %args
  store i64 %word, ptr %first
  call void @Py_DecRef(ptr %result)
  %request = call i64 @resume(ptr %ctx)
  %again = icmp eq i64 %request, {host}
  br i1 %again, label %look, label %leave
leave:
  ret i64 %request
left:
  store ptr %result, ptr %pending
  br label %unknown
unknown:
  ret i64 {unknown}
}
"""
