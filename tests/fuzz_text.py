"""Throws damaged texts at the reader of bytecode: `python tests/fuzz_text.py SECONDS`."""

import sys
import time
from random import Random

from motet.bytecode.documentation import EXAMPLE
from motet.bytecode.program import same_program
from motet.bytecode.table import OPERANDS, OPS
from motet.bytecode.text import assemble, disassemble, load
from motet.source import DiagnosticError

ALL = """\
language snek
entry f
record Person "Person" = {friends: List[Person], "a name": Str}
union Tree[Int] "Tree[T] = Leaf | Node(Tree[T], T)" = Leaf | Node(declared#1, Int)
type List[(Int, Tree[Int], record P{x: Float}, SortedMap[Str, {}])]
global g: Fn(Int, Tree[Int])->(Any)
constant "x\\u{1f600}"
source "s"
| (text)
|"\\t\\x00"
function f(Any, Int) -> (Any, Any) {
  captures (Float)
  locals 9
  effect io
  effect fs "a" ; comment
  source #0
loop:
  load 2 @0..3 $"id"
  branch_if loop
  host_call "snek:print" 0
  const -0.0
  const #0
  call f
  library "lex:str.len" 1 Int
  variant_new Tree[Int] Leaf
  variant_get Node 0
  narrow Person
  record_get "a name"
  list_new 1 #0
  cast Int bad_cast
  jump loop
}
"""
SEEDS = (EXAMPLE, ALL)
PIECES = (
    *(
        " ",
        "\n",
        "\r\n",
        '"',
        "\\",
        ";",
        "|",
        "{",
        "}",
        "(",
        ")",
        ",",
        ":",
        "->",
        "#",
        "@",
        "$",
        "b",
        "-",
        "..",
        "\x00",
    ),
    *("\ud800", "\u2028", "é", "9" * 30, "1e999", "nan", "Fn(", "Closure#", "\\u{", "#99999999999999999999", "'"),
    *OPS,
    *OPERANDS,
)


def fuzz(text: str) -> bool:
    """Read one text in both ways; whether it is a program. Anything but a program or a diagnostic is an exception."""
    accepted = [_accepted(read, text) for read in (assemble, load)]
    assert accepted[0] >= accepted[1]
    return accepted[0]


def _accepted(read, text):
    try:
        program = read(text, "fuzz")
    except DiagnosticError as error:
        for diagnostic in error.diagnostics:
            span = diagnostic.span
            assert diagnostic.message
            assert span is None or 0 <= span.start <= span.end <= len(text)
            assert len(diagnostic.message) < 400
        return False
    assert same_program(program, assemble(disassemble(program), "again"))
    return True


def mutated(text: str, random: Random) -> str:
    """A text with a few random changes: pieces inserted, cut, doubled, moved, bytes flipped."""
    for _ in range(random.randint(1, 4)):
        at, end = sorted(random.choices(range(len(text) + 1), k=2))
        end = min(end, at + random.randrange(30))
        piece, rest = text[at:end], text[end:]
        choice = random.randrange(5)
        if choice == 0:
            text = text[:at] + random.choice(PIECES) + rest
        elif choice == 1:
            text = text[:at] + rest
        elif choice == 2:
            text = text[:at] + piece * random.randint(2, 5) + rest
        elif choice == 3:
            to = random.randrange(len(rest) + 1)
            text = text[:at] + rest[:to] + piece + rest[to:]
        else:
            text = text[:at] + "".join(chr(ord(c) ^ 1 << random.randrange(8)) for c in piece) + rest
    return text


def main(seconds: float, seed: int = 0) -> int:
    """Fuzz for so long, from a seed; the next seed. The first failure is an exception that shows its seed."""
    end = time.monotonic() + seconds
    accepted = 0
    while time.monotonic() < end:
        random = Random(seed)
        text = mutated(random.choice(SEEDS), random)
        try:
            accepted += fuzz(text)
        except BaseException:
            print(f"seed {seed}", repr(text), sep="\n", file=sys.stderr)
            raise
        seed += 1
    print(f"texts up to seed {seed}, {accepted} of them programs")
    return seed


if __name__ == "__main__":
    main(float(sys.argv[1]))
