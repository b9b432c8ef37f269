"""Matrices of Floats: records with the number of columns, the elements row by row, and the number of rows.

Programs can write such records with sizes that are wrong. What is asked of them, and what does not fit, is left to the Python
bodies of the operations (the result is null), which say what is wrong.
"""

from __future__ import annotations

from motet.runtime.counts import retain
from motet.runtime.heap import alloc, answer
from motet.runtime.language import (
    Object,
    Own,
    Ptr,
    array,
    below,
    exponential,
    fields_size,
    inline,
    new,
    noinline,
    null,
    poll,
    raw,
    set_bytes,
    to_real,
    u8,
    view,
)
from motet.runtime.lists import MOST_ITEMS, list_alloc
from motet.runtime.objects import List, list_descriptor

POLLED_ITEMS = 4096


class Matrix(Object):
    """A matrix."""

    cols: int
    data: List[float]
    rows: int


@raw
@inline
def is_whole(m: Matrix) -> bool:
    """Whether it has as many elements as its sizes say."""
    return below(m.rows, MOST_ITEMS) and below(m.cols, MOST_ITEMS) and m.rows * m.cols == m.data.length


@raw
@inline
def matrix(descriptor: int, rows: int, cols: int, data: Own[List[float]], where: int) -> Matrix:
    """A matrix. Traps `memory`."""
    made = new(Matrix, alloc(fields_size(Matrix), where), descriptor)
    made.cols = cols
    made.data = data
    made.rows = rows
    return made


@raw
@inline
def empty_like(m: Matrix, rows: int, cols: int, where: int) -> Matrix:
    """A matrix whose elements are not written yet. Traps `memory`."""
    data = list_alloc(List[float], list_descriptor(m.data), rows * cols, where)
    return matrix(m.descriptor, rows, cols, data, where)


# ---- making matrices


@raw
@noinline
def matrix_filled(
    descriptor: int, data_descriptor: int, rows: int, cols: int, value: float, where: int
) -> Matrix | None:
    """A matrix with one value everywhere; None for sizes below 0 or very large ones. Traps `memory`."""
    if not (below(rows, MOST_ITEMS) and below(cols, MOST_ITEMS)):
        return None
    data = list_alloc(List[float], data_descriptor, rows * cols, where)
    for i in range(rows * cols):
        data.items[i] = value
    return matrix(descriptor, rows, cols, data, where)


@raw
@noinline
def matrix_from_lists(descriptor: int, data_descriptor: int, rows: List[Object], where: int) -> Matrix | None:
    """The matrix of these rows; None if one is not as long as the first. Traps `memory`."""
    cols = view(List[float], rows.items[0]).length if rows.length > 0 else 0
    for i in range(rows.length):
        if view(List[float], rows.items[i]).length != cols:
            return None
    data = list_alloc(List[float], data_descriptor, rows.length * cols, where)
    at = 0
    for i in range(rows.length):
        if i & (POLLED_ITEMS - 1) == POLLED_ITEMS - 1:
            poll(where)
        row = view(List[float], rows.items[i])
        for k in range(cols):
            data.items[at + k] = row.items[k]
        at += cols
    return matrix(descriptor, rows.length, cols, data, where)


@raw
@noinline
def matrix_from_flat(descriptor: int, rows: int, cols: int, data: List[float], where: int) -> Matrix | None:
    """The matrix whose rows these elements are; None if there are not as many as the sizes say. Traps `memory`."""
    if not (below(rows, MOST_ITEMS) and below(cols, MOST_ITEMS) and rows * cols == data.length):
        return None
    retain(data)
    return matrix(descriptor, rows, cols, data, where)


# ---- looking


@raw
@inline
def matrix_rows(m: Matrix) -> Ptr[int]:
    """The address of the number of rows; null if the sizes are wrong."""
    return answer(m.rows) if is_whole(m) else null(int)


@raw
@inline
def matrix_cols(m: Matrix) -> Ptr[int]:
    """The address of the number of columns; null if the sizes are wrong."""
    return answer(m.cols) if is_whole(m) else null(int)


@raw
@inline
def matrix_get(m: Matrix, row: int, col: int) -> Ptr[float]:
    """The address of an element; null if there is none, or the sizes are wrong."""
    if is_whole(m) and below(row, m.rows) and below(col, m.cols):
        return m.data.items + (row * m.cols + col)
    return null(float)


@raw
@noinline
def matrix_to_flat(m: Matrix) -> List[float] | None:
    """The elements, row by row; None if the sizes are wrong."""
    if not is_whole(m):
        return None
    retain(m.data)
    return m.data


# ---- computing


@raw
@inline
def chunk_end(start: int, length: int) -> int:
    """Where elements end that are computed between two polls."""
    return start + POLLED_ITEMS if start + POLLED_ITEMS < length else length


@raw
@noinline
def matrix_transpose(m: Matrix, where: int) -> Matrix | None:
    """Rows become columns; None if the sizes are wrong. Traps `memory`."""
    if not is_whole(m):
        return None
    rows, cols = m.rows, m.cols
    made = empty_like(m, cols, rows, where)
    source, target = m.data.items, made.data.items
    for row in range(rows):
        poll(where)
        for col in range(cols):
            target[col * rows + row] = source[row * cols + col]
    return made


@raw
@noinline
def matrix_scale(factor: float, m: Matrix, where: int) -> Matrix | None:
    """Each element times the factor; None if the sizes are wrong. Traps `memory`."""
    if not is_whole(m):
        return None
    made = empty_like(m, m.rows, m.cols, where)
    source, target = m.data.items, made.data.items
    at = 0
    while at < m.data.length:
        poll(where)
        end = chunk_end(at, m.data.length)
        for i in range(at, end):
            target[i] = factor * source[i]
        at = end
    return made


@raw
@noinline
def matrix_sigmoid(m: Matrix, where: int) -> Matrix | None:
    """1 / (1 + exp(-x)) of each element; None if the sizes are wrong. Traps `memory`."""
    if not is_whole(m):
        return None
    made = empty_like(m, m.rows, m.cols, where)
    source, target = m.data.items, made.data.items
    one, zero = to_real(1), to_real(0)
    for i in range(m.data.length):
        if i & (POLLED_ITEMS - 1) == POLLED_ITEMS - 1:
            poll(where)
        target[i] = one / (one + exponential(zero - source[i]))
    return made


@raw
@inline
def are_alike(a: Matrix, b: Matrix) -> bool:
    """Whether two matrices have the same sizes, and these are right."""
    return is_whole(a) and a.rows == b.rows and a.cols == b.cols and b.data.length == a.data.length


@raw
@noinline
def matrix_add(a: Matrix, b: Matrix, where: int) -> Matrix | None:
    """Sums of the elements; None if the sizes differ or are wrong. Traps `memory`."""
    if not are_alike(a, b):
        return None
    made = empty_like(a, a.rows, a.cols, where)
    left, right, target = a.data.items, b.data.items, made.data.items
    at = 0
    while at < a.data.length:
        poll(where)
        end = chunk_end(at, a.data.length)
        for i in range(at, end):
            target[i] = left[i] + right[i]
        at = end
    return made


@raw
@noinline
def matrix_subtract(a: Matrix, b: Matrix, where: int) -> Matrix | None:
    """Differences of the elements; None if the sizes differ or are wrong. Traps `memory`."""
    if not are_alike(a, b):
        return None
    made = empty_like(a, a.rows, a.cols, where)
    left, right, target = a.data.items, b.data.items, made.data.items
    at = 0
    while at < a.data.length:
        poll(where)
        end = chunk_end(at, a.data.length)
        for i in range(at, end):
            target[i] = left[i] - right[i]
        at = end
    return made


@raw
@noinline
def matrix_multiply(a: Matrix, b: Matrix, where: int) -> Matrix | None:
    """The product; None if the sizes do not fit or are wrong. Sums run from the first product to the last, starting from 0. Traps
    `memory`."""
    if not (is_whole(a) and is_whole(b) and a.cols == b.rows):
        return None
    rows, inner, cols = a.rows, a.cols, b.cols
    made = empty_like(a, rows, cols, where)
    for row in range(rows):
        target = made.data.items + row * cols
        set_bytes(array(u8, target), 0, cols * 8)
        for k in range(inner):
            poll(where)
            add_row(target, a.data.items[row * inner + k], b.data.items + k * cols, cols)
    return made


@raw
@inline
def add_row(target: Ptr[float], factor: float, source: Ptr[float], count: int) -> None:
    """Add a multiple of a row to another one."""
    for i in range(count):
        target[i] = target[i] + factor * source[i]
