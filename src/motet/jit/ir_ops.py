"""The rows of the typed IR that lowering from bytecode uses. `motet.jit.emit` has a writer for each.

Operands are typed: an op that says Int takes values of type Int. `site` of the instruction is where its trap is
reported. Words like *rule* and *relation* are those of `motet.bytecode.table`.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from motet.bytecode.types import Ty
from motet.jit.ir import declare


class Callee(NamedTuple):
    """Data of a call: whom, and how.

    Attributes:
        symbol: LLVM name for a direct call, or empty.
        slot: address of the slot for a call through it.
        types: types of the parameters.
        results: types of the results as the callee returns them.
        is_self: the callee is the unit itself (in recursive inlining, the next copy of it).
        owned: for each argument whether the callee takes it over; empty: all.
    """

    symbol: str
    slot: int
    types: tuple[Ty, ...]
    results: tuple[Ty, ...]
    is_self: bool = False
    owned: tuple[bool, ...] = ()


class Counter(NamedTuple):
    """Data of tier 1's counting.

    Attributes:
        number: number of the unit that is counted.
        counter, slot, seen: addresses of its words (`motet.jit.units.Services`).
        threshold: at this count the unit is asked for.
    """

    number: int
    counter: int
    slot: int
    seen: int
    threshold: int


class Dispatch(NamedTuple):
    """Data of a dispatch on tags.

    Attributes:
        wanted: for each argument the type it must have now, or None where any will do.
        callee: where to go then.
    """

    wanted: tuple[Ty | None, ...]
    callee: Callee


class Place(NamedTuple):
    """Data of ops on objects with parts: where a part lies.

    Attributes:
        type: of the object; of a closure its captures are as declared.
        constructor: number of the constructor of a union, otherwise -1.
        part: number of the part.
    """

    type: Ty
    constructor: int
    part: int


class Change(NamedTuple):
    """Data of ops that replace or add an item.

    Attributes:
        type: of the list.
        is_ours: nobody else has the list, and there is room for another item; the last argument is the address of
            its items.
    """

    type: Ty
    is_ours: bool = False


class Room(NamedTuple):
    """Data of `list_room`.

    Attributes:
        type: of the list.
        pushes: number of items that are put behind it at a time; 0: any number of times there is room.
    """

    type: Ty
    pushes: int


Charges: TypeAlias = tuple[tuple[int, int], ...]
"""Data of a charge: site of the leader, and fuel, of each block that is paid for, in the order they are entered in."""


def _declare_scalars() -> None:
    for name in ("add", "sub", "mul"):
        declare(f"int_{name}", "Int Int -> Int; data: rule. Traps `overflow`.")
        declare(f"dyn_{name}", "number number -> Int, Float or Any; data: rule. Traps `type`, `overflow`.")
    for name in ("div", "rem"):
        declare(f"int_{name}", "Int Int -> Int; data: rule. Traps `division_by_zero`, `overflow`.")
    declare("int_neg", "Int -> Int; data: rule. Traps `overflow`.")
    declare("int_compare", "Int Int -> Bool; data: relation.")
    for name in ("and", "or", "xor", "shl", "shr"):
        declare(f"int_{name}", "Int Int -> Int.")
    for name in ("not", "popcount", "clz", "ctz"):
        declare(f"int_{name}", "Int -> Int.")
    for name in ("add", "sub", "mul", "div", "rem"):
        declare(f"float_{name}", "Float Float -> Float.")
    declare("float_neg", "Float -> Float.")
    declare("float_compare", "Float Float -> Bool; data: relation.")
    declare("known_range", "Int -> nothing: tells LLVM that it has 63 bits, in programs where all have.")
    declare("int_to_float", "Int -> Float.")
    declare("float_to_int", "Float -> Int, saturated; 0 for a NaN.")
    declare("number_function", "Ints or Floats -> Int or Float; data: a key of `numbers.NUMBER_FUNCTIONS`.")
    declare("bool_not", "Bool -> Bool.")
    declare("bool_and", "Bool Bool -> Bool.")
    declare("bool_or", "Bool Bool -> Bool.")


def _declare_any() -> None:
    declare("box", "a value of any type -> the same as Any.", "a")
    declare("narrow", "Any -> the result's type; data: trap if it is not of that type.", "a")
    declare("refine", "Any, known to be of the result's type -> that type; no test.", "a")
    declare("has_type", "Any -> Bool: whether it is of the type; data: the type.")
    declare("is_false", "Any -> Bool: whether it is the Bool false.")
    declare("dyn_compare", "two values, one of them Any -> Bool; data: relation. Traps `type`.")
    declare("same", "Any Any -> Bool. Traps `type` when the types differ.")
    declare("deep_equal", "Any Any -> Bool.")


def _declare_memory() -> None:
    declare("global_get", "-> Any, owned; data: index.")
    declare("global_set", "Any -> nothing; data: index. Releases the old value.", "o")
    declare("vector_new", "N Any values -> Vector, owned.", "o")
    declare("vector_make", "Int Any -> Vector, owned. Traps `size`, `heap`.", "bo")
    declare("vector_get", "Vector Int -> Any, owned (it retains). Traps `index`.")
    declare("vector_set", "Vector Int Any -> nothing. Traps `index`; releases the old element.", "bbo")
    declare("vector_len", "Vector -> Int.")
    declare("collect", "reclaim cycles.")


def _declare_objects() -> None:
    declare("literal", "-> an object of the run, whose count the run holds; data: its number.", borrows=True)
    declare("object_new", "parts -> record, tuple or variant, owned; data: Place.", "o")
    declare("object_reuse", "memory, parts -> as `object_new`, in this memory if there is any; data: Place.", "o")
    declare(
        "take_apart",
        "object and parts of it -> its memory or null, if wanted; the parts get counts; data: Apart.",
        "ob",
    )
    declare("closure_object", "captures -> Fn, owned; data: (closure type, Fn, address of the slot of its code).", "o")
    declare("part", "object -> a part of it; data: Place.", borrows=True)
    declare("with_part", "object value -> the object with the part replaced, owned; data: Place.", "oo")
    declare("is_constructor", "union -> Bool; data: Place.")
    declare("require_constructor", "union; data: Place. Traps `type` if another constructor made it.")
    declare("is_function", "Any -> Bool: whether it is a closure of the type; data: Fn.")
    declare("list_new", "elements -> list, owned; data: its type.", "o")
    declare("list_len", "list -> Int.")
    declare("list_get", "list Int -> element; data: type of the list. Traps `index`.", borrows=True)
    declare("check_index", "list Int. Traps `index`.")
    declare("list_push", "list element -> list, owned; data: Change.", "oo")
    declare("list_set", "list Int element -> list, owned; data: Change. Traps `index`.", "obo")
    declare("list_items", "list -> the address of its items.")
    declare(
        "list_room",
        "list Int -> Int, at most the given one: how many times items can be put behind it in place; 0 if others have it, "
        "too; data: Room.",
    )
    declare("str_compare", "Str Str -> Bool; data: relation.")
    declare("text_append", "Str -> the Str and more bytes, owned; data: these bytes, 1 to 8.", "o")
    declare("bool_xor", "Bool Bool -> Bool.")
    declare("value_op", "N Any values -> the result's type, owned: the host does the instruction; data: that type.")
    declare("convert", "Any -> an equal value of the type, owned; data: the type. Traps `type`.")


def _declare_calls() -> None:
    declare("call_object", "closure and arguments -> result; data: Fn.", "o")
    declare("tail_call_object", "closure and arguments; data: Fn.", "o", ends=True)
    declare("is_null", "an address, or an object that may be missing -> Bool.")
    declare("load_item", "object, address in it -> what lies there.", borrows=True)
    declare("print_text", "Str; data: bytes that are written behind it.")
    declare("library", "N Any values -> the result's type, owned: a shared operation of the host; data: that type.")
    declare(
        "parallel",
        "list of closures and number of the next one, as Any -> list of results of those from there on that were run at "
        "the same time, as Any, owned; or unit.",
    )
    declare(
        "count_workers",
        "closures that run from here on are workers; data: how many levels of them begin, or -1: one ends.",
    )
    declare("trap_with", "Str; data: kind.", ends=True)
    declare("call", "arguments -> results; data: Callee. No result: it never returns.", "o")
    declare("tail_as_call", "as `call`, of a function that was to be called in tail position.", "o")
    declare("tail_call", "arguments; data: Callee.", "o", ends=True)
    declare("host_call", "N Any values -> Any, owned; data: index of the name.")
    declare("print", "Any -> nothing.")


def _declare_control() -> None:
    declare("jump", "to its edge.", ends=True)
    declare("branch", "Bool; to the first edge if true, else to the second.", ends=True)
    declare("ret", "the results.", "o", ends=True)
    declare("trap", "data: kind.", ends=True)
    declare("unreachable", "after a call that never returns.", ends=True)
    declare("stack_check", "asks for attention when the stack is used up, or somebody wants it.")
    declare("depth_check", "traps `depth` when more frames than allowed are nested.")
    declare("poll", "asks for attention when somebody wants it.")
    declare("charge", "data: Charges. Traps `fuel` at the first leader that cannot be paid for.")
    declare("count_call", "the parameters; data: Counter. Tier 1 counts an entry.")
    declare(
        "loop_back",
        "the loop's live values; data: (Counter, types). Jumps to its edge, or, when the rest of the loop is compiled "
        "in tier 2, goes there with the values; the edge carries the counted ones, too.",
        "o",
        ends=True,
    )
    declare(
        "dispatch",
        "the live values; data: Dispatch. Goes to the callee when the values have the wanted types, else to its edge.",
        "o",
        ends=True,
    )


_declare_scalars()
_declare_any()
_declare_memory()
_declare_objects()
_declare_calls()
_declare_control()
