"""Shared operations on values as they are: same results as with plain values, and changes in place only of what nobody else has."""

import io

import pytest

from motet.bytecode.text import load
from motet.bytecode.traps import Trap
from motet.bytecode.types import ANY, INT, STR, list_of, option_of, sorted_map_of, tuple_of, variable
from motet.bytecode.values import Deque, Record, SortedMap, SortedSet, Variant
from motet.engine.languages import language
from motet.policy import Limits, Policy
from motet.stdlib import Host, row, table
from motet.stdlib.argument_types import test_of as value_test_of
from motet.stdlib.signatures import MATRIX
from motet.stdlib.structural import equal
from motet.vm import VirtualMachine
from motet.vm.dressing import Dresser
from motet.vm.objects import class_of
from motet.vm.sharing import last_uses


def machine_of(text, **limits):
    host = Host(io.BytesIO(), Policy(), language("lex").rows)
    return VirtualMachine(load("language lex\n" + text, "<test>"), host, Limits(**limits))


def result_of(text, *arguments, **limits):
    machine = machine_of(text, **limits)
    return machine.call(machine.program.index("main"), arguments)[0]


def trap_of(text, *arguments):
    with pytest.raises(Trap) as caught:
        result_of(text, *arguments)
    return caught.value


LOOP = """
function main(Int) -> (Any, Any) {
  library "%(new)s" 0 %(type)s
  store 1
  load 1
  store 2
L0:
  load 0
  const 0
  int_compare le
  branch_if L1
  load 1
  %(arguments)s
  library "%(step)s" %(count)s %(type)s
  store 1
  load 0
  const 1
  int_sub wrap64
  store 0
  jump L0
L1:
  load 1
  load 2
  return
}
"""
STEPS = {
    "map.set": ("map.new", "SortedMap[Int, Int]", "load 0\n load 0", 3, lambda m: m.entries, {1: 1, 2: 2, 3: 3}),
    "set.add": ("set.new", "SortedSet[Int]", "load 0", 2, lambda s: s.items, {1: None, 2: None, 3: None}),
    "deque.push_back": ("deque.new", "Deque[Int]", "load 0", 2, lambda d: d.items, [3, 2, 1]),
    "deque.push_front": ("deque.new", "Deque[Int]", "load 0", 2, lambda d: d.items, [1, 2, 3]),
}


@pytest.mark.parametrize("name", STEPS)
def test_collections_grow(name):
    new, shape, arguments, count, content, expected = STEPS[name]
    fields = {"new": f"lex:{new}", "step": f"lex:{name}", "type": shape, "arguments": arguments, "count": count}
    machine = machine_of(LOOP % fields)
    full, empty = machine.call(0, (3,))
    assert (content(full), list(content(full))) == (expected, list(expected))
    assert not content(empty)
    many, _ = machine.call(0, (500,))
    assert len(content(many)) == 500
    assert machine.heap.bytes < 200_000


def test_what_others_have_stays_as_it_was():
    text = """
    function main(List[Int], SortedMap[Int, Int], SortedSet[Int], Deque[Int]) -> Any {
      load 0\n const 9\n load 0\n library "lex:list.cons" 2 List[Int]
      load 0\n library "lex:list.tail" 1 List[Int]
      load 1\n const 1\n const 9\n library "lex:map.set" 3 SortedMap[Int, Int]
      load 1\n const 1\n library "lex:map.delete" 2 SortedMap[Int, Int]
      load 1
      load 2\n const 2\n library "lex:set.add" 2 SortedSet[Int]
      load 2\n const 1\n library "lex:set.delete" 2 SortedSet[Int]
      load 2
      load 3\n const 2\n library "lex:deque.push_back" 2 Deque[Int]
      load 3
      vector_new 11
      return
    }"""
    given = ([1, 2], SortedMap({1: 1}), SortedSet({1: None}), Deque([1]))
    found = result_of(text, *given).items
    expected = [
        *([1, 2], [9, 1, 2], [2], SortedMap({1: 9}), SortedMap({}), SortedMap({1: 1})),
        *(SortedSet({1: None, 2: None}), SortedSet({}), SortedSet({1: None}), Deque([1, 2]), Deque([1])),
    ]
    assert equal(found, expected)
    assert equal(list(given), [[1, 2], SortedMap({1: 1}), SortedSet({1: None}), Deque([1])])


def test_a_deque_and_its_list_have_the_same_items():
    text = """
    function main(List[Int]) -> Any {
      load 0\n library "lex:deque.from_list" 1 Deque[Int]
      const 3
      library "lex:deque.push_back" 2 Deque[Int]
      library "lex:deque.to_list" 1 List[Int]
      load 0\n tuple_new (List[Int], List[Int])
      return
    }"""
    assert result_of(text, [1, 2]) == ([1, 2, 3], [1, 2])


def test_a_map_is_in_order_whatever_was_put_last():
    text = """
    function main(SortedMap[Any, Any]) -> Any {
      load 0\n const "b"\n const 1\n library "lex:map.set" 3 SortedMap[Any, Any]
      const -1\n const 2\n library "lex:map.set" 3 SortedMap[Any, Any]
      dup\n const "b"\n const 3\n library "lex:map.set" 3 SortedMap[Any, Any]
      swap\n const "a"\n library "lex:map.delete" 2 SortedMap[Any, Any]
      tuple_new (Any, Any)
      return
    }"""
    first, second = result_of(text, SortedMap({"a": 0, 5: 0}))
    assert list(first.entries.items()) == [("a", 0), ("b", 3), (-1, 2), (5, 0)]
    assert list(second.entries.items()) == [("b", 1), (-1, 2), (5, 0)]


def test_results_have_their_types():
    text = """
    union Option[(Int, Deque[Str])] "Option[T] = None | Some(T)" = None | Some((Int, Deque[Str]))
    function pairs(List[(Int, Str)]) -> List[(Int, Str)] {\n load 0\n return\n}
    function texts(List[Str]) -> List[Str] {\n load 0\n return\n}
    function main(List[Str]) -> Any {
      load 0\n library "lex:list.enumerate" 1 List[(Int, Str)]
      call pairs
      const "a b"\n const " "\n library "lex:str.split" 2 List[Str]
      call texts
      tuple_new (List[(Int, Str)], List[Str])
      return
    }"""
    assert result_of(text, ["x"]) == ([(0, "x")], ["a", "b"])


def test_a_result_of_another_type_is_narrowed():
    body = 'load 0\n library "lex:list.reverse" 1 List[Float]\n return'
    assert result_of(f"function main(List[Int]) -> List[Float] {{\n {body}\n}}", [1, 2]) == [2.0, 1.0]
    assert trap_of(f"function main(List[Str]) -> List[Float] {{\n {body}\n}}", ["a"]).kind == "type"


def test_keys_of_the_wrong_kind():
    text = """
    function main(SortedMap[Any, Any]) -> Any {
      load 0\n const 1\n list_new 1 List[Int]\n const 1\n library "lex:map.set" 3 SortedMap[Any, Any]\n return
    }"""
    assert trap_of(text, SortedMap({})).message == "map/set key must be Str or Int, got List([Int(1)])"


def test_collections_need_memory():
    new, shape, arguments, count, _, _ = STEPS["map.set"]
    fields = {"new": f"lex:{new}", "step": "lex:map.set", "type": shape, "arguments": arguments, "count": count}
    with pytest.raises(Trap, match="memory"):
        machine_of(LOOP % fields, memory="32KB").call(0, (5000,))


WRONG = [
    ("list.sum", "const nan\n list_new 1 List[Any]", "expected List, got List([Float(NaN)])"),
    ("map.from_list", "const 1\n list_new 1 List[Any]", "expected List, got List([Int(1)])"),
    ("map.from_list", "const 1\n tuple_new (Int,)\n list_new 1 List[Any]", "expected List, got List([Tuple([Int(1)])])"),
    ("str.is_empty", "const 1\n vector_new 1", "expected Str, got Vector(1)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "argument", "message"), WRONG)
def test_wrong_arguments(name, argument, message):
    trap = trap_of(f'function main() -> Any {{\n {argument}\n library "lex:{name}" 1 Any\n return\n}}')
    assert (trap.kind, trap.message) == ("type", message)


@pytest.mark.parametrize(
    ("declared", "good", "bad"),
    [
        (list_of(list_of(INT)), [[1], []], [[1], ["a"]]),
        (list_of(tuple_of(STR, variable("T"))), [("a", 1)], [(1, 1)]),
        (sorted_map_of(STR, INT), SortedMap({"a": 1}), SortedMap({"a": True})),
        (sorted_map_of(variable("K"), INT), SortedMap({"a": 1}), SortedMap({1: "a"})),
        (option_of(INT), Variant("Some", (1,)), Variant("Some", ("a",))),
        (option_of(INT), Variant("None"), Variant("Other")),
        (tuple_of(INT, ANY), (1, None), (1,)),
        (MATRIX, Record(("cols", "data", "rows"), (1, [1.0], 1), "Matrix"), Record(("data",), ([1.0],), "Matrix")),
    ],
)
def test_values_of_declared_types(declared, good, bad):
    test = value_test_of(declared)
    assert test(good)
    assert not test(bad)
    assert not test(1.5)


def test_long_results_are_polled():
    polls = []
    dresser = Dresser(lambda size: None, lambda: polls.append(1))
    t = list_of(tuple_of(INT, INT))
    dress = dresser.dress(list_of(tuple_of(INT, variable("T"))), t)
    made = dress([(1, 2)] * 200_000)
    assert type(made) is class_of(t)
    assert {type(item) for item in made} == {class_of(tuple_of(INT, INT))}
    assert len(polls) == 4


def test_what_python_has_seen_stays_as_it_was():
    machine = machine_of("""
    global g: Any
    function main() -> Any {
      library "lex:set.new" 0 SortedSet[Int]\n const 1\n library "lex:set.add" 2 SortedSet[Int]\n global_set g
      const unit\n return
    }
    function more() -> Any {
      global_get g\n const unit\n global_set g\n const 2\n library "lex:set.add" 2 SortedSet[Int]\n return
    }""")
    machine.call(0, ())
    seen = machine.global_value(0)
    assert list(machine.call(1, ())[0].items) == [1, 2]
    assert list(seen.items) == [1]


def test_a_row_may_take_less_than_its_operation():
    rows = table(
        row("test:longest", "(List[Str]) -> Int", to="list.length"), row("test:any", "(Any) -> Any", to="list.length")
    )
    text = 'language lex\nfunction main(List[Int]) -> Int {\n load 0\n library "%s" 1 Int\n return\n}'
    machines = [
        VirtualMachine(load(text % name, "<test>"), Host(io.BytesIO(), Policy(), rows), Limits()) for name in rows
    ]
    with pytest.raises(Trap, match="expected List, got"):
        machines[0].call(0, ([1],))
    assert machines[1].call(0, ([1],)) == (1,)


def test_writing_json_can_be_stopped():
    text = 'const 0\n const 50000\n library "lex:list.range" 2 List[Int]\n library "lex:json.stringify" 1 Str\n return'
    machine = machine_of(f"function main() -> Any {{\n {text}\n}}")
    polls = []
    machine.poll = lambda: polls.append(1)
    machine.call(0, ())
    assert len(polls) > 8


LAST_USES = """
function grow(List[Int], Int) -> List[Int] {
  load 0
  load 1
  list_push
  return
}
function main(List[Int], Int) -> List[Int] {
  load 0
  load 1
  call grow
  load 1
  call grow
  return
}
"""


def test_functions_give_away_what_they_pass_on_at_last():
    """So that the function that is called can change it in place."""
    program = load("language lex\n" + LAST_USES, "<test>")
    grow, main = program.functions
    assert last_uses(grow) == [0, 1]
    assert last_uses(main) == [0, 3]
    assert result_of(LAST_USES, [1], 2) == [1, 2, 2]


def test_functions_without_objects_keep_their_locals():
    program = load("function f(Int) -> Int {\n  load 0\n  tail_call f\n}\n", "<test>")
    assert last_uses(program.functions[0]) == []
