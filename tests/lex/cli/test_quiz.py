"""Small programs whose results the specification gives (its appendix B and 12), on both engines."""

import json

import pytest

IMPORTS = "".join(
    f'import "std.{name}" as {name}\n'
    for name in ("float", "int", "json", "list", "map", "math", "option", "set", "str")
)

QUIZ = [
    ("7 / -2", "Int", "-3"),
    ("7 % -2", "Int", "1"),
    ("-7 % 2", "Int", "-1"),
    ("9223372036854775807 + 1", "Int", "-9223372036854775808"),
    ("(-9223372036854775807 - 1) / -1", "Int", "-9223372036854775808"),
    ("(-9223372036854775807 - 1) % -1", "Int", "0"),
    ("float.to_str(3.0)", "Str", '"3"'),
    ("3.0", "Float", "3.0"),
    ("0.1 + 0.2", "Float", "0.30000000000000004"),
    ("10000000000000000.0", "Float", "1e16"),
    ("0.000001", "Float", "1e-6"),
    ("1.0 / 0.0", "Float", "null"),
    ('str.len("né")', "Int", "3"),
    ('str.slice("né", 1, 2)', "Str", '"é"'),
    ('str.char_at("né", 1)', "Str", '""'),
    ('str.split("a,b,", ",")', "List[Str]", '["a","b",""]'),
    ('map.entries(map.from_list([("b", 1), ("a", 2)]))', "List[(Str, Int)]", '[["a",2],["b",1]]'),
    ("{ a: 1, b: 2 } == { b: 2, a: 1 }", "Bool", "true"),
    ("list.fold([1, 2, 3], 0, fn (a :: Int, x :: Int) -> Int { a * 10 + x })", "Int", "123"),
    ("match Some(1) { None => 0, Some(v) => v + 1 }", "Int", "2"),
    ('json.parse("[1, 2.0, null]")', "Result[Json, Str]", '{"$variant":"Ok","args":[[1,2.0,null]]}'),
    ("math.round(-2.5)", "Float", "-3.0"),
    ("float.to_int(-2.9)", "Int", "-2"),
    ("1 |> add(2)", "Int", "3"),
    ("set.to_list(set.from_list([3, 1, 3]))", "List[Int]", "[1,3]"),
    ('map.from_list([("b", 1)])', "Map[Str, Int]", '{"b":1}'),
    ("map.from_list([(2, 1)])", "Map[Int, Int]", "[[2,1]]"),
    ('b"a\\n"', "Bytes", '{"$bytes":"610a"}'),
    ('(1, "x", ())', "(Int, Str, Unit)", '[1,"x",null]'),
    ('"tab\\t \\"quote\\" é"', "Str", '"tab\\t \\"quote\\" é"'),
    ("option.unwrap_or(list.head([]), 7)", "Int", "7"),
    ("not true or 1 < 2 and 2.0 <= 2.0", "Bool", "true"),
]


@pytest.mark.parametrize("engine", ["vm", "jit"])
def test_results(lex, write, engine):
    functions = "".join(f"fn q{at}() -> {kind} {{ {text} }}\n" for at, (text, kind, _) in enumerate(QUIZ))
    path = write(IMPORTS + functions + "fn add(a :: Int, b :: Int) -> Int { a + b }\n")
    results = {text: lex("run", "--engine", engine, path, f"q{at}") for at, (text, _, _) in enumerate(QUIZ)}
    assert {text: done.out or done.err for text, done in results.items()} == {text: f"{out}\n" for text, _, out in QUIZ}


def test_a_worked_example_of_the_pipeline(lex, write):
    """Appendix A: what `if` becomes, and that its tail call reuses the frame."""
    path = write("fn g(n :: Int) -> Int { if n > 0 { g(n - 1) } else { n } }")
    (stage,) = json.loads(lex("parse", path).out)
    body = stage["body"]
    assert body["node"] == "Match"
    assert body["scrutinee"] == {
        "node": "BinOp",
        "op": ">",
        "lhs": {"node": "Var", "name": "n"},
        "rhs": {"node": "Literal", "value": {"kind": "Int", "value": 0}},
    }
    patterns = [arm["pattern"] for arm in body["arms"]]
    assert [pattern["value"] for pattern in patterns] == [
        {"kind": "Bool", "value": True},
        {"kind": "Bool", "value": False},
    ]
    assert lex("run", path, "g", "100000").out == "0\n"
