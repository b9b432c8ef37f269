"""The heap of one machine as the host sees it: limits, values that cross to Python and back, the end of runs, accounts."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Final, Protocol

from motet.bytecode.program import Program, Value
from motet.bytecode.traps import BY_NUMBER, Trap
from motet.bytecode.types import FIRST_COUNTED_TAG, TAGS, UNIT
from motet.bytecode.values import Vector
from motet.jit.boundary.signature import Objects
from motet.jit.context import ARGS, FIRST_HEAP_FIELD, HEAP_FIELDS, OFFSETS, REASONS, REQUESTS
from motet.jit.layout import memory_class
from motet.jit.memory import MARGIN, STACKS
from motet.jit.process import Native
from motet.jit.reading import Reader, references
from motet.jit.typed_python.library import NativeLibrary
from motet.jit.values import Words
from motet.jit.watch import WATCHER
from motet.jit.writing import PlannedTree, Writer
from motet.policy import Limits
from motet.vm.narrowing import Narrowing

_UNLIMITED: Final = (1 << 62) - 1
_FIRST_CHECK: Final = 131072
"""As `motet.runtime.vectors.FIRST_CHECK`."""

_IDLE_PART: Final = 16
"""Between runs an empty heap keeps no more than this part of its limit."""

_WALKED: Final = 1 << 17
"""A heap of which nothing is to be kept is walked through to free what is in it if it has no more bytes than this from the
system; otherwise it is given back as it is."""

_COPIED_PART: Final = 4
"""Copies of values for Python may take as much memory as the heap; where that is not limited, this part of what there is."""

_STACK_BYTES: Final = 1 << 16
_RED_ZONE: Final = 256
_BELOW: Final = MARGIN // 2
"""Bytes below the limit of a run's stack that routines which the host calls may use."""

_POLL: Final = OFFSETS["poll"] // 8
_LIMIT: Final = OFFSETS["limit"] // 8
_SOFT_LIMIT: Final = OFFSETS["soft_limit"] // 8
_HARD_LIMIT: Final = OFFSETS["hard_limit"] // 8
_STACK_TOP: Final = OFFSETS["stack_top"] // 8
_RUN_SP: Final = OFFSETS["run_sp"] // 8
_TRAP: Final = OFFSETS["trap"] // 8
_SAVED: Final = (_STACK_TOP, _RUN_SP, OFFSETS["host_sp"] // 8, _TRAP, _LIMIT, _SOFT_LIMIT, _HARD_LIMIT)
"""Words of the context that calls of the host into native code leave as they were."""


class Mappings:
    """The memory that a heap has from the system. Knows nothing of the machine, so that it can outlive it.

    Attributes:
        words: for each field of the heap the word of the context where it lies.
        literals: table of the objects of the run.
        made: numbers of those that were made.
    """

    def __init__(self, context: Words, literals: Words) -> None:
        self.literals: Final = literals
        self.made: Final[list[int]] = []
        library = NativeLibrary.shared()
        self._context: Final = context
        self.words: Final = _words_of(library, "Heap", FIRST_HEAP_FIELD)
        self._chunk: Final = _words_of(library, "Chunk", 0)
        self._large: Final = _words_of(library, "Large", 0)
        self._text_bytes: Final = library.constant("TEXT_BYTES")

    def unmap(self) -> None:
        """Give everything back. The heap is as in a new context then, but for its limits."""
        ints = self._context.ints
        for number in self.made:
            self.literals.ints[number] = 0
        self.made.clear()
        for name, fields in (("chunks", self._chunk), ("large", self._large)):
            for address, size in _linked(ints[self.words[name]], fields).items():
                _unmap(address, size)
        for name, size in (
            ("text", self._text_bytes),
            ("area", ints[self.words["area_size"]]),
            ("table", ints[self.words["table_size"]]),
            ("spare", ints[self.words["spare_size"]]),
        ):
            if ints[self.words[name]]:
                _unmap(ints[self.words[name]], size)
        limits = {name: ints[self.words[name]] for name in _LIMITS}
        first = FIRST_HEAP_FIELD // 8
        ints[first : first + HEAP_FIELDS] = memoryview(bytes(8 * HEAP_FIELDS)).cast("q")
        for name, value in limits.items():
            ints[self.words[name]] = value


_LIMITS: Final = ("limit", "words_limit", "words_check")


def _words_of(library: NativeLibrary, name: str, base: int) -> dict[str, int]:
    """For each field of a struct of the heap the word of a block where it lies, the struct being at `base`."""
    return {name: (base + offset) // 8 for name, offset in library.fields(name).items()}


def _linked(address: int, fields: dict[str, int]) -> dict[int, int]:
    """Addresses and sizes of linked mappings."""
    sizes: dict[int, int] = {}
    while address and address not in sizes:
        words = (ctypes.c_int64 * 4).from_address(address)
        sizes[address] = words[fields["size"]]
        address = words[fields["next"]]
    return sizes


def _unmap(address: int, size: int) -> None:
    function = ctypes.CDLL(None).munmap
    function.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    function(address, size)


class Services(Protocol):
    """What the heap asks of the machine."""

    def poll(self) -> None:
        """Trap when the run is to stop."""

    def code_of(self, function: int) -> int:
        """Address of the slot with the code of closures of a function."""


class NativeHeap:
    """Implements `motet.jit.values.HeapBridge`.

    Args:
        program: what runs.
        context: the context of the machine.
        globals_: its globals.
        literals: its table of objects of the run.
        globals_count: gives their number.
        services: what it asks of the machine.
        limits: `memory_bytes` and `heap_words` count.

    Attributes:
        counted: whether the program's code keeps counts; if not, what is alive is found out by tracing.
        running: a run is under way, so its stack can be used.
        mappings: the memory that it has.
        range: range of Ints that come from outside, the end excluded.
    """

    def __init__(
        self,
        program: Program,
        context: Words,
        globals_: Words,
        literals: Words,
        globals_count: Callable[[], int],
        services: Services,
        limits: Limits,
    ) -> None:
        self.counted = True
        self.running = False
        self.range = (-(1 << 63), 1 << 63)
        self.narrowing: Final = Narrowing(program, lambda size: None, services.poll, self._check_ints)
        self.narrowing.keeps_arrays = True
        self._program: Final = program
        self._services: Final = services
        self._passed: Final[dict[int, tuple[Vector, int]]] = {}
        self._context: Final = context
        self._globals: Final = globals_
        self._globals_count: Final = globals_count
        self._native: Final = Native.shared()
        self._library: Final = NativeLibrary.shared()
        self.mappings: Final = Mappings(context, literals)
        self._field: Final = self.mappings.words
        self._most_copied: Final = limits.memory_bytes // (_COPIED_PART if limits.memory is None else 1)
        words = _UNLIMITED if limits.heap_words is None else limits.heap_words
        self._set("limit", limits.memory_bytes)
        self._set("words_limit", words)
        self._set("words_check", min(words, _FIRST_CHECK))

    def _get(self, name: str) -> int:
        return self._context.ints[self._field[name]]

    def _set(self, name: str, value: int) -> None:
        self._context.ints[self._field[name]] = value

    # ---- accounts

    @property
    def idle_words(self) -> tuple[int, int, int]:
        """Addresses of the words `cycles_possible` and `mapped`, and how many bytes an idle heap keeps."""
        base = self._context.address
        return (
            base + 8 * self._field["cycles_possible"],
            base + 8 * self._field["mapped"],
            self._get("limit") // _IDLE_PART,
        )

    @property
    def direct_objects(self) -> Objects:
        """What direct calls need to pass objects."""
        routines = self._library.addresses(["motet_host_objects", "motet_host_release"])
        offsets = (8 * self._field[name] for name in ("host_area", "host_number", "host_object"))
        return Objects(routines["motet_host_objects"], routines["motet_host_release"], *offsets)

    @property
    def limit(self) -> int:
        """The most bytes that it may have from the system."""
        return self._get("limit")

    @limit.setter
    def limit(self, size: int) -> None:
        self._set("limit", size)

    @property
    def mapped(self) -> int:
        """Bytes that it has from the system."""
        return self._get("mapped")

    @property
    def objects(self) -> int:
        """Number of objects."""
        return self._get("objects")

    @property
    def live_bytes(self) -> int:
        """Bytes in blocks of objects."""
        return self._get("live")

    @property
    def words(self) -> int:
        """Words that vectors take, as the program's own heap counts them."""
        return self._get("words")

    def leaks(self) -> dict[str, int]:
        """Number of objects of each class."""
        found: dict[str, int] = {}
        for index, name in enumerate(self._library.names(), 1):
            self._set("host_number", index)
            self._run("motet_host_census")
            found[name] = found.get(name, 0) + self._get("host_number")
        return {name: count for name, count in found.items() if count}

    @property
    def unreachable(self) -> int:
        """Number of objects that neither globals nor the objects of the run lead to."""
        return self.objects - sum(1 for _ in self._reachable(chain(self._in_globals(), self._literals())))

    def _in_globals(self) -> Iterator[tuple[int, int]]:
        """Tags and payloads of the objects in globals."""
        ints = self._globals.ints
        for index in range(self._globals_count()):
            if ints[2 * index] >= FIRST_COUNTED_TAG:
                yield ints[2 * index], ints[2 * index + 1]

    def _literals(self) -> Iterator[tuple[int, int]]:
        """The same of the objects of the run."""
        for number in self.mappings.made:
            yield FIRST_COUNTED_TAG, self.mappings.literals.ints[number]

    def _reachable(self, roots: Iterator[tuple[int, int]]) -> Iterator[int]:
        seen: set[int] = set()
        waiting = [payload for _, payload in roots]
        while waiting:
            address = waiting.pop()
            if address not in seen:
                seen.add(address)
                yield address
                waiting += references(address)

    # ---- the end of a run

    def finish(self, results: int) -> None:
        """A run is over: release its results, which lie in the context and were read, and free cycles."""
        self._passed.clear()
        if not self.counted:
            self.recover()
            return
        ints = self._context.ints
        for k in range(ARGS // 8, ARGS // 8 + 2 * results, 2):
            if ints[k] >= FIRST_COUNTED_TAG:
                self.release(ints[k + 1])
        if self._get("cycles_possible") and self.objects and not self._without_limit("motet_host_collect"):
            self.recover()
        self._start_afresh()

    def recover(self) -> None:
        """A run ended with a trap: keep what globals lead to, with exact counts, and free the rest.

        If that is impossible nothing is kept: then the globals that held objects hold unit.
        """
        self._passed.clear()
        if not self._get("mapped"):
            self._set("objects", 0)
            self._set("live", 0)
            return
        globals_ = [word for pair in self._in_globals() for word in pair]
        if not globals_ and self._get("mapped") > _WALKED:
            self.mappings.unmap()
            return
        roots = globals_ + [word for pair in self._literals() for word in pair]
        area = (ctypes.c_int64 * max(len(roots), 1))(*roots)
        self._set("host_area", ctypes.addressof(area))
        self._set("host_number", len(roots) // 2)
        if not self._without_limit("motet_host_recover"):
            self._give_up()
        self._start_afresh()

    def _without_limit(self, symbol: str) -> bool:
        """Call a routine that suspends the limit of memory; whether it has come to its end."""
        limit = self.limit
        try:
            self._run(symbol)
        except Trap:
            return False
        finally:
            self.limit = limit
        return True

    def _give_up(self) -> None:
        """Begin with an empty heap: the old one cannot be tidied up."""
        import warnings

        reason = "was damaged" if self._get("damaged") else "could not be tidied up for want of memory"
        ints = self._globals.ints
        for index in range(self._globals_count()):
            if ints[2 * index] >= FIRST_COUNTED_TAG:
                ints[2 * index] = TAGS[UNIT]
        self.mappings.unmap()
        warnings.warn(f"the heap {reason}; what globals held is lost", RuntimeWarning, stacklevel=1)

    def _start_afresh(self) -> None:
        """Give memory back when it is empty: its blocks have their sizes, and the next run may want others."""
        if self.objects == len(self.mappings.made) and self._get("mapped") > self._get("limit") // _IDLE_PART:
            self.mappings.unmap()

    def release(self, address: int) -> None:
        """Give up one count of an object."""
        self._set("host_object", address)
        self._run("motet_host_release")

    # ---- values

    def to_python(self, address: int) -> Value:
        """A plain Python copy of an object and of all that it leads to; vectors with the same sharing and cycles."""
        return self.read([(FIRST_COUNTED_TAG, address)])[0]

    def read(self, pairs: Sequence[tuple[int, int]], *, typed: bool = False) -> list[Value]:
        """Python copies of values; with `typed` they know which types they were made as."""
        reader = Reader(self._services.poll, typed=typed, most=self._most_copied)
        values = [reader.pair(tag, payload) for tag, payload in pairs]
        if self.running:
            self._passed.update((id(vector), (vector, address)) for address, vector in reader.vectors.items())
        return values

    def end_of_host_call(self) -> None:
        """Vectors that were passed to the host are no longer known by their copies."""
        self._passed.clear()

    def to_native(self, value: Value) -> tuple[int, int]:
        """Tag and payload of a value; an object has one count that belongs to the caller.

        What is not made as a type becomes a generic value; of an argument of the host call that is a vector the original.

        Raises:
            Trap: `overflow` (an Int out of range), `heap`, `memory`.
            TypeError: a value is of no type that programs know.
        """
        writer = Writer(
            self._allocate,
            self._tree,
            self._services.code_of,
            self._known,
            self._services.poll,
            self._program,
            self.range,
        )
        pair = writer.pair(value)
        if writer.has_cycles:
            self._set("cycles_possible", 1)
        return pair

    def literal(self, number: int, value: Value) -> None:
        """Make an object of the run."""
        self.mappings.literals.ints[number] = self.to_native(value)[1]
        self.mappings.made.append(number)

    def _known(self, vector: Vector) -> int:
        passed = self._passed.get(id(vector))
        return 0 if passed is None else passed[1]

    def _check_ints(self, least: int, greatest: int) -> None:
        start, end = self.range
        if least < start or greatest >= end:
            raise Trap("overflow")

    def _tree(self, planned: PlannedTree, keys: bytes, values: bytes) -> int:
        """Address of a new map or set, which takes over the counts of its entries."""
        t = planned.type
        item = memory_class(t.parts[1]) if t.kind == "SortedMap" else "Unit"
        texts = [ctypes.create_string_buffer(data, max(len(data), 8)) for data in (keys, values)]
        area = (ctypes.c_int64 * 5)(planned.number, planned.length, *map(ctypes.addressof, texts), 0)
        self._set("host_area", ctypes.addressof(area))
        self._make(f"motet_host_tree__{memory_class(t.parts[0])}_{item}")
        return area[4]

    def _allocate(self, wanted: list[int]) -> Sequence[int]:
        """Addresses of new objects, of which sizes and descriptors are given in turn."""
        area = (ctypes.c_int64 * len(wanted))(*wanted)
        self._set("host_area", ctypes.addressof(area))
        self._set("host_number", len(wanted) // 2)
        self._make("motet_host_objects")
        return list(area)[1::2]

    def _make(self, symbol: str) -> None:
        """Call a routine that takes memory. Trap `memory`, `heap`, and when the run is to stop."""
        try:
            self._run(symbol, self._services.poll)
        except Trap:
            if not self.running:
                self.recover()
            raise

    # ---- calls into native code, also while a run waits for the host

    def _run(self, symbol: str, poll: Callable[[], None] = lambda: None) -> None:
        """Call a routine of `motet.runtime.host`. Trap if it ends with one.

        Args:
            symbol: of the routine.
            poll: is called when somebody wants the attention of the run; a routine that it leaves by a trap is not gone on with.
        """
        address = self._library.addresses([symbol])[symbol]
        ints = self._context.ints
        saved = [(word, ints[word]) for word in _SAVED]
        stack = None if self.running else STACKS.take(_STACK_BYTES)
        if stack is not None:
            ints[_STACK_TOP], ints[_HARD_LIMIT] = stack.top, stack.hard_limit
        else:
            if ints[_HARD_LIMIT] < ints[_RUN_SP] < ints[_STACK_TOP]:
                ints[_STACK_TOP] = (ints[_RUN_SP] - _RED_ZONE) & -16
            ints[_HARD_LIMIT] -= _BELOW
        ints[_SOFT_LIMIT] = ints[_LIMIT] = ints[_HARD_LIMIT]
        asked = False
        try:
            request = self._native.enter(self._context.address, address)
            while request == REQUESTS["attention"]:
                asked = True
                WATCHER.acknowledge(self._context.address)
                poll()
                request = self._native.resume(self._context.address)
            if request != REQUESTS["done"]:
                raise Trap(BY_NUMBER[ints[_TRAP] & 255].name)
        finally:
            for word, value in saved:
                ints[word] = value
            if stack is not None:
                STACKS.give(stack, False)
            if asked or ints[_POLL]:  # the run is to look for itself
                WATCHER.ask(self._context.address, REASONS["signal"])
