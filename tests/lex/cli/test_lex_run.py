"""`lex run`: results, texts of errors, exit statuses, flags (specification 15.2, 12.5 to 12.8, 13)."""

import json

import pytest

PROGRAM = """
import "std.int" as int
import "std.io" as io
import "std.list" as list
import "std.map" as map

type Shape = Dot | Box({ w :: Int })

fn add(a :: Int, b :: Int) -> Int { a + b }
fn half(x :: Float) -> Float { x / 2.0 }
fn div(a :: Int, b :: Int) -> Int { a / b }
fn rem(a :: Int, b :: Int) -> Int { a % b }
fn spin(n :: Int) -> Int { spin(n + 1) }
fn deep(n :: Int) -> Int { 1 + deep(n + 1) }
fn down(n :: Int) -> Int { if n == 0 { 0 } else { 1 + down(n - 1) } }
fn pos(n :: Int{x | x > 0}) -> Int { n }
fn adder() -> (Int) -> Int { fn (x :: Int) -> Int { x + 1 } }
fn opt(o :: Option[Int]) -> Int { match o { Some(v) => v, None => -1 } }
fn swap(t :: (Int, Str)) -> (Str, Int) { match t { (a, b) => (b, a) } }
fn size(m :: Map[Str, Int]) -> Int { map.size(m) }
fn same[T](x :: T) -> T { x }
fn upto(n :: Int) -> List[Int] { list.range(0, n) }
fn width(s :: Shape) -> Int { match s { Dot => 0, Box({ w }) => w } }
fn unit() -> Unit { () }
fn two() -> Map[Int, Str] { map.from_list([(2, "b"), (1, "a")]) }
fn sparse(r :: { a :: Int, b :: Option[Str] }) -> { a :: Int, b :: Option[Str] } { r }
fn sparse_map(m :: Map[Str, { a :: Int, b :: Option[Str] }]) -> { a :: Int, b :: Option[Str] } {
  match map.get(m, "k") { Some(r) => r, None => { a: 0, b: None } }
}
fn call(f :: (Int, Str) -> Bool, m :: Map[Str, List[(Int, Bool)]]) -> Int { 1 }
fn main() -> { b :: Int, a :: Str } { { b: 2, a: "x\\ny" } }
"""

IO = """
import "std.io" as io
fn main() -> [io] Int {
  let _ := io.print("one")
  42
}
fn args() -> [io] List[Str] { io.argv() }
fn read(path :: Str) -> [io] Result[Str, Str] { io.read(path) }
fn write(path :: Str) -> [io] Result[Unit, Str] { io.write(path, "text") }
fn pure() -> Int { 1 }
"""


@pytest.fixture
def program(write):
    return write(PROGRAM)


@pytest.mark.parametrize(
    ("call", "out"),
    [
        ([], '{"a":"x\\ny","b":2}'),
        (["add", "1", "2"], "3"),
        (["add", "-5", "1"], "-4"),
        (["add", "9223372036854775807", "1"], "-9223372036854775808"),
        (["half", "3"], "1.5"),
        (["opt", '{"$variant":"Some","args":[3]}'], "3"),
        (["opt", "null"], "-1"),
        (["swap", '[1,"a"]'], '["a",1]'),
        (["size", '{"a":1,"b":2}'], "2"),
        (["same", "1.0"], "1.0"),
        (["same", '{"b":[1,null],"a":true}'], '{"a":true,"b":[1,null]}'),
        (["upto", "3"], "[0,1,2]"),
        (["width", '{"$variant":"Box","args":[{"w":7}]}'], "7"),
        (["unit"], "null"),
        (["two"], '[[1,"a"],[2,"b"]]'),
        (["down", "1000"], "1000"),
        (["pos", "1"], "1"),
        (["width", '{"$variant":"Box","args":[{"w":7,"h":8}]}'], "7"),
        (["sparse", '{"a":1}'], '{"a":1,"b":{"$variant":"None","args":[]}}'),
        (["sparse", '{"c":[1],"b":null,"a":1}'], '{"a":1,"b":{"$variant":"None","args":[]}}'),
        (["sparse", '{"b":{"$variant":"Some","args":["x"]},"a":1}'], '{"a":1,"b":{"$variant":"Some","args":["x"]}}'),
        (["sparse_map", '{"k":{"a":1,"z":0}}'], '{"a":1,"b":{"$variant":"None","args":[]}}'),
    ],
)
def test_the_result_is_json(lex, program, call, out):
    assert lex("run", program, *call) == (0, out + "\n", "")


def test_closures_have_a_text(lex, program):
    done = lex("run", program, "adder")
    assert done.status == 0
    assert done.out.startswith('"<closure ')


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (["div", "1", "0"], "runtime: integer division by zero"),
        (["rem", "1", "0"], "runtime: integer modulo by zero"),
        (["deep", "0"], "runtime: call stack overflow: recursion depth exceeded (1024)"),
        (["down", "1024"], "runtime: call stack overflow: recursion depth exceeded (1024)"),
        (["add", "1"], "runtime: runtime panic: arity mismatch calling add"),
        (["add", "1", "2", "3"], "runtime: runtime panic: arity mismatch calling add"),
        (["nope"], "runtime: runtime panic: no function `nope`"),
        (["add", "1", '"a"'], "runtime: type mismatch at runtime: argument 2 of `add` must be Int, not Str"),
        (["add", "1", "2.0"], "runtime: type mismatch at runtime: argument 2 of `add` must be Int, not Float"),
        (["width", "3"], "runtime: type mismatch at runtime: argument 1 of `width` must be Shape, not Int"),
        (
            ["pos", "0"],
            "runtime: refinement violated: argument 0 of `pos` (binding `x`): predicate failed for x = Int(0)",
        ),
        (["half", "2e400"], "arg `2e400` must be JSON: number out of range"),
        (["add", "1", "x"], "arg `x` must be JSON"),
        (["add", "1", "[1"], "arg `[1` must be JSON"),
        (["add", "[" * 200 + "]" * 200, "1"], "must be JSON: recursion limit exceeded"),
    ],
)
def test_failures_are_status_1(lex, program, call, text):
    done = lex("run", program, *call)
    assert (done.status, done.out) == (1, "")
    assert text in done.err
    assert done.err.startswith("error: ")


@pytest.mark.parametrize(
    ("call", "lines"),
    [
        (["ad"], ["runtime panic: no function `ad`", "did you mean `add`?"]),
        (["zzz"], ["runtime panic: no function `zzz`", "the program has `add`, `half`, `div`, "]),
        (["add", "1"], ["arity mismatch calling add", "`add(Int, Int) -> Int` takes 2 arguments, and got 1"]),
        (["unit", "1"], ["arity mismatch calling unit", "`unit() -> Unit` takes 0 arguments, and got 1"]),
        (["add", "1", "null"], ["must be Int, not null", "`add(Int, Int) -> Int`"]),
        (["sparse", "{}"], ["must be { a :: Int, b :: Option[Str] }, not a record without the field `a`"]),
        (["sparse", '{"a":1,"b":2}'], ["must be Option[Str], not Int (at .b)"]),
        (["size", "[]"], ["must be Map[Str, Int], not a list"]),
        (["size", '{"a":true}'], ['must be Int, not Bool (at ["a"])']),
        (["call", "1", "{}"], ["must be (Int, Str) -> Bool, not Int", "Map[Str, List[(Int, Bool)]]"]),
    ],
)
@pytest.mark.parametrize("command", [["lex", "run"], ["run"]])
def test_wrong_calls_say_what_would_be_right(motet, program, command, call, lines):
    done = motet(*command, program, *call)
    assert (done.status, done.out) == (1, "")
    for line in lines:
        assert line in done.err
    assert "SortedMap" not in done.err
    assert "Fn(" not in done.err


def test_an_envelope_has_the_help(lex, program):
    done = lex("--output", "json", "run", program, "add", "1")
    assert json.loads(done.out)["error"]["help"] == "`add(Int, Int) -> Int` takes 2 arguments, and got 1"


def test_an_error_shows_the_source(lex, program):
    done = lex("run", program, "div", "1", "0")
    assert "{ a / b }" in done.err
    assert "^^^^^" in done.err


def test_steps_are_limited(lex, program):
    done = lex("run", "--max-steps", "100", program, "spin", "0")
    assert done.status == 1
    assert done.err.startswith("error: runtime: runtime panic: step limit exceeded in `spin` (101 > 100)\n")
    assert lex("run", program, "--max-steps", "0", "down", "500").status == 0


@pytest.mark.parametrize(
    ("flags", "call", "text"),
    [
        (["--seconds", "0.05", "--max-steps", "0"], ["spin", "0"], "deadline"),
        (["--memory", "1MB"], ["upto", "100000000"], "memory limit"),
        (["--checked"], ["add", "9223372036854775807", "1"], "integer overflow"),
    ],
)
def test_limits_of_motet(lex, program, flags, call, text):
    done = lex("run", *flags, program, *call)
    assert done.status == 1
    assert text in done.err


def test_output_is_limited(lex, write):
    path = write(IO + 'fn noise(n :: Int) -> [io] Int {\n  let _ := io.print("noise")\n  noise(n + 1)\n}\n')
    done = lex("run", "--allow-effects", "io", "--output-limit", "1KB", path, "noise", "0")
    assert done.status == 1
    assert len(done.out) == 1024
    assert "error: runtime: " in done.err


@pytest.mark.parametrize("engine", ["vm", "auto"])
def test_engines(lex, program, engine):
    assert lex("run", "--engine", engine, program, "add", "1", "2").out == "3\n"


def test_machine_code_may_be_asked_for(lex, program):
    assert lex("run", "--jit", program, "add", "1", "2").out == "3\n"


def test_what_is_printed_comes_before_the_result(lex, write):
    assert lex("run", "--allow-effects", "io", write(IO)) == (0, "one\n42\n", "")


def test_nothing_is_granted_by_default_to_any_function(lex, write):
    done = lex("run", write(IO), "pure")
    assert (done.status, done.out) == (3, "")
    violations = [json.loads(line) for line in done.err.splitlines()]
    assert [violation["at"] for violation in violations] == ["main", "args", "read", "write"]
    assert violations[0] == {
        "kind": "effect_not_allowed",
        "detail": "effect `io` not in --allow-effects",
        "effect": "io",
        "at": "main",
    }


def test_words_after_two_dashes_are_the_programs(lex, write):
    path = write(IO)
    assert (
        lex("run", "--allow-effects=io", path, "args", "--", "--max-steps", "x", "-").out == '["--max-steps","x","-"]\n'
    )
    assert lex("run", "--allow-effects", "io", path, "args").out == "[]\n"


def test_reads_and_writes_are_bounded_by_paths(lex, write, tmp_path):
    path = write(IO)
    (tmp_path / "safe").mkdir()
    (tmp_path / "secret").write_text("s3cret")
    (tmp_path / "safe" / "a").write_text("content")
    (tmp_path / "safe" / "link").symlink_to(tmp_path / "secret")
    flags = ["--allow-effects", "io", "--allow-fs-read", tmp_path / "safe", "--allow-fs-write", tmp_path / "safe"]

    def call(function, file):
        return lex("run", *flags, path, function, json.dumps(str(file)))

    assert call("read", tmp_path / "safe" / "a").out == '{"$variant":"Ok","args":["content"]}\n'
    for outside in (tmp_path / "secret", tmp_path / "safe" / ".." / "secret", tmp_path / "safe" / "link"):
        done = call("read", outside)
        assert done.status == 1
        assert f"error: runtime: effect handler error: read of `{outside}` outside --allow-fs-read" in done.err
        assert "s3cret" not in done.out + done.err
    assert call("write", tmp_path / "safe" / "new").status == 0
    assert call("write", tmp_path / "new").status == 1
    assert call("write", tmp_path / "safe" / "link").status == 1
    assert (tmp_path / "secret").read_text() == "s3cret"


def test_budgets_are_charged_at_calls(lex, write):
    path = write(
        "fn work(n :: Int) -> [budget(4)] Int { n }\n"
        "fn twice() -> [budget(4)] Int { work(1) + work(2) }\n"
        "fn main() -> [budget(4)] Int { twice() }\n"
    )
    assert lex("run", "--allow-effects", "budget", path).out == "3\n"
    assert lex("run", "--allow-effects", "budget", "--budget", "12", path).out == "3\n"
    done = lex("run", "--allow-effects", "budget", "--budget", "11", path)
    assert done.status == 3
    assert json.loads(done.err)["detail"] == "declared budget 12 exceeds ceiling 11"


def test_a_charge_that_does_not_fit_ends_the_run(lex, write):
    path = write(
        "fn work(n :: Int) -> [budget(4)] Int { n }\n"
        "fn loop(n :: Int) -> [budget(4)] Int { if n == 0 { 0 } else { work(n) + loop(n - 1) } }\n"
    )
    done = lex("run", "--allow-effects", "budget", "--budget", "10", path, "loop", "5")
    assert done.status == 1
    text = "error: runtime: effect handler error: budget exceeded: requested 4, used so far 8, ceiling 10"
    assert done.err.startswith(text)
    assert lex("run", "--allow-effects", "budget", "--budget", "8", path, "loop", "1").out == "1\n"


def test_type_errors_are_bare_json_on_standard_error(lex, write):
    done = lex("run", write('fn main() -> Int { "a" }\nfn f() -> Int { x }'))
    assert (done.status, done.out) == (2, "")
    errors = [json.loads(line) for line in done.err.splitlines()]
    assert [error["kind"] for error in errors] == ["type_mismatch", "unknown_identifier"]
    assert "position" not in errors[0]
    assert "rule_tag" not in errors[0]


def test_partial_matches_are_errors_unless_lax(lex, write):
    path = write("fn main() -> Int { f(None) }\nfn f(o :: Option[Int]) -> Int { match o { Some(n) => n } }")
    assert lex("run", path).status == 2
    done = lex("run", "--lax", path)
    assert done.status == 1
    assert done.err.startswith("error: runtime: runtime panic: non-exhaustive match")
    assert lex("run", "--lax", path, "f", '{"$variant":"Some","args":[10]}').out == "10\n"


def test_dry_run_lists_what_would_be_needed(lex, write):
    done = lex("run", "--dry-run", write(IO), "read", '"x"')
    assert done.status == 9
    assert "would call `read`" in done.out
    assert "required effects: io\n" in done.out
    assert "not granted: effect `io` not in --allow-effects (declared by `main`, `args`, `read`, `write`)\n" in done.out
    assert "not granted" not in lex("run", "--dry-run", "--allow-effects", "io", write(IO)).out
    for call, text in ((["nope"], "no function `nope`"), (["read"], "arity mismatch"), (["read", "1"], "must be Str")):
        done = lex("run", "--dry-run", write(IO), *call)
        assert (done.status, done.out) == (1, "")
        assert text in done.err
    data = json.loads(lex("--output", "json", "run", "--dry-run", write(IO)).out)["data"]
    assert data["dry_run"] is True
    assert data["required"]["effects"] == ["io"]


def test_programs_come_from_standard_input(lex):
    assert lex("run", "-", "f", "2", stdin=b"fn f(n :: Int) -> Int { n * 21 }").out == "42\n"
    done = lex("run", "-", stdin=b'import "./other" as o\nfn main() -> Int { 1 }')
    assert done.status == 1
    assert "cannot resolve from a string source" in done.err


def test_imported_files(lex, write):
    write("fn triple(n :: Int) -> Int { n * 3 }", "lib/triple.lex")
    path = write('import "../lib/triple" as t\nfn main() -> Int { t.triple(14) }', "app/main.lex")
    assert lex("run", path) == (0, "42\n", "")


def test_envelopes(lex, write):
    done = lex("--output", "json", "run", write(PROGRAM), "swap", '[1,"a"]')
    envelope = json.loads(done.out)
    assert envelope["data"] == {"result": ["a", 1]}
    assert (envelope["ok"], envelope["command"]) == (True, "run")
    assert set(envelope["meta"]) == {"duration_ms", "version"}
    failed = lex("--output=json", "run", write(PROGRAM), "div", "1", "0")
    assert (failed.status, failed.err) == (1, "")
    envelope = json.loads(failed.out)
    assert envelope["ok"] is False
    assert envelope["error"]["message"] == "runtime: integer division by zero"
    refused = lex("--output", "json", "run", write(IO))
    assert refused.status == 3
    assert json.loads(refused.out)["error"]["violations"][0]["effect"] == "io"


def test_a_canonical_file_runs(lex, write, tmp_path):
    assert lex("canonical", "encode", write(PROGRAM), "--out", tmp_path / "p.bin").status == 0
    assert lex("run", "--from-canonical", tmp_path / "p.bin", "add", "20", "22").out == "42\n"
    assert lex("check", "--from-canonical", tmp_path / "p.bin").out == "ok\n"


@pytest.mark.parametrize("data", [b"", b"\x02[]", b"\x01", b"\x01{}", b"\x01[1]", b"\x01\xff", b"\x01[" * 1000])
def test_garbage_is_no_canonical_file(lex, write, data):
    done = lex("run", "--from-canonical", write(data, "p.bin"))
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("error: ")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["run"], "run: F is missing"),
        (["run", "--nope", "x"], "unknown flag `--nope`"),
        (["run", "--trace", "x"], "unknown flag `--trace`"),
        (["run", "--max-step", "1", "x"], "did you mean --max-steps"),
        (["run", "x", "--budget"], "`--budget` needs a value"),
        (["run", "x", "--max-steps", "-1"], "expects a whole number"),
        (["run", "x", "--jit=1"], "takes no value"),
        (["run", "x", "--seconds", "0"], "seconds above 0"),
        (["run", "x", "--engine", "warp"], "auto, vm or jit"),
    ],
)
def test_bad_usage_is_status_1(lex, words, text):
    done = lex(*words)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("error: ")
    assert text in done.err


def test_a_bad_size_is_bad_usage(lex, program):
    done = lex("run", "--memory", "lots", program)
    assert done.status == 1
    assert "`lots` is not a size" in done.err
