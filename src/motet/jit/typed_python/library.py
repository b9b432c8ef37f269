"""The compiled run-time library of the process: routines are built and compiled when code needs them.

There are two versions, as of programs: one without passes, quick to make, for tier 1; and an optimised one for tier
2, whose modules also get the text of the routines that are inlined. Optimised code calls the quick version of what is
cold. Both work on the same heap.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from motet.jit import ir_memory_ops, ir_ops
from motet.jit.checker import check_counts
from motet.jit.emit.writer import METADATA
from motet.jit.layout import DESCRIPTORS
from motet.jit.llvm import LOCK, NO_PASSES, OPTIMISED, Compiler
from motet.jit.ownership import insert_counts
from motet.jit.typed_python.declarations import Library
from motet.jit.typed_python.intrinsics import RoutineBuilder
from motet.jit.typed_python.routines import PREFIX, SEPARATOR, Routine, Routines
from motet.jit.typed_python.shapes import SHAPES
from motet.jit.typed_python.text import EXTERNALS, WRITERS, RoutineWriter, declaration

if TYPE_CHECKING:
    from motet.jit.ir import IrFunction

OPS: Final = (ir_ops, ir_memory_ops)
"""The modules that fill the table of ops."""

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
        *("text_parse_int", "text_of_int", "text_upper", "text_lower", "text_reverse"),
        *("bytes_of_text", "text_of_bytes", "bytes_of_int", "bytes_int_at"),
    ),
    "motet.runtime.decimals": ("text_of_float",),
    "motet.runtime.decimal_reading": ("text_parse_float",),
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
    def shared(cls) -> NativeLibrary:
        """The library, made on first use."""
        from motet.jit.process import Native

        addresses = Native.shared().addresses  # made by a thread that takes the lock itself
        with LOCK:
            if cls._shared is None:
                cls._shared = cls(addresses)
            return cls._shared

    def __init__(self, externals: Mapping[str, int], *, debug: bool = False) -> None:
        self.routines: Final = Routines(Library(debug))
        libc = ctypes.CDLL(None)
        self._externals: Final = dict(externals)
        self._externals["motet_descriptors"] = DESCRIPTORS.address
        self._externals["motet_shapes"] = SHAPES.address
        for name in (name for name in _LIBC if hasattr(libc, name)):
            self._externals[name] = ctypes.cast(getattr(libc, name), ctypes.c_void_p).value or 0
        self._written: Final[dict[Routine, Written]] = {}
        self._addresses: Final[dict[int, dict[str, int]]] = {NO_PASSES: {}, OPTIMISED: {}}

    def routine(self, name: str, classes: Sequence[str] = ()) -> Routine:
        """A routine of `MODULES`.

        Args:
            name: that of the function, or a symbol: `motet_list_push__Int`.
            classes: what its type variables stand for, if the name does not say it.
        """
        name, _, rest = name.removeprefix(PREFIX).partition(SEPARATOR)
        return self.routines.for_classes(HOME[PREFIX + name], name, rest.split("_") if rest else classes)

    def addresses(self, symbols: Iterable[str], level: int = NO_PASSES) -> dict[str, int]:
        """Addresses of routines for code of a level, compiled when they are new, and of what they use."""
        with LOCK:
            wanted = list(symbols)
            for at_level in (NO_PASSES, OPTIMISED):
                here = [r for r in map(self._find, wanted) if r is not None and self._level(r, level) == at_level]
                missing = [r for r in here if r.symbol not in self._addresses[at_level]]
                if missing:
                    self._compile(missing, at_level)
            return {symbol: self._address(symbol, level) for symbol in wanted}

    def _find(self, symbol: str) -> Routine | None:
        """The routine of a symbol; None for what is no routine."""
        found = self.routines.by_symbol.get(symbol)
        if found is None and symbol.partition(SEPARATOR)[0] in HOME:
            found = self.routine(symbol)
        return found

    @staticmethod
    def _level(routine: Routine, level: int) -> int:
        """The version of a routine that code of a level calls."""
        return NO_PASSES if routine.function.cold else level

    def _address(self, symbol: str, level: int) -> int:
        routine = self._find(symbol)
        if routine is None:
            return self._externals[symbol]
        return self._addresses[self._level(routine, level)][symbol]

    def inlined(self, symbols: Iterable[str], *, is_optimised: bool) -> Inlined:
        """Text that lets a module call routines: in an optimised one those that are inlined are defined."""
        with LOCK:
            routines = [self.routine(s) for s in symbols]
            if is_optimised:
                return self._module(routines, lambda routine: not routine.function.inline)
            return Inlined("".join(map(declaration, routines)), frozenset(r.symbol for r in routines))

    # ---- text

    def written(self, routine: Routine) -> Written:
        """The text of a routine, built when first asked for."""
        found = self._written.get(routine)
        if found is None:
            imports: set[str] = set()
            called: dict[Routine, None] = {}
            text = RoutineWriter(self.routines, routine, self.body(routine), imports, called).text(WRITERS)
            found = self._written[routine] = Written(text, tuple(called), frozenset(imports))
        return found

    def body(self, routine: Routine) -> IrFunction:
        """The typed IR of a routine, with counts."""
        ir = RoutineBuilder(self.routines, routine).run()
        if not routine.function.raw:
            insert_counts(ir)
            check_counts(ir)
        return ir

    def _module(
        self, roots: list[Routine], is_elsewhere: Callable[[Routine], bool], exported: Iterable[Routine] = ()
    ) -> Inlined:
        """Definitions of routines and of what they call; what is elsewhere is declared.

        What is inlined is private, but for what is exported.
        """
        parts: list[str] = []
        imports: set[str] = set()
        seen: set[Routine] = set()
        waiting = list(roots)
        while waiting:
            routine = waiting.pop()
            if routine in seen:
                continue
            seen.add(routine)
            if is_elsewhere(routine):
                parts.append(declaration(routine))
                imports.add(routine.symbol)
                continue
            written = self.written(routine)
            is_private = routine.function.inline and routine not in exported
            parts.append(written.text.replace("define ", "define internal ", 1) if is_private else written.text)
            imports |= written.imports
            waiting += written.called
        return Inlined("".join(parts), frozenset(imports))

    # ---- machine code

    def _compile(self, roots: list[Routine], level: int) -> None:
        known = self._addresses[level]
        optimised = level == OPTIMISED

        def is_elsewhere(routine: Routine) -> bool:
            if optimised:
                return routine.function.cold or (routine.symbol in known and not routine.function.inline)
            return routine.symbol in known

        module = self._module(roots, is_elsewhere, roots)
        missing = [r for r in map(self._find, module.imports) if r is not None and r.function.cold and optimised]
        if missing:
            self.addresses([r.symbol for r in missing])
        declarations = "".join(f"{EXTERNALS[s]}\n" for s in sorted(module.imports) if s in EXTERNALS)
        body = module.text if optimised else module.text.replace("define internal ", "define ")
        text = "".join((HEAD, declarations, body, METADATA))
        imports = {s: self._address(s, level) for s in module.imports}
        code = Compiler.shared().compile(text, _definitions(body), imports, level, check=False)
        known.update(code.addresses)

    def names(self) -> list[str]:
        """Names of what objects the descriptors are for, by number, from 1."""
        return [described.name for described in DESCRIPTORS.described[1:]]


def _definitions(text: str) -> list[str]:
    """Symbols that a text defines for others."""
    public = (
        line for line in text.splitlines() if line.startswith("define ") and not line.startswith("define internal ")
    )
    return [line.partition("@")[2].partition("(")[0] for line in public]
