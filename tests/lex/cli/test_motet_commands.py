"""Motet's own commands on Lex programs: its policy, its statuses, its stages."""

import json
import os
from pathlib import Path

import pytest

PROGRAM = """import "std.io" as io
import "std.env" as env
fn main() -> [io] Unit { io.print("hello") }
fn add(a :: Int, b :: Int) -> Int { a + b }
fn div(a :: Int, b :: Int) -> Int { a / b }
fn read(path :: Str) -> [io] Result[Str, Str] { io.read(path) }
fn argv() -> [io] List[Str] { io.argv() }
fn spin(n :: Int) -> Int { spin(n + 1) }
"""


@pytest.fixture
def program(write):
    return write(PROGRAM)


def test_unit_is_not_shown(motet, program):
    assert motet("run", program) == (0, "hello\n", "")


def test_functions_and_arguments(motet, program):
    assert motet("run", program, "add", "40", "2") == (0, "42\n", "")
    assert motet("run", program, "argv", "--", "a", "--b").out == '["a","--b"]\n'


def test_failures(motet, program):
    done = motet("run", program, "div", "1", "0")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("error[division-by-zero]: integer division by zero\n")
    assert "program.lex:5:37" in done.err
    assert motet("run", program, "nope").status == 1
    assert "must be JSON" in motet("run", program, "add", "x", "1").err
    assert motet("run", program, "add", "x", "1").status == 1


def test_limits(motet, program):
    done = motet("run", "--fuel", "1000", program, "spin", "0")
    assert done.status == 5
    assert "step limit exceeded in `spin` (1001 > 1000)" in done.err
    assert motet("run", "--seconds", "0.05", program, "spin", "0").status == 5


def test_files_need_grants_of_their_own(motet, program, tmp_path):
    (tmp_path / "data").write_text("x")
    argument = json.dumps(str(tmp_path / "data"))
    done = motet("run", program, "read", argument)
    assert done.status == 4
    assert "--allow fs_read" in done.err
    assert (
        motet("run", "--allow", f"fs_read:{tmp_path}", program, "read", argument).out
        == '{"$variant":"Ok","args":["x"]}\n'
    )
    assert motet("run", "--allow", f"fs_read={tmp_path}/other", program, "read", argument).status == 4
    assert motet("run", "--allow-all", program, "read", argument).status == 0


def test_the_static_gate_refuses_what_any_function_declares(motet, program, write):
    done = motet("run", "--pure", program, "add", "1", "2")
    assert (done.status, done.out) == (4, "")
    assert "`main` declares io" in done.err
    path = write("fn f() -> [net] Int { 1 }\nfn main() -> Int { 2 }")
    assert motet("run", path).status == 4
    assert motet("run", "--allow", "net", path).out == "2\n"


def test_sources_that_are_wrong(motet, write):
    done = motet("run", write('fn main() -> Int { "a" }'))
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith("error[type-mismatch]: ")
    data = json.loads(motet("check", "--json", write("fn main() -> Int { x }")).err)
    assert (data["status"], data["diagnostics"][0]["code"]) == (3, "unknown-identifier")
    assert motet("run", write("fn main( -> Int { 1 }")).status == 3


def test_check_tells_the_grants_that_are_needed(motet, program, write):
    assert motet("check", program) == (0, "needs --allow fs_read\n", "")
    assert motet("check", write("fn f() -> Int { 1 }")) == (0, "", "")
    path = write('fn f() -> [net("h"), llm, time, budget(3)] Int { 1 }')
    assert motet("check", path).out == "needs --allow ext:llm --allow net:h\n"
    path = write('import "std.fs" as fs\nfn f(p :: Str) -> [fs_write] Result[Unit, Str] { fs.remove(p) }')
    assert motet("check", path).out == "needs --allow fs_write\n", "who may write may remove"


def test_check_runs_examples(motet, write):
    done = motet("check", write("fn f(n :: Int) -> Int examples { f(1) => 3 } { n + 1 }"))
    assert done.status == 3
    assert "error[example-mismatch]: example 0 of `f`: expected 3, got 2" in done.err


def test_check_warns(motet, write):
    path = write("fn f(n :: Int) -> Int { match n { _ => 1, 2 => 3 } }")
    done = motet("check", path)
    assert (done.status, done.out) == (0, "")
    assert done.err.startswith("warning[UNREACHABLE_ARM]: ")
    assert json.loads(motet("check", "--json", path).out)["diagnostics"][0]["severity"] == "warning"
    assert motet("lex", "check", path) == (0, "ok\n", "")
    assert motet("lex", "check", "--strict", path).status == 1


def test_check_prints_types(motet, program):
    out = motet("check", "--types", program).out
    assert "add : (Int, Int) -> Int\n" in out
    assert "main : () -> [io] Unit\n" in out


def test_stages(motet, program):
    assert "function add(Int, Int) -> Int {" in motet("emit", program).out
    assert "function div(" not in motet("emit", "--function", "add", program).out
    tree = json.loads(motet("emit", "--stage", "ast", program).out)
    assert len(tree) == 8
    assert json.loads(motet("emit", "--stage", "ast", "--function", "add", program).out)[0]["name"] == "add"
    assert motet("emit", "--stage", "static-types", program).out.startswith("main : () -> [io] Unit\n")


@pytest.mark.parametrize(("stage", "part"), [("types", "add(Int, Int) -> Int"), ("llvm", "define"), ("asm", "add")])
def test_stages_of_machine_code(motet, write, stage, part):
    path = write("fn add(a :: Int, b :: Int) -> Int { a + b }")
    done = motet("emit", "--stage", stage, "--function", "add", path)
    assert (done.status, done.err) == (0, "")
    assert part in done.out


def test_options_of_lex(motet, write):
    overflow = write("fn main() -> Int { 9223372036854775807 + 1 }")
    assert motet("run", overflow).out == "-9223372036854775808\n"
    assert motet("run", "--checked", overflow).status == 1
    partial = write(
        "fn f(o :: Option[Int]) -> Int { match o { Some(n) => n } }\nfn main() -> Int { f(Some(2)) }", "partial.lex"
    )
    assert motet("run", partial).status == 3
    assert motet("run", "--lax", partial).out == "2\n"
    assert motet("run", "--level", "adder", overflow).status == 2
    snek = write("1", "a.snek")
    assert motet("run", "--lax", snek).status == 2


def test_imports_stay_below_the_root(motet, write, tmp_path):
    write("fn one() -> Int { 1 }", "lib/one.lex")
    path = write('import "../lib/one" as lib\nfn main() -> Int { lib.one() }', "app/main.lex")
    done = motet("run", path)
    assert done.status == 3
    assert motet("run", "--root", tmp_path, path).out == "1\n"


def test_suites(motet, write, tmp_path):
    write("fn run_all() -> Int { 0 }", "tests/test_a.lex")
    write(
        'import "std.io" as io\nfn run_all() -> [io] Result[Str, Str] { io.read("/etc/hostname") }', "tests/test_b.lex"
    )
    done = motet("test", tmp_path / "tests")
    assert done.status == 1
    assert done.out.splitlines()[0] == f"ok   {tmp_path}/tests/test_a.lex"
    assert "fs_read" in done.out
    assert motet("test", "--allow-all", tmp_path / "tests").status == 0
    assert motet("test", tmp_path / "none").status == 2


def test_measuring(motet, program):
    assert "vm" in motet("bench", "--engine", "vm", "--rounds", "2", program, "add", "1", "2").out


EXAMPLES = Path(__file__).parents[3] / "examples" / "lex"

RESULTS = {
    "account": '[{"$variant":"Ok","args":[{"from":30,"to":90}]},{"$variant":"Err","args":["short of 70"]}]',
    "orders": '["Ada owes 750 cents","no order: missing required field(s): customer"]',
    "primes": "168",
    "shapes": "9.141592653589793",
    "words": '[["the",3],["and",2]]',
}


def test_there_is_a_result_for_each_example():
    assert {path.stem for path in EXAMPLES.glob("*.lex")} == set(RESULTS)


@pytest.mark.parametrize("name", RESULTS)
def test_examples(motet, name):
    path = EXAMPLES / f"{name}.lex"
    assert motet("run", path) == (0, RESULTS[name] + "\n", "")
    assert motet("lex", "run", "--allow-effects", "io", path) == (0, RESULTS[name] + "\n", "")
    assert motet("lex", "check", path).status == 0
    assert motet("check", path).status == 0
    assert motet("fmt", "--check", path) == (0, "", "")


def test_what_the_examples_say_about_themselves(motet, monkeypatch):
    monkeypatch.chdir(EXAMPLES.parents[1])
    shapes = '[{"$variant": "Circle", "args": [2.0]}, {"$variant": "Dot", "args": []}]'
    assert motet("run", "examples/lex/shapes.lex", "total", shapes).out == "12.566370614359172\n"
    transfer = motet("run", "examples/lex/account.lex", "transfer", "100", "20", "500")
    assert transfer.out == '{"$variant":"Err","args":["short of 400"]}\n'
    assert motet("run", "examples/lex/primes.lex", "count_primes", "2000").out == "303\n"
    assert motet("run", "examples/lex/primes.lex", "count_primes", "-1").status == 1
    text = json.dumps('{"customer": "Ada", "lines": []}')
    assert motet("run", "examples/lex/orders.lex", "invoice", text).out == '"Ada owes 0 cents"\n'
    words = ["examples/lex/words.lex", "report", '"README.md"', "5"]
    assert motet("run", "--allow", "fs_read:README.md", *words).status == 0
    assert motet("run", *words).status == 4
    granted = ["--allow-effects", "io", "--allow-fs-read", "README.md"]
    assert motet("lex", "run", *granted, *words).out.count("\n") == 6


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_an_encoding_lacks_ends_nothing(process, write, tmp_path, encoding):
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    path = write('fn main() -> Str { "é🐍" }')
    emitted = process("emit", path, env=environment)
    assert (emitted.status, emitted.err) == (0, "")
    assert "é🐍" in emitted.out
    write("fn run_all() -> Int { 1 }", "suites/test_é.lex")
    tested = process("test", tmp_path / "suites", env=environment)
    assert (tested.status, tested.err) == (1, "")
    assert "1 failed" in tested.out
