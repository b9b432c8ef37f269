"""Writers of arithmetic on Ints, Floats and Bools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from motet.jit.numbers import NUMBER_FUNCTIONS

if TYPE_CHECKING:
    from motet.jit.emit.writer import FunctionWriter
    from motet.jit.ir import Ins

INT_RELATION: Final = {"lt": "slt", "le": "sle", "gt": "sgt", "ge": "sge", "eq": "eq", "ne": "ne"}
FLOAT_RELATION: Final = {"lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge", "eq": "oeq", "ne": "une"}
_HALF: Final = 1 << 62
_LEAST: Final = -(1 << 63)


def is_literal(word: str) -> bool:
    """Whether an operand is a number."""
    return not word.startswith("%")


def int_arithmetic(w: FunctionWriter, name: str, op: str, x: str, y: str, rule: str, pc: int) -> None:
    """Sum, difference or product (`op`: add, sub, mul) under an overflow rule, as a result with a name."""
    if rule == "wrap64":
        w.define(name, f"{op} i64 {x}, {y}")
        return
    if rule == "trap63" and w.narrow_ints and op != "mul":
        moved, out = w.fresh(), w.fresh()
        w.out.append(
            f"  {name} = {op} nsw i64 {x}, {y}\n  {moved} = add i64 {name}, {_HALF}\n  {out} = icmp slt i64 {moved}, 0\n"
        )
        w.guard(out, "overflow", pc)
        return
    pair = w.ins(f"call {{i64, i1}} @llvm.s{op}.with.overflow.i64(i64 {x}, i64 {y})")
    w.define(name, f"extractvalue {{i64, i1}} {pair}, 0")
    w.guard(w.ins(f"extractvalue {{i64, i1}} {pair}, 1"), "overflow", pc)
    if rule == "trap63":
        _check_63(w, name, pc)


def _check_63(w: FunctionWriter, value: str, pc: int) -> None:
    moved = w.ins(f"add i64 {value}, {_HALF}")
    w.guard(w.ins(f"icmp slt i64 {moved}, 0"), "overflow", pc)


def _int_two(w: FunctionWriter, ins: Ins) -> None:
    x, y = ins.args
    int_arithmetic(w, ins.results[0].words[0], ins.op[4:], x.words[0], y.words[0], ins.data, ins.site)


def _int_neg(w: FunctionWriter, ins: Ins) -> None:
    int_arithmetic(w, ins.results[0].words[0], "sub", "0", ins.args[0].words[0], ins.data, ins.site)


def _int_division(w: FunctionWriter, ins: Ins) -> None:
    x, y = ins.args[0].words[0], ins.args[1].words[0]
    op, rule, name = ins.op[4:], ins.data, ins.results[0].words[0]
    if is_literal(y) and y not in ("0", "-1"):
        w.define(name, f"s{op} i64 {x}, {y}")
        if rule == "trap63" and not w.narrow_ints:
            _check_63(w, name, ins.site)
        return
    w.guard(w.ins(f"icmp eq i64 {y}, 0"), "division_by_zero", ins.site)
    minus = w.ins(f"icmp eq i64 {y}, -1")
    if rule == "trap64":
        least = w.ins(f"icmp eq i64 {x}, {_LEAST}")
        w.guard(w.ins(f"and i1 {minus}, {least}"), "overflow", ins.site)
    safe = w.ins(f"select i1 {minus}, i64 1, i64 {y}")
    usual = w.ins(f"s{op} i64 {x}, {safe}")
    negated = w.ins(f"sub i64 0, {x}") if op == "div" else "0"
    w.define(name, f"select i1 {minus}, i64 {negated}, i64 {usual}")
    if rule == "trap63" and (op == "div" or not w.narrow_ints):
        _check_63(w, name, ins.site)


def _known_range(w: FunctionWriter, ins: Ins) -> None:
    if w.narrow_ints:
        value = ins.args[0].words[0]
        w.do(f"call void @llvm.assume(i1 {w.ins(f'icmp sge i64 {value}, {-_HALF}')})")
        w.do(f"call void @llvm.assume(i1 {w.ins(f'icmp slt i64 {value}, {_HALF}')})")


def _int_compare(w: FunctionWriter, ins: Ins) -> None:
    x, y = ins.args
    w.define(ins.results[0].words[0], f"icmp {INT_RELATION[ins.data]} i64 {x.words[0]}, {y.words[0]}")


def _int_bits(w: FunctionWriter, ins: Ins) -> None:
    x, y = ins.args
    w.define(ins.results[0].words[0], f"{ins.op[4:]} i64 {x.words[0]}, {y.words[0]}")


_SHIFTS: Final = {"int_shl": "shl", "int_shr": "lshr"}


def _int_shift(w: FunctionWriter, ins: Ins) -> None:
    x, y = ins.args[0].words[0], ins.args[1].words[0]
    name, op = ins.results[0].words[0], _SHIFTS[ins.op]
    if is_literal(y):
        w.define(name, f"{op} i64 {x}, {y}" if 0 <= int(y) <= 63 else "add i64 0, 0")
        return
    count = w.ins(f"and i64 {y}, 63")
    shifted = w.ins(f"{op} i64 {x}, {count}")
    w.define(name, f"select i1 {w.ins(f'icmp ult i64 {y}, 64')}, i64 {shifted}, i64 0")


_INT_ONE: Final = {
    "int_not": "xor i64 {0}, -1",
    "int_popcount": "call i64 @llvm.ctpop.i64(i64 {0})",
    "int_clz": "call i64 @llvm.ctlz.i64(i64 {0}, i1 false)",
    "int_ctz": "call i64 @llvm.cttz.i64(i64 {0}, i1 false)",
    "int_to_float": "sitofp i64 {0} to double",
    "float_to_int": "call i64 @llvm.fptosi.sat.i64.f64(double {0})",
    "float_neg": "fneg double {0}",
    "bool_not": "xor i1 {0}, true",
}


def _one(w: FunctionWriter, ins: Ins) -> None:
    w.define(ins.results[0].words[0], _INT_ONE[ins.op].format(ins.args[0].words[0]))


_TWO: Final = {
    "float_add": "fadd double",
    "float_sub": "fsub double",
    "float_mul": "fmul double",
    "float_div": "fdiv double",
    "bool_and": "and i1",
    "bool_or": "or i1",
}


def _two(w: FunctionWriter, ins: Ins) -> None:
    x, y = ins.args
    w.define(ins.results[0].words[0], f"{_TWO[ins.op]} {x.words[0]}, {y.words[0]}")


def _float_rem(w: FunctionWriter, ins: Ins) -> None:
    # code generation makes it a call of fmod; written as one, LLVM 22 takes fmod of an Int and a NaN for undefined
    w.imports.add("fmod")
    x, y = ins.args
    w.define(ins.results[0].words[0], f"frem double {x.words[0]}, {y.words[0]}")


def _number_function(w: FunctionWriter, ins: Ins) -> None:
    function = NUMBER_FUNCTIONS[ins.data]
    w.imports.update(function.imports)
    words = [a.words[0] for a in ins.args]
    for line in function.lines[:-1]:
        words.append(w.ins(line.format(*words)))
    w.define(ins.results[0].words[0], function.lines[-1].format(*words))


def _float_compare(w: FunctionWriter, ins: Ins) -> None:
    x, y = ins.args
    w.define(ins.results[0].words[0], f"fcmp {FLOAT_RELATION[ins.data]} double {x.words[0]}, {y.words[0]}")


WRITERS: Final = {
    "int_add": _int_two,
    "int_sub": _int_two,
    "int_mul": _int_two,
    "int_div": _int_division,
    "int_rem": _int_division,
    "int_neg": _int_neg,
    "known_range": _known_range,
    "int_compare": _int_compare,
    "int_and": _int_bits,
    "int_or": _int_bits,
    "int_xor": _int_bits,
    "int_shl": _int_shift,
    "int_shr": _int_shift,
    **dict.fromkeys(_INT_ONE, _one),
    **dict.fromkeys(_TWO, _two),
    "float_rem": _float_rem,
    "number_function": _number_function,
    "float_compare": _float_compare,
}
