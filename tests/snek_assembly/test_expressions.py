"""What expressions mean at the levels without vectors."""

import pytest

from snek_assembly.cases import GREATEST, LEAST, VALUES


def test_values(values):
    got = values([expression for expression, _ in VALUES])
    assert list(zip([e for e, _ in VALUES], got, strict=True)) == VALUES


def test_negate_of_adder(run):
    assert run("(negate (add1 4))", level="adder") == (0, "-5\n", "")


def test_programs_without_operators_link(run):
    assert run("input") == (0, "false\n", "")


@pytest.mark.parametrize(
    ("argument", "shown"),
    [
        ("", "false"),
        ("true", "true"),
        ("false", "false"),
        ("0", "0"),
        ("-12", "-12"),
        ("+12", "12"),
        ("-0", "0"),
        ("000000000000000000000000000000000012", "12"),
        (GREATEST, str(GREATEST)),
        (LEAST, str(LEAST)),
    ],
)
def test_input(run, argument, shown):
    assert run("input", argument) == (0, f"{shown}\n", "")


@pytest.mark.parametrize(
    "argument",
    [
        "1.5",
        "x",
        "-",
        "+",
        "1 ",
        " 1",
        "--1",
        "truely",
        "tru",
        "TRUE",
        "1e3",
        GREATEST + 1,
        LEAST - 1,
        2**63,
        2**64,
        10**30,
    ],
)
def test_wrong_input_fails_before_the_program_starts(run, argument):
    result = run("(print 1)", argument)
    assert (result.status, result.out) == (1, "")
    assert result.err == f"Invalid input: {argument} is neither a boolean nor an integer of 63 bits\n"


def test_input_survives_calls(run):
    text = "(fun (f a b) (+ a b)) (let ((x (f 1 2))) (+ (f x 3) (+ input (f input (print input)))))"
    assert run(text, 100) == (0, "100\n306\n", "")


def test_order_of_evaluation(run):
    text = """
    (fun (three a b c) (- (- a b) c))
    (fun (ten a b c d e f g h i j) (block (print j) (- a (- b (- c (- d (- e (- f (- g (- h (- i j)))))))))))
    (let ((n 0))
      (block
        (print (three (print 1) (print 2) (print 3)))
        (print (- (print 10) (print 4)))
        (print (three (set! n (add1 n)) (set! n (* n 10)) n))
        (print (ten n (set! n 1) n (set! n 2) n (set! n 3) n (set! n 4) n (set! n 5)))
        (let ((a (print 5)) (b (print 6))) (< (print a) (print b)))))
    """
    result = run(text)
    assert result.status == 0
    expected = 1 - 10 - 10
    values = [10, 1, 1, 2, 2, 3, 3, 4, 4, 5]
    folded = values[-1]
    for value in reversed(values[:-1]):
        folded = value - folded
    assert result.out.split() == [*map(str, [1, 2, 3, -4, 10, 4, 6, expected, 5, folded, 5, 6, 5, 6]), "true"]


@pytest.mark.parametrize(
    ("depth", "head", "tail", "expected"),
    [
        (100_000, "(add1 ", ")", 100_000),
        (5_000, "(+ (add1 0) ", ")", 5_000),
        (5_000, "(let ((x 1)) ", ")", 0),
        (5_000, "(block 1 ", ")", 0),
    ],
)
def test_deep_nesting(run, depth, head, tail, expected):
    assert run(head * depth + "0" + tail * depth) == (0, f"{expected}\n", "")


def test_deep_conditions_and_loops(run):
    depth = 3000
    assert run("(if " * depth + "input" + " false true)" * depth) == (0, "false\n", "")
    assert run("(loop (break " * depth + "7" + "))" * depth) == (0, "7\n", "")
