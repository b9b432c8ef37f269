from random import Random

import pytest
from bytecode_programs import damage, random_program
from hypothesis import given, settings
from hypothesis import strategies as st

from motet.bytecode import Effect, Facts, Function, Global, Program, VerifyError, verify
from motet.bytecode.hash import function_hash, program_hash
from motet.bytecode.program import same_program
from motet.bytecode.text import assemble, disassemble
from motet.bytecode.types import ANY, INT, NEVER, STR, Key, Ty, closure, fn, list_of, union_of
from motet.source import Source, Span

GOOD = [("const", 0), ("return",)]


def program_of(*functions, constants=(1, "text", b"", 0.5)):
    program = Program()
    program.constants.extend(constants)
    program.types.extend((list_of(INT), INT))
    for function in functions:
        program.add(function)
    return program


def function_of(*code, **fields):
    return Function(**{"name": "f", "code": list(code), **fields})


def reject(program, reason, function=0, pc=-1, too_large=False):
    with pytest.raises(VerifyError) as caught:
        verify(program)
    error = caught.value
    assert reason in error.reason
    assert (error.function, error.pc, error.too_large) == (function, pc, too_large)
    assert program.verified == 0
    assert all(type(f) is not Function or f.facts is None for f in program.functions)


def test_accepts():
    program = program_of(function_of(*GOOD))
    verify(program)
    assert program.verified == 1
    assert isinstance(program.functions[0].facts, Facts)


CODE = [
    ([], "there is no code", -1),
    ([("const", 0)], "run off the end", 0),
    ([("const", 0), ("branch_if", 0)], "run off the end", 1),
    ([()], "must be a tuple", 0),
    ([["return"]], "must be a tuple", 0),
    ([(["return"],)], "must be a tuple", 0),
    ([("ret",)], "no instruction 'ret'", 0),
    ([("x" * 1000,)], "xxx...", 0),
    ([("pop", 1), ("return",)], "takes 0 operands, not 1", 0),
    ([("const",), ("return",)], "takes 1 operands, not 0", 0),
    ([("const", 9), ("return",)], "constant 9 is outside of 0 ... 3", 0),
    ([("const", True), ("return",)], "constant must be a number, not True", 0),
    ([("const", 1.0), ("return",)], "constant must be a number", 0),
    ([("list_new", 0, 9), ("return",)], "type 9 is outside of 0 ... 1", 0),
    ([("list_new", 0, 1), ("return",)], "list_new needs a type of kind List, not Int", 0),
    ([("tuple_new", 0), ("return",)], "tuple_new needs a type of kind Tuple", 0),
    ([("record_new", 0), ("return",)], "record_new needs a type of kind Record", 0),
    ([("variant_new", 0, 1), ("return",)], "variant_new needs a type of kind Union", 0),
    ([("list_new", 0, 0), ("parallel", 1), ("return",)], "parallel needs a type of kind List", 1),
    ([("record_get", 0), ("return",)], "name must be a Str", 0),
    ([("list_new", 1, 0), ("return",)], "list_new takes 1 values and there are 0", 0),
    ([("const", 0), ("call_closure", 1), ("return",)], "call_closure takes 2 values and there are 1", 1),
    ([("const", 0), ("trap_with", "fuel")], "trap must be one of", 1),
    ([("const", 10**5000), ("return",)], "an integer of 16610 bits", 0),
    ([("load", 0), ("return",)], "no local 0", 0),
    ([("global_get", 0), ("return",)], "global 0", 0),
    ([("jump", 1)], "label 1 is outside of 0 ... 0", 0),
    ([("jump", -1)], "label -1", 0),
    ([("call", 1), ("return",)], "function 1", 0),
    ([("vector_new", 1 << 20), ("return",)], "count 1048576 is outside", 0),
    ([("const", 0), ("const", 0), ("int_add", "wrap"), ("return",)], "overflow rule must be one of", 2),
    ([("const", 0), ("const", 0), ("int_compare", None), ("return",)], "relation must be one of", 2),
    ([("const", 0), ("is_type", ANY), ("return",)], "type must be one of", 1),
    ([("trap", "memory")], "trap must be one of", 0),
    ([("panic", 0)], "must be a Str", 0),
    ([("host_call", 3, 0), ("return",)], "must be a Str", 0),
    ([("return",)], "return takes 1 values and there are 0", 0),
    ([("pop",), *GOOD], "pop takes 1 values and there are 0", 0),
    ([("const", 0), ("pick", 1), ("return",)], "pick takes 2 values and there are 1", 1),
    ([("call", 0), ("call", 0), ("swap",), ("rot",), ("return",)], "rot takes 3", 3),
    ([("const", 0), ("jump", 0)], "stack depths 0 and 1 meet here", 0),
    ([("const", 0), ("dup",), ("branch_if", 4), ("dup",), ("return",)], "stack depths", 4),
    ([("return",), ("load", 5), *GOOD], "no local 5", 1),
]


@pytest.mark.parametrize(("code", "reason", "pc"), CODE, ids=[str(i) for i in range(len(CODE))])
def test_code(code, reason, pc):
    reject(program_of(function_of(*code)), reason, pc=pc)


def test_unreachable_code_may_underflow_but_not_be_malformed():
    verify(program_of(function_of(*GOOD, ("pop",), ("rot",), ("jump", 0))))


def test_tail_calls_need_as_many_results():
    two = Function("g", results=(INT, INT), code=[("const", 0), ("dup",), ("return",)])
    reject(program_of(function_of(("tail_call", 1)), two), "tail call of a function with 2 results, not 1", pc=0)


def test_calls_take_and_leave_what_the_callee_declares():
    def callee():
        return Function("g", (INT,), (INT, INT), (ANY,), 2, [("load", 0), ("load", 1), ("return",)])

    good = function_of(("const", 0), ("dup",), ("call", 1), ("int_add", "wrap64"), ("return",))
    verify(program_of(good, callee()))
    reject(program_of(function_of(("const", 0), ("call", 1), ("return",)), callee()), "call takes 2", pc=1)


FIELDS = [
    ({"name": 3}, "name must be a string"),
    ({"parameters": [INT]}, "parameters must be a tuple"),
    ({"results": (NEVER,)}, "results may not have type Never"),
    ({"parameters": (fn((), ()),), "local_count": 1}, "parameters may not have type Fn()->()"),
    ({"captures": (closure(0, ()),), "local_count": 1}, "captures may not have type Closure#0()"),
    ({"captures": (list_of(union_of("U", "test: undefined")),), "local_count": 1}, "U is not defined"),
    ({"parameters": ("Int",), "local_count": 1}, "parameters may not have type 'Int'"),
    ({"parameters": (Ty(Key("Int"), ("i64",)),), "local_count": 1}, "parameters may not have type Int"),
    ({"parameters": (INT,)}, "0 locals are fewer"),
    ({"local_count": -1}, "-1 locals are fewer"),
    ({"local_count": True}, "number of locals must be a number"),
    ({"code": tuple(GOOD)}, "code must be a list"),
    ({"spans": [None]}, "1 spans for 2 instructions"),
    ({"nodes": [None] * 3}, "3 nodes for 2 instructions"),
    ({"spans": ()}, "spans must be a list"),
    ({"source": "text"}, "source must be a Source"),
    ({"source": Source(3, "")}, "malformed source"),
    ({"effects": [Effect("io")]}, "effects must be a tuple"),
    ({"effects": (("io", None),)}, "malformed effect"),
    ({"effects": (Effect("io", 0.5),)}, "malformed effect"),
    ({"effects": (Effect("io", 1 << 64),)}, "malformed effect"),
]


@pytest.mark.parametrize(("fields", "reason"), FIELDS, ids=[reason for _, reason in FIELDS])
def test_fields(fields, reason):
    reject(program_of(function_of(*GOOD, **fields)), reason)


@pytest.mark.parametrize("span", [Span(0, 4), Span(2, 1), Span(-1, 2), Span(0, True), (0, 1), 3])
def test_spans(span):
    fields = {"source": Source("s", "abc"), "spans": [span, None]}
    reject(program_of(function_of(*GOOD, **fields)), "no piece of the source", pc=0)


def test_node_ids():
    reject(program_of(function_of(*GOOD, nodes=[None, 3])), "node id must be a string", pc=1)


LARGE = [
    ({"local_count": 65_536}, "locals: 65536, of at most 65535"),
    ({"local_count": 10**5000}, "locals: an integer of 16610 bits"),
    ({"results": (INT,) * 65_536}, "results: 65536"),
    ({"parameters": (INT,) * 40_000, "captures": (INT,) * 40_000}, "captures and parameters: 80000"),
]


@pytest.mark.parametrize(("fields", "reason"), LARGE, ids=[reason for _, reason in LARGE])
def test_sizes(fields, reason):
    reject(program_of(function_of(*GOOD, **fields)), reason, too_large=True)


def test_depth_of_the_stack():
    code = [("const", 0)] * 65_536 + [("return",)]
    reject(program_of(function_of(*code)), "grows to 65536 values", pc=65_535, too_large=True)


def test_blocks_times_locals():
    """40,000 blocks and 65,535 locals would make tables of gigabytes."""
    code = [instruction for i in range(20_000) for instruction in (("const", 0), ("branch_if", 2 * i + 2))]
    program = program_of(function_of(*code, *GOOD, local_count=65_535))
    reject(program, "basic blocks times locals", too_large=True)


PROGRAMS = [
    ("language", 3, "language must be a string"),
    ("entry", 1, "no entry 1"),
    ("entry", -2, "no entry -2"),
    ("entry", True, "no entry True"),
    ("functions", (), "functions must be a list"),
    ("constants", None, "constants must be a list"),
    ("constants", [1 << 63], "constant 0: 9223372036854775808 is no 64-bit Int"),
    ("constants", [1, 2j], "constant 1: an object of Python type complex is no constant"),
    ("constants", ["\ud800"], "not valid Unicode"),
    ("globals", [Global("g"), ("g", ANY)], "global 1 must be a Global"),
    ("globals", [Global(3, ANY)], "global 0 must be a Global with a name"),
    ("globals", [Global("g", NEVER)], "global 0 has type Never"),
    ("globals", [Global("g", "x")], "global 0 has type 'x'"),
]


@pytest.mark.parametrize(("field", "value", "reason"), PROGRAMS, ids=[reason for *_, reason in PROGRAMS])
def test_program_fields(field, value, reason):
    program = program_of(function_of(*GOOD))
    setattr(program, field, value)
    with pytest.raises(VerifyError) as caught:
        verify(program)
    assert reason in caught.value.reason
    assert caught.value.function == -1


@pytest.mark.parametrize("count", [-1, 1, 2, True, None, 1 << 80])
def test_the_count_of_verified_functions(count):
    program = program_of(function_of(*GOOD))
    program.verified = count
    with pytest.raises(VerifyError, match="count of verified functions"):
        verify(program)


def test_what_is_no_program():
    with pytest.raises(VerifyError, match="not a program"):
        verify(None)
    reject(program_of(None), "not a function")


def test_incremental():
    program = program_of(function_of(*GOOD))
    verify(program)
    facts = program.functions[0].facts
    program.add(function_of(("tail_call", 2)))
    program.add(function_of(("tail_call", 0)))
    verify(program)
    assert program.verified == 3
    assert program.functions[0].facts is facts
    program.add(function_of(("tail_call", 3), results=()))
    program.add(function_of(("tail_call", 3)))
    with pytest.raises(VerifyError) as caught:
        verify(program)
    assert caught.value.function == 4
    assert program.verified == 3
    assert program.functions[3].facts is None


def test_messages_say_where():
    with pytest.raises(VerifyError, match=r"^function 0, instruction 1: control may run off"):
        verify(program_of(function_of(("const", 0), ("pop",))))
    with pytest.raises(VerifyError, match=r"^function 0: there is no code"):
        verify(program_of(function_of()))


def test_a_hundred_thousand_instructions_of_nested_loops():
    depth = 8_000
    code = [instruction for i in range(depth) for instruction in (("load", i % 60), ("store", (i * 7) % 60))]
    for i in reversed(range(depth)):
        code += [("load", i % 60), ("branch_if", 2 * i)]
    code += [("load", 0), ("pop",)] * 34_000
    verify(program_of(function_of(*code, *GOOD, local_count=60)))


@given(st.integers(0, 1 << 64))
def test_random_programs_are_accepted(seed):
    verify(random_program(Random(seed)))


def reason_against(program):
    try:
        verify(program)
    except VerifyError as error:
        return error.reason
    return None


@settings(max_examples=600)
@given(st.integers(0, 1 << 64))
def test_damaged_programs_are_rejected_or_whole(seed):
    random = Random(seed)
    program = random_program(random)
    for _ in range(random.randint(1, 3)):
        damage(program, random)
    reason = reason_against(program)
    if reason is not None:
        assert 0 < len(reason) < 400
    else:
        assert all(type(f.facts) is Facts for f in program.functions)
        assert same_program(assemble(disassemble(program), "again"), program)
        assert len(program_hash(program)) == 32
        assert [len(function_hash(program, i)) for i in range(len(program.functions))] == [16] * len(program.functions)


def test_types_must_be_types():
    program = program_of(function_of(*GOOD))
    program.types.append("Int")
    reject(program, "type 2 is 'Int'", -1)


def test_closures_have_one_result():
    two = Function("g", results=(INT, INT), code=[("const", 0), ("dup",), ("return",)])
    reject(program_of(function_of(("closure_new", 1), ("return",)), two), "must have one result, not 2", pc=0)
    caller = function_of(("const", 0), ("tail_call_closure", 0), results=(INT, INT))
    reject(program_of(caller), "tail call of a function with 1 results, not 2", pc=1)


def test_texts_are_values():
    verify(program_of(function_of(("const", 1), ("return",), results=(STR,))))
