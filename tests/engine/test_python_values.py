"""Values between Python and programs, by type and without."""

from collections import deque

import pytest

from motet.bytecode import types as ty
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet
from motet.bytecode.values import Variant as VariantValue
from motet.engine.languages import Domain
from motet.engine.values import Reader, python_value, value_of
from motet.engine.variants import Variant
from motet.languages.typed_values import fitting
from motet.languages.walking import MismatchError

READER = Reader(Domain(structured=True), lambda value, t: None, repr)

POINT = ty.record_of((("x", ty.INT), ("y", ty.FLOAT)))
SHAPE = ty.union_of("Shape", "Shape = Box({ w :: Int }) | Dot | Pair(Int, Str)")
ty.define_union(
    SHAPE,
    (
        ty.Constructor("Box", (ty.record_of((("w", ty.INT),)),)),
        ty.Constructor("Dot", ()),
        ty.Constructor("Pair", (ty.INT, ty.STR)),
    ),
)


def no_function(closure):
    return ("function", closure.function)


def back(value):
    return python_value(value, no_function)


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (3, ty.INT),
        (True, ty.BOOL),
        (None, ty.UNIT),
        ("né", ty.STR),
        (b"\x00", ty.BYTES),
        ([1, 2], ty.list_of(ty.INT)),
        ([[1], []], ty.list_of(ty.list_of(ty.INT))),
        ((1, "a"), ty.tuple_of(ty.INT, ty.STR)),
        ({"x": 1, "y": 2.5}, POINT),
        ({"b": 1, "a": 2}, ty.sorted_map_of(ty.STR, ty.INT)),
        ({3: "c", -1: "a"}, ty.sorted_map_of(ty.INT, ty.STR)),
        ({"b", "a"}, ty.sorted_set_of(ty.STR)),
        (deque([1, 2]), ty.deque_of(ty.INT)),
        (Variant("Dot"), SHAPE),
        (Variant("Pair", 1, "x"), SHAPE),
        (Variant("Box", {"w": 7}), SHAPE),
        (Variant("Some", [1]), ty.option_of(ty.list_of(ty.INT))),
        (Variant("Err", "no"), ty.result_of(ty.INT, ty.STR)),
    ],
)
def test_there_and_back(value, type_):
    there = fitting(value, type_)
    again = back(there)
    assert again == value
    assert type(again) is type(value)


def test_what_programs_get():
    point = fitting({"y": 2, "x": 1}, POINT)
    assert isinstance(point, Record)
    assert (point.fields, point.values) == (("x", "y"), (1, 2.0))
    assert type(point.values[1]) is float
    entries = fitting({"b": 1, "a": 2}, ty.sorted_map_of(ty.STR, ty.INT)).entries
    assert list(entries) == ["a", "b"]
    assert list(fitting([3, 1, 3], ty.sorted_set_of(ty.INT)).items) == [1, 3]
    assert isinstance(fitting(None, ty.option_of(ty.INT)), VariantValue)
    assert fitting([1, 2], ty.tuple_of(ty.INT, ty.INT)) == (1, 2)
    assert fitting(bytearray(b"x"), ty.BYTES) == b"x"
    assert fitting(range(3), ty.list_of(ty.INT)) == [0, 1, 2]


def test_a_record_or_a_map_may_stand_for_the_other():
    record = Record(("a", "b"), (1, 2))
    assert fitting(record, ty.sorted_map_of(ty.STR, ty.INT)).entries == {"a": 1, "b": 2}
    assert fitting(SortedMap({"x": 1, "y": 2}), POINT).values == (1, 2.0)


@pytest.mark.parametrize(
    ("value", "type_", "text"),
    [
        ("3", ty.INT, "Int, not Str"),
        (True, ty.INT, "Int, not Bool"),
        (1.5, ty.INT, "Int, not Float"),
        (1, ty.BOOL, "Bool, not Int"),
        ("x", ty.FLOAT, "Float, not Str"),
        ("\ud800", ty.STR, "half of a surrogate pair"),
        ([1, "a"], ty.list_of(ty.INT), r"Int, not Str \(at \[1\]\)"),
        ("ab", ty.list_of(ty.STR), r"List\[Str\], not Str"),
        ((1,), ty.tuple_of(ty.INT, ty.INT), r"1 item\(s\)"),
        ({"x": 1}, POINT, "without the field `y`"),
        ({"x": 1, "y": 1, "z": 1}, POINT, "a field `z`"),
        ({"x": "a", "y": 1}, POINT, r"Int, not Str \(at \.x\)"),
        (Variant("Nope"), SHAPE, "Shape, not the variant Nope"),
        (Variant("Pair", 1), SHAPE, r"Pair with 2 value\(s\)"),
        (Variant("Box", {"w": "x"}), SHAPE, r"\.Box\[0\]\.w"),
        ({1.5: 1}, ty.sorted_map_of(ty.ANY, ty.INT), "Str or Int as a key"),
        (object(), ty.ANY, "not object"),
        (print, ty.fn((ty.INT,), (ty.INT,)), "not builtin_function_or_method"),
    ],
)
def test_misfits_say_what_and_where(value, type_, text):
    with pytest.raises(MismatchError) as caught:
        fitting(value, type_)
    import re

    assert re.search(text, str(caught.value))


def test_integers_have_64_bits():
    assert fitting(-(2**63), ty.INT) == -(2**63)
    for value in (2**63, [2**63]):
        with pytest.raises(OverflowError):
            fitting(value, ty.INT if type(value) is int else ty.list_of(ty.INT))


def test_values_of_no_type_are_what_they_look_like():
    value = value_of({"a": [1, (2, "x")], "s": {2, 1}, "m": {1: 2}, "q": deque([1])}, READER)
    assert isinstance(value, Record)
    assert value.get("a") == [1, (2, "x")]
    assert isinstance(value.get("s"), SortedSet)
    assert isinstance(value.get("m"), SortedMap)
    assert isinstance(value.get("q"), Deque)


def test_values_nested_very_deeply():
    nested = []
    for _ in range(200_000):
        nested = [nested]
    there = value_of(nested, READER)
    depth = 0
    again = back(there)
    while again:
        again = again[0]
        depth += 1
    assert depth == 200_000


def test_shared_values_are_converted_once():
    value = [0]
    for _ in range(100):
        value = [value, value]
    again = back(value_of(value, READER))
    assert again[0] is again[1]


def test_a_value_that_contains_itself_is_refused():
    value = [1]
    value.append(value)
    with pytest.raises(TypeError, match="contains itself"):
        value_of(value, READER)


def test_closures_become_what_the_program_makes_of_them():
    assert back([Closure(4)]) == [("function", 4)]


def test_variants_compare_and_show_without_recursion():
    assert Variant("Some", 3) == Variant("Some", 3) != Variant("Some", 4)
    assert Variant("Some") != Variant("None")
    assert Variant("Some", 3) != 3
    assert repr(Variant("Pair", 1, Variant("Some", "x"))) == "Pair(1, Some('x'))"
    deep, other = Variant("End"), Variant("End")
    for _ in range(100_000):
        deep, other = Variant("Cons", 1, deep), Variant("Cons", 1, other)
    assert deep == other
    assert len(repr(deep)) < 10_000
    assert {Variant("A", 1)} == {Variant("A", 1)}
    match Variant("Some", 3):
        case Variant("Some", (held,)):
            assert held == 3
