"""The text of the assembly: what it exports, what it leaves out, what it says."""

import re

import pytest

from motet.languages.snek.assembly.names import function_label
from snek_assembly.conftest import assembly


def code(text, **options):
    """The instructions of a program, without comments and directives."""
    lines = (line.split(";")[0].strip() for line in assembly(text, **options).splitlines())
    return [" ".join(line.split()) for line in lines if line]


def test_symbols():
    text = assembly("(print input)")
    assert "global  our_code_starts_here" in text
    assert "extern  snek_print" in text
    assert "extern  snek_error" in text
    assert "snek_try_gc" not in text
    assert text.rstrip().endswith("section .note.GNU-stack noalloc noexec nowrite progbits")


def test_comments_name_source_constructs():
    text = assembly("(fun (twice x)\n  (+ x x))\n(let ((y 1)) (if (< y 2) (twice y) 3))")
    for comment in ("; (fun (twice x) (+ x x))", "; (+ x x)", "; let y", "; (if (< y 2) (twice y) 3)", "; (twice y)"):
        assert comment in text


def test_comments_are_ascii_and_short():
    text = assembly("(let ((x 1)) ; ¬ \\\n ; é\\\n (+ x\n (block 1 2 3 4 5 6 7 8 9 " + "1 " * 400 + ")))")
    assert text.isascii()
    assert max(map(len, text.splitlines())) < 140
    assert not any(line.endswith("\\") for line in text.splitlines())


def test_names_are_injective():
    names = ["a-b", "a_b", "a", "a-", "a_", "A", "x" * 5000, "x" * 5001, "x" * 4999 + "-"]
    labels = {function_label(name, number) for number, name in enumerate(names)}
    assert len(labels) == len(names)
    assert max(map(len, labels)) < 1100


def checks(lines):
    return sum("error_invalid_argument" in line for line in lines if line.startswith("j"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(+ 1 2)", 0),
        ("(+ (add1 1) (* 2 3))", 0),
        ("(+ input 1)", 1),
        ("(+ input input)", 1),
        ("(let ((x input)) (+ (add1 x) (sub1 x)))", 2),
        ("(let ((x 1)) (+ x x))", 0),
        ("(let ((x 1)) (block (set! x (+ x 1)) (+ x x)))", 0),
        ("(let ((x 1)) (block (set! x input) (+ x 1)))", 1),
        ("(= (< 1 2) true)", 0),
        ("(= input true)", 1),
        ("(< (loop (break 1)) (if input 1 2))", 0),
        ("(+ (cast Num input) 1)", 0),
    ],
)
def test_checks_that_are_left(text, expected):
    assert checks(code(text)) == expected


def test_overflow_checks_stay():
    assert sum(line == "jo error_overflow" for line in code("(+ 1 (- 2 (* 3 (add1 4))))")) == 4


ANNOTATED = "(fun (f (a : Num) (b : Num)) -> Num (if (< a b) (+ a b) (f b a))) (f 1 2)"


def test_static_types_remove_checks():
    assert checks(code(ANNOTATED)) == 2
    assert checks(code(ANNOTATED, typed=True)) == 0


def test_type_tests_of_typed_programs_leave_the_live_branch():
    text = "(fun (f (a : Num)) -> Num (if (isnum a) a (if (isbool a) 1 2))) (f 1)"
    assert "cmp" not in " ".join(code(text, typed=True)).replace("cmp rsp", "")


def test_types_of_one_input_are_not_relied_on():
    assert checks(code("(+ input 1)", typed=True, input_type="Num")) == 1
    assert checks(code("(let ((x input)) (+ x 1))", typed=True, input_type="Num")) == 1
    assert checks(code("(+ (cast Num input) 1)", typed=True)) == 0


def test_comparisons_jump_without_making_booleans():
    lines = code("(let ((i 10)) (loop (if (= i 0) (break i) (set! i (- i 1)))))")
    assert not any(line.startswith("cmov") for line in lines)
    body = lines[lines.index(".loop_1:") + 1 : lines.index(".end_loop_2:")]
    assert len(body) <= 12


def test_references_are_relative():
    text = assembly("(fun (f v) (+ 1 (f (vec 1 v)))) (block (gc) (== (make-vec 1 2) (f 1)))", level_name="forest-flame")
    assert "default rel" in text
    assert not re.search(r"\[\s*(fun_|snek_|error_)", text)
