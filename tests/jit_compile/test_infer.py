from harness import functions
from programs import DYNAMIC_FIB, FIB, SUM

from motet.bytecode import OPS
from motet.bytecode.types import ANY, BOOL, FLOAT, INT, NEVER, UNIT, VECTOR
from motet.jit.infer import Inference
from motet.jit.infer.inference import MAX_SIGNATURES
from motet.jit.infer.walk import HANDLERS


def infer(types, code, locals_=0, parameters=None, results=(ANY,)):
    program = functions(("f", parameters or (ANY,) * len(types), results, code, locals_))
    return Inference(program).call(0, types)


def result(types, code, locals_=0, **rest):
    (only,) = infer(types, code, locals_, **rest).result
    return only


def test_every_instruction_has_a_handler():
    assert set(HANDLERS) == set(OPS)


def test_arguments_decide():
    code = "load 0\nload 0\ndyn_add wrap64\nreturn"
    assert result((INT,), code) is INT
    assert result((FLOAT,), code) is FLOAT
    assert result((ANY,), code) is ANY
    assert result((BOOL,), code) is NEVER


def test_an_int_and_a_float_make_a_float_whatever_the_other_is():
    assert result((ANY, FLOAT), "load 0\nload 1\ndyn_mul wrap64\nreturn") is FLOAT


def test_recursion_starts_at_never():
    for code in (FIB, DYNAMIC_FIB):
        assert result((INT,), code.replace("RULE", "trap63")) is INT
    assert result((ANY,), DYNAMIC_FIB.replace("RULE", "trap63")) is ANY
    assert result((INT,), "load 0\ncall 0\nreturn") is NEVER


def test_typed_instructions_narrow_the_local_they_read():
    code = "load 0\nconst 1\nint_add wrap64\npop\nload 0\nreturn"
    assert result((ANY,), code) is INT


def test_narrowing_does_not_reach_another_value_of_the_local():
    code = "load 0\nload 1\nstore 0\nconst 1\nint_add wrap64\npop\nload 0\nreturn"
    assert result((ANY, ANY), code) is ANY


def test_narrowing_reaches_copies():
    assert result((ANY,), "load 0\ndup\nstore 1\nconst 1\nint_add wrap64\npop\nload 1\nreturn", 1) is INT


REFINED = "load 0\n{test}\n{branch} other\nload 0\nreturn\nother:\nconst {other}\nreturn"


def test_branches_refine():
    assert result((ANY,), REFINED.format(test="is_type Int", branch="branch_unless", other="1")) is INT
    assert result((ANY,), REFINED.format(test="is_type Float", branch="branch_unless", other="1.5")) is FLOAT
    assert result((ANY,), REFINED.format(test="is_false", branch="branch_unless", other="true")) is BOOL
    assert result((ANY,), REFINED.format(test="is_type Int\nbool_not", branch="branch_if", other="1")) is INT
    assert result((ANY,), REFINED.format(test="is_type Int", branch="branch_if", other="1")) is ANY


def test_same_makes_both_known():
    assert result((ANY,), "load 0\nconst 1\nsame\npop\nload 0\nreturn") is INT
    assert result((ANY,), "load 0\nconst unit\nsame\npop\nload 0\nreturn") is ANY  # it may be a vector


def test_decided_tests_prune():
    code = REFINED.format(test="is_type Int", branch="branch_unless", other="1.5")
    assert result((INT,), code) is INT
    assert result((FLOAT,), code) is FLOAT
    assert 5 not in infer((INT,), code).entry


def test_impossible_operands_stop_the_block():
    assert result((BOOL,), "load 0\nconst 1\nint_add wrap64\npop\nconst 1\nreturn") is NEVER


def test_a_loop_that_changes_the_type_joins():
    code = "const 0\nstore 1\nhead:\nload 0\nbranch_unless end\nconst 1.5\nstore 1\njump head\nend:\nload 1\nreturn"
    assert result((BOOL,), code, 1) is ANY


def test_dead_locals_do_not_take_part():
    inst = infer((INT,), SUM.replace("RULE", "wrap64"), 2)
    assert inst.entry[0] == [INT]
    assert inst.entry[4] == [INT, INT, INT]
    assert inst.entry[17] == [INT]


def test_declared_types_narrow():
    assert result((ANY,), "load 0\nreturn", parameters=(INT,)) is INT
    assert result((FLOAT,), "load 0\nreturn", results=(INT,)) is NEVER
    assert result((ANY,), "load 0\nreturn", results=(INT,)) is INT


def test_results_of_tail_calls_narrow_to_the_declared_ones():
    program = functions(
        ("f", (ANY,), (INT,), "load 0\ntail_call 1"),
        ("g", (ANY,), (ANY,), "load 0\nreturn"),
    )
    inference = Inference(program)
    assert inference.call(0, (ANY,)).result == (INT,)
    assert inference.call(0, (FLOAT,)).result == (NEVER,)


def test_globals_and_vectors_hold_anything():
    program = functions(("f", (), (ANY,), "const 1\nvector_new 1\nconst 0\nvector_get\nreturn"))
    assert Inference(program).call(0, ()).result == (ANY,)
    program = functions(("f", (), (ANY,), "const 1\nvector_new 1\nreturn"))
    assert Inference(program).call(0, ()).result == (VECTOR,)


def test_specialisations_are_bounded():
    parameters = (ANY,) * 5
    program = functions(("f", parameters, (ANY,), "load 0\nreturn"))
    inference = Inference(program)
    kinds = (INT, FLOAT, BOOL)
    wanted = [(a, b, c, INT, INT) for a in kinds for b in kinds for c in kinds]
    insts = {inference.call(0, types) for types in wanted}
    assert len(insts) == MAX_SIGNATURES + 1
    assert inference.call(0, wanted[-1]).types == parameters


def test_a_loop_entry_is_a_specialisation_of_its_own():
    program = functions(("f", (ANY,), (ANY,), SUM.replace("RULE", "wrap64"), 2))
    inference = Inference(program)
    assert inference.loop(0, 4, (INT, INT, FLOAT)).result == (FLOAT,)
    assert inference.loop(0, 4, (INT, INT, INT)).result == (INT,)


def test_locals_that_were_not_stored_are_unit():
    assert result((), "load 0\nreturn", 1) is UNIT
