"""Matrices and random numbers against the Python bodies, in all worlds."""

import random
import struct

import pytest

from motet.bytecode import Trap
from motet.bytecode.values import Record, Variant
from motet.runtime.matrices import Matrix
from motet.stdlib import matrices
from motet.stdlib import random as random_bodies
from motet.stdlib.outcomes import Failure

LEAST, GREATEST = -(1 << 63), (1 << 63) - 1


@pytest.fixture(autouse=True)
def nothing_is_left(world):
    before = world.objects, world.live
    yield
    assert (world.objects, world.live) == before


class Made:
    """Matrices in a world."""

    def __init__(self, world):
        self.world = world
        self.descriptor = world.add((1, 32, 1 << 2, 0, 0, 0, 9, 0))

    def matrix(self, m):
        """A matrix of the reference as an object."""
        cols, data, rows = m.values
        items = self.world.address(self.floats(data))
        o = self.world.object(self.descriptor, 32, struct.pack("<qqq", cols, items, rows))
        return self.world.seen_as(Matrix, o)

    def floats(self, data):
        xs = self.world.empty("Float")
        for x in data:
            xs = self.world.call("list_push", ("Float",), xs, x, 0)
        return xs

    def shown(self, m):
        """The other way; None for null."""
        if m is None:
            return None
        cols, items, rows = (self.world.field(m, offset) for offset in (8, 16, 24))
        found = Record(
            ("cols", "data", "rows"), (cols, self.world.items("Float", self.world.at(items)), rows), "Matrix"
        )
        self.world.drop(m)
        return found

    def call(self, name, *arguments):
        given = [self.matrix(a) if isinstance(a, Record) else a for a in arguments]
        found = self.world.call(name, (), *given)
        for a, o in zip(arguments, given, strict=True):
            if isinstance(a, Record):
                self.world.drop(o)
        return found


@pytest.fixture
def made(world):
    return Made(world)


def reference(body, *arguments):
    """What the body gives; None where it fails."""
    try:
        found = body(*arguments)
    except Trap:
        return None
    return None if isinstance(found, Failure) else found


def random_matrix(rng, rows, cols):
    return matrices.matrix(
        rows, cols, [rng.choice([0.0, -0.0, 1.5, rng.uniform(-9, 9), 1e300]) for _ in range(rows * cols)]
    )


WRONG = matrices.matrix(2, 2, [1.0, 2.0, 3.0])
NEGATIVE = matrices.matrix(-1, 0, [])


def samples():
    rng = random.Random(6)
    yield WRONG, WRONG
    yield NEGATIVE, WRONG
    for rows, inner, cols in ((0, 0, 0), (0, 3, 2), (3, 0, 2), (1, 1, 1), (2, 3, 4), (3, 2, 3), (7, 5, 9)):
        yield random_matrix(rng, rows, inner), random_matrix(rng, inner, cols)
        yield random_matrix(rng, rows, inner), random_matrix(rng, rows, inner)


def bits(m):
    return None if m is None else (m.values[0], [struct.pack("<d", x) for x in m.values[1]], m.values[2])


def test_arithmetic(made):
    for a, b in samples():
        for name, body in (("add", matrices.add), ("subtract", matrices.subtract), ("multiply", matrices.multiply)):
            found = made.shown(made.call(f"matrix_{name}", a, b, 0))
            assert bits(found) == bits(reference(body, a, b))
        for name, body in (("transpose", matrices.transpose), ("sigmoid", matrices.sigmoid)):
            assert bits(made.shown(made.call(f"matrix_{name}", a, 0))) == bits(reference(body, a))
        assert bits(made.shown(made.call("matrix_scale", -2.5, a, 0))) == bits(reference(matrices.scale, -2.5, a))


def test_looking(made, world):
    for a, _ in samples():
        assert world.number(made.call("matrix_rows", a)) == reference(matrices.rows_of, a)
        assert world.number(made.call("matrix_cols", a)) == reference(matrices.cols_of, a)
        for row, col in ((0, 0), (1, 2), (-1, 0), (0, -1), (0, 99), (99, 0)):
            m = made.matrix(a)
            place = world.call("matrix_get", (), m, row, col)
            found = (
                None
                if place is None or getattr(place, "is_null", False)
                else world.part("Float", world.at(world.address(place)), 0)
            )
            world.drop(m)
            assert found == reference(matrices.get, a, row, col)
        flat = made.call("matrix_to_flat", a)
        expected = reference(matrices.to_flat, a)
        assert (None if flat is None else world.items("Float", flat)) == expected
        if flat is not None:
            world.drop(flat)


def test_making(made, world):
    lists = world.lists["Float"]
    for rows, cols in ((0, 0), (2, 3), (0, 5), (-1, 2), (2, -1)):
        found = made.shown(world.call("matrix_filled", (), made.descriptor, lists, rows, cols, 1.5, 0))
        assert bits(found) == bits(reference(matrices.filled, rows, cols, 1.5))
        for data in ([], [1.0] * 6, [2.0] * 5):
            xs = made.floats(data)
            found = made.shown(world.call("matrix_from_flat", (), made.descriptor, rows, cols, xs, 0))
            world.drop(xs)
            assert bits(found) == bits(reference(matrices.from_flat, rows, cols, data))
    assert made.shown(world.call("matrix_filled", (), made.descriptor, lists, 1 << 40, 0, 1.0, 0)) is None
    for rows in ([], [[]], [[1.0, 2.0], [3.0, 4.0]], [[1.0], [2.0, 3.0]], [[1.0], []]):
        xs = world.empty("Ref")
        for row in rows:
            xs = world.call("list_push", ("Ref",), xs, made.floats(row), 0)
        found = made.shown(world.call("matrix_from_lists", (), made.descriptor, lists, xs, 0))
        world.drop(xs)
        assert bits(found) == bits(reference(matrices.from_lists, rows))


# ---- random numbers


class Drawing:
    """Generators in a world."""

    def __init__(self, world):
        self.world = world
        self.descriptor = world.add((1, 16, 0, 0, 0, 0, 9, 0))
        self.pair = world.add((1, 24, 1 << 2, 0, 0, 0, 8, 0))

    def call(self, name, state, *arguments, cls="Int", classes=()):
        """What is drawn and the next state; None for null."""
        g = self.world.object(self.descriptor, 16, struct.pack("<q", state))
        found = self.world.call(name, classes, self.pair, g, *arguments, 0)
        self.world.drop(g)
        if found is None:
            return None
        shown = self.world.part(cls, found, 8), self.world.field(self.world.at(self.world.field(found, 16)), 8)
        self.world.drop(found)
        return shown


def plain(drawn):
    """A pair of the reference without its record."""
    if drawn is None or isinstance(drawn, Variant):
        return plain(drawn.values[0]) if isinstance(drawn, Variant) and drawn.values else None
    return drawn[0], drawn[1].values[0]


def test_drawing(world):
    drawing, rng = Drawing(world), random.Random(2)
    states = [0, 1, -1, LEAST, GREATEST, *(rng.randrange(LEAST, GREATEST) for _ in range(20))]
    for state in states:
        made = world.call("random_seed", (), drawing.descriptor, state, 0)
        assert world.field(made, 8) == random_bodies.seed(state).values[0]
        world.drop(made)
        generator = Record(("state",), (state,))
        for low, high in ((0, 9), (5, 5), (3, 2), (LEAST, GREATEST), (-7, GREATEST), (LEAST, -1), (GREATEST, LEAST)):
            expected = plain(reference(random_bodies.next_int, generator, low, high))
            assert drawing.call("random_next_int", state, low, high) == expected
        assert drawing.call("random_next_float", state, cls="Float") == plain(random_bodies.next_float(generator))
        for items in ([], [4], [1, 2, 3]):
            xs = world.list_of("Int", items)
            found = drawing.call("random_choose", state, xs, classes=("Int",))
            world.drop(xs)
            assert found == plain(random_bodies.choose(generator, items))
