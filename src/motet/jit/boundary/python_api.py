"""How Python's objects lie in memory, and what native code calls of its C API."""

from __future__ import annotations

from typing import Final, NamedTuple

TYPE_OFFSET: Final = 8
"""Where an object keeps its type."""

VALUE_OFFSET: Final = 16
"""Where a float keeps its value, and an instance of a ctypes structure the address of its memory."""

LIST_COUNT: Final = 16
"""Where a list keeps the number of its elements."""

LIST_ITEMS: Final = 24
"""Where it keeps the address of the first."""

TUPLE_ITEMS: Final = 24
"""Where a tuple keeps the addresses of its items; their number is where that of a list is."""

VARIANT_NAME: Final = 16
VARIANT_VALUES: Final = 24
"""Where an instance of `bytecode.values.Variant` keeps its attributes."""

PYTHON_FUNCTIONS: Final = {
    "PyLong_AsLongLongAndOverflow": "i64 @PyLong_AsLongLongAndOverflow(ptr, ptr)",
    "PyLong_FromLongLong": "ptr @PyLong_FromLongLong(i64)",
    "PyFloat_FromDouble": "ptr @PyFloat_FromDouble(double)",
    "Py_IncRef": "void @Py_IncRef(ptr)",
    "Py_DecRef": "void @Py_DecRef(ptr)",
    "PyUnicode_AsUTF8AndSize": "ptr @PyUnicode_AsUTF8AndSize(ptr, ptr)",
    "PyUnicode_DecodeUTF8": "ptr @PyUnicode_DecodeUTF8(ptr, i64, ptr)",
    "PyUnicode_Compare": "i32 @PyUnicode_Compare(ptr, ptr)",
    "PyList_New": "ptr @PyList_New(i64)",
    "PyTuple_New": "ptr @PyTuple_New(i64)",
    "PyDict_New": "ptr @PyDict_New()",
    "PyDict_Size": "i64 @PyDict_Size(ptr)",
    "PyDict_Next": "i32 @PyDict_Next(ptr, ptr, ptr, ptr)",
    "PyDict_GetItemWithError": "ptr @PyDict_GetItemWithError(ptr, ptr)",
    "PyDict_SetItem": "i32 @PyDict_SetItem(ptr, ptr, ptr)",
    "PyErr_Fetch": "void @PyErr_Fetch(ptr, ptr, ptr)",
    "PyErr_Restore": "void @PyErr_Restore(ptr, ptr, ptr)",
    "PyErr_Clear": "void @PyErr_Clear()",
    "PyObject_Vectorcall": "ptr @PyObject_Vectorcall(ptr, ptr, i64, ptr)",
}
"""Functions of Python that the text calls, as LLVM declares them."""

DECLARATIONS: Final = "".join(f"declare {line}\n" for line in PYTHON_FUNCTIONS.values())


class Addresses(NamedTuple):
    """Where things of the process are: Python's types and constants, and words of the run-time system."""

    int_type: int
    float_type: int
    text_type: int
    list_type: int
    tuple_type: int
    dict_type: int
    true: int
    false: int
    none: int
    table: int
    counter: int
    variant_type: int = 0
