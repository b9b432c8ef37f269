"""LLVM text of the cold routines of dynamic operations: what is left when neither two Ints nor two Floats came.

`{i64, ptr} @motet_dyn_OP_RULE(ctx, tag, payload, tag, payload, what)`, `i1 @motet_dyn_RELATION(...)` and
`i1 @motet_same(...)`, all `preserve_mostcc`, so that callers need not save their registers. They call `motet_trap`.
"""

from __future__ import annotations

from typing import Final

from motet.bytecode.table import RELATIONS, RULES
from motet.bytecode.traps import BY_NAME
from motet.bytecode.types import BOOL, FLOAT, INT, TAGS, UNIT, VECTOR
from motet.jit.emit.scalars import FLOAT_RELATION, INT_RELATION

_PARAMETERS: Final = "(ptr %ctx, i64 %ta, ptr %pa, i64 %tb, ptr %pb, i64 %what)"
_TYPES: Final = "(ptr, i64, ptr, i64, ptr, i64) nounwind cold"

_AS_FLOATS: Final = f"""  %ia = ptrtoint ptr %pa to i64
  %ib = ptrtoint ptr %pb to i64
  %is_int_a = icmp eq i64 %ta, {TAGS[INT]}
  %is_int_b = icmp eq i64 %tb, {TAGS[INT]}
  %int_a = sitofp i64 %ia to double
  %int_b = sitofp i64 %ib to double
  %float_a = bitcast i64 %ia to double
  %float_b = bitcast i64 %ib to double
  %fa = select i1 %is_int_a, double %int_a, double %float_a
  %fb = select i1 %is_int_b, double %int_b, double %float_b
  %both = and i1 %is_int_a, %is_int_b
"""

_NUMBERS: Final = f"""  %number_a = icmp ule i64 %ta, {TAGS[FLOAT]}
  %number_b = icmp ule i64 %tb, {TAGS[FLOAT]}
  %numbers = and i1 %number_a, %number_b
"""


def _trap(kind: str) -> str:
    return f"""  %{kind} = or i64 %what, {BY_NAME[kind].number}
  call void @motet_trap(ptr %ctx, i64 %{kind}) #1
  unreachable
"""


def _sum(op: str, rule: str) -> str:
    """Block `ints`: the Int result `%r` under an overflow rule, then on to `ints_done`; and block `over`, if needed."""
    if rule == "wrap64":
        return f"ints:\n  %r = {op} i64 %ia, %ib\n  br label %ints_done\n"
    wide = "  br i1 %out_of_64, label %over, label %ints_done\n"
    if rule == "trap63":
        wide = """  %moved = add i64 %r, 4611686018427387904
  %out_of_63 = icmp slt i64 %moved, 0
  %out = or i1 %out_of_64, %out_of_63
  br i1 %out, label %over, label %ints_done
"""
    return f"""ints:
  %pair = call {{i64, i1}} @llvm.s{op}.with.overflow.i64(i64 %ia, i64 %ib)
  %r = extractvalue {{i64, i1}} %pair, 0
  %out_of_64 = extractvalue {{i64, i1}} %pair, 1
{wide}over:
{_trap("overflow")}"""


def _arithmetic(op: str, rule: str) -> str:
    return f"""define preserve_mostcc {{i64, ptr}} @motet_dyn_{op}_{rule}{_PARAMETERS} noinline nounwind {{
{_NUMBERS}  br i1 %numbers, label %go, label %bad
bad:
{_trap("type")}go:
{_AS_FLOATS}  br i1 %both, label %ints, label %floats
{_sum(op, rule)}ints_done:
  %rp = inttoptr i64 %r to ptr
  %int = insertvalue {{i64, ptr}} {{ i64 {TAGS[INT]}, ptr poison }}, ptr %rp, 1
  ret {{i64, ptr}} %int
floats:
  %f = f{op} double %fa, %fb
  %fi = bitcast double %f to i64
  %fp = inttoptr i64 %fi to ptr
  %float = insertvalue {{i64, ptr}} {{ i64 {TAGS[FLOAT]}, ptr poison }}, ptr %fp, 1
  ret {{i64, ptr}} %float
}}
"""


def _compare(relation: str) -> str:
    other = _trap("type")
    if relation in ("eq", "ne"):
        other = f"""  %same_tag = icmp eq i64 %ta, %tb
  %same_payload = icmp eq ptr %pa, %pb
  %is_unit = icmp eq i64 %ta, {TAGS[UNIT]}
  %same_value = or i1 %same_payload, %is_unit
  %same = and i1 %same_tag, %same_value
  %answer = xor i1 %same, {"false" if relation == "eq" else "true"}
  ret i1 %answer
"""
    return f"""define preserve_mostcc i1 @motet_dyn_{relation}{_PARAMETERS} noinline nounwind {{
{_NUMBERS}  br i1 %numbers, label %go, label %others
others:
{other}go:
{_AS_FLOATS}  br i1 %both, label %ints, label %floats
ints:
  %ri = icmp {INT_RELATION[relation]} i64 %ia, %ib
  ret i1 %ri
floats:
  %rf = fcmp {FLOAT_RELATION[relation]} double %fa, %fb
  ret i1 %rf
}}
"""


def _same() -> str:
    return f"""define preserve_mostcc i1 @motet_same{_PARAMETERS} noinline nounwind {{
  %equal = icmp eq i64 %ta, %tb
  br i1 %equal, label %kind, label %others
kind:
  switch i64 %ta, label %bad [ i64 {TAGS[INT]}, label %words
                               i64 {TAGS[BOOL]}, label %words
                               i64 {TAGS[VECTOR]}, label %words
                               i64 {TAGS[FLOAT]}, label %floats
                               i64 {TAGS[UNIT]}, label %units ]
words:
  %r = icmp eq ptr %pa, %pb
  ret i1 %r
units:
  ret i1 true
floats:
  %ia = ptrtoint ptr %pa to i64
  %ib = ptrtoint ptr %pb to i64
  %fa = bitcast i64 %ia to double
  %fb = bitcast i64 %ib to double
  %f = fcmp oeq double %fa, %fb
  ret i1 %f
others:
  %unit_a = icmp eq i64 %ta, {TAGS[UNIT]}
  %unit_b = icmp eq i64 %tb, {TAGS[UNIT]}
  %vector_a = icmp eq i64 %ta, {TAGS[VECTOR]}
  %vector_b = icmp eq i64 %tb, {TAGS[VECTOR]}
  %reference_a = or i1 %unit_a, %vector_a
  %reference_b = or i1 %unit_b, %vector_b
  %references = and i1 %reference_a, %reference_b
  br i1 %references, label %different, label %bad
different:
  ret i1 false
bad:
{_trap("type")}}}
"""


_OPS: Final = ("add", "sub", "mul")

DECLARATIONS: Final = {
    **{
        f"motet_dyn_{op}_{rule}": f"declare preserve_mostcc {{i64, ptr}} @motet_dyn_{op}_{rule}{_TYPES}"
        for op in _OPS
        for rule in RULES
    },
    **{f"motet_dyn_{r}": f"declare preserve_mostcc i1 @motet_dyn_{r}{_TYPES}" for r in RELATIONS},
    "motet_same": f"declare preserve_mostcc i1 @motet_same{_TYPES}",
}
"""The declaration of each routine, by name."""

BODIES: Final = (
    "".join(_arithmetic(op, rule) for op in _OPS for rule in RULES) + "".join(map(_compare, RELATIONS)) + _same()
)
"""The definitions of all routines."""

TEXT: Final = f"""{BODIES}
declare void @motet_trap(ptr, i64) noreturn nounwind cold
attributes #1 = {{ noreturn nounwind cold }}
"""
"""A module with the definitions."""
