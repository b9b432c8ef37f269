"""Writers of globals, counts and vectors. What they call is in the run-time library (`motet.runtime`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from motet.bytecode.types import ANY
from motet.jit.ir import Value
from motet.jit.references import Counted

if TYPE_CHECKING:
    from motet.jit.emit.writer import FunctionWriter
    from motet.jit.ir import Ins


def _global(w: FunctionWriter, index: int) -> tuple[str, str]:
    """Addresses of the tag and the payload of a global."""
    base = w.ins(f"load ptr, ptr {w.field('globals')}")
    return (
        w.ins(f"getelementptr i8, ptr {base}, i64 {16 * index}"),
        w.ins(f"getelementptr i8, ptr {base}, i64 {16 * index + 8}"),
    )


def _global_get(w: FunctionWriter, ins: Ins) -> None:
    value = ins.results[0]
    tag, payload = _global(w, ins.data)
    w.define(value.words[0], f"load i64, ptr {tag}")
    w.define(value.words[1], f"load ptr, ptr {payload}")
    if w.counts:
        w.count("retain", value)


def _global_set(w: FunctionWriter, ins: Ins) -> None:
    tag, payload = _global(w, ins.data)
    old = Value(ANY, (w.ins(f"load i64, ptr {tag}"), w.ins(f"load ptr, ptr {payload}"))) if w.counts else None
    w.do(f"store i64 {ins.args[0].words[0]}, ptr {tag}")
    w.do(f"store ptr {ins.args[0].words[1]}, ptr {payload}")
    if old is not None:
        w.count("release", old)


# ---- counts


def _retain(w: FunctionWriter, ins: Ins) -> None:
    w.count("retain", ins.args[0])


def _release(w: FunctionWriter, ins: Ins) -> None:
    w.count("release", ins.args[0])


def _nothing(w: FunctionWriter, ins: Ins) -> None:
    """The op has a meaning for the passes before only."""


def write_exit_counts(w: FunctionWriter, ins: Ins) -> None:
    """What an exit that is not the only way out of its block does to counts before it leaves."""
    if isinstance(ins.data, Counted):
        for value in ins.data.retained:
            w.count("retain", value)
        for value in ins.data.released:
            w.count("release", value)


# ---- vectors

_ITEMS: Final = 16
"""Offset of the first item: header and length come before (`motet.runtime.counts.Sequence`)."""


def _vector_new(w: FunctionWriter, ins: Ins) -> None:
    vector = ins.results[0].words[0]
    alloc = w.routine("motet_vector_alloc")
    w.keep_fuel()
    w.define(vector, f"call ptr {alloc}(ptr %ctx, i64 {len(ins.args)}, i64 {w.site(ins.site)})")
    for k, value in enumerate(ins.args):
        tag, payload = value.words
        w.do(f"store i64 {tag}, ptr {w.ins(f'getelementptr i8, ptr {vector}, i64 {_ITEMS + 16 * k}')}")
        w.do(f"store ptr {payload}, ptr {w.ins(f'getelementptr i8, ptr {vector}, i64 {_ITEMS + 8 + 16 * k}')}")


def _vector_make(w: FunctionWriter, ins: Ins) -> None:
    count = ins.args[0].words[0]
    tag, payload = ins.args[1].words
    make = w.routine("motet_vector_make")
    what = w.site(ins.site)
    w.keep_fuel()
    text = f"call ptr {make}(ptr %ctx, i64 {count}, i64 {tag}, ptr {payload}, i64 {what})"
    w.define(ins.results[0].words[0], text)


def _vector_get(w: FunctionWriter, ins: Ins) -> None:
    vector, index = ins.args[0].words[0], ins.args[1].words[0]
    get = w.routine(f"motet_{ins.op}")
    w.keep_fuel()
    pair = w.ins(f"call {{i64, ptr}} {get}(ptr %ctx, ptr {vector}, i64 {index}, i64 {w.site(ins.site)})")
    w.define(ins.results[0].words[0], f"extractvalue {{i64, ptr}} {pair}, 0")
    w.define(ins.results[0].words[1], f"extractvalue {{i64, ptr}} {pair}, 1")


def _vector_set(w: FunctionWriter, ins: Ins) -> None:
    vector, index = ins.args[0].words[0], ins.args[1].words[0]
    tag, payload = ins.args[2].words
    place = f"ptr %ctx, ptr {vector}, i64 {index}"
    w.keep_fuel()
    w.do(f"call void {w.routine('motet_vector_set')}({place}, i64 {tag}, ptr {payload}, i64 {w.site(ins.site)})")


def _vector_len(w: FunctionWriter, ins: Ins) -> None:
    call = f"call i64 {w.routine('motet_vector_len')}(ptr %ctx, ptr {ins.args[0].words[0]})"
    w.define(ins.results[0].words[0], call)


def _deep_equal(w: FunctionWriter, ins: Ins) -> None:
    (tag_x, payload_x), (tag_y, payload_y) = ins.args[0].words, ins.args[1].words
    pairs = f"i64 {tag_x}, ptr {payload_x}, i64 {tag_y}, ptr {payload_y}"
    w.keep_fuel()
    call = f"call i1 {w.routine('motet_deep_equal')}(ptr %ctx, {pairs}, i64 {w.site(ins.site)})"
    w.define(ins.results[0].words[0], call)


def _collect(w: FunctionWriter, ins: Ins) -> None:
    w.keep_fuel()
    w.do(f"call void {w.routine('motet_collect')}(ptr %ctx, i64 {w.site(ins.site)})")


WRITERS: Final = {
    "global_get": _global_get,
    "global_set": _global_set,
    "retain": _retain,
    "release": _release,
    "forget": _nothing,
    "keep": _nothing,
    "vector_new": _vector_new,
    "vector_make": _vector_make,
    "vector_get": _vector_get,
    "vector_peek": _vector_get,
    "vector_set": _vector_set,
    "vector_len": _vector_len,
    "deep_equal": _deep_equal,
    "collect": _collect,
}
