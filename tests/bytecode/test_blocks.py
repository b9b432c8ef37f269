from random import Random

import pytest
from bytecode_programs import random_program
from hypothesis import given
from hypothesis import strategies as st

from motet.bytecode import OPS, Vector, verify
from motet.bytecode.blocks import targets
from motet.bytecode.text import load

LOOP = """
function f(Any, Any) -> Any {
  const 0
  store 2
loop:
  load 0
  branch_if end
  load 2
  const 1
  int_add wrap64
  store 2
  jump loop
  pop
end:
  load 2
  return
}
"""


def facts_of(text):
    return load(text, "test").functions[0].facts


def test_facts_of_a_loop():
    facts = facts_of(LOOP)
    assert facts.leaders == (0, 2, 4, 10)
    assert facts.length == {0: 2, 2: 2, 4: 5, 10: 2}
    assert facts.successors == {0: (2,), 2: (10, 4), 4: (2,), 10: ()}
    assert facts.headers == {2}
    assert facts.depth == [0, 1, 0, 1, 0, 1, 2, 1, 0, -1, 0, 1]
    assert facts.max_depth == 2
    assert facts.live == {0: 0b001, 2: 0b101, 4: 0b101, 10: 0b100}
    assert facts.stored == 0b100
    assert facts.order[:2] == (0, 2)
    assert facts.live_through(0) == [0b001, 0b001, 0b101]
    assert facts.live_at(7) == 0b001
    assert facts.leader_of(8) == 4


def test_unreachable_instructions_are_in_no_block():
    with pytest.raises(ValueError, match="in no block"):
        facts_of(LOOP).leader_of(9)


def test_unreachable_jumps_make_no_blocks():
    facts = facts_of("function f() -> () {\nL:\n collect\nM:\n return\n jump M\n jump L\n}")
    assert facts.leaders == (0,)
    assert facts.headers == frozenset()


def test_a_branch_to_the_next_instruction():
    facts = facts_of("function f() -> () {\n const true\n branch_if L\nL:\n return\n}")
    assert facts.successors[0] == (2, 2)


def slow_liveness(code):
    """Live locals before each instruction, by the book."""
    live = [set() for _ in code]
    while True:
        before = [set(s) for s in live]
        for pc, instruction in enumerate(code):
            live[pc] = set().union(*(live[t] for t in targets(code, pc)))
            if instruction[0] == "store":
                live[pc].discard(instruction[1])
            if instruction[0] == "load":
                live[pc].add(instruction[1])
        if live == before:
            return [sum(1 << bit for bit in s) for s in live]


@given(st.integers(0, 1 << 64))
def test_facts_agree_with_slow_and_simple_ones(seed):
    program = random_program(Random(seed))
    verify(program)
    for function in program.functions:
        facts, code = function.facts, function.code
        live = slow_liveness(code)
        blocks = {pc for leader in facts.leaders for pc in range(leader, leader + facts.length[leader])}
        assert blocks == {pc for pc in range(len(code)) if facts.depth[pc] >= 0}
        assert sum(facts.length.values()) == len(blocks)
        assert {leader: live[leader] for leader in facts.leaders} == facts.live
        assert [facts.live_at(pc) for pc in sorted(blocks)] == [live[pc] for pc in sorted(blocks)]
        assert sorted(facts.order) == list(facts.leaders)
        for leader, successors in facts.successors.items():
            last = leader + facts.length[leader] - 1
            assert successors == targets(code, last)
            assert not any(OPS[code[pc][0]].branches or OPS[code[pc][0]].ends for pc in range(leader, last))
        jumps = [(pc, t) for pc in blocks if OPS[code[pc][0]].branches for t in targets(code, pc)]
        assert set(facts.leaders) == {0, *(t for _, t in jumps)}
        assert facts.headers == {t for pc, t in jumps if t <= pc}


def test_live_masks_of_a_long_chain_that_runs_backwards():
    """Blocks in the worst order for the data flow, with a local for each."""
    count = 3000
    lines = [f"L{i}:\n load {i}\n branch_if L{i - 1 if i else 0}\n trap size" for i in range(count)]
    facts = facts_of(f"function f() -> () {{\n jump L{count - 1}\n" + "\n".join(lines) + "\n}")
    assert facts.live[0] == (1 << count) - 1
    assert facts.live[1] == 1


def test_vectors_have_identity_and_print_without_recursion():
    a, b = Vector([1]), Vector([1])
    assert a != b
    a.items.append(a)
    assert repr(a).startswith("<Vector of 2")
