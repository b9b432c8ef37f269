"""Writers of conversions to and from `Any`, and of operations on `Any`.

A dynamic operation tests for two Ints, then for two Floats, in line, and otherwise calls a cold routine that knows the
whole rule; all ways meet in phis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from motet.bytecode.types import ANY, BOOL, FLOAT, INT, TAGS, VECTOR
from motet.jit.emit.objects import not_of_type
from motet.jit.emit.scalars import FLOAT_RELATION, INT_RELATION, int_arithmetic, is_literal
from motet.jit.emit.writer import ALWAYS, COLD, MOSTLY
from motet.jit.layout import tag_of

if TYPE_CHECKING:
    from motet.bytecode.types import Ty
    from motet.jit.emit.writer import FunctionWriter
    from motet.jit.ir import Ins, Value


_SAID_BY_TAG: Final = frozenset(("Int", "Float", "Bool", "Unit", "Vector", "Str", "Bytes"))
"""Kinds of types that a tag says all about."""


def _box(w: FunctionWriter, ins: Ins) -> None:
    value = ins.args[0]
    if value.type in _TO_PAYLOAD:
        w.define(ins.results[0].words[1], _to_payload(w, value.type, value.words[0]))


_TO_PAYLOAD: Final = frozenset((INT, FLOAT, BOOL))


def _to_payload(w: FunctionWriter, t: Ty, word: str) -> str:
    """The instruction that makes the payload of an Int, Float or Bool."""
    if t is FLOAT:
        word = w.ins(f"bitcast double {word} to i64")
    elif t is BOOL:
        word = w.ins(f"zext i1 {word} to i64")
    return f"inttoptr i64 {word} to ptr"


def from_payload(w: FunctionWriter, t: Ty, payload: str, name: str = "") -> str:
    """The unboxed word of a payload whose type is known; under a name, if given."""
    if t is INT:
        text = f"ptrtoint ptr {payload} to i64"
    elif t is FLOAT:
        text = f"bitcast i64 {w.ins(f'ptrtoint ptr {payload} to i64')} to double"
    elif t is BOOL:
        text = f"icmp ne ptr {payload}, null"
    else:
        return payload
    if name:
        w.define(name, text)
        return name
    return w.ins(text)


def _narrow(w: FunctionWriter, ins: Ins) -> None:
    tag, payload = ins.args[0].words
    wanted = ins.results[0].type
    w.guard(w.ins(f"icmp ne i64 {tag}, {tag_of(wanted)}"), ins.data, ins.site)
    if wanted.kind not in _SAID_BY_TAG:
        w.guard(not_of_type(w, payload, wanted), ins.data, ins.site)
    if ins.results[0].words:
        from_payload(w, wanted, payload, ins.results[0].words[0])


def _refine(w: FunctionWriter, ins: Ins) -> None:
    result, source = ins.results[0], ins.args[0]
    if source.type is ANY and result.type is not ANY and result.words:
        from_payload(w, result.type, source.words[1], result.words[0])
    elif result.words and result.words != source.words:
        *tag, payload = source.words
        for word in tag:
            w.define(result.words[0], f"or i64 {word}, 0")
        w.define(result.words[-1], f"getelementptr i8, ptr {payload}, i64 0")


def _has_type(w: FunctionWriter, ins: Ins) -> None:
    w.define(ins.results[0].words[0], f"icmp eq i64 {ins.args[0].words[0]}, {tag_of(ins.data)}")


def _is_false(w: FunctionWriter, ins: Ins) -> None:
    tag, payload = ins.args[0].words
    is_bool = w.ins(f"icmp eq i64 {tag}, {TAGS[BOOL]}")
    is_zero = w.ins(f"icmp eq ptr {payload}, null")
    w.define(ins.results[0].words[0], f"and i1 {is_bool}, {is_zero}")


class _Dynamic:
    """One dynamic operation while it is written: the ways that meet at its end."""

    def __init__(self, w: FunctionWriter, ins: Ins) -> None:
        self.w = w
        self.x, self.y = ins.args
        self.result = ins.results[0]
        self.done = w.new_label("done")
        self.slow = w.new_label("slow")
        self.ways: list[tuple[str, str, str]] = []
        """Label, tag and value (payload, double or i1) of each way."""

    def may_be(self, t: Ty) -> bool:
        """Whether both operands may be of a type."""
        return self.x.type in (t, ANY) and self.y.type in (t, ANY)

    def both(self, t: Ty) -> str:
        """The condition that both operands are of a type."""
        tags = [v.words[0] for v in (self.x, self.y) if v.type is ANY]
        w = self.w
        if t is INT:
            return w.ins(f"icmp eq i64 {w.ins(f'or i64 {tags[0]}, {tags[1]}') if len(tags) == 2 else tags[0]}, 0")
        tests = [w.ins(f"icmp eq i64 {tag}, {TAGS[t]}") for tag in tags]
        return w.ins(f"and i1 {tests[0]}, {tests[1]}") if len(tests) == 2 else tests[0]

    def word(self, value: Value, t: Ty) -> str:
        """The unboxed word of an operand that is of a type."""
        return value.words[0] if value.type is t else from_payload(self.w, t, value.words[1])

    def arrive(self, tag: str, value: str) -> None:
        """End a way."""
        self.ways.append((self.w.label, tag, value))
        self.w.do(f"br label %{self.done}")

    def pair(self, value: Value) -> str:
        """Tag and payload of an operand as arguments of a call."""
        if value.type is ANY:
            return f"i64 {value.words[0]}, ptr {value.words[1]}"
        if not value.words:
            return f"i64 {tag_of(value.type)}, ptr null"
        if value.type not in _TO_PAYLOAD:
            return f"i64 {tag_of(value.type)}, ptr {value.words[0]}"
        return f"i64 {tag_of(value.type)}, ptr {self.w.ins(_to_payload(self.w, value.type, value.words[0]))}"

    def call_slow(self, routine: str, result: str, pc: int) -> str:
        """Write the cold call; its result."""
        w = self.w
        w.start(self.slow)
        w.keep_fuel()
        pairs = f"{self.pair(self.x)}, {self.pair(self.y)}"
        return w.ins(f"call preserve_mostcc {result} {w.routine(routine)}(ptr %ctx, {pairs}, i64 {w.site(pc)}){COLD}")

    def split(self, condition: str, weights: str) -> str:
        """Branch into a new block where a condition holds; the label for where it does not."""
        w = self.w
        yes, no = w.new_label("yes"), w.new_label("no")
        w.do(f"br i1 {condition}, label %{yes}, label %{no}{weights}")
        w.start(yes)
        return no


def _arithmetic(w: FunctionWriter, ins: Ins) -> None:
    d, op = _Dynamic(w, ins), ins.op[4:]
    if d.may_be(INT):
        no = d.split(d.both(INT), MOSTLY)
        total = w.fresh()
        int_arithmetic(w, total, op, d.word(d.x, INT), d.word(d.y, INT), ins.data, ins.site)
        d.arrive("0", w.ins(f"inttoptr i64 {total} to ptr"))
        w.start(no)
    if d.may_be(FLOAT):
        no = d.split(d.both(FLOAT), ALWAYS)
        total = w.ins(f"f{op} double {d.word(d.x, FLOAT)}, {d.word(d.y, FLOAT)}")
        if d.result.type is ANY:
            total = w.ins(f"inttoptr i64 {w.ins(f'bitcast double {total} to i64')} to ptr")
        d.arrive(str(TAGS[FLOAT]), total)
        w.start(no)
    w.do(f"br label %{d.slow}")
    pair = d.call_slow(f"motet_{ins.op}_{ins.data}", "{i64, ptr}", ins.site)
    tag, value = w.ins(f"extractvalue {{i64, ptr}} {pair}, 0"), w.ins(f"extractvalue {{i64, ptr}} {pair}, 1")
    if d.result.type is FLOAT:
        value = from_payload(w, FLOAT, value)
    d.arrive(tag, value)
    _join(w, d)


def _join(w: FunctionWriter, d: _Dynamic) -> None:
    w.start(d.done)
    word = d.result.type.words[-1]
    w.define(d.result.words[-1], f"phi {word} " + ", ".join(f"[{value}, %{label}]" for label, _, value in d.ways))
    if d.result.type is ANY:
        w.define(d.result.words[0], "phi i64 " + ", ".join(f"[{tag}, %{label}]" for label, tag, _ in d.ways))


def _compare(w: FunctionWriter, ins: Ins) -> None:
    d = _Dynamic(w, ins)
    if d.may_be(INT):
        no = d.split(d.both(INT), MOSTLY)
        x, y = d.word(d.x, INT), d.word(d.y, INT)
        d.arrive("", w.ins(f"icmp {INT_RELATION[ins.data]} i64 {x}, {y}"))
        w.start(no)
    if d.may_be(FLOAT):
        no = d.split(d.both(FLOAT), ALWAYS)
        x, y = d.word(d.x, FLOAT), d.word(d.y, FLOAT)
        d.arrive("", w.ins(f"fcmp {FLOAT_RELATION[ins.data]} double {x}, {y}"))
        w.start(no)
    if w.structural and ins.data in ("eq", "ne"):
        w.start(_compare_structures(w, d, ins))
    w.do(f"br label %{d.slow}")
    d.arrive("", d.call_slow(f"motet_dyn_{ins.data}", "i1", ins.site))
    _join(w, d)


def _compare_structures(w: FunctionWriter, d: _Dynamic, ins: Ins) -> str:
    """Two values that hold others, and have no identity, are compared by what they hold; the label for all others."""
    tags = [v.words[0] if v.type is ANY else str(tag_of(v.type)) for v in (d.x, d.y)]
    tests = [w.ins(f"icmp ugt i64 {tag}, {TAGS[VECTOR]}") for tag in tags]
    no = d.split(w.ins(f"and i1 {tests[0]}, {tests[1]}"), "")
    w.keep_fuel()
    pairs = f"{d.pair(d.x)}, {d.pair(d.y)}"
    equal = w.ins(f"call i1 {w.routine('motet_deep_equal')}(ptr %ctx, {pairs}, i64 {w.site(ins.site)})")
    d.arrive("", equal if ins.data == "eq" else w.ins(f"xor i1 {equal}, true"))
    return no


def _same(w: FunctionWriter, ins: Ins) -> None:
    x, y = ins.args
    (tag_x, payload_x), (tag_y, payload_y) = x.words, y.words
    if is_literal(tag_x) and tag_x == tag_y:
        w.define(ins.results[0].words[0], f"icmp eq ptr {payload_x}, {payload_y}")
        return
    d = _Dynamic(w, ins)
    no = d.split(w.ins(f"icmp eq i64 {w.ins(f'or i64 {tag_x}, {tag_y}')}, 0"), MOSTLY)
    d.arrive("", w.ins(f"icmp eq ptr {payload_x}, {payload_y}"))
    w.start(no)
    w.do(f"br label %{d.slow}")
    d.arrive("", d.call_slow("motet_same", "i1", ins.site))
    _join(w, d)


WRITERS: Final = {
    "box": _box,
    "narrow": _narrow,
    "refine": _refine,
    "has_type": _has_type,
    "is_false": _is_false,
    "dyn_add": _arithmetic,
    "dyn_sub": _arithmetic,
    "dyn_mul": _arithmetic,
    "dyn_compare": _compare,
    "same": _same,
}
