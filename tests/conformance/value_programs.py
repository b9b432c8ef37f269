"""Programs on lists, tuples, records, unions, functions and their types, as data. Every engine runs them."""

from __future__ import annotations

from typing import Any, NamedTuple

from motet.bytecode.values import Closure, Record, SortedMap, SortedSet, Variant


class Stops(NamedTuple):
    """A run that ends with a trap: its kind, the function, and the number of the instruction (-1, from outside: none)."""

    kind: str
    function: str = "main"
    pc: int = -1
    message: str = ""
    workers: int = 0


class ValueProgram(NamedTuple):
    """A program in the text form; function `main` is called with `arguments`."""

    name: str
    text: str
    arguments: tuple[Any, ...]
    expected: tuple[Any, ...] | Stops
    limits: dict[str, Any] | None = None


HEAD = """
union Tree "Tree = Leaf | Node(Tree, Int, Tree)" = Leaf | Node(Tree, Int, Tree)
union Option[Int] "Option[T] = None | Some(T)" = None | Some(Int)
union Option[Float] "Option[T] = None | Some(T)" = None | Some(Float)
union Shape "Shape = Box(Any) | Some(Int)" = Box(Any) | Some(Int)
record Person "Person = {friends: List[Person], name: Str}" = {friends: List[Person], name: Str}
"""


def case(
    name: str,
    body: str,
    expected: Any,
    *arguments: Any,
    main: str = "() -> Any",
    more: str = "",
    limits: dict[str, Any] | None = None,
) -> ValueProgram:
    """A program whose `main` has the instructions of `body`, separated by semicolons or lines."""
    lines = "\n".join(f"  {line}" for line in body.replace(";", "\n").split("\n"))
    wrapped = expected if isinstance(expected, Stops) or type(expected) is Several else (expected,)
    text = f"{HEAD}\nfunction main{main} {{\n{lines}\n  return\n}}\n{more}"
    return ValueProgram(name, text, arguments, wrapped, limits)


class Several(tuple):
    """Several results."""

    __slots__ = ()


def record(**fields: Any) -> Record:
    """A record without a name."""
    names = tuple(sorted(fields))
    return Record(names, tuple(fields[name] for name in names))


def some(value: Any) -> Variant:
    return Variant("Some", (value,))


_TEXTS = (
    case("a Str", 'const "grün\\n"', "grün\n"),
    case("a Bytes", 'const b"\\x00\\xff"', b"\x00\xff"),
    case("texts through locals", 'const "a"; store 0; load 0; load 0', Several(("a", "a")), main="() -> (Str, Any)"),
    *(
        case(
            f"{left!r} {relation} {right!r}",
            f'const "{left}"; const "{right}"; str_compare {relation}',
            holds,
        )
        for left, right, less in (
            ("a", "b", True),
            ("b", "a", False),
            ("", "a", True),
            ("ab", "b", True),
            ("é", "z", False),
        )
        for relation, holds in (("lt", less), ("ge", not less), ("eq", False), ("ne", True))
    ),
    case("equal texts", 'const "xy"; const "xy"; str_compare le', True),
    case(
        "a character beyond the basic plane is greater", 'const "\\u{ffff}"; const "\\u{10000}"; str_compare lt', True
    ),
    case("no text to compare", 'const "a"; const 1; str_compare lt', Stops("type", pc=2)),
    case("stop with a text", 'const "why"; trap_with refinement', Stops("refinement", pc=1, message="why")),
    case("stop with no text", "const 1; trap_with panic", Stops("type", pc=1)),
)

_LISTS = (
    case("a list", "const 1; const 2; const 3; list_new 3 List[Int]", [1, 2, 3]),
    case("an empty list", "list_new 0 List[Str]", []),
    case("a list of lists", "const 1; list_new 1 List[Int]; list_new 1 List[List[Int]]", [[1]]),
    case("length", "const true; const true; list_new 2 List[Bool]; list_len", 2),
    case("element", "const 1.5; const 2.5; list_new 2 List[Float]; const 1; list_get", 2.5),
    case("no such element", "const 1; list_new 1 List[Int]; const 1; list_get", Stops("index", pc=3)),
    case("a negative index", "const 1; list_new 1 List[Int]; const -1; list_get", Stops("index", pc=3)),
    case("an index that is none", "const 1; list_new 1 List[Int]; const true; list_get", Stops("type", pc=3)),
    case("an element of no list", "const 1; const 0; list_get", Stops("type", pc=2)),
    case("the length of no list", "const 1; const 2; tuple_new (Int, Int); list_len", Stops("type", pc=3)),
    case("push", "list_new 0 List[Int]; const 7; list_push; const 8; list_push", [7, 8]),
    case(
        "a push leaves the list as it was",
        "list_new 0 List[Int]; store 0; load 0; const 7; list_push; store 1; load 0; load 1; const 9; list_push; load 1",
        Several(([], [7, 9], [7])),
        main="() -> (Any, Any, Any)",
    ),
    case(
        "a change leaves the list as it was",
        'const "a"; const "b"; list_new 2 List[Str]; store 0; load 0; const 1; const "c"; list_set; load 0',
        Several((["a", "c"], ["a", "b"])),
        main="() -> (Any, Any)",
    ),
    case("a change of no element", "list_new 0 List[Int]; const 0; const 1; list_set", Stops("index", pc=3)),
    case("a list made of another value", "const 1; const true; list_new 2 List[Int]", Stops("type", pc=2)),
    case("a list made of another list", "list_new 0 List[Int]; list_new 1 List[List[Float]]", Stops("type", pc=1)),
    case("a push of another value", "list_new 0 List[Int]; const 1.5; list_push", Stops("type", pc=2)),
    case("a push onto no list", "const 1; const 1; list_push", Stops("type", pc=2)),
    case(
        "a change to another value", "const 1; list_new 1 List[Int]; const 0; const unit; list_set", Stops("type", pc=4)
    ),
    case("the type comes before the index", "list_new 0 List[Int]; const 0; const unit; list_set", Stops("type", pc=3)),
    case(
        "anything in a list",
        "const 1; const unit; const 2.5; list_new 3 List[Any]; const true; list_push",
        [1, None, 2.5, True],
    ),
    case(
        "units in a list",
        "const unit; const unit; list_new 2 List[Unit]; dup; list_len",
        Several(([None, None], 2)),
        main="() -> (Any, Any)",
    ),
    case("an argument that is a list", "load 0; const 0; list_get", 5, [5], main="(List[Int]) -> Int"),
    case("a list of another type from outside", "load 0", Stops("type", ""), [5, "x"], main="(List[Int]) -> Any"),
    case("Ints that become Floats outside", "load 0", [1.0, 2.5], [1, 2.5], main="(List[Float]) -> List[Float]"),
    case("a number too large from outside", "load 0", Stops("overflow", ""), [1, 2**63], main="(List[Int]) -> Any"),
)

_TUPLES_AND_RECORDS = (
    case("a tuple", 'const 1; const "a"; tuple_new (Int, Str)', (1, "a")),
    case("a tuple of one", "const 1; tuple_new (Int,)", (1,)),
    case("an item", 'const 1; const "a"; tuple_new (Int, Str); tuple_get 1', "a"),
    case("no such item", "const 1; tuple_new (Int,); tuple_get 1", Stops("index", pc=2)),
    case("an item of no tuple", "list_new 0 List[Int]; tuple_get 0", Stops("type", pc=1)),
    case("a tuple of another value", "const 1; const 1; tuple_new (Int, Float)", Stops("type", pc=2)),
    case("a record", "const 1; const 2.0; record_new {y: Float, x: Int}", record(x=1, y=2.0)),
    case("an empty record", "record_new {}", record()),
    case("a record with a name", "const 1; record_new record Point{x: Int}", Record(("x",), (1,), "Point")),
    case("a field", 'const 1; const 2.0; record_new {x: Int, y: Float}; record_get "y"', 2.0),
    case("no such field", "const 1; record_new {x: Int}; record_get y", Stops("type", pc=2)),
    case("a field of no record", "const 1; record_get y", Stops("type", pc=1)),
    case("a record of another value", "const 1; record_new {x: Float}", Stops("type", pc=1)),
    case(
        "a change leaves the record as it was",
        "const 1; const 2; record_new {x: Int, y: Int}; store 0; load 0; const 5; record_set x; load 0",
        Several((record(x=5, y=2), record(x=1, y=2))),
        main="() -> (Any, Any)",
    ),
    case(
        "a change keeps the name",
        "const 1; record_new record P{x: Int}; const 2; record_set x",
        Record(("x",), (2,), "P"),
    ),
    case(
        "a change of a field to another value",
        "const 1; record_new {x: Int}; const unit; record_set x",
        Stops("type", pc=3),
    ),
    case("a change of no field", "const 1; record_new {x: Int}; const 2; record_set y", Stops("type", pc=3)),
    case(
        "a record that contains itself",
        'list_new 0 List[Person]; const "eva"; record_new Person; list_new 1 List[Person]; const "adam"; record_new Person; '
        "record_get friends; const 0; list_get; record_get name",
        "eva",
    ),
)

_SUM = """
function sum(Tree) -> Int {
  load 0
  variant_is Leaf
  branch_if L1
  load 0
  variant_get Node 0
  call sum
  load 0
  variant_get Node 1
  int_add wrap64
  load 0
  variant_get Node 2
  call sum
  int_add wrap64
  return
L1:
  const 0
  return
}
"""

_LEAF = "variant_new Tree Leaf"

_UNIONS = (
    case("a constructor without values", _LEAF, Variant("Leaf")),
    case(
        "a constructor with values",
        f"{_LEAF}; const 3; {_LEAF}; variant_new Tree Node",
        Variant("Node", (Variant("Leaf"), 3, Variant("Leaf"))),
    ),
    case(
        "is it",
        f"{_LEAF}; dup; variant_is Leaf; swap; variant_is Node",
        Several((True, False)),
        main="() -> (Any, Any)",
    ),
    case("a name that the union does not know", f"{_LEAF}; variant_is Other", False),
    case("the constructor of no union", "const 1; variant_is Leaf", Stops("type", pc=1)),
    case("what a node holds", f"{_LEAF}; const 3; {_LEAF}; variant_new Tree Node; variant_get Node 1", 3),
    case("what another one holds", f"{_LEAF}; variant_get Node 1", Stops("type", pc=1)),
    case("more than it holds", "const 1; variant_new Option[Int] Some; variant_get Some 1", Stops("type", pc=2)),
    case("what nothing holds", "const 1; variant_get Some 1", Stops("type", pc=1)),
    case(
        "a constructor with other values", f"{_LEAF}; const true; {_LEAF}; variant_new Tree Node", Stops("type", pc=3)
    ),
    case(
        "a value of another union",
        "variant_new Option[Int] None; const 3; " + _LEAF + "; variant_new Tree Node",
        Stops("type", pc=3),
    ),
    case("one name in two unions", "const 4; variant_new Shape Some; variant_get Some 0", 4),
    case(
        "a sum over a tree",
        f"{_LEAF}; const 1; {_LEAF}; variant_new Tree Node; const 2; {_LEAF}; const 4; {_LEAF}; variant_new Tree Node; variant_new Tree Node; call sum",
        7,
        more=_SUM,
    ),
    case("an argument of another union", "variant_new Option[Int] None; call sum", Stops("type", pc=1), more=_SUM),
    case(
        "a tree from outside",
        "load 0; call sum",
        5,
        Variant("Node", (Variant("Leaf"), 5, Variant("Leaf"))),
        main="(Tree) -> Any",
        more=_SUM,
    ),
    case(
        "a union from outside that lacks the constructor",
        "load 0",
        Stops("type", ""),
        Variant("Twig"),
        main="(Tree) -> Any",
    ),
    case(
        "a union from outside with too many values",
        "load 0",
        Stops("type", ""),
        Variant("Leaf", (1,)),
        main="(Tree) -> Any",
    ),
)

_ADDER = """
function add(Int) -> Int {
  captures (Int)
  load 0
  load 1
  int_add wrap64
  return
}
"""

_CLOSURES = (
    case("call a closure", "const 40; closure_new add; const 2; call_closure 1", 42, more=_ADDER),
    case("tail-call a closure", "const 40; closure_new add; const 2; tail_call_closure 1; const 0", 42, more=_ADDER),
    case("a capture of another type", "const true; closure_new add", Stops("type", pc=1), more=_ADDER),
    case(
        "an argument of another type",
        "const 40; closure_new add; const 2.0; call_closure 1",
        Stops("type", pc=3),
        more=_ADDER,
    ),
    case(
        "too many arguments",
        "const 40; closure_new add; const 2; const 3; call_closure 2",
        Stops("type", pc=4),
        more=_ADDER,
    ),
    case("too few arguments", "const 40; closure_new add; call_closure 0", Stops("type", pc=2), more=_ADDER),
    case("a call of no function", "const 40; const 1; call_closure 1", Stops("type", pc=2)),
    case("a tail call of no function", "const 40; tail_call_closure 0", Stops("type", pc=1)),
    case("a closure goes out", "const 40; closure_new add", Closure(1, (40,)), more=_ADDER),
    case(
        "a closure comes in",
        "load 0; const 1; call_closure 1",
        8,
        Closure(1, (7,)),
        main="(Fn(Int)->(Int)) -> Any",
        more=_ADDER,
    ),
    case(
        "a closure of other captures comes in",
        "load 0",
        Stops("type", ""),
        Closure(1, (True,)),
        main="(Fn(Int)->(Int)) -> Any",
        more=_ADDER,
    ),
    case(
        "a closure of another type comes in",
        "load 0",
        Stops("type", ""),
        Closure(1, (7,)),
        main="(Fn(Any)->(Int)) -> Any",
        more=_ADDER,
    ),
    case(
        "a closure of no function comes in",
        "load 0",
        Stops("type", ""),
        Closure(9),
        main="(Fn(Int)->(Int)) -> Any",
        more=_ADDER,
    ),
    case(
        "a function as an argument",
        "const 3; closure_new add; call twice",
        6,
        more=_ADDER
        + "function twice(Fn(Int)->(Int)) -> Int {\n load 0\n load 0\n const 0\n call_closure 1\n call_closure 1\n return\n}\n",
    ),
    case(
        "a function of another type as an argument",
        "const 3; closure_new add; call f",
        Stops("type", pc=2),
        more=_ADDER + "function f(Fn(Any)->(Any)) -> Any {\n load 0\n return\n}\n",
    ),
    case(
        "a result that is not as declared",
        "closure_new f; call_closure 0",
        Stops("type", "f", 1),
        more="function f() -> Int {\n const true\n return\n}\n",
    ),
    case(
        "many tail calls of closures",
        "const 0; const 100000; closure_new step; call run",
        100_000,
        limits={"stack": "64KB"},
        more="function step(Any, Any) -> Any {\n load 1\n const 0\n int_compare eq\n branch_if L1\n load 0\n const 1\n int_add wrap64\n"
        " load 1\n const 1\n int_sub wrap64\n closure_new step\n tail_call run\nL1:\n load 0\n return\n}\n"
        "function run(Any, Any, Any) -> Any {\n load 2\n load 0\n load 1\n tail_call_closure 2\n}\n",
    ),
)

_CONSTANT = """
function constant() -> Int {
  captures (Int)
  load 0
  const 5
  int_compare ge
  branch_if L1
  load 0
  return
L1:
  const "five"
  trap_with panic
}
"""


def _closures(*values: int) -> str:
    made = "; ".join(f"const {value}; closure_new constant" for value in values)
    return f"{made + '; ' if made else ''}list_new {len(values)} List[Fn()->(Int)]"


def _inner(name: str) -> str:
    """A function `inner` that runs `constant` by the instruction."""
    return (
        f"function inner() -> Int {{\n {_closures(5)}\n {name} List[Int]\n const 0\n list_get\n return\n}}\n".replace(
            "; ", "\n "
        )
    )


_OUTER = "closure_new inner; list_new 1 List[Fn()->(Int)]"

_PARALLEL = (
    case("results in order", f"{_closures(1, 2, 3)}; parallel List[Int]", [1, 2, 3], more=_CONSTANT),
    case("nothing in parallel", f"{_closures()}; parallel List[Int]", [], more=_CONSTANT),
    case(
        "the first failure",
        f"{_closures(1, 5, 6)}; parallel List[Int]",
        Stops("panic", "constant", 7, "five"),
        more=_CONSTANT,
    ),
    case("results of another type", f"{_closures(1)}; parallel List[Str]", Stops("type", pc=3), more=_CONSTANT),
    case("no list in parallel", "const 1; parallel List[Int]", Stops("type", pc=1)),
    case("no functions in parallel", "const 1; list_new 1 List[Any]; parallel List[Int]", Stops("type", pc=2)),
    case(
        "functions with parameters in parallel",
        "closure_new f; list_new 1 List[Any]; parallel List[Any]",
        Stops("type", pc=2),
        more="function f(Any) -> Any {\n load 0\n return\n}\n",
    ),
    case(
        "parallel inside of parallel",
        "const 2; closure_new inner; const 3; closure_new inner; list_new 2 List[Any]; parallel List[List[Int]]",
        [[2, 2], [3, 3]],
        more=_CONSTANT
        + "function inner() -> List[Int] {\n captures (Int)\n load 0\n closure_new constant\n load 0\n closure_new constant\n"
        " list_new 2 List[Fn()->(Int)]\n parallel List[Int]\n return\n}\n",
    ),
    case("results of workers", f"{_closures(1, 2, 3)}; parallel_workers List[Int]", [1, 2, 3], more=_CONSTANT),
    case(
        "the first failure of a worker",
        f"{_closures(1, 5, 6)}; parallel_workers List[Int]",
        Stops("panic", "constant", 7, "five", 1),
        more=_CONSTANT,
    ),
    case(
        "a failure after workers",
        f"{_closures(1, 2)}; parallel_workers List[Int]; pop; const 5; closure_new constant; call_closure 0",
        Stops("panic", "constant", 7, "five"),
        more=_CONSTANT,
    ),
    case(
        "workers of workers",
        f"{_OUTER}; parallel_workers List[Int]",
        Stops("panic", "constant", 7, "five", 2),
        more=_CONSTANT + _inner("parallel_workers"),
    ),
    case(
        "parallel inside of workers",
        f"{_OUTER}; parallel_workers List[Int]",
        Stops("panic", "constant", 7, "five", 1),
        more=_CONSTANT + _inner("parallel"),
    ),
    case(
        "workers inside of parallel",
        f"{_OUTER}; parallel List[Int]",
        Stops("panic", "constant", 7, "five", 1),
        more=_CONSTANT + _inner("parallel_workers"),
    ),
    case(
        "results of workers of another type",
        f"{_closures(1)}; parallel_workers List[Str]",
        Stops("type", pc=3, workers=1),
        more=_CONSTANT,
    ),
    case(
        "workers that are too deep",
        f"{_closures(1)}; parallel_workers List[Int]",
        Stops("depth", "constant", 0, workers=1),
        more=_CONSTANT,
        limits={"depth": 1},
    ),
)

_NARROW = (
    case("what is of the type", "const 1; narrow Int", 1),
    case("an Int as a Float", "const 1; narrow Float", 1.0),
    case("a Float as an Int", "const 1.0; narrow Int", Stops("type", pc=1)),
    case("a Bool as an Int", "const true; narrow Int", Stops("type", pc=1)),
    case("anything as Any", "list_new 0 List[Int]; narrow Any", []),
    case(
        "Ints as Floats, deep inside",
        "const 1; list_new 1 List[Int]; list_new 1 List[Any]; narrow List[List[Float]]",
        [[1.0]],
    ),
    case(
        "a list of anything becomes a list of Ints",
        "const 1; list_new 1 List[Any]; narrow List[Int]; call f",
        1,
        more="function f(List[Int]) -> Any {\n load 0\n const 0\n list_get\n return\n}\n",
    ),
    case(
        "a list of anything is no list of Ints",
        "const 1; list_new 1 List[Any]; call f",
        Stops("type", pc=2),
        more="function f(List[Int]) -> Any {\n load 0\n return\n}\n",
    ),
    case(
        "one value inside does not fit",
        "const 1; const unit; list_new 2 List[Any]; narrow List[Int]",
        Stops("type", pc=3),
    ),
    case("a tuple is no list", "const 1; tuple_new (Int,); narrow List[Int]", Stops("type", pc=2)),
    case("a tuple of another length", "const 1; tuple_new (Int,); narrow (Int, Int)", Stops("type", pc=2)),
    case("a tuple of Any", "const 1; const 2; tuple_new (Any, Any); narrow (Int, Float)", (1, 2.0)),
    case("fewer fields", "const 1; const 2; record_new {x: Int, y: Int}; narrow {y: Float}", record(y=2.0)),
    case("another name", "const 1; record_new record A{x: Int}; narrow record B{x: Int}", Record(("x",), (1,), "B")),
    case("a field is missing", "const 1; record_new {x: Int}; narrow {x: Int, y: Int}", Stops("type", pc=2)),
    case("a constructor by its name", "const 1; variant_new Shape Some; narrow Option[Float]", some(1.0)),
    case("no such constructor", "const 1; variant_new Shape Box; narrow Option[Int]", Stops("type", pc=2)),
    case(
        "the union is another type afterwards",
        "const 1; variant_new Shape Some; narrow Option[Int]; list_new 1 List[Option[Int]]",
        [some(1)],
    ),
    case(
        "a function of another type",
        "const 1; closure_new add; narrow Fn(Any)->(Int)",
        Stops("type", pc=2),
        more=_ADDER,
    ),
    case(
        "a function of the type",
        "const 1; closure_new add; narrow Fn(Int)->(Int); const 1; call_closure 1",
        2,
        more=_ADDER,
    ),
    case("a Str as Bytes", 'const "a"; narrow Bytes', Stops("type", pc=1)),
    case(
        "what comes from outside is of generic types",
        "load 0; narrow List[(Int, Option[Float])]",
        [(1, some(2.0)), (3, Variant("None"))],
        [(1, some(2)), (3, Variant("None"))],
        main="(Any) -> Any",
    ),
    case(
        "a list from outside is a list of anything",
        "load 0; const unit; list_push",
        [1, None],
        [1],
        main="(Any) -> Any",
    ),
    case("a tuple from outside", "load 0; tuple_get 1", "b", (1, "b"), main="(Any) -> Any"),
    case("a record from outside", "load 0; const true; record_set x", record(x=True), record(x=1), main="(Any) -> Any"),
    case("a variant from outside", "load 0; variant_get Some 0", 3, some(3), main="(Any) -> Any"),
    case(
        "a map",
        "load 0",
        SortedMap({"a": 1.0, 2: 2.5}),
        SortedMap({"a": 1, 2: 2.5}),
        main="(SortedMap[Any, Float]) -> Any",
    ),
    case(
        "a map with other keys", "load 0", Stops("type", ""), SortedMap({"a": 1}), main="(SortedMap[Int, Any]) -> Any"
    ),
    case("a set", "load 0", SortedSet({"a": None}), SortedSet({"a": None}), main="(SortedSet[Str]) -> Any"),
)

_EQUAL = (
    *(
        case(f"equal: {name}", f"{left}; {right}; deep_equal", equal)
        for name, left, right, equal in (
            ("texts", 'const "ab"', 'const "ab"', True),
            ("another text", 'const "ab"', 'const "ac"', False),
            ("a text and bytes", 'const "ab"', 'const b"ab"', False),
            ("lists", "const 1; list_new 1 List[Int]", "const 1; list_new 1 List[Int]", True),
            ("lists of different type", "const 1; list_new 1 List[Int]", "const 1; list_new 1 List[Any]", True),
            ("an Int and a Float inside", "const 1; list_new 1 List[Int]", "const 1.0; list_new 1 List[Float]", False),
            ("lists of different length", "list_new 0 List[Int]", "const 1; list_new 1 List[Int]", False),
            ("a list and a tuple", "const 1; list_new 1 List[Int]", "const 1; tuple_new (Int,)", False),
            ("records", "const 1; record_new {x: Int}", "const 1; record_new {x: Any}", True),
            ("records of different name", "const 1; record_new record P{x: Int}", "const 1; record_new {x: Int}", True),
            ("records of different fields", "const 1; record_new {x: Int}", "const 1; record_new {y: Int}", False),
            ("variants", "const 1; variant_new Shape Some", "const 1; variant_new Option[Int] Some", True),
            ("different constructors", _LEAF, "variant_new Option[Int] None", False),
            ("a NaN inside", "const nan; list_new 1 List[Float]; dup", "nothing", False),
            ("zeros inside", "const 0.0; list_new 1 List[Float]", "const -0.0; list_new 1 List[Float]", True),
        )
        if right != "nothing"
    ),
    case("a list with a NaN is unequal to itself", "const nan; list_new 1 List[Float]; dup; deep_equal", False),
    case("closures", "const 1; closure_new add; const 1; closure_new add; deep_equal", True, more=_ADDER),
    case(
        "closures with other captures",
        "const 1; closure_new add; const 2; closure_new add; deep_equal",
        False,
        more=_ADDER,
    ),
    case("dynamic comparison of texts", 'const "a"; const "a"; dyn_compare eq', True),
    case("dynamic comparison of lists", "list_new 0 List[Int]; list_new 0 List[Str]; dyn_compare ne", False),
    case("dynamic order of texts", 'const "a"; const "a"; dyn_compare lt', Stops("type", pc=2)),
    case("same of texts", 'const "a"; const "a"; same', Stops("type", pc=2)),
    case(
        "maps",
        "load 0; load 1; deep_equal",
        True,
        SortedMap({"a": [1]}),
        SortedMap({"a": [1]}),
        main="(Any, Any) -> Any",
    ),
    case(
        "maps with other values",
        "load 0; load 1; deep_equal",
        False,
        SortedMap({"a": [1]}),
        SortedMap({"a": [2]}),
        main="(Any, Any) -> Any",
    ),
    case(
        "sets",
        "load 0; load 1; deep_equal",
        False,
        SortedSet({1: None}),
        SortedSet({2: None}),
        main="(Any, Any) -> Any",
    ),
)

_CHAIN = """
function chain(Int, Tree) -> Tree {
  load 0
  const 0
  int_compare le
  branch_if L1
  load 0
  const 1
  int_sub wrap64
  load 1
  load 0
  variant_new Tree Leaf
  variant_new Tree Node
  tail_call chain
L1:
  load 1
  return
}
"""

_DEPTH = "function down(Int) -> Int {\n load 0\n const 0\n int_compare le\n branch_if L1\n load 0\n const 1\n int_sub wrap64\n call down\n return\nL1:\n const 0\n return\n}\n"

_LIMITS = (
    case(
        "deep values",
        f"const 20000; {_LEAF}; call chain; const 20000; {_LEAF}; call chain; deep_equal",
        True,
        more=_CHAIN,
    ),
    case(
        "deep values become others",
        f"const 20000; {_LEAF}; call chain; list_new 1 List[Any]; narrow List[Tree]; list_len",
        1,
        more=_CHAIN,
    ),
    case("as deep as is allowed", "const 8; call down", 0, more=_DEPTH, limits={"depth": 10}),
    case("deeper than is allowed", "const 9; call down", Stops("depth", "down", 0), more=_DEPTH, limits={"depth": 10}),
    case(
        "tail calls are not deep",
        f"const 1000; {_LEAF}; call chain; variant_is Node",
        True,
        more=_CHAIN,
        limits={"depth": 2},
    ),
    case(
        "calls of closures are deep",
        "closure_new f; call_closure 0",
        Stops("depth", "f", 0),
        limits={"depth": 1},
        more="function f() -> Int {\n const 1\n return\n}\n",
    ),
    case(
        "parallel is as deep as its calls",
        f"{_closures(1)}; parallel List[Int]",
        [1],
        more=_CONSTANT,
        limits={"depth": 2},
    ),
    case(
        "parallel is deep",
        f"{_closures(1)}; parallel List[Int]",
        Stops("depth", "constant", 0),
        more=_CONSTANT,
        limits={"depth": 1},
    ),
    case(
        "memory",
        f"const 1000000; {_LEAF}; call chain; variant_is Leaf",
        Stops("memory", "chain", 10),
        more=_CHAIN,
        limits={"memory": "4MB"},
    ),
    case(
        "fuel is charged for blocks",
        f"const 100; {_LEAF}; call chain; variant_is Leaf",
        Stops("fuel", "chain", 4),
        more=_CHAIN,
        limits={"fuel": 14},
    ),
)

_LIBRARY = (
    case("a shared operation", 'const 1; const 2; list_new 2 List[Int]; library "test:reverse" 1 List[Int]', [2, 1]),
    case(
        "its result is made as the type",
        'const 1; list_new 1 List[Int]; library "test:reverse" 1 List[Int]; const 2; list_push',
        [1, 2],
    ),
    case(
        "a result of another type",
        'const 1; list_new 1 List[Int]; library "test:reverse" 1 List[Str]',
        Stops("type", pc=2),
    ),
    case("an Option", 'const 1; list_new 1 List[Int]; library "test:first" 1 Option[Int]; variant_get Some 0', 1),
    case(
        "an operation that nobody knows",
        'library "test:none" 0 Int',
        Stops("host", pc=0, message="there is no host function `test:none`"),
    ),
)

VALUE_PROGRAMS = (
    *(*_TEXTS, *_LISTS, *_TUPLES_AND_RECORDS, *_UNIONS, *_CLOSURES, *_PARALLEL, *_NARROW, *_EQUAL, *_LIMITS, *_LIBRARY),
)
