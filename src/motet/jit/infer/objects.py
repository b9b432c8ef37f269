"""Abstract interpretation of lists, tuples, records and variants. What is made has the type that the instruction names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from motet.bytecode.program import Instruction
from motet.bytecode.types import ANY, BOOL, BYTES, INT, NEVER, STR, UNIT, VECTOR, Ty
from motet.jit.infer.basics import Walk
from motet.jit.infer.lattice import Abstract, Test, Unknown, plain

LEARNED: Final = frozenset((INT, BOOL, UNIT, STR, BYTES, VECTOR))
"""Types that `narrow` finds and never makes, so that what it learned holds for every copy of the value."""


def _make(w: Walk, made: Ty, parts: Iterable[Ty]) -> bool | None:
    """Pop the parts of a new object, which must be of their types, and push it."""
    wanted = tuple(parts)
    start = len(w.stack) - len(wanted)
    values = w.stack[start:]
    del w.stack[start:]
    for value, t in zip(values, wanted, strict=True):
        if t is not ANY and not w.narrow(value, t):
            return True
    w.push(made)
    return None


def _list_new(w: Walk, ins: Instruction) -> bool | None:
    made = w.inference.program.types[ins[2]]
    return _make(w, made, made.parts * ins[1])


def _new(w: Walk, ins: Instruction) -> bool | None:
    made = w.inference.program.types[ins[1]]
    return _make(w, made, made.parts)


def _variant_new(w: Walk, ins: Instruction) -> bool | None:
    made = w.inference.program.types[ins[1]]
    name = w.inference.program.constants[ins[2]]
    return _make(w, made, made.constructors[made.constructor(str(name))].payload)


# ---- lists


def element_of(t: Ty) -> Ty:
    """Type of the elements of a value of a type: `ANY` of an unknown one, `NEVER` of what is no list."""
    if t is ANY:
        return ANY
    return t.parts[0] if t.kind == "List" else NEVER


def _list_len(w: Walk, ins: Instruction) -> bool | None:
    if element_of(w.pop_plain()) is NEVER:
        return True
    w.stack.append(INT)
    return None


def _list_get(w: Walk, ins: Instruction) -> bool | None:
    index, items = w.stack.pop(), w.pop_plain()
    if element_of(items) is NEVER or not w.narrow(index, INT):
        return True
    w.push(element_of(items))
    return None


def _list_push(w: Walk, ins: Instruction) -> bool | None:
    value, items = w.stack.pop(), w.pop_plain()
    return _changed(w, items, element_of(items), value)


def _list_set(w: Walk, ins: Instruction) -> bool | None:
    value, index, items = w.stack.pop(), w.stack.pop(), w.pop_plain()
    if not w.narrow(index, INT):
        return True
    return _changed(w, items, element_of(items), value)


def _changed(w: Walk, whole: Ty, part: Ty, value: Abstract) -> bool | None:
    """Push an object of the same type as another one, with a part replaced."""
    if part is NEVER or (part is not ANY and not w.narrow(value, part)):
        return True
    w.push(whole)
    return None


# ---- tuples, records, variants


def _part(w: Walk, t: Ty) -> bool | None:
    if t is NEVER:
        return True
    w.push(t)
    return None


def item_of(t: Ty, index: int) -> Ty:
    """Type of an item of a tuple."""
    if t is ANY:
        return ANY
    return t.parts[index] if t.kind == "Tuple" and index < len(t.parts) else NEVER


def field_of(t: Ty, name: str) -> Ty:
    """Type of a field of a record."""
    if t is ANY:
        return ANY
    return t.parts[t.fields.index(name)] if t.kind == "Record" and name in t.fields else NEVER


def held_by(t: Ty, name: str, index: int) -> Ty:
    """Type of what a constructor of a union holds."""
    if t is ANY:
        return ANY
    payload = next((c.payload for c in t.constructors if c.name == name), ())
    return payload[index] if index < len(payload) else NEVER


def _tuple_get(w: Walk, ins: Instruction) -> bool | None:
    return _part(w, item_of(w.pop_plain(), ins[1]))


def _name(w: Walk, ins: Instruction) -> str:
    return str(w.inference.program.constants[ins[1]])


def _record_get(w: Walk, ins: Instruction) -> bool | None:
    return _part(w, field_of(w.pop_plain(), _name(w, ins)))


def _record_set(w: Walk, ins: Instruction) -> bool | None:
    value, record = w.stack.pop(), w.pop_plain()
    return _changed(w, record, field_of(record, _name(w, ins)), value)


def _variant_is(w: Walk, ins: Instruction) -> bool | None:
    t = w.pop_plain()
    if t is not ANY and t.kind != "Union":
        return True
    if t is ANY or any(c.name == _name(w, ins) for c in t.constructors):
        w.stack.append(BOOL)
    else:
        w.push_test(Test(None, BOOL, known=False))
    return None


def _variant_get(w: Walk, ins: Instruction) -> bool | None:
    return _part(w, held_by(w.pop_plain(), _name(w, ins), ins[2]))


def _narrow(w: Walk, ins: Instruction) -> bool | None:
    value, wanted = w.stack.pop(), w.inference.program.types[ins[1]]
    if wanted is ANY:
        w.stack.append(value)
        return None
    if isinstance(value, Unknown) and wanted in LEARNED:
        w.narrow(value, wanted)
    found = plain(value)
    w.push(found if w.inference.lattice.erased(found) is wanted else wanted)
    return None


OBJECT_HANDLERS: Final = {
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
    "narrow": _narrow,
}
