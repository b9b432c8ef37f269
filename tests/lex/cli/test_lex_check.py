"""`lex check`, `parse`, `hash` and `canonical` (specification 15, 15.1)."""

import json

import pytest

CLEAN = 'import "std.io" as io\nfn f(n :: Int) -> Int { n }\nfn main() -> [io] Unit { io.print("x") }\n'


def test_a_program_without_effects(lex, write):
    assert lex("check", write("fn f(n :: Int) -> Int { n }")) == (0, "ok\n", "")


def test_effects_and_how_to_grant_them(lex, write):
    path = write(
        'fn a() -> [net("api.example"), net] Int { 1 }\n'
        'fn b() -> [fs_write("/tmp/x"), fs_read("/b"), fs_read("/a")] Int { 2 }\n'
        "fn c() -> [time] Int { 3 }\n"
    )
    assert lex("check", path).out == (
        "ok\n"
        "required effects: fs_read, fs_write, net, time\n"
        "required fs_read paths: /a, /b\n"
        "required fs_write paths: /tmp/x\n"
        "required net hosts: api.example\n"
        "hint: lex run --allow-effects fs_read,fs_write,net,time --allow-fs-read /a --allow-fs-read /b "
        f"--allow-fs-write /tmp/x --allow-net-host api.example {path} <fn> [args]\n"
    )


def test_errors_are_json_lines_on_standard_output(lex, write):
    path = write('fn main() -> Int {\n  1 + "a"\n}\nfn f() -> Int { nope }\n')
    done = lex("check", path)
    assert (done.status, done.err) == (2, "")
    first, second = (json.loads(line) for line in done.out.splitlines())
    assert first["kind"] == "type_mismatch"
    assert first["at_node"] == "n_0"
    assert first["rule_tag"] == "type-mismatch"
    assert first["rule_explanation"].endswith(".")
    assert first["position"] == {"file": str(path), "line": 2, "col": 7}
    assert second["name"] == "nope"


def test_an_envelope_with_what_is_required(lex, write):
    data = json.loads(lex("--output", "json", "check", write(CLEAN)).out)["data"]
    assert data == {
        "ok": True,
        "stages": 3,
        "required_effects": ["io"],
        "required_fs_read": [],
        "required_fs_write": [],
        "required_net_host": [],
        "warnings": [],
    }


def test_an_envelope_with_errors(lex, write):
    done = lex("--output", "json", "check", write("fn f() -> Int { x }"))
    envelope = json.loads(done.out)
    assert done.status == 2
    assert envelope["ok"] is False
    assert envelope["data"]["ok"] is False
    assert envelope["data"]["errors"][0]["kind"] == "unknown_identifier"


def test_syntax_errors_are_status_1(lex, write):
    done = lex("check", write("fn f( -> Int { 1 }"))
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("error: parse error at byte ")
    envelope = json.loads(lex("--output", "json", "check", write("fn f( -> Int { 1 }")).out)
    assert envelope["error"]["errors"][0]["line"] == 1


EXAMPLES = "fn f(n :: Int) -> Int examples {{ {} }} {{ if n == 0 {{ 1 / n }} else {{ n + 1 }} }}\n"


def test_examples_are_run(lex, write):
    assert lex("check", write(EXAMPLES.format("f(1) => 2, f(-3) => 1 - 3"))) == (0, "ok\n", "")


@pytest.mark.parametrize(
    ("case", "expected", "got"),
    [("f(1) => 3", "3", "2"), ("f(0) => 3", "3", "runtime error: integer division by zero")],
)
def test_examples_that_fail(lex, write, case, expected, got):
    done = lex("check", write(EXAMPLES.format("f(5) => 6, " + case)))
    assert done.status == 2
    error = json.loads(done.out)
    assert error["kind"] == "example_mismatch"
    assert (error["fn_name"], error["case_index"], error["expected"], error["got"]) == ("f", 1, expected, got)
    assert error["position"]["line"] == 1


def test_examples_compare_structures_and_call_other_functions(lex, write):
    path = write(
        "type T = A | B({ x :: Int, y :: Str })\n"
        'fn make(n :: Int) -> T { B({ y: "s", x: n }) }\n'
        'fn f(t :: T) -> (T, List[Int]) examples { f(make(1)) => (B({ x: 1, y: "s" }), [1, 2]), f(A) => (A, [1, 2]) }\n'
        "{ (t, [1, 2]) }\n"
    )
    assert lex("check", path).out == "ok\n"


def test_examples_of_functions_that_a_question_mark_leaves(lex, write):
    source = (
        "fn parts(t :: Str) -> Result[List[Str], Str] { Err(t) }\n"
        'fn f(t :: Str) -> Result[Int, Str] examples { f("x") => Err("x") } {\n  let _ := parts(t)?\n  Ok(1)\n}\n'
    )
    assert lex("check", write(source)) == (0, "ok\n", "")


def test_examples_are_run_whatever_other_functions_declare(lex, write):
    text = 'import "std.io" as io\nfn main() -> [io] Unit { io.print("x") }\n' + EXAMPLES.format("f(1) => 2")
    assert lex("check", write(text)).out.startswith("ok\nrequired effects: io\n")


def test_examples_of_generic_functions_are_not_run(lex, write):
    assert lex("check", write("fn same[T](x :: T) -> T examples { same(1) => 2 } { x }")).status == 0


def test_an_endless_example_ends(lex, write, monkeypatch):
    monkeypatch.setattr("motet.cli.lex.grants.STEPS", 1000)
    done = lex("check", write("fn f(n :: Int) -> Int examples { f(1) => 2 } { f(n) }"))
    assert done.status == 2
    assert "step limit exceeded in `f`" in json.loads(done.out)["got"]


def test_warnings_fail_a_strict_check_only(lex, write):
    path = write("fn f(n :: Int) -> Int { n }\nfn g(f :: Int) -> Int { f }\n")
    assert lex("check", path) == (0, "ok\n", "")
    done = lex("check", "--strict", path)
    assert done.status == 1
    assert done.out.startswith("ok\n[SHADOW_FN] ")
    assert done.out.endswith(f"({path}:2:6)\n")
    assert len(json.loads(lex("--output", "json", "check", "--strict", path).out)["data"]["warnings"]) == 1
    assert lex("check", "--strict", write("fn f(n :: Int) -> Int { n }")).status == 0


def test_parse_prints_the_canonical_tree(lex, write):
    done = lex("parse", write(CLEAN))
    stages = json.loads(done.out)
    assert [stage["node"] for stage in stages] == ["Import", "FnDecl", "FnDecl"]
    assert done.out.startswith("[\n  {\n    ")
    assert json.loads(lex("--output", "json", "parse", write(CLEAN)).out)["data"] == stages


def test_hashes(lex, write):
    first = lex("hash", write(CLEAN)).out.splitlines()
    assert first[0].split("\t")[0] == "io"
    assert first[0].endswith("\tstage_id=-")
    name, canonical, stage = first[1].split("\t")
    assert name == "f"
    assert len(canonical) == len("canonical_ast=") + 64
    assert len(stage) == len("stage_id=") + 64
    renamed = lex("hash", write(CLEAN.replace("fn f(", "fn  g (\n"))).out.splitlines()
    assert renamed[1].split("\t")[2] == stage, "a StageId does not depend on the name"
    assert renamed[1].split("\t")[1] != canonical
    rows = json.loads(lex("--output", "json", "hash", write(CLEAN)).out)["data"]
    assert rows[1]["name"] == "f"
    assert lex("--output", "table", "hash", write(CLEAN)).out.splitlines()[0].split() == [
        "name",
        "canonical_ast",
        "stage_id",
    ]


def test_canonical_files(lex, write, tmp_path):
    out = tmp_path / "p.bin"
    assert lex("canonical", "encode", write(CLEAN), "--out", out) == (0, "", "")
    assert out.read_bytes()[:2] == b"\x01["
    assert lex("canonical", "encode", write(CLEAN)).out.encode() == out.read_bytes()
    decoded = lex("canonical", "decode", out)
    assert decoded.status == 0
    assert lex("hash", write(decoded.out, "again.lex")).out == lex("hash", write(CLEAN)).out


@pytest.mark.parametrize(
    "words",
    [
        ["parse"],
        ["parse", "a", "b"],
        ["hash"],
        ["check"],
        ["check", "--nope"],
        ["canonical"],
        ["canonical", "twist", "x"],
        ["canonical", "encode"],
        ["canonical", "decode", "x", "--out", "y"],
        ["--output", "xml", "check"],
        ["--output"],
        ["fmt"],
        ["conformance"],
        ["test", "a", "b"],
        ["repl", "x"],
    ],
)
def test_bad_usage(lex, words):
    done = lex(*words)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("error: ")
