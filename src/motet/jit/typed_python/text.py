"""LLVM text of routines of the library.

They have the C calling convention, so that code of any tier, and the host through the context, can call them. What is
inlined gets its text into the module of the caller; the rest is compiled once.
"""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from motet.bytecode.types import ANY, BOOL, Ty
from motet.jit.emit import control
from motet.jit.emit.writer import COLD, NEVER, OF_ITEM, OF_LIST, TRAP_NUMBERS, FunctionWriter
from motet.jit.layout import ROW_BYTES
from motet.jit.numbers import CALL_OF_LIBM
from motet.jit.typed_python.signatures import group
from motet.jit.typed_python.types import U8, U32, in_memory

if TYPE_CHECKING:
    from motet.jit.ir import Ins, IrFunction
    from motet.jit.typed_python.declarations import Table
    from motet.jit.typed_python.routines import Routine, Routines

_PROTECTION: Final = mmap.PROT_READ | mmap.PROT_WRITE
_FLAGS: Final = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_NORESERVE", 0)
_ADVICE: Final[int | None] = getattr(mmap, "MADV_HUGEPAGE", None)


_ITEMS: Final = "items"


class RoutineWriter(FunctionWriter):
    """Writes one routine. `called` collects the routines that it calls."""

    def __init__(
        self, routines: Routines, routine: Routine, ir: IrFunction, imports: set[str], called: dict[Routine, None]
    ) -> None:
        super().__init__(ir, 0, imports, narrow_ints=False)
        self._routines: Final = routines
        self._routine: Final = routine
        self.called: Final = called
        self.regions: Final[dict[str, str]] = {}
        self._tables: Final[dict[str, Table]] = {}

    def text(self, writers: dict[str, Callable[[FunctionWriter, Ins], None]], linkage: str = "") -> str:
        """The definition, behind the tables that it uses."""
        text = super().text(writers, linkage)
        return "".join(map(_table_text, self._tables, self._tables.values())) + text

    def table(self, table: Table) -> str:
        """The symbol of a table, which no other routine has."""
        symbol = f"@{self.symbol}.{table.name}"
        self._tables[symbol] = table
        return symbol

    def counting(self, name: str) -> Routine:
        """A routine of `motet.runtime.counts`, which is called."""
        routine = self._routines.named("motet.runtime.counts", name)
        self.called[routine] = None
        return routine

    def _head(self, linkage: str) -> str:
        words = [
            f"{word} {name}" for p in self.function.params for word, name in zip(p.type.words, p.words, strict=True)
        ]
        signature = ", ".join(["ptr %ctx", *words])
        attributes = " ".join(("nounwind", *self.function.attributes))
        return f"define {linkage}{group(self._routine.result)} @{self.symbol}({signature}) {attributes} {{\n"


def _table_text(symbol: str, table: Table) -> str:
    numbers = ", ".join(f"i64 {number}" for number in table.numbers)
    return f"{symbol} = private unnamed_addr constant [{len(table.numbers)} x i64] [{numbers}]\n"


def call_routine(w: FunctionWriter, routine: Routine, arguments: str, names: tuple[str, ...]) -> None:
    """A call with arguments as text (context first); `names` are the words of the result."""
    call = f"call {group(routine.result)} @{routine.symbol}({arguments}){COLD if routine.cold else ''}"
    w.define_call(names, call)


def _call(w: FunctionWriter, ins: Ins) -> None:
    routine: Routine = ins.data
    assert isinstance(w, RoutineWriter)
    w.called[routine] = None
    words = [f"{kind} {name}" for a in ins.args for kind, name in zip(a.type.words, a.words, strict=True)]
    names = ins.results[0].words if ins.results else ()
    call_routine(w, routine, ", ".join(["ptr %ctx", *words]), names)


def _ret(w: FunctionWriter, ins: Ins) -> None:
    words = ins.args[0].words if ins.args else ()
    if len(words) == 2:
        half = w.ins(f"insertvalue {{i64, ptr}} poison, i64 {words[0]}, 0")
        w.do(f"ret {{i64, ptr}} {w.ins(f'insertvalue {{i64, ptr}} {half}, ptr {words[1]}, 1')}")
    elif words:
        w.do(f"ret {ins.args[0].type.words[0]} {words[0]}")
    else:
        w.do("ret void")


# ---- counts, in managed functions


def _count(name: str) -> Callable[[FunctionWriter, Ins], None]:
    """Writer of `retain` or `release`."""

    def write(w: FunctionWriter, ins: Ins) -> None:
        assert isinstance(w, RoutineWriter)
        value = ins.args[0]
        if value.type is ANY:
            tag, payload = value.words
            call_routine(w, w.counting(f"{name}_any"), f"ptr %ctx, i64 {tag}, ptr {payload}", ())
            return
        go_on = w.new_label("ok")
        if value.type.kind == "Maybe":
            some = w.new_label("some")
            is_none = w.ins(f"icmp eq ptr {value.words[0]}, null")
            w.do(f"br i1 {is_none}, label %{go_on}, label %{some}")
            w.start(some)
        call_routine(w, w.counting(name), f"ptr %ctx, ptr {value.words[0]}", ())
        if value.type.kind == "Maybe":
            w.do(f"br label %{go_on}")
            w.start(go_on)

    return write


def _nothing(w: FunctionWriter, ins: Ins) -> None:
    """The op has a meaning for the passes before only."""


# ---- memory


def _regions(w: FunctionWriter) -> dict[str, str]:
    assert isinstance(w, RoutineWriter)
    return w.regions


def _offset(w: FunctionWriter, ins: Ins) -> None:
    if ins.args[0].type.kind == "List":
        _regions(w)[ins.results[0].words[0]] = OF_LIST
    w.define(ins.results[0].words[0], f"getelementptr i8, ptr {ins.args[0].words[0]}, i64 {ins.data}")


def _element(w: FunctionWriter, ins: Ins) -> None:
    if _regions(w).get(ins.args[0].words[0]) == _ITEMS:
        _regions(w)[ins.results[0].words[0]] = OF_ITEM
    base, index = ins.args[0].words[0], ins.args[1].words[0]
    w.define(ins.results[0].words[0], f"getelementptr [{ins.data} x i8], ptr {base}, i64 {index}")


def _load(w: FunctionWriter, ins: Ins) -> None:
    t: Ty = ins.data
    place, names = ins.args[0].words[0], ins.results[0].words
    region = _regions(w).get(place, "")
    if region == OF_LIST and t.kind == "Ptr":
        _regions(w)[names[0]] = _ITEMS
    if t is ANY:
        w.define(names[0], f"load i64, ptr {place}{region}")
        w.define(names[1], f"load ptr, ptr {w.ins(f'getelementptr i8, ptr {place}, i64 8')}{region}")
    elif t in (U8, U32):
        kind = in_memory(t).words[0]
        w.define(names[0], f"zext {kind} {w.ins(f'load {kind}, ptr {place}{region}')} to i64")
    elif t is BOOL:
        w.define(names[0], f"trunc i8 {w.ins(f'load i8, ptr {place}{region}')} to i1")
    else:
        w.define(names[0], f"load {in_memory(t).words[0]}, ptr {place}{region}")


def _store(w: FunctionWriter, ins: Ins) -> None:
    t: Ty = ins.data
    place, names = ins.args[0].words[0], ins.args[1].words
    region = _regions(w).get(place, "")
    kind = in_memory(t).words[0]
    if t is ANY:
        w.do(f"store i64 {names[0]}, ptr {place}{region}")
        w.do(f"store ptr {names[1]}, ptr {w.ins(f'getelementptr i8, ptr {place}, i64 8')}{region}")
    elif t in (U8, U32):
        w.do(f"store {kind} {w.ins(f'trunc i64 {names[0]} to {kind}')}, ptr {place}{region}")
    elif t is BOOL:
        w.do(f"store i8 {w.ins(f'zext i1 {names[0]} to i8')}, ptr {place}{region}")
    else:
        w.do(f"store {kind} {names[0]}, ptr {place}{region}")


def _copy_bytes(w: FunctionWriter, ins: Ins) -> None:
    target, source, count = (a.words[0] for a in ins.args)
    w.ins(f"call ptr {w.routine('memcpy')}(ptr {target}, ptr {source}, i64 {count})")


def _move_bytes(w: FunctionWriter, ins: Ins) -> None:
    target, source, count = (a.words[0] for a in ins.args)
    w.ins(f"call ptr {w.routine('memmove')}(ptr {target}, ptr {source}, i64 {count})")


def _set_bytes(w: FunctionWriter, ins: Ins) -> None:
    target, byte, count = (a.words[0] for a in ins.args)
    narrow = w.ins(f"trunc i64 {byte} to i32")
    w.ins(f"call ptr {w.routine('memset')}(ptr {target}, i32 {narrow}, i64 {count})")


def _compare_bytes(w: FunctionWriter, ins: Ins) -> None:
    one, other, count = (a.words[0] for a in ins.args)
    order = w.ins(f"call i32 {w.routine('memcmp')}(ptr {one}, ptr {other}, i64 {count})")
    w.define(ins.results[0].words[0], f"sext i32 {order} to i64")


def _find_byte(w: FunctionWriter, ins: Ins) -> None:
    place, byte, count = (a.words[0] for a in ins.args)
    narrow = w.ins(f"trunc i64 {byte} to i32")
    call = f"call ptr {w.routine('memchr')}(ptr {place}, i32 {narrow}, i64 {count})"
    w.define(ins.results[0].words[0], call)


def _put_word(w: FunctionWriter, ins: Ins) -> None:
    w.do(f"store i64 {ins.args[1].words[0]}, ptr {ins.args[0].words[0]}, align 1")


def _word_at(w: FunctionWriter, ins: Ins) -> None:
    w.define(ins.results[0].words[0], f"load i64, ptr {ins.args[0].words[0]}, align 1")


def _fill_bytes(w: FunctionWriter, ins: Ins) -> None:
    target, count = (a.words[0] for a in ins.args)
    w.ins(f"call ptr {w.routine('memset')}(ptr {target}, i32 219, i64 {count})")


def _descriptor_word(w: FunctionWriter, ins: Ins) -> None:
    table = w.routine("motet_descriptors")
    row = w.ins(f"getelementptr [{ROW_BYTES} x i8], ptr {table}, i64 {ins.args[0].words[0]}")
    w.define(ins.results[0].words[0], f"load i64, ptr {w.ins(f'getelementptr i8, ptr {row}, i64 {8 * ins.data}')}")


def _table(w: FunctionWriter, ins: Ins) -> None:
    assert isinstance(w, RoutineWriter)
    w.define(ins.results[0].words[0], f"getelementptr i8, ptr {w.table(ins.data)}, i64 0")


def _class_number(w: FunctionWriter, ins: Ins) -> None:
    w.define(ins.results[0].words[0], f"ptrtoint ptr {w.routine(ins.data)} to i64")


def _row_of(table: str) -> Callable[[FunctionWriter, Ins], None]:
    """Writer of a look into a table of addresses by descriptor."""

    def write(w: FunctionWriter, ins: Ins) -> None:
        place = w.ins(f"getelementptr ptr, ptr {w.routine(table)}, i64 {ins.args[0].words[0]}")
        w.define(ins.results[0].words[0], f"load ptr, ptr {place}")

    return write


# ---- numbers


def _number(w: FunctionWriter, ins: Ins) -> None:
    a, b = ins.args
    w.define(ins.results[0].words[0], f"{ins.data} {a.type.words[0]} {a.words[0]}, {b.words[0]}")


def _compare(w: FunctionWriter, ins: Ins) -> None:
    w.define(ins.results[0].words[0], f"{ins.data} {ins.args[0].words[0]}, {ins.args[1].words[0]}")


def _intrinsic(name: str, more: str = "") -> Callable[[FunctionWriter, Ins], None]:
    """Writer of a function of LLVM on one Int."""

    def write(w: FunctionWriter, ins: Ins) -> None:
        w.define(ins.results[0].words[0], f"call i64 @llvm.{name}.i64(i64 {ins.args[0].words[0]}{more})")

    return write


def _real_bits(w: FunctionWriter, ins: Ins) -> None:
    w.define(ins.results[0].words[0], f"bitcast double {ins.args[0].words[0]} to i64")


def _real_of_bits(w: FunctionWriter, ins: Ins) -> None:
    w.define(ins.results[0].words[0], f"bitcast i64 {ins.args[0].words[0]} to double")


def _exponential(w: FunctionWriter, ins: Ins) -> None:
    call = f"call double {w.routine('exp')}(double {ins.args[0].words[0]}) {CALL_OF_LIBM}"
    w.define(ins.results[0].words[0], call)


def _multiply_high(w: FunctionWriter, ins: Ins) -> None:
    wide = [w.ins(f"zext i64 {a.words[0]} to i128") for a in ins.args]
    upper = w.ins(f"lshr i128 {w.ins(f'mul nuw i128 {wide[0]}, {wide[1]}')}, 64")
    w.define(ins.results[0].words[0], f"trunc i128 {upper} to i64")


def _to_real(w: FunctionWriter, ins: Ins) -> None:
    w.define(ins.results[0].words[0], f"sitofp i64 {ins.args[0].words[0]} to double")


def _any_scalar(w: FunctionWriter, ins: Ins) -> None:
    (tag,), (bits,) = ins.args[0].words, ins.args[1].words
    w.define(ins.results[0].words[0], f"or i64 {tag}, 0")
    w.define(ins.results[0].words[1], f"inttoptr i64 {bits} to ptr")


def _any_of(w: FunctionWriter, ins: Ins) -> None:
    (tag,), (payload,) = ins.args[0].words, ins.args[1].words
    w.define(ins.results[0].words[0], f"or i64 {tag}, 0")
    w.define(ins.results[0].words[1], f"getelementptr i8, ptr {payload}, i64 0")


def _address_number(w: FunctionWriter, ins: Ins) -> None:
    w.define(ins.results[0].words[0], f"ptrtoint ptr {ins.args[0].words[0]} to i64")


def _bits_to_real(w: FunctionWriter, ins: Ins) -> None:
    bits = w.ins(f"ptrtoint ptr {ins.args[0].words[0]} to i64")
    w.define(ins.results[0].words[0], f"bitcast i64 {bits} to double")


# ---- control and the system


def _branch_unlikely(w: FunctionWriter, ins: Ins) -> None:
    yes, no = ins.edges
    w.do(f"br i1 {ins.args[0].words[0]}, label %{w.goes_to(yes)}, label %{w.goes_to(no)}{NEVER}")


def _fail(w: FunctionWriter, ins: Ins) -> None:
    what = w.ins(f"or i64 {ins.args[0].words[0]}, {TRAP_NUMBERS[ins.data]}")
    w.do(f"call void {w.routine('motet_trap')}(ptr %ctx, i64 {what}) noreturn nounwind cold")
    w.do("unreachable")


def _poll_at(w: FunctionWriter, ins: Ins) -> None:
    reasons = w.ins(f"load volatile i64, ptr {w.field('poll')}")
    asked = w.ins(f"icmp ne i64 {reasons}, 0")
    ask, go_on = w.new_label("ask"), w.new_label("ok")
    w.do(f"br i1 {asked}, label %{ask}, label %{go_on}{NEVER}")
    w.start(ask)
    w.do(f"call void {w.routine('motet_attention')}(ptr %ctx, i64 {ins.args[0].words[0]}){COLD}")
    w.do(f"br label %{go_on}")
    w.start(go_on)


def _context_field(w: FunctionWriter, ins: Ins) -> None:
    result = ins.results[0]
    w.define(result.words[0], f"load {result.type.words[0]}, ptr {w.field(ins.data)}")


def _print_at(w: FunctionWriter, ins: Ins) -> None:
    (tag, payload), (where,) = ins.args[0].words, ins.args[1].words
    w.do(f"call void {w.routine('motet_print')}(ptr %ctx, i64 {tag}, ptr {payload}, i64 {where})")


def _write_at(w: FunctionWriter, ins: Ins) -> None:
    text, size, where = (a.words[0] for a in ins.args)
    w.do(f"call void {w.routine('motet_write')}(ptr %ctx, ptr {text}, i64 {size}, i64 {where})")


def _system_map(w: FunctionWriter, ins: Ins) -> None:
    size = ins.args[0].words[0]
    text = f"call ptr {w.routine('mmap')}(ptr null, i64 {size}, i32 {_PROTECTION}, i32 {_FLAGS}, i32 -1, i64 0)"
    pages = w.ins(text)
    failed = w.ins(f"icmp eq ptr {pages}, inttoptr (i64 -1 to ptr)")
    w.define(ins.results[0].words[0], f"select i1 {failed}, ptr null, ptr {pages}")


def _system_unmap(w: FunctionWriter, ins: Ins) -> None:
    pages, size = (a.words[0] for a in ins.args)
    w.ins(f"call i32 {w.routine('munmap')}(ptr {pages}, i64 {size})")


_CAN_REMAP: Final = hasattr(ctypes.CDLL(None), "mremap")
_MAY_MOVE: Final = 1


def _system_remap(w: FunctionWriter, ins: Ins) -> None:
    pages, old, size = (a.words[0] for a in ins.args)
    if not _CAN_REMAP:
        w.define(ins.results[0].words[0], "getelementptr i8, ptr null, i64 0")
        return
    remap = w.routine("mremap")
    call = f"call ptr (ptr, i64, i64, i32, ...) {remap}(ptr {pages}, i64 {old}, i64 {size}, i32 {_MAY_MOVE})"
    moved = w.ins(call)
    failed = w.ins(f"icmp eq ptr {moved}, inttoptr (i64 -1 to ptr)")
    w.define(ins.results[0].words[0], f"select i1 {failed}, ptr null, ptr {moved}")


def _system_advise(w: FunctionWriter, ins: Ins) -> None:
    pages, size = (a.words[0] for a in ins.args)
    if _ADVICE is not None:
        w.ins(f"call i32 {w.routine('madvise')}(ptr {pages}, i64 {size}, i32 {_ADVICE})")


WRITERS: Final[dict[str, Callable[[FunctionWriter, Ins], None]]] = {
    **{name: control.WRITERS[name] for name in ("jump", "branch", "unreachable")},
    "call_library": _call,
    "retain": _count("retain"),
    "release": _count("release"),
    "forget": _nothing,
    "refine": _nothing,
    "ret": _ret,
    "offset": _offset,
    "element": _element,
    "load": _load,
    "store": _store,
    "copy_bytes": _copy_bytes,
    "move_bytes": _move_bytes,
    "set_bytes": _set_bytes,
    "compare_bytes": _compare_bytes,
    "find_byte": _find_byte,
    "put_word": _put_word,
    "word_at": _word_at,
    "fill_bytes": _fill_bytes,
    "descriptor_word": _descriptor_word,
    "table": _table,
    "number": _number,
    "compare": _compare,
    "leading_zeros": _intrinsic("ctlz", ", i1 false"),
    "trailing_zeros": _intrinsic("cttz", ", i1 false"),
    "bits_set": _intrinsic("ctpop"),
    "swap_bytes": _intrinsic("bswap"),
    "multiply_high": _multiply_high,
    "real_bits": _real_bits,
    "real_of_bits": _real_of_bits,
    "exponential": _exponential,
    "to_real": _to_real,
    "any_of": _any_of,
    "any_scalar": _any_scalar,
    "class_number": _class_number,
    "shape_of": _row_of("motet_shapes"),
    "reader_of": _row_of("motet_readers"),
    "address_number": _address_number,
    "bits_to_real": _bits_to_real,
    "branch_unlikely": _branch_unlikely,
    "fail": _fail,
    "poll_at": _poll_at,
    "context_field": _context_field,
    "print_at": _print_at,
    "write_at": _write_at,
    "system_map": _system_map,
    "system_unmap": _system_unmap,
    "system_remap": _system_remap,
    "system_advise": _system_advise,
}
"""Writer of each op that routines consist of, by name."""
