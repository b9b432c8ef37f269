"""The dialogue, as scripts see it."""

import signal
import subprocess
import sys

import pytest

from motet.repl.entries import LineReader, open_parentheses


def talk(process, *entries, flags=("snek", "-i")):
    done = process(*flags, input="".join(entry + "\n" for entry in entries).encode())
    assert (done.status, done.err) == (0, "")
    return done.out


def answers(process, *entries, flags=("snek", "-i")):
    """What stands between the prompts."""
    return [answer.rstrip("\n") for answer in talk(process, *entries, flags=flags).split("> ")[1:]]


def test_definitions_stay(process):
    assert answers(process, "(define k 20)", "", "(fun (twice n) (* n 2))", "(twice (+ k 1))", "exit", "7") == [
        "",
        "",
        "",
        "42",
        "",
    ]


@pytest.mark.parametrize("leave", ["exit", "quit", "  exit "])
def test_leaving(process, leave):
    assert answers(process, "1", leave, "2") == ["1", ""]


def test_the_end_of_the_input_leaves(process):
    done = process("snek", "-i", input=b"(+ 1 2)")
    assert (done.status, done.out) == (0, "> 3\n> ")


def test_errors_go_to_standard_output_and_end_nothing(process):
    found = answers(
        process,
        "(define k 1)",
        "(block (set! k true) (+ k 1))",
        "k",
        "(+ 1",
        ")",
        "nope",
        "(define k 2)",
        "(fun (f n) (add1 (f n)))",
        "(f 1)",
        "(add1 4611686018427387903)",
        "k",
    )
    assert found[1:3] == ["invalid argument", "true"]
    assert "Invalid" in found[3]
    assert "Invalid" in found[4]
    assert "Unbound variable identifier nope" in found[5]
    assert "Duplicate binding" in found[6]
    assert found[7:] == ["", "stack overflow", "overflow", "true", ""]


def test_output_of_an_entry_comes_before_its_answer(process):
    assert answers(process, "(block (print 1) 2)", "(block (print 3) (+ true 1))")[:2] == [
        "1\n2",
        "3\ninvalid argument",
    ]


def test_typed_dialogue(process):
    found = answers(process, "(define k 1)", "(+ k true)", "(set! k true)", "(+ k 1)", flags=("snek", "-ti"))
    assert "Type error" in found[1]
    assert "Type error" in found[2]
    assert found[3] == "2"


def test_level(process):
    assert answers(process, "(vec 1 2)", flags=("snek", "-i", "--level=forest-flame"))[0] == "[1, 2]"


def test_bytes_of_any_kind(process):
    done = process("snek", "-i", input=b"\xff\xfe\n\x1b[2J\n(+ 1 2)\n")
    assert done.status == 0
    assert "3" in done.out
    assert "\x1b" not in done.out


def test_motets_own_dialogue_shows_the_place(process):
    out = talk(process, "(+ 1 nope)", "(+ 1 1)", flags=("repl",))
    assert "(+ 1 nope)" in out
    assert "^^^^" in out
    assert "2" in out


def test_limits_do_not_end_the_dialogue(process):
    found = answers(process, "(loop 1)", "(+ 1 2)", flags=("repl", "--fuel", "1000"))
    assert "error[fuel]" in found[0]
    assert "3" in found


def test_ctrl_c_ends_the_entry_only():
    command = [sys.executable, "-m", "motet", "snek", "-i"]
    entries = b"(fun (spin n) (loop (set! n (if (< n 9) (add1 n) 0))))\n"
    entries += b"(let ((i 0)) (loop (if (= i 40000) (spin 0) (block (print 1) (set! i (add1 i))))))\n"
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(entries)
        process.stdin.flush()
        assert len(process.stdout.read(65536)) == 65536  # it runs
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(b"(+ 40 2)\n", timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert out.endswith(b"interrupted\n> 42\n> ")


@pytest.mark.parametrize(
    ("text", "depth"),
    [("", 0), ("(+ 1", 1), ("(a (b)", 1), (")", -1), ('"("', 0), ('"\\"("', 0), ("; (", 0), ("; (\n(", 1), ('("', 1)],
)
def test_open_parentheses(text, depth):
    assert open_parentheses(text) == depth


def test_a_line_without_end_is_cut(monkeypatch):
    import io

    monkeypatch.setattr("motet.repl.entries.LONGEST_LINE", 8)
    reader = LineReader(io.BytesIO(b"x" * 20 + b"\nnext\n"), lambda: None)
    assert [reader.read(), reader.read(), reader.read()] == ["x" * 8, "next", None]
