"""Documents that are decoded to a known type: what is inside of records, and types that are no records."""

import json

import pytest
from review_programs import run

TYPES = """
type Address = { street :: Str, zip :: Option[Str] }
type User = { name :: Str, address :: Address, others :: List[Address] }
type Node = { label :: Str, children :: List[Node] }
"""


def some(value):
    return {"$variant": "Some", "args": [value]}


NONE = {"$variant": "None", "args": []}


def user(address, *others):
    return {"name": "Ann", "address": address, "others": list(others)}


FITS = {
    "absent options": ("User", user({"street": "A"}, {"street": "B"}), user({"street": "A", "zip": NONE}, {"street": "B", "zip": NONE})),
    "null is None": ("User", user({"street": "A", "zip": None}), user({"street": "A", "zip": NONE})),
    "options that are there": ("User", user({"street": "A", "zip": "1"}), user({"street": "A", "zip": some("1")})),
    "options as variants": ("User", user({"street": "A", "zip": some("1")}), user({"street": "A", "zip": some("1")})),
    "more fields than wanted": ("User", user({"street": "A", "more": 1}), user({"street": "A", "zip": NONE})),
    "a list of records": ("List[Address]", [{"street": "A"}], [{"street": "A", "zip": NONE}]),
    "an option": ("Option[Address]", None, NONE),
    "an option of a record": ("Option[Address]", {"street": "A"}, some({"street": "A", "zip": NONE})),
    "a map": ("Map[Str, Option[Int]]", {"b": 1, "a": None}, {"a": NONE, "b": some(1)}),
    "a tuple": ("(Int, Float)", [1, 2], [1, 2.0]),
    "a Float": ("{ x :: { y :: Float } }", {"x": {"y": 1}}, {"x": {"y": 1.0}}),
    "a record within itself": ("Node", {"label": "a", "children": [{"label": "b", "children": []}]}, {"label": "a", "children": [{"label": "b", "children": []}]}),
}  # fmt: skip

FAILS = {
    "field of a record in a record": ("User", user({"street": 1}), "field `address`: field `street`: expected Str, got Number"),
    "record without a field": ("User", user({"zip": "1"}), "field `address`: missing required field(s): street"),
    "no record": ("User", user("A"), "field `address`: expected Record, got Str"),
    "element of a list": ("User", user({"street": "A"}, 5), "field `others`: [0]: expected Record, got Number"),
    "no Int": ("Int", "a", "expected Int, got Str"),
    "no list": ("List[Int]", {}, "expected List, got Object"),
    "tuple of another length": ("(Int, Int)", [1], "expected Tuple of 2, got Array"),
    "value of a map": ("Map[Str, Int]", {"a": "b"}, "field `a`: expected Int, got Str"),
    "option of a field": ("{ o :: Option[Int] }", {"o": "x"}, "field `o`: expected Int, got Str"),
}  # fmt: skip


def decoded(type_, document, engine):
    text = f"{TYPES}fn main(s :: Str) -> Result[{type_}, Str] {{ json.parse(s) }}"
    return json.loads(run(text, engine, "main", json.dumps(json.dumps(document))))


@pytest.mark.parametrize("engine", ["vm", "jit"])
@pytest.mark.parametrize("name", FITS)
def test_values_that_fit(name, engine):
    type_, document, value = FITS[name]
    assert decoded(type_, document, engine) == {"$variant": "Ok", "args": [value]}


@pytest.mark.parametrize("engine", ["vm", "jit"])
@pytest.mark.parametrize("name", FAILS)
def test_values_that_do_not(name, engine):
    type_, document, message = FAILS[name]
    assert decoded(type_, document, engine) == {"$variant": "Err", "args": [message]}
