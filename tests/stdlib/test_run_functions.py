"""Functions that act on the run: streams, arguments, environment, clocks, random numbers, the log."""

import io

import pytest
from outcomes_of_examples import NONE, Aborts, err, matrix, ok, outcome, show, some

from motet.languages.lex.library import ROWS
from motet.languages.lex.policy import LexGrants
from motet.policy import Policy
from motet.stdlib import Host, Surroundings
from motet.stdlib.output import SLICE, SLICE_FUEL

DAY_ZERO = 1_000_000_007_123_456_789


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.at = 50

    def read(self):
        return self.at

    def sleep(self, seconds):
        self.at += round(seconds * 1e9)


class Meter:
    def __init__(self):
        self.polls = 0
        self.fuel = 0

    def poll(self):
        self.polls += 1

    def charge(self, units):
        self.fuel += units


def make(policy=None, **given):
    clock = Clock()
    given = {"now": lambda: DAY_ZERO, "monotonic": clock.read, "sleep": clock.sleep, "environment": {}} | given
    written = bytearray()
    host = Host(written.extend, policy or LexGrants.permissive(), ROWS, surroundings=Surroundings(**given))
    host.written, host.clock = written, clock
    return host


def call(host, name, *arguments):
    return outcome(lambda: host.call("lex:" + name, list(arguments)))


def test_print():
    host = make()
    assert call(host, "io.print", "né") is None
    assert call(host, "io.print", "") is None
    host.flush()
    assert host.written == b"n\xc3\xa9\n\n"


def test_a_long_text_costs_fuel_while_it_is_written():
    host = make()
    host.meter = Meter()
    call(host, "io.print", "x" * (2 * SLICE + 5))
    host.flush()
    assert len(host.written) == 2 * SLICE + 6
    assert (host.meter.fuel, host.meter.polls) == (2 * SLICE_FUEL, 2)


def test_readline():
    host = make(source=io.BytesIO(b"one\r\ntwo\n\n\xff\nlast\r"))
    call(host, "io.print", "question")
    lines = [show(call(host, "io.readline")) for _ in range(6)]
    assert lines == [show(each) for each in (some("one"), some("two"), some(""), NONE, some("last\r"), NONE)]
    assert host.written == b"question\n"


def test_a_standard_input_that_fails():
    class Broken:
        def readline(self, size=-1):
            raise OSError(5, "broken")

    assert show(call(make(source=Broken()), "io.readline")) == show(NONE)


def test_arguments_and_environment():
    host = make(arguments=["a", "-b"], environment={"HOME": "/h", "EMPTY": ""})
    assert call(host, "io.argv") == ["a", "-b"]
    assert show(call(host, "env.get", "HOME")) == show(some("/h"))
    assert show(call(host, "env.get", "EMPTY")) == show(some(""))
    assert show(call(host, "env.get", "NOPE")) == show(NONE)


def test_the_environment_is_granted_by_name():
    host = make(Policy("env:HOME"), environment={"HOME": "/h"})
    assert show(call(host, "env.get", "HOME")) == show(some("/h"))
    refused = call(host, "env.get", "USER")
    assert refused.kind == "policy"
    assert "env:USER" in refused.text


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("io.readline", "io"),
        ("io.argv", "io"),
        ("time.now", "time"),
        ("time.sleep_ms", "time"),
        ("env.get", "env"),
        ("rand.int_in", "random"),
        ("crypto.random", "random"),
        ("log.info", "log"),
        ("log.set_level", "io"),
        ("datetime.now", "time"),
        ("fs.glob", "fs_walk"),
    ],
)
def test_each_label_is_needed(name, label):
    host = make(LexGrants(["crypto"]))
    assert host.refusal("lex:" + name) in ("", f"effect `{label}` not in --allow-effects")
    arguments = ["x" if "Str" in parameter.kind else 1 for parameter in ROWS["lex:" + name].parameters]
    assert show(call(host, name, *arguments)) == show(Aborts(f"effect `{label}` not in --allow-effects", "policy"))


def test_clocks():
    host = make()
    assert call(host, "time.now") == 1_000_000_007
    assert call(host, "time.now_ms") == 1_000_000_007_123
    assert call(host, "time.now_str") == "2001-09-09T01:46:47.123456789+00:00"
    assert call(host, "datetime.now") == DAY_ZERO
    assert call(host, "time.mono_ns") == 0
    host.clock.at += 5
    assert call(host, "time.mono_ns") == 5


@pytest.mark.parametrize(
    ("text", "now"), [("1700000000", 1_700_000_000), ("-1", -1), ("nonsense", 1_000_000_007), ("", 1_000_000_007)]
)
def test_the_clock_can_be_pinned(text, now):
    host = make(environment={"LEX_TEST_NOW": text})
    assert call(host, "time.now") == now


def test_sleeping():
    host = make()
    host.meter = Meter()
    for name, amount, waited in (
        ("time.sleep_ms", 50, 0.05),
        ("time.sleep", 70_000_000, 0.07),
        ("time.sleep_ms", 0, 0),
        ("time.sleep", -5, 0),
        ("time.sleep_ms", 10**9, 60),
        ("time.sleep", 10**18, 60),
    ):
        before = host.clock.at
        assert call(host, name, amount) is None
        assert (host.clock.at - before) / 1e9 == pytest.approx(waited, abs=1e-6)
    assert host.meter.polls > 3000


def test_random_numbers():
    drawn = iter([b"\xff" * 8, (10).to_bytes(8, "little")])
    host = make(random=lambda count: next(drawn))
    assert call(host, "rand.int_in", 0, 2) == 10 % 3, "the first draw would make some numbers likelier"
    host = make()
    assert all(3 <= call(host, "rand.int_in", 3, 5) <= 5 for _ in range(50))
    assert call(host, "rand.int_in", 4, 4) == 4
    assert -(2**63) <= call(host, "rand.int_in", -(2**63), 2**63 - 1) < 2**63
    assert show(call(host, "rand.int_in", 2, 1)) == show(Aborts("rand.int_in: empty range [2, 1]"))
    assert len(call(host, "crypto.random", 5)) == 5
    assert len(call(host, "crypto.random_str_hex", 5)) == 10
    assert call(host, "crypto.random", 0) == b""
    for count in (-1, 2**20 + 1):
        assert call(host, "crypto.random", count).kind == "host"
        assert call(host, "crypto.random_str_hex", count).kind == "host"


def test_the_log():
    errors = io.BytesIO()
    host = make(errors=errors)
    call(host, "log.debug", "unseen")
    call(host, "log.info", "a\nb")
    assert show(call(host, "log.set_level", "debug")) == show(ok(None))
    assert show(call(host, "log.set_format", "json")) == show(ok(None))
    call(host, "log.debug", 'say "x"')
    assert (
        errors.getvalue().decode()
        == '[2001-09-09T01:46:47+00:00] info: a\nb\n{"level":"debug","msg":"say \\"x\\"","ts":"2001-09-09T01:46:47+00:00"}\n'
    )
    assert show(call(host, "log.set_level", "loud")) == show(
        err("log.set_level: unknown level `loud`; expected debug, info, warn or error")
    )
    assert call(host, "log.set_format", "xml").name == "Err"


def test_the_log_in_a_file(tmp_path):
    errors = io.BytesIO()
    host = make(LexGrants(["log", "io", "fs_write"], write=[str(tmp_path)]), errors=errors)
    assert call(host, "log.set_sink", str(tmp_path / "log")).name == "Ok"
    call(host, "log.error", "one")
    assert call(host, "log.set_sink", "-").name == "Ok"
    call(host, "log.warn", "two")
    assert (tmp_path / "log").read_text() == "[2001-09-09T01:46:47+00:00] error: one\n"
    assert b"two" in errors.getvalue()
    assert call(host, "log.set_sink", str(tmp_path / ".." / "log")).kind == "policy"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("list.range", (0, 10**12)),
        ("list.range", (-(2**63), 2**63 - 1)),
        ("str.repeat", ("ab", 10**12)),
        ("str.replace", ("a" * 10**5, "", "b" * 10**5)),
        ("str.join", ([""] * 10**5, "b" * 10**5)),
        ("list.repeat", (1, 10**12)),
        ("math.zeros", (10**6, 10**6)),
    ],
)
def test_what_is_too_big_is_refused_before_it_is_made(name, arguments):
    host = Host(bytearray().extend, Policy(), ROWS, memory_limit=10**8)
    assert call(host, name, *arguments).kind == "memory"


def test_json_that_is_too_big():
    shared = "x" * 1000
    value = [shared]
    for _ in range(40):
        value = [value, value]
    host = Host(bytearray().extend, Policy(), ROWS, memory_limit=10**6)
    assert call(host, "json.stringify", value).kind == "memory"


def test_arguments_of_other_types():
    host = make()
    found = call(host, "str.len", 3)
    assert (found.kind, found.text) == ("type", "expected Str, got Int(3)")
    assert call(host, "str.len").kind == "host"
    assert call(host, "int.abs", True).kind == "type"


@pytest.mark.parametrize("sizes", [(1, 2**62), (-1, 2), (-1, -1), (2, 1)])
def test_records_that_are_no_matrices(sizes):
    malformed = matrix(*sizes, 1.0)
    for name in ("transpose", "rows", "to_flat", "sigmoid"):
        assert call(make(), f"math.{name}", malformed).kind == "type"


def test_there_is_no_such_function():
    assert call(make(), "str.nothing").kind == "host"
    assert call(make(), "nowhere.at_all").kind == "host"
    assert call(make(), "list.map").kind == "host"
