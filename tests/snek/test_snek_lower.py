"""What the bytecode looks like, and that size and depth are no danger."""

import pytest

from differential.snek_programs import LEVELS, generate
from motet.bytecode import verify
from motet.languages.snek import LANGUAGE
from motet.policy import Limits, Policy
from motet.source import DiagnosticError, Source
from motet.stdlib import Host
from motet.vm import VirtualMachine


def compile_text(text, **options):
    program = LANGUAGE.compile(Source("t", text), options)
    verify(program)
    return program


def code(text, name="<main>", **options):
    """Instructions of a function, constants written out."""
    program = compile_text(text, **options)
    show = {"const": lambda index: (program.constants[index],)}
    function = program.functions[program.index(name)]
    return [(op, *show[op](*rest)) if op in show else (op, *rest) for op, *rest in function.code]


def names(text, **options):
    return [instruction[0] for instruction in code(text, **options)]


def result(text, argument=False, **options):
    program = compile_text(text, **options)
    output = bytearray()
    machine = VirtualMachine(program, Host(output.extend, Policy(), LANGUAGE.rows), Limits(stack="16MB"))
    (value,) = machine.call(program.entry, [argument])
    return value


def test_operators():
    assert code("(+ input 2)") == [("load", 0), ("const", 2), ("int_add", "trap63"), ("return",)]
    assert code("(sub1 input)") == [("load", 0), ("const", 1), ("int_sub", "trap63"), ("return",)]
    assert code("(<= input 2)")[2:] == [("int_compare", "le"), ("return",)]
    assert code("(= input 2)")[2:] == [("same",), ("return",)]
    assert code("(cast Bool input)")[1:] == [("cast", "Bool", "bad_cast"), ("return",)]


def test_every_instruction_has_a_span():
    text = "(fun (f a) (if a (print a) (f (add1 a)))) (loop (let ((x 1)) (+ x (break (set! x (f 2))))))"
    program = compile_text(text)
    for function in program.functions:
        assert len(function.spans) == len(function.code)
        assert all(span is not None and span.start < span.end for span in function.spans)


def test_conditions_that_are_boolean_are_branched_on():
    assert names("(if (< input 1) 2 3)") == [
        "load", "const", "int_compare", "branch_unless", "const", "return", "const", "return",
    ]  # fmt: skip
    assert "is_false" in names("(if input 1 2)")
    assert "is_false" not in names("(if (block 1 (let ((x 1)) (isnum x))) 1 2)")
    assert "is_false" not in names("(let ((x (= 1 2))) (if x 1 2))", typed=True)


def test_tail_calls():
    text = "(fun (f x) (if x (let ((y x)) (block 1 (f y))) (add1 (f (loop (break (f x))))))) (f 1)"
    assert names(text) == ["const", "tail_call"]
    inner = [instruction[0] for instruction in code(text, "f")]
    assert (inner.count("tail_call"), inner.count("call")) == (1, 2)


def test_dropped_values_are_not_made():
    assert names("(block 1 true input 2)") == ["const", "return"]
    assert names("(let ((x 1)) (block (set! x 2) x))") == ["const", "store", "const", "store", "load", "return"]


def test_code_after_a_break_is_not_emitted():
    assert code("(loop (+ 1 (+ 2 (break 5))))") == [
        ("const", 1), ("const", 2), ("pop",), ("pop",), ("const", 5), ("return",),
    ]  # fmt: skip


def test_locals_are_shared_by_siblings():
    text = "(+ (let ((a 1) (b 2)) (+ a b)) (+ (let ((c 3)) c) (let ((d 4) (e 5)) (+ d e))))"
    program = compile_text(text)
    assert program.functions[program.entry].local_count == 3


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("(fun (f (x : Num)) -> Bool (isnum (print x))) (f 1)", "is_type"),
        ("(fun (f (x : Num)) -> Num (if (isbool x) (f x) x)) (f 1)", "tail_call"),
        ("(fun (f (x : Num)) -> Num (cast Num x)) (f 1)", "cast"),
    ],
)
def test_types_remove_tests(text, gone):
    assert gone in [instruction[0] for instruction in code(text, "f")]
    assert gone not in [instruction[0] for instruction in code(text, "f", typed=True)]


def test_effects_of_removed_tests_stay():
    typed = code("(fun (f (x : Num)) -> Bool (isnum (print x))) (f 1)", "f", typed=True)
    assert [instruction[0] for instruction in typed] == ["load", "host_call", "pop", "const", "return"]


# ---- size and depth

DEEP = 30_000


@pytest.mark.parametrize(
    ("opening", "middle", "closing", "expected"),
    [
        ("(add1 ", "0", ")", DEEP),
        ("(+ ", "0", " 1)", DEEP),
        ("(+ 1 ", "0", ")", DEEP),
        ("(let ((x input)) ", "x", ")", False),
        ("(block ", "3", ")", 3),
        ("(loop (break ", "4", "))", 4),
        ("(if input 1 ", "2", ")", 2),
        ("(if (isnum ", "1", ") (add1 1) 7)", 2),
    ],
)
def test_deep_programs(opening, middle, closing, expected):
    depth = DEEP if opening.count("(") == 1 else DEEP // 2
    text = opening * depth + middle + closing * depth
    for options in ({}, {"typed": True}) if "if input" not in opening and "isnum" not in opening else ({},):
        assert result(text, **options) == expected


def test_long_programs():
    assert result("(block " + "(+ 1 2) " * 50_000 + "5)") == 5
    bindings = "".join(f"(v{i} {i})" for i in range(20_000))
    assert result(f"(let ({bindings}) (+ v0 v19999))") == 19_999
    functions = "".join(f"(fun (f{i} x) (if (< x 1) {i} (f{i - 1} (- x 1))))" for i in range(1, 2000))
    assert result(f"(fun (f0 x) x) {functions} (f1999 1500)") == 499


@pytest.mark.parametrize(
    "text",
    [
        "(+ 1 " * 70_000 + "1" + ")" * 70_000,
        "(let (" + "".join(f"(v{i} 1)" for i in range(70_000)) + ") v1)",
        "(let ((x 1)) " * 70_000 + "x" + ")" * 70_000,
        "(fun (f " + " ".join(f"p{i}" for i in range(70_000)) + ") 1) 1",
        "(vec " + "1 " * 70_000 + ")",
        "(+ 1 (if input 2 " * 30_000 + "3" + "))" * 30_000,
        "(loop " + "(+ 1 (block (if input (break 1) 2) " * 3_000 + "3" + "))" * 3_000 + ")",
    ],
    ids=["operands", "bindings", "lets", "parameters", "elements", "branches", "breaks"],
)
def test_too_large(text):
    with pytest.raises(DiagnosticError) as caught:
        compile_text(text, level="forest-flame")
    (found,) = caught.value.diagnostics
    assert found.code == "too-large"
    assert found.message.startswith("compile-time error: Invalid: ")


def test_an_entry_that_is_too_large_leaves_no_trace():
    session = LANGUAGE.session({"level": "forest-flame"})
    wide = "(vec " + "1 " * 70_000 + ")"
    for text in (wide, f"(define x {wide})", f"(fun (f) {wide})"):
        with pytest.raises(DiagnosticError):
            session.enter(Source("t", text))
        assert not session.program.functions
        assert not session.program.globals
    assert session.enter(Source("t", "(define x 1)")).function == 0


# ---- generated programs


@pytest.mark.parametrize("level", LEVELS)
def test_generated_programs_compile(level):
    for seed in range(150):
        text = generate(seed, level)
        assert text == generate(seed, level)
        compile_text(text, level=level)
