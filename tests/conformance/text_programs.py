"""Whole programs in the text form, as data: control, fuel, limits, host calls, vectors, the heap. Every engine runs them."""

from __future__ import annotations

from typing import Any, NamedTuple

from conformance.instructions import INF, MAX, MIN, NAN


class TextProgram(NamedTuple):
    """A program in the text form; function `main` is called with `arguments`."""

    name: str
    text: str
    arguments: tuple[Any, ...]
    expected: tuple[Any, ...] | str
    limits: dict[str, Any] | None = None
    output: str = ""
    place: tuple[str, int] | None = None
    """Name of the function and index of the instruction of a trap."""


_COUNTDOWN = """
function main(Int) -> Int {
  const 0
  store 1
L0:
  load 0
  const 0
  int_compare eq
  branch_if L1
  load 1
  load 0
  int_add wrap64
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

_EVEN_ODD = """
function main(Int) -> Any {
  load 0
  tail_call even
}
function even(Any) -> Any {
  load 0
  const 0
  same
  branch_if L1
  load 0
  const 1
  int_sub trap63
  tail_call odd
L1:
  const true
  return
}
function odd(Int) -> Bool {
  load 0
  const 0
  int_compare eq
  branch_if L1
  load 0
  const 1
  int_sub trap63
  tail_call even
L1:
  const false
  return
}
"""

_FACTORIAL = """
function main(Int) -> Int {
  load 0
  const 2
  int_compare lt
  branch_unless L1
  const 1
  return
L1:
  load 0
  load 0
  const 1
  int_sub trap64
  call main
  int_mul trap64
  return
}
"""

_CONTROL = (
    TextProgram("loop", _COUNTDOWN, (1000,), (500500,)),
    TextProgram("loop no time", _COUNTDOWN, (0,), (0,)),
    TextProgram("tail calls of two functions, even", _EVEN_ODD, (100000,), (True,), {"stack": "64KB"}),
    TextProgram("tail calls of two functions, odd", _EVEN_ODD, (33333,), (False,), {"stack": "64KB"}),
    TextProgram("recursion", _FACTORIAL, (20,), (2432902008176640000,)),
    TextProgram("overflow deep in a recursion", _FACTORIAL, (21,), "overflow", {}, "", ("main", 11)),
    TextProgram(
        "several results",
        """
        function main(Int, Float) -> (Int, Bool, Float) {
          load 0
          load 1
          call mixed
          return
        }
        function mixed(Int, Float) -> (Int, Bool, Float) {
          load 0
          const 1
          int_add wrap64
          const true
          load 1
          float_neg
          return
        }
        """,
        (41, 2.5),
        (42, True, -2.5),
    ),
    TextProgram("no result", "function main() -> () {\n return\n}", (), ()),
    TextProgram(
        "results from the top of a deeper stack",
        "function main() -> (Any, Any) {\n const 1\n const 2\n const 3\n return\n}",
        (),
        (2, 3),
    ),
    TextProgram(
        "many arguments",
        """
        function main(Int) -> Any {
          load 0
          const 2
          const 2.5
          const true
          const 5
          const 6
          const 7
          const 8
          const 9.5
          const 10
          call last
          return
        }
        function last(Int, Any, Float, Bool, Int, Any, Int, Int, Float, Int) -> (Any) {
          load 2
          load 8
          float_add
          load 0
          load 9
          int_mul wrap64
          int_to_float
          float_add
          return
        }
        """,
        (3,),
        (42.0,),
    ),
    TextProgram("locals hold unit", "function main() -> Any {\n locals 3\n load 2\n return\n}", (), (None,)),
    TextProgram(
        "globals start as unit and keep their value",
        """
        global g: Any
        function main(Any) -> (Any, Any) {
          global_get g
          load 0
          global_set g
          call other
          return
        }
        function other() -> Any {
          global_get g
          return
        }
        """,
        (7.5,),
        (None, 7.5),
    ),
    TextProgram("panic", 'function main() -> Any {\n panic "so be it"\n}', (), "panic", {}, "", ("main", 0)),
    TextProgram("explicit trap", "function main() -> Any {\n trap bad_cast\n}", (), "bad_cast", {}, "", ("main", 0)),
    TextProgram(
        "branch on a value that is no Bool",
        "function main(Any) -> Any {\n load 0\n branch_if L1\nL1:\n const 1\n return\n}",
        (1,),
        "type",
        {},
        "",
        ("main", 1),
    ),
    TextProgram(
        "branch_unless on unit",
        "function main(Any) -> Any {\n load 0\n branch_unless L1\nL1:\n const 1\n return\n}",
        (None,),
        "type",
        {},
        "",
        ("main", 1),
    ),
    TextProgram(
        "argument of another type: the trap is at the call",
        "function main(Any) -> Any {\n load 0\n call f\n return\n}\nfunction f(Int) -> Int {\n load 0\n return\n}",
        (True,),
        "type",
        {},
        "",
        ("main", 1),
    ),
    TextProgram(
        "argument of another type at a tail call",
        "function main(Any) -> Any {\n load 0\n tail_call f\n}\nfunction f(Float) -> Any {\n load 0\n return\n}",
        (1,),
        "type",
        {},
        "",
        ("main", 1),
    ),
    TextProgram(
        "result of another type: the trap is at the return",
        "function main(Any) -> Any {\n load 0\n call f\n return\n}\nfunction f(Any) -> Int {\n load 0\n return\n}",
        (2.5,),
        "type",
        {},
        "",
        ("f", 1),
    ),
    TextProgram(
        "a result that left through a tail call narrows to what the caller declared, too",
        "function main(Any) -> Int {\n load 0\n tail_call f\n}\nfunction f(Any) -> Any {\n load 0\n return\n}",
        (True,),
        "type",
        {},
        "",
        ("f", 1),
    ),
    TextProgram(
        "narrowing lets the right type pass",
        "function main(Any) -> Int {\n load 0\n tail_call f\n}\nfunction f(Any) -> Any {\n load 0\n return\n}",
        (11,),
        (11,),
    ),
    TextProgram(
        "argument from outside of another type", "function main(Int) -> Any {\n load 0\n return\n}", (1.5,), "type"
    ),
    TextProgram(
        "runaway recursion",
        "function main(Any) -> Any {\n load 0\n call main\n const 1\n int_add wrap64\n return\n}",
        (1,),
        "stack",
        {"stack": "64KB"},
        "",
        ("main", 0),
    ),
)

_FUEL = (
    TextProgram("fuel: enough to the last instruction", _COUNTDOWN, (3,), (6,), {"fuel": 2 + 4 * 4 + 3 * 9 + 2}),
    TextProgram(
        "fuel: one too few ends at the start of the last block",
        _COUNTDOWN,
        (3,),
        "fuel",
        {"fuel": 2 + 4 * 4 + 3 * 9 + 1},
        "",
        ("main", 15),
    ),
    TextProgram("fuel: too little for the first block", _COUNTDOWN, (3,), "fuel", {"fuel": 1}, "", ("main", 0)),
    TextProgram(
        "fuel: an endless loop",
        "function main() -> Any {\nL0:\n jump L0\n}",
        (),
        "fuel",
        {"fuel": 1000},
        "",
        ("main", 0),
    ),
    TextProgram(
        "fuel: a block is paid for before its trap",
        "function main() -> Any {\n trap index\n}",
        (),
        "index",
        {"fuel": 1},
        "",
        ("main", 0),
    ),
)

_PRINT = """
function main(Any) -> Any {
  load 0
  host_call "test:print" 1
  return
}
"""

_HOST = (
    TextProgram("print an Int", _PRINT, (42,), (42,), {}, "42\n"),
    TextProgram("print the least Int", _PRINT, (MIN,), (MIN,), {}, "-9223372036854775808\n"),
    TextProgram("print a Bool", _PRINT, (True,), (True,), {}, "true\n"),
    TextProgram("print false", _PRINT, (False,), (False,), {}, "false\n"),
    TextProgram("print unit", _PRINT, (None,), (None,), {}, "nil\n"),
    TextProgram("print a Float", _PRINT, (0.1,), (0.1,), {}, "0.1\n"),
    TextProgram("print a large Float", _PRINT, (1e300,), (1e300,), {}, "1e+300\n"),
    TextProgram("print minus zero", _PRINT, (-0.0,), (-0.0,), {}, "-0.0\n"),
    TextProgram("print infinity", _PRINT, (-INF,), (-INF,), {}, "-inf\n"),
    TextProgram("print NaN", _PRINT, (NAN,), (NAN,), {}, "nan\n"),
    TextProgram(
        "output before a trap is kept",
        """
        function main(Any) -> Any {
          load 0
          host_call "test:print" 1
          const 0
          int_div trap63
          return
        }
        """,
        (6,),
        "division_by_zero",
        {},
        "6\n",
        ("main", 3),
    ),
    TextProgram(
        "output limit: what fits is written",
        """
        function main(Any) -> Any {
        L0:
          load 0
          host_call "test:print" 1
          pop
          jump L0
        }
        """,
        (123456,),
        "output",
        {"output": 17},
        "123456\n123456\n123",
    ),
    TextProgram("output limit: exactly enough", _PRINT, (123,), (123,), {"output": 4}, "123\n"),
    TextProgram(
        "a host function that does not exist",
        'function main() -> Any {\n host_call "test:nothing" 0\n return\n}',
        (),
        "host",
        {},
        "",
        ("main", 0),
    ),
    TextProgram(
        "a host function with the wrong number of arguments",
        'function main() -> Any {\n const 1\n const 2\n host_call "test:print" 2\n return\n}',
        (),
        "host",
        {},
        "",
        ("main", 2),
    ),
    TextProgram(
        "a host function with an argument of another type",
        'function main() -> Any {\n const true\n host_call "test:print_int" 1\n return\n}',
        (),
        "type",
        {},
        "",
        ("main", 1),
    ),
)

_VECTORS = (
    TextProgram(
        "elements in order",
        "function main(Any) -> Any {\n load 0\n const 2\n const true\n const unit\n vector_new 4\n return\n}",
        (1.5,),
        ("[1.5, 2, true, unit]",),
    ),
    TextProgram("an empty vector", "function main() -> Vector {\n vector_new 0\n return\n}", (), ("[]",)),
    TextProgram(
        "make", "function main(Any) -> Any {\n const 3\n load 0\n vector_make\n return\n}", (7,), ("[7, 7, 7]",)
    ),
    TextProgram("make none", "function main() -> Any {\n const 0\n const 1\n vector_make\n return\n}", (), ("[]",)),
    TextProgram(
        "set gives the same vector",
        """
        function main() -> (Any, Any, Any) {
          const 1
          const 2
          vector_new 2
          store 0
          load 0
          const 1
          const 2.5
          vector_set
          load 0
          same
          load 0
          const 1
          vector_get
          load 0
          vector_len
          return
        }
        """,
        (),
        (True, 2.5, 2),
    ),
    *(
        TextProgram(
            f"get with index {index}",
            "function main(Any) -> Any {\n const 5\n vector_new 1\n load 0\n vector_get\n return\n}",
            (index,),
            "index" if type(index) is int else "type",
            {},
            "",
            ("main", 3),
        )
        for index in (1, -1, MAX, MIN, True, 0.0, None)
    ),
    *(
        TextProgram(
            f"set with index {index}",
            "function main(Any) -> Any {\n const 5\n vector_new 1\n load 0\n const 1\n vector_set\n return\n}",
            (index,),
            "index" if type(index) is int else "type",
            {},
            "",
            ("main", 4),
        )
        for index in (1, -1, MAX, True, None)
    ),
    TextProgram(
        "identity and structure",
        """
        function main(Any) -> (Any, Any, Any, Any, Any) {
          load 0
          vector_new 1
          store 1
          load 0
          vector_new 1
          store 2
          load 1
          load 2
          same
          load 1
          load 2
          deep_equal
          load 1
          const unit
          same
          load 1
          load 1
          dyn_compare eq
          load 1
          load 2
          dyn_compare eq
          return
        }
        """,
        (3,),
        (False, True, False, True, False),
    ),
    TextProgram(
        "a vector and a number are not the same kind",
        "function main(Any) -> Any {\n vector_new 0\n load 0\n same\n return\n}",
        (0,),
        "type",
        {},
        "",
        ("main", 2),
    ),
    TextProgram(
        "arithmetic with a vector",
        "function main(Any) -> Any {\n vector_new 0\n load 0\n dyn_add trap63\n return\n}",
        (0,),
        "type",
        {},
        "",
        ("main", 2),
    ),
    TextProgram(
        "types of a vector",
        """
        function main() -> (Any, Any, Any) {
          vector_new 0
          dup
          is_type Vector
          swap
          dup
          is_type Unit
          swap
          is_false
          return
        }
        """,
        (),
        (True, False, False),
    ),
    TextProgram(
        "a cycle is equal to its unrolling",
        """
        function main(Any) -> (Any, Any) {
          const unit
          vector_new 1
          store 1
          load 1
          const 0
          load 1
          vector_set
          pop
          load 1
          vector_new 1
          store 2
          load 1
          load 2
          deep_equal
          load 2
          vector_new 1
          load 0
          vector_new 1
          deep_equal
          return
        }
        """,
        (1,),
        (True, False),
    ),
    TextProgram(
        "print cycles and shared vectors",
        """
        function main() -> Any {
          const 7
          const unit
          vector_new 2
          store 0
          load 0
          const 1
          load 0
          vector_set
          host_call "test:print" 1
          pop
          const 1
          vector_new 1
          dup
          vector_new 2
          host_call "test:print" 1
          pop
          const 1
          return
        }
        """,
        (),
        (1,),
        {},
        "[7, [...]]\n[[1], [1]]\n",
    ),
    TextProgram(
        "a size beyond any memory",
        "function main(Any) -> Any {\n load 0\n const 0\n vector_make\n return\n}",
        (2**61,),
        "memory",
    ),
)


def _exact_heap(words: int, expected: tuple[Any, ...] | str) -> TextProgram:
    """Two vectors of 3 and 1 elements are live while a third is made: 5 + 3 + 4 words."""
    return TextProgram(
        f"heap of {words} words",
        """
        function main() -> Any {
          const 1
          const 2
          const 3
          vector_new 3
          store 0
          const 1
          vector_new 1
          store 1
          load 0
          load 1
          vector_new 2
          return
        }
        """,
        (),
        expected,
        {"heap_words": words},
    )


_CHURN = """
function main(Int) -> Int {
  locals 3
L0:
  load 0
  const 0
  int_compare le
  branch_if L1
  load 0
  vector_new 1
  store 1
  load 1
  const 0
  load 1
  vector_set
  pop
  load 0
  const 1
  int_sub wrap64
  store 0
  jump L0
L1:
  load 0
  return
}
"""

_HEAP = (
    _exact_heap(12, ("[[1, 2, 3], [1]]",)),
    _exact_heap(11, "heap"),
    _exact_heap(0, "heap"),
    TextProgram(
        "an empty vector needs two words",
        "function main() -> Any {\n vector_new 0\n return\n}",
        (),
        "heap",
        {"heap_words": 1},
    ),
    TextProgram(
        "garbage cycles are reclaimed, the dead local does not count", _CHURN, (1000,), (0,), {"heap_words": 3}
    ),
    TextProgram("garbage cycles, no room", _CHURN, (1000,), "heap", {"heap_words": 2}),
    TextProgram(
        "make is judged by its size, before memory is touched",
        "function main(Any) -> Any {\n load 0\n const 0\n vector_make\n return\n}",
        (2**61,),
        "heap",
        {"heap_words": 100},
        "",
        ("main", 2),
    ),
    TextProgram(
        "globals and operands of callers are live",
        """
        global g: Any
        function main() -> Any {
          const 1
          vector_new 1
          global_set g
          const 2
          vector_new 1
          call other
          vector_new 2
          return
        }
        function other() -> Any {
          const 3
          vector_new 1
          return
        }
        """,
        (),
        "heap",
        {"heap_words": 12},
        "",
        ("main", 6),
    ),
    TextProgram(
        "a caller's local that is dead after the call does not count",
        """
        function main() -> Any {
          const 1
          vector_new 1
          store 0
          load 0
          call other
          return
        }
        function other(Any) -> Any {
          load 0
          const 0
          vector_get
          vector_new 1
          return
        }
        """,
        (),
        ("[1]",),
        {"heap_words": 3},
    ),
    TextProgram(
        "collect reclaims and is no more than that",
        "function main() -> Any {\n const 1\n vector_new 1\n collect\n return\n}",
        (),
        ("[1]",),
    ),
)

PROGRAMS = [*_CONTROL, *_FUEL, *_HOST, *_VECTORS, *_HEAP]
