"""Equality and order of values, texts of deep ones, costs, shims."""

import math

import pytest
from outcomes_of_examples import deque, int_map, items, mapping, matrix, record, some

from motet.bytecode.values import Closure, Variant, Vector
from motet.stdlib import maps, shims
from motet.stdlib.cost import parse_cost
from motet.stdlib.debug_form import LONGEST, debug_text
from motet.stdlib.json_reader import parse_json
from motet.stdlib.json_writer import json_text
from motet.stdlib.structural import equal, is_key, sorted_keys

DISTINCT = [
    None, False, True, 0, 1, 0.5, 1.0, "", "1", b"", b"1", [], [1], [1, 2], (1,), (1, 2), deque(), deque(1),
    record(), record(a=1), record(a=2), record(b=1), matrix(0, 0), some(1), Variant("None"), Variant("Some", (2,)), Variant("Other", (1,)),
    mapping(), mapping(a=1), mapping(a=2), int_map((1, 1)), items(), items(1), items("a"), Closure(1), Closure(2), Closure(1, (1,)), Closure(1, (1.0,)),
    [[1.0]], [[1]],
]  # fmt: skip


def test_values_equal_themselves_and_nothing_else():
    for at, a in enumerate(DISTINCT):
        for other, b in enumerate(DISTINCT):
            assert equal(a, b) == (at == other), (a, b)


def test_maps_and_sets_are_in_order_however_they_grew():
    grown, many = maps.new(), maps.set_new()
    for key in (5, "b", 1, "a", 3):
        grown, many = maps.set_entry(grown, key, key), maps.set_add(many, key)
    assert list(maps.set_entry(grown, 5, 0).entries) == list(many.items) == ["a", "b", 1, 3, 5]


def test_a_nan_is_equal_to_nothing():
    nan = math.nan
    assert not equal(nan, nan)
    for inside in ([nan], (nan,), record(a=nan), some(nan), mapping(a=nan), deque(nan), Closure(1, (nan,))):
        assert not equal(inside, inside)
    assert equal(0.0, -0.0)


def nested(depth, leaf=1):
    for _ in range(depth):
        leaf = [leaf]
    return leaf


def test_deep_values():
    deep, other = nested(50_000), nested(50_000, 2)
    assert equal(deep, nested(50_000))
    assert not equal(deep, other)
    assert json_text(deep) == "[" * 50_000 + "1" + "]" * 50_000
    assert debug_text(deep).startswith("List([List([")
    assert len(debug_text(deep)) == LONGEST + 3


def test_values_that_share_much():
    def shared():
        value = [1]
        for _ in range(200):
            value = [value, value]
        return value

    assert equal(shared(), shared())


def test_vectors_that_contain_themselves():
    a, b = Vector([1]), Vector([1])
    a.items.append(a)
    b.items.append(b)
    assert equal(a, b)
    b.items[0] = 2
    assert not equal(a, b)
    assert equal(a, a)


def test_the_order_of_keys():
    assert sorted_keys([10, "b", -1, "\U00010000", "\uffff", 9, "B"]) == ["B", "b", "\uffff", "\U00010000", -1, 9, 10]
    assert [is_key(key) for key in (1, "a", True, 1.0, None)] == [True, True, False, False, False]


@pytest.mark.parametrize(
    "value", [0.1, 1e16, 1e-5, 9.999e-6, 123456789.125, 5e-324, 1.7976931348623157e308, 2**53 + 2.0, 1e21, 1e-4, 0.0]
)
def test_texts_of_floats_read_back(value):
    for each in (value, -value):
        assert float(shims.float_plain_text(each)) == each
        assert "e" not in shims.float_plain_text(each)
        assert parse_json(json_text(each)) == each
        assert type(parse_json(json_text(each))) is float


def test_costs():
    cost = parse_cost("8 + 2 * (xs.length - 1) * log2(n.value) / 4 + max(1, s.bytes)", ["xs", "n", "s"])
    assert cost.of([[1, 2, 3], 8, "é"]) == 8 + 2 * 2 * 3 / 4 + 4
    assert cost.degree == 3
    assert parse_cost("3", []).of([]) == 3
    assert parse_cost("xs.items + m.rows * m.cols", ["xs", "m"]).of([[[1], [2, 3]], matrix(2, 3, *range(6))]) == 9
    assert parse_cost("a.length + b.length + c.length", ["a", "b", "c"]).of([mapping(a=1), items(1, 2), deque(1)]) == 4


@pytest.mark.parametrize(
    "text", ["", "1 +", "xs", "xs.size", "ys.length", "max(1)", "log2(1, 2)", "(1", "1 2", "1 ** 2", "1 % 2", ")"]
)
def test_malformed_costs(text):
    with pytest.raises(ValueError, match="malformed cost"):
        parse_cost(text, ["xs"])
