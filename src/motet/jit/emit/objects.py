"""Writers of records, tuples, variants, closures and lists, where their places are known (`motet.jit.layout`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from motet.bytecode.types import ANY, BOOL, FLOAT, INT, UNIT, Ty, is_counted
from motet.jit.emit.writer import COLD, NEVER, NO_SIGN, OF_ITEM, OF_LIST
from motet.jit.ir import Value
from motet.jit.layout import (
    CLOSURE_START,
    DESCRIPTORS,
    HEADER,
    ITEM_BYTES,
    ROW_BYTES,
    SHAPE,
    TEXT_BYTES,
    Layout,
    Part,
    layout,
    memory_class,
    tag_of,
)

if TYPE_CHECKING:
    from motet.jit.emit.writer import FunctionWriter
    from motet.jit.ir import Ins
    from motet.jit.ir_ops import Place, Room
    from motet.jit.reuse import Apart
    from motet.jit.typed_python.signatures import Signature

LIST_ITEMS: Final = 8
LIST_LENGTH: Final = 16
LIST_END: Final = 24
_PAYLOAD: Final = 8
_DESCRIPTOR: Final = 4
TEXT_LENGTH: Final = 8
_TEXT_CAPACITY: Final = 12
_TEXT_HASH: Final = 16
_TEXT_FLAGS: Final = 20
_TEXT_IS_WIDE: Final = 2
_TEXT_ROOM: Final = 8


def at(w: FunctionWriter, base: str, offset: int) -> str:
    """Address of a byte of an object."""
    return w.ins(f"getelementptr i8, ptr {base}, i64 {offset}") if offset else base


# ---- what lies in memory


def store(w: FunctionWriter, place: str, value: Value, region: str = "") -> None:
    """Store a part at its address."""
    if value.type is BOOL:
        w.do(f"store i64 {w.ins(f'zext i1 {value.words[0]} to i64')}, ptr {place}{region}")
    elif value.type is ANY:
        w.do(f"store i64 {value.words[0]}, ptr {place}{region}")
        w.do(f"store ptr {value.words[1]}, ptr {at(w, place, _PAYLOAD)}{region}")
    elif value.words:
        w.do(f"store {value.type.words[0]} {value.words[0]}, ptr {place}{region}")


def load(w: FunctionWriter, place: str, value: Value, region: str = "") -> None:
    """Define a value as the part at an address."""
    if value.type is BOOL:
        w.define(value.words[0], f"icmp ne i64 {w.ins(f'load i64, ptr {place}{region}')}, 0")
    elif value.type is ANY:
        w.define(value.words[0], f"load i64, ptr {place}{region}")
        w.define(value.words[1], f"load ptr, ptr {at(w, place, _PAYLOAD)}{region}")
    else:
        w.define(value.words[0], f"load {value.type.words[0]}, ptr {place}{region}")


def store_element(w: FunctionWriter, place: str, value: Value) -> None:
    """Store an element of a list at its address."""
    if value.type is BOOL:
        w.do(f"store i8 {w.ins(f'zext i1 {value.words[0]} to i8')}, ptr {place}{OF_ITEM}")
    else:
        store(w, place, value, OF_ITEM)


def load_element(w: FunctionWriter, place: str, value: Value) -> None:
    """Define a value as the element of a list at an address."""
    if value.type is BOOL:
        w.define(value.words[0], f"icmp ne i8 {w.ins(f'load i8, ptr {place}{OF_ITEM}')}, 0")
    else:
        load(w, place, value, OF_ITEM)


def element(w: FunctionWriter, items: str, t: Ty, index: str) -> str:
    """Address of an element, given where the first one lies."""
    return w.ins(f"getelementptr [{ITEM_BYTES[memory_class(t)]} x i8], ptr {items}, i64 {index}")


def _place(w: FunctionWriter, whole: str, found: Layout, part: Part) -> str:
    """Address of a part; of a wide object that of its tag if the part is an Any, else of its payload."""
    return at(w, whole, part.offset + (_PAYLOAD if found.is_wide and part.type is not ANY else 0))


# ---- making objects


def new_object(w: FunctionWriter, name: str, size: int, descriptor: int, site: int) -> None:
    """Allocate an object and write its header."""
    w.keep_fuel()
    w.define(name, f"call ptr {w.routine('motet_alloc')}(ptr %ctx, i64 {size}, i64 {w.site(site)})")
    w.do(f"store i64 {descriptor << 32 | 1}, ptr {name}")


def _write_parts(w: FunctionWriter, whole: str, found: Layout, values: tuple[Value, ...]) -> None:
    if found.is_wide:
        w.do(f"store i64 {len(values)}, ptr {at(w, whole, HEADER)}")
    for part, value in zip(found.parts, values, strict=True):
        if found.is_wide and part.type is not ANY:
            w.do(f"store i64 {tag_of(part.type)}, ptr {at(w, whole, part.offset)}")
            if part.type is UNIT:
                w.do(f"store i64 0, ptr {at(w, whole, part.offset + _PAYLOAD)}")
        if part.type.words:
            store(w, _place(w, whole, found, part), value)


def _object_new(w: FunctionWriter, ins: Ins) -> None:
    place: Place = ins.data
    found, name = layout(place.type, place.constructor), ins.results[0].words[0]
    new_object(w, name, found.size, DESCRIPTORS.number(place.type, place.constructor), ins.site)
    _write_parts(w, name, found, ins.args)


def _object_reuse(w: FunctionWriter, ins: Ins) -> None:
    place: Place = ins.data
    token, name = ins.args[0].words[0], ins.results[0].words[0]
    found, number = layout(place.type, place.constructor), DESCRIPTORS.number(place.type, place.constructor)
    none, go_on, before, made = w.new_label("new"), w.new_label("ok"), w.label, w.fresh()
    call = f"call ptr {w.routine('motet_alloc')}(ptr %ctx, i64 {found.size}, i64 {w.site(ins.site)})"
    w.cold(f"{none}:\n{w.fuel_kept()}  {made} = {call}\n  br label %{go_on}\n")
    w.do(f"br i1 {w.ins(f'icmp eq ptr {token}, null')}, label %{none}, label %{go_on}")
    w.start(go_on)
    w.define(name, f"phi ptr [{token}, %{before}], [{made}, %{none}]")
    w.do(f"store i64 {number << 32 | 1}, ptr {name}")
    _write_parts(w, name, found, ins.args[1:])


def _take_apart(w: FunctionWriter, ins: Ins) -> None:
    data: Apart = ins.data
    whole, found = ins.args[0].words[0], layout(data.place.type, data.place.constructor)
    count = w.ins(f"load i32, ptr {whole}")
    mine, shared, go_on = w.new_label("mine"), w.new_label("shared"), w.new_label("ok")
    w.do(f"br i1 {w.ins(f'icmp eq i32 {count}, 1')}, label %{mine}, label %{shared}")
    w.start(mine)
    for k, part in enumerate(found.parts):
        if is_counted(part.type) and k not in data.parts:
            old = Value(part.type, tuple(w.fresh() for _ in part.type.words))
            load(w, at(w, whole, part.offset), old)
            w.count("release", old)
    if not data.keeps:
        w.do(f"call void {w.routine('motet_free')}(ptr %ctx, ptr {whole}, i64 {found.size})")
    last = w.label
    w.do(f"br label %{go_on}")
    w.start(shared)
    w.do(f"store i32 {w.ins(f'sub i32 {count}, 1')}, ptr {whole}")
    for value in ins.args[1:]:
        w.count("retain", value)
    other = w.label
    w.do(f"br label %{go_on}")
    w.start(go_on)
    if data.keeps:
        w.define(ins.results[0].words[0], f"phi ptr [{whole}, %{last}], [null, %{other}]")


def _closure_object(w: FunctionWriter, ins: Ins) -> None:
    made, fn, slot = ins.data
    found, name = layout(made), ins.results[0].words[0]
    new_object(w, name, found.size, DESCRIPTORS.closure(made, fn), ins.site)
    w.do(f"store ptr inttoptr (i64 {slot} to ptr), ptr {at(w, name, CLOSURE_START - 8)}")
    _write_parts(w, name, found, ins.args)


def _literal(w: FunctionWriter, ins: Ins) -> None:
    if not w.is_used(ins.results[0]):
        return
    name = ins.results[0].words[0]
    table = w.ins(f"load ptr, ptr {w.field('literals')}")
    place = at(w, table, 8 * ins.data)
    first = w.ins(f"load ptr, ptr {place}")
    missing, made, go_on, before = w.ins(f"icmp eq ptr {first}, null"), w.fresh(), w.new_label("ok"), w.label
    make = w.new_label("make")
    call = f"call ptr {w.routine('motet_literal')}(ptr %ctx, i64 {ins.data}, i64 {w.site(ins.site)}){COLD}"
    w.cold(f"{make}:\n{w.fuel_kept()}  {made} = {call}\n  br label %{go_on}\n")
    w.do(f"br i1 {missing}, label %{make}, label %{go_on}{NEVER}")
    w.start(go_on)
    w.define(name, f"phi ptr [{first}, %{before}], [{made}, %{make}]")


# ---- parts


def _part(w: FunctionWriter, ins: Ins) -> None:
    place: Place = ins.data
    found = layout(place.type, place.constructor)
    load(w, _place(w, ins.args[0].words[0], found, found.parts[place.part]), ins.results[0])


def unshared(w: FunctionWriter, whole: str, site: int) -> str:
    """The object itself if nobody else has it, otherwise a copy; its count is taken over."""
    count = w.ins(f"load i32, ptr {whole}")
    shared, copy, go_on, before = w.ins(f"icmp ne i32 {count}, 1"), w.new_label("copy"), w.new_label("ok"), w.label
    made = w.fresh()
    call = f"call ptr {w.routine('motet_copy_object')}(ptr %ctx, ptr {whole}, i64 {w.site(site)}){COLD}"
    w.cold(f"{copy}:\n{w.fuel_kept()}  {made} = {call}\n  br label %{go_on}\n")
    w.do(f"br i1 {shared}, label %{copy}, label %{go_on}{NEVER}")
    w.start(go_on)
    return w.ins(f"phi ptr [{whole}, %{before}], [{made}, %{copy}]")


def _with_part(w: FunctionWriter, ins: Ins) -> None:
    data: Place = ins.data
    found = layout(data.type, data.constructor)
    part, value = found.parts[data.part], ins.args[1]
    whole = unshared(w, ins.args[0].words[0], ins.site)
    place = _place(w, whole, found, part)
    old = Value(part.type, tuple(w.fresh() for _ in part.type.words))
    if is_counted(part.type):
        load(w, place, old)
    store(w, place, value)
    if is_counted(part.type):
        w.count("release", old)
    w.define(ins.results[0].words[0], f"getelementptr i8, ptr {whole}, i64 0")


def descriptor(w: FunctionWriter, whole: str) -> str:
    """The number of an object's descriptor."""
    return w.ins(f"load i32, ptr {at(w, whole, _DESCRIPTOR)}")


def _is_constructor(w: FunctionWriter, ins: Ins) -> None:
    place: Place = ins.data
    number = DESCRIPTORS.number(place.type, place.constructor)
    found = descriptor(w, ins.args[0].words[0])
    if ins.results:
        w.define(ins.results[0].words[0], f"icmp eq i32 {found}, {number}")
    else:
        w.guard(w.ins(f"icmp ne i32 {found}, {number}"), "type", ins.site)


def not_of_type(w: FunctionWriter, whole: str, t: Ty) -> str:
    """The condition that an object, whose kind is known, is not of a type."""
    found = descriptor(w, whole)
    number, count = DESCRIPTORS.number(t), DESCRIPTORS.count(t)
    if t.kind == "Fn":
        row = w.ins(f"zext i32 {found} to i64")
        start = f"inttoptr (i64 {DESCRIPTORS.address + 8 * SHAPE} to ptr)"
        place = w.ins(f"getelementptr [{ROW_BYTES} x i8], ptr {start}, i64 {row}")
        return w.ins(f"icmp ne i64 {w.ins(f'load i64, ptr {place}')}, {number}")
    if count == 1:
        return w.ins(f"icmp ne i32 {found}, {number}")
    return w.ins(f"icmp uge i32 {w.ins(f'sub i32 {found}, {number}')}, {count}")


def _is_function(w: FunctionWriter, ins: Ins) -> None:
    tag, payload = ins.args[0].words
    look, done, before = w.new_label("look"), w.new_label("done"), w.label
    w.do(f"br i1 {w.ins(f'icmp eq i64 {tag}, {tag_of(ins.data)}')}, label %{look}, label %{done}")
    w.start(look)
    other = not_of_type(w, payload, ins.data)
    equal = w.ins(f"xor i1 {other}, true")
    w.do(f"br label %{done}")
    w.start(done)
    w.define(ins.results[0].words[0], f"phi i1 [false, %{before}], [{equal}, %{look}]")


# ---- lists


def _list_len(w: FunctionWriter, ins: Ins) -> None:
    w.define(ins.results[0].words[0], f"load i64, ptr {at(w, ins.args[0].words[0], LIST_LENGTH)}{NO_SIGN}{OF_LIST}")


def _check_index(w: FunctionWriter, ins: Ins) -> None:
    items, index = ins.args[0].words[0], ins.args[1].words[0]
    length = w.ins(f"load i64, ptr {at(w, items, LIST_LENGTH)}{NO_SIGN}{OF_LIST}")
    w.guard(w.ins(f"icmp uge i64 {index}, {length}"), "index", ins.site)


def _list_get(w: FunctionWriter, ins: Ins) -> None:
    _check_index(w, ins)
    if not ins.results[0].words:
        return
    items = w.ins(f"load ptr, ptr {at(w, ins.args[0].words[0], LIST_ITEMS)}{OF_LIST}")
    load_element(w, element(w, items, ins.results[0].type, ins.args[1].words[0]), ins.results[0])


def _list_new(w: FunctionWriter, ins: Ins) -> None:
    t, name = ins.data.parts[0], ins.results[0].words[0]
    alloc = w.routine(f"motet_list_alloc__{memory_class(t)}")
    number = DESCRIPTORS.number(ins.data)
    w.keep_fuel()
    w.define(name, f"call ptr {alloc}(ptr %ctx, i64 {number}, i64 {len(ins.args)}, i64 {w.site(ins.site)})")
    if not ins.args:
        return
    w.do(f"store i64 {len(ins.args)}, ptr {at(w, name, LIST_LENGTH)}")
    if t.words:
        items = w.ins(f"load ptr, ptr {at(w, name, LIST_ITEMS)}")
        for k, value in enumerate(ins.args):
            store_element(w, element(w, items, t, str(k)), value)


def words(values: tuple[Value, ...]) -> str:
    """Values as arguments of a routine of the library, each with a comma in front."""
    return "".join(f", {kind} {word}" for v in values for kind, word in zip(v.type.words, v.words, strict=True))


def _list_push(w: FunctionWriter, ins: Ins) -> None:
    if not ins.data.is_ours:
        _list_change(w, ins)
        return
    whole, value = ins.args[0].words[0], ins.args[1]
    place = at(w, whole, LIST_LENGTH)
    length = w.ins(f"load i64, ptr {place}{NO_SIGN}{OF_LIST}")
    store_element(w, element(w, ins.args[2].words[0], value.type, length), value)
    w.do(f"store i64 {w.ins(f'add nuw nsw i64 {length}, 1')}, ptr {place}{OF_LIST}")
    w.define(ins.results[0].words[0], f"getelementptr i8, ptr {whole}, i64 0")


def _list_set(w: FunctionWriter, ins: Ins) -> None:
    if not ins.data.is_ours:
        _list_change(w, ins)
        return
    whole, value = ins.args[0].words[0], ins.args[2]
    _check_index(w, ins)
    place = element(w, ins.args[3].words[0], value.type, ins.args[1].words[0])
    old = Value(value.type, tuple(w.fresh() for _ in value.type.words))
    if is_counted(value.type):
        load_element(w, place, old)
    store_element(w, place, value)
    if is_counted(value.type):
        w.count("release", old)
    w.define(ins.results[0].words[0], f"getelementptr i8, ptr {whole}, i64 0")


def _list_items(w: FunctionWriter, ins: Ins) -> None:
    w.define(ins.results[0].words[0], f"load ptr, ptr {at(w, ins.args[0].words[0], LIST_ITEMS)}{OF_LIST}")


def _list_room(w: FunctionWriter, ins: Ins) -> None:
    data: Room = ins.data
    whole, most, name = ins.args[0].words[0], ins.args[1].words[0], ins.results[0].words[0]
    header = w.ins(f"load i64, ptr {whole}{OF_LIST}")
    is_ours = w.ins(f"icmp eq i64 {header}, {DESCRIPTORS.number(data.type) << 32 | 1}")
    if data.pushes:
        end, items = (w.ins(f"load i64, ptr {at(w, whole, k)}{OF_LIST}") for k in (LIST_END, LIST_ITEMS))
        length = w.ins(f"load i64, ptr {at(w, whole, LIST_LENGTH)}{OF_LIST}")
        each = ITEM_BYTES[memory_class(data.type.parts[0])]
        room = w.ins(f"udiv i64 {w.ins(f'sub i64 {end}, {items}')}, {each}")
        left = w.ins(f"udiv i64 {w.ins(f'sub i64 {room}, {length}')}, {data.pushes}")
        most = w.ins(f"call i64 @llvm.smin.i64(i64 {left}, i64 {most})")
    w.define(name, f"select i1 {is_ours}, i64 {most}, i64 0")


def _list_change(w: FunctionWriter, ins: Ins) -> None:
    routine = w.routine(f"motet_{ins.op}__{memory_class(ins.data.type.parts[0])}")
    w.keep_fuel()
    call = f"call ptr {routine}(ptr %ctx{words(ins.args)}, i64 {w.site(ins.site)})"
    w.define(ins.results[0].words[0], call)


_STR_RELATION: Final = {"lt": "slt", "le": "sle", "gt": "sgt", "ge": "sge"}


def _str_compare(w: FunctionWriter, ins: Ins) -> None:
    name = ins.results[0].words[0]
    if ins.data in ("eq", "ne"):
        equal = f"call i1 {w.routine('motet_text_equal')}(ptr %ctx{words(ins.args)})"
        if ins.data == "eq":
            w.define(name, equal)
        else:
            w.define(name, f"xor i1 {w.ins(equal)}, true")
        return
    order = w.ins(f"call i64 {w.routine('motet_text_compare')}(ptr %ctx{words(ins.args)})")
    w.define(name, f"icmp {_STR_RELATION[ins.data]} i64 {order}, 0")


def _text_append(w: FunctionWriter, ins: Ins) -> None:
    text, data, before = ins.args[0].words[0], ins.data, w.label
    count = w.ins(f"load i32, ptr {text}")
    length = _text_word(w, text, TEXT_LENGTH)
    wanted = w.ins(f"add i64 {w.ins(f'zext i32 {length} to i64')}, {_TEXT_ROOM}")
    capacity = w.ins(f"zext i32 {_text_word(w, text, _TEXT_CAPACITY)} to i64")
    short, shared = w.ins(f"icmp ugt i64 {wanted}, {capacity}"), w.ins(f"icmp ne i32 {count}, 1")
    made, room, go_on, name = w.fresh(), w.new_label("room"), w.new_label("ok"), ins.results[0].words[0]
    call = f"call ptr {w.routine('motet_text_room')}(ptr %ctx, ptr {text}, i64 {wanted}, i64 {w.site(ins.site)}){COLD}"
    w.cold(f"{room}:\n{w.fuel_kept()}  {made} = {call}\n  br label %{go_on}\n")
    w.do(f"br i1 {w.ins(f'or i1 {shared}, {short}')}, label %{room}, label %{go_on}{NEVER}")
    w.start(go_on)
    w.define(name, f"phi ptr [{text}, %{before}], [{made}, %{room}]")
    end = w.ins(f"getelementptr i8, ptr {at(w, name, TEXT_BYTES)}, i64 {w.ins(f'sub i64 {wanted}, {_TEXT_ROOM}')}")
    w.do(f"store i64 {int.from_bytes(data.ljust(_TEXT_ROOM, bytes(1)), 'little')}, ptr {end}, align 1")
    w.do(f"store i32 {w.ins(f'add i32 {length}, {len(data)}')}, ptr {at(w, name, TEXT_LENGTH)}")
    w.do(f"store i32 0, ptr {at(w, name, _TEXT_HASH)}")
    if not data.isascii():
        w.do(f"store i32 {_TEXT_IS_WIDE}, ptr {at(w, name, _TEXT_FLAGS)}")


def _text_word(w: FunctionWriter, text: str, offset: int) -> str:
    return w.ins(f"load i32, ptr {at(w, text, offset)}")


def _bool_xor(w: FunctionWriter, ins: Ins) -> None:
    w.define(ins.results[0].words[0], f"xor i1 {ins.args[0].words[0]}, {ins.args[1].words[0]}")


# ---- routines of the library


def _call_library(w: FunctionWriter, ins: Ins) -> None:
    routine: Signature = ins.data
    parameters = routine.parameters
    where = f", i64 {w.site(ins.site)}" if parameters and parameters[-1].name == "where" else ""
    w.keep_fuel()
    kind = "{i64, ptr}" if routine.result is ANY else routine.result.words[0] if routine.result.words else "void"
    call = f"call {kind} {w.routine(routine.symbol)}(ptr %ctx{words(ins.args)}{where})"
    w.define_call(ins.results[0].words if ins.results else (), call)


def _is_null(w: FunctionWriter, ins: Ins) -> None:
    w.define(ins.results[0].words[0], f"icmp eq ptr {ins.args[0].words[0]}, null")


def _load_item(w: FunctionWriter, ins: Ins) -> None:
    load_element(w, ins.args[1].words[0], ins.results[0])


def _print_text(w: FunctionWriter, ins: Ins) -> None:
    text, site = ins.args[0].words[0], w.site(ins.site)
    size = w.ins(f"zext i32 {w.ins(f'load i32, ptr {at(w, text, TEXT_LENGTH)}')} to i64")
    write = w.routine("motet_write")
    w.do(f"call void {write}(ptr %ctx, ptr {at(w, text, TEXT_BYTES)}, i64 {size}, i64 {site})")
    if ins.data:
        number = int.from_bytes(ins.data, "little")
        place = w.field("args")
        w.do(f"store i{8 * len(ins.data)} {number}, ptr {place}")
        w.do(f"call void {write}(ptr %ctx, ptr {place}, i64 {len(ins.data)}, i64 {site})")


# ---- what the host does


def _operation(w: FunctionWriter, ins: Ins) -> None:
    for k, value in enumerate(ins.args):
        tag, payload = value.words
        w.do(f"store i64 {tag}, ptr {w.field('args', 2 * k)}")
        w.do(f"store ptr {payload}, ptr {w.field('args', 2 * k + 1)}")
    w.keep_fuel()
    w.do(f"call void {w.routine('motet_operation')}(ptr %ctx, i64 {len(ins.args)}, i64 {w.site(ins.site)})")
    w.fetch_fuel()
    result = ins.results[0]
    if result.type in (INT, FLOAT, BOOL):
        load(w, w.field("args", 1), result)
    elif result.type is ANY:
        load(w, w.field("args"), result)
    elif result.words:
        w.define(result.words[0], f"load ptr, ptr {w.field('args', 1)}")


def _trap_with(w: FunctionWriter, ins: Ins) -> None:
    what = w.site(ins.site) | w.trap_number(ins.data)
    w.keep_fuel()
    w.do(f"call void {w.routine('motet_trap_with')}(ptr %ctx, ptr {ins.args[0].words[0]}, i64 {what}) #1")
    w.do("unreachable")


WRITERS: Final = {
    "object_new": _object_new,
    "object_reuse": _object_reuse,
    "take_apart": _take_apart,
    "closure_object": _closure_object,
    "literal": _literal,
    "part": _part,
    "with_part": _with_part,
    "is_constructor": _is_constructor,
    "require_constructor": _is_constructor,
    "is_function": _is_function,
    "list_new": _list_new,
    "list_len": _list_len,
    "list_get": _list_get,
    "check_index": _check_index,
    "list_push": _list_push,
    "list_set": _list_set,
    "list_items": _list_items,
    "list_room": _list_room,
    "str_compare": _str_compare,
    "text_append": _text_append,
    "bool_xor": _bool_xor,
    "call_library": _call_library,
    "is_null": _is_null,
    "load_item": _load_item,
    "print_text": _print_text,
    "value_op": _operation,
    "convert": _operation,
    "library": _operation,
    "parallel": _operation,
    "trap_with": _trap_with,
}
