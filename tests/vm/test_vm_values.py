"""Lists, records, functions and texts of the reference machine: what Python sees, limits, tracing, deep and shared values."""

import pytest

from conformance.hosting import ROWS
from motet.bytecode import Trap, Vector
from motet.bytecode.text import load
from motet.bytecode.types import ANY, FLOAT, INT, deque_of, list_of, option_of, sorted_map_of
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant
from motet.policy import Limits, Policy
from motet.stdlib import Host
from motet.stdlib.structural import equal
from motet.vm import VirtualMachine
from motet.vm.objects import class_of, fits, kind_of

IDENTITY = "function main(Any) -> Any {\n load 0\n return\n}"
KEEP_AS = "function main(%s) -> Any {\n load 0\n return\n}"
PLAIN = (
    int,
    float,
    bool,
    type(None),
    str,
    bytes,
    list,
    tuple,
    Record,
    Variant,
    SortedMap,
    SortedSet,
    Deque,
    Closure,
    Vector,
)


def machine_of(text, tracer=None, **limits):
    return VirtualMachine(load(text, "test"), Host(lambda data: None, Policy(), ROWS), Limits(**limits), tracer=tracer)


def trap_of(machine, *arguments):
    with pytest.raises(Trap) as caught:
        machine.call(machine.program.index("main"), arguments)
    return caught.value


def is_plain(value):
    inside = {
        list: lambda v: v,
        tuple: lambda v: v,
        Vector: lambda v: v.items,
        Record: lambda v: v.values,
        Variant: lambda v: v.values,
        Closure: lambda v: v.captures,
        Deque: lambda v: v.items,
        SortedMap: lambda v: list(v.entries.values()),
    }
    return type(value) in PLAIN and all(map(is_plain, inside.get(type(value), lambda v: ())(value)))


MADE = """
global g: Any
function main() -> (Any, Any) {
  const 1
  list_new 1 List[Int]
  dup
  global_set g
  const "x"
  tuple_new (List[Int], Str)
  record_new {inner: (List[Int], Str)}
  list_new 1 List[{inner: (List[Int], Str)}]
  dup
  vector_new 1
  return
}
"""


def test_what_comes_out_is_plain():
    machine = machine_of(MADE)
    first, second = machine.call(0, ())
    assert is_plain(first)
    assert is_plain(second)
    assert first[0].values[0] == ([1], "x")
    assert second.items[0][0].values[0] == ([1], "x")
    assert type(machine.global_value(0)) is list


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        ("SortedMap[Str, List[Int]]", SortedMap({"a": [1]})),
        ("SortedSet[Int]", SortedSet({1: None})),
        ("Deque[(Int, Int)]", Deque([(1, 2)])),
        ("{f: Deque[Any]}", Record(("f",), (Deque([1, "x"]),))),
    ],
)
def test_there_and_back(declared, value):
    (result,) = machine_of(KEEP_AS % declared).call(0, (value,))
    assert is_plain(result)
    assert equal(result, value, lambda: None)
    assert result is not value


def test_the_host_gets_plain_values():
    seen = []
    machine = machine_of('function main(List[Int]) -> Any {\n load 0\n host_call "test:reverse" 1\n return\n}')
    call = machine.host.call
    machine.host.call = lambda name, arguments: (seen.append(arguments), call(name, arguments))[1]
    assert machine.call(0, ([1, 2],)) == ([2, 1],)
    assert [type(value) for value in seen[0]] == [list]


def test_values_know_their_type():
    ints, floats = class_of(list_of(INT)), class_of(list_of(FLOAT))
    assert fits(ints([1]), ints)
    assert not fits(ints([1]), floats)
    assert fits(ints([1]), class_of(ANY))
    assert kind_of(ints([1])) is list
    assert class_of(list_of(INT)) is ints


def test_plain_values_are_of_generic_types():
    assert fits([1], class_of(list_of(ANY)))
    assert not fits([1], class_of(list_of(INT)))
    assert fits(Deque([]), class_of(deque_of(ANY)))
    assert fits(SortedMap({}), class_of(sorted_map_of(ANY, ANY)))
    assert not fits(Variant("None"), class_of(option_of(ANY)))
    assert not fits(Closure(0), class_of(list_of(ANY)))


def doubled(times, value):
    for _ in range(times):
        value = [value, value]
    return value


def test_shared_parts_are_made_once():
    declared = "Int"
    for _ in range(40):
        declared = f"List[{declared}]"
    (result,) = machine_of(KEEP_AS % declared).call(0, (doubled(40, 1),))
    assert result[0] is result[1]


def test_shared_parts_are_compared_once():
    assert equal(doubled(60, 1.5), doubled(60, 1.5), lambda: None)
    assert not equal(doubled(60, 1.5), doubled(60, 2.5), lambda: None)
    nan = doubled(60, float("nan"))
    assert not equal(nan, nan, lambda: None)


def test_a_list_that_contains_itself_is_of_no_type():
    knot = []
    knot.append(knot)
    assert trap_of(machine_of(IDENTITY), knot).kind == "type"
    assert trap_of(machine_of(KEEP_AS % ("List[" * 30 + "Int" + "]" * 30)), knot).kind == "type"


def test_long_work_can_be_stopped():
    text = "function main(List[Tree]) -> Any {\n load 0\n return\n}"
    union = 'union Tree "test vm: Tree = Leaf | Node(Tree)" = Leaf | Node(Tree)\n'
    value = Variant("Leaf")
    for _ in range(20_000):
        value = Variant("Node", (value,))
    machine = machine_of(union + text)
    polls = []
    machine.narrowing._poll = lambda: polls.append(1)
    assert machine.call(0, ([value],))
    assert len(polls) >= 4


GROWING = """
function main(Str) -> Any {
L0:
  load 0
  list_new 1 List[Str]
  library "test:reverse" 1 List[Str]
  const 0
  list_get
  store 0
  jump L0
}
"""


def test_memory_of_garbage_is_free():
    machine = machine_of(GROWING, memory="1MB", fuel=200_000)
    assert trap_of(machine, "x" * 1000).kind == "fuel"


def test_a_long_list_needs_memory():
    text = "function main(Any) -> Any {\nL0:\n load 0\n const 1\n list_push\n store 0\n jump L0\n}"
    assert trap_of(machine_of(text, memory="8KB", fuel=200_000), []).kind == "memory"
    assert trap_of(machine_of(text, memory="8KB", fuel=2_000), []).kind == "fuel"


def test_arguments_need_memory():
    assert trap_of(machine_of(KEEP_AS % "List[Int]", memory="8KB"), list(range(2000))).kind == "memory"


def test_a_list_from_outside_stays_as_it_was():
    given = [1, 2]
    machine = machine_of("function main(Any) -> Any {\n load 0\n const 9\n list_push\n return\n}")
    assert machine.call(0, (given,)) == ([1, 2, 9],)
    assert given == [1, 2]


class Log:
    def __init__(self):
        self.lines = []

    def instruction(self, function, pc, instruction, stack):
        pass

    def enter(self, function, arguments):
        self.lines.append(("enter", function, *arguments))

    def leave(self, function, results):
        self.lines.append(("leave", function, *results))

    def host_call(self, name, arguments, result):
        self.lines.append((name, *arguments, result))


def test_tracing_closures():
    log = Log()
    machine = machine_of(
        """
        function main() -> Any {
          const 1
          closure_new f
          const 2
          closure_new f
          list_new 2 List[Fn()->(Int)]
          parallel List[Int]
          library "test:reverse" 1 List[Int]
          pop
          const 3
          closure_new f
          tail_call_closure 0
        }
        function f() -> Int {
          captures (Int)
          load 0
          return
        }
        """,
        tracer=log,
    )
    assert machine.call(0, ()) == (3,)
    assert log.lines == [
        ("enter", 0),
        *(("enter", 1, 1), ("leave", 1, 1), ("enter", 1, 2), ("leave", 1, 2)),
        ("test:reverse", [1, 2], [2, 1]),
        ("enter", 1, 3),
        ("leave", 1, 3),
    ]


def test_a_plain_function_in_anything():
    text = (
        IDENTITY.replace("main", "f") + "\nfunction main(Any) -> Any {\n load 0\n const 5\n call_closure 1\n return\n}"
    )
    machine = machine_of(text)
    index = machine.program.index("main")
    assert machine.call(index, (Closure(0),)) == (5,)
    for wrong in (Closure(7), Closure(-1), Closure(0, (1,)), Closure(True)):
        assert trap_of(machine, wrong).kind == "type"


FILLING = """
function main(Int) -> (Any, Any) {
  list_new 0 List[Int]
  store 1
  load 1
  store 2
L0:
  load 1
  list_len
  load 0
  int_compare ge
  branch_if L1
  load 1
  load 0
  list_push
  store 1
  jump L0
L1:
  load 1
  load 2
  return
}
"""


def test_lists_grow_in_place_when_nobody_else_has_them():
    machine = machine_of(FILLING, memory="400KB")
    full, empty = machine.call(0, (10_000,))
    assert (len(full), empty) == (10_000, [])
    assert machine.heap.bytes < 200_000


def test_lists_that_others_have_are_copied():
    text = FILLING.replace("  jump L0\n", "  load 1\n  store 2\n  jump L0\n")
    assert machine_of(text).call(0, (50,)) == ([50] * 50, [50] * 50)
    assert machine_of(text).call(0, (0,)) == ([], [])
    text = FILLING.replace("  load 1\n  load 0\n  list_push", "  load 1\n  dup\n  store 2\n  load 0\n  list_push")
    assert machine_of(text).call(0, (50,)) == ([50] * 50, [50] * 49)
