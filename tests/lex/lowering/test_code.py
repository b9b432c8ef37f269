"""The code that comes out: what is not made, what is tested once, what is a jump."""

import pytest

from lex.lowering.lowering_checks import function_of, ops_of, program_of, rows_of, run

SHAPE = "type Shape = Dot | Box(Int) | Line(Int, Int)\n"


@pytest.mark.parametrize(
    "body",
    [
        "match list.head(xs) { Some(x) => x, None => 0 }",
        "match list.last(xs) { Some(x) => x, None => 0 }",
        "match list.get(xs, 3) { None => 0, Some(x) => x }",
        "match (if list.is_empty(xs) { Some(1) } else { None }) { Some(x) => x, None => 0 }",
        "match { let n := 1 ; Some(n) } { Some(x) => x, None => 0 }",
        "option.unwrap_or(option.map(list.head(xs), fn (x :: Int) -> Int { x + 1 }), 0)",
        "match option.and_then(list.head(xs), fn (x :: Int) -> Option[Int] { Some(x) }) { Some(x) => x, None => 0 }",
        "match list.find(xs, fn (x :: Int) -> Bool { x > 1 }) { Some(x) => x, None => 0 }",
        "result.unwrap_or(result.map(option.ok_or(list.head(xs), 1), fn (x :: Int) -> Int { x + 1 }), 0)",
        "if option.is_some(list.head(xs)) { 1 } else { 0 }",
        "match (list.len(xs), 1) { (0, _) => 1, (_, n) => n }",
    ],
)
def test_no_object_is_made_for_a_match(body):
    ops = set(ops_of(f"fn f(xs :: List[Int]) -> Int {{ {body} }}"))
    assert not ops & {"variant_new", "tuple_new", "library", "closure_new", "variant_is", "variant_get"}


@pytest.mark.parametrize(
    "body",
    [
        "list.map(xs, fn (x :: Int) -> Int { x + n })",
        "list.filter(xs, fn (x :: Int) -> Bool { x > n })",
        "list.fold(xs, [], fn (a :: List[Int], x :: Int) -> List[Int] { a })",
        "list.flat_map(xs, fn (x :: Int) -> List[Int] { [x, n] })",
        "if list.any(xs, fn (x :: Int) -> Bool { x == n }) { xs } else { [] }",
        "list.sort_by(xs, fn (x :: Int) -> Int { x * n })",
        "list.map(xs, g)",
    ],
)
def test_no_closure_is_made_for_a_loop(body):
    ops = ops_of(f"fn g(x :: Int) -> Int {{ x }}\nfn f(xs :: List[Int], n :: Int) -> List[Int] {{ {body} }}")
    assert not set(ops) & {"closure_new", "call_closure"}


def test_no_range_is_made_for_a_loop():
    program = program_of(
        "fn f(n :: Int) -> Int { list.fold(list.range(0, n), 0, fn (a :: Int, x :: Int) -> Int { a + x }) }"
    )
    assert rows_of(program) == []
    assert "list_get" not in [instruction[0] for instruction in function_of(program, "f").code]


def test_stages_without_effects_make_no_lists():
    program = program_of(
        "fn f(xs :: List[Int]) -> Int { list.fold(list.map(list.filter(xs, fn (x :: Int) -> Bool { x > 0 }),"
        " fn (x :: Int) -> Int { x + 1 }), 0, fn (a :: Int, x :: Int) -> Int { a + x }) }"
    )
    assert rows_of(program) == []
    assert "list_push" not in [instruction[0] for instruction in function_of(program, "f").code]


def test_a_stage_that_may_fail_is_not_fused():
    text = (
        "fn f(xs :: List[Int]) -> List[Int] {"
        " list.map(list.map(xs, fn (x :: Int) -> Int { 1 / x }), fn (x :: Int) -> Int { x }) }"
    )
    assert ops_of(text).count("list_push") == 2
    checked = "fn f(xs :: List[Int]) -> List[Int] { list.map(list.map(xs, fn (x :: Int) -> Int { x + 1 }), int.abs) }"
    assert ops_of(checked).count("list_push") == 1
    assert ops_of(checked, checked=True).count("list_push") == 2


@pytest.mark.parametrize(
    "body",
    [
        "f(n - 1)",
        "if n > 0 { f(n - 1) } else { 0 }",
        "match n { 0 => 0, _ => f(n - 1) }",
        "{ let m := n - 1\n f(m) }",
        "{ nothing()\n f(n) }",
        "match Some(n) { Some(x) => f(x), None => 0 }",
        "match list.head([n]) { Some(x) => f(x), None => 0 }",
        "option.unwrap_or_else(list.head([n]), fn () -> Int { f(n) })",
        "(fn (x :: Int) -> Int { f(x) })(n)",
    ],
)
def test_tail_calls(body):
    text = f"fn nothing() -> Unit {{}}\nfn f(n :: Int) -> Int {{ {body} }}"
    ops = ops_of(text)
    assert "tail_call" in ops
    program = program_of(text)
    calls = [i[1] for i in function_of(program, "f").code if i[0] == "call"]
    assert all(program.functions[index].name == "nothing" for index in calls)


def test_operands_are_no_tail_calls():
    assert "tail_call" not in ops_of("fn f(n :: Int) -> Int { 1 + f(n) }")
    assert "tail_call" not in ops_of(
        "fn f(n :: Int) -> Int { list.fold([n], 0, fn (a :: Int, x :: Int) -> Int { f(x) }) }"
    )


def test_closures_are_called_in_constant_stack():
    assert "tail_call_closure" in ops_of("fn f(g :: (Int) -> Int, n :: Int) -> Int { if n > 0 { g(n) } else { 0 } }")


def test_conditions_make_no_booleans():
    ops = ops_of("fn f(a :: Int, b :: Int) -> Int { if a > 0 and (b > 0 or not (a == b)) and b < 9 { 1 } else { 2 } }")
    assert ops.count("const") == 3 + 2
    assert not set(ops) & {"bool_and", "bool_or", "bool_not", "dup"}


def test_each_constructor_is_tested_once():
    ops = ops_of(
        SHAPE
        + "fn f(s :: Shape) -> Int { match s { Box(1) => 1, Line(0, x) => x, Box(n) => n, Line(_, y) => y, Dot => 0 } }"
    )
    assert ops.count("variant_is") == 2


def test_parts_are_fetched_once():
    ops = ops_of(
        SHAPE + "fn f(s :: Shape) -> Int { match s { Line(1, 2) => 1, Line(1, 3) => 2, Line(1, y) => y, _ => 0 } }"
    )
    assert ops.count("variant_get") == 2
    assert ops.count("variant_is") == 1


def test_many_numbers_are_searched_by_halves():
    arms = ", ".join(f"{n} => {n}" for n in range(64))
    program = program_of(f"fn f(n :: Int) -> Int {{ match n {{ {arms}, _ => -1 }} }}")
    assert [run(program, "f", n) for n in (-5, 0, 31, 63, 64)] == [-1, 0, 31, 63, -1]
    assert sum(i == ("int_compare", "lt") for i in function_of(program, "f").code) >= 15


@pytest.mark.parametrize("pattern", ["({0}, _) => 1, (_, {0}) => 2", "({0}, {0}) => 1", "(_, {0}) => 1"])
def test_code_is_linear_in_the_arms(pattern):
    def size(count):
        arms = ", ".join(pattern.format(n) for n in range(count))
        return len(ops_of(f"fn f(a :: Int, b :: Int) -> Int {{ match (a, b) {{ {arms}, _ => 0 }} }}"))

    assert size(160) < 2.5 * size(80)


def test_shared_arms_are_lowered_once():
    nested = "0"
    for _ in range(12):
        nested = f"match (if n > 3 {{ Some(n) }} else {{ None }}) {{ Some(1) => 7, other => {nested} }}"
    assert len(ops_of(f"fn f(n :: Int) -> Int {{ {nested} }}")) < 600


def test_locals_are_used_again():
    blocks = "\n".join(f"let a{n} := {{ let x := n ; let y := x + {n} ; y * x }}" for n in range(20))
    function = function_of(program_of(f"fn f(n :: Int) -> Int {{\n{blocks}\na19 }}"), "f")
    assert function.local_count <= 1 + 20 + 2


def test_str_equality_and_none_need_no_structural_comparison():
    assert "deep_equal" not in ops_of('fn f(s :: Str, o :: Option[Int]) -> Bool { s == "a" and o != None }')


def test_what_is_written_out_is_pushed():
    program = program_of("fn f(xs :: List[Int]) -> List[Int] { list.concat(xs, [1, 2]) }")
    assert rows_of(program) == []


@pytest.mark.parametrize(
    "body",
    [
        "match list.fold(xs, (0, 1), fn (a :: (Int, Int), x :: Int) -> (Int, Int) { match a { (p, q) => (q, p + x) } }) { (p, _) => p }",
        "tuple.fst(list.fold(xs, (0, 1), fn (a :: (Int, Int), x :: Int) -> (Int, Int) { (tuple.snd(a), tuple.fst(a) + x) })) + 1",
        "match list.fold(xs, { l: 0, r: 1 }, fn (a :: { l :: Int, r :: Int }, x :: Int) -> { l :: Int, r :: Int } { { l: a.r, r: a.l + x } }) { { l } => l }",
        "list.fold(list.zip(xs, xs), 0, fn (a :: Int, p :: (Int, Int)) -> Int { a + tuple.fst(p) * tuple.snd(p) })",
        "match (if list.len(xs) > 1 { (1, 2) } else { (3, 4) }) { (a, b) => a + b }",
    ],
)
def test_tuples_that_are_taken_apart_are_not_made(body):
    ops = ops_of(f"fn f(xs :: List[Int]) -> Int {{ {body} }}")
    loop_ops = ops[: len(ops) - 1 - ops[::-1].index("jump")] if "jump" in ops else ops
    assert not set(loop_ops) & {"tuple_new", "record_new"}


def test_what_is_used_as_a_whole_is_kept_whole():
    ops = ops_of(
        "fn g(a :: (Int, Int)) -> (Int, Int) { a }\n"
        "fn f(xs :: List[Int]) -> (Int, Int) { list.fold(xs, (0, 1), fn (a :: (Int, Int), x :: Int) -> (Int, Int) { if x > 0 { g(a) } else { (1, x) } }) }"
    )
    assert "tuple_get" not in ops


def test_no_jump_goes_to_the_next_instruction():
    program = program_of(
        SHAPE + "fn f(s :: Shape, xs :: List[Int]) -> Int {\n"
        "let a := match s { Dot => 0, Box(n) => if n > 3 and n < 9 { n } else { 1 }, Line(x, y) => x + y }\n"
        "list.fold(xs, a, fn (b :: Int, x :: Int) -> Int { option.unwrap_or(list.head(xs), 0) + b + x }) }"
    )
    code = function_of(program, "f").code
    assert all(instruction != ("jump", pc + 1) for pc, instruction in enumerate(code))
    assert any(instruction[0] == "jump" for instruction in code)


def test_fields_that_are_taken_over_stay():
    ops = ops_of("type R = { a :: Int, b :: Str, c :: Int }\nfn f(r :: R) -> R { { a: r.c, b: r.b, c: r.a + 1 } }")
    assert ops.count("record_set") == 2
    assert "record_new" not in ops


RECORD = "type S = { log :: List[Int], n :: Int, at :: Map[Int, Int] }\nfn add(xs :: List[Int], n :: Int) -> List[Int] { list.concat(xs, [n]) }\n"


@pytest.mark.parametrize(
    ("parameters", "body"),
    [
        ("s :: S", "{ log: list.concat(s.log, [s.n]), n: s.n + 1, at: s.at }"),
        ("s :: S", "{ n: s.n + 1, at: map.set(s.at, s.n, 1), log: if s.n > 3 { add(s.log, s.n) } else { s.log } }"),
        ("s :: (List[Int], Int)", "(list.concat(tuple.fst(s), [tuple.snd(s)]), tuple.snd(s) + 1)"),
    ],
)
def test_what_parts_are_made_from_is_read_before(parameters, body):
    """Otherwise lists could not grow in place: the record would still hold them."""
    result = parameters.removeprefix("s :: ")
    ops = ops_of(f"{RECORD}fn f({parameters}) -> {result} {{ {body} }}")
    changes = [at for at, name in enumerate(ops) if name in ("list_push", "library", "call")]
    reads = [at for at, name in enumerate(ops) if name in ("record_get", "tuple_get")]
    assert changes
    assert max(reads) < min(changes)


@pytest.mark.parametrize(
    "body",
    [
        "{ log: s.log, n: list.len(s.log), at: s.at }",
        "{ log: list.concat(s.log, [total(s)]), n: s.n, at: s.at }",
        "{ log: list.map(s.log, fn (x :: Int) -> Int { x + s.n }), n: s.n, at: s.at }",
    ],
)
def test_other_records_keep_their_fields_until_they_are_read(body):
    assert "record_set" in ops_of(f"{RECORD}fn total(s :: S) -> Int {{ s.n }}\nfn f(s :: S) -> S {{ {body} }}")
