"""LLVM text of the built-in functions: from Python's objects to machine code and back.

`motet_builtin` is the method of every built-in function. It finds the record of the function (`builtin.FIELDS`) and goes
to its code: `motet_slow`, which calls the record's `slow` with the same arguments, or one that is made for types
of arguments and results. The latter takes exact Ints, Floats, Bools and None and does by itself what `motet.jit.run`
does for a call, as long as nothing else is wanted; whatever is unusual is left to Python:

* other arguments, another number of them, a machine that is running, no watcher to be had: `slow`, before anything is done;
* a Str, or a list of Ints or Floats, becomes an object of the run's heap, and one that is the result an object of Python; if the heap has no room, `slow` says so. So do other lists, records, tuples and variants (`structures`).
* a request of the run (a trap, a host call, attention ...), output, a deep stack, cycles to collect, a result that is an object: `finish`,
  which takes the request (0: the run is over), and gives the result. Ctrl-C may come before `finish` does anything: then it is
  called again with `ABANDON`, and if that is interrupted, too, the next call from Python tidies up.

Python's lock is held all the time, so there is one such run in a process at most, and no other thread sees it begin. The
watcher knows it as a run of the main thread, so it asks for attention after a tick; then the run leaves to
`finish`, where it goes on without the lock.
"""

from __future__ import annotations

from typing import Final

from motet.bytecode.types import ANY, BOOL, FLOAT, INT, STR, TAGS, UNIT, Ty
from motet.jit.attention import ENTRY, HEADER
from motet.jit.boundary import lists
from motet.jit.boundary.lines import WEIGHTS, Lines
from motet.jit.boundary.python_api import DECLARATIONS, TYPE_OFFSET, VALUE_OFFSET, Addresses
from motet.jit.boundary.signature import Objects, is_structure
from motet.jit.boundary.structures import Structures
from motet.jit.context import ARGS, OFFSETS, TORN
from motet.jit.layout import DESCRIPTORS, LIST_BYTES, TEXT_BYTES

FIELDS: Final = (
    "code", "context", "entry", "slot", "stack_top", "hard_limit", "soft_limit", "watch", "cycles", "mapped", "most_mapped", "slow", "finish",
)  # fmt: skip
"""Words of a record.

`code`: what the built-in function does. `context`, `watch`: of the machine. `entry`: C function that moves arguments and
results. `slot`: address of the word with the code. `stack_top`, `hard_limit`, `soft_limit`: of the stack to run on.
`cycles`, `mapped`: addresses of words of the heap, or of a 0; `most_mapped`: more memory than this is given back after a run.
`slow`, `finish`: Python's callables.
"""

_RECORD: Final = {name: 8 * index for index, name in enumerate(FIELDS)}
_ENTRY: Final = {name: 8 * index for index, name in enumerate(ENTRY)}
_HEADER: Final = {name: 8 * index for index, name in enumerate(HEADER)}

ABANDON: Final = -1
"""In place of a request: an exception came before `finish` did anything, so the run is given up."""


def shared_text(create: int, detach: int) -> str:
    """The module that all built-in functions share.

    Args:
        create: address of `pthread_create`, or 0: then the watcher is started by Python.
        detach: address of `pthread_detach`.
    """
    return _SHARED.replace("CREATE", str(create)).replace("DETACH", str(detach))


_SHARED: Final = f"""
{DECLARATIONS}
declare void @motet_rouse()
declare i64 @motet_start_watcher(ptr, ptr)

define i64 @motet_wake(i1 %dead) nounwind {{
  br i1 %dead, label %start, label %rouse
rouse:
  call void @motet_rouse()
  ret i64 0
start:
  %can = icmp ne i64 CREATE, 0
  br i1 %can, label %go, label %cannot
cannot:
  ret i64 -1
go:
  %create = inttoptr i64 CREATE to ptr
  %detach = inttoptr i64 DETACH to ptr
  %error = call i64 @motet_start_watcher(ptr %create, ptr %detach)
  ret i64 %error
}}

define ptr @motet_builtin(ptr %self, ptr %args, i64 %count) nounwind {{
  %place = getelementptr i8, ptr %self, i64 {VALUE_OFFSET}
  %record = load ptr, ptr %place
  %code = load ptr, ptr %record
  %result = musttail call ptr %code(ptr %record, ptr %args, i64 %count)
  ret ptr %result
}}

define ptr @motet_slow(ptr %record, ptr %args, i64 %count) nounwind {{
  %place = getelementptr i8, ptr %record, i64 {_RECORD["slow"]}
  %slow = load ptr, ptr %place
  %result = call ptr @PyObject_Vectorcall(ptr %slow, ptr %args, i64 %count, ptr null)
  ret ptr %result
}}

define internal ptr @call_finish(ptr %record, i64 %request) nounwind {{
  %arguments = alloca ptr
  %place = getelementptr i8, ptr %record, i64 {_RECORD["finish"]}
  %finish = load ptr, ptr %place
  %number = call ptr @PyLong_FromLongLong(i64 %request)
  store ptr %number, ptr %arguments
  %result = call ptr @PyObject_Vectorcall(ptr %finish, ptr %arguments, i64 1, ptr null)
  call void @Py_DecRef(ptr %number)
  ret ptr %result
}}

define ptr @motet_finish(ptr %record, i64 %request) nounwind {{
entry:
  %type = alloca ptr
  %value = alloca ptr
  %trace = alloca ptr
  %context = getelementptr i8, ptr %record, i64 {_RECORD["context"]}
  %ctx = load ptr, ptr %context
  %held = getelementptr i8, ptr %ctx, i64 {OFFSETS["held"]}
  %result = call ptr @call_finish(ptr %record, i64 %request)
  %failed = icmp eq ptr %result, null
  br i1 %failed, label %look, label %done
look:
  %left = load i64, ptr %held
  %untouched = icmp ne i64 %left, 0
  br i1 %untouched, label %abandon, label %done
abandon:
  call void @PyErr_Fetch(ptr %type, ptr %value, ptr %trace)
  %nothing = call ptr @call_finish(ptr %record, i64 {ABANDON})
  %again = icmp eq ptr %nothing, null
  br i1 %again, label %tear, label %tidy
tear:
  call void @PyErr_Clear()
  %watch_field = getelementptr i8, ptr %record, i64 {_RECORD["watch"]}
  %watch = load ptr, ptr %watch_field
  %run_field = getelementptr i8, ptr %ctx, i64 {OFFSETS["run"]}
  %number = load i64, ptr %run_field
  %over = sub i64 0, %number
  store volatile i64 %over, ptr %watch
  %reserved = getelementptr i8, ptr %ctx, i64 {OFFSETS["reserved"]}
  store i64 {TORN}, ptr %reserved
  store i64 0, ptr %held
  br label %restore
tidy:
  call void @Py_DecRef(ptr %nothing)
  br label %restore
restore:
  %type_now = load ptr, ptr %type
  %value_now = load ptr, ptr %value
  %trace_now = load ptr, ptr %trace
  call void @PyErr_Restore(ptr %type_now, ptr %value_now, ptr %trace_now)
  br label %done
done:
  ret ptr %result
}}
"""

SHARED_EXPORTS: Final = ("motet_builtin", "motet_slow", "motet_finish", "motet_wake")
_MOST_TEXT: Final = 1 << 30
"""Longer texts go the long way."""

_MOST_ELEMENTS: Final = 1 << 27
"""Longer lists, too."""

CALL: Final = "motet_call"
"""Symbol of the code for some types."""


class _Writer(Lines):
    def __init__(self, types: tuple[Ty, ...], bits: int, addresses: Addresses, objects: Objects | None) -> None:
        super().__init__()
        self.types: Final = types
        self.bits: Final = bits
        self.at: Final = addresses
        self._objects: Final = objects
        self.sizes: Final[dict[int, str]] = {}
        """For each argument that becomes a text or list of numbers, its bytes, or the number of its elements."""
        self.structures: Final = None if objects is None else Structures(addresses, objects)
        self.checked: Final[dict[int, str]] = {}
        """The arguments that become other objects."""

    @property
    def objects(self) -> Objects:
        """Where things are that only objects need."""
        assert self._objects is not None
        return self._objects

    @property
    def copies(self) -> Structures:
        """What writes how structures are copied."""
        assert self.structures is not None
        return self.structures


def call_text(
    types: tuple[Ty, ...], result: Ty | None, bits: int, addresses: Addresses, objects: Objects | None = None
) -> str:
    """Text of a module with the code for functions of these types.

    Args:
        types: of the arguments: Int, Float, Bool, Unit, Str, a list of Ints or of Floats.
        result: one of them, or Any; None when there is no result.
        bits: of an Int.
        addresses: where things are.
        objects: the same, of what only objects of the heap need.
    """
    w = _Writer(types, bits, addresses, objects)
    w.next_unless(w.ins(f"icmp ne i64 %count, {len(types)}"), "slow")
    words = [_unboxed(w, k, t) for k, t in enumerate(types)]
    _begin(w)
    _arguments(w, words)
    _make_objects(w, words)
    _run(w)
    _boxed(w, result)
    _ends(w)
    return (
        f"{DECLARATIONS}declare i64 @enter(ptr, ptr)\n"
        f"{lists.USED}declare i64 @motet_wake(i1)\n"
        "declare i64 @llvm.umax.i64(i64, i64)\ndeclare void @llvm.memcpy(ptr, ptr, i64, i1)\n"
        "declare ptr @motet_slow(ptr, ptr, i64)\ndeclare ptr @motet_finish(ptr, i64)\n"
        f"define ptr @{CALL}(ptr %record, ptr %args, i64 %count) nounwind {{\n"
        f"  %overflow = alloca i32\n  %size = alloca i64\n  %area = alloca [{2 * max(len(w.sizes), 1)} x i64]\n"
        f"{w.text()}}}\n{w.structures.text() if w.structures is not None else ''}{WEIGHTS}"
    )


def _unboxed(w: _Writer, k: int, t: Ty) -> str:
    """The payload of an argument, as an i64 or double."""
    item = w.load("ptr", "%args", 8 * k)
    if t is INT:
        return _int(w, item)
    if t is FLOAT:
        _require_type(w, item, w.at.float_type)
        return w.load("double", item, VALUE_OFFSET)
    if t is STR:
        return _utf8(w, k, item)
    if t in lists.READ:
        return _list(w, k, item, t)
    if is_structure(t):
        return _checked(w, k, item, t)
    address = w.ins(f"ptrtoint ptr {item} to i64")
    is_true = w.ins(f"icmp eq i64 {address}, {w.at.true}") if t is BOOL else "false"
    is_other = w.ins(f"icmp ne i64 {address}, {w.at.false if t is BOOL else w.at.none}")
    w.next_unless(w.ins(f"select i1 {is_true}, i1 false, i1 {is_other}"), "slow")
    return w.ins(f"zext i1 {is_true} to i64") if t is BOOL else "0"


def _require_type(w: _Writer, item: str, wanted: int) -> None:
    found = w.load("i64", item, TYPE_OFFSET)
    w.next_unless(w.ins(f"icmp ne i64 {found}, {wanted}"), "slow")


def _utf8(w: _Writer, k: int, item: str) -> str:
    """Address of the bytes of a text, which live as long as it."""
    _require_type(w, item, w.at.text_type)
    start = w.ins(f"call ptr @PyUnicode_AsUTF8AndSize(ptr {item}, ptr %size)")
    w.next_unless(w.ins(f"icmp eq ptr {start}, null"), "no_text")
    w.sizes[k] = w.ins("load i64, ptr %size")
    w.next_unless(w.ins(f"icmp ugt i64 {w.sizes[k]}, {_MOST_TEXT}"), "slow")
    return start


def _list(w: _Writer, k: int, item: str, t: Ty) -> str:
    """The list itself, all of whose elements are of the right type; nothing changes it before they are read."""
    _require_type(w, item, w.at.list_type)
    element = w.at.int_type if t is lists.INTS else w.at.float_type
    w.sizes[k] = w.ins(f"call i64 @{lists.CHECK}(ptr {item}, i64 {element})")
    w.next_unless(w.ins(f"icmp ugt i64 {w.sizes[k]}, {_MOST_ELEMENTS}"), "slow")
    return item


def _checked(w: _Writer, k: int, item: str, t: Ty) -> str:
    """The object itself, which is of the right type in all its parts."""
    good = w.ins(f"call i1 {w.copies.check(t)}(ptr {item})")
    w.next_unless(w.ins(f"xor i1 {good}, true"), "slow")
    w.checked[k] = item
    return item


def _int(w: _Writer, item: str) -> str:
    _require_type(w, item, w.at.int_type)
    value = w.ins(f"call i64 @PyLong_AsLongLongAndOverflow(ptr {item}, ptr %overflow)")
    w.next_unless(w.ins(f"icmp ne i32 {w.ins('load i32, ptr %overflow')}, 0"), "slow")
    if w.bits < 64:
        shifted = w.ins(f"add i64 {value}, {1 << (w.bits - 1)}")
        w.next_unless(w.ins(f"icmp uge i64 {shifted}, {1 << w.bits}"), "slow")
    return value


def _begin(w: _Writer) -> None:
    """Take the machine, and enter the run in the watcher's table."""
    w.do(f"%ctx = load ptr, ptr {w.place('%record', _RECORD['context'])}")
    busy = w.ins(f"or i64 {w.load('i64', '%ctx', OFFSETS['held'])}, {w.load('i64', '%ctx', OFFSETS['reserved'])}")
    w.next_unless(w.ins(f"icmp ne i64 {busy}, 0"), "slow")
    w.do(f"%watch = load ptr, ptr {w.place('%record', _RECORD['watch'])}")
    counter = w.ins(f"inttoptr i64 {w.at.counter} to ptr")
    w.do(f"%number = load i64, ptr {counter}")
    w.do(f"store i64 {w.ins('add i64 %number, 1')}, ptr {counter}")
    w.do("%over = sub i64 0, %number")
    w.store("i64 0", "%watch", _ENTRY["deadline"])
    w.store("i64 1", "%watch", _ENTRY["main"])
    w.ins("atomicrmw xchg ptr %watch, i64 %number seq_cst")
    w.do(f"%table = inttoptr i64 {w.at.table} to ptr")
    alive = w.ins(f"load volatile i64, ptr {w.place('%table', _HEADER['alive'])}")
    ticking = w.ins(f"load volatile i64, ptr {w.place('%table', _HEADER['ticking'])}")
    hooked = w.ins(f"load volatile i64, ptr {w.place('%table', _HEADER['hooked'])}")
    asleep = w.ins(f"icmp eq i64 {w.ins(f'or i64 {ticking}, {hooked}')}, 0")
    dead = w.ins(f"icmp ne i64 {alive}, 1")
    w.do(f"br i1 {w.ins(f'or i1 {dead}, {asleep}')}, label %unwatched, label %watched, !prof !0")
    w.label("unwatched")
    w.do(f"%error = call i64 @motet_wake(i1 {dead})")
    w.do(f"br i1 {w.ins('icmp eq i64 %error, 0')}, label %watched, label %alone")
    w.label("watched")


def _arguments(w: _Writer, words: list[str]) -> None:
    for name in ("stack_top", "hard_limit", "soft_limit"):
        w.store(f"i64 {w.load('i64', '%record', _RECORD[name])}", "%ctx", OFFSETS[name])
    for name, value in (
        ("held", "1"),
        ("run", "%number"),
        ("poll", "0"),
        ("trap", "-1"),
        ("deep", "0"),
        ("depth", "1"),
    ):
        w.store(f"i64 {value}", "%ctx", OFFSETS[name])
    w.store(f"i64 {w.load('i64', '%record', _RECORD['soft_limit'])}", "%ctx", OFFSETS["limit"])
    w.store(f"i64 {w.load('i64', '%record', _RECORD['slot'])}", "%ctx", OFFSETS["entry"])
    for k, (word, t) in enumerate(zip(words, w.types, strict=True)):
        if k not in w.sizes and k not in w.checked:
            w.store(f"{'double' if t is FLOAT else 'i64'} {word}", "%ctx", ARGS + 16 * k + 8)


def _make_objects(w: _Writer, words: list[str]) -> None:
    """Let the heap make all texts and lists of numbers at once, and fill them; then the other objects."""
    if w.sizes:
        _make_plain(w, words)
    for k, item in w.checked.items():
        place = w.place("%ctx", ARGS + 16 * k + 8)
        made = w.ins(f"call i1 {w.copies.make(w.types[k])}(ptr %ctx, ptr {item}, ptr {place})")
        w.next_unless(w.ins(f"xor i1 {made}, true"), "torn")


def _make_plain(w: _Writer, words: list[str]) -> None:
    objects = w.objects
    for at, (k, size) in enumerate(w.sizes.items()):
        w.store(f"i64 {_object_size(w, w.types[k], size)}", "%area", 16 * at)
        w.store(f"i64 {DESCRIPTORS.number(w.types[k])}", "%area", 16 * at + 8)
    w.store("ptr %area", "%ctx", objects.area)
    w.store(f"i64 {len(w.sizes)}", "%ctx", objects.number)
    _enter(w, objects.make, "torn")
    for at, (k, size) in enumerate(w.sizes.items()):
        made = w.load("ptr", "%area", 16 * at + 8)
        w.store("i32 1", made, 0)
        (_fill_text if w.types[k] is STR else _fill_list)(w, w.types[k], made, words[k], size)
        w.store(f"ptr {made}", "%ctx", ARGS + 16 * k + 8)


def _object_size(w: _Writer, t: Ty, size: str) -> str:
    front, unit, least = (TEXT_BYTES, 1, 1) if t is STR else (LIST_BYTES, 8, 8)
    content = w.ins(f"call i64 @llvm.umax.i64(i64 {w.ins(f'mul i64 {size}, {unit}')}, i64 {least})")
    return w.ins(f"add i64 {content}, {front}")


def _fill_text(w: _Writer, t: Ty, made: str, start: str, size: str) -> None:
    w.store(f"i32 {w.ins(f'trunc i64 {size} to i32')}", made, 8)
    w.store("i64 0", made, 16)  # its hash is unknown, and so is whether it is ASCII
    w.do(f"call void @llvm.memcpy(ptr {w.place(made, TEXT_BYTES)}, ptr {start}, i64 {size}, i1 false)")


def _fill_list(w: _Writer, t: Ty, made: str, item: str, size: str) -> None:
    w.store(f"i64 {size}", made, 16)
    whole = w.ins(f"call i1 @{lists.READ[t]}(ptr {item}, ptr {w.load('ptr', made, 8)})")
    w.next_unless(w.ins(f"xor i1 {whole}, true"), "torn")


def _enter(w: _Writer, routine: int, failed: str) -> None:
    """Run a routine of the run-time library, which asks for nothing; where it does, go to a label."""
    request = w.ins(f"call i64 @enter(ptr %ctx, ptr {w.ins(f'inttoptr i64 {routine} to ptr')})")
    w.next_unless(w.ins(f"icmp ne i64 {request}, 0"), failed)


def _run(w: _Writer) -> None:
    entry = w.load("ptr", "%record", _RECORD["entry"])
    w.do(f"%request = call i64 @enter(ptr %ctx, ptr {entry})")
    w.next_unless(w.ins("icmp ne i64 %request, 0"), "finish")
    used, deep = w.load("i64", "%ctx", OFFSETS["output_used"]), w.load("i64", "%ctx", OFFSETS["deep"])
    cycles = w.load("i64", w.load("ptr", "%record", _RECORD["cycles"]), 0)
    unusual = w.ins(f"or i64 {w.ins(f'or i64 {used}, {deep}')}, {cycles}")
    w.next_unless(w.ins(f"icmp ne i64 {unusual}, 0"), "finish")
    mapped = w.load("i64", w.load("ptr", "%record", _RECORD["mapped"]), 0)
    most = w.load("i64", "%record", _RECORD["most_mapped"])
    w.next_unless(w.ins(f"icmp sgt i64 {mapped}, {most}"), "finish")


def _leave(w: _Writer) -> None:
    w.do("store volatile i64 %over, ptr %watch")
    w.store("i64 0", "%ctx", OFFSETS["held"])


def _boxed(w: _Writer, result: Ty | None) -> None:
    """Give the result back as an object; `finish` makes what is none of the simple ones."""
    if result is ANY:
        cases = " ".join(f"i64 {TAGS[t]}, label %{t.kind}" for t in (INT, FLOAT, BOOL, UNIT))
        w.do(f"switch i64 {w.load('i64', '%ctx', ARGS)}, label %finish [ {cases} ]")
        for t in (INT, FLOAT, BOOL, UNIT):
            w.label(t.kind)
            _box(w, t)
    elif result is not None and (result is STR or result in lists.MAKE or is_structure(result)):
        _box_object(w, result)
    else:
        _box(w, UNIT if result is None else result)


def _box_object(w: _Writer, t: Ty) -> None:
    made = w.load("ptr", "%ctx", ARGS + 8)
    if t is STR:
        size = w.ins(f"zext i32 {w.load('i32', made, 8)} to i64")
        w.do(f"%object = call ptr @PyUnicode_DecodeUTF8(ptr {w.place(made, TEXT_BYTES)}, i64 {size}, ptr null)")
    elif t not in lists.MAKE:
        place = w.place("%ctx", ARGS + 8)
        fits = w.ins(f"call i1 {w.copies.fits(t)}(ptr {place})")
        w.next_unless(w.ins(f"xor i1 {fits}, true"), "finish")
        w.do(f"%object = call ptr {w.copies.box(t)}(ptr {place})")
    else:
        items, count = w.load("ptr", made, 8), w.load("i64", made, 16)
        w.do(f"%object = call ptr @{lists.MAKE[t]}(ptr {items}, i64 {count})")
    w.store(f"ptr {made}", "%ctx", w.objects.object)
    _enter(w, w.objects.release, "torn_late")
    _leave(w)
    w.do("ret ptr %object")
    w.label("torn_late")
    w.store(f"i64 {TORN}", "%ctx", OFFSETS["reserved"])
    _leave(w)
    w.do("ret ptr %object")


def _box(w: _Writer, t: Ty) -> None:
    _leave(w)
    if t is FLOAT:
        value = w.load("double", "%ctx", ARGS + 8)
        w.do(f"ret ptr {w.ins(f'call ptr @PyFloat_FromDouble(double {value})')}")
    elif t is INT:
        value = w.load("i64", "%ctx", ARGS + 8)
        w.do(f"ret ptr {w.ins(f'call ptr @PyLong_FromLongLong(i64 {value})')}")
    else:
        constant = w.ins(f"inttoptr i64 {w.at.none} to ptr")
        if t is BOOL:
            bit = w.ins(f"trunc i64 {w.load('i64', '%ctx', ARGS + 8)} to i1")
            constant = w.ins(f"inttoptr i64 {w.ins(f'select i1 {bit}, i64 {w.at.true}, i64 {w.at.false}')} to ptr")
        w.do(f"call void @Py_IncRef(ptr {constant})")
        w.do(f"ret ptr {constant}")


def _ends(w: _Writer) -> None:
    if w.sizes:
        w.label("no_text")
        w.do("call void @PyErr_Clear()")
        w.do("br label %slow")
    if w.sizes or w.checked:
        w.label("torn")
        w.store(f"i64 {TORN}", "%ctx", OFFSETS["reserved"])
        _leave(w)
        w.do("br label %slow")
    w.label("alone")
    w.do("store volatile i64 %over, ptr %watch")
    w.do("br label %slow")
    w.label("slow")
    w.do(f"ret ptr {w.ins('call ptr @motet_slow(ptr %record, ptr %args, i64 %count)')}")
    w.label("finish")
    w.do(f"ret ptr {w.ins('call ptr @motet_finish(ptr %record, i64 %request)')}")
