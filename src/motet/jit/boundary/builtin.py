"""Built-in functions of Python, made of structures of its C API."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple
from weakref import WeakSet

from motet.bytecode.values import Variant
from motet.jit.boundary import lists
from motet.jit.boundary.python_api import (
    LIST_COUNT,
    LIST_ITEMS,
    PYTHON_FUNCTIONS,
    TUPLE_ITEMS,
    TYPE_OFFSET,
    VALUE_OFFSET,
    VARIANT_NAME,
    VARIANT_VALUES,
    Addresses,
)
from motet.jit.boundary.signature import Direct
from motet.jit.boundary.text import CALL, FIELDS, SHARED_EXPORTS, call_text, shared_text
from motet.jit.interrupts import uninterrupted
from motet.jit.llvm import LOCK, NO_PASSES, Code
from motet.jit.process import Native
from motet.jit.watch import WATCHER

_FASTCALL: Final = 0x0080
_FIRST_NUMBER: Final = 1 << 40
"""Runs that begin in native code have numbers from here on; those that begin in Python never get so far."""


class _Method(ctypes.Structure):
    """`PyMethodDef`."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("method", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("doc", ctypes.c_char_p),
    )


class Callables(NamedTuple):
    """What a built-in function calls of Python.

    Attributes:
        slow: takes the arguments, does the whole call.
        finish: takes a request of native code (0: the run is over); gives the result.
        variant: class of variants, called with a name and what they hold.
    """

    slow: Callable[..., object]
    finish: Callable[[int], object]
    variant: type[Variant]


class Link(ctypes.Structure):
    """What a built-in function is bound to (its `__self__`): the record that native code reads, and Python's side of it.

    Attributes:
        function: whatever the built-in function stands for.
    """

    _fields_ = tuple((name, ctypes.c_int64) for name in FIELDS)
    __hash__ = object.__hash__

    def __init__(self, function: object, callables: Callables) -> None:
        super().__init__()
        self.function: Final = function
        self._callables: Final = callables  # native code borrows them
        self.slow = id(callables.slow)
        self.finish = id(callables.finish)
        self.code = Shared.get().addresses["motet_slow"]
        _LINKS.add(self)

    def connect(self, direct: Direct) -> None:
        """From now on the function calls machine code, for arguments of these types."""
        shared = Shared.get()
        result = direct.results[0] if direct.results else None
        key = direct.types, result, direct.bits
        places = shared.places._replace(variant_type=id(self._callables.variant))
        code = shared.code(key, lambda: call_text(direct.types, result, direct.bits, places, direct.objects), CALL)
        self.context, self.watch = direct.context, direct.watch
        self.entry, self.slot = direct.entry.wrapper, direct.entry.slot
        self.stack_top, self.hard_limit, self.soft_limit = direct.stack
        self.cycles, self.mapped = direct.cycles or shared.zero_address, direct.mapped or shared.zero_address
        self.most_mapped = direct.most_mapped
        self.code = code

    def disconnect(self) -> None:
        """From now on the function calls Python."""
        self.code = Shared.get().addresses["motet_slow"]

    @property
    def is_connected(self) -> bool:
        """Whether it calls machine code."""
        connected: bool = self.code != Shared.get().addresses["motet_slow"]
        return connected

    def builtin(self, name: str, doc: str) -> Callable[..., Any]:
        """The built-in function."""
        method = _METHODS.get((name, doc))
        if method is None:
            address = Shared.get().addresses["motet_builtin"]
            method = _METHODS[name, doc] = _Method(_c_text(name), address, _FASTCALL, _c_text(doc))
        made: Callable[..., Any] = _new_function()(ctypes.addressof(method), self, None, None)
        return made


Link.__name__ = Link.__qualname__ = "program"  # Python says `program.f() takes no keyword arguments`
_LINKS: Final[WeakSet[Link]] = WeakSet()


def _after_fork() -> None:
    """In a child the threads that runs need are gone. The first call goes the long way, which starts them."""
    for link in _LINKS:
        link.disconnect()


os.register_at_fork(after_in_child=_after_fork)

_METHODS: Final[dict[tuple[str, str], _Method]] = {}
"""Functions point to their definitions until the very end of their lives, so these are never given back."""


def _c_text(text: str) -> bytes:
    return text.encode("utf-8", "replace").replace(b"\0", b"")


class Shared:
    """The code that all built-in functions share, and the code for each kind of signature. It is never given back."""

    _made: Shared | None = None

    @classmethod
    def get(cls) -> Shared:
        """It, compiled on first use."""
        return cls._made or uninterrupted(cls._make)

    @classmethod
    def _make(cls) -> Shared:
        with LOCK:
            if cls._made is None:
                cls._made = cls()
        return cls._made

    def __init__(self) -> None:
        self._native: Final = Native.shared()
        self._python: Final = {name: _address(name) for name in PYTHON_FUNCTIONS}
        self._counter: Final = ctypes.c_int64(_FIRST_NUMBER)
        self._zero: Final = ctypes.c_int64(0)
        self.zero_address: Final = ctypes.addressof(self._zero)
        attention = {name: self._native.addresses[name] for name in ("motet_rouse", "motet_start_watcher")}
        threads = (_address(name, ctypes.CDLL(None)) for name in ("pthread_create", "pthread_detach"))
        code = self._native.compiler.compile(shared_text(*threads), SHARED_EXPORTS, self._python | attention, NO_PASSES)
        copying = self._native.compiler.compile(lists.TEXT, lists.EXPORTS, self._python)
        self.addresses: Final = {**code.addresses, **copying.addresses}
        self._codes: Final[dict[object, Code]] = {}
        self.places: Final = Addresses(
            int_type=id(int),
            float_type=id(float),
            text_type=id(str),
            list_type=id(list),
            tuple_type=id(tuple),
            dict_type=id(dict),
            true=id(True),
            false=id(False),
            none=id(None),
            table=WATCHER.table_address,
            counter=ctypes.addressof(self._counter),
        )

    def code(self, key: object, text: Callable[[], str], symbol: str) -> int:
        """Address of code that is made once for a key."""
        with LOCK:
            found = self._codes.get(key)
            if found is None:
                imports = (
                    self._python | self.addresses | {name: self._native.addresses[name] for name in ("enter", "resume")}
                )
                found = self._codes[key] = self._native.compiler.compile(text(), [symbol], imports)
        return found.addresses[symbol]


def _address(name: str, library: ctypes.CDLL = ctypes.pythonapi) -> int:
    """Address of a function; 0 if it is not there."""
    return ctypes.cast(getattr(library, name), ctypes.c_void_p).value or 0 if hasattr(library, name) else 0


@cache
def _new_function() -> Callable[..., Any]:
    pointer, reference = ctypes.c_void_p, ctypes.py_object
    return ctypes.PYFUNCTYPE(reference, pointer, reference, pointer, pointer)(_address("PyCMethod_New"))


@cache
def is_available() -> bool:
    """Whether this Python is one whose objects lie in memory as the text expects, with a lock around them."""
    if sys.implementation.name != "cpython" or not getattr(sys, "_is_gil_enabled", lambda: True)():
        return False
    if ctypes.sizeof(ctypes.c_void_p) != 8 or not all(hasattr(ctypes.pythonapi, name) for name in PYTHON_FUNCTIONS):
        return False
    number = 1.5
    structure = _Method()
    type_address = ctypes.c_int64.from_address(id(number) + TYPE_OFFSET).value
    value = ctypes.c_double.from_address(id(number) + VALUE_OFFSET).value
    memory = ctypes.c_int64.from_address(id(structure) + VALUE_OFFSET).value
    if (type_address, value, memory) != (id(float), number, ctypes.addressof(structure)):
        return False
    items = [number, number, number]
    count = ctypes.c_int64.from_address(id(items) + LIST_COUNT).value
    first = ctypes.c_int64.from_address(id(items) + LIST_ITEMS).value
    if count != len(items) or ctypes.c_int64.from_address(first).value != id(number):
        return False
    variant = Variant("name", (number, number))
    found = [ctypes.c_int64.from_address(id(variant) + at).value for at in (VARIANT_NAME, VARIANT_VALUES)]
    inside = [ctypes.c_int64.from_address(id(variant.values) + at).value for at in (LIST_COUNT, TUPLE_ITEMS)]
    return found == [id(variant.name), id(variant.values)] and inside == [2, id(number)]
