"""The heap of native machines: what programs see, what crosses to Python, and that nothing is left."""

import gc
import io
import sys
import threading

import pytest

from conformance.hosting import ROWS
from motet.bytecode import Trap, verify
from motet.bytecode.text import load
from motet.bytecode.values import Vector
from motet.jit import NativeMachine
from motet.policy import Limits, Policy, Settings
from motet.stdlib import Host, TextStyle, text_form

TIERS = {"tier 1": Settings(tier=1, background=False), "tier 2": Settings(first=2, background=False)}


@pytest.fixture(params=sorted(TIERS))
def start(request):
    """`start(text, **limits)`: a native machine for a program."""
    machines = []

    def make(text, **limits):
        program = load(text, "test")
        verify(program)
        output = bytearray()
        settings = {"stack": "64MB", **limits}
        machine = NativeMachine(program, Host(output.extend, Policy(), ROWS), Limits(**settings), TIERS[request.param])
        machine.test_output = output
        machines.append(machine)
        return machine

    yield make
    for machine in machines:
        machine.close()
        assert machine.heap is None or machine.heap._get("mapped") == 0


def call(machine, name, *arguments):
    (result,) = machine.call(machine.program.index(name), list(arguments))
    return result


def trap_of(machine, name, *arguments):
    with pytest.raises(Trap) as caught:
        machine.call(machine.program.index(name), list(arguments))
    return caught.value.kind, caught.value.function, caught.value.pc


def is_empty(machine):
    heap = machine.heap
    return (heap.objects, heap.live_bytes, heap.words, machine.live_objects) == (0, 0, 0, 0)


CHAIN = """
function chain(Int) -> Any {
 const unit
 store 1
again:
 load 0
 const 0
 int_compare eq
 branch_if done
 FIRST
 SECOND
 vector_new 2
 store 1
 load 0
 const 1
 int_sub trap64
 store 0
 jump again
done:
 load 1
 return
}
function length(Any) -> Int {
 load 0
 cast Vector type
 vector_len
 return
}
function drop(Int) -> Int {
 load 0
 call chain
 call length
 return
}
"""


@pytest.mark.parametrize("order", ["load 0,load 1", "load 1,load 0"])
def test_a_million_cells_are_released_in_either_direction(start, order):
    first, second = order.split(",")
    machine = start(CHAIN.replace("FIRST", first).replace("SECOND", second))
    assert call(machine, "drop", 1_000_000) == 2
    assert is_empty(machine)


def test_deep_values_cross_to_python_and_back(start):
    machine = start(CHAIN.replace("FIRST", "load 0").replace("SECOND", "load 1"))
    deep = call(machine, "chain", 100_000)
    assert is_empty(machine)
    depth, at = 0, deep
    while at is not None:
        depth, at = depth + 1, at.items[1]
    assert depth == 100_000
    assert call(machine, "length", deep) == 2
    assert is_empty(machine)
    while deep is not None:
        deep.items[1], deep = None, deep.items[1]


ECHO = """
function echo(Any) -> Any {
 load 0
 return
}
function first(Vector) -> Any {
 load 0
 const 0
 vector_get
 return
}
function twice(Any) -> Any {
 load 0
 load 0
 vector_new 2
 return
}
"""


def test_scalars_sharing_and_cycles_survive_the_way_through(start):
    machine = start(ECHO)
    inner = Vector([1, -2.5, True, False, None, 1 << 62])
    value = Vector([inner, inner])
    inner.items.append(value)
    got = call(machine, "echo", value)
    assert got is not value
    assert got.items[0] is got.items[1]
    assert got.items[0].items == [1, -2.5, True, False, None, 1 << 62, got]
    assert [type(item) for item in got.items[0].items[:4]] == [int, float, bool, bool]
    assert is_empty(machine)
    again = call(machine, "twice", 7)
    assert again.items == [7, 7]
    assert is_empty(machine)


def test_strange_items_are_refused(start):
    machine = start(ECHO)
    with pytest.raises(TypeError):
        call(machine, "echo", Vector([object()]))
    assert is_empty(machine)


def test_arguments_count_against_the_limits(start):
    machine = start(ECHO, heap_words=10)
    assert call(machine, "first", Vector([1] * 8)) == 1
    with pytest.raises(Trap, match="heap"):
        call(machine, "first", Vector([1] * 9))
    with pytest.raises(Trap, match="heap"):
        call(machine, "first", Vector([Vector([]), Vector([1, 2, 3])]))
    assert is_empty(machine)


LIMIT = """
function fill(Int) -> Int {
 load 0
 const 0
 vector_make
 vector_len
 return
}
function pairs(Int) -> Int {
 load 0
 const 0
 vector_make
 store 1
 load 0
 const 0
 vector_make
 vector_len
 load 1
 vector_len
 int_add trap64
 return
}
function cycles(Int) -> Int {
again:
 load 0
 const 0
 int_compare eq
 branch_if done
 const 1
 const 2
 vector_new 2
 store 1
 load 1
 const 0
 load 1
 vector_set
 pop
 load 0
 const 1
 int_sub trap64
 store 0
 jump again
done:
 load 0
 return
}
"""


def test_the_limit_of_the_programs_heap_is_exact(start):
    machine = start(LIMIT, heap_words=100)
    assert call(machine, "fill", 98) == 98
    assert trap_of(machine, "fill", 99) == ("heap", 0, 2)
    assert call(machine, "pairs", 48) == 96
    assert trap_of(machine, "pairs", 49) == ("heap", 1, 6)
    assert call(machine, "fill", 0) == 0
    assert trap_of(machine, "fill", -1) == ("size", 0, 2)
    assert is_empty(machine)


def test_unreachable_cycles_do_not_count(start):
    machine = start(LIMIT, heap_words=8)
    assert call(machine, "cycles", 1000) == 0
    assert is_empty(machine)


def test_cycles_are_collected_without_a_limit_too(start):
    machine = start(LIMIT, memory="16MB")
    assert call(machine, "cycles", 1_000_000) == 0
    assert is_empty(machine)


def test_the_memory_limit(start):
    machine = start(LIMIT, memory="1MB")
    assert call(machine, "fill", 10_000) == 10_000
    assert trap_of(machine, "fill", 100_000) == ("memory", 0, 2)
    assert trap_of(machine, "fill", 1 << 40) == ("memory", 0, 2)
    assert call(machine, "fill", 10_000) == 10_000
    assert is_empty(machine)


GLOBALS = """
global kept: Any
function keep(Int) -> Int {
 load 0
 const 7
 vector_make
 global_set kept
 const 0
 return
}
function fail(Int) -> Any {
 global_get kept
 load 0
 vector_new 2
 store 1
 load 1
 const 0
 load 1
 vector_set
 pop
 load 1
 const 5
 vector_get
 return
}
function kept_length() -> Int {
 global_get kept
 cast Vector type
 vector_len
 return
}
"""


def test_globals_survive_a_trap_and_nothing_else_does(start):
    machine = start(GLOBALS)
    call(machine, "keep", 3)
    assert machine.heap.objects == 1
    for _ in range(3):
        assert trap_of(machine, "fail", 1)[0] == "index"
        assert machine.heap.objects == 1
        assert machine.live_objects == 0
    assert call(machine, "kept_length") == 3
    assert machine.heap.leaks() == {"Vector": 1}
    assert machine.global_value(0).items == [7, 7, 7]
    call(machine, "keep", 4)
    assert (machine.heap.objects, machine.heap.words) == (1, 6)
    machine.set_global(0, Vector([Vector([1])]))
    assert (machine.heap.objects, machine.heap.words) == (2, 6)
    assert machine.global_value(0).items[0].items == [1]
    machine.set_global(0, None)
    assert is_empty(machine)


PRINT = """
function show(Any) -> Any {
 load 0
 host_call "test:print" 1
 return
}
function shown_twice() -> Bool {
 const 1
 vector_new 1
 dup
 host_call "test:print" 1
 same
 return
}
"""


def test_vectors_are_printed_and_stay_the_same_object(start):
    machine = start(PRINT)
    cyclic = Vector([1, None])
    cyclic.items[1] = cyclic
    assert call(machine, "show", cyclic).items[0] == 1
    assert call(machine, "shown_twice") is True
    machine.host.flush()
    assert machine.test_output.decode() == "[1, [...]]\n[1]\n"
    assert is_empty(machine)


def test_every_item_is_printed_as_the_host_prints_it(start):
    machine = start(PRINT)
    for value in (
        Vector([0, -7, 1 << 62, -(1 << 63), True, False, None, Vector([])]),
        Vector([1.5, Vector([float("inf"), -0.0])]),
        Vector([Vector([k]) for k in range(20_000)]),
    ):
        machine.test_output.clear()
        machine.call(0, [value])
        machine.host.flush()
        assert machine.test_output.decode() == "".join(text_form(value, TextStyle(unit="nil"))) + "\n"
    assert is_empty(machine)


def test_a_program_that_learns_of_vectors_later(start):
    """Code that was compiled without counts is compiled anew."""
    machine = start("global g: Any\nfunction echo(Any) -> Any {\n load 0\n dup\n global_set g\n return\n}")
    assert call(machine, "echo", 1) == 1
    assert machine.heap is None
    assert call(machine, "echo", Vector([2])).items == [2]
    assert machine.heap.objects == 1
    more = load(GLOBALS, "more")
    machine.program.constants.extend(more.constants)
    machine.program.functions.append(more.functions[0])
    machine.program.functions.append(more.functions[2])
    verify(machine.program)
    assert call(machine, "kept_length") == 1
    assert call(machine, "keep", 5) == 0
    assert call(machine, "echo", Vector([2, 3])).items == [2, 3]
    assert call(machine, "kept_length") == 2
    assert machine.heap.objects == 1
    machine.set_global(0, 0)
    assert is_empty(machine)


EQUAL = """
function ring(Int) -> Vector {
 const 0
 const 1
 vector_new 2
 dup
 store 1
 store 2
again:
 load 0
 const 1
 int_compare le
 branch_if done
 load 2
 const 1
 vector_new 2
 store 2
 load 0
 const 1
 int_sub trap64
 store 0
 jump again
done:
 load 1
 const 0
 load 2
 vector_set
 return
}
function equal_rings(Int, Int) -> Bool {
 load 0
 call ring
 load 1
 call ring
 deep_equal
 return
}
"""


def test_rings_are_equal_and_collected(start):
    machine = start(EQUAL)
    assert call(machine, "equal_rings", 3, 5) is True
    assert call(machine, "equal_rings", 100_003, 100_000) is True
    assert is_empty(machine)
    assert machine.heap._get("area_size") <= 131072
    assert machine.heap._get("table_size") == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_machine_that_is_forgotten_gives_its_memory_back():
    program = load(LIMIT, "test")
    verify(program)

    def address_space():
        machine = NativeMachine(program, Host(bytearray().extend, Policy(), ROWS), Limits(stack="1MB"))
        call(machine, "fill", 1_000_000)
        del machine
        gc.collect()
        with open("/proc/self/maps") as maps:
            return maps.read().count("\n")

    address_space()
    before = address_space()
    for _ in range(5):
        after = address_space()
    assert after <= before + 2


def test_globals_cannot_be_looked_at_during_a_call():
    program = load(GLOBALS + PRINT, "test")
    verify(program)
    machine = None
    seen = []

    class Terminal(io.BytesIO):
        def isatty(self):
            return True

        def write(self, data):
            with pytest.raises(RuntimeError, match="running"):
                machine.global_value(0)
            seen.append(bytes(data))
            return len(data)

    machine = NativeMachine(program, Host(Terminal(), Policy(), ROWS), Limits(stack="1MB"))
    call(machine, "keep", 2)
    call(machine, "shown_twice")
    assert machine.global_value(0).items == [7, 7]
    machine.set_global(0, None)
    machine.close()
    assert b"".join(seen) == b"[1]\n"


FOREVER = """
function forever() -> Int {
again:
 const 20000
 call drop
 pop
 const 300
 call chain
 const 300
 call chain
 deep_equal
 pop
 collect
 jump again
}
"""


def test_a_run_can_be_cancelled_wherever_it_is(start):
    machine = start(CHAIN.replace("FIRST", "load 0").replace("SECOND", "load 1") + FOREVER)
    for k in range(8):
        ended = threading.Event()

        def cancel(ended=ended, period=0.001 + 0.004 * k):
            while not ended.wait(period):
                machine.cancel()

        thread = threading.Thread(target=cancel)
        thread.start()
        assert trap_of(machine, "forever")[0] == "cancelled"
        ended.set()
        thread.join()
        assert is_empty(machine)
        assert call(machine, "drop", 100) == 2


def test_fuel_ends_a_run_in_the_middle(start):
    machine = start(LIMIT, fuel=5000)
    assert trap_of(machine, "cycles", 10**9)[0] == "fuel"
    assert is_empty(machine)
