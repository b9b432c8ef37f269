"""Walks over the blocks of a heap end, whatever the memory holds; and what the host calls between runs needs no run's limits."""

import ctypes

import pytest

from conformance.hosting import ROWS
from motet.bytecode import Trap, verify
from motet.bytecode.text import load
from motet.bytecode.values import Vector
from motet.jit import NativeMachine
from motet.jit.context import OFFSETS, REASONS
from motet.jit.memory import STACKS
from motet.jit.watch import WATCHER
from motet.policy import Limits, Policy, Settings
from motet.stdlib import Host
from runtime.heap_walk import check

KEEP = """
global kept: Any
function keep(Int) -> Int {
 load 0
 const 7
 vector_make
 global_set kept
 load 0
 const 1
 vector_make
 pop
 load 0
 const 0
 vector_make
 const 0
 vector_get
 cast Int type
 return
}
function fail() -> Int {
 const 3
 const 1
 vector_make
 const 3
 vector_get
 cast Int type
 return
}
function kept_length() -> Int {
 global_get kept
 cast Vector type
 vector_len
 return
}
"""
SMALL, LARGE = 10, 100_000


@pytest.fixture
def machine():
    program = load(KEEP, "test")
    verify(program)
    limits = Limits(stack="16MB", memory="64MB")
    made = NativeMachine(program, Host(bytearray().extend, Policy(), ROWS), limits, Settings(tier=1, background=False))
    yield made
    made.close()


def call(machine, name, *arguments):
    (result,) = machine.call(machine.program.index(name), list(arguments))
    return result


def write(address, value):
    ctypes.c_uint64.from_address(address).value = value


def first_block(heap):
    return heap._get("chunks") + 32


DAMAGES = {
    "a free block of no bytes": lambda heap: write(first_block(heap), 0),
    "a free block that ends outside": lambda heap: write(first_block(heap), 1 << 30),
    "a block that ends between two words": lambda heap: write(first_block(heap), 17),
    "a descriptor that nobody has": lambda heap: write(first_block(heap), 12345 << 32 | 1),
    "a descriptor that nobody can have": lambda heap: write(first_block(heap), 0xDBDBDBDB << 32 | 1),
    "a length that ends outside": lambda heap: write(first_block(heap) + 8, 1 << 20),
    "chunks in a circle": lambda heap: write(heap._get("chunks"), heap._get("chunks")),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_heap_is_given_up_and_the_machine_goes_on(machine, damage):
    assert call(machine, "keep", SMALL) == 0
    damage(machine.heap)
    limit = machine.heap.limit
    with pytest.warns(RuntimeWarning, match="the heap was damaged"), pytest.raises(Trap, match="index"):
        call(machine, "fail")
    assert machine.heap.limit == limit
    assert machine.global_value(0) is None
    assert machine.heap.objects == machine.live_objects == 0
    assert call(machine, "keep", SMALL) == 0
    assert call(machine, "kept_length") == SMALL
    assert len(check(machine.heap)) == 1


def test_large_blocks_in_a_circle_end_the_walk(machine):
    assert call(machine, "keep", LARGE) == 0
    large = machine.heap._get("large")
    write(large, large)
    with pytest.raises(Trap, match="memory"):
        machine.heap.leaks()
    write(large, 0)
    assert machine.heap.leaks() == {"Vector": 1}


def test_blocks_without_objects_are_freed_by_recovery(machine):
    assert call(machine, "keep", LARGE) == 0
    heap = machine.heap
    ctypes.c_uint32.from_address(heap._get("large") + 36).value = 0
    write(heap._globals.address, 3)
    with pytest.raises(Trap, match="index"):
        call(machine, "fail")
    assert len(check(heap)) == heap.objects == 0


@pytest.mark.parametrize("length", [SMALL, LARGE])
def test_attention_between_calls_does_not_end_a_release(machine, monkeypatch, length):
    """A late hint meets a routine that has a stack of its own."""
    monkeypatch.setattr(STACKS, "_free", {})
    machine.set_global(0, Vector([Vector([k]) for k in range(length)]))
    assert call(machine, "kept_length") == length
    monkeypatch.setattr(STACKS, "_free", {})
    context = machine._runner.region.context
    WATCHER.ask(context.address, REASONS["signal"])
    limits = [context.ints[OFFSETS[name] // 8] for name in ("soft_limit", "hard_limit", "stack_top")]
    machine.set_global(0, None)
    assert machine.heap.objects == 0
    assert [context.ints[OFFSETS[name] // 8] for name in ("soft_limit", "hard_limit", "stack_top")] == limits
    assert call(machine, "keep", SMALL) == 0


def test_a_refused_page_leaves_nothing_on_an_empty_heap(machine):
    call(machine, "keep", SMALL)
    machine.set_global(0, None)
    machine.heap.mappings.unmap()
    machine.heap.limit = 100
    with pytest.raises(Trap, match="memory"):
        call(machine, "keep", SMALL)
    assert (machine.heap.objects, machine.heap.live_bytes, machine.live_objects) == (0, 0, 0)
