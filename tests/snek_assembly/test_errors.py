"""Run-time errors: what is printed before, the message, the exit status."""

import pytest

GREATEST = 2**62 - 1
LEAST = -(2**62)

OVERFLOW = (1, "overflow")
ARGUMENT = (2, "invalid argument")
CAST = (3, "bad cast")
INDEX = (4, "index out of bounds (invalid index)")
SIZE = (5, "invalid vector size")
MEMORY = (6, "out of memory (out of heap space)")
ZERO = (7, "division by zero")
STACK = (8, "stack overflow")

ERRORS = [
    (f"(add1 {GREATEST})", OVERFLOW),
    (f"(sub1 {LEAST})", OVERFLOW),
    (f"(+ {GREATEST} 1)", OVERFLOW),
    (f"(+ {LEAST} -1)", OVERFLOW),
    (f"(- {LEAST} 1)", OVERFLOW),
    (f"(- 0 {LEAST})", OVERFLOW),
    (f"(- (add1 0) {LEAST})", OVERFLOW),
    ("(* 4294967296 4294967296)", OVERFLOW),
    (f"(* {LEAST} -1)", OVERFLOW),
    (f"(* -1 {LEAST})", OVERFLOW),
    (f"(* (add1 1) {GREATEST})", OVERFLOW),
    ("(+ 1 true)", ARGUMENT),
    ("(+ true 1)", ARGUMENT),
    ("(+ input 1)", ARGUMENT),
    ("(+ 1 input)", ARGUMENT),
    ("(- input input)", ARGUMENT),
    ("(* true (add1 1))", ARGUMENT),
    (f"(* true {GREATEST})", ARGUMENT),
    ("(add1 false)", ARGUMENT),
    ("(sub1 input)", ARGUMENT),
    ("(< 1 true)", ARGUMENT),
    ("(>= input 1)", ARGUMENT),
    ("(= 1 true)", ARGUMENT),
    ("(= input 1)", ARGUMENT),
    ("(= 1 input)", ARGUMENT),
    ("(= (add1 1) input)", ARGUMENT),
    ("(= input (add1 1))", ARGUMENT),
    ("(if (= input 1) 1 2)", ARGUMENT),
    ("(if (< input 1) 1 2)", ARGUMENT),
    ("(let ((x 1)) (block (set! x true) (+ x 1)))", ARGUMENT),
    ("(let ((x true)) (+ 1 (set! x x)))", ARGUMENT),
    ("(cast Num input)", CAST),
    ("(cast Num true)", CAST),
    ("(cast Bool 3)", CAST),
    ("(cast Bool (add1 3))", CAST),
    ("(cast Nothing input)", CAST),
    ("(cast Nothing (print 1))", CAST),
]

HEAP_ERRORS = [
    ("(vec-get nil 0)", ARGUMENT),
    ("(vec-get 1 0)", ARGUMENT),
    ("(vec-get true 0)", ARGUMENT),
    ("(vec-get input 0)", ARGUMENT),
    ("(vec-get (vec 1) true)", ARGUMENT),
    ("(vec-get (vec 1) nil)", ARGUMENT),
    ("(vec-get nil true)", ARGUMENT),
    ("(vec-get (vec 1) 1)", INDEX),
    ("(vec-get (vec 1) -1)", INDEX),
    ("(vec-get (vec) 0)", INDEX),
    (f"(vec-get (vec 1) {LEAST})", INDEX),
    (f"(vec-get (vec 1) {GREATEST})", INDEX),
    ("(vec-set! (vec 1) 1 2)", INDEX),
    ("(vec-set! nil 0 2)", ARGUMENT),
    ("(vec-set! (vec 1) false 2)", ARGUMENT),
    ("(vec-len nil)", ARGUMENT),
    ("(vec-len 3)", ARGUMENT),
    ("(make-vec -1 0)", SIZE),
    (f"(make-vec {LEAST} 0)", SIZE),
    ("(make-vec true 0)", ARGUMENT),
    ("(make-vec (vec) 0)", ARGUMENT),
    (f"(make-vec {GREATEST} 0)", MEMORY),
    ("(make-vec 9999 0)", MEMORY),
    ("(+ nil 1)", ARGUMENT),
    ("(add1 (vec 1))", ARGUMENT),
    ("(< (vec 1) (vec 1))", ARGUMENT),
    ("(= nil 1)", ARGUMENT),
    ("(= nil false)", ARGUMENT),
    ("(= (vec) true)", ARGUMENT),
    ("(= input nil)", ARGUMENT),
    ("(= (vec-get (vec 1) 0) (vec-get (vec true) 0))", ARGUMENT),
    ("(= (vec-get (vec true) 0) (vec-get (vec nil) 0))", ARGUMENT),
    ("(= (vec-get (vec nil) 0) (vec-get (vec 6) 0))", ARGUMENT),
    ("(/ 1 0)", ZERO),
    ("(/ (add1 0) (sub1 1))", ZERO),
    (f"(/ {LEAST} -1)", OVERFLOW),
    ("(/ true 0)", ARGUMENT),
    ("(/ 1 nil)", ARGUMENT),
    ("(cast Num (vec 1))", CAST),
    ("(cast Bool nil)", CAST),
    ("(cast Bool (vec-get (vec nil) 0))", CAST),
]


@pytest.fixture(scope="module")
def built(toolchain):
    programs = [(f"(block (print 42) {text})", "flying-snake") for text, _ in ERRORS]
    programs += [(f"(block (print 42) {text})", "forest-flame") for text, _ in ERRORS + HEAP_ERRORS]
    return toolchain.build_all(programs)


CASES = [*ERRORS, *ERRORS, *HEAP_ERRORS]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[text for text, _ in CASES])
def test_error(built, number):
    text, (status, message) = CASES[number]
    before = "42\n1\n" if "(print 1)" in text else "42\n"
    assert built[number].run() == (status, before, f"{message}\n")


def test_both_operands_come_before_the_check(run):
    assert run("(+ true (print 3))") == (2, "3\n", "invalid argument\n")
    assert run("(= 1 (print true))") == (2, "true\n", "invalid argument\n")
    assert run("(vec-set! 1 (print 2) (print 3))", level="forest-flame") == (2, "2\n3\n", "invalid argument\n")


def test_vector_is_checked_before_index(run):
    assert run("(vec-get 1 true)", level="forest-flame").status == 2
    assert run("(vec-get nil 7)", level="forest-flame").status == 2


def test_long_output_is_flushed_before_an_error(run):
    text = "(let ((i 0)) (loop (if (= (print i) 30000) (break (add1 true)) (set! i (add1 i)))))"
    result = run(text)
    assert (result.status, result.err) == (2, "invalid argument\n")
    assert result.out == "".join(f"{i}\n" for i in range(30001))


def test_runaway_recursion(run):
    for text in (
        "(fun (f n) (+ 1 (f n))) (block (print 1) (f 1))",
        "(fun (f a b c d e f g h i) (+ 1 (f a b c d e f g h i))) (block (print 1) (f 1 2 3 4 5 6 7 8 9))",
        "(fun (even n) (block (odd n) n)) (fun (odd n) (block (even n) n)) (block (print 1) (odd 1))",
    ):
        assert run(text) == (8, "1\n", "stack overflow\n")
    assert run("(fun (f n) (+ 1 (f n))) (f 1)", level="forest-flame") == (8, "", "stack overflow\n")
