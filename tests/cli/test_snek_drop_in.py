"""The drop-in command line: `motet snek`."""

import subprocess
from shutil import which

import pytest

OVERFLOW = "(block (print 1) (add1 4611686018427387903))"


@pytest.fixture
def snek(motet):
    return lambda *words: motet("snek", *words)


def test_run_in_memory(snek, write):
    path = write("(block (print input) (isnum input))")
    assert snek("-e", path, "-7") == (0, "-7\ntrue\n", "")
    assert snek("-e", path) == (0, "false\nfalse\n", "")
    assert snek("-e", path, "") == (0, "false\nfalse\n", "")


def test_compile_writes_assembly_and_says_nothing(snek, write, tmp_path):
    out = tmp_path / "out.s"
    assert snek("-c", write("(print 1)"), out) == (0, "", "")
    assert "our_code_starts_here" in out.read_text()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("out")] == ["out.s"]


def test_two_paths_compile(snek, write, tmp_path):
    out = tmp_path / "out.s"
    assert snek(write("1"), out).status == 0
    assert out.exists()


def test_both_writes_before_it_runs(snek, write, tmp_path):
    out = tmp_path / "out.s"
    done = snek("-g", write(OVERFLOW), out)
    assert (done.status, done.out) == (1, "1\n")
    assert done.err.startswith("overflow\n")
    assert out.exists()


@pytest.mark.parametrize("flags", [("-c",), ("-g",), ("-tc",), ("-tg",), ()])
def test_no_file_is_left_when_compilation_fails(snek, write, tmp_path, flags):
    out = tmp_path / "out.s"
    done = snek(*flags, write("(+ 1 x)"), out)
    assert done.status == 1
    assert done.out == ""
    assert "Unbound variable identifier x" in done.err
    assert not out.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["program.snek"]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("(+ 1 2", "Invalid"),
        ("(+ 1)", "Invalid"),
        ("4611686018427387904", "Invalid"),
        ("(let ((let 1)) 1)", "keyword"),
        ("(let ((x 1) (x 2)) x)", "Duplicate binding"),
        ("(break 1)", "break"),
        ("(f 1)", "undefined function"),
        ("(fun (f) input) (f)", "input"),
        ("(define x 1)", "Invalid"),
    ],
)
def test_static_errors_hold_their_phrase(snek, write, text, phrase):
    done = snek("-e", write(text))
    assert (done.status, done.out) == (1, "")
    assert phrase in done.err
    assert done.err.startswith("compile-time error: ")


@pytest.mark.parametrize(
    ("text", "level", "status", "phrase"),
    [
        (OVERFLOW, "flying-snake", 1, "overflow"),
        ("(+ 1 true)", "flying-snake", 2, "invalid argument"),
        ("(cast Bool 1)", "flying-snake", 3, "bad cast"),
        ("(vec-get (vec 1) 2)", "forest-flame", 4, "index out of bounds"),
        ("(make-vec -1 0)", "forest-flame", 5, "size"),
        ("(make-vec 100000 0)", "forest-flame", 6, "out of memory"),
        ("(/ 1 0)", "forest-flame", 7, "division by zero"),
        ("(fun (f n) (add1 (f n))) (f 1)", "flying-snake", 8, "stack overflow"),
    ],
)
def test_errors_at_run_time_have_the_originals_statuses(snek, write, text, level, status, phrase):
    done = snek("-e", write(text), f"--level={level}")
    assert done.status == status
    assert phrase in done.err.split("\n")[0]


def test_input_that_is_no_value(snek, write):
    done = snek("-e", write("1"), "1.5")
    assert done.status != 0
    assert (done.out, "Invalid input" in done.err) == ("", True)


@pytest.mark.parametrize(
    ("text", "type_"),
    [("(+ 1 2)", "Num"), ("(< 1 2)", "Bool"), ("input", "Any"), ("(loop 9)", "Nothing")],
)
def test_types(snek, write, text, type_):
    assert snek("-t", write(text)) == (0, f"{type_}\n", "")


def test_a_type_error(snek, write):
    done = snek("-t", write("(+ 1 true)"))
    assert done.status == 1
    assert "Type error" in done.err


def test_typed_runs_know_the_type_of_their_input(snek, write, tmp_path):
    path = write("(+ input 1)")
    assert snek("-te", path, "5") == (0, "6\n", "")
    assert "Type error" in snek("-te", path, "true").err
    assert "Type error" in snek("-te", path).err
    assert "Type error" in snek("-tc", path, tmp_path / "out.s").err
    assert snek("-tg", path, tmp_path / "out.s", "5").out == "6\n"


def test_assembly_is_right_for_inputs_that_were_not_given(snek, write, tmp_path):
    path = write("(+ input 1)")
    assert snek("-c", path, tmp_path / "c.s").status == 0
    assert snek("-tg", path, tmp_path / "tg.s", "5").status == 0
    assert (tmp_path / "c.s").read_text() == (tmp_path / "tg.s").read_text()


@pytest.mark.skipif(not (which("nasm") and which("cc")), reason="nasm or cc is not installed")
def test_emitted_assembly_becomes_a_program(motet, write, tmp_path):
    path = write("(fun (f n) (* n 2)) (block (print true) (f input))")
    assert motet("emit", "--target", "nasm", path).status == 0
    for name in ("program", "snek_runtime"):
        subprocess.run(["nasm", "-f", "elf64", tmp_path / f"{name}.s", "-o", tmp_path / f"{name}.o"], check=True)
    objects = [tmp_path / "program.o", tmp_path / "snek_runtime.o"]
    subprocess.run(["cc", *objects, "-o", tmp_path / "program"], check=True)
    done = subprocess.run([tmp_path / "program", "21"], capture_output=True, check=True)
    assert done.stdout == b"true\n42\n"


def test_the_heap_size_is_the_second_argument(snek, write):
    path = write("(vec-len (make-vec input 0))")
    assert snek("-e", path, "8", "10", "--level", "forest-flame").out == "8\n"
    assert snek("-e", path, "9", "10", "--level", "forest-flame").status == 6


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("-e",),
        ("-c", "FILE"),
        ("-q", "FILE"),
        ("FILE",),
        ("-c", "FILE", "out.s", "5"),
        ("-t", "FILE", "5"),
        ("-i", "FILE"),
        ("-e", "missing.snek"),
        ("-e", "."),
        ("-c", "FILE", "no/such/folder/out.s"),
        ("-e", "FILE", "--level"),
        ("-e", "FILE", "--level=python"),
    ],
)
def test_bad_usage(snek, write, words):
    path = write("1")
    done = snek(*(path if word == "FILE" else word for word in words))
    assert done.status == 2
    assert done.out == ""
    assert "usage: motet snek" in done.err


def test_assembly_can_go_to_a_stream(snek, write):
    assert "our_code_starts_here" in snek("-c", write("1"), "/dev/stdout").out
