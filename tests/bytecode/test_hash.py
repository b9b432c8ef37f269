import json
from hashlib import sha256
from random import Random

from bytecode_programs import random_program
from hypothesis import given
from hypothesis import strategies as st

from motet.bytecode.hash import function_hash, program_hash
from motet.bytecode.text import assemble, disassemble

TEXT = """\
entry f
global g: Any
function f(Any) -> Any {
  captures (Int)
  locals 3
  const 7
  store 2
loop:
  load 1
  branch_if end
  load 2
  cast Int bad_cast
  pop
  const -0.0
  const nan
  const unit
  const true
  global_get g
  vector_new 5
  call f2
  pop
  jump loop
end:
  host_call "snek:print" 0
  return
}
function f2(Any) -> Any {
  load 0
  return
}
"""

OPS = [
    *({"const": {"Int": 7}}, {"store": 2}, {"load": 1}, {"branch_if": 12}, {"load": 2}),
    *({"cast": {"type": "Int", "trap": "bad_cast"}}, "pop", {"const": {"Float": "-0x0.0p+0"}}),
    *({"const": {"Float": "nan"}}, {"const": "Unit"}, {"const": {"Bool": True}}, {"global_get": "g"}),
    *({"vector_new": 5}, {"call": "f2"}, "pop", {"jump": -14}),
    *({"host_call": {"constant": {"Str": "snek:print"}, "count": 0}}, "return"),
]


def expected(arity, local_count, ops):
    data = arity.to_bytes(2, "little") + local_count.to_bytes(2, "little") + len(ops).to_bytes(8, "little")
    for op in ops:
        text = json.dumps(op, separators=(",", ":")).encode()
        data += len(text).to_bytes(8, "little") + text
    return sha256(data).digest()[:16]


def test_the_form_of_the_specification():
    program = assemble(TEXT, "test")
    assert function_hash(program, 0) == expected(2, 3, OPS)
    assert function_hash(program, 1) == expected(1, 1, [{"load": 0}, "return"])


def test_a_known_value():
    """It must never change: other machines and later versions have to agree."""
    program = assemble("function f(Int) -> Int {\n load 0\n const 1\n int_add trap64\n return\n}", "test")
    assert function_hash(program, 0).hex() == "060b12bcdadaa38d269b8a79fd5c47ed"
    assert program_hash(program).hex() == "f890b99615a5145ce7601f846815b283a18c6efb4e396d480535db1eb556a278"


def test_where_a_program_keeps_things_does_not_matter():
    plain = assemble(TEXT, "test")
    pool = 'constant 99\nconstant "snek:print"\nconstant 7\n'
    functions = "function other() -> () {\n trap size\n}\n"
    moved = assemble(pool + "global other: Int\n" + functions + TEXT, "test")
    assert function_hash(plain, 0) == function_hash(moved, 1)
    assert program_hash(plain) != program_hash(moved)
    assert program_hash(assemble(pool + TEXT, "test")) == program_hash(plain)


def test_places_and_names_do_not_matter_for_a_body():
    program = assemble(TEXT, "test")
    renamed = assemble(TEXT.replace("function f(", "function h(").replace("entry f", "entry h"), "test")
    assert function_hash(program, 0) == function_hash(renamed, 0)
    assert program_hash(program) != program_hash(renamed)
    with_origin = assemble(TEXT.replace("load 1", 'load 1 @0..1 $"n"'), "test")
    assert program_hash(program) == program_hash(with_origin)


def test_every_difference_that_matters():
    changes = (
        ("const 7", "const 8"),
        ("const 7", "const 7.0"),
        ("const -0.0", "const 0.0"),
        ("const true", "const 1"),
        ("const unit", "const false"),
        ("locals 3", "locals 4"),
        ("call f2", "call f"),
        ("branch_if end", "branch_unless end"),
        ("jump loop", "jump end"),
        ("bad_cast", "type"),
        ('"snek:print"', '"lex:print"'),
        ("global_get g", "load 0"),
    )
    hashes = {function_hash(assemble(TEXT.replace(*change), "test"), 0) for change in (("", ""), *changes)}
    assert len(hashes) == len(changes) + 1


def test_every_difference_of_programs():
    changes = (
        ("entry f", "entry f2"),
        ("entry f\n", ""),
        ("global g: Any", "global g: Int"),
        ("(Int)", "(Any)"),
        ("f(Any)", "f(Int)"),
        ("f2(Any) -> Any", "f2(Any) -> Int"),
        ("locals 3", "locals 3\n effect io"),
        ("locals 3", 'locals 3\n effect io "x"'),
    )
    hashes = {program_hash(assemble(TEXT.replace(*change), "test")) for change in (("", ""), *changes)}
    assert len(hashes) == len(changes) + 1


@given(st.integers(0, 1 << 64))
def test_hashes_survive_the_text_form(seed):
    program = random_program(Random(seed))
    again = assemble(disassemble(program), "again")
    assert program_hash(program) == program_hash(again)
    for index in range(len(program.functions)):
        assert function_hash(program, index) == function_hash(again, index)
