"""Vectors of the reference machine: limits, liveness, equality by structure."""

import pytest

from conformance.hosting import ROWS
from motet.bytecode import Trap, Vector
from motet.bytecode.text import load
from motet.policy import Limits, Policy
from motet.stdlib import Host
from motet.stdlib.structural import equal
from motet.vm import VirtualMachine

LIST = """
function main(Int) -> Any {
  const unit
  store 1
L0:
  load 0
  const 0
  int_compare eq
  branch_if L1
  load 0
  load 1
  vector_new 2
  store 1
  load 0
  const 1
  int_sub wrap64
  store 0
  jump L0
L1:
  load 1
  return
}
"""

KEEP = "function main(Any) -> Any {\n vector_new 0\n pop\n load 0\n return\n}"


def machine_of(text, **limits):
    return VirtualMachine(load(text, "test"), Host(lambda data: None, Policy(), ROWS), Limits(**limits))


def trap_of(machine, *arguments):
    with pytest.raises(Trap) as caught:
        machine.call(machine.program.index("main"), arguments)
    return caught.value


def chain(length, end=None):
    value = end
    for _ in range(length):
        value = Vector([value])
    return value


def test_a_list_fills_the_heap_to_the_last_word():
    assert machine_of(LIST, heap_words=4 * 50).call(0, (50,))
    assert trap_of(machine_of(LIST, heap_words=4 * 50 - 1), 50).kind == "heap"


def test_garbage_of_earlier_calls_does_not_count():
    machine = machine_of(LIST, heap_words=4 * 50)
    for _ in range(5):
        machine.call(0, (50,))
        assert machine.live_objects == 0


def test_arguments_from_outside_count():
    assert machine_of(KEEP, heap_words=7).call(0, (Vector([1, 2, 3]),))
    assert trap_of(machine_of(KEEP, heap_words=6), Vector([1, 2, 3])).kind == "heap"


def test_globals_from_outside_count():
    machine = machine_of("global g: Any\n" + KEEP, heap_words=6)
    assert machine.call(0, (0,)) == (0,)
    machine.set_global(0, Vector([1, 2, 3]))
    assert trap_of(machine, 0).kind == "heap"


def test_the_memory_limit_counts_what_is_live():
    assert trap_of(machine_of(LIST, memory="1MB"), 10**6).kind == "memory"
    churn = """
    function main(Int) -> Any {
    L0:
      load 0
      const 0
      int_compare eq
      branch_if L1
      const 1000
      const 0
      vector_make
      pop
      load 0
      const 1
      int_sub wrap64
      store 0
      jump L0
    L1:
      const true
      return
    }
    """
    assert machine_of(churn, memory="100KB").call(0, (500,)) == (True,)


def test_without_limits_the_machine_s_memory_is_the_limit():
    text = "function main(Int) -> Any {\n load 0\n const 0\n vector_make\n return\n}"
    assert trap_of(machine_of(text), 2**62).kind == "memory"


def test_a_deep_list_is_let_go_without_host_recursion():
    machine = machine_of(LIST)
    (value,) = machine.call(0, (300_000,))
    del value


def equal_polling(a, b):
    return equal(a, b, machine_of(KEEP).poll)


def test_equality_of_shared_structure_takes_no_exponential_time():
    one, other = Vector([0]), Vector([0])
    for _ in range(200):
        one, other = Vector([one, one]), Vector([other, other])
    assert equal_polling(one, other)
    third = Vector([1])
    for _ in range(200):
        third = Vector([third, third])
    assert not equal_polling(one, third)


def test_equality_of_deep_structure():
    assert equal_polling(chain(200_000, 1), chain(200_000, 1))
    assert not equal_polling(chain(200_000, 1), chain(200_000, 2))
    assert not equal_polling(chain(200_000, 1), chain(199_999, 1))


def ring(size, value):
    nodes = [Vector([value, None]) for _ in range(size)]
    for node, following in zip(nodes, nodes[1:] + nodes[:1], strict=True):
        node.items[1] = following
    return nodes[0]


def test_equality_of_cycles_is_bisimulation():
    assert equal_polling(ring(3, 1), ring(7, 1))
    assert equal_polling(ring(1000, 1), ring(1001, 1))
    assert not equal_polling(ring(3, 1), ring(7, 2))
    odd_one = ring(7, 1)
    odd_one.items[1].items[1].items[0] = True
    assert not equal_polling(ring(3, 1), odd_one)


def test_equality_of_vectors_of_different_length():
    assert not equal_polling(Vector([1]), Vector([1, 1]))
    assert equal_polling(Vector([]), Vector([]))
    assert not equal_polling(Vector([]), None)
    assert not equal_polling(Vector([1]), Vector([True]))
    assert not equal_polling(Vector([1]), Vector([1.0]))


def test_equality_can_be_stopped():
    machine = machine_of(KEEP)
    machine.cancel()
    with pytest.raises(Trap) as caught:
        equal(chain(10_000), chain(10_000), machine.poll)
    assert caught.value.kind == "cancelled"
