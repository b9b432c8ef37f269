"""Types of the bytecode as Lex spells them."""

import pytest

from motet.bytecode import types as bc
from motet.languages.lex.type_text import type_text

CHAIN = bc.recursive_record("Chain", "Chain of type texts")
bc.define_record(CHAIN, (("next", bc.option_of(CHAIN)),))

TEXTS = {
    "Int": bc.INT,
    "Unit": bc.UNIT,
    "_": bc.ANY,
    "List[Float]": bc.list_of(bc.FLOAT),
    "Map[Str, Set[Int]]": bc.sorted_map_of(bc.STR, bc.sorted_set_of(bc.INT)),
    "Deque[Bytes]": bc.deque_of(bc.BYTES),
    "(Int, (Bool, Str))": bc.tuple_of(bc.INT, bc.tuple_of(bc.BOOL, bc.STR)),
    "{ x :: Int, y :: Option[Str] }": bc.record_of((("x", bc.INT), ("y", bc.option_of(bc.STR)))),
    "{}": bc.record_of(()),
    "Chain": CHAIN,
    "Result[Int, Str]": bc.result_of(bc.INT, bc.STR),
    "() -> Int": bc.fn((), (bc.INT,)),
    "(Int, Chain) -> (Str) -> Bool": bc.fn((bc.INT, CHAIN), (bc.fn((bc.STR,), (bc.BOOL,)),)),
}


@pytest.mark.parametrize("text", TEXTS)
def test_spelling(text):
    assert type_text(TEXTS[text]) == text


def test_large_types_are_cut():
    t = bc.INT
    for _ in range(40):
        t = bc.tuple_of(t, t, t)
    assert len(type_text(t)) < 1000
