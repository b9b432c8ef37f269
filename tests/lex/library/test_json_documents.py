"""Documents as values of types that a program says, on both engines."""

import random

import pytest

import motet

PROGRAM = """
import "std.json" as json

type Point = { x :: Float, y :: Float }
type Person = { name :: Str, age :: Int, home :: Option[Point], nick :: Option[Str], tags :: List[Str], scores :: Map[Str, Float] }

type Shape = Circle(Float) | Box(Float, Float) | Group(List[Shape])

fn shape(s :: Str) -> Result[Shape, Str] { json.parse(s) }
fn person(s :: Str) -> Result[Person, Str] { json.parse(s) }
fn numbers(s :: Str) -> Result[List[Int], Str] { json.parse(s) }
fn pair(s :: Str) -> Result[(Int, List[Point]), Str] { json.parse(s) }
fn again(s :: Str) -> Result[Str, Str] {
  match person(s) {
    Ok(p) => Ok(json.stringify(p)),
    Err(e) => Err(e),
  }
}
"""

PERSON = '{"name": "Ann", "age": 41, "home": {"x": 1, "y": 2.5}, "nick": null, "tags": ["a", "b\\n"], "scores": {"go": 7, "chess": 1.5}}'
DOCUMENTS = {
    "person": [PERSON, '{"tags":[],"scores":{},"age":1,"name":"","more":{"$variant":1}}', '{"name":"x"}', "[]", "{", '{"age":1.0}', '{"name":1,"age":1,"tags":[],"scores":{}}'],
    "numbers": ["[]", "[1,2,3]", " [ -9223372036854775808 ] ", "[1.0]", "[9223372036854775808]", '["1"]', "[1,]", "null"],
    "pair": ["[1,[]]", '[1,[{"x":0,"y":0}]]', "[1]", '[1,[{"x":0}]]', "[1,[],2]"],
    "shape": ['{"$variant":"Circle","args":[1]}', '{"$variant":"Group","args":[[{"$variant":"Box","args":[1.5,2]}]]}', '{"args":[1],"$variant":"Circle"}', '{"$variant":"Circle","args":[1],"more":2}', "{}"],
    "again": [PERSON, '{"name":"x","age":1,"tags":["\\u00e9\\ud834\\udd1e"],"scores":{"b":1,"a":2,"b":3}}'],
}  # fmt: skip


@pytest.fixture(scope="module")
def engines():
    loaded = [motet.compile(PROGRAM, language="lex", engine=engine) for engine in ("vm", "jit")]
    yield loaded
    for each in loaded:
        each.close()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_both_engines_read_the_same(engines, name):
    rng = random.Random(name)
    for text in DOCUMENTS[name]:
        worse = []
        for _ in range(15):
            at = rng.randrange(len(text) + 1)
            worse.append(
                text[:at] + rng.choice(['"', ",", "}", "]", "1", " ", "null", "\\"]) + text[at + rng.randrange(2) :]
            )
        for each in (text, *worse):
            one, other = (getattr(loaded, name)(each) for loaded in engines)
            assert one == other, each


def test_it_is_read_in_machine_code(engines):
    _, native = engines
    for name in DOCUMENTS:
        getattr(native, name)(DOCUMENTS[name][0])
    assert native.emit("llvm").count("call ptr @motet_json_read") >= 4
