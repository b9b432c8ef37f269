"""Texts that say all about nominal types, and tags of schemas: complete, and no longer than the types are large."""

import pytest

from lex.lowering.lowering_checks import function_of, program_of
from motet.bytecode import types as bc
from motet.languages.lex.lowering.components import components
from motet.languages.lex.lowering.decoding import Tags
from motet.languages.lex.lowering.definitions import describe


def doubled(t, times):
    for _ in range(times):
        t = bc.tuple_of(t, t)
    return t


def nominal(text):
    """The parameter types of the last function of a program."""
    return function_of(program_of(text), "f").parameters


def test_types_that_share_parts_have_short_texts():
    assert len(describe((doubled(bc.INT, 40),))) < 2000
    assert describe((doubled(bc.INT, 40),)) != describe((doubled(bc.STR, 40),))
    assert describe((bc.INT, bc.STR)) != describe((bc.STR, bc.INT))


def test_types_that_share_parts_have_short_tags():
    tags = Tags()
    whole = tags.of(doubled(bc.INT, 40))
    assert sum(len(name) + len(tag) for name, tag in tags.definitions()) + len(whole) < 5000


def test_tags_of_types_that_contain_themselves():
    (tree,) = nominal("type Tree = Leaf | Node(Tree, { v :: Int }, Tree)\nfn f(t :: Tree) -> Int { 1 }")
    tags = Tags()
    assert tags.of(tree) == "#0"
    assert dict(tags.definitions()) == {"#0": "Union[Tree,Leaf(),Node(#0,{v:Int},#0)]"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("type T = A(Int) | B", "type T = A(Str) | B"),
        ("type U = X(Int) | Y\ntype T = A(U) | B", "type U = X(Str) | Y\ntype T = A(U) | B"),
        ("type U = X(T) | Y(Int)\ntype T = A(U) | B", "type U = X(T) | Y(Str)\ntype T = A(U) | B"),
        ("type R = { x :: Int }\ntype T = A(List[R]) | B", "type R = { x :: Str }\ntype T = A(List[R]) | B"),
        *(
            (f"type T = {{ {many} z :: Int, next :: Option[T] }}", f"type T = {{ {many} z :: Str, next :: Option[T] }}")
            for many in ("", "".join(f"field_number_{k} :: Int, " for k in range(200)))
        ),
    ],
)
def test_types_of_one_name_differ_when_anything_in_them_does(first, second):
    function = "\nfn f(t :: T) -> Int { 1 }"
    (one,), (other,) = nominal(first + function), nominal(second + function)
    assert one is not other
    assert nominal(first + function) == (one,)


def test_long_chains_of_types_have_short_definitions():
    chain = "".join(f"type T{n} = C{n}(T{n + 1}) | D{n}\n" for n in range(1500))
    program = program_of(f"{chain}type T1500 = E | F\nfn f(t :: T0) -> Int {{ 1 }}")
    (t,) = function_of(program, "f").parameters
    total, count = 0, 0
    while t.kind == "Union" and t.constructors[0].payload:
        total, count, t = total + len(t.definition), count + 1, t.constructors[0].payload[0]
    assert count == 1500
    assert total < 150_000


def test_components():
    edges = {"a": "b", "b": "cd", "c": "b", "d": "e", "e": "", "f": "af"}
    assert [sorted(group) for group in components("a", edges.__getitem__, ())] == [["e"], ["d"], ["b", "c"], ["a"]]
    assert [sorted(group) for group in components("f", edges.__getitem__, "abcde")] == [["f"]]
