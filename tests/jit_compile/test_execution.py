"""Compiled code, in both tiers and promoted while it runs, does what the reference VM does."""

import pytest
from harness import Jit, check, function, functions, outcome
from programs import ACKERMANN, COUNT_DOWN, DYNAMIC_FIB, DYNAMIC_LOOP, FIB, SUM

from motet.bytecode import Program
from motet.bytecode.types import ANY, BOOL, FLOAT, INT
from motet.policy import Limits

RULES = ("wrap64", "trap64", "trap63")
WIDE = ("wide", (ANY,), (ANY,), "load 0\nfloat_to_int\nreturn")
"""Because of it, the Ints of a program have 64 bits."""

EDGES = [0, 1, -1, 2**62 - 1, -(2**62), 2**63 - 1, -(2**63), 3, -7]


@pytest.mark.parametrize("rule", RULES)
def test_recursion(rule):
    for code in (FIB, DYNAMIC_FIB):
        program = functions(("f", (ANY,), (ANY,), code.replace("RULE", rule)))
        assert check(program, "f", [1], [15], [2.5], [True], [None], [12]) == ("int:144",)
    assert check(functions(("f", (ANY, ANY), (ANY,), ACKERMANN)), "f", [2, 3], [2, 9]) == ("int:21",)


@pytest.mark.parametrize("rule", RULES)
def test_loops(rule):
    program = functions(("f", (ANY,), (ANY,), SUM.replace("RULE", rule), 2))
    assert check(program, "f", [0], [-5], [10], [True], [10_000]) == ("int:49995000",)
    assert check(functions(("f", (ANY,), (ANY,), COUNT_DOWN, 1)), "f", [0], [1], [9000]) == ("int:40504500",)
    assert (
        check(functions(("f", (ANY,), (ANY,), DYNAMIC_LOOP, 2)), "f", [2.5], [1.5], [30], [True], [100])[0][:3] == "int"
    )


@pytest.mark.parametrize("strip", [1, 2, 3, 7])
def test_stripped_loops_lose_and_repeat_nothing(strip):
    code = """
    const 0
    store 1
    again:
    global_get 0
    const 1
    int_add wrap64
    global_set 0
    load 1
    const 1
    int_add wrap64
    store 1
    load 1
    load 0
    int_compare lt
    branch_if again
    global_get 0
    return
    """
    for n in range(1, 9):
        program = Program()
        program.add_global("total")
        function(program, "f", (ANY,), (ANY,), f"const 0\nglobal_set 0\n{code}", 1)
        program_loop = functions(("f", (ANY,), (ANY,), SUM.replace("RULE", "wrap64"), 2))
        from motet.bytecode import verify

        verify(program)
        jit = Jit(program, 2, strip=strip)
        assert jit.call(0, [n]) == (n,)
        jit.close()
        jit = Jit(program_loop, 2, strip=strip)
        assert jit.call(0, [n]) == (n * (n - 1) // 2,)
        jit.close()


@pytest.mark.parametrize(
    "name", ["int_add", "int_sub", "int_mul", "int_div", "int_rem", "dyn_add", "dyn_sub", "dyn_mul"]
)
@pytest.mark.parametrize("rule", RULES)
def test_overflow_rules(name, rule):
    code = f"load 0\nload 1\n{name} {rule}\nreturn"
    program = functions(("f", (ANY, ANY), (ANY,), code), WIDE)
    pairs = [[a, b] for a in EDGES for b in EDGES]
    check(program, "f", *pairs)


def test_programs_of_63_bit_ints():
    """With `trap63` only, native code relies on the range of its operands."""
    least, most = -(2**62), 2**62 - 1
    for name in ("int_add", "int_sub", "int_mul", "int_div", "int_rem"):
        program = functions(("f", (ANY, ANY), (ANY,), f"load 0\nload 1\n{name} trap63\nreturn"))
        check(program, "f", *[[a, b] for a in (least, most, 0, -1, 2) for b in (least, most, 0, -1, 2)])
    program = functions(("f", (ANY,), (ANY,), "load 0\nint_neg trap63\nreturn"))
    assert check(program, "f", [most], [least]) == ("overflow", 0, 1)


def test_constant_operands():
    for rule in RULES:
        for divisor in (1, -1, 0, 7, -8):
            for name in ("int_div", "int_rem"):
                code = f"load 0\nconst {divisor}\n{name} {rule}\nreturn"
                program = functions(("f", (ANY,), (ANY,), code), WIDE)
                check(program, "f", *[[a] for a in EDGES])
    for count in (-1, 0, 1, 63, 64, 200):
        for name in ("int_shl", "int_shr"):
            program = functions(("f", (ANY,), (ANY,), f"load 0\nconst {count}\n{name}\nreturn"))
            check(program, "f", *[[a] for a in EDGES])


MANY = 11


def test_many_arguments_and_results_keep_their_values():
    """Beyond the registers words travel through the context, in plain and in tail calls, and each has its own value."""
    loads = "\n".join(f"load {i}" for i in range(MANY))
    back = "\n".join(f"load {i}" for i in reversed(range(MANY)))
    kinds = (ANY, INT, FLOAT) * 4
    program = functions(
        ("main", kinds[:MANY], (ANY,) * MANY, f"{loads}\ncall 1\nreturn"),
        ("middle", (ANY,) * MANY, (ANY,) * MANY, f"{back}\ntail_call 2"),
        ("last", (ANY,) * MANY, (ANY,) * MANY, f"{back}\nreturn"),
    )
    arguments = [True if t is ANY else 3 * i if t is INT else i + 0.5 for i, t in enumerate(kinds[:MANY])]
    expected = tuple(f"{type(a).__name__}:{a!r}" for a in arguments)
    assert check(program, "main", arguments) == expected
    assert check(program, "middle", arguments) == tuple(reversed(expected))[::-1]


def test_many_floats_and_any_in_a_long_tail_recursion():
    parameters = (ANY,) + (FLOAT,) * 10 + (ANY,) * 4
    rotated = [*range(2, 11), 1, 12, 13, 14, 11]
    loads = "\n".join(f"load {i}" for i in rotated)
    code = f"""
    load 0
    const 0
    int_compare eq
    branch_unless go
    load 1
    load 5
    load 11
    load 14
    return
    go:
    load 0
    const 1
    int_sub wrap64
    {loads}
    tail_call OTHER
    """
    program = functions(
        ("a", parameters, (ANY,) * 4, code.replace("OTHER", "1")),
        ("b", parameters, (ANY,) * 4, code.replace("OTHER", "0")),
    )
    arguments = [i + 0.25 for i in range(10)] + [1, True, None, 4.5]
    for n in (0, 1, 2, 7, 1000):
        check(program, "a", [n, *arguments])


def test_no_results_at_all():
    program = functions(
        ("f", (ANY,), (), "load 0\ncall 1\nload 0\ntail_call 1"),
        ("g", (ANY,), (), "load 0\nconst 1\nint_add wrap64\npop\nreturn"),
    )
    assert check(program, "f", [1]) == ()
    assert check(program, "f", [True]) == ("type", 1, 2)


def test_narrowing_of_arguments_and_results():
    program = functions(
        ("f", (ANY,), (ANY,), "load 0\ncall 1\nreturn"),
        ("g", (INT,), (INT,), "load 0\ntail_call 2"),
        ("h", (ANY,), (ANY,), "load 0\nconst 5\nint_compare eq\nbranch_if no\nload 0\nreturn\nno:\nconst 1.5\nreturn"),
        ("any", (ANY,), (ANY,), "load 0\nbranch_if no\nconst 5\ntail_call 1\nno:\nconst true\nreturn"),
    )
    assert check(program, "f", [1], [True]) == ("type", 0, 1)
    check(program, "f", [5])
    check(program, "any", [True], [False])


def test_traps_keep_their_place_when_types_decide_them():
    program = functions(("f", (ANY,), (ANY,), "const 1\nload 0\nint_add wrap64\nconst true\nint_add wrap64\nreturn"))
    assert check(program, "f", [1]) == ("type", 0, 4)
    assert check(program, "f", [1.5]) == ("type", 0, 2)


def test_refinement_in_loops():
    code = """
    const 0
    store 1
    head:
    load 0
    is_type Int
    branch_unless other
    load 0
    const 1
    int_sub trap64
    store 0
    load 1
    const 1
    int_add trap64
    store 1
    load 0
    const 0
    int_compare gt
    branch_if head
    const 2.5
    store 0
    jump head
    other:
    load 0
    load 1
    dyn_add trap64
    return
    """
    program = functions(("f", (ANY,), (ANY,), code, 1))
    assert check(program, "f", [3], [2.5], [100]) == ("float:102.5",)


def test_loops_that_are_entered_in_the_middle():
    """Control flow that no structured language has."""
    code = """
    load 0
    const 3
    int_compare gt
    branch_if middle
    top:
    load 0
    const 1
    int_add wrap64
    store 0
    middle:
    load 0
    const 2
    int_mul wrap64
    store 0
    load 0
    const 100
    int_compare lt
    branch_if top
    load 0
    return
    """
    program = functions(("f", (ANY,), (ANY,), code))
    check(program, "f", [0], [5], [1000], [1.5], limits=Limits(fuel=1000))
    check(program, "f", [0], [5], [1000], [1.5])


def test_promotion_of_a_running_loop():
    program = functions(("f", (ANY,), (ANY,), SUM.replace("RULE", "trap63"), 2))
    jit = Jit(program, 1, loop_threshold=50)
    assert jit.call(0, [1000]) == (499500,)
    assert [unit.kind for unit in jit.promoted] == ["loop"]
    assert jit.call(0, [1000]) == (499500,)
    assert len(jit.promoted) == 1
    jit.close()


def test_promotion_of_a_function_remembers_the_types_it_saw():
    program = functions(
        ("main", (ANY,), (ANY,), "load 0\nbranch_if a\nconst 2.5\njump b\na:\nconst 12\nb:\ncall 1\nreturn"),
        ("f", (ANY,), (ANY,), DYNAMIC_FIB.replace("RULE", "trap63").replace("call 0", "call 1")),
    )
    jit = Jit(program, 1, call_threshold=3)
    (before,) = jit.call(0, [False])
    for _ in range(5):
        jit.call(0, [False])
    promoted = [unit for unit in jit.promoted if unit.function == 1]
    assert promoted[0].types == (ANY,)
    types = {unit.types for unit in jit.modules[-1].symbols} | {u.types for m in jit.modules for u in m.symbols}
    assert (FLOAT,) in types
    assert jit.call(0, [False]) == (before,)
    assert jit.call(0, [True]) == (144,)
    jit.close()


@pytest.mark.parametrize("tier", [1, 2])
def test_runaway_recursion_ends_the_run(tier):
    program = functions(
        ("deep", (ANY,), (ANY,), "load 0\ncall 0\nconst 1\nint_add trap63\nreturn"),
        ("never", (ANY,), (ANY,), "load 0\ncall 1\nreturn"),
        ("a", (ANY,), (ANY,), "load 0\ncall 3\nconst 1\nint_add trap63\nreturn"),
        ("b", (ANY,), (ANY,), "load 0\ntail_call 2"),
    )
    jit = Jit(program, tier, Limits(stack="1MB"))
    assert outcome(jit, 0, [1]) == ("stack", 0, 0)
    assert outcome(jit, 1, [1]) == ("stack", 1, 0)
    assert outcome(jit, 2, [1]) == ("stack", 2, 0)
    jit.close()


@pytest.mark.parametrize("tier", [1, 2])
@pytest.mark.parametrize(
    "code",
    [
        "again:\njump again",
        "again:\nload 0\nconst 1\nint_add wrap64\nstore 0\njump again",
        "load 0\ntail_call 0",
        "load 0\ntail_call 1",
        "load 0\nconst 1\nint_add wrap64\ncall 2\nreturn",
    ],
)
def test_endless_programs_end_at_the_deadline(tier, code):
    program = functions(
        ("f", (ANY,), (ANY,), code),
        ("g", (ANY,), (ANY,), "load 0\ntail_call 0"),
        ("h", (ANY,), (ANY,), "load 0\ntail_call 0"),
    )
    jit = Jit(program, tier, Limits(seconds=0.02, stack="256MB"))
    assert outcome(jit, 0, [1])[0] in ("deadline", "stack")
    jit.close()


def test_declared_types_are_relied_on():
    program = functions(("f", (INT, BOOL), (INT,), "load 1\nbranch_if a\nconst 1\nreturn\na:\nload 0\nreturn"))
    assert check(program, "f", [5, True], [5, False]) == ("int:1",)


def test_remainder_of_an_int_and_a_nan():
    """LLVM 22 takes `fmod` of a converted integer and a NaN for undefined."""
    for divisor in ("nan", "inf", "0.0", "-0.0", "2.5"):
        code = f"load 0\nint_to_float\nconst {divisor}\nfloat_rem\nconst 1.0\nfloat_compare lt\nreturn"
        check(functions(("f", (ANY,), (ANY,), code)), "f", [0], [5], [-7])
