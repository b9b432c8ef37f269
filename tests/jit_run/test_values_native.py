"""Values in native code, in every tier: what programs compute, and that nothing is left on the heap."""

import pytest

from differential.engines import ROWS
from motet.bytecode import Trap
from motet.bytecode.text import load
from motet.bytecode.values import Record, SortedMap, SortedSet, Variant
from motet.engine.languages import language
from motet.jit import NativeMachine
from motet.policy import Limits, Policy, Settings
from motet.stdlib import Host
from motet.vm import VirtualMachine

MACHINES = {
    "vm": (VirtualMachine, Settings()),
    "tier 1": (NativeMachine, Settings(tier=1, background=False)),
    "tier 2": (NativeMachine, Settings(first=2, background=False)),
    "promotion": (NativeMachine, Settings(calls=3, iterations=4, background=False)),
}
TREE = 'union Tree "Tree = Leaf | Node(Tree, Int, Tree)" = Leaf | Node(Tree, Int, Tree)\n'


def function(signature, body, captures=""):
    lines = [f"captures ({captures})"] if captures else []
    return f"function {signature} {{\n" + "\n".join(lines + body.split("; ")) + "\n}\n"


class Run:
    """A program in one of the machines."""

    def __init__(self, name, text, **limits):
        self.program = load(text, "test")
        self.output = bytearray()
        machine, settings = MACHINES[name]
        rows = {**language("lex").rows, **ROWS}
        self.machine = machine(self.program, Host(self.output.extend, Policy(), rows), Limits(**limits), settings)

    def call(self, *arguments, name="main"):
        try:
            return self.machine.call(self.program.index(name), list(arguments))[0]
        finally:
            self.machine.host.flush()
            assert self.machine.live_objects == 0


@pytest.fixture(params=MACHINES)
def start(request):
    made = []

    def make(text, **limits):
        made.append(Run(request.param, text, **limits))
        return made[-1]

    yield make
    for run in made:
        run.machine.close()


BUILD = function(
    "build(Int, List[Int]) -> List[Int]",
    "load 0; const 0; int_compare eq; branch_unless L1; load 1; return; L1:; load 0; const 1; int_sub wrap64; load 1; "
    "load 0; list_push; tail_call build",
)


def test_a_list_that_a_loop_builds(start):
    run = start(BUILD + function("main(Int) -> List[Int]", "load 0; list_new 0 List[Int]; tail_call build"))
    assert run.call(5) == [5, 4, 3, 2, 1]
    assert run.call(10_000) == list(range(10_000, 0, -1))


def test_a_list_that_somebody_else_has_is_not_changed(start):
    body = "list_new 0 List[Int]; store 1; load 0; load 1; call build; load 1; list_len; swap; list_len; const 1000; int_mul wrap64; int_add wrap64; return"
    assert start(BUILD + function("main(Int) -> Int", body)).call(7) == 7000


POINT = "{x: Int, y: Str, z: List[Int]}"


def test_a_record_that_a_loop_rebuilds(start):
    body = (
        "load 0; const 0; int_compare eq; branch_unless L1; load 1; return; L1:; load 0; const 1; int_sub wrap64; load 1; "
        "record_get x; load 0; int_add wrap64; load 1; record_get y; load 1; record_get z; load 0; list_push; "
        f"record_new {POINT}; tail_call turn"
    )
    text = f"type {POINT}\n" + function(f"turn(Int, {POINT}) -> {POINT}", body)
    text += function(
        f"main(Int) -> {POINT}", f'load 0; const 0; const "p"; list_new 0 List[Int]; record_new {POINT}; tail_call turn'
    )
    found = start(text).call(50)
    assert (found.fields, found.values[:2], len(found.values[2])) == (("x", "y", "z"), (1275, "p"), 50)


def test_a_record_with_a_field_replaced_while_it_is_shared(start):
    kind = "{a: Int, b: Str}"
    body = f'const 1; const "b"; record_new {kind}; store 0; load 0; const "c"; record_set b; record_get b; load 0; record_get b; tuple_new (Str, Str); return'
    assert start(function("main() -> ((Str, Str))", body)).call() == ("c", "b")


WIDE = "{" + ", ".join(f"f{k:02}: {('Int', 'Str', 'Any', 'Bool', 'Float', 'Unit')[k % 6]}" for k in range(72)) + "}"


def test_a_record_too_wide_for_masks(start):
    constants = ("const 7", 'const "s"', "const 1.5", "const true", "const 2.5", "const unit")
    make = "; ".join(constants[k % 6] for k in range(72))
    body = f'{make}; record_new {WIDE}; store 0; load 0; const "new"; record_set f01; store 1; load 0; record_get f01; load 1; record_get f01; '
    body += "load 1; record_get f02; load 1; record_get f03; load 1; record_get f70; list_new 5 List[Any]; return"
    assert start(function("main() -> Any", body)).call() == ["s", "new", 1.5, True, 2.5]


def test_a_wide_record_goes_out_and_comes_in(start):
    run = start(function(f"main({WIDE}) -> {WIDE}", "load 0; return"))
    values = tuple((7, "s", [1, "x"], True, 2.5, None)[k % 6] for k in range(72))
    given = Record(tuple(f"f{k:02}" for k in range(72)), values)
    assert run.call(given).values == values


ADDER = function("add(Int) -> Int", "load 0; load 1; int_add wrap64; return", "Int")
DOUBLE = function("double(Int) -> Int", "load 0; const 2; int_mul wrap64; return")


def test_closures_of_two_functions_meet(start):
    body = "load 0; branch_if L1; const 5; closure_new add; jump L2; L1:; closure_new double; L2:; const 21; tail_call_closure 1"
    run = start(ADDER + DOUBLE + function("main(Bool) -> Int", body))
    assert (run.call(False), run.call(True)) == (26, 42)


def test_a_known_closure_with_objects_in_it(start):
    kept = function(
        "kept(Int) -> Str",
        "load 0; load 2; list_get; load 1; tuple_get 0; str_compare eq; pop; load 0; load 2; list_get; return",
        "List[Str], (Str, Int)",
    )
    body = 'const "a"; const "b"; list_new 2 List[Str]; const "a"; const 1; tuple_new (Str, Int); closure_new kept; store 1; load 1; load 0; call_closure 1; return'
    run = start(kept + function("main(Int) -> Str", body))
    assert (run.call(0), run.call(1)) == ("a", "b")


def test_closures_that_capture_closures_without_end(start):
    twice = function(
        "twice(Int) -> Int", "load 0; load 1; call_closure 1; const 1; int_add wrap64; return", "Fn(Int)->(Int)"
    )
    body = (
        "load 0; const 0; int_compare eq; branch_unless L1; load 1; const 0; tail_call_closure 1; L1:; load 0; const 1; "
        "int_sub wrap64; load 1; closure_new twice; tail_call pile"
    )
    text = twice + DOUBLE + function("pile(Int, Fn(Int)->(Int)) -> Int", body)
    text += function("main(Int) -> Int", "load 0; closure_new double; tail_call pile")
    assert start(text).call(40) == 40


def test_a_call_of_a_value_that_may_be_anything(start):
    text = ADDER + DOUBLE + function("main(Any, Any) -> Any", "load 0; load 1; call_closure 1; return")
    text += function("five(Int) -> Any", "const 5; closure_new add; load 0; call main; return")
    run = start(text)
    assert run.call(3, name="five") == 8
    with pytest.raises(Trap) as caught:
        run.call("text", 1)
    assert caught.value.kind == "type"


SUM = function(
    "sum(Tree) -> Int",
    "load 0; variant_is Leaf; branch_unless L1; const 0; return; L1:; load 0; variant_get Node 0; call sum; load 0; variant_get Node 1; "
    "int_add wrap64; load 0; variant_get Node 2; call sum; int_add wrap64; return",
)
MORE = function(
    "more(Tree) -> Tree",
    "load 0; variant_is Leaf; branch_unless L1; load 0; return; L1:; load 0; variant_get Node 0; store 1; load 0; variant_get Node 1; "
    "store 2; load 0; variant_get Node 2; store 3; load 1; call more; load 2; const 1; int_add wrap64; load 3; call more; variant_new Tree Node; return",
)


def tree(depth):
    return Variant("Leaf") if depth == 0 else Variant("Node", (tree(depth - 1), depth, tree(depth - 1)))


def test_a_tree_is_built_again_in_place_or_not(start):
    body = "load 0; call more; call sum; const 1000; int_mul wrap64; load 0; call sum; int_add wrap64; return"
    assert start(TREE + SUM + MORE + function("main(Tree) -> Int", body)).call(tree(4)) == 41_026
    alone = "load 0; call more; call more; call sum; return"
    assert start(TREE + SUM + MORE + function("main(Tree) -> Int", alone)).call(tree(4)) == 56


def test_a_trap_in_the_middle_leaves_nothing_behind(start):
    body = "load 0; load 0; const 3; list_get; list_push; store 0; load 0; list_len; return"
    run = start(function("main(List[Str]) -> Int", body))
    for _ in range(3):
        with pytest.raises(Trap) as caught:
            run.call(["a", "b"])
        assert caught.value.kind == "index"
        assert run.call(["a", "b", "c", "d"]) == 5


def test_texts_of_the_program_are_made_once_and_live_on(start):
    body = 'const "abc"; store 0; load 0; const "abc"; str_compare eq; branch_if L1; panic "different"; L1:; load 0; return'
    run = start(function("main() -> Str", body))
    assert [run.call() for _ in range(3)] == ["abc"] * 3


def test_maps_and_sets_cross_in_both_directions(start):
    kind = "(SortedMap[Str, List[Int]], SortedSet[Int], SortedMap[Int, Bool])"
    run = start(function(f"main({kind}) -> ({kind})", "load 0; return"))
    names = {f"{k:04}": [k, k] for k in range(1000)}
    given = (
        SortedMap(names),
        SortedSet(dict.fromkeys(range(0, 5000, 3))),
        SortedMap({k: k % 2 == 0 for k in range(100)}),
    )
    found = run.call(given)
    assert (found[0].entries, found[1].items, found[2].entries) == (names, given[1].items, given[2].entries)


def test_shared_operations_run_natively_or_on_the_host(start):
    text = function(
        "main(List[Str], Any) -> Any",
        'load 0; library "lex:list.reverse" 1 List[Str]; const "-"; library "lex:str.join" 2 Str; load 1; library "test:reverse" 1 List[Any]; list_new 2 List[Any]; return',
    )
    assert start(text).call(["a", "b", "c"], [1, "x"]) == ["c-b-a", ["x", 1]]


def test_what_may_be_missing(start):
    text = 'union Option[Int] "Option[T] = None | Some(T)" = None | Some(Int)\n' + function(
        "main(SortedMap[Str, Int], Str) -> Int",
        'load 0; load 1; library "lex:map.get" 2 Option[Int]; store 2; load 2; variant_is Some; branch_if L1; const -1; return; L1:; load 2; variant_get Some 0; return',
    )
    run = start(text)
    assert (run.call(SortedMap({"a": 1, "b": 2}), "b"), run.call(SortedMap({"a": 1}), "c")) == (2, -1)


def test_texts_are_written_in_order_with_everything_else(start):
    body = 'load 0; library "lex:io.print" 1 Unit; pop; const 7; host_call "test:print" 1; pop; const "é"; library "lex:io.print" 1 Unit; return'
    run = start(function("main(Str) -> Unit", body))
    run.call("x" * 70_000)
    assert bytes(run.output) == b"x" * 70_000 + "\n7\né\n".encode()


def test_a_message_of_a_trap(start):
    run = start(function("main(Str) -> Int", "load 0; trap_with refinement"))
    with pytest.raises(Trap) as caught:
        run.call("not even")
    assert (caught.value.kind, caught.value.message) == ("refinement", "not even")


def test_results_of_functions_that_run_in_parallel(start):
    work = function("work() -> List[Str]", 'load 0; const "!"; list_push; return', "List[Str]")
    body = 'load 0; closure_new work; const "b"; list_new 1 List[Str]; closure_new work; list_new 2 List[Fn()->(List[Str])]; parallel List[List[Str]]; return'
    assert start(work + function("main(List[Str]) -> List[List[Str]]", body)).call(["a"]) == [["a", "!"], ["b", "!"]]


def test_the_depth_of_calls_is_limited(start):
    body = "load 0; const 0; int_compare eq; branch_unless L1; const 0; return; L1:; load 0; const 1; int_sub wrap64; call main; const 1; int_add wrap64; return"
    run = start(function("main(Int) -> Int", body), depth=11)
    assert run.call(10) == 10
    with pytest.raises(Trap) as caught:
        run.call(11)
    assert (caught.value.kind, caught.value.pc) == ("depth", 0)
    assert run.call(10) == 10


def test_tail_calls_take_no_stack_whatever_is_borrowed(start):
    """Around a cycle of two functions, with lists that are new, parts of lists, and values narrowed from Any."""
    there = function(
        "there(List[List[Int]], Any, Int) -> Int",
        "load 2; const 0; int_compare le; branch_unless L1; load 0; const 0; list_get; list_len; return; L1:; load 0; const 0; "
        "list_get; load 1; narrow List[Int]; load 2; const 1; int_sub wrap64; tail_call back",
    )
    back = function(
        "back(List[Int], List[Int], Int) -> Int",
        "load 0; list_new 1 List[List[Int]]; load 1; load 2; const 1; int_sub wrap64; tail_call there",
    )
    body = "const 1; const 2; list_new 2 List[Int]; store 1; load 1; list_new 1 List[List[Int]]; load 1; load 0; tail_call there"
    assert start(there + back + function("main(Int) -> Int", body), stack="64KB").call(40_000) == 2
