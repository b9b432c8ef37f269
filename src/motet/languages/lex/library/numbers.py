"""`std.int`, `std.float` and `std.math`: section 14.3."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import Entry, function, module
from motet.stdlib.rows import ABORT

INT: Final = module(
    function("int.to_str", "(Int) -> Str", "int.to_text"),
    function("int.to_float", "(Int) -> Float", "int.to_float", inline="instr:int_to_float"),
    function("int.abs", "(Int) -> Int", "int.abs", since="0.10.0"),
    function("int.min", "(Int, Int) -> Int", "int.min", since="0.10.0"),
    function("int.max", "(Int, Int) -> Int", "int.max", since="0.10.0"),
)

FLOAT: Final = module(
    function("float.to_int", "(Float) -> Int", "float.to_int", inline="instr:float_to_int"),
    function("float.to_str", "(Float) -> Str", "float.to_text"),
)


def _unary(name: str, since: str = "0.4", to: str = "") -> Entry:
    return function(f"math.{name}", "(Float) -> Float", f"float.{to or name}", since=since)


def _binary(name: str) -> Entry:
    return function(f"math.{name}", "(Float, Float) -> Float", f"float.{name}")


MATH: Final = module(
    *(_unary(name) for name in ("exp", "log", "log2", "log10", "sqrt", "abs")),
    *(_unary(name, "0.3") for name in ("sin", "cos", "tan", "asin", "acos", "atan", "floor", "ceil", "trunc")),
    _unary("round", "0.3", to="round_away"),
    *(_binary(name) for name in ("pow", "atan2", "min", "max")),
    function(
        "math.zeros",
        "(Int, Int) -> Matrix",
        "matrix.filled",
        fail=ABORT("math.zeros: negative dim {rows}x{cols}"),
        value=0.0,
    ),
    function(
        "math.ones",
        "(Int, Int) -> Matrix",
        "matrix.filled",
        fail=ABORT("math.ones: negative dim {rows}x{cols}"),
        value=1.0,
    ),
    function(
        "math.from_lists",
        "(List[List[Float]]) -> Matrix",
        "matrix.from_lists",
        fail=ABORT("math.from_lists: row {row} has {found} cols, expected {expected}"),
    ),
    function(
        "math.from_flat",
        "(Int, Int, List[Float]) -> Matrix",
        "matrix.from_flat",
        fail=ABORT("math.from_flat: {message}"),
    ),
    function("math.rows", "(Matrix) -> Int", "matrix.rows"),
    function("math.cols", "(Matrix) -> Int", "matrix.cols"),
    function("math.to_flat", "(Matrix) -> List[Float]", "matrix.to_flat"),
    function(
        "math.get",
        "(Matrix, Int, Int) -> Float",
        "matrix.get",
        fail=ABORT("math.get: ({row},{col}) out of {rows}x{cols}"),
    ),
    function("math.transpose", "(Matrix) -> Matrix", "matrix.transpose"),
    function("math.sigmoid", "(Matrix) -> Matrix", "matrix.sigmoid"),
    function(
        "math.matmul",
        "(Matrix, Matrix) -> Matrix",
        "matrix.multiply",
        fail=ABORT("math.matmul: dim mismatch {a_rows}x{a_cols} · {b_rows}x{b_cols}"),
    ),
    function("math.scale", "(Float, Matrix) -> Matrix", "matrix.scale"),
    function(
        "math.add",
        "(Matrix, Matrix) -> Matrix",
        "matrix.add",
        fail=ABORT("math.add: shape mismatch {a_rows}x{a_cols} vs {b_rows}x{b_cols}"),
    ),
    function(
        "math.sub",
        "(Matrix, Matrix) -> Matrix",
        "matrix.subtract",
        fail=ABORT("math.sub: shape mismatch {a_rows}x{a_cols} vs {b_rows}x{b_cols}"),
    ),
)
