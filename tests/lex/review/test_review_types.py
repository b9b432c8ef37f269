"""Types: names of built-in types that programs declare, matrices, and operators on type parameters."""

import pytest
from review_programs import errors, run, warnings

OWN_NAMES = {
    "matrix": ("type Matrix = { rows :: Int, cols :: Int, data :: List[Float] }\nfn main() -> Matrix { { rows: 1, cols: 1, data: [1.0] } }", '{"cols":1,"data":[1.0],"rows":1}'),
    "built-in matrix": ("fn main() -> Matrix { { rows: 1, cols: 1, data: [1.0] } }", '{"cols":1,"data":[1.0],"rows":1}'),
    "matrix of math": ("fn main() -> Matrix { math.ones(1, 1) }", '{"$f64_array":true,"cols":1,"data":[1.0],"rows":1}'),
    "duration": ("type Duration = { ms :: Int }\nfn main() -> Duration { { ms: 1 } }", '{"ms":1}'),
    "duration beside that of the library": ("type Duration = { s :: Int }\nfn main() -> Duration { { s: duration.seconds(datetime.duration_minutes(3)) } }", '{"s":180}'),
    "rng": ("type Rng = { seed :: Int }\nfn main() -> Rng { { seed: 1 } }", '{"seed":1}'),
    "iter": ("type Iter = { x :: Int }\nfn main() -> Int { iter.count(iter.from_list([5])) }", "1"),
    "map": ("type Map = { x :: Int }\nfn main() -> Int { map.size(map.set(map.new(), 1, 1)) }", "1"),
    "option": ("type Option[T] = Yes(T) | No\nfn main() -> Int { match list.head([5]) { Some(x) => x, None => 0 } }", "5"),
    "the same option": ("type Option[A] = None | Some(A)\nfn main() -> Option[Int] { list.head([1]) }", '{"$variant":"Some","args":[1]}'),
    "the same record": ("type AeadResult = { tag :: Bytes, ciphertext :: Bytes }\nfn main() -> AeadResult { { tag: b\"\", ciphertext: b\"a\" } }", '{"ciphertext":{"$bytes":"61"},"tag":{"$bytes":""}}'),
    "list": ("type List[T] = Nil | Cons(T, List[T])\nfn len[T](l :: List[T]) -> Int { match l { Nil => 0, Cons(_, t) => 1 + len(t) } }\nfn main() -> Int { len(Cons(7, Cons(8, Nil))) }", "2"),
    "unit": ('type Unit = Meter | Foot\nfn f(u :: Unit) -> Str { match u { Meter => "m", Foot => "ft" } }\nfn main() -> Str { f(Foot) }', '"ft"'),
    "bool": ("type Bool = True | False\nfn flip(b :: Bool) -> Bool { match b { True => False, False => True } }\nfn main() -> Bool { flip(True) }", '{"$variant":"False","args":[]}'),
    "float beside that of the library": ("type Float = { v :: Int }\nfn f(x :: Float) -> Int { x.v }\nfn main() -> Int { f({ v: 2 }) + float.to_int(2.5) }", "4"),
    "tuple": ("type Tuple = T2(Int)\nfn main() -> Tuple { T2(1) }", '{"$variant":"T2","args":[1]}'),
}  # fmt: skip


@pytest.mark.parametrize("engine", ["vm", "jit"])
@pytest.mark.parametrize("name", OWN_NAMES)
def test_types_called_like_built_in_ones(name, engine):
    text, out = OWN_NAMES[name]
    assert run(text, engine) == out


GENERIC = "fn larger[T](a :: T, b :: T) -> T { if a > b { a } else { b } }\nfn sum[T](a :: T, b :: T) -> T { a + b }\nfn minus[T](a :: T) -> T { -a }\n"


@pytest.mark.parametrize("engine", ["vm", "jit"])
@pytest.mark.parametrize(
    ("call", "type_", "out"),
    [
        ('(larger(1, 2), larger("b", "a"), larger(1.5, 0.5))', "(Int, Str, Float)", '[2,"b",1.5]'),
        ('(sum(1, 2), sum("b", "a"), sum(1.5, 0.5))', "(Int, Str, Float)", '[3,"ba",2.0]'),
        ("(minus(1), minus(1.5))", "(Int, Float)", "[-1,-1.5]"),
        ("larger(true, false)", "Bool", "type mismatch at runtime"),
        ("larger([1], [2])", "List[Int]", "type mismatch at runtime"),
        ('minus("a")', "Str", "type mismatch at runtime"),
    ],
)
def test_operators_on_type_parameters(call, type_, out, engine):
    assert run(f"{GENERIC}fn main() -> {type_} {{ {call} }}", engine).startswith(out)


def test_operators_on_type_parameters_are_warned_of():
    assert warnings(GENERIC) == [("GENERIC_OPERATOR", "a")] * 3


@pytest.mark.parametrize("body", ["x + 1", "1", "x and true", "not x"])
def test_type_parameters_stay_rigid(body):
    assert [error["kind"] for error in errors(f"fn f[T](x :: T) -> T {{ {body} }}")] == ["type_mismatch"]


def test_literals_that_are_left_out_panic():
    text = 'fn f(n :: Int) -> Str { match n { 0 => "zero", 1 => "one" } }\nfn main() -> Str { f(%d) }'
    for engine in ("vm", "jit"):
        assert run(text % 1, engine) == '"one"'
        assert run(text % 2, engine) == "runtime panic: non-exhaustive match"
