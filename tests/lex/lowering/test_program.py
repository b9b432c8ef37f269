"""The program around the code: functions, types, names, options."""

import pytest

from lex.lowering.lowering_checks import IMPORTS, function_of, ops_of, program_of, run
from motet.bytecode import Trap, verify
from motet.bytecode.types import ANY, INT, STR
from motet.languages.lex.language import LANGUAGE
from motet.languages.lex.policy import LexGrants
from motet.policy import Policy
from motet.source import DiagnosticError, Source


def names(program):
    return [function.name for function in program.functions]


def test_one_function_for_each_set_of_types():
    program = program_of(
        'fn id[T](x :: T) -> T { x }\nfn f() -> (Int, Str, Int, List[Int]) { (id(1), id("a"), id(2), id([1])) }'
    )
    assert names(program) == ["id", "f", "id[Int]", "id[Str]", "id[List[Int]]"]
    assert program.functions[0].parameters == (ANY,)
    assert LANGUAGE.functions(program) == {"id": 0, "f": 1}


def test_rows_of_effects_make_no_further_functions():
    program = program_of(
        "fn twice[E](g :: (Int) -> [| E] Int) -> [| E] Int { g(g(1)) }\n"
        'fn f() -> [io] Int { twice(fn (x :: Int) -> [io] Int { let _ := io.print("a") ; x }) + twice(fn (x :: Int) -> Int { x }) }'
    )
    assert [name for name in names(program) if name.startswith("twice")] == ["twice"]


def test_polymorphic_recursion_ends():
    program = program_of(
        "type Nest[T] = Flat(T) | Deeper(Nest[(T, T)])\n"
        "fn depth[T](n :: Nest[T]) -> Int { match n { Flat(_) => 0, Deeper(i) => 1 + depth(i) } }\n"
        "fn f() -> Int { depth(Deeper(Flat((1, 2)))) }"
    )
    assert len(program.functions) < 40
    assert run(program) == 1


def test_wide_polymorphic_recursion_ends():
    wide = ", ".join(["T"] * 9)
    program = program_of(
        f"type Nest[T] = Flat(T) | Deeper(Nest[({wide})])\n"
        "fn depth[T](n :: Nest[T]) -> Int { match n { Flat(_) => 0, Deeper(i) => 1 + depth(i) } }\n"
        f"fn build[T](x :: T, n :: Int) -> Nest[T] {{ if n == 0 {{ Flat(x) }} else {{ Deeper(build(({wide.replace('T', 'x')}), n - 1)) }} }}\n"
        "fn f() -> Int { depth(build(1, 5)) }"
    )
    assert len(program.types) < 100
    assert run(program) == 5


def test_polymorphic_recursion_in_several_ways_is_refused():
    with pytest.raises(DiagnosticError) as caught:
        program_of("fn f[T](x :: T) -> Int { f((x, x)) + f([x]) + f(Some(x)) }\nfn main() -> Int { f(1) }")
    (found,) = caught.value.diagnostics
    assert found.code == "too-large"
    assert "`f`" in found.message
    assert found.source.text[found.span.start : found.span.end] == "fn f[T](x :: T) -> Int"


def test_recursive_records_of_wide_types():
    aliases = "".join(f"type A{n + 1} = ({', '.join([f'A{n}'] * 9)})\n" for n in range(10))
    program = program_of(
        f"type A0 = Int\n{aliases}type Chain[T] = {{ head :: T, rest :: List[Chain[T]] }}\n"
        "fn f(c :: Chain[A10]) -> Int { list.len(c.rest) }\nfn g(c :: Chain[A9], d :: Chain[Int]) -> Int { 1 }"
    )
    wide, narrow = function_of(program, "g").parameters
    assert wide is not narrow
    assert function_of(program, "f").parameters[0] is not wide


def test_aliases_that_double_end():
    aliases = "".join(f"type A{n + 1} = {{ l :: A{n}, r :: A{n}, m :: List[A{n}] }}\n" for n in range(40))
    program = program_of(f"type A0 = Int\n{aliases}fn f(a :: A40) -> Int {{ 1 }}\nfn g() -> List[A40] {{ [] }}")
    assert run(program, "g") == []


def test_unfolded_recursive_records_have_one_type():
    program = program_of(
        "type Tree = { value :: Int, children :: List[Tree] }\n"
        "fn f(t :: Tree) -> Tree { { value: t.value, children: [t, { value: 1, children: [] }] } }\n"
        "fn g(t :: { value :: Int, children :: List[Tree] }) -> { value :: Int, children :: List[{ value :: Int, children :: List[Tree] }] } { t }"
    )
    (tree,) = function_of(program, "f").parameters
    assert tree.kind == "Record"
    assert (
        function_of(program, "f").results == function_of(program, "g").parameters == function_of(program, "g").results
    )
    assert tree.parts[tree.fields.index("children")].parts == (tree,)


def test_types_of_the_same_name_but_other_parts_differ():
    first = program_of("type A = P(B) | Q\ntype B = R(Int) | S\nfn f(a :: A) -> A { a }")
    second = program_of("type A = P(B) | Q\ntype B = R(Str) | S\nfn f(a :: A) -> A { a }")
    third = program_of("type B = R(Int) | S\ntype A = P(B) | Q\nfn f(a :: A) -> A { a }")
    types = [function_of(program, "f").parameters[0] for program in (first, second, third)]
    assert types[0] is not types[1]
    assert types[0] is types[2]


def test_aliases_are_what_they_stand_for():
    program = program_of(
        "type Id = Int\ntype P[T] = { a :: T, b :: List[Id] }\nfn f(p :: P[Str], i :: Id) -> { b :: List[Int], a :: Str } { p }"
    )
    function = function_of(program, "f")
    assert function.parameters == (function.results[0], INT)
    assert dict(zip(function.results[0].fields, function.results[0].parts, strict=True))["a"] is STR


def test_effects_belong_to_declared_functions_only():
    program = program_of(
        'fn say[T](x :: T) -> [io] T { let _ := io.print("a") ; x }\nfn f() -> [io, net("h")] Int { say(1) }'
    )
    assert [[effect.kind for effect in function.effects] for function in program.functions] == [
        ["io"],
        ["io", "net"],
        [],
    ]
    assert program.functions[1].effects[1].argument == "h"


def test_entry_is_main():
    assert program_of("fn f() -> Int { 1 }\nfn main() -> Int { 2 }").entry == 1
    assert program_of("fn f() -> Int { 1 }").entry == -1


def test_functions_by_name():
    program = program_of(
        "fn f(xs :: List[Int]) -> List[Str] { list.map(iter.to_list(iter.from_list(xs)), { let g := fn (x :: Int) -> Str { int.to_str(x) } ; g }) }"
    )
    assert LANGUAGE.functions(program) == {"f": 0}
    assert any(name.startswith("prelude.iter.to_list[") for name in names(program))


def test_every_instruction_has_a_place():
    program = program_of(
        "fn f(n :: Int{x | x > 0}) -> Result[Int, Str] {\n"
        '  let m := (if n > 3 { Ok(n) } else { Err("a") })?\n'
        "  Ok(list.fold([n, m], 0, fn (a :: Int, x :: Int) -> Int { match (a, x) { (0, _) => x, (_, y) => y % 3 } }))\n}"
    )
    function = program.functions[0]
    text = function.source.text
    assert len(function.spans) == len(function.code)
    assert all(span is not None and 0 <= span.start < span.end <= len(text) for span in function.spans)


def test_node_ids():
    text = (
        "fn g(x :: Int) -> Int { x }\n"
        'fn f(x :: Int) -> [io] Int { let h := fn (y :: Int) -> Int { g(y) + 1 }\n let _ := io.print("a")\n g(h(x)) }'
    )
    program = program_of(text, nodes=True)
    found = {
        (function.name, instruction[0]): node
        for function in program.functions
        for instruction, node in zip(function.code, function.nodes or [None] * len(function.code), strict=True)
        if node is not None
    }
    assert found == {
        ("f", "library"): "f:n_0.2.1.0",
        ("f", "call_closure"): "f:n_0.2.1.1.1",
        ("f", "tail_call"): "f:n_0.2.1.1",
        ("f.fn", "call"): "f:n_0.2.0.0.0",
    }
    assert not any(function.nodes for function in program_of(text).functions)


def test_checked_arithmetic():
    text = "fn f(a :: Int, b :: Int) -> Int { -(a * b + a - b) / a % b }"
    plain, checked = program_of(text), program_of(text, checked=True)
    assert {i[1] for i in plain.functions[0].code if i[0].startswith("int_") and len(i) > 1} == {"wrap64"}
    assert {i[1] for i in checked.functions[0].code if i[0].startswith("int_") and len(i) > 1} == {"trap64"}
    with pytest.raises(Trap) as caught:
        run(checked, "f", 2**62, 4)
    assert LANGUAGE.trap_text(caught.value) == "integer overflow"
    assert LANGUAGE.lower(program_checked(text), {"checked": True}).functions[0].code == checked.functions[0].code


def program_checked(text):
    from motet.languages.lex.stages import front

    return front(Source("test.lex", IMPORTS + text), {})


BUDGET = (
    "fn paid(n :: Int) -> [budget(7)] Int { n }\n"
    "fn f() -> [budget(7)] Int { paid(1) + { let g := paid ; g(2) } }\n"
    "fn tail(n :: Int) -> [budget(2)] Int { if n == 0 { 0 } else { tail(n - 1) } }\n"
    "fn g() -> [budget(2)] Int { tail(3) }"
)


class Ledger(Policy):
    """A policy that remembers what was charged."""

    __slots__ = ("charged",)

    def __init__(self):
        super().__init__()
        self.charged = []

    def charge(self, amount):
        self.charged.append(amount)
        return "spent" if sum(self.charged) > 20 else ""


def test_budgets_are_charged_for_calls():
    program, ledger = program_of(BUDGET, budget=True), Ledger()
    assert run(program, "f", policy=ledger) == 3
    assert ledger.charged == [7, 7]
    with pytest.raises(Trap) as caught:
        run(program, "f", policy=ledger)
    assert LANGUAGE.trap_text(caught.value) == "effect handler error: spent"


def test_tail_calls_charge_each_time():
    ledger = Ledger()
    run(program_of(BUDGET, budget=True), "g", policy=ledger)
    assert ledger.charged == [2, 2, 2, 2]


def test_nobody_counts_without_a_ceiling():
    assert "library" not in ops_of(BUDGET)


def test_decoding_is_told_what_the_program_wants():
    program = program_of(
        "type R = { a :: Int, b :: Option[List[Str]], c :: { d :: Float }, e :: Bool }\n"
        "fn f(s :: Str) -> Result[R, Str] { json.parse(s) }"
    )
    texts = [program.constants[i[1]] for i in program.functions[0].code if i[0] == "const"]
    assert texts == ["a", "c", "e", "a", "Int", "b", "Option[List[Str]]", "c", "{d:Float}", "e", "Bool"]


def test_functions_that_are_too_large_are_refused():
    lets = "\n".join(f"let a{n} := n" for n in range(70_000))
    with pytest.raises(DiagnosticError) as caught:
        program_of(f"fn f(n :: Int) -> Int {{\n{lets}\nn }}")
    assert caught.value.diagnostics[0].code == "too-large"


@pytest.mark.parametrize(
    ("kind", "message", "text"),
    [
        ("panic", "non-exhaustive match", "runtime panic: non-exhaustive match"),
        ("type", "", "type mismatch at runtime: a typed instruction met a value of another type"),
        ("host", "x", "effect handler error: x"),
        ("policy", "x", "effect handler error: x"),
        ("refinement", "refinement violated: x", "refinement violated: x"),
        ("deadline", "", "the run reached its deadline"),
    ],
)
def test_texts_of_traps(kind, message, text):
    assert LANGUAGE.trap_text(Trap(kind, message=message)) == text


def test_modulo_by_zero_has_its_own_text():
    trap = Trap("division_by_zero")
    assert LANGUAGE.trap_text(trap) == "integer division by zero"
    trap.instruction = "int_rem"
    assert LANGUAGE.trap_text(trap) == "integer modulo by zero"


def test_a_grant_of_the_command_line_is_a_policy():
    program = program_of('fn f() -> [io] Unit { io.print("a") }')
    with pytest.raises(Trap) as caught:
        run(program, "f", policy=LexGrants())
    assert caught.value.kind == "policy"


@pytest.mark.parametrize("chain", ["x" + " |> g" * 9_000, "x" + " + x" * 9_900, "g(" * 90 + "x" + ")" * 90])
def test_long_chains(chain):
    program = program_of(f"fn g(x :: Int) -> Int {{ x + 1 }}\nfn f(x :: Int) -> Int {{ {chain} }}")
    verify(program)
    assert isinstance(run(program, "f", 1), int)


def test_long_conjunctions():
    chain = "x > 0" + "".join(f" and x != {-n}" for n in range(4_000))
    assert run(program_of(f"fn f(x :: Int) -> Bool {{ {chain} }}"), "f", 1) is True
