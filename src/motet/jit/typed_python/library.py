"""The compiled run-time library of the process: routines are found in the cache of machine code, or compiled when code needs
them.

Those of the cache (`prebuilt`) are optimised, and called by code of every level. Of the others there are two versions, as
of programs: one without passes, quick to make, for tier 1; and an optimised one for tier 2. Optimised code calls the
quick version of what is cold. Modules of tier 2 also get the text of the routines that are inlined. All work on the
same heap.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from motet.bytecode.types import VECTOR
from motet.jit.cache import Cache
from motet.jit.emit.writer import METADATA
from motet.jit.layout import DESCRIPTORS
from motet.jit.llvm import LOCK, NO_PASSES, OPTIMISED, CompileError, Compiler
from motet.jit.typed_python.externals import external
from motet.jit.typed_python.prebuilt import Prebuilt, Written, find
from motet.jit.typed_python.readers import READERS
from motet.jit.typed_python.shapes import SHAPES
from motet.jit.typed_python.signatures import (
    CLASS_PREFIX,
    PREFIX,
    SEPARATOR,
    Parameter,
    Signature,
    class_symbol,
    declaration,
    symbol_of,
)

if TYPE_CHECKING:
    from motet.jit.ir import IrFunction
    from motet.jit.typed_python.routines import Routine, Routines
    from motet.jit.typed_python.source import Source

MODULES: Final[Mapping[str, tuple[str, ...]]] = {
    "motet.runtime.counts": ("retain", "release", "retain_any", "release_any"),
    "motet.runtime.vectors": ("vector_alloc", "vector_make", "vector_peek", "vector_get", "vector_set", "vector_len"),
    "motet.runtime.cycles": ("collect",),
    "motet.runtime.lists": (
        *(
            "list_alloc",
            "list_with_capacity",
            "list_len",
            "list_peek",
            "list_get",
            "list_set",
            "list_replace",
            "list_push",
        ),
        *("list_cons", "list_tail", "list_pop", "list_part", "list_own"),
    ),
    "motet.runtime.list_operations": (
        *("list_concat", "list_reverse", "list_slice", "list_take", "list_drop", "list_range", "list_repeat"),
        *("list_as", "list_enumerate", "list_zip", "list_at", "list_first", "list_last"),
        *("list_is_empty", "list_sum", "list_flatten", "list_pop_front", "list_pop_back"),
    ),
    "motet.runtime.list_search": ("list_contains", "list_index_of"),
    "motet.runtime.sorting": ("list_sort_by_keys",),
    "motet.runtime.matrices": (
        *("matrix_filled", "matrix_from_lists", "matrix_from_flat", "matrix_rows", "matrix_cols", "matrix_get"),
        *("matrix_to_flat", "matrix_transpose", "matrix_scale", "matrix_sigmoid"),
        *("matrix_add", "matrix_subtract", "matrix_multiply"),
    ),
    "motet.runtime.random_numbers": ("random_seed", "random_next_int", "random_next_float", "random_choose"),
    "motet.runtime.checks": ("check_equal", "check_unequal", "check_true", "check_false"),
    "motet.runtime.texts": (
        *(
            "text_alloc",
            "text_len",
            "text_is_empty",
            "text_as",
            "text_equal",
            "text_compare",
            "text_order",
            "text_hash",
            "text_concat",
            "text_room",
        ),
        *("text_join", "text_repeat", "text_slice", "text_ascii_at", "text_count", "bytes_slice", "bytes_join"),
    ),
    "motet.runtime.text_search": (
        *("text_contains", "text_starts_with", "text_ends_with", "text_find", "text_strip_prefix", "text_strip_suffix"),
        *("text_split", "text_lines", "text_replace_all", "text_trim"),
    ),
    "motet.runtime.text_values": (
        *("text_parse_int", "text_of_int", "text_reverse"),
        *("bytes_of_text", "text_of_bytes", "bytes_of_int", "bytes_int_at"),
    ),
    "motet.runtime.decimals": ("text_of_float",),
    "motet.runtime.decimal_reading": ("text_parse_float",),
    "motet.runtime.letters": ("text_upper", "text_lower"),
    "motet.runtime.keys": ("is_key",),
    "motet.runtime.tables": (
        *("map_new", "map_len", "map_find", "map_has", "map_set", "map_delete", "map_first", "map_next"),
        *("map_key", "map_value", "map_keys", "map_values"),
    ),
    "motet.runtime.trees": (
        *("tree_new", "tree_len", "tree_is_empty", "tree_find", "tree_has", "tree_set", "tree_delete"),
        *("tree_first", "tree_next", "tree_key", "tree_value"),
    ),
    "motet.runtime.tree_operations": (
        *("tree_keys", "tree_values", "tree_entries", "tree_from_pairs", "tree_from_items", "tree_merge"),
        *("tree_intersection", "tree_difference", "tree_is_subset"),
    ),
    "motet.runtime.host": ("host_vectors", "host_release", "host_collect", "host_recover", "host_census"),
    "motet.runtime.heap": ("alloc", "free"),
    "motet.runtime.marshalling": ("host_objects", "host_tree", "copy_object"),
    "motet.runtime.equality": ("deep_equal",),
    "motet.runtime.hashing": ("value_hash",),
    "motet.runtime.json_writing": ("json_text",),
    "motet.runtime.json_reading": ("json_read",),
    "motet.runtime.printing": ("print_any",),
}
"""Where the routines are that emitted code and the host call."""

HOME: Final = {PREFIX + name: module for module, names in MODULES.items() for name in names}
"""The module of each routine, by symbol."""

HEAD: Final = """declare i64 @llvm.ctlz.i64(i64, i1)
declare i64 @llvm.cttz.i64(i64, i1)
declare i64 @llvm.ctpop.i64(i64)
declare i64 @llvm.bswap.i64(i64)
"""
_LIBC: Final = ("mmap", "munmap", "madvise", "mremap", "memcpy", "memmove", "memset", "memcmp", "memchr", "exp")


class Inlined(NamedTuple):
    """What a module needs to call routines.

    Attributes:
        text: definitions of those that are inlined, and declarations of the others.
        imports: symbols that the text uses and does not define.
        routines: symbols of all of them.
    """

    text: str
    imports: frozenset[str]
    routines: tuple[str, ...]


class NativeLibrary:
    """The library of this process: `NativeLibrary.shared()`; others are for tests.

    Args:
        externals: addresses of the run-time routines that the library calls (`motet_trap`, `motet_attention`).
        prebuilt: routines that need not be compiled; what LLVM does not take is left aside.
        debug: compile with the constant DEBUG.

    Attributes:
        prebuilt: those of the cache.
        compiled: symbols of the routines that were compiled here, in order, for the report of what was done.
    """

    _shared: NativeLibrary | None = None

    @classmethod
    def shared(cls) -> NativeLibrary:
        """The library, made on first use."""
        from motet.jit.process import Native

        addresses = Native.shared().addresses  # made by a thread that takes the lock itself
        with LOCK:
            if cls._shared is None:
                cls._shared = cls(addresses, prebuilt=find(Compiler.shared(), Cache.shared()))
            return cls._shared

    @classmethod
    def made(cls) -> NativeLibrary | None:
        """The library, if it is in use."""
        return cls._shared

    def __init__(self, externals: Mapping[str, int], *, prebuilt: Prebuilt | None = None, debug: bool = False) -> None:
        libc = ctypes.CDLL(None)
        self._externals: Final = dict(externals)
        self._externals["motet_descriptors"] = DESCRIPTORS.address
        self._externals["motet_shapes"] = SHAPES.address
        self._externals["motet_readers"] = READERS.address
        for name in (name for name in _LIBC if hasattr(libc, name)):
            self._externals[name] = ctypes.cast(getattr(libc, name), ctypes.c_void_p).value or 0
        self._debug: Final = debug
        self._source: Source | None = None
        self._addresses: Final[dict[int, dict[str, int]]] = {NO_PASSES: {}, OPTIMISED: {}}
        self.compiled: Final[list[str]] = []
        self.prebuilt: Prebuilt | None = prebuilt
        if prebuilt is not None:
            try:
                prebuilt.link(Compiler.shared(), lambda symbols: {s: self._external(s) for s in symbols})
            except CompileError:
                self.prebuilt = None

    @property
    def source(self) -> Source:
        """What makes routines; read when something is wanted that is not prebuilt."""
        if self._source is None:
            from motet.jit.typed_python.source import Source

            with LOCK:
                self._source = self._source or Source(HOME, debug=self._debug)
        return self._source

    @property
    def routines(self) -> Routines:
        """The routines that were made from the sources."""
        return self.source.routines

    # ---- what is known of routines

    def routine(self, name: str, classes: Sequence[str] = ()) -> Signature:
        """A routine of `MODULES`, specialised: `classes` are what its type variables stand for."""
        found = self._find(symbol_of(name, classes))
        return self.source.at(name, classes) if found is None else found

    def _find(self, symbol: str) -> Signature | None:
        """The routine of a symbol; None for what is no routine."""
        found = None if self.prebuilt is None else self.prebuilt.signature(symbol)
        if found is None and (self._source is not None or symbol.partition(SEPARATOR)[0] in HOME):
            found = self.source.find(symbol)
        return found

    def parameters(self, name: str) -> tuple[Parameter, ...]:
        """Those of a function of `MODULES`."""
        return (self.prebuilt or self.source).parameters(name)

    def fields(self, name: str) -> Mapping[str, int]:
        """Places of the fields of a struct of the heap, in bytes."""
        return self.prebuilt.index.fields[name] if self.prebuilt is not None else self.source.fields(name)

    def constant(self, name: str) -> int:
        """A constant of the heap."""
        return self.prebuilt.index.constants[name] if self.prebuilt is not None else self.source.constant(name)

    def written(self, symbol: str) -> Written:
        """The text of a routine."""
        found = None if self.prebuilt is None else self.prebuilt.written(symbol)
        return self.source.written(symbol) if found is None else found

    def body(self, routine: Routine) -> IrFunction:
        """The typed IR of a routine, with counts."""
        return self.source.body(routine)

    # ---- addresses

    def addresses(self, symbols: Iterable[str], level: int = NO_PASSES) -> dict[str, int]:
        """Addresses of routines for code of a level, compiled when they are new, and of what they use."""
        with LOCK:
            wanted = list(symbols)
            rest = [symbol for symbol in wanted if not self._is_prebuilt(symbol)]
            for at_level in (NO_PASSES, OPTIMISED):
                here = [r for r in map(self._find, rest) if r is not None and self._level(r, level) == at_level]
                missing = [r.symbol for r in here if r.symbol not in self._addresses[at_level]]
                if missing:
                    self._compile(missing, at_level)
            return {symbol: self._address(symbol, level) for symbol in wanted}

    def _is_prebuilt(self, symbol: str) -> bool:
        return self.prebuilt is not None and symbol in self.prebuilt.addresses

    @staticmethod
    def _level(routine: Signature, level: int) -> int:
        """The version of a routine that code of a level calls."""
        return NO_PASSES if routine.cold else level

    def _address(self, symbol: str, level: int) -> int:
        if self.prebuilt is not None and symbol in self.prebuilt.addresses:
            return self.prebuilt.addresses[symbol]
        routine = self._find(symbol)
        if routine is None:
            return self._external(symbol)
        return self._addresses[self._level(routine, level)][symbol]

    def _external(self, symbol: str) -> int:
        """Address of what is no routine; of a class the number of its descriptor, which is made when it is new."""
        found = self._externals.get(symbol)
        if found is None and symbol.startswith(CLASS_PREFIX):
            rows = self.prebuilt.index.rows if self.prebuilt is not None else {}
            row = rows[symbol] if symbol in rows else self.source.routines.rows[symbol]
            found = self._externals[symbol] = DESCRIPTORS.add(symbol.removeprefix(CLASS_PREFIX), row)
        return self._externals[symbol] if found is None else found

    @property
    def vector_descriptor(self) -> int:
        """Number of the descriptor of vectors."""
        with LOCK:
            symbol = class_symbol(VECTOR)
            if self.prebuilt is None or symbol not in self.prebuilt.index.rows:
                self.source.declare("motet.runtime.vectors", "Vector")
            return self._external(symbol)

    # ---- text

    def inlined(self, symbols: Iterable[str], *, is_optimised: bool) -> Inlined:
        """Text that lets a module call routines: in an optimised one those that are inlined are defined."""
        with LOCK:
            if is_optimised:
                return self.module(symbols, lambda routine: not routine.inline)
            routines = [self.signature(s) for s in symbols]
            names = tuple(r.symbol for r in routines)
            return Inlined("".join(map(declaration, routines)), frozenset(names), names)

    def signature(self, symbol: str) -> Signature:
        """The routine of a symbol. KeyError for what is no routine."""
        found = self._find(symbol)
        if found is None:
            raise KeyError(symbol)
        return found

    def module(
        self, roots: Iterable[str], is_elsewhere: Callable[[Signature], bool], exported: Iterable[str] = ()
    ) -> Inlined:
        """Definitions of routines and of what they call; what is elsewhere is declared.

        What is inlined is private, but for what is exported.
        """
        parts: list[str] = []
        imports: set[str] = set()
        seen: dict[str, None] = {}
        waiting = list(roots)
        while waiting:
            symbol = waiting.pop()
            if symbol in seen:
                continue
            seen[symbol] = None
            routine = self.signature(symbol)
            if is_elsewhere(routine):
                parts.append(declaration(routine))
                imports.add(symbol)
                continue
            written = self.written(symbol)
            is_private = routine.inline and symbol not in exported
            parts.append(written.text.replace("define ", "define internal ", 1) if is_private else written.text)
            imports.update(written.imports)
            waiting += written.called
        return Inlined("".join(parts), frozenset(imports), tuple(seen))

    # ---- machine code

    def _compile(self, roots: list[str], level: int) -> None:
        known = self._addresses[level]
        optimised = level == OPTIMISED

        def is_elsewhere(routine: Signature) -> bool:
            symbol = routine.symbol
            if optimised:
                is_there = symbol in known or self._is_prebuilt(symbol)
                return routine.cold or (is_there and not routine.inline)
            return symbol in known or self._is_prebuilt(symbol)

        module = self.module(roots, is_elsewhere, roots)
        self.addresses([s for s in module.imports if optimised and (r := self._find(s)) is not None and r.cold])
        body = module.text if optimised else module.text.replace("define internal ", "define ")
        text = "".join((HEAD, *map(external, sorted(module.imports)), body, METADATA))
        imports = {s: self._address(s, level) for s in module.imports}
        names = definitions(body)
        code = Compiler.shared().compile(text, names, imports, level, check=False)
        known.update(code.addresses)
        self.compiled.extend(names)

    def names(self) -> list[str]:
        """Names of what objects the descriptors are for, by number, from 1."""
        return [described.name for described in DESCRIPTORS.described[1:]]


def definitions(text: str) -> list[str]:
    """Symbols that a text defines for others."""
    public = (
        line for line in text.splitlines() if line.startswith("define ") and not line.startswith("define internal ")
    )
    return [line.partition("@")[2].partition("(")[0] for line in public]
