"""Whatever files, arguments and streams are like: a message, the right status, no traceback."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

COMMANDS = (["parse"], ["check"], ["run"], ["hash"], ["canonical", "encode"], ["fmt", "--check"])

GARBAGE = {
    "binary": bytes(range(256)) * 4,
    "invalid UTF-8": b"fn main() -> Int { 1 } \xff\xfe",
    "nul": b"fn main\0() -> Int { 1 }",
    "open brace": b"fn main() -> Int {",
    "open string": b'fn main() -> Str { "abc',
    "deep parentheses": b"fn main() -> Int { " + b"(" * 100_000 + b"1" + b")" * 100_000 + b" }",
    "deep types": b"fn f(x :: " + b"List[" * 50_000 + b"Int" + b"]" * 50_000 + b") -> Int { 1 }",
    "deep unary": b"fn main() -> Bool { " + b"not " * 100_000 + b"true }",
    "deep patterns": b"fn f(x :: Int) -> Int { match x { " + b"(" * 50_000 + b"_" + b")" * 50_000 + b" => 1 } }",
    "large number": b"fn main() -> Int { 99999999999999999999999 }",
    "unknown import": b'import "./nowhere" as n\nfn main() -> Int { 1 }',
    "import of a directory": b'import "./" as n\nfn main() -> Int { 1 }',
    "other language": b"(fun (f x) (+ x 1)) (f 2)",
}


@pytest.mark.parametrize("name", GARBAGE)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_garbage(lex, write, command, name):
    done = lex(*command, write(GARBAGE[name]))
    assert done.status in (1, 2) or (done.status == 0 and command in (["fmt", "--check"], ["parse"], ["hash"]))
    assert len(done.err) < 20_000


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_no_text_is_shown(lex, write, command):
    path = write("# é\n  é".encode() + b"\xff?")
    done = lex(*command, path)
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        f"error: read {path}: not valid UTF-8: byte 0xff in line 2\n --> {path}:2:4\n  |\n2 |   é\ufffd?\n  |    ^\n"
        "  = help: sources are texts in UTF-8\n"
    )


def test_the_tree_of_many_lets_is_not_of_quadratic_size(lex, write):
    lets = "".join(f"  let x{n} := {n}\n" for n in range(3000))
    done = lex("parse", write(f"fn main() -> Int {{\n{lets}1 }}"))
    assert done.status == 0
    assert len(done.out) < 16_000_000


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_unreadable_files(lex, tmp_path, command):
    for path, reason in ((tmp_path / "none.lex", "No such file"), ("a\0b", "null"), ("x" * 5000, "name too long")):
        done = lex(*command, path)
        assert (done.status, done.out) == (1, "")
        assert done.err.startswith("error: read ")
        assert reason in done.err
    if command[0] != "fmt":
        assert "Is a directory" in lex(*command, tmp_path).err


def test_an_empty_file_has_no_main(lex, write):
    assert lex("check", write("")) == (0, "ok\n", "")
    assert lex("parse", write("")).out == "[]\n"
    text = "error: runtime: runtime panic: no function `main`\n  = help: the program has no functions\n"
    assert lex("run", write("")).err == text


def test_a_byte_order_mark_is_skipped(lex, write):
    assert lex("run", write(b"\xef\xbb\xbffn main() -> Int { 1 }")).out == "1\n"


def test_a_file_that_is_too_long(lex, write, monkeypatch):
    monkeypatch.setattr("motet.engine.load.LONGEST_SOURCE", 1 << 20)
    done = lex("run", write(b"# " + b"x" * (1 << 20)))
    assert done.status == 1
    assert "longer than 1 MB" in done.err


def test_files_that_import_each_other(lex, write, tmp_path):
    path = write('import "./b" as b\nfn main() -> Int { 1 }', "a.lex")
    write('import "./a" as a\nfn f() -> Int { 1 }', "b.lex")
    done = lex("run", path)
    assert done.status == 1
    assert f"import cycle: {tmp_path}/a.lex -> {tmp_path}/b.lex -> {tmp_path}/a.lex" in done.err


def test_long_chains_are_no_deep_trees(lex, write):
    terms = " + ".join(["1"] * 5000)
    assert lex("run", write(f"fn main() -> Int {{ {terms} }}")).out == "5000\n"
    lets = "\n".join(f"  let x{i} := {i}" for i in range(3000))
    assert lex("run", write(f"fn main() -> Int {{\n{lets}\n  x2999\n}}")).out == "2999\n"


def test_messages_show_no_control_characters(lex, write):
    done = lex("run", write("fn main() -> Int { 1 }"), "\x1b[31m\x07")
    assert done.status == 1
    assert "\x1b" not in done.err
    done = lex("run", write("fn main() -> Int { 1 }"), "main", "\x1b]0;title\x07")
    assert "\x1b" not in done.err
    assert lex("\x1b[1m").err.startswith("error: unknown command")
    assert "\x1b" not in lex("\x1b[1m").err


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "nul",
        "NaN",
        "Infinity",
        "'a'",
        '"\\ud800"',
        '"\t"',
        "[1,]",
        "{1:2}",
        "01",
        "1.",
        "+1",
        "0x1",
        "[" * 5000,
        "\ud800",
    ],
)
def test_wrong_json(lex, write, text):
    done = lex("run", write("fn f[T](x :: T) -> Int { 1 }"), "f", text)
    assert (done.status, done.out) == (1, "")
    assert "must be JSON" in done.err


def test_many_random_command_lines(lex, write):
    words = [
        "run", "check", "fmt", "parse", "--", "-", "--output", "json", "table", "--allow-effects", "io", "--budget", "5", "main",
        "[1]", "--max-steps", "0", "--strict", "--dry-run", "hash", "canonical", "encode", "decode", "", "--nope", "-x", "\u2603",
    ]  # fmt: skip
    path = str(write("fn main() -> Int { 1 }"))
    chance = random.Random(7)
    for _ in range(300):
        line = [chance.choice([*words, path]) for _ in range(chance.randrange(6))]
        assert lex(*line).status in (0, 1, 2, 3, 9)


def test_values_that_are_nested_deeply_are_shown(lex, write):
    path = write(
        "type Chain = End | Link(Chain)\n"
        "fn build(n :: Int, c :: Chain) -> Chain { if n == 0 { c } else { build(n - 1, Link(c)) } }\n"
        "fn main() -> Chain { build(20000, End) }\n"
    )
    done = lex("run", path)
    assert done.status == 0
    assert done.out.count("Link") == 20_000


def test_a_closed_standard_output(write):
    path = write('import "std.list" as list\nfn main() -> List[Int] { list.range(0, 300000) }')
    command = [sys.executable, "-m", "motet", "lex", "run", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    err = process.stderr.read()
    assert process.wait(60) == 141
    assert err == b""


@pytest.mark.parametrize(
    "words", ["parse FILE", "check FILE", "hash FILE", "run FILE", "run --allow-effects io FILE say", "--help"]
)
def test_an_output_that_is_not_there(write, words):
    path = write('import "std.io" as io\nfn main() -> Int { 1 }\nfn say() -> [io] Unit { io.print("x") }')
    command = f"{sys.executable} -m motet lex {words.replace('FILE', str(path))} >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, timeout=60, check=False)
    assert done.returncode in (1, 3)
    assert done.stderr.count(b"\n") <= 4
    assert b"Traceback" not in done.stderr
    assert done.stderr


def test_an_input_that_is_not_there():
    command = f"{sys.executable} -m motet lex check - <&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"error: read -: Bad file descriptor\n"


def test_ctrl_c(write):
    path = write('import "std.io" as io\nfn spin(n :: Int) -> Int { spin(n + 1) }\nfn main() -> [io] Int {\n'
                 '  let _ := io.print("running")\n  spin(0)\n}')  # fmt: skip
    command = [
        sys.executable,
        "-u",
        "-m",
        "motet",
        "lex",
        "run",
        "--allow-effects",
        "io",
        "--max-steps",
        "0",
        str(path),
    ]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    deadline = time.monotonic() + 30
    os.set_blocking(process.stdout.fileno(), True)
    while time.monotonic() < deadline and process.poll() is None:
        process.send_signal(signal.SIGINT) if _is_running(process) else None
        try:
            process.wait(0.3)
        except subprocess.TimeoutExpired:
            continue
    assert process.wait(30) == 130
    assert b"Traceback" not in process.stderr.read()


def _is_running(process):
    """Whether the program itself has begun: the interpreter has started and read its modules."""
    with open(f"/proc/{process.pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[11]) > 40


def test_without_a_standard_input(process, write):
    done = process("lex", "run", write("fn main() -> Int { 1 }"), stdin=subprocess.DEVNULL)
    assert done == (0, "1\n", "")
    assert process("lex", "run", "-", stdin=subprocess.DEVNULL).status == 1


def test_output_is_utf8_whatever_the_locale_says(process, write):
    path = write('import "std.io" as io\nfn main() -> [io] Str {\n  let _ := io.print("né")\n  "✓"\n}')
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = process("lex", "run", "--allow-effects", "io", path, env=environment)
    assert (done.status, done.out) == (0, 'né\n"✓"\n')
