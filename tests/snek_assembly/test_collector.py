"""The collector: exact limits, what is alive and what is not."""

import pytest

HEAP = "forest-flame"
FULL = (6, "", "out of memory (out of heap space)\n")

# (program, words of heap with which it just works, what it prints)
EXACT = [
    ("(vec)", 2, "[]"),
    ("(vec 1)", 3, "[1]"),
    ("(vec-len (make-vec 100 0))", 102, "100"),
    ("(vec (vec 1) (vec 2 3))", 11, "[[1], [2, 3]]"),
    ("(block (vec 1 2 3) (vec 4 5 6 7))", 6, "[4, 5, 6, 7]"),
    ("(block (make-vec 10 0) (make-vec 10 0) (vec-len (make-vec 20 0)))", 22, "20"),
    ("(let ((v (make-vec 10 0))) (block (make-vec 5 0) (make-vec 5 0) (vec-len v)))", 19, "10"),
    ("(let ((v (make-vec 10 0))) (block (set! v 0) (make-vec 20 0) v))", 22, "0"),
    ("(let ((v (make-vec 10 0))) (block (set! v (make-vec 5 0)) (make-vec 12 0) (vec-len v)))", 21, "5"),
    ("(+ (let ((v (make-vec 10 0))) (vec-len v)) (vec-len (make-vec 12 0)))", 14, "22"),
    ("(vec-get (make-vec 10 1) (vec-len (make-vec 5 0)))", 19, "1"),
    ("(+ (vec-get (make-vec 10 1) 5) (vec-len (make-vec 10 0)))", 12, "11"),
    ("(vec-len (vec (make-vec 8 0) (vec-len (make-vec 9 0))))", 21, "2"),
    ("(vec-len (make-vec (vec-len (make-vec 3 0)) (make-vec 4 0)))", 11, "3"),
    ("(if (= (vec 1) (vec 1)) 0 (vec-len (make-vec 4 0)))", 6, "4"),
    ("(let ((v (vec 1 nil))) (block (vec-set! v 1 v) (set! v 0) (vec-len (make-vec 9 v))))", 11, "9"),
    ("(loop (let ((v (make-vec 10 0))) (block (make-vec 3 0) (break (vec-len v)))))", 17, "10"),
    ("(block (loop (let ((v (make-vec 10 0))) (vec 1 (vec-len v) (break 1)))) (vec-len (make-vec 11 0)))", 13, "11"),
    (
        "(let ((i 0)) (loop (let ((v (make-vec 10 i))) (if (= i 100) (break (vec-get v 3)) (set! i (add1 i))))))",
        12,
        "100",
    ),
    ("(fun (f v) (block (set! v 0) (vec-len (make-vec 20 v)))) (+ 0 (f (make-vec 10 0)))", 22, "20"),
    ("(fun (f n) (vec-len (make-vec n 0))) (let ((v (vec 1)) (w (vec v))) (f (vec-len w)))", 6, "1"),
    ("(fun (f n) (vec-len (make-vec n 0))) (let ((v (make-vec 9 0)) (w (vec v))) (f 12))", 14, "12"),
    ("(fun (f n) (vec-len (make-vec n 0))) (let ((v (make-vec 9 0))) (+ 0 (f 12)))", 25, "12"),
    ("(fun (f v) (block (set! v 0) (vec-len (make-vec 20 v)))) (+ 0 (f (vec (vec 1) (vec 2))))", 22, "20"),
    ("(fun (f a v) (block (set! v a) (vec-len (make-vec 20 v)))) (+ 0 (f 1 (make-vec 10 0)))", 22, "20"),
    (
        "(fun (f a b c d e g v w x) (block (set! x a) (set! w a) (vec-len (make-vec 20 x))))"
        "(+ 0 (f 1 2 3 4 5 6 7 (make-vec 5 0) (make-vec 5 0)))",
        22,
        "20",
    ),
    (
        "(fun (g n) (vec-len (make-vec n 0))) (fun (f n) (let ((v (make-vec n 0))) (block (set! n (vec-len v)) (g n))))"
        "(+ 0 (f 30))",
        32,
        "30",
    ),
    ("(fun (f n v) (if (= n 0) (vec-len v) (f (- n 1) (make-vec 10 v)))) (f 50 nil)", 600, "10"),
    ("(fun (f n v) (if (= n 0) (vec-len v) (f (- n 1) (make-vec 10 n)))) (f 50 nil)", 24, "10"),
    ("(fun (f n) (if (= n 0) 0 (let ((v (vec n n))) (+ (vec-get v 0) (f (- n 1)))))) (f 100)", 400, "5050"),
    ("(fun (f n) (if (= n 0) 0 (+ (vec-get (vec n n) 0) (f (- n 1))))) (f 100)", 4, "5050"),
]


@pytest.fixture(scope="module")
def built(toolchain):
    return toolchain.build_all([(text, HEAP) for text, _, _ in EXACT])


@pytest.mark.parametrize("number", range(len(EXACT)), ids=[text for text, _, _ in EXACT])
def test_exact_limit(built, number):
    _, words, shown = EXACT[number]
    assert built[number].run("", words) == (0, f"{shown}\n", "")
    assert built[number].run("", words - 1) == FULL


def test_default_size(run):
    text = "(vec-len (make-vec input 0))"
    assert run(text, 9998, level=HEAP) == (0, "9998\n", "")
    assert run(text, 9999, level=HEAP) == FULL


@pytest.mark.parametrize("size", ["x", "-1", "1.5", "", "-", 2**64])
def test_wrong_heap_size(run, size):
    assert run("(print 1)", "", size, level=HEAP) == (1, "", f"Invalid heap size: {size} is no number of words\n")


def test_heap_size_beyond_all_memory(run):
    assert run("1", "", 2**60, level=HEAP) == FULL
    assert run("(vec-len (make-vec 3 0))", "", 2**31, level=HEAP) == (0, "3\n", "")


def test_collection_keeps_and_moves_everything(run):
    text = """
    (fun (build n) (if (= n 0) nil (block (make-vec n 0) (vec (build (- n 1)) n (build (- n 1))))))
    (fun (sum t) (if (= t nil) 0 (+ (sum (vec-get t 0)) (+ (vec-get t 1) (sum (vec-get t 2))))))
    (let ((a (build 10)) (i 0))
      (loop (block
        (set! i (add1 i))
        (build 8)
        (if (= i 50) (break (block (gc) (+ (sum a) (sum (build 9))))) (make-vec i a)))))
    """
    expected = sum(n * 2 ** (10 - n) for n in range(1, 11)) + sum(n * 2 ** (9 - n) for n in range(1, 10))
    assert run(text, "", 8500, level=HEAP) == (0, f"{expected}\n", "")


def test_odd_sized_garbage_in_a_tight_heap(run):
    text = """
    (fun (keep n list) (if (= n 0) list (block (make-vec (- n (* 7 (/ n 7))) n) (keep (- n 1) (vec n list)))))
    (fun (length list n) (if (= list nil) n (length (vec-get list 1) (add1 n))))
    (length (keep 2000 nil) 0)
    """
    assert run(text, "", 4 * 2000 + 8, level=HEAP) == (0, "2000\n", "")


def test_deep_structures_are_marked_without_recursion(run):
    text = """
    (fun (left n acc) (if (= n 0) acc (left (- n 1) (vec acc n))))
    (let ((v (left input nil))) (block (gc) (gc) (vec-get v 1)))
    """
    assert run(text, 300_000, 1_200_000, level=HEAP) == (0, "1\n", "")


def test_deep_stacks_hold_roots(run):
    text = """
    (fun (f n v) (if (= n 0) (block (gc) (vec-len v)) (let ((w (vec n v))) (+ (vec-get w 0) (f (- n 1) w)))))
    (f input (vec))
    """
    count = 100_000
    assert run(text, count, 4 * count + 2, level=HEAP) == (0, f"{count * (count + 1) // 2 + 2}\n", "")


def test_roots_on_the_stack_of_every_number_of_arguments(run):
    functions, calls = [], []
    for n in range(1, 21):
        names = [f"x{i}" for i in range(n)]
        total = "0"
        for name in names:
            total = f"(+ {total} (vec-get {name} 0))"
        functions.append(f"(fun (f{n} {' '.join(names)}) (let ((v (vec 1))) (block (gc) (make-vec 90 v) {total})))")
        calls.append(f"(print (+ (vec-get (vec 1000) 0) (f{n} {' '.join(f'(vec {i})' for i in range(n))})))")
    result = run("\n".join(functions) + f"(block {' '.join(calls)} 0)", "", 3 * 20 + 3 + 92, level=HEAP)
    assert result == (0, "".join(f"{1000 + n * (n - 1) // 2}\n" for n in range(1, 21)) + "0\n", "")


def test_tail_calls_keep_no_frames_alive(run):
    text = """
    (fun (a n v) (if (= n 0) (vec-len v) (b (- n 1) 1 2 3 4 5 6 (make-vec 5 n))))
    (fun (b n c d e f g h v) (if (= n 0) (vec-len v) (a (- n 1) (make-vec 5 n))))
    (a 100000 nil)
    """
    assert run(text, "", 14, level=HEAP) == (0, "5\n", "")


LAMBDA = """
(fun (lookup env i) (if (= i 0) (vec-get env 0) (lookup (vec-get env 1) (- i 1))))
(fun (apply f x) (eval (vec-get f 0) (vec x (vec-get f 1))))
(fun (eval t env)
  (let ((tag (vec-get t 0)))
    (if (= tag 0) (vec-get t 1)
    (if (= tag 1) (lookup env (vec-get t 1))
    (if (= tag 2) (vec (vec-get t 1) env)
    (if (= tag 3) (apply (eval (vec-get t 1) env) (eval (vec-get t 2) env))
      (+ (eval (vec-get t 1) env) (eval (vec-get t 2) env))))))))
(fun (num n) (vec 0 n)) (fun (var n) (vec 1 n)) (fun (lam b) (vec 2 b)) (fun (app f x) (vec 3 f x)) (fun (plus a b) (vec 4 a b))
(fun (church n) (lam (lam (nest n))))
(fun (nest n) (if (= n 0) (var 0) (app (var 1) (nest (- n 1)))))
(let ((succ (lam (plus (var 0) (num 1))))
      (two (church 2)) (three (church 3))
      (term (app (app (app (app two three) two) succ) (num 0))))
  (let ((i 0)) (loop (if (= i 20) (break (eval term nil)) (block (eval term nil) (set! i (add1 i)))))))
"""


def test_lambda_calculus_under_pressure(run):
    result = run(LAMBDA, "", 100_000, level=HEAP)
    assert (result.status, result.out) == (0, "512\n")
    smallest = [words for words in range(200, 6000, 50) if run(LAMBDA, "", words, level=HEAP) == result]
    assert smallest
    assert smallest == list(range(smallest[0], 6000, 50))
