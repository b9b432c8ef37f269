"""Objects that are taken apart where they are made do not exist."""

from motet.bytecode.text import load
from motet.jit.checker import check_counts
from motet.jit.ir_memory_ops import RELEASE, RETAIN
from motet.jit.ir_verify import verify_ir
from motet.jit.ownership import insert_counts
from motet.jit.scalar_replacement import replace_objects
from ownership.programs import lowered

OPTION = 'union Option[Int] "Option[T] = None | Some(T)" = None | Some(Int)\n'
TEXTS = 'union Option[Str] "Option[T] = None | Some(T)" = None | Some(Str)\n'
TREE = 'union Tree "Tree = Leaf | Node(Tree, Int, Tree)" = Leaf | Node(Tree, Int, Tree)\n'


def replaced(text):
    """Operations of main, with counts."""
    program = load(text, "test")
    main = lowered(program, 2, exact=False)[0]
    replace_objects(main)
    verify_ir(main)
    insert_counts(main, exact=False)
    verify_ir(main)
    check_counts(main)
    return [ins.op for block in main.blocks for ins in block.ins]


def function(signature, body):
    lines = "\n".join(body.split("; "))
    return f"function main{signature} {{\n{lines}\n}}\n"


def test_a_variant_of_either_way_that_is_asked_for_its_constructor():
    body = (
        "load 0; branch_unless none; load 1; variant_new Option[Int] Some; jump go_on; none:; "
        "variant_new Option[Int] None; go_on:; store 2; load 2; variant_is Some; branch_unless L1; "
        "load 2; variant_get Some 0; return; L1:; const 7; return"
    )
    found = replaced(OPTION + function("(Bool, Int) -> Int", body))
    assert "object_new" not in found
    assert "literal" not in found
    assert "part" not in found


def test_parts_that_are_objects_are_counted_once():
    body = (
        "load 0; branch_unless none; load 1; variant_new Option[Str] Some; jump go_on; none:; "
        "variant_new Option[Str] None; go_on:; store 2; load 2; variant_is Some; branch_unless L1; "
        'load 2; variant_get Some 0; return; L1:; const ""; return'
    )
    found = replaced(TEXTS + function("(Bool, Str) -> Str", body))
    assert "object_new" not in found
    assert found.count(RETAIN) == 1  # the literal, which is returned
    assert found.count(RELEASE) == 2  # the parameter, where it is not, and what may be missing


def test_variants_that_a_loop_carries():
    body = (
        "variant_new Option[Int] None; store 1; again:; load 0; const 0; int_compare le; branch_if done; load 0; "
        "variant_new Option[Int] Some; store 1; load 0; const 1; int_sub wrap64; store 0; jump again; done:; "
        "load 1; variant_is Some; branch_unless none; load 1; variant_get Some 0; return; none:; const 9; return"
    )
    assert "object_new" not in replaced(OPTION + function("(Int) -> Int", body))


def test_tuples_and_records():
    body = (
        "load 0; load 1; tuple_new (Int, Str); store 2; load 2; tuple_get 0; load 2; tuple_get 1; "
        "record_new {a: Int, b: Str}; store 3; load 3; record_get a; return"
    )
    assert "object_new" not in replaced(function("(Int, Str) -> Int", body))


def test_objects_that_somebody_needs_are_made():
    body = "load 0; variant_new Option[Int] Some; dup; variant_is Some; pop; return"
    assert replaced(OPTION + function("(Int) -> Option[Int]", body)).count("object_new") == 1
    body = "load 0; branch_unless old; load 1; variant_new Option[Int] Some; store 2; old:; load 2; variant_is Some; return"
    found = replaced(OPTION + function("(Bool, Int, Option[Int]) -> Bool", body))
    assert found.count("object_new") == 1


def test_the_memory_of_trees_is_still_used_again():
    body = (
        "load 0; variant_is Leaf; branch_unless L1; load 0; return; L1:; load 0; variant_get Node 0; store 1; load 0; "
        "variant_get Node 1; store 2; load 0; variant_get Node 2; store 3; load 1; call main; load 2; load 3; call main; "
        "variant_new Tree Node; return"
    )
    found = replaced(TREE + function("(Tree) -> Tree", body))
    assert "object_reuse" in found
