"""`lex test` and `lex conformance`, and the overview of commands."""

import json

import pytest


def test_suites_pass_and_fail(lex, write, tmp_path):
    write('import "std.test" as t\nfn run_all() -> Result[Unit, Str] { t.assert_eq(1, 1) }', "tests/test_ok.lex")
    write('import "std.test" as t\nfn run_all() -> Result[Unit, Str] { t.assert_eq(1, 2) }', "tests/test_err.lex")
    write("fn run_all() -> Int { 3 }", "tests/test_count.lex")
    write("fn run_all() -> Int { 0 }", "tests/test_zero.lex")
    write("fn run_all() -> Int { 1 / 0 }", "tests/test_abort.lex")
    write("fn other() -> Int { 0 }", "tests/test_without.lex")
    write("fn run_all() -> Int { x }", "tests/test_wrong.lex")
    write("fn run_all() -> Int { 1 }", "tests/other.lex")
    directory = tmp_path / "tests"
    done = lex("test", directory)
    assert done.status == 1
    assert done.out.splitlines() == [
        f"FAIL {directory}/test_abort.lex — integer division by zero",
        f"FAIL {directory}/test_count.lex — run_all gave 3",
        f'FAIL {directory}/test_err.lex — run_all gave {{"$variant":"Err","args":["assert_eq: lhs 1 != rhs 2"]}}',
        f"ok   {directory}/test_ok.lex",
        f"FAIL {directory}/test_without.lex — runtime panic: no function `run_all`",
        f"FAIL {directory}/test_wrong.lex — unknown identifier `x`",
        f"ok   {directory}/test_zero.lex",
        "2 passed, 5 failed",
    ]


def test_suites_may_do_everything_unless_told_otherwise(lex, write, tmp_path):
    write('import "std.io" as io\nfn run_all() -> [io] Unit { io.print("hello") }', "tests/test_io.lex")
    done = lex("test", tmp_path / "tests")
    assert (done.status, done.out) == (0, f"hello\nok   {tmp_path}/tests/test_io.lex\n1 passed, 0 failed\n")
    done = lex("test", "--allow-effects", "time", tmp_path / "tests")
    assert done.status == 1
    assert "effect `io` not in --allow-effects" in done.out


def test_suites_import_what_they_test(lex, write, tmp_path, monkeypatch):
    write("fn twice(n :: Int) -> Int { n * 2 }", "src/lib.lex")
    write('import "../src/lib" as lib\nfn run_all() -> Int { lib.twice(4) - 8 }', "tests/test_lib.lex")
    monkeypatch.chdir(tmp_path)
    assert lex("test") == (0, "ok   tests/test_lib.lex\n1 passed, 0 failed\n", "")


def test_suites_as_data(lex, write, tmp_path):
    write("fn run_all() -> Int { 1 }", "tests/test_a.lex")
    envelope = json.loads(lex("--output", "json", "test", tmp_path / "tests").out)
    assert envelope["ok"] is False
    assert envelope["data"]["failed"] == 1


def test_no_directory_of_suites(lex, tmp_path):
    done = lex("test", tmp_path / "none")
    assert done.status == 1
    assert "No such file" in done.err


DESCRIPTORS = {
    "sum": {"source": "fn main(a :: Int, b :: Int) -> Int { a + b }", "input": [1, 2], "expected_output": 3},
    "named": {"name": "other name", "source": "fn f() -> Float { 2.0 }", "fn": "f", "expected_output": 2.0},
    "syntax": {"source": "fn", "expected_status": {"error_kind": "syntax_error"}},
    "types": {"source": "fn main() -> Int { x }", "expected_status": {"error_kind": "unknown_identifier"}},
    "policy": {"source": "fn main() -> [io] Int { 1 }", "expected_status": {"error_kind": "effect_not_allowed"}},
    "granted": {
        "source": "fn main() -> [io] Int { 1 }",
        "policy": {"allow_effects": ["io"]},
        "expected_status": "ok",
    },
    "runtime": {"source": "fn main() -> Int { 1 / 0 }", "expected_status": {"error_kind": "runtime_error"}},
    "budget": {
        "source": "fn main() -> [budget(5)] Int { 1 }",
        "policy": {"allow_effects": ["budget"], "budget": 4},
        "expected_status": {"error_kind": "budget_exceeded"},
    },
    "file": {"source_file": "code/f.lex", "expected_output": {"a": [True, None]}},
}

FAILING = {
    "value": ({"source": "fn main() -> Int { 4 }", "expected_output": 3}, "expected 3, got 4"),
    "float": ({"source": "fn main() -> Int { 4 }", "expected_output": 4.0}, "expected 4.0, got 4"),
    "error": ({"source": "fn main() -> Int { 1 / 0 }", "expected_output": 3}, "integer division by zero"),
    "no_error": (
        {"source": "fn main() -> Int { 4 }", "expected_status": {"error_kind": "runtime_error"}},
        "expected the error runtime_error, got a value",
    ),
    "language": ({"language": "ruff", "source": ""}, "bad descriptor: language `ruff` is not Lex"),
    "empty": ({}, "bad descriptor: neither `source` nor `source_file`"),
    "missing": ({"source_file": "nope.lex"}, "bad descriptor: read"),
    "list": ([], "bad descriptor: no object"),
    "policy": ({"source": "", "policy": {"allow_effects": "io"}}, "bad descriptor"),
    "policies": ({"source": "", "policy": ["io"]}, "bad descriptor: `policy` is no object"),
    "fn": ({"source": "", "fn": 5}, "bad descriptor: `fn` is no text"),
    "input": ({"source": "", "input": {}}, "bad descriptor: `input` is no list"),
    "status": ({"source": "", "expected_status": "bad"}, "bad descriptor: `expected_status` is"),
    "deep": (
        {
            "source": "type C = E | L(C)\nfn b(n :: Int, c :: C) -> C { if n == 0 { c } else { b(n - 1, L(c)) } }\n"
            "fn main() -> C { b(20000, E) }",
            "expected_output": 1,
        },
        "bad descriptor: the JSON is nested too deeply",
    ),
}


def test_descriptors_that_pass(lex, write, tmp_path):
    write("fn main() -> { a :: List[Bool], b :: Int } { { a: [true], b: 1 } }", "unused.lex")
    write('import "std.json" as j\ntype R = { a :: (Bool, Unit) }\nfn main() -> R { { a: (true, ()) } }', "code/f.lex")
    for name, descriptor in DESCRIPTORS.items():
        write(json.dumps(descriptor), f"{name}.json")
    done = lex("conformance", tmp_path)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        *(f"PASS  {DESCRIPTORS[name].get('name', name)}" for name in sorted(DESCRIPTORS)),
        "",
        "9/9 passed",
    ]


@pytest.mark.parametrize("name", FAILING)
def test_descriptors_that_fail(lex, write, tmp_path, name):
    descriptor, why = FAILING[name]
    write(json.dumps(descriptor), f"{name}.json")
    done = lex("conformance", tmp_path)
    assert done.status == 4
    assert done.out.startswith(f"FAIL  {name}: {why}")
    assert done.out.endswith("\n\n0/1 passed\n")


def test_garbage_is_no_descriptor(lex, write, tmp_path):
    write("{", "a.json")
    write(b"\xff", "b.json")
    write("[" * 100_000, "c.json")
    write(json.dumps({"source_file": "e.lex"}), "d.json")
    write(b"fn main() -> Int { 1 } \xff", "e.lex")
    assert lex("conformance", tmp_path).out == (
        "FAIL  a: bad descriptor: no JSON: Expecting property name enclosed in double quotes at line 1 column 2\n"
        f"FAIL  b: bad descriptor: read {tmp_path / 'b.json'}: not valid UTF-8: byte 0xff in line 1\n"
        "FAIL  c: bad descriptor: the JSON is nested too deeply\n"
        f"FAIL  d: bad descriptor: read {tmp_path / 'e.lex'}: not valid UTF-8: byte 0xff in line 1\n\n0/4 passed\n"
    )


def test_what_a_conformance_program_prints_is_dropped(lex, write, tmp_path):
    source = 'import "std.io" as io\nfn main() -> [io] Unit { io.print("noise") }'
    write(json.dumps({"source": source, "policy": {"allow_effects": ["io"]}}), "a.json")
    assert lex("conformance", tmp_path).out == "PASS  a\n\n1/1 passed\n"


def test_unknown_commands(lex):
    assert lex("frobnicate") == (1, "", "error: unknown command `frobnicate`. try `lex help`\n")
    for later in ("trace", "replay", "diff", "spec", "agent-tool", "audit"):
        assert lex(later, "x").err == f"error: unknown command `{later}`. try `lex help`\n"
    envelope = json.loads(lex("--output", "json", "frobnicate").out)
    assert envelope["error"]["code"] == "usage"


def test_help(lex):
    for word in ("help", "--help", "-h"):
        done = lex(word)
        assert done.status == 0
        assert "conformance" in done.out
        assert "trace" not in done.out
    assert lex().status == 1
    assert "--max-steps N" in lex("run", "--help").out
