"""Shared operations on numbers that are a few instructions, or a call of the C library, in native code.

Instructions of IEEE 754 are exact, so LLVM's are the same functions as those of the Python bodies. Where functions are not
exact, native code calls what Python's `math` calls, under the C library's own names and never as built-ins of LLVM, which
would put others in their place (`x * x` for `pow(x, 2)`): the results agree to the last bit.
"""

from __future__ import annotations

from typing import Final, NamedTuple

CALL_OF_LIBM: Final = "nobuiltin nounwind willreturn memory(none)"
"""Attributes of a call of a function of `LIBM`."""

_UNARY: Final = ("exp", "log", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan")
_BINARY: Final = ("pow", "atan2")

ROUNDINGS: Final = ("floor", "ceil", "trunc", "round")
"""Functions of the C library that LLVM calls on processors that have no instruction for them."""

LIBM: Final = (*_UNARY, *_BINARY, *ROUNDINGS)
"""Functions of the C library that native code may call."""

DECLARATIONS: Final = {
    **{name: f"declare double @{name}(double)" for name in (*_UNARY, *ROUNDINGS)},
    **{name: f"declare double @{name}(double, double)" for name in _BINARY},
}
"""The declaration of each function of `LIBM`, by name."""

INTRINSICS: Final = """declare double @llvm.sqrt.f64(double)
declare double @llvm.fabs.f64(double)
declare double @llvm.floor.f64(double)
declare double @llvm.ceil.f64(double)
declare double @llvm.trunc.f64(double)
declare double @llvm.round.f64(double)
declare i64 @llvm.abs.i64(i64, i1)
declare i64 @llvm.smin.i64(i64, i64)
declare i64 @llvm.smax.i64(i64, i64)
"""
"""Declarations of LLVM's intrinsics."""


class NumberFunction(NamedTuple):
    """How an operation is written.

    Attributes:
        lines: LLVM instructions; `{0}`, `{1}` ... are the arguments, then the results of the lines before. The last one is the result.
        imports: functions of `LIBM` that it may call.
    """

    lines: tuple[str, ...]
    imports: tuple[str, ...] = ()


def _lines(*lines: str) -> NumberFunction:
    return NumberFunction(lines)


def _intrinsic(name: str, *imports: str) -> NumberFunction:
    return NumberFunction((f"call double @llvm.{name}.f64(double {{0}})",), imports)


def _libm(name: str) -> NumberFunction:
    arguments = "double {0}, double {1}" if name in _BINARY else "double {0}"
    return NumberFunction((f"call double @{name}({arguments}) {CALL_OF_LIBM}",), (name,))


def _nearer(relation: str) -> NumberFunction:
    """The smaller or larger one; the first if they are equal, and the other one of a NaN."""
    return _lines(
        "fcmp uno double {0}, {0}",
        f"fcmp {relation} double {{1}}, {{0}}",
        "or i1 {2}, {3}",
        "select i1 {4}, double {1}, double {0}",
    )


NUMBER_FUNCTIONS: Final = {
    "int.abs": _lines("call i64 @llvm.abs.i64(i64 {0}, i1 false)"),
    "int.min": _lines("call i64 @llvm.smin.i64(i64 {0}, i64 {1})"),
    "int.max": _lines("call i64 @llvm.smax.i64(i64 {0}, i64 {1})"),
    "int.to_float": _lines("sitofp i64 {0} to double"),
    "float.to_int": _lines("call i64 @llvm.fptosi.sat.i64.f64(double {0})"),
    "float.abs": _intrinsic("fabs"),
    "float.min": _nearer("olt"),
    "float.max": _nearer("ogt"),
    "float.sqrt": _intrinsic("sqrt"),
    "float.floor": _intrinsic("floor", "floor"),
    "float.ceil": _intrinsic("ceil", "ceil"),
    "float.trunc": _intrinsic("trunc", "trunc"),
    "float.round_away": _intrinsic("round", "round", "trunc"),
    **{f"float.{name}": _libm(name) for name in (*_UNARY, *_BINARY)},
}
"""How each operation is written, by the name of its declaration."""
