"""Closures at the same time: results, order of output, failures, limits, and that nothing is left on any heap."""

import threading
from contextlib import suppress

import pytest

import motet
from motet.jit import parallel
from motet.jit.threads import MOST, VARIABLE, concurrency
from motet.policy import Limits, Settings

HEAD = 'import "std.flow" as flow\nimport "std.list" as list\nimport "std.str" as str\nimport "std.int" as int\nimport "std.map" as map\nimport "std.io" as io\n'
SPIN = "fn spin(n :: Int, acc :: Int) -> Int { if n == 0 { acc } else { spin(n - 1, (acc * 31 + n) % 1000003) } }\n"
LOOP = "fn forever(n :: Int) -> Int { if n == 0 { n } else { forever(n + 1) } }\n"
KINDS = """type Shape = Dot | Circle(Int) | Named(Str, { x :: Int, y :: Float })
fn describe(n :: Int, s :: Str, xs :: List[Int], m :: Map[Str, Int], r :: { x :: Int, y :: Float }, shape :: Shape, f :: (Int) -> Int) -> Str {
  let a := str.concat(s, int.to_str(f(n) + list.fold(xs, 0, fn (p :: Int, q :: Int) -> Int { p + q }) + r.x + map.size(m)))
  match shape { Dot => a, Circle(k) => str.concat(a, int.to_str(k)), Named(t, q) => str.concat(a, str.concat(t, int.to_str(q.x))) }
}
fn all(n :: Int, s :: Str) -> List[Str] {
  let xs := [n, n + 1]
  let m := map.from_list([(s, n), ("b", 2)])
  let f := fn (k :: Int) -> Int { k * n }
  list.par_map(list.range(0, 6), fn (k :: Int) -> Str {
    describe(k, s, xs, m, { x: n, y: 0.5 }, if k == 0 { Dot } else { if k == 1 { Circle(7) } else { Named(s, { x: 3, y: 0.5 }) } }, f)
  })
}
"""


@pytest.fixture(autouse=True)
def workers(monkeypatch):
    monkeypatch.setenv(VARIABLE, "4")


@pytest.fixture
def tasks(monkeypatch):
    """Numbers of closures that ran at the same time."""
    made = []
    run = parallel._Task.run
    monkeypatch.setattr(parallel._Task, "run", lambda self, *rest: made.append(len(self._closures)) or run(self, *rest))
    return made


def compiled(text, **limits):
    output = bytearray()
    settings = Settings(first=2, background=False)
    program = motet.compile(
        HEAD + text, language="lex", output=output.extend, settings=settings, engine="jit", limits=Limits(**limits)
    )
    return program, output


def is_clean(program):
    return program.machine.live_objects == 0


def test_results_are_in_order(tasks):
    program, _ = compiled(
        SPIN
        + "fn f(n :: Int) -> List[Int] { list.par_map(list.range(0, n), fn (k :: Int) -> Int { spin(k * 1000, k) - spin(k * 1000, k) + k }) }"
    )
    assert [program.f(n) for n in (0, 1, 2, 7)] == [[], [0], [0, 1], list(range(7))]
    assert tasks == [2, 7]
    assert is_clean(program)


def test_what_is_cheap_runs_in_order(tasks):
    program, _ = compiled("fn f(n :: Int) -> List[Int] { list.par_map(list.range(0, n), fn (k :: Int) -> Int { k }) }")
    assert program.f(100_000)[-1] == 99_999
    assert tasks == []


def test_one_worker_is_none(tasks, monkeypatch):
    monkeypatch.setenv(VARIABLE, "1")
    program, _ = compiled("fn f() -> List[Int] { flow.parallel_list([fn () -> Int { 1 }, fn () -> Int { 2 }]) }")
    assert program.f() == [1, 2]
    assert tasks == []


def test_captures_of_all_kinds(tasks):
    program, _ = compiled(KINDS)
    want = [f"é{k * 3 + 3 + 4 + 3 + 2}{['', '7'][k] if k < 2 else 'é3'}" for k in range(6)]
    assert program.all(3, "é") == want
    assert tasks == [6]
    assert is_clean(program)


def test_a_pair_of_functions(tasks):
    program, _ = compiled(
        'fn f(s :: Str) -> (Int, List[Str]) { flow.parallel(fn () -> Int { str.len(s) }, fn () -> List[Str] { [s, "b"] })() }'
    )
    assert program.f("xyz") == (3, ["xyz", "b"])
    assert tasks == [2]


def test_parallel_inside_of_parallel_runs_in_order(tasks):
    program, _ = compiled(
        "fn inner(n :: Int) -> List[Int] { list.par_map([1, 2], fn (k :: Int) -> Int { k * n }) }\n"
        "fn f() -> List[List[Int]] { list.par_map([1, 2, 3], fn (n :: Int) -> List[Int] { inner(n) }) }"
    )
    assert program.f() == [[1, 2], [2, 4], [3, 6]]
    assert tasks == [3]
    assert is_clean(program)


def test_output_comes_in_order(tasks):
    program, output = compiled(
        SPIN
        + "fn say(n :: Int) -> [io] Int { let t := spin((4 - n) * 200000, 1); let u := io.print(int.to_str(n)); spin(1000, t) }\n"
        'fn f() -> [io] Int { let u := io.print("first"); let r := list.par_map([1, 2, 3, 4], fn (n :: Int) -> [io] Int { say(n) }); let v := io.print("last"); list.len(r) }'
    )
    assert program.f() == 4
    program.host.flush()
    assert bytes(output) == b"first\n1\n2\n3\n4\nlast\n"
    assert tasks == [4]


FAIL = SPIN + (
    "fn g(n :: Int) -> [io] Int { let a := spin(if n == 2 { 300000 } else { 10 }, 1); let u := io.print(int.to_str(n)); 10 / (n - n / 2 * 2) + a - a }\n"
    "fn f(ns :: List[Int]) -> [io] List[Int] { list.par_map(ns, fn (n :: Int) -> [io] Int { g(n) }) }"
)


def test_the_first_failure_in_order_is_the_outcome():
    program, output = compiled(FAIL)
    with pytest.raises(motet.RunError) as caught:
        program.f([1, 2, 3, 4, 5])
    assert caught.value.kind == "division_by_zero"
    program.host.flush()
    assert bytes(output) == b"1\n2\n"
    assert program.f([1, 3, 5]) == [10, 10, 10]
    assert is_clean(program)


WORKER = "effect handler error: par_map worker: "
NESTED = SPIN + (
    "fn inner(n :: Int) -> List[Int] { list.par_map([n, n - 1], fn (k :: Int) -> Int { spin(1000, 1) / k }) }\n"
    "fn f(ns :: List[Int]) -> List[List[Int]] { list.par_map(ns, inner) }\n"
    "fn later(ns :: List[Int], k :: Int) -> Int { 10 / (list.len(f(ns)) + k) }"
)


@pytest.mark.parametrize("count", ["1", "4"])
def test_failures_of_workers_say_so(monkeypatch, tasks, count):
    monkeypatch.setenv(VARIABLE, count)
    program, _ = compiled(NESTED)
    for _ in range(2):
        with pytest.raises(motet.RunError) as caught:
            program.f([5, 1, 7])
        assert caught.value.diagnostic.message == WORKER * 2 + "integer division by zero"
        with pytest.raises(motet.RunError) as caught:
            program.inner(1)
        assert caught.value.diagnostic.message == WORKER + "integer division by zero"
        with pytest.raises(motet.RunError) as caught:
            program.later([5, 7], -2)
        assert caught.value.diagnostic.message == "integer division by zero"
        assert program.later([5, 7], -1) == 10
    assert bool(tasks) == (count == "4")
    assert is_clean(program)


def test_calls_that_native_code_begins_forget_the_workers_of_the_last_one():
    program, _ = compiled(NESTED + "fn g(n :: Int, k :: Int) -> Int { list.len(inner(n)) / k }")
    assert [program.g(n, 1) for n in (5, 6, 7)] == [2] * 3
    for n, k, text in ((1, 1, WORKER), (5, 0, ""), (1, 1, WORKER), (5, 0, "")):
        with pytest.raises(motet.RunError) as caught:
            program.g(n, k)
        assert caught.value.diagnostic.message == text + "integer division by zero"


def test_limits_of_workers_say_so():
    for limits, phrase in (
        ({"fuel": 500}, "step limit"),
        ({"depth": 4}, "recursion depth"),
        ({"stack": 4096}, "recursion depth"),
    ):
        program, _ = compiled(
            "fn deep(n :: Int) -> Int { if n == 0 { 0 } else { 1 + deep(n - 1) } }\n"
            "fn f(n :: Int) -> List[Int] { list.par_map([1, n], deep) }",
            **limits,
        )
        with pytest.raises(motet.LimitError) as caught:
            program.f(1_000_000)
        assert caught.value.diagnostic.message.startswith(WORKER)
        assert phrase in caught.value.diagnostic.message


def test_a_limit_of_the_run_is_no_failure_of_a_worker():
    program, _ = compiled(
        LOOP + "fn f(n :: Int) -> List[Int] { list.par_map([n, n], fn (k :: Int) -> Int { forever(k) }) }", seconds=0.2
    )
    with pytest.raises(motet.LimitError) as caught:
        program.f(1)
    assert "worker" not in caught.value.diagnostic.message


def test_a_deadline_ends_closures(tasks):
    program, _ = compiled(
        LOOP + "fn f(n :: Int) -> List[Int] { list.par_map([n, n], fn (k :: Int) -> Int { forever(k) }) }", seconds=0.3
    )
    for _ in range(100):  # until everything is compiled
        with suppress(motet.LimitError):
            program.f(0)
            break
    with pytest.raises(motet.LimitError) as caught:
        program.f(1)
    assert caught.value.kind == "deadline"
    assert program.f(0) == [0, 0]
    assert is_clean(program)
    assert tasks[-3:] == [2] * 3


def test_cancelling_ends_closures(tasks):
    program, _ = compiled(
        LOOP + "fn f(n :: Int) -> List[Int] { list.par_map([n, n], fn (k :: Int) -> Int { forever(k) }) }"
    )
    program.f(0)
    timer = threading.Timer(0.05, program.cancel)
    timer.start()
    with pytest.raises(motet.RunError) as caught:
        program.f(1)
    timer.join()
    assert caught.value.kind == "cancelled"
    assert program.f(0) == [0, 0]


def test_the_memory_of_all_is_limited(tasks):
    program, _ = compiled(
        "fn fill(n :: Int, xs :: List[Str]) -> List[Str] { if n == 0 { xs } else { fill(n - 1, list.concat(xs, [int.to_str(n)])) } }\n"
        "fn f(n :: Int) -> List[Int] { list.par_map([n, n, n], fn (k :: Int) -> Int { list.len(fill(k, [])) }) }",
        memory="32MB",
    )
    assert program.f(1000) == [1000] * 3
    with pytest.raises(motet.LimitError) as caught:
        program.f(10_000_000)
    assert caught.value.kind == "memory"
    assert program.f(1000) == [1000] * 3
    assert is_clean(program)


def test_large_results_are_made_again_in_order(tasks):
    program, _ = compiled(
        "fn fill(n :: Int, xs :: List[Str]) -> List[Str] { if n == 0 { xs } else { fill(n - 1, list.concat(xs, [int.to_str(n)])) } }\n"
        "fn f(n :: Int) -> List[List[Str]] { list.par_map([n, n], fn (k :: Int) -> List[Str] { fill(k, []) }) }"
    )
    for n in (2, 30_000, 3):
        assert program.f(n) == [[str(k) for k in range(n, 0, -1)]] * 2
    assert tasks == [2, 2]
    assert is_clean(program)


def test_counts_are_exact_where_they_are_limited(tasks):
    text = "fn f() -> List[Int] { list.par_map([1, 2], fn (k :: Int) -> Int { k }) }"
    for limits in ({"fuel": 10_000}, {"depth": 100}, {"output": 1000}):
        assert compiled(text, **limits)[0].f() == [1, 2]
    assert tasks == []


def test_how_many_run_at_the_same_time(monkeypatch):
    for text, count in (("1", 1), ("3", 3), ("1000", MOST)):
        monkeypatch.setenv(VARIABLE, text)
        assert concurrency() == count
    for text in ("", "0", "-1", "many"):
        monkeypatch.setenv(VARIABLE, text)
        assert 1 <= concurrency() <= MOST


def test_many_rounds_in_several_threads(monkeypatch, tasks):
    monkeypatch.setattr(parallel, "_ROUNDS", 1000)
    programs = [compiled(KINDS)[0] for _ in range(2)]
    want = programs[0].all(2, "a")
    wrong = []

    def rounds(program):
        wrong.extend(program for _ in range(20) if program.all(2, "a") != want)

    threads = [threading.Thread(target=rounds, args=(each,)) for each in programs * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert all(map(is_clean, programs))
    assert len(tasks) == 81
