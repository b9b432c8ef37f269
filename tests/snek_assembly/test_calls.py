"""Calls: numbers of arguments, recursion, tail calls, names."""

import pytest


def names(count):
    return [f"x{i}" for i in range(count)]


def weighted(parameters):
    """x0 + 2*x1 + 3*x2 ...: tells apart every order of the parameters."""
    text = "0"
    for i, name in enumerate(parameters):
        text = f"(+ {text} (* {i + 1} {name}))"
    return text


def test_any_number_of_arguments(values):
    counts = [*range(21), 100]
    functions = "\n".join(f"(fun (f{n} {' '.join(names(n))}) {weighted(names(n))})" for n in counts)
    # Arguments that are literals, variables, sums and calls, at even and odd depths of the frame.
    forms = ["{}", "(add1 {})", "(let ((a {})) a)", "(f1 {})"]
    calls, expected = [], []
    for n in counts:
        for shift in range(4):
            texts, sum_ = [], 0
            for i in range(n):
                form = forms[(i + shift) % 4]
                texts.append(form.format(10 + i))
                sum_ += (i + 1) * (11 + i if "add1" in form else 10 + i)
            calls.append(f"(f{n} {' '.join(texts)})")
            calls.append(f"(let ((p 1)) (+ p {calls[-1]}))")
            expected += [str(sum_), str(sum_ + 1)]
    assert values(calls, functions) == expected


def test_more_stack_arguments_than_ret_can_remove(run):
    count = 9000
    text = f"(fun (f {' '.join(names(count))}) (+ x0 (- x{count - 1} x8)))\n"
    assert run(text + f"(f {' '.join(map(str, range(count)))})") == (0, f"{count - 9}\n", "")


def test_parameters_are_variables(run):
    text = """
    (fun (f a b c d e f g h) (block (set! a 10) (set! h (+ h a)) (+ a (+ h g))))
    (let ((a 1) (h 2)) (block (print (f a 0 0 0 0 0 5 h)) (+ a h)))
    """
    assert run(text) == (0, "27\n3\n", "")


def test_mutual_recursion(run):
    text = "(fun (even n) (if (= n 0) true (odd (- n 1)))) (fun (odd n) (if (= n 0) false (even (- n 1)))) (even input)"
    assert run(text, 10) == (0, "true\n", "")
    assert run(text, 1_000_001) == (0, "false\n", "")


def test_deep_recursion(run):
    assert run("(fun (f n) (if (= n 0) 0 (+ 1 (f (- n 1))))) (f input)", 1_000_000) == (0, "1000000\n", "")
    text = f"(fun (f n {' '.join(names(8))}) (if (= n 0) x7 (+ 1 (f (- n 1) {' '.join(names(8))})))) (f input 1 2 3 4 5 6 7 8)"
    assert run(text, 1_000_000) == (0, "1000008\n", "")


def tail_call_ring(counts):
    """Functions of the numbers of parameters that call each other in turn, the first parameter counts down.

    Each passes its parameters on, rotated, so that every one has to move.
    """
    functions = []
    for i, count in enumerate(counts):
        own = names(count)
        next_count = counts[(i + 1) % len(counts)]
        pool = own[1:][::-1] or ["0"]
        passed = [pool[j % len(pool)] for j in range(next_count - 1)]
        target = f"t{(i + 1) % len(counts)}"
        functions.append(
            f"(fun (t{i} {' '.join(own)}) (if (= x0 0) {weighted(own)} ({target} (- x0 1) {' '.join(passed)})))"
        )
    return "\n".join(functions)


def expected_of_ring(counts, rounds):
    arguments = list(range(1, counts[0]))
    i = 0
    for _ in range(rounds):
        i = (i + 1) % len(counts)
        pool = arguments[::-1] or [0]
        arguments = [pool[j % len(pool)] for j in range(counts[i] - 1)]
    return sum((j + 2) * value for j, value in enumerate(arguments))


@pytest.mark.parametrize(
    "counts",
    [
        [1],
        [6],
        [7],
        [8],
        [20],
        [1, 8],
        [8, 1],
        [6, 7],
        [7, 9, 8],
        [20, 1],
        [3, 20],
        [4, 17, 2],
        list(range(1, 21)),
        list(range(20, 0, -1)),
    ],
    ids=str,
)
@pytest.mark.parametrize("level", ["flying-snake", "forest-flame"])
def test_tail_calls(run, counts, level):
    start = " ".join(map(str, range(1, counts[0])))
    text = f"{tail_call_ring(counts)}\n(let ((a 1) (b (t0 input {start}))) (+ a b))"
    for rounds in (1, 2, 3, 1_000_000):
        expected = expected_of_ring(counts, rounds) + 1
        assert run(text, rounds, level=level) == (0, f"{expected}\n", "")


def test_tail_positions(run):
    text = """
    (fun (f n a b c d e g h)
      (let ((m (- n 1)) (k 7))
        (block k
          (if (= n 0) (block (print h) (print a) b)
            (if (< n 5) (f m h a b c d e g) (let ((z 1)) (block z (f m a b c d e g h))))))))
    (f input 1 2 3 4 5 6 7)
    """
    # Below 5 the arguments rotate; 3,999,996 calls pass them on as they are.
    assert run(text, 4_000_000) == run(text, 4) == (0, "3\n4\n5\n", "")
    assert run(text, 0) == (0, "7\n1\n2\n", "")
    assert run(text, 1) == (0, "6\n7\n1\n", "")


def test_calls_that_are_no_tail_calls(run):
    text = """
    (fun (id x) x)
    (fun (f x) (loop (break (id x))))
    (fun (g x) (cast Num (id x)))
    (fun (h x) (print (id x)))
    (fun (i x) (let ((y (id x))) y))
    (fun (j x) (block (id 1) (set! x (id (add1 x))) x))
    (block (print (f 1)) (print (g 2)) (h 3) (print (i 4)) (j 5))
    """
    assert run(text) == (0, "1\n2\n3\n4\n6\n", "")


def test_break_out_of_arguments(run):
    text = """
    (fun (f a b c d e f g h i) (+ a i))
    (let ((n 0) (s 0))
      (loop
        (block
          (set! n (add1 n))
          (set! s (+ s (loop (f 1 2 3 (f 1 2 3 4 5 6 7 8 9) 5 6 7 (if (> n 3) (break 100) 8) (break n)))))
          (if (= n 200000) (break s) 0))))
    """
    assert run(text) == (0, f"{6 + 100 * (200000 - 3)}\n", "")


def test_names_that_mean_something_to_the_assembler(run):
    words = [
        "rax",
        "add",
        "main",
        "snek-error",
        "snek_error",
        "snek_print",
        "a-b",
        "a_b",
        "A-b",
        "a--b",
        "a-_b",
        "section",
    ]
    words += [
        "extern",
        "x" * 3000,
        "x" * 3001,
        "x" * 3000 + "-",
        "loop_1",
        "error_overflow",
        "our_code_starts_here",
        "rel",
    ]
    functions = "\n".join(f"(fun ({word} {word}) (+ {i} {word}))" for i, word in enumerate(words))
    prints = "\n".join(f"(print ({word} 100))" for word in words)
    result = run(f"{functions}\n(block {prints} 0)")
    assert result.out.split() == [str(100 + i) for i in range(len(words))] + ["0"]


def test_names_that_look_like_places_inside_of_functions(run):
    names = [f"a-{stem}_{n}" for stem in ("loop", "end_loop", "else", "end_if") for n in range(1, 9)]
    functions = "\n".join(f"(fun ({name}) 1)" for name in names)
    text = "(fun (a x) (loop (if (> x 10) (break x) (set! x (if (isnum x) (add1 x) 20)))))"
    assert run(f"{text}\n{functions}\n(a 1)") == (0, "11\n", "")


def test_function_and_variable_of_one_name(run):
    assert run("(fun (f f) (if (= f 0) 5 (f (- f 1)))) (let ((f 3)) (f f))") == (0, "5\n", "")
