"""Counts are inserted where they belong, and the checker refuses every other way."""

import pytest

from differential import generator
from motet.bytecode.text import load
from motet.jit.checker import CheckError, check_counts
from motet.jit.ir import Ins
from motet.jit.ir_memory_ops import FORGET, KEEP, PEEK, RELEASE, RETAIN
from motet.jit.ir_verify import verify_ir
from motet.jit.ownership import insert_counts, needs_counts
from motet.jit.references import Counted
from ownership.programs import lowered

COUNTING = (RETAIN, RELEASE, FORGET)


def counted(text, tier=2):
    """The functions of a program with counts, the entry first."""
    program = load(text, "test")
    program.entry = program.index("main")
    functions = lowered(program, tier)
    for function in functions:
        insert_counts(function)
        verify_ir(function)
        check_counts(function)
    return functions


def ops(function):
    return [ins.op for block in function.blocks for ins in block.ins]


def number(functions, op):
    return sum(ops(function).count(op) for function in functions)


def main(body, parameters="Vector"):
    return f"function main({parameters}) -> Any {{\n{body}\n}}"


def test_the_last_use_moves():
    functions = counted(main("load 0\nvector_new 1\nreturn"))
    assert number(functions, RETAIN) == number(functions, RELEASE) == 0


def test_an_earlier_use_retains():
    functions = counted(main("load 0\nload 0\nvector_new 2\nreturn"))
    assert (number(functions, RETAIN), number(functions, RELEASE)) == (1, 0)


def test_what_is_only_looked_at_is_released_at_its_last_use():
    (function,) = counted(main("load 0\nvector_len\nconst 1\nvector_new 0\npop\nint_add trap64\nreturn"))
    order = [op for op in ops(function) if op in (RELEASE, "vector_len", "vector_new", "int_add")]
    assert order == ["vector_len", RELEASE, "vector_new", RELEASE, "int_add"]


def test_a_parameter_that_nobody_looks_at_is_released_at_once():
    (function,) = counted(main("const 1\nvector_new 1\nreturn"))
    assert [op for op in ops(function) if op in (RELEASE, "vector_new")] == [RELEASE, "vector_new"]


def test_a_value_that_turns_out_to_be_a_number_is_forgotten():
    function = counted(main("load 0\nconst 1\nint_add trap64\nreturn", "Any"))[0]
    assert number([function], FORGET) == 1
    assert number([function], RELEASE) == 0


LOOKED_AT = "load 0\nconst 0\nvector_get\nconst 1\nint_add trap64\nreturn"
NESTED = "load 0\nconst 0\nvector_get\nconst 1\nvector_get\nconst 1\nint_add trap64\nreturn"
CHANGED = "load 0\nconst 0\nvector_get\nload 0\nconst 0\nconst 5\nvector_set\npop\nconst 1\nint_add trap64\nreturn"
ALLOCATED = "load 0\nconst 0\nvector_get\nvector_new 0\npop\nconst 1\nint_add trap64\nreturn"
GIVEN = "load 0\nconst 0\nvector_get\nvector_new 1\nreturn"
ELSEWHERE = "load 0\nconst 0\nvector_get\nload 1\nbranch_if next\npop\nconst 0\nnext:\nvector_len\nreturn"


@pytest.mark.parametrize(
    ("body", "peeks", "gets"),
    [(LOOKED_AT, 1, 0), (NESTED, 2, 0), (CHANGED, 0, 1), (ALLOCATED, 0, 1), (GIVEN, 0, 1), (ELSEWHERE, 0, 1)],
)
def test_items_that_are_only_looked_at_hold_no_count(body, peeks, gets):
    (function,) = counted(main(body, "Vector, Bool"))
    assert (number([function], PEEK), number([function], "vector_get")) == (peeks, gets)
    assert number([function], RETAIN) == 0


def test_the_checker_refuses_an_item_that_outlives_its_vector():
    (function,) = counted(main(LOOKED_AT))
    block = next(block for block in function.blocks if any(ins.op == PEEK for ins in block.ins))
    release = [ins for ins in block.ins if ins.op == RELEASE]
    rest = [ins for ins in block.ins if ins.op not in (RELEASE, KEEP)]
    at = next(k for k, ins in enumerate(rest) if ins.op == PEEK)
    assert release
    assert is_refused_with(function, block, [*rest[: at + 1], *release, *rest[at + 1 :]])


def test_the_checker_refuses_an_item_after_a_change():
    (function,) = counted(main(LOOKED_AT))
    block = next(block for block in function.blocks if any(ins.op == PEEK for ins in block.ins))
    at = next(k for k, ins in enumerate(block.ins) if ins.op == PEEK)
    assert is_refused_with(function, block, [*block.ins[: at + 1], Ins("collect"), *block.ins[at + 1 :]])


def test_boxing_and_narrowing_change_no_count():
    text = main("load 0\ncast Vector type\nvector_new 1\nreturn", "Any")
    functions = counted(text)
    assert number(functions, RETAIN) == number(functions, RELEASE) == 0


def test_both_ways_of_a_branch_release():
    body = "load 1\nbranch_if yes\nload 0\nvector_len\nreturn\nyes:\nconst 0\nreturn"
    (function,) = counted(main(body, "Vector, Bool"))
    assert number([function], RELEASE) == 2


def test_a_value_that_is_passed_on_twice_is_retained_on_the_way():
    body = "load 0\nload 0\nload 1\nbranch_if yes\nvector_new 2\nreturn\nyes:\npop\nreturn"
    (function,) = counted(main(body, "Vector, Bool"))
    assert (number([function], RETAIN), number([function], RELEASE)) == (1, 0)


def test_storing_a_vector_in_itself_needs_two_counts():
    (function,) = counted(main("load 0\nconst 0\nload 0\nvector_set\npop\nconst 0\nreturn"))
    assert (number([function], RETAIN), number([function], RELEASE)) == (1, 1)


def test_only_programs_with_vectors_are_counted():
    assert needs_counts(load(main("load 0\nvector_len\nreturn"), "test"))
    assert not needs_counts(load(main("load 0\nreturn"), "test"))


SEEDS = range(1, 201, 2)


@pytest.mark.parametrize("tier", [1, 2])
def test_generated_programs_keep_their_counts(tier):
    total = 0
    for seed in SEEDS:
        for function in lowered(generator.generate(seed, True)[0], tier):
            insert_counts(function)
            verify_ir(function)
            check_counts(function)
            total += sum(op in COUNTING for op in ops(function))
    assert total > 300


@pytest.mark.parametrize("tier", [1, 2])
def test_the_checker_refuses_every_mutant(tier):
    """Remove or double each count in turn. Behind it nothing but a trap may come: there counts are not looked at."""
    refused = 0
    for seed in SEEDS:
        for function in lowered(generator.generate(seed, True)[0], tier):
            insert_counts(function)
            doomed = blocks_that_only_trap(function)
            for block in function.blocks:
                for k, ins in enumerate(block.ins):
                    if ins.op not in COUNTING or block in doomed:
                        continue
                    for mutant in ([], [ins, ins]):
                        assert is_refused(function, block, k, mutant), (seed, function.symbol, block.label, k, mutant)
                        refused += 1
                refused += exits_are_checked(function, block)
    assert refused > 600


def is_refused(function, block, k, mutant):
    return is_refused_with(function, block, [*block.ins[:k], *mutant, *block.ins[k + 1 :]])


def is_refused_with(function, block, mutant):
    original = block.ins
    block.ins = mutant
    try:
        check_counts(function)
    except CheckError:
        return True
    finally:
        block.ins = original
    return False


def exits_are_checked(function, block):
    """The same for the counts of exits that are not the only way out of their block."""
    ins = block.ins[-1]
    if not isinstance(ins.data, Counted):
        return 0
    counts = ins.data
    refused = 0
    for field in ("retained", "released"):
        values = getattr(counts, field)
        for k in range(len(values)):
            for mutant in (values[:k] + values[k + 1 :], (*values, values[k])):
                ins.data = counts._replace(**{field: mutant})
                with pytest.raises(CheckError):
                    check_counts(function)
                refused += 1
    ins.data = counts
    return refused


def blocks_that_only_trap(function):
    """Blocks from which every way ends with a trap, or goes on for ever."""
    leaves = {b for b in function.blocks if b.ins[-1].op in ("ret", "tail_call", "dispatch", "loop_back")}
    grown = True
    while grown:
        more = {b for b in function.blocks if any(edge.block in leaves for edge in b.ins[-1].edges)} - leaves
        leaves |= more
        grown = bool(more)
    return set(function.blocks) - leaves
