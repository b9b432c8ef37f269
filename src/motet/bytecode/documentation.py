"""Writes docs/bytecode.md from the table: `python -m motet.bytecode.documentation FILE`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from motet.bytecode.operands import MAX_COUNT
from motet.bytecode.program import Function, Program, stack_effect
from motet.bytecode.table import OPERANDS, OPS, RELATIONS, RULES, TESTABLE, Op
from motet.bytecode.traps import KINDS
from motet.bytecode.types import FIRST_COUNTED_TAG, TAGS
from motet.bytecode.valid_types import KINDS as KINDS_OF_TYPES
from motet.bytecode.valid_types import MAX_DEPTH
from motet.bytecode.verify import MAX_CODE, MAX_FUNCTIONS

EXAMPLE: Final = """\
; The sum of the whole numbers below 10.
language bytecode
entry main

function main() -> Int {
  call sum_below
  return
}

function sum_below() -> Int {
  const 0
  store 0                     ; i
  const 0
  store 1                     ; sum
loop1:
  load 0
  const 10
  int_compare lt
  branch_unless L2
  load 1
  load 0
  int_add trap64
  store 1
  load 0
  const 1
  int_add trap64
  store 0
  jump loop1
L2:
  load 1
  return
}
"""

_EFFECTS: Final = {
    "pick": "x_N ... x_0 -> x_N ... x_0 x_N",
    "roll": "x_N ... x_0 -> x_N-1 ... x_0 x_N",
    "return": "results ->",
    "call": "arguments -> results",
    "tail_call": "arguments ->",
    "vector_new": "x_1 ... x_N -> Vector",
    "host_call": "x_1 ... x_N -> ?",
    "library": "x_1 ... x_N -> ?",
    "closure_new": "captures -> Fn",
    "call_closure": "Fn x_1 ... x_N -> ?",
    "tail_call_closure": "Fn x_1 ... x_N ->",
    "list_new": "x_1 ... x_N -> List",
    "tuple_new": "items -> Tuple",
    "record_new": "fields -> Record",
    "variant_new": "values -> Union",
}

_INTRODUCTION: Final = f"""\
# The bytecode

<!-- Written by `python -m motet.bytecode.documentation docs/bytecode.md` from the instruction table; do not edit. -->

All languages of Motet lower to this bytecode; the reference VM (`motet.vm`) defines its meaning and the compiler
(`motet.jit`) makes machine code of it. This page is generated from the table in `src/motet/bytecode/table.py`.

## Programs

A *program* has functions, a pool of constants, globals and perhaps an entry. A *function* has typed parameters and
results, numbered locals and instructions. It works on a stack of values: an instruction takes its operands from the top
and leaves its results there. Captured values and parameters are its first locals, the deepest argument first; the
other locals hold unit until something is stored.

Values are dynamically typed and every instruction is total: one that needs an Int and meets another value ends the run
with the trap `type`. Declared types narrow: a value that is not of the declared type of a parameter (at a call) or of
a result (at a return) is the trap `type`.

Integers have 64 bits in two's complement, Floats are IEEE 754 binary64. A Vector is mutable and has identity; the values
that are lists, tuples, records, of unions, functions, maps and sets never change.

Such a value is made as one type, which it keeps. Instructions that make one check that what goes into it is of the types
of its parts; a value is of a declared type if that is `Any`, or the very type that it was made as. `narrow` converts.

Before it runs, a program is *verified*:

* operands are of their kinds and name things that exist;
* on every way to an instruction there are equally many values on the stack, and never too few;
* the last instruction ends control, so control never runs off the end;
* a tail call is of a function with as many results as its caller, and functions of closures have one;
* types are made of {", ".join(sorted(KINDS_OF_TYPES))}, nested at most {MAX_DEPTH} deep;
* there are at most {MAX_FUNCTIONS:,} functions, {MAX_CODE:,} instructions in one, and {MAX_COUNT:,} locals, parameters,
  results or values on the stack.

Instructions that control cannot reach are allowed; only their operands are verified.
"""

_REST: Final = f"""\
## The text form

`motet emit --stage bytecode` writes it, files that end in `.motet` contain it, and nothing is lost on the way: reading
what was written gives the same program. It has one instruction a line; a `;` begins a comment.

```
{EXAMPLE}```

| line | meaning |
|---|---|
| `language NAME` | whose texts errors use; `bytecode` if left out |
| `entry NAME` | the function that runs |
| `union NAME[TYPES] "DEFINITION" = NAME(TYPES) \\| ...` | a union, which is one type with all of equal name, arguments and definition |
| `record NAME "DEFINITION" = {{NAME: TYPE, ...}}` | a record that contains itself |
| `alias TYPE` | a long type that is mentioned by number |
| `type TYPE` | an entry of the table of types; only needed when its order differs from that of first use |
| `global NAME: TYPE` | a global, initially unit |
| `constant LITERAL` | an entry of the constant pool; only needed when its order differs from that of first use |
| `source "NAME"` | a source text; its lines follow, each after a `|` in the first column |
| `function NAME(TYPES) -> TYPE {{` | a function; several results, or none, stand in parentheses; `}}` ends it |

Inside of a function, besides instructions and labels (`NAME:`):

| line | meaning |
|---|---|
| `captures (TYPES)` | types of the captured values |
| `locals N` | number of locals, if it is not the least that captures, parameters, loads and stores need |
| `effect KIND ARGUMENT` | a declared effect; the argument is a text or a number, or is left out |
| `source #N` | the source that spans refer to, the first one being `#0` |

Behind an instruction may stand the piece of the source it came from, `@START..END`, and the id of the syntax node,
`$"ID"`. Constants are `42`, `-0.5`, `1e300`, `inf`, `nan`, `true`, `false`, `unit`, `"text"` and `b"bytes"`; quoted
ones have the escapes `\\n \\r \\t \\" \\\\ \\xNN \\u{{N}}`. A name that is not made of letters, digits, `_` and `.` is quoted.
Where a name would not be unique, `#N` refers to a constant, function, global, type or source by its number.

Types are `Int`, `List[Str]`, `(Int, Bool)`, `{{x: Int, y: Float}}`, `record Point{{x: Int}}` (a record type with a name),
`Fn(Int, Int)->(Bool)`, `SortedMap[Str, Int]` and the like, and the names of unions and records that are declared, with their
arguments: `Option[Int]`. `declared#N` refers to such a line, or that of an `alias`, by its number.

## Fuel

A run may be given fuel. The rule is the same in every engine, so that the count is exact: a *basic block* begins at the
first instruction, at every target of a jump or branch, and after every branch; it ends before the next one, or with an
instruction that ends control. Calls do not end blocks. Entering a block takes as much fuel as it has instructions; if
less is left, the run ends with the trap `fuel` at its first instruction. Jumps from unreachable code do not count.

## Hashes

The hash of a function is the first 16 bytes of SHA-256 over its arity and number of locals (2 bytes each, little
endian), the number of instructions (8 bytes), and for each instruction the length (8 bytes) and the text of its compact
JSON: `"pop"`, `{{"load":0}}`, `{{"cast":{{"type":"Int","trap":"bad_cast"}}}}`. Constants are written as their typed values,
functions and globals as their names, types without parts as their names and others as hashes of what they say, labels as
distances from the next instruction.
"""


def stack_effect_text(op: Op) -> str:
    """The stack before and after an instruction, the top at the right."""
    if op.name in _EFFECTS:
        return _EFFECTS[op.name]
    pops, pushes = stack_effect(Program(), Function(""), (op.name,))
    assert op.pops is not None
    assert op.pushes is not None
    assert (pops, pushes) == (len(op.pops), len(op.pushes))
    return f"{' '.join(op.pops)} -> {' '.join(op.pushes)}".strip()


def generate() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _INTRODUCTION
    yield "## Instructions"
    yield ""
    yield "The stack is written with its top at the right; `?` is a value of any type."
    for group in dict.fromkeys(op.group for op in OPS.values()):
        yield f"\n### {group}\n"
        yield from _table("instruction", "stack", "meaning", "traps")
        for op in OPS.values():
            if op.group == group:
                yield from _instruction(op)
    yield "\n## Operands\n"
    yield from _table("kind", "what it is")
    for kind, meaning in OPERANDS.items():
        yield f"| {kind} | {meaning} |"
    yield from _name_tables()
    yield ""
    yield _REST.rstrip()


def _table(*headings: str) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield "|" + "---|" * len(headings)


def _instruction(op: Op) -> Iterator[str]:
    words = " ".join((op.name, *(kind.upper() for kind in op.operands)))
    doc = op.doc.replace("|", "\\|")
    ends = " Control does not go on to the next instruction." if op.ends else ""
    yield f"| `{words}` | `{stack_effect_text(op)}` | {doc}{ends} | {', '.join(op.traps)} |"


def _name_tables() -> Iterator[str]:
    yield "\n## Overflow rules\n"
    yield from _table("rule", "meaning")
    for name, meaning in RULES.items():
        yield f"| `{name}` | {meaning} |"
    yield f"\nRelations: {', '.join(f'`{name}`' for name in RELATIONS)}. "
    yield f"Types that can be tested: {', '.join(f'`{name}`' for name in TESTABLE)}."
    yield "\nA value of unknown type travels as a tag and a payload:\n"
    yield from _table("type", "tag")
    for type_, tag in TAGS.items():
        yield f"| `{type_.text}` | {tag} |"
    yield f"\nTags from {FIRST_COUNTED_TAG} on are of values on the heap."
    yield "\n## Traps\n"
    yield "A limit ends a run that did nothing wrong; programs cannot raise it themselves.\n"
    yield from _table("trap", "number", "limit", "meaning")
    for kind in KINDS:
        yield f"| `{kind.name}` | {kind.number} | {'yes' if kind.is_limit else ''} | {kind.doc} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(generate(), "utf-8", newline="\n")
