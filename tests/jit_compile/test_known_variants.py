"""Variants that hold nothing and are at hand are not fetched, nor counted up and down."""

from motet.bytecode.text import load
from motet.jit.checker import check_counts
from motet.jit.ir_memory_ops import RELEASE, RETAIN
from motet.jit.ir_verify import verify_ir
from motet.jit.known_variants import use_known_variants
from motet.jit.ownership import insert_counts
from ownership.programs import lowered

TREE = 'union Tree "Tree = Leaf | Node(Tree, Int, Tree)" = Leaf | Node(Tree, Int, Tree)\n'
COLOR = 'union Color "Color = Red | Green | Blue(Int)" = Red | Green | Blue(Int)\n'


def counted(text):
    """Operations of main, with counts."""
    main = lowered(load(text, "test"), 2, exact=False)[0]
    use_known_variants(main)
    verify_ir(main)
    insert_counts(main, exact=False)
    verify_ir(main)
    check_counts(main)
    return [ins.op for block in main.blocks for ins in block.ins]


def function(signature, body):
    lines = "\n".join(body.split("; "))
    return f"function main{signature} {{\n{lines}\n}}\n"


def test_a_leaf_is_given_back():
    body = (
        "load 0; variant_is Leaf; branch_unless node; variant_new Tree Leaf; return; node:; load 0; variant_get Node 0; "
        "store 1; load 0; variant_get Node 1; store 2; load 0; variant_get Node 2; store 3; load 1; call main; load 2; "
        "load 3; call main; variant_new Tree Node; return"
    )
    found = counted(TREE + function("(Tree) -> Tree", body))
    assert "literal" not in found
    assert found.count(RETAIN) == found.count(RELEASE) == 0


def test_the_other_one_of_two_is_known():
    body = "load 0; variant_is Node; branch_unless leaf; load 0; variant_get Node 0; return; leaf:; variant_new Tree Leaf; return"
    assert "literal" not in counted(TREE + function("(Tree) -> Tree", body))


def test_of_three_only_the_one_that_was_found_is_known():
    body = "load 0; variant_is Red; branch_unless other; variant_new Color Green; return; other:; variant_new Color Red; return"
    assert counted(COLOR + function("(Color) -> Color", body)).count("literal") == 2


def test_where_ways_meet_nothing_is_known():
    body = (
        "load 0; variant_is Leaf; branch_unless node; load 1; const 1; int_add wrap64; store 1; node:; load 1; const 3; "
        "int_compare eq; branch_if three; load 0; return; three:; variant_new Tree Leaf; return"
    )
    assert "literal" in counted(TREE + function("(Tree, Int) -> Tree", body))
