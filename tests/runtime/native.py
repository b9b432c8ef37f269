"""Routines compiled and called without a program around them: they must not trap."""

import ctypes

from motet.jit.context import ARGS, FIRST_HEAP_FIELD, SIZE
from motet.jit.llvm import NO_PASSES
from motet.jit.process import Native
from motet.jit.typed_python.library import NativeLibrary
from motet.jit.values import Words
from motet.runtime import simulation
from motet.runtime.heap import Heap

KINDS = {"Int": ctypes.c_int64, "Bool": ctypes.c_bool}


class Machine:
    """A context of its own, and a library that knows the modules of a test."""

    def __init__(self, *, debug=False, modules=()):
        self.library = NativeLibrary(Native.shared().addresses, debug=debug)
        for name, path in modules:
            self.library.routines.library.module(name, path)
        self.memory = ctypes.create_string_buffer(SIZE)
        self.context = ctypes.addressof(self.memory)
        self.words = Words(self.context, ARGS)
        self.set("limit", 1 << 40)
        self.set("words_limit", 1 << 40)
        self.set("words_check", 1 << 20)

    def _word(self, name):
        return (FIRST_HEAP_FIELD + simulation.layout(Heap)[name][0]) // 8

    def get(self, name):
        return self.words.ints[self._word(name)]

    def set(self, name, value):
        self.words.ints[self._word(name)] = value

    def call(self, module, name, *arguments, level=NO_PASSES):
        """Call a routine with Ints, addresses, and pairs of tag and payload."""
        routine = self.library.routines.named(module, name)
        address = self.library.addresses([routine.symbol], level)[routine.symbol]
        words = [word for argument in arguments for word in (argument if isinstance(argument, tuple) else (argument,))]
        kinds = [word for t in routine.types for word in t.words]
        types = [ctypes.c_int64 if kind == "i64" else ctypes.c_void_p for kind in kinds]
        result = KINDS.get(routine.result.kind, ctypes.c_void_p) if routine.result.words else None
        return ctypes.CFUNCTYPE(result, ctypes.c_void_p, *types)(address)(self.context, *words)
