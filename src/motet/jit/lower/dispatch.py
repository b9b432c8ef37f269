"""Dispatch on tags: where values are `Any`, but probably have types that a faster version is made for.

The test stands in front of code that has not begun, so nothing ever has to be undone. What the types are is what tier 1
saw when the unit became hot, or Int where it saw nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from motet.bytecode.types import ANY, TAGS, Ty
from motet.jit.convention import MAX_VALUES
from motet.jit.ir import Value, flat_types
from motet.jit.ir_ops import Dispatch
from motet.jit.units import SEEN_VALUES, Unit

if TYPE_CHECKING:
    from motet.jit.infer.inst import Inst
    from motet.jit.lower.state import State

_TYPE_OF_TAG: Final = {tag: t for t, tag in TAGS.items()}
_MAX_VERSIONS: Final = 4
"""Versions of one loop that dispatch may ask for."""


def seen_types(word: int, types: tuple[Ty, ...]) -> tuple[Ty, ...]:
    """The types, with what was seen in the place of `ANY` as far as it was recorded."""
    result, k = [], 0
    for t in types:
        if t is ANY and k < SEEN_VALUES:
            t = _TYPE_OF_TAG.get(word >> 8 * k & 255, ANY)
            k += 1
        elif t.kind == "Closure":
            k += flat_types((t,)).count(ANY)
        result.append(t)
    return tuple(result)


def guess_at_entry(state: State) -> Dispatch | None:
    """The version of a function to dispatch to from its `Any` version, if there is a better one."""
    context, unit = state.context, state.unit
    types = seen_types(context.services.seen(context.services.number(unit)), unit.types)
    inst = context.inference.call(unit.function, types)
    if inst.types != types or inst is state.inst:
        return None
    return _dispatch(state, unit.types, types, Unit("call", unit.function, 0, types, unit.results, unit.checks))


def guess_at_loop(state: State, header: int, values: list[Value]) -> tuple[Dispatch, tuple[Ty, ...]] | None:
    """The version of a loop to dispatch to on the way into it, if there is a better one, and the types it takes."""
    context, unit, inference = state.context, state.unit, state.context.inference
    if len(values) > MAX_VALUES:
        return None
    general = tuple(state.inst.entry[header])
    here = tuple(v.type for v in values)
    hot = Unit("loop", unit.function, header, general, unit.results, unit.checks)
    guess = seen_types(context.services.seen(context.services.number(hot)), general)
    types = tuple(g if h is ANY else h for g, h in zip(guess, here, strict=True))
    inst = inference.loop(unit.function, header, types)
    kept = _kept(inst, header)
    if kept != types:
        inst = inference.loop(unit.function, header, kept)
        if _kept(inst, header) != kept:
            return None
    if kept == general or not _room_for(state, inst):
        return None
    fitting = tuple(k if h.kind == "Closure" else h for h, k in zip(here, kept, strict=True))
    version = Unit("loop", unit.function, header, kept, unit.results, unit.checks)
    return _dispatch(state, fitting, kept, version), kept


def _kept(inst: Inst, header: int) -> tuple[Ty, ...]:
    """The types at the header, all through the loop: those that it was asked for, or what they are joined to."""
    return tuple(inst.entry[header])


def _room_for(state: State, inst: Inst) -> bool:
    versions = state.context.loop_versions.setdefault((inst.function, inst.pc), set())
    versions.add(inst.types)
    return len(versions) <= _MAX_VERSIONS


def _dispatch(state: State, here: tuple[Ty, ...], wanted: tuple[Ty, ...], unit: Unit) -> Dispatch:
    pairs = zip(flat_types(here), flat_types(wanted), strict=True)
    tests = tuple(w if h is ANY and w is not ANY else None for h, w in pairs)
    state.note(f"dispatches on tags to {', '.join(map(str, wanted))}")
    return Dispatch(tests, state.context.callee(unit, state.unit))
