"""Counts of values: what is only looked at holds none, what nobody else has is changed in place, and all of it is checked."""

import pytest

from differential import value_generator
from motet.bytecode.text import load
from motet.jit.checker import CheckError, check_counts
from motet.jit.ir import Ins
from motet.jit.ir_memory_ops import FORGET, RELEASE, RETAIN
from motet.jit.ir_verify import verify_ir
from motet.jit.ownership import insert_counts, needs_counts
from motet.jit.reuse import REUSE, TAKE_APART
from motet.jit.scalar_replacement import replace_objects
from ownership.programs import lowered
from ownership.test_counts import blocks_that_only_trap, exits_are_checked, is_refused, is_refused_with, number, ops

COUNTING = (RETAIN, RELEASE, FORGET, TAKE_APART)

TREE = 'union Tree "Tree = Leaf | Node(Tree, Int, Tree)" = Leaf | Node(Tree, Int, Tree)\n'


def counted(text, tier=2):
    """The functions of a program with counts, main first."""
    program = load(text, "test")
    program.entry = program.index("main")
    functions = lowered(program, tier, exact=False)
    for function in functions:
        insert_counts(function, exact=False)
        verify_ir(function)
        check_counts(function)
    return functions


def function(name, signature, body):
    lines = "\n".join(body.split("; "))
    return f"function {name}{signature} {{\n{lines}\n}}\n"


SUM = function(
    "main",
    "(Tree) -> Int",
    "load 0; variant_is Leaf; branch_unless L1; const 0; return; L1:; load 0; variant_get Node 0; call main; load 0; "
    "variant_get Node 1; int_add wrap64; load 0; variant_get Node 2; call main; int_add wrap64; return",
)
GROW = function(
    "main",
    "(Tree) -> Tree",
    "load 0; variant_is Leaf; branch_unless L1; load 0; return; L1:; load 0; variant_get Node 0; store 1; load 0; "
    "variant_get Node 1; store 2; load 0; variant_get Node 2; store 3; load 1; call main; load 2; load 3; call main; "
    "variant_new Tree Node; return",
)


def test_a_function_that_only_looks_counts_nothing():
    functions = counted(TREE + SUM)
    assert functions[0].owned == [False]
    assert number(functions, RETAIN) == number(functions, RELEASE) == 0


def test_what_is_taken_apart_and_built_again_is_owned_and_its_memory_used_again():
    functions = counted(TREE + GROW)
    assert functions[0].owned == [True]
    assert number(functions, RETAIN) == number(functions, RELEASE) == 0
    assert number(functions, TAKE_APART) == number(functions, REUSE) == 1


def test_a_parameter_that_is_passed_around_a_loop_unchanged_is_borrowed():
    body = (
        "load 1; load 0; list_len; int_compare lt; branch_if more; load 1; return; more:; load 0; load 1; const 1; "
        "int_add wrap64; tail_call main"
    )
    functions = counted(function("main", "(List[Str], Int) -> Int", body))
    assert functions[0].owned[0] is False
    assert number(functions, RETAIN) == number(functions, RELEASE) == 0


def test_a_walk_down_by_tail_calls_counts_nothing():
    body = (
        "load 0; variant_is Leaf; branch_unless L1; load 1; return; L1:; load 0; variant_get Node 2; load 1; const 1; "
        "int_add wrap64; tail_call main"
    )
    functions = counted(TREE + function("main", "(Tree, Int) -> Int", body))
    assert functions[0].owned[0] is False
    assert number(functions, RETAIN) == number(functions, RELEASE) == 0


def test_a_list_that_a_loop_builds_is_never_copied():
    body = (
        "load 1; const 0; int_compare eq; branch_if done; load 0; load 1; list_push; load 1; const 1; int_sub wrap64; "
        "tail_call main; done:; load 0; return"
    )
    functions = counted(function("main", "(List[Int], Int) -> List[Int]", body))
    assert functions[0].owned[0] is True
    assert number(functions, RETAIN) == number(functions, RELEASE) == 0


def test_a_tail_call_that_must_release_something_becomes_a_call():
    text = function("main", "(Int) -> Int", "load 0; list_new 1 List[Int]; tail_call length")
    text += function("length", "(List[Int]) -> Int", "load 0; list_len; return")
    main = next(f for f in counted(text) if f.owned == [True] and "list_new" in ops(f))
    assert "tail_as_call" in ops(main)
    assert ops(main).count(RELEASE) == 1


def test_what_lasts_is_given_away_once_only_though_it_is_used_later():
    body = (
        'const "a"; store 2; load 0; branch_if L1; load 2; jump L2; L1:; load 1; library "lex:int.to_str" 1 Str; '
        "L2:; load 2; str_compare eq; return"
    )
    (main,) = counted(function("main", "(Bool, Int) -> Bool", body))
    assert number([main], RETAIN) == number([main], RELEASE) == 1


def test_a_list_is_released_behind_an_item_that_is_no_object():
    body = "load 0; list_new 1 List[Any]; const 0; list_get; narrow Int; return"
    main = next(f for f in counted(function("main", "(Any) -> Int", body)) if "list_get" in ops(f))
    code = [ins for block in main.blocks for ins in block.ins]
    made = next(ins.results[0] for ins in code if ins.op == "list_new")
    assert [ins.op for ins in code if made in ins.args] == ["list_get", RELEASE]


def test_the_checker_refuses_a_part_that_outlives_its_object():
    body = 'load 0; const "b"; tuple_new (Int, Str); tuple_get 1; const "a"; str_compare eq; return'
    text = function("main", "(Int) -> Bool", body)
    (main,) = counted(text)
    block = next(block for block in main.blocks if RELEASE in [ins.op for ins in block.ins])
    release = next(ins for ins in block.ins if ins.op == RELEASE)
    at = next(k for k, ins in enumerate(block.ins) if ins.op == "part")
    rest = [ins for ins in block.ins if ins is not release]
    assert is_refused_with(main, block, [*rest[: at + 1], release, *rest[at + 1 :]])


def test_the_checker_refuses_parts_of_something_else():
    (main,) = counted(TREE + GROW)
    block = next(block for block in main.blocks if TAKE_APART in [ins.op for ins in block.ins])
    at = next(k for k, ins in enumerate(block.ins) if ins.op == TAKE_APART)
    apart = block.ins[at]
    twice = Ins(TAKE_APART, apart.results, (apart.args[0], apart.args[1], apart.args[1]), apart.data, (), apart.site)
    assert is_refused_with(main, block, [*block.ins[:at], twice, *block.ins[at + 1 :]])
    other = Ins(TAKE_APART, apart.results, (apart.args[0], main.params[0], apart.args[2]), apart.data, (), apart.site)
    assert is_refused_with(main, block, [*block.ins[:at], other, *block.ins[at + 1 :]])


def test_the_checker_refuses_a_lent_parameter_that_does_not_last():
    body = 'load 1; branch_if L1; load 0; const 0; list_get; jump L2; L1:; const "a"; L2:; const "b"; str_compare eq; return'
    text = function("main", "(List[Str], Bool) -> Bool", body)
    (main,) = counted(text)
    joined = [p for block in main.blocks for p in block.params if p in main.lent]
    assert joined
    main.owned = [True, True]
    with pytest.raises(CheckError):
        check_counts(main)


SEEDS = range(1, 61)


def value_functions(tier):
    """Functions of generated programs on values, with counts."""
    for seed in SEEDS:
        program, _ = value_generator.generate(seed)
        if needs_counts(program):
            for each in lowered(program, tier, exact=False):
                if tier == 2:
                    replace_objects(each)
                insert_counts(each, exact=False)
                verify_ir(each)
                check_counts(each)
                yield seed, each


@pytest.mark.parametrize("tier", [1, 2])
def test_the_checker_refuses_every_mutant(tier):
    """Remove or double each count in turn. Behind it nothing but a trap may come: there counts are not looked at."""
    refused = 0
    for seed, each in value_functions(tier):
        doomed = blocks_that_only_trap(each)
        for block in each.blocks:
            for k, ins in enumerate(block.ins):
                if ins.op not in COUNTING or block in doomed:
                    continue
                for mutant in ([], [ins, ins]):
                    assert is_refused(each, block, k, mutant), (seed, each.symbol, block.label, k, ins, mutant)
                    refused += 1
            refused += exits_are_checked(each, block)
    assert refused > 600
