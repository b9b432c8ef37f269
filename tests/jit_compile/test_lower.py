import pytest
from harness import Jit, Services, check, functions
from programs import ACKERMANN, COUNT_DOWN, DYNAMIC_FIB, DYNAMIC_LOOP, FIB, SUM

from motet.bytecode import OPS
from motet.bytecode.types import ANY, BOOL, FLOAT, INT
from motet.jit.emit.module import call_graph
from motet.jit.infer import Inference
from motet.jit.ir_verify import verify_ir
from motet.jit.lower import HANDLERS, ModuleContext, lower_unit
from motet.jit.units import CompileSettings, Unit


def lower(program, types=(INT,), tier=2, function=0, results=None, **settings):
    inference = Inference(program)
    context = ModuleContext(
        program, inference, call_graph(inference), tier, Services(), CompileSettings(**settings), HANDLERS
    )
    unit = inference.unit(function, types)
    if results:
        unit = unit._replace(results=results)
    lowering = lower_unit(context, unit)
    verify_ir(lowering.ir)
    return lowering


def ops(lowering):
    return [ins.op for block in lowering.ir.blocks for ins in block.ins]


def block(lowering, label):
    (found,) = [b for b in lowering.ir.blocks if b.label == label]
    return found


def sum_program(rule="wrap64"):
    return functions(("f", (ANY,), (ANY,), SUM.replace("RULE", rule), 2))


def test_every_instruction_has_a_handler():
    assert set(HANDLERS) == set(OPS)


def test_moves_are_nothing_but_names():
    program = functions(
        ("f", (ANY, ANY), (ANY,), "load 0\nload 1\nswap\nover\nrot\npop\nroll 1\npick 0\npop\npop\nreturn")
    )
    assert ops(lower(program, (INT, FLOAT), counts=False)) == ["jump", "ret"]


def test_only_what_the_loop_changes_is_a_parameter():
    header = block(lower(sum_program(), strip=0), "b4")
    assert [p.type for p in header.params] == [INT, INT]


def test_joins_of_equal_values_have_no_parameters():
    code = "load 0\nbranch_unless a\nload 1\njump b\na:\nload 1\nb:\nreturn"
    program = functions(("f", (ANY, ANY), (ANY,), code))
    lowering = lower(program, (BOOL, INT))
    assert all(not b.params for b in lowering.ir.blocks)


def test_joins_of_different_types_box():
    code = "load 0\nbranch_unless a\nconst 1.5\njump b\na:\nload 1\nb:\nreturn"
    program = functions(("f", (ANY, ANY), (ANY,), code))
    lowering = lower(program, (BOOL, INT))
    assert [p.type for p in block(lowering, "b5").params] == [ANY]
    assert ops(lowering).count("box") == 1  # the constant needs none


def test_a_narrowed_value_is_not_narrowed_again():
    code = "load 0\nconst 1\nint_add wrap64\nload 0\nint_add wrap64\nreturn"
    program = functions(("f", (ANY,), (ANY,), code))
    assert ops(lower(program, (ANY,))).count("narrow") == 1


def test_boxing_what_was_narrowed_gives_back_the_old_value():
    program = functions(
        ("f", (ANY,), (ANY,), "load 0\nconst 1\nint_compare lt\npop\nload 0\nvector_new 1\nreturn"),
    )
    assert "box" not in ops(lower(program, (ANY,)))


def test_loops_poll():
    assert ops(lower(sum_program(), strip=0)).count("poll") == 1
    assert ops(lower(sum_program(), tier=1)).count("poll") == 1


def test_stripped_loops_leave_in_one_place():
    """The body of the loop does not poll, and only its header leads out of it."""
    lowering = lower(sum_program())
    inner = block(lowering, "b4i")
    assert [i.op for i in block(lowering, "b4").ins] == ["poll", "known_range", "known_range", "jump"]
    assert [p.type for p in inner.params] == [INT, INT, INT]
    assert inner.ins[-1].op == "branch"
    body = inner.ins[-1].edges[0].block
    assert body.ins[-1].edges[0].block is inner


def test_stripped_loops_that_test_at_their_end():
    program = functions(("f", (ANY,), (ANY,), COUNT_DOWN, 1))
    lowering = lower(program)
    assert ops(lowering).count("poll") == 1
    latch = block(lowering, "b2i")
    assert latch.ins[-1].edges[0].block is latch
    (check,) = [b for b in lowering.ir.blocks if b.label.startswith("c")]
    outer = check.ins[-1].edges[0]
    assert outer.block.label == "b2"
    assert not set(outer.args) & set(latch.params)  # the iteration is not done again


def test_fuel_is_charged_once_a_block():
    lowering = lower(sum_program(), fuel=True)
    charges = [i.data for b in lowering.ir.blocks for i in b.ins if i.op == "charge"]
    assert sorted(charges) == sorted(((leader, fuel),) for leader, fuel in lowering.function.facts.length.items())


def test_self_tail_calls_are_loops():
    code = "load 0\nconst 0\nint_compare eq\nbranch_unless go\nload 1\nreturn\ngo:\nload 0\nconst 1\nint_sub wrap64\nload 1\ntail_call 0"
    program = functions(("f", (ANY, ANY), (ANY,), code))
    lowering = lower(program, (INT, INT))
    assert "tail_call" not in ops(lowering)
    assert "poll" in ops(lowering)


def test_checks_only_on_cycles():
    program = functions(
        ("recursive", (ANY,), (ANY,), FIB.replace("RULE", "trap63")),
        ("leaf", (ANY,), (ANY,), "load 0\nreturn"),
        ("caller", (ANY,), (ANY,), "load 0\ncall 1\nreturn"),
        ("ping", (ANY,), (ANY,), "load 0\ntail_call 4"),
        ("pong", (ANY,), (ANY,), "load 0\ntail_call 3"),
    )
    expected = {0: {"stack_check"}, 1: set(), 2: set(), 3: {"poll"}, 4: {"poll"}}
    for function, checks in expected.items():
        found = set(ops(lower(program, (INT,), function=function))) & {"stack_check", "poll"}
        assert found == checks, function


def test_tier_1_counts_and_goes_through_slots():
    program = functions(("f", (ANY,), (ANY,), FIB.replace("RULE", "trap63")))
    lowering = lower(program, tier=1)
    assert "count_call" in ops(lowering)
    calls = [i.data for b in lowering.ir.blocks for i in b.ins if i.op == "call"]
    assert all(c.slot and not c.symbol for c in calls)
    calls = [i.data for b in lower(program).ir.blocks for i in b.ins if i.op == "call"]
    assert all(c.symbol and c.is_self for c in calls)


def test_any_is_dispatched_on_what_was_seen():
    program = functions(("f", (ANY,), (ANY,), DYNAMIC_FIB.replace("RULE", "trap63")))
    (dispatch,) = [i.data for b in lower(program, (ANY,)).ir.blocks for i in b.ins if i.op == "dispatch"]
    assert dispatch.wanted == (INT,)
    assert "dispatch" not in ops(lower(program, (INT,)))
    assert "dispatch" not in ops(lower(program, (ANY,), dispatch=False))


def test_loops_are_dispatched_on_the_way_in():
    program = functions(("f", (ANY,), (ANY,), DYNAMIC_LOOP, 2))
    lowering = lower(program, (ANY,))
    dispatches = [i.data for b in lowering.ir.blocks for i in b.ins if i.op == "dispatch"]
    assert [d.wanted for d in dispatches] == [(INT,), (INT, None, None)]
    assert dispatches[1].callee.types == (INT, INT, INT)


def test_the_results_of_a_unit_are_what_it_was_asked_for():
    program = functions(("f", (ANY,), (ANY,), "load 0\nreturn"))
    (ret,) = [i for b in lower(program, (INT,), results=(ANY,)).ir.blocks for i in b.ins if i.op == "ret"]
    assert [v.type for v in ret.args] == [ANY]


def test_tail_calls_take_the_caller_s_results_along():
    program = functions(
        ("f", (ANY,), (INT,), "load 0\ntail_call 1"),
        ("g", (ANY,), (ANY,), "load 0\nreturn"),
    )
    lowering = lower(program, (ANY,), dispatch=False)
    assert list(lowering.context.members) == [Unit("call", 1, 0, (ANY,), (INT,))]
    lowering = lower(program, (ANY,), results=(ANY,), dispatch=False)
    assert list(lowering.context.members) == [Unit("call", 1, 0, (ANY,), (ANY,), (INT,))]


def test_what_stayed_any_is_explained():
    program = functions(("f", (ANY,), (ANY,), DYNAMIC_LOOP, 2))
    jit = Jit(program, 2, dispatch=False)
    module = jit.compile([jit.inference.unit(0, (ANY,))], 2)
    (explanation,) = module.explanations
    assert (6, "dyn_compare on Int and Any") in explanation.notes


@pytest.mark.parametrize("tier", [1, 2])
@pytest.mark.parametrize("code", [FIB, DYNAMIC_FIB])
def test_the_verifier_accepts(tier, code):
    for types in ((INT,), (ANY,), (FLOAT,), (BOOL,)):
        lower(functions(("f", (ANY,), (ANY,), code.replace("RULE", "trap64"))), types, tier)
    lower(functions(("f", (ANY, ANY), (ANY,), ACKERMANN)), (ANY, INT), tier)


def test_what_is_optimised_already_is_called_through_its_slot():
    long = "load 0\nconst 1\nint_add wrap64\nstore 0\n" * 20
    program = functions(
        ("f", (ANY,), (ANY,), "load 0\ncall 1\ncall 2\nreturn"),
        ("short", (ANY,), (ANY,), "load 0\nreturn"),
        ("long", (ANY,), (ANY,), f"{long}load 0\nreturn"),
    )
    jit = Jit(program, 2)
    for function, members in ((2, {2}), (1, {1}), (0, {0, 1})):
        module = jit.compile([jit.inference.unit(function, (INT,))], 2)
        assert {unit.function for unit in module.units} == members
    assert jit.call(0, [5]) == (25,)
    jit.close()


ENTERED_LATE = """
load 0
store 2
load 1
branch_if next
const 0
store 1
next:
load 0
const 1
int_add wrap64
store 1
load 2
is_type Int
branch_unless top
jump middle
top:
load 1
const 3
int_mul wrap64
store 1
middle:
load 1
const 1
int_add wrap64
store 1
load 1
const 100
int_compare lt
branch_if top
load 1
return
"""


def test_a_loop_whose_only_known_entry_is_in_its_middle():
    """The local 2 is the local 0 that was narrowed: lowering knows it, inference does not."""
    program = functions(("f", (ANY, ANY), (ANY,), ENTERED_LATE, 1))
    assert lower(program, (ANY, BOOL), dispatch=False).is_careful
    assert not lower(program, (INT, BOOL)).is_careful
    check(program, "f", [1, True], [-5, False], [200, True], [True, True])
