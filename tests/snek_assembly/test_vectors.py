"""Vectors: forms, printing, equality."""

import pytest

from snek_assembly import cases

HEAP = "forest-flame"

VALUES = [
    ("nil", "nil"),
    ("(vec)", "[]"),
    ("(vec 1 2 3)", "[1, 2, 3]"),
    ("(vec true false nil -7)", "[true, false, nil, -7]"),
    ("(vec (vec) (vec 1) (vec (vec 2) 3))", "[[], [1], [[2], 3]]"),
    ("(let ((x 1)) (vec x (set! x 2) x))", "[1, 2, 2]"),
    ("(let ((x 1) (y 2)) (vec x (+ x y) y 4611686018427387903))", "[1, 3, 2, 4611686018427387903]"),
    ("(make-vec 3 true)", "[true, true, true]"),
    ("(make-vec 0 1)", "[]"),
    ("(make-vec (add1 1) (vec 1))", "[[1], [1]]"),
    ("(vec-get (vec 5 6 7) 0)", "5"),
    ("(vec-get (vec 5 6 7) (add1 1))", "7"),
    ("(vec-set! (vec 5 6 7) 1 (vec))", "[5, [], 7]"),
    ("(let ((v (vec 1 2))) (block (vec-set! v 0 (vec-get v 1)) v))", "[2, 2]"),
    ("(vec-len (vec))", "0"),
    ("(vec-len (make-vec 17 0))", "17"),
    ("(isvec nil)", "true"),
    ("(isvec (vec 1))", "true"),
    ("(isvec 1)", "false"),
    ("(isvec true)", "false"),
    ("(isvec (vec-get (vec (vec)) 0))", "true"),
    ("(isvec (vec-get (vec 7) 0))", "false"),
    ("(isnum nil)", "false"),
    ("(isnum (vec))", "false"),
    ("(isbool nil)", "false"),
    ("(isbool (vec-get (vec nil) 0))", "false"),
    ("(isbool (vec-get (vec true) 0))", "true"),
    ("(if nil 1 2)", "1"),
    ("(if (vec) 1 2)", "1"),
    ("(if (vec-get (vec false) 0) 1 2)", "2"),
    ("(= nil nil)", "true"),
    ("(= nil (vec))", "false"),
    ("(= (vec) (vec))", "false"),
    ("(let ((v (vec))) (= v v))", "true"),
    ("(= (vec-get (vec 6) 0) (vec-get (vec 6) 0))", "true"),
    ("(= (vec-get (vec 6) 0) (vec-get (vec 5) 0))", "false"),
    ("(= (vec-get (vec true) 0) (vec-get (vec true) 0))", "true"),
    ("(= (vec-get (vec nil) 0) (vec-get (vec nil) 0))", "true"),
    ("(gc)", "0"),
    ("(/ 7 2)", "3"),
    ("(/ -7 2)", "-3"),
    ("(/ 7 -2)", "-3"),
    ("(/ (sub1 -6) (sub1 -1))", "3"),
    ("(/ -4611686018427387904 1)", "-4611686018427387904"),
    ("(/ -4611686018427387904 -2)", "2305843009213693952"),
    ("(/ 0 -5)", "0"),
    ("(let ((a (vec 1)) (b (vec a a))) b)", "[[1], [1]]"),
    ("(let ((c (vec 7 nil))) (block (vec-set! c 1 c) c))", "[7, [...]]"),
    (
        "(let ((c (vec nil)) (d (vec c c))) (block (vec-set! c 0 d) (vec c d)))",
        "[[[[...], [...]]], [[[...]], [[...]]]]",
    ),
    ("(== 1 1)", "true"),
    ("(== 1 2)", "false"),
    ("(== 1 true)", "false"),
    ("(== true true)", "true"),
    ("(== nil nil)", "true"),
    ("(== nil (vec))", "false"),
    ("(== nil 0)", "false"),
    ("(== (vec) (vec))", "true"),
    ("(== (vec) 1)", "false"),
    ("(== (vec 1 2) (vec 1 2))", "true"),
    ("(== (vec 1 2) (vec 1 3))", "false"),
    ("(== (vec 1 2) (vec 1 2 3))", "false"),
    ("(== (vec 1 (vec true (vec nil))) (vec 1 (vec true (vec nil))))", "true"),
    ("(== (vec 1 (vec true (vec nil))) (vec 1 (vec true (vec (vec)))))", "false"),
    ("(let ((a (vec 1 nil)) (b (vec 1 nil))) (block (vec-set! a 1 a) (vec-set! b 1 b) (== a b)))", "true"),
    ("(let ((a (vec 1 nil)) (b (vec 1 nil))) (block (vec-set! a 1 b) (vec-set! b 1 a) (== a b)))", "true"),
    (
        "(let ((a (vec 1 nil)) (b (vec 1 (vec 1 nil)))) (block (vec-set! a 1 a) (vec-set! (vec-get b 1) 1 b) (== a b)))",
        "true",
    ),
    (
        "(let ((a (vec 1 nil)) (b (vec 1 (vec 2 nil)))) (block (vec-set! a 1 a) (vec-set! (vec-get b 1) 1 b) (== a b)))",
        "false",
    ),
    ("(let ((a (vec 1 nil)) (b (vec 1 nil))) (block (vec-set! a 1 a) (== a b)))", "false"),
    ("(let ((a (vec 1)) (b (vec a a)) (c (vec (vec 1) (vec 1)))) (== b c))", "true"),
]


def test_values(values):
    got = values([expression for expression, _ in VALUES], level=HEAP)
    assert list(zip([e for e, _ in VALUES], got, strict=True)) == VALUES


def test_expressions_without_vectors_mean_the_same(values):
    assert values([e for e, _ in cases.VALUES], level=HEAP) == [shown for _, shown in cases.VALUES]


RANGE = "(fun (range n acc) (if (= n 0) acc (range (- n 1) (vec n acc))))"


def test_long_lists(run):
    count = 100_000
    shown = "".join(f"[{i}, " for i in range(1, count + 1)) + "nil" + "]" * count + "\n"
    assert run(f"{RANGE} (range input nil)", count, 4 * count, level=HEAP) == (0, shown, "")
    text = f"{RANGE} (let ((a (range input nil)) (b (range input nil))) (block (gc) (print (== a b)) (vec-set! a 0 0) (== a b)))"
    assert run(text, count, 8 * count, level=HEAP) == (0, "true\nfalse\n", "")


def test_shared_data_is_compared_once(run):
    text = """
    (fun (tower n) (let ((v (vec 1)) (i 0)) (loop (if (= i n) (break v) (block (set! v (vec v v)) (set! i (add1 i)))))))
    (let ((a (tower input)) (b (tower input))) (block (print (== a b)) (== a (tower (add1 input)))))
    """
    assert run(text, 300, level=HEAP) == (0, "true\nfalse\n", "")


def test_long_cycles_of_different_length(run):
    text = """
    (fun (ring n) (let ((first (vec 7 nil)) (v first) (i 1))
      (loop (if (= i n) (break (block (vec-set! first 1 v) first)) (block (set! v (vec 7 v)) (set! i (add1 i)))))))
    (block (print (== (ring 1999) (ring 2003))) (gc) (print (== (ring 3) (vec 7 (vec 8 nil)))) (== (ring 30000) (ring 29999)))
    """
    assert run(text, "", 400_000, level=HEAP) == (0, "true\nfalse\ntrue\n", "")


def test_printing_twice_and_after_a_cycle(run):
    text = "(let ((c (vec 7 nil))) (block (vec-set! c 1 (vec c c)) (print c) (gc) (print c) (print (vec-get c 1)) (== c c)))"
    cycle = "[7, [[...], [...]]]\n"
    assert run(text, level=HEAP) == (0, f"{cycle}{cycle}[[7, [...]], [7, [...]]]\ntrue\n", "")


SORTS = """
(fun (next seed) (let ((s (+ (* seed 1103515) 12345))) (- s (* 1000003 (/ s 1000003)))))
(fun (random-vector n) (let ((v (make-vec n 0)) (i 0) (s 42))
  (loop (if (= i n) (break v) (block (set! s (next s)) (vec-set! v i s) (set! i (add1 i)))))))
(fun (insertion-sort v) (let ((i 1))
  (loop (if (>= i (vec-len v)) (break v)
    (let ((j i) (x (vec-get v i)))
      (block
        (loop (if (if (> j 0) (> (vec-get v (- j 1)) x) false)
          (block (vec-set! v j (vec-get v (- j 1))) (set! j (sub1 j)))
          (break 0)))
        (vec-set! v j x)
        (set! i (add1 i))))))))
(fun (merge a b)
  (let ((v (make-vec (+ (vec-len a) (vec-len b)) 0)) (i 0) (j 0))
    (loop (if (= (+ i j) (vec-len v)) (break v)
      (if (if (= j (vec-len b)) true (if (= i (vec-len a)) false (<= (vec-get a i) (vec-get b j))))
        (block (vec-set! v (+ i j) (vec-get a i)) (set! i (add1 i)))
        (block (vec-set! v (+ i j) (vec-get b j)) (set! j (add1 j))))))))
(fun (slice v from to) (let ((w (make-vec (- to from) 0)) (i from))
  (loop (if (= i to) (break w) (block (vec-set! w (- i from) (vec-get v i)) (set! i (add1 i)))))))
(fun (merge-sort v)
  (if (< (vec-len v) 2) v
    (let ((half (/ (vec-len v) 2)))
      (merge (merge-sort (slice v 0 half)) (merge-sort (slice v half (vec-len v)))))))
(let ((a (insertion-sort (random-vector input))) (b (merge-sort (random-vector input))))
  (block (print (== a b)) a))
"""


@pytest.mark.parametrize("words", [10_000, 8100, 7000])
def test_sorts(run, words):
    state, numbers = 42, []
    for _ in range(1000):
        state = (state * 1103515 + 12345) % 1000003
        numbers.append(state)
    assert run(SORTS, 1000, words, level=HEAP) == (0, f"true\n{sorted(numbers)}\n", "")
