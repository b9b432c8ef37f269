"""Lowering of lists, tuples, records, variants and texts: what their types say is decided here.

Operations on values of unknown type are left to the host (`value_op`), which does them as the reference VM does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from motet.bytecode.program import Instruction
from motet.bytecode.types import ANY, BOOL, FLOAT, INT, NEVER, STR, Ty
from motet.jit.infer.objects import element_of, field_of, held_by, item_of
from motet.jit.ir import Value
from motet.jit.ir_ops import Change, Place
from motet.jit.layout import is_shared
from motet.jit.lower.calls import popped, represented
from motet.jit.lower.state import FALSE, TRUE, UNIT_VALUE, VariantTest
from motet.jit.lower.unit import Lowering


def _parts(u: Lowering, types: Sequence[Ty]) -> tuple[Value, ...] | None:
    """Pop the parts of a new object, in the representation that they have in it; None after a trap."""
    return represented(u, popped(u, len(types)), types)


def _push(u: Lowering, op: str, t: Ty, args: tuple[Value, ...], data: object = None) -> None:
    u.stack.append(u.ins(op, t, args, data) if t.words else UNIT_VALUE)


def _list_new(u: Lowering, ins: Instruction) -> bool | None:
    made = u.context.program.types[ins[2]]
    parts = _parts(u, made.parts * ins[1])
    if parts is None:
        return True
    _push(u, "list_new", made, parts, made)
    return None


def _new(u: Lowering, ins: Instruction) -> bool | None:
    made = u.context.program.types[ins[1]]
    parts = _parts(u, made.parts)
    if parts is None:
        return True
    _push(u, "object_new", made, parts, Place(made, -1, 0))
    return None


def _variant_new(u: Lowering, ins: Instruction) -> bool | None:
    made = u.context.program.types[ins[1]]
    constructor = made.constructor(_name(u, ins[2]))
    parts = _parts(u, made.constructors[constructor].payload)
    if parts is None:
        return True
    if is_shared(made, constructor):
        value = u.literal(made, (made, constructor))
    else:
        value = u.ins("object_new", made, parts, Place(made, constructor, 0))
    u.made[value] = frozenset((constructor,))
    u.stack.append(value)
    return None


def _name(u: Lowering, constant: int) -> str:
    return str(u.context.program.constants[constant])


def on_unknown(u: Lowering, ins: Instruction, values: Sequence[Value], result: Ty) -> None:
    """Let the host do an instruction."""
    u.note(f"{ins[0]} on Any")
    _push(u, "value_op", result, tuple(map(u.box, values)), result)


# ---- lists


def _list_len(u: Lowering, ins: Instruction) -> bool | None:
    items = u.stack.pop()
    element = element_of(items.type)
    if element is NEVER:
        return u.trap("type")
    if element is ANY and items.type is ANY:
        on_unknown(u, ins, (items,), INT)
    else:
        _push(u, "list_len", INT, (items,))
    return None


def _place(u: Lowering, items: Value, index: Value) -> tuple[Ty, Value] | None:
    """Type of the elements and the index as an Int; None after a trap: it is no list, or no Int."""
    element = element_of(items.type)
    if element is NEVER:
        u.trap("type")
        return None
    number = u.narrow(index, INT)
    return None if number is None else (element, number)


def _list_get(u: Lowering, ins: Instruction) -> bool | None:
    items, index = popped(u, 2)
    place = _place(u, items, index)
    if place is None:
        return True
    element, number = place
    if items.type is ANY:
        on_unknown(u, ins, (items, number), ANY)
    elif element.words:
        _push(u, "list_get", element, (items, number), items.type)
    else:
        u.do("check_index", (items, number))
        u.stack.append(UNIT_VALUE)
    return None


def _list_push(u: Lowering, ins: Instruction) -> bool | None:
    items, value = popped(u, 2)
    return _changed(u, ins, "list_push", items, element_of(items.type), value)


def _list_set(u: Lowering, ins: Instruction) -> bool | None:
    items, index, value = popped(u, 3)
    place = _place(u, items, index)
    if place is None:
        return True
    element, number = place
    return _changed(u, ins, "list_set", items, element, value, number)


def _changed(
    u: Lowering, ins: Instruction, op: str, whole: Value, part: Ty, value: Value, index: Value | None = None
) -> bool | None:
    """An object with a part replaced or added."""
    if part is NEVER:
        return u.trap("type")
    between = () if index is None else (index,)
    if whole.type is ANY:
        on_unknown(u, ins, (whole, *between, value), ANY)
        return None
    fitting = u.represent(value, part)
    if fitting is None:
        return True
    items = u.unshared.lists.get(whole) if u.is_unshared else None
    if items is None:
        _push(u, op, whole.type, (whole, *between, fitting), Change(whole.type))
        return None
    _push(u, op, whole.type, (whole, *between, fitting, items), Change(whole.type, is_ours=True))
    u.unshared.lists[u.stack[-1]] = items
    return None


# ---- tuples and records


def _part(u: Lowering, ins: Instruction, whole: Value, part: Ty, place: Place) -> bool | None:
    if part is NEVER:
        return u.trap("index" if place.type.kind == "Tuple" and ins[0] == "tuple_get" else "type")
    if whole.type is ANY:
        on_unknown(u, ins, (whole,), ANY)
    else:
        _push(u, "part", part, (whole,), place)
    return None


def _tuple_get(u: Lowering, ins: Instruction) -> bool | None:
    whole = u.stack.pop()
    return _part(u, ins, whole, item_of(whole.type, ins[1]), Place(whole.type, -1, ins[1]))


def _field(whole: Value, name: str) -> Place:
    fields = whole.type.fields
    return Place(whole.type, -1, fields.index(name) if name in fields else 0)


def _record_get(u: Lowering, ins: Instruction) -> bool | None:
    whole, name = u.stack.pop(), _name(u, ins[1])
    return _part(u, ins, whole, field_of(whole.type, name), _field(whole, name))


def _record_set(u: Lowering, ins: Instruction) -> bool | None:
    whole, value = popped(u, 2)
    name = _name(u, ins[1])
    part = field_of(whole.type, name)
    if part is NEVER:
        return u.trap("type")
    if whole.type is ANY:
        on_unknown(u, ins, (whole, value), ANY)
        return None
    fitting = u.represent(value, part)
    if fitting is None:
        return True
    if part.words:
        _push(u, "with_part", whole.type, (whole, fitting), _field(whole, name))
    else:
        u.stack.append(whole)
    return None


# ---- variants


def _number(t: Ty, name: str) -> int:
    """Number of a constructor of a union; -1 if it has none of the name."""
    return next((k for k, c in enumerate(t.constructors) if c.name == name), -1)


def _variant_is(u: Lowering, ins: Instruction) -> bool | None:
    value = u.stack.pop()
    if value.type is ANY:
        on_unknown(u, ins, (value,), BOOL)
        return None
    if value.type.kind != "Union":
        return u.trap("type")
    constructor, known = _number(value.type, _name(u, ins[1])), u.constructors(value)
    if constructor not in known or len(known) == 1:
        u.stack.append(TRUE if constructor in known else FALSE)
        return None
    result = u.ins("is_constructor", BOOL, (value,), Place(value.type, constructor, 0))
    u.variant_tests[result] = VariantTest(value, constructor)
    u.stack.append(result)
    return None


def _variant_get(u: Lowering, ins: Instruction) -> bool | None:
    value, name = u.stack.pop(), _name(u, ins[1])
    part = held_by(value.type, name, ins[2])
    if value.type is ANY or part is NEVER:
        return _part(u, ins, value, part, Place(value.type, -1, 0))
    constructor, known = _number(value.type, name), u.constructors(value)
    if constructor not in known:
        return u.trap("type")
    place = Place(value.type, constructor, ins[2])
    if len(known) > 1:
        u.do("require_constructor", (value,), place)
        u.facts = {**u.facts, value: frozenset((constructor,))}
    return _part(u, ins, value, part, place)


# ---- comparing and converting


def _str_compare(u: Lowering, ins: Instruction) -> bool | None:
    x, y = popped(u, 2)
    both = u.narrow_two(x, STR, y, STR)
    if both is None:
        return True
    u.stack.append(u.ins("str_compare", BOOL, both, ins[1]))
    return None


def _narrow(u: Lowering, ins: Instruction) -> bool | None:
    value, wanted = u.stack.pop(), u.context.program.types[ins[1]]
    found = value.type
    if wanted is ANY or u.lattice.erased(found) is wanted:
        u.stack.append(value)
    elif found is INT and wanted is FLOAT:
        u.stack.append(u.ins("int_to_float", FLOAT, (value,)))
    elif _is_found(wanted):
        narrow = u.narrow(value, wanted)
        if narrow is None:
            return True
        u.stack.append(narrow)
    else:
        u.stack.append(u.ins("convert", wanted, (u.box(value),), wanted))
    return None


def _is_found(wanted: Ty) -> bool:
    """Whether `narrow` never makes a value of the type: it finds one or traps."""
    return wanted is not FLOAT and wanted.kind in ("Int", "Bool", "Unit", "Str", "Bytes", "Vector", "Fn")


HANDLERS: Final = {
    "list_new": _list_new,
    "list_len": _list_len,
    "list_get": _list_get,
    "list_set": _list_set,
    "list_push": _list_push,
    "tuple_new": _new,
    "tuple_get": _tuple_get,
    "record_new": _new,
    "record_get": _record_get,
    "record_set": _record_set,
    "variant_new": _variant_new,
    "variant_is": _variant_is,
    "variant_get": _variant_get,
    "str_compare": _str_compare,
    "narrow": _narrow,
}
