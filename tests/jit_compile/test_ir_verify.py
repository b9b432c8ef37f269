import pytest

from motet.bytecode.types import ANY, BOOL, FLOAT, INT
from motet.jit import ir_ops
from motet.jit.ir import Block, Edge, Ins, IrFunction, Value
from motet.jit.ir_verify import IrError, verify_ir


def function():
    """if p: v = p + p (as a number) else: v = 7; return v"""
    p, test, v, joined = Value(INT, ("%p",)), Value(BOOL, ("%t",)), Value(INT, ("%v",)), Value(INT, ("%j",))
    f = IrFunction("f", [p], (INT,))
    entry, yes, join = Block("entry"), Block("yes"), Block("join")
    f.blocks = [entry, yes, join]
    join.params = [joined]
    entry.ins = [
        Ins("int_compare", (test,), (p, Value(INT, ("0",))), "eq"),
        Ins("branch", (), (test,), None, (Edge(yes, []), Edge(join, [Value(INT, ("7",))]))),
    ]
    yes.ins = [Ins("int_add", (v,), (p, p), "wrap64"), Ins("jump", (), (), None, (Edge(join, [v]),))]
    join.ins = [Ins("ret", (), (joined,))]
    return f


def test_a_right_function_is_accepted():
    verify_ir(function())


def no_terminator(f):
    f.blocks[1].ins.pop()


def early_terminator(f):
    f.blocks[1].ins.insert(0, Ins("unreachable"))


def empty_block(f):
    f.blocks[1].ins.clear()


def unknown_op(f):
    f.blocks[1].ins[0].op = "int_sum"


def missing_argument(f):
    f.blocks[1].ins[1].edges[0].args.clear()


def wrong_argument_type(f):
    f.blocks[0].ins[1].edges[1].args[0] = Value(FLOAT, ("0x0",))


def unknown_block(f):
    f.blocks[1].ins[1].edges[0].block = Block("elsewhere")


def edge_to_entry(f):
    f.blocks[1].ins[1].edges = (Edge(f.blocks[0], []),)


def both_ways_to_one_block(f):
    edge = f.blocks[0].ins[1].edges[1]
    f.blocks[0].ins[1].edges = (edge, Edge(edge.block, edge.args))


def second_definition(f):
    f.blocks[1].ins.insert(0, Ins("int_neg", f.blocks[1].ins[0].results, tuple(f.params), "wrap64"))


def use_before_definition(f):
    f.blocks[1].ins[0].args = (f.blocks[1].ins[0].results[0],) * 2


def no_dominance(f):
    f.blocks[2].ins[0].args = f.blocks[1].ins[0].results


def undefined(f):
    f.blocks[2].ins[0].args = (Value(INT, ("%nowhere",)),)


def wrong_result_type(f):
    f.results = (ANY,)


def one_label_twice(f):
    f.blocks[1].label = "join"


def entry_with_parameters(f):
    f.blocks[0].params = [Value(INT, ("%q",))]


def no_blocks(f):
    f.blocks = []


def wrong_call(f):
    f.blocks[1].ins.insert(0, Ins("call", (), tuple(f.params), ir_ops.Callee("g", 0, (FLOAT,), ())))


@pytest.mark.parametrize(
    "damage",
    [
        no_terminator,
        early_terminator,
        empty_block,
        unknown_op,
        missing_argument,
        wrong_argument_type,
        unknown_block,
        edge_to_entry,
        both_ways_to_one_block,
        second_definition,
        use_before_definition,
        no_dominance,
        undefined,
        wrong_result_type,
        one_label_twice,
        entry_with_parameters,
        no_blocks,
        wrong_call,
    ],
)
def test_a_damaged_function_is_refused(damage):
    f = function()
    damage(f)
    with pytest.raises(IrError):
        verify_ir(f)
