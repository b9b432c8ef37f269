"""What native code shares in a process: the compiled run-time routines, and the entries for each signature."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Final, cast

from motet.bytecode.types import Ty
from motet.jit import native
from motet.jit.cache import Cache, name_of
from motet.jit.emit import slow_paths
from motet.jit.interrupts import uninterrupted
from motet.jit.llvm import LOCK, NO_PASSES, Code, CompileError, Compiler
from motet.jit.watch import WATCHER

_DEFINITION: Final = re.compile(r"^define [^@]*@([\w.]+)\(", re.MULTILINE)

Switch = Callable[..., int]
Types = tuple[Ty, ...]


class Native:
    """The native routines of this process: `Native.shared()`.

    Attributes:
        compiler: the compiler that made them.
        addresses: address of every routine that emitted code may call, by symbol.
        start: `start(context, function) -> request`: begin a watched run with a C function (`motet.jit.attention`).
        enter: `enter(context, function) -> request`: run a C function on the stack of a context.
        resume: `resume(context) -> request`: go on after a request.
    """

    _shared: Native | None = None

    @classmethod
    def shared(cls) -> Native:
        """The routines, compiled on first use."""
        return cls._shared or uninterrupted(cls._make)

    @classmethod
    def _make(cls) -> Native:
        with LOCK:
            if cls._shared is None:
                cls._shared = cls()
        return cls._shared

    def __init__(self) -> None:
        self.compiler: Final = Compiler.shared()
        machine = self.compiler.triple.partition("-")[0]
        libc = native.libc_addresses()
        code = self._kept(native.text(machine), native.EXPORTS, libc)
        self.addresses: Final = libc | dict(code.addresses)
        pointer = ctypes.c_void_p
        two = ctypes.CFUNCTYPE(ctypes.c_int64, pointer, pointer)
        one = ctypes.CFUNCTYPE(ctypes.c_int64, pointer)
        self.start: Final = cast("Switch", two(code.addresses["start"]))
        self.enter: Final = cast("Switch", two(code.addresses["enter"]))
        self.resume: Final = cast("Switch", one(code.addresses["resume"]))
        WATCHER.connect(code.addresses)
        self._wrappers: Final[dict[tuple[Types, Types, bool], int]] = {}

    def imports(self, names: Iterable[str], level: int = NO_PASSES) -> dict[str, int]:
        """Addresses of run-time routines, for code of a level; what defines one is compiled when it is first needed."""
        wanted = tuple(names)
        for name in wanted:
            if name not in self.addresses:
                self._load(name)
        found = {name: self.addresses[name] for name in wanted if name in self.addresses}
        missing = [name for name in wanted if name not in found]
        return found | _from_library(missing, level) if missing else found

    def _load(self, name: str) -> None:
        if name in slow_paths.DECLARATIONS:
            with LOCK:
                if name not in self.addresses:
                    code = self._kept(slow_paths.TEXT, _DEFINITION.findall(slow_paths.TEXT), self.addresses)
                    self.addresses.update(code.addresses)

    def _kept(self, text: str, exports: Iterable[str], imports: Mapping[str, int]) -> Code:
        """Code of a text that never changes, without passes, which is kept in the cache of machine code."""
        cache = Cache.shared()
        name = name_of("routines", self.compiler.identity.encode(), text.encode())
        kept = cache.read(name)
        if kept is not None:
            with suppress(CompileError):
                return self.compiler.link(kept, exports, imports)
        image, _ = self.compiler.image(text, NO_PASSES, check=False)
        cache.write(name, image)
        return self.compiler.link(image, exports, imports)

    def wrapper(
        self, types: Types, results: Types, emit: Callable[[Types, Types, bool], str], *, fuel: bool = False
    ) -> int:
        """Address of the C function that calls units with these arguments and results, which charge fuel or do not.

        `emit` makes its text.
        """
        key = types, results, fuel
        found = self._wrappers.get(key)
        if found is None:
            code = self.compiler.compile(emit(*key), ["motet_entry"], {}, NO_PASSES)
            found = self._wrappers.setdefault(key, code.addresses["motet_entry"])
        return found


def _from_library(names: list[str], level: int) -> dict[str, int]:
    """Addresses of routines of the run-time library, which only programs with heap values import."""
    from motet.jit.typed_python.library import NativeLibrary

    return NativeLibrary.shared().addresses(names, level)
