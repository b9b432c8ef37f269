"""The compiled run-time library of the process: routines are built and compiled when code needs them.

There are two versions, as of programs: one without passes, quick to make, for tier 1; and an optimised one for tier
2, whose modules also get the text of the routines that are inlined. Optimised code calls the quick version of what is
cold. Both work on the same heap.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from motet.jit import ir_memory_ops, ir_ops
from motet.jit.checker import check_counts
from motet.jit.emit.writer import METADATA
from motet.jit.llvm import LOCK, NO_PASSES, OPTIMISED, Compiler
from motet.jit.ownership import insert_counts
from motet.jit.typed_python.declarations import Library
from motet.jit.typed_python.intrinsics import RoutineBuilder
from motet.jit.typed_python.routines import PREFIX, Routine, Routines
from motet.jit.typed_python.text import DESCRIPTOR_BYTES, EXTERNALS, WRITERS, RoutineWriter, declaration

if TYPE_CHECKING:
    from motet.jit.ir import IrFunction

OPS: Final = (ir_ops, ir_memory_ops)
"""The modules that fill the table of ops."""

MODULES: Final[Mapping[str, tuple[str, ...]]] = {
    "motet.runtime.counts": ("retain", "release", "retain_any", "release_any"),
    "motet.runtime.vectors": ("vector_alloc", "vector_make", "vector_get", "vector_set", "vector_len"),
    "motet.runtime.cycles": ("collect", "recover", "census", "close_heap"),
    "motet.runtime.equality": ("deep_equal",),
}
"""Where the routines are that emitted code and the host call."""

HOME: Final = {PREFIX + name: module for module, names in MODULES.items() for name in names}
"""The module of each routine, by symbol."""

MOST_DESCRIPTORS: Final = 4096
HEAD: Final = "declare i64 @llvm.ctlz.i64(i64, i1)\n"


class Written(NamedTuple):
    """Text of a routine's definition, without linkage, and what it uses."""

    text: str
    called: tuple[Routine, ...]
    imports: frozenset[str]


class Inlined(NamedTuple):
    """What a module needs to call routines.

    Attributes:
        text: definitions of those that are inlined, and declarations of the others.
        imports: symbols that the text uses and does not define.
    """

    text: str
    imports: frozenset[str]


class NativeLibrary:
    """The library of this process: `NativeLibrary.shared()`; others are for tests.

    Args:
        externals: addresses of the run-time routines that the library calls (`motet_trap`, `motet_attention`).
        debug: compile with the constant DEBUG.
    """

    _shared: NativeLibrary | None = None

    @classmethod
    def shared(cls, externals: Mapping[str, int]) -> NativeLibrary:
        """The library, made on first use."""
        with LOCK:
            if cls._shared is None:
                cls._shared = cls(externals)
            return cls._shared

    def __init__(self, externals: Mapping[str, int], *, debug: bool = False) -> None:
        self.routines: Final = Routines(Library(debug))
        self._table: Final = (ctypes.c_int64 * (MOST_DESCRIPTORS * DESCRIPTOR_BYTES // 8))()
        libc = ctypes.CDLL(None)
        self._externals: Final = dict(externals)
        self._externals["motet_descriptors"] = ctypes.addressof(self._table)
        for name in ("mmap", "munmap", "madvise", "memcpy", "memset"):
            self._externals[name] = ctypes.cast(getattr(libc, name), ctypes.c_void_p).value or 0
        self._written: Final[dict[Routine, Written]] = {}
        self._addresses: Final[dict[int, dict[str, int]]] = {NO_PASSES: {}, OPTIMISED: {}}

    def routine(self, symbol: str) -> Routine:
        """A routine of `MODULES` by its symbol."""
        return self.routines.named(HOME[symbol], symbol.removeprefix(PREFIX))

    def addresses(self, symbols: Iterable[str], level: int = NO_PASSES) -> dict[str, int]:
        """Addresses of routines, compiled when they are new, and of what else the library knows."""
        wanted = list(symbols)
        with LOCK:
            known = self._addresses[level]
            missing = [self.routine(s) for s in wanted if s in HOME and s not in known]
            if missing:
                self._compile(missing, level)
            return {s: known[s] if s in HOME else self._symbol(s, level) for s in wanted}

    def _symbol(self, symbol: str, level: int) -> int:
        """Address of something that is compiled, or not part of the library."""
        for addresses in (self._addresses[level], self._externals, self._addresses[NO_PASSES]):
            if symbol in addresses:
                return addresses[symbol]
        raise KeyError(symbol)

    def inlined(self, symbols: Iterable[str]) -> Inlined:
        """Text that lets an optimised module call routines, the inlined ones without a call."""
        with LOCK:
            return self._module([self.routine(s) for s in symbols], inlined_only=True)

    def addresses_for(self, inlined: Inlined) -> dict[str, int]:
        """Addresses for the imports of a text from `inlined`."""
        return self.addresses(sorted(inlined.imports), OPTIMISED)

    # ---- text

    def written(self, routine: Routine) -> Written:
        """The text of a routine, built when first asked for."""
        found = self._written.get(routine)
        if found is None:
            imports: set[str] = set()
            called: dict[Routine, None] = {}
            text = RoutineWriter(routine, self.body(routine), imports, called).text(WRITERS)
            found = self._written[routine] = Written(text, tuple(called), frozenset(imports))
        return found

    def body(self, routine: Routine) -> IrFunction:
        """The typed IR of a routine, with counts."""
        ir = RoutineBuilder(self.routines, routine).run()
        if not routine.function.raw:
            insert_counts(ir)
            check_counts(ir)
        return ir

    def _module(self, roots: list[Routine], *, inlined_only: bool, level: int = OPTIMISED) -> Inlined:
        """Definitions of routines and of what they call; what is called, but defined elsewhere, is declared."""
        known = self._addresses[level]
        parts: list[str] = []
        imports: set[str] = set()
        seen: set[Routine] = set()
        waiting = list(roots)
        while waiting:
            routine = waiting.pop()
            if routine in seen:
                continue
            seen.add(routine)
            if self._is_elsewhere(routine, inlined_only, level, known):
                parts.append(declaration(routine))
                imports.add(routine.symbol)
                continue
            written = self.written(routine)
            private = level == OPTIMISED and routine.function.inline and (inlined_only or routine not in roots)
            parts.append(written.text.replace("define ", "define internal ", 1) if private else written.text)
            imports |= written.imports
            waiting += written.called
        return Inlined("".join(parts), frozenset(imports))

    def _is_elsewhere(self, routine: Routine, inlined_only: bool, level: int, known: Mapping[str, int]) -> bool:
        if inlined_only:
            return not routine.function.inline
        if level == OPTIMISED:
            return routine.function.cold or (routine.symbol in known and not routine.function.inline)
        return routine.symbol in known

    # ---- machine code

    def _compile(self, roots: list[Routine], level: int) -> None:
        module = self._module(roots, inlined_only=False, level=level)
        self._describe()
        cold = [s for s in module.imports if s not in EXTERNALS and s not in self._addresses[level]]
        missing = [r for r in self._written_or_called(cold) if r.symbol not in self._addresses[NO_PASSES]]
        if missing and level == OPTIMISED:
            self._compile(missing, NO_PASSES)
        declarations = "".join(f"{EXTERNALS[s]}\n" for s in sorted(module.imports) if s in EXTERNALS)
        text = "".join((HEAD, declarations, module.text, METADATA))
        imports = {s: self._symbol(s, level) for s in module.imports}
        exports = _definitions(module.text)
        code = Compiler.shared().compile(text, exports, imports, level, check=False)
        self._addresses[level].update(code.addresses)

    def _written_or_called(self, symbols: Iterable[str]) -> list[Routine]:
        wanted = set(symbols)
        known = {r for w in self._written.values() for r in w.called} | set(self._written)
        known |= {self.routine(s) for s in wanted & HOME.keys()}
        return [r for r in known if r.symbol in wanted]

    def _describe(self) -> None:
        """Fill the table of descriptors that native code reads."""
        for k, row in enumerate(self.routines.descriptors.rows()):
            at = (k + 1) * DESCRIPTOR_BYTES // 8
            self._table[at : at + 3] = list(row)

    def names(self) -> list[str]:
        """Names of the classes of objects, by descriptor, from 1."""
        return [cls.name for cls in self.routines.descriptors.classes]


def _definitions(text: str) -> list[str]:
    """Symbols that a text defines for others."""
    public = (
        line for line in text.splitlines() if line.startswith("define ") and not line.startswith("define internal ")
    )
    return [line.partition("@")[2].partition("(")[0] for line in public]
