from re import escape

import pytest

from motet.bytecode import FunctionBuilder, Program, verify
from motet.bytecode.types import ANY, INT, STR, list_of, option_of
from motet.source import Source, Span


@pytest.fixture
def program():
    return Program()


def test_builds_what_was_emitted(program):
    builder = FunctionBuilder(program, "f", (INT,), (INT,), captures=(ANY,), source=Source("s", "abc"))
    local = builder.local()
    assert local == 2
    assert builder.emit("load", 1, span=Span(0, 1)) == 0
    builder.const(7, node="n")
    builder.emit("int_add", "wrap64")
    builder.emit("store", local)
    builder.emit("load", local)
    builder.emit("return")
    assert builder.finish() == 0
    function = program.functions[0]
    assert function.code == [("load", 1), ("const", 0), ("int_add", "wrap64"), ("store", 2), ("load", 2), ("return",)]
    assert function.spans == [Span(0, 1), None, None, None, None, None]
    assert function.nodes == [None, "n", None, None, None, None]
    assert function.local_count == 3
    assert program.constants == [7]
    verify(program)


def test_no_spans_and_no_nodes_are_empty_lists(program):
    builder = FunctionBuilder(program, "f")
    builder.const(None)
    builder.emit("return")
    builder.finish()
    assert program.functions[0].spans == []
    assert program.functions[0].nodes == []


def test_labels_work_before_and_after_they_are_placed(program):
    builder = FunctionBuilder(program, "f")
    top, end = builder.label(), builder.label()
    builder.place(top)
    builder.const(True)
    builder.emit("branch_if", end)
    builder.emit("jump", top)
    builder.place(end)
    builder.emit("trap", "overflow")
    builder.finish()
    assert program.functions[0].code[1:3] == [("branch_if", 3), ("jump", 0)]


def test_functions_may_call_each_other(program):
    even, odd = FunctionBuilder(program, "even"), FunctionBuilder(program, "odd")
    even.emit("tail_call", odd.index)
    odd.emit("tail_call", even.index)
    odd.finish()
    even.finish()
    verify(program)
    assert program.functions[0].code == [("tail_call", 1)]


def test_reachable(program):
    builder = FunctionBuilder(program, "f")
    label = builder.label()
    assert builder.reachable
    builder.emit("jump", label)
    assert not builder.reachable
    builder.place(label)
    assert builder.reachable
    builder.emit("trap", "size")
    assert not builder.reachable


@pytest.mark.parametrize(
    ("instruction", "reason"),
    [
        (("add",), "no instruction 'add'"),
        (("pop", 1), "takes 0 operands, not 1"),
        (("load", 1), "no local 1: the function has 1"),
        (("load", True), "local must be a number, not True"),
        (("load", -1), "no local -1"),
        (("const", 0), "constant 0 is outside of 0 ... -1"),
        (("global_get", 0), "global 0 is outside"),
        (("call", 1), "function 1 is outside of 0 ... 0"),
        (("jump", 0), "must be a label"),
        (("pick", -1), "count -1"),
        (("int_add", "wrap"), "one of wrap64, trap64, trap63"),
        (("int_compare", "<"), "one of lt, le"),
        (("is_type", "Str"), "one of Unit, Bool"),
        (("trap", "fuel"), "trap must be one of overflow"),
    ],
)
def test_wrong_operands(program, instruction, reason):
    builder = FunctionBuilder(program, "f", (INT,))
    with pytest.raises(ValueError, match="f, instruction 0: ") as error:
        builder.emit(*instruction)
    assert reason in str(error.value)


def test_label_where_something_else_belongs(program):
    builder = FunctionBuilder(program, "f", (INT,))
    with pytest.raises(ValueError, match="must be a number"):
        builder.emit("load", builder.label())


def test_panic_needs_a_text(program):
    builder = FunctionBuilder(program, "f")
    with pytest.raises(ValueError, match="must be a Str"):
        builder.emit("panic", program.constant(1))
    builder.emit("panic", program.constant("message"))


def test_types_and_names_get_numbers(program):
    builder = FunctionBuilder(program, "f")
    builder.emit("list_new", 0, list_of(INT))
    builder.emit("list_new", 0, list_of(STR))
    builder.emit("library", "test:f", 2, list_of(INT))
    builder.emit("record_get", "x")
    builder.emit("return")
    builder.finish()
    assert builder.function.code == [
        ("list_new", 0, 0),
        ("list_new", 0, 1),
        ("library", 0, 2, 0),
        ("record_get", 1),
        ("return",),
    ]
    assert program.types == [list_of(INT), list_of(STR)]
    assert program.constants == ["test:f", "x"]


@pytest.mark.parametrize(
    ("operands", "reason"),
    [
        (("list_new", 0, INT), "kind List, not Int"),
        (("list_new", 0, "Int"), "type must be a number"),
        (("list_new", list_of(INT)), "takes 2 operands, not 1"),
        (("record_get", 7), "name 7 is outside"),
        (("variant_new", option_of(INT), "Other"), "Option[Int] has no constructor 'Other'"),
        (("closure_new", 0), "must have one result, not 2"),
    ],
)
def test_wrong_types_and_names(program, operands, reason):
    builder = FunctionBuilder(program, "f", (), (INT, INT))
    with pytest.raises(ValueError, match=escape(reason)):
        builder.emit(*operands)


def test_mistakes_with_labels(program):
    builder, other = FunctionBuilder(program, "f"), FunctionBuilder(program, "g")
    label = builder.label()
    with pytest.raises(ValueError, match="belongs to f"):
        other.place(label)
    with pytest.raises(ValueError, match="belongs to f"):
        other.emit("jump", label)
    builder.emit("jump", label)
    with pytest.raises(ValueError, match="never placed"):
        builder.finish()
    builder.place(label)
    with pytest.raises(ValueError, match="already placed at 1"):
        builder.place(label)
    with pytest.raises(ValueError, match="behind the last instruction"):
        builder.finish()
    builder.emit("jump", label)
    builder.finish()
    with pytest.raises(ValueError, match="finished"):
        builder.finish()
    with pytest.raises(ValueError, match="finished"):
        builder.emit("pop")


def test_a_label_at_the_start_is_placed_once(program):
    builder = FunctionBuilder(program, "f")
    label = builder.label()
    builder.place(label)
    with pytest.raises(ValueError, match="already placed at 0"):
        builder.place(label)


def test_too_many_locals(program):
    builder = FunctionBuilder(program, "f")
    for _ in range(65_535):
        builder.local()
    with pytest.raises(ValueError, match="more than 65535 locals"):
        builder.local()
