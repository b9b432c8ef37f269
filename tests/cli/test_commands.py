"""`motet run`, `check`, `emit`, `bench`: results, errors, exit statuses."""

import json

import pytest

ENDLESS = "(let ((i 0)) (loop (set! i (if (< i 10) (add1 i) 0))))"


@pytest.mark.parametrize("engine", ["auto", "vm", "jit"])
def test_the_value_is_printed_after_what_the_program_prints(motet, write, engine):
    path = write("(block (print true) (+ input 1))")
    assert motet("run", "--engine", engine, path, "41") == (0, "true\n42\n", "")


def test_a_missing_argument_is_false(motet, write):
    assert motet("run", write("input")).out == "false\n"


def test_what_follows_the_file_belongs_to_the_program(motet, write):
    assert motet("run", write("input"), "-5").out == "-5\n"


def test_level(motet, write):
    path = write("(vec 1 (/ 7 2))")
    assert motet("run", path).status == 3
    assert motet("run", "--level", "forest-flame", path) == (0, "[1, 3]\n", "")


def test_an_error_at_run_time_keeps_what_was_printed(motet, write):
    done = motet("run", write("(block (print 1) (+ 1 true))"))
    assert done.status == 1
    assert done.out == "1\n"
    assert "invalid argument" in done.err
    assert ":1:" in done.err
    assert "(+ 1 true)" in done.err


def test_a_wrong_argument_fails_the_program(motet, write):
    done = motet("run", write("1"), "abc")
    assert (done.status, done.out) == (1, "")
    assert "Invalid input" in done.err


@pytest.mark.parametrize("engine", ["vm", "jit"])
@pytest.mark.parametrize(
    ("option", "value", "text", "word"),
    [
        ("--fuel", "100", ENDLESS, "fuel"),
        ("--seconds", "0.05", ENDLESS, "deadline"),
        ("--output", "100", "(loop (print 1))", "output"),
        ("--stack", "1MB", "(fun (f n) (add1 (f n))) (f 1)", "stack"),
    ],
)
def test_limits_end_a_run_with_status_5(motet, write, engine, option, value, text, word):
    done = motet("run", "--engine", engine, option, value, write(text))
    assert done.status == 5
    assert word in done.err


def test_the_policy_refuses_with_status_4(motet, write):
    done = motet("run", "--pure", write("(print 1)"))
    assert (done.status, done.out) == (4, "")
    assert "--allow io" in done.err
    assert motet("run", "--pure", "--allow", "io", write("(print 1)")).status == 0


def test_explain_goes_to_standard_error(motet, write):
    done = motet("run", "--explain", write("(fun (f n) (add1 n)) (f 1)"))
    assert done.out == "2\n"
    assert done.err


def test_errors_as_json(motet, write):
    path = write("(let ((a 1))\n  b)")
    done = motet("run", "--json", path)
    assert done.status == 3
    data = json.loads(done.err)
    assert data["status"] == 3
    (error,) = data["diagnostics"]
    assert (error["file"], error["line"], error["column"]) == (str(path), 2, 3)


@pytest.mark.parametrize(
    "words", [("run", "--json", "missing.snek"), ("check", "--json"), ("emit", "--json", "--nope")]
)
def test_bad_usage_as_json(motet, words):
    done = motet(*words)
    data = json.loads(done.err)
    assert (done.status, data["status"], data["diagnostics"][0]["code"]) == (2, 2, "usage")


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("rnu",),
        ("run",),
        ("run", "--nope", "FILE"),
        ("run", "--fuel", "0", "FILE"),
        ("run", "--seconds", "-1", "FILE"),
        ("run", "--memory", "0", "FILE"),
        ("run", "--memory", "lots", "FILE"),
        ("run", "--engine", "gpu", "FILE"),
        ("run", "--allow", "nonsense", "FILE"),
        ("run", "--allow", "fs_read:", "FILE"),
        ("run", "--pure", "--allow-all", "FILE"),
        ("run", "--level", "nonsense", "FILE"),
        ("run", "--language", "nonsense", "FILE"),
        ("run", "missing.snek"),
        ("run", "."),
        ("run", "no\0name.snek"),
        ("check",),
        ("check", "FILE", "more"),
        ("emit", "--stage", "nonsense", "FILE"),
        ("emit", "--target", "nasm", "--stage", "asm", "FILE"),
        ("emit", "--function", "nonsense", "FILE"),
        ("repl", "more"),
        ("repl", "--language", "nonsense"),
        ("snek", "-x", "FILE"),
    ],
)
def test_bad_usage_is_status_2_and_says_so(motet, write, words):
    path = write("(fun (f n) n) (f 1)")
    done = motet(*(path if word == "FILE" else word for word in words))
    assert done.status == 2
    assert done.out == ""
    assert done.err.startswith("error")


def test_help(motet):
    assert motet("--help").out.startswith("usage: motet COMMAND")
    for command in ("run", "check", "emit", "repl", "bench", "snek"):
        done = motet(command, "--help")
        assert done.status == 0
        assert f"usage: motet {command}" in done.out


def test_version(motet):
    assert motet("--version").out.startswith("motet ")


def test_check(motet, write):
    assert motet("check", write("(+ 1 true)")) == (0, "", "")
    assert motet("check", write("(+ 1 x)")).status == 3
    done = motet("check", "--types", write("(+ 1 true)"))
    assert done.status == 3
    assert "Type error" in done.err
    done = motet("check", "--types", write("(fun (f (n : Num)) -> Bool (< n 2)) (f 1)"))
    assert done.status == 0
    assert "Bool" in done.out


def test_check_as_json(motet, write):
    assert json.loads(motet("check", "--json", write("1")).out) == {"status": 0, "diagnostics": []}
    done = motet("check", "--json", write("("))
    assert json.loads(done.err)["status"] == 3


@pytest.mark.parametrize(
    ("stage", "word"),
    [
        ("ast", "fun"),
        ("static-types", "Num"),
        ("types", "-> Int"),
        ("bytecode", "return"),
        ("llvm", "define"),
        ("llvm-optimised", "define"),
        ("asm", "ret"),
    ],
)
def test_emit_shows_every_stage(motet, write, stage, word):
    path = write("(fun (f (n : Num)) -> Num (add1 n)) (f (if (isnum input) (cast Num input) 0))")
    done = motet("emit", "--stage", stage, path)
    assert (done.status, done.err) == (0, "")
    assert word in done.out


@pytest.mark.parametrize("stage", ["ast", "static-types", "bytecode", "types", "llvm", "llvm-optimised", "asm"])
def test_emit_of_one_function(motet, write, stage):
    path = write(
        "(fun (first (n : Num)) -> Num (add1 n)) (fun (second (n : Num)) -> Num (first (first n))) (second (print 1))"
    )
    done = motet("emit", "--stage", stage, "--function", "second", path)
    assert done.status == 0
    assert "second" in done.out.splitlines()[0]
    assert len(done.out) < len(motet("emit", "--stage", stage, path).out) / 1.5


def test_emit_nasm_writes_the_program_and_its_runtime(motet, write, tmp_path):
    path = write("(+ 1 2)")
    assert motet("emit", "--target", "nasm", path) == (0, "", "")
    assert "our_code_starts_here" in (tmp_path / "program.s").read_text()
    assert "snek_print" in (tmp_path / "snek_runtime.s").read_text()
    folder = tmp_path / "out"
    folder.mkdir()
    assert motet("emit", "--target", "nasm", "-o", folder / "x.s", path).status == 0
    assert sorted(file.name for file in folder.iterdir()) == ["snek_runtime.s", "x.s"]


def test_bench_measures_both_engines(motet, write):
    done = motet("bench", "--rounds", "1", write("(add1 input)"), "3")
    assert done.status == 0
    assert [line.split()[0] for line in done.out.splitlines()] == ["engine", "jit", "vm"]
