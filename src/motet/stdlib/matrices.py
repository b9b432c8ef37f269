"""Matrices of Floats, their rows one after the other."""

from __future__ import annotations

import math

from motet.bytecode.traps import Trap
from motet.bytecode.values import Record
from motet.stdlib.declare import host
from motet.stdlib.outcomes import ShapeError

_FIELDS = ("cols", "data", "rows")


def matrix(rows: int, cols: int, data: list[float]) -> Record:
    """A matrix of `rows * cols` Floats."""
    return Record(_FIELDS, (cols, data, rows), "Matrix")


def parts(m: Record) -> tuple[int, int, list[float]]:
    """Rows, columns and elements. Trap `type`: programs can write records of this type whose sizes are wrong."""
    cols, data, rows = m.values
    if rows < 0 or cols < 0 or rows * cols != len(data):
        raise Trap("type", message=f"a matrix of {rows} by {cols} has {len(data)} element(s)")
    return rows, cols, data


@host(
    "matrix.filled(rows: Int, cols: Int, mode value: Float) -> Matrix",
    errors=ShapeError,
    fuel="8 + max(rows.value, 0) * max(cols.value, 0)",
    memory="8 * max(rows.value, 0) * max(cols.value, 0) + 128",
    pure=True,
)
def filled(rows: int, cols: int, value: float) -> Record | ShapeError:
    """A matrix with one value everywhere; `negative` sizes are none."""
    if rows < 0 or cols < 0:
        return ShapeError("negative", rows=rows, cols=cols)
    return matrix(rows, cols, [value] * (rows * cols))


@host(
    "matrix.from_lists(rows: List[List[Float]]) -> Matrix",
    errors=ShapeError,
    fuel="8 + 2 * rows.length + rows.items",
    memory="8 * rows.items + 128",
    pure=True,
)
def from_lists(rows: list[list[float]]) -> Record | ShapeError:
    """The matrix of these rows; `ragged` when one is not as long as the first. No rows are a matrix of 0 by 0."""
    cols = len(rows[0]) if rows else 0
    for at, row in enumerate(rows):
        if len(row) != cols:
            return ShapeError("ragged", row=at, found=len(row), expected=cols)
    return matrix(len(rows), cols, [x for row in rows for x in row])


@host(
    "matrix.from_flat(rows: Int, cols: Int, data: List[Float]) -> Matrix",
    errors=ShapeError,
    fuel="8",
    memory="128",
    pure=True,
)
def from_flat(rows: int, cols: int, data: list[float]) -> Record | ShapeError:
    """The matrix whose rows these elements are; `negative` sizes are none, `length` when the number is another."""
    if rows < 0 or cols < 0:
        return ShapeError("negative", message=f"negative dim {rows}x{cols}")
    if rows * cols != len(data):
        return ShapeError("length", message=f"list len {len(data)} != {rows}*{cols}")
    return matrix(rows, cols, data)


@host("matrix.rows(m: Matrix) -> Int", fuel="1", pure=True)
def rows_of(m: Record) -> int:
    """Number of rows."""
    return parts(m)[0]


@host("matrix.cols(m: Matrix) -> Int", fuel="1", pure=True)
def cols_of(m: Record) -> int:
    """Number of columns."""
    return parts(m)[1]


@host("matrix.to_flat(m: Matrix) -> List[Float]", fuel="1", pure=True)
def to_flat(m: Record) -> list[float]:
    """The elements, row by row."""
    return parts(m)[2]


@host("matrix.get(m: Matrix, row: Int, col: Int) -> Float", errors=ShapeError, fuel="4", pure=True)
def get(m: Record, row: int, col: int) -> float | ShapeError:
    """The element of a row and a column, from 0; `outside` when there is none."""
    rows, cols, data = parts(m)
    if 0 <= row < rows and 0 <= col < cols:
        return data[row * cols + col]
    return ShapeError("outside", row=row, col=col, rows=rows, cols=cols)


@host("matrix.transpose(m: Matrix) -> Matrix", fuel="8 + 2 * m.items", memory="8 * m.items + 128", pure=True)
def transpose(m: Record) -> Record:
    """Rows become columns."""
    rows, cols, data = parts(m)
    return matrix(cols, rows, [x for col in range(cols) for x in data[col::cols]] if rows else [])


@host("matrix.sigmoid(m: Matrix) -> Matrix", fuel="8 + 30 * m.items", memory="8 * m.items + 128", pure=True)
def sigmoid(m: Record) -> Record:
    """1 / (1 + exp(-x)) of each element."""
    rows, cols, data = parts(m)
    return matrix(rows, cols, [_sigmoid(x) for x in data])


def _sigmoid(x: float) -> float:
    try:
        return 1.0 / (1.0 + math.exp(-x))
    except OverflowError:
        return 0.0


def _shapes(case: str, a: Record, b: Record) -> ShapeError:
    (a_rows, a_cols, _), (b_rows, b_cols, _) = parts(a), parts(b)
    return ShapeError(case, a_rows=a_rows, a_cols=a_cols, b_rows=b_rows, b_cols=b_cols)


@host(
    "matrix.multiply(a: Matrix, b: Matrix) -> Matrix",
    errors=ShapeError,
    fuel="8 + 2 * a.rows * a.cols * b.cols",
    memory="8 * a.rows * b.cols + 128",
    pure=True,
)
def multiply(a: Record, b: Record) -> Record | ShapeError:
    """The product; `mismatch` unless the first has as many columns as the second rows. Sums run from the first
    product to the last, starting from 0."""
    (rows, inner, left), (b_rows, cols, right) = parts(a), parts(b)
    if inner != b_rows:
        return _shapes("mismatch", a, b)
    if not (rows and inner and cols):
        return matrix(rows, cols, [0.0] * (rows * cols))
    columns = [right[col::cols] for col in range(cols)]
    return matrix(
        rows, cols, [_dot(left[row * inner : (row + 1) * inner], column) for row in range(rows) for column in columns]
    )


def _dot(row: list[float], column: list[float]) -> float:
    total = 0.0
    for x, y in zip(row, column, strict=True):
        total += x * y
    return total


@host("matrix.scale(factor: Float, m: Matrix) -> Matrix", fuel="8 + m.items", memory="8 * m.items + 128", pure=True)
def scale(factor: float, m: Record) -> Record:
    """Each element times the factor."""
    rows, cols, data = parts(m)
    return matrix(rows, cols, [factor * x for x in data])


@host(
    "matrix.add(a: Matrix, b: Matrix) -> Matrix",
    errors=ShapeError,
    fuel="8 + a.items",
    memory="8 * a.items + 128",
    pure=True,
)
def add(a: Record, b: Record) -> Record | ShapeError:
    """Sums of the elements; `mismatch` unless the shapes are the same."""
    (rows, cols, left), (_, _, right) = parts(a), parts(b)
    if (rows, cols) != parts(b)[:2]:
        return _shapes("mismatch", a, b)
    return matrix(rows, cols, [x + y for x, y in zip(left, right, strict=True)])


@host(
    "matrix.subtract(a: Matrix, b: Matrix) -> Matrix",
    errors=ShapeError,
    fuel="8 + a.items",
    memory="8 * a.items + 128",
    pure=True,
)
def subtract(a: Record, b: Record) -> Record | ShapeError:
    """Differences of the elements; `mismatch` unless the shapes are the same."""
    (rows, cols, left), (_, _, right) = parts(a), parts(b)
    if (rows, cols) != parts(b)[:2]:
        return _shapes("mismatch", a, b)
    return matrix(rows, cols, [x - y for x, y in zip(left, right, strict=True)])
