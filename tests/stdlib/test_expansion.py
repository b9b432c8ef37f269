"""Values that share parts have texts that nobody could write; that is found out without writing them."""

import pytest

from motet.bytecode.traps import Trap
from motet.bytecode.values import Deque, Record, SortedMap, SortedSet, Variant, Vector
from motet.stdlib import expansion as module
from motet.stdlib.expansion import bounded, bounded_text, expansion
from motet.stdlib.json_writer import json_pieces, json_text
from motet.stdlib.text_form import text_form

PLENTY = 1 << 100
HOLDERS = {
    "list": lambda x: [x, x],
    "tuple": lambda x: (x, x),
    "record": lambda x: Record(("a", "b"), (x, x)),
    "variant": lambda x: Variant("V", (x, x)),
    "deque": lambda x: Deque([x, x]),
    "map": lambda x: SortedMap({1: x, 2: x}),
    "vector": lambda x: Vector([x, x]),
}


def doubled(times, hold=HOLDERS["list"]):
    value = 1
    for _ in range(times):
        value = hold(value)
    return value


@pytest.mark.parametrize("hold", HOLDERS.values(), ids=HOLDERS)
def test_what_occurs_often_counts_each_time(hold):
    assert expansion(doubled(0, hold), PLENTY) == 1
    assert expansion(doubled(3, hold), PLENTY) == 15
    assert expansion(doubled(60, hold), PLENTY) == 2**61 - 1
    assert expansion(doubled(1000, hold), 10**6) > 10**6


def test_values_without_parts_count_once():
    assert expansion([1, "text", None, SortedSet([1, 2]), []], PLENTY) == 6


def test_deep_values_and_cycles_are_counted():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert expansion(deep, PLENTY) == 100_001
    vector = Vector([1])
    vector.items.append(vector)
    assert expansion(vector, PLENTY) == 3  # itself, 1, and what stands for itself within


def test_texts_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(module, "_LOOK", 1000)
    for value in (doubled(80), doubled(80, HOLDERS["record"])):
        with pytest.raises(Trap, match="memory"):
            json_text(value, limit=10**9)
        with pytest.raises(Trap, match="memory"):
            bounded_text(json_pieces(value), value, 10**9)
    value = doubled(80, HOLDERS["vector"])
    with pytest.raises(Trap, match="memory"):
        bounded_text(text_form(value), value, 10**9)


def test_long_texts_that_end_are_written(monkeypatch):
    monkeypatch.setattr(module, "_LOOK", 10)
    value = doubled(10)
    whole = "".join(json_pieces(value))
    assert "".join(bounded(json_pieces(value), value, 4000)) == whole
    assert bounded_text(json_pieces(value), value, len(whole)) == whole
    with pytest.raises(Trap, match="memory"):
        bounded_text(json_pieces(value), value, len(whole) - 1)
    assert "".join(bounded(["a", "b"], 1, 0)) == "ab"
